"""What signed claims and the public look-up cost, and whom the look-up tells yes.

    ./run bench lookup [--releases 100000] [--pictures 150] [--rounds 20]

Told: CPU milliseconds of this process for signing and checking one claim, by kind of file; for a look-up by number and
by look among so many live releases, the page included; and how many bits smaller and harder compressed copies of
redacted pictures of the test data are from them, beside those of the originals whose faces they hide. What is
permitted, and the site, are those of the tests."""

import argparse
import io
import json
import os
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "testdata"
sys.path.insert(0, str(ROOT / "tests"))


def told(name: str, work: Callable[[], Any], rounds: int) -> None:
    took = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        took.append((time.process_time() - start) * 1000)
    took.sort()
    slow = took[int(len(took) * 0.95) - 1]
    print(f"{name:52} median {statistics.median(took):7.1f}  95 % {slow:7.1f} ms CPU  ({rounds})", flush=True)


def signing(folder: Path, rounds: int) -> None:
    from builders import nose
    from kindao import clock
    from kindao.web.releases import claiming, credentials

    picture = Image.open(io.BytesIO(nose()))
    files = {"image/jpeg": folder / "a.jpg", "image/png": folder / "a.png", "image/webp": folder / "a.webp"}
    for file in files.values():
        picture.save(file)
    if film := next(iter(sorted((DATA / "videos").glob("*.mp4"))), None):
        files["video/mp4"] = film
    for media_type, file in files.items():
        digest, out, size = claiming.digest_of(file), folder / "signed", file.stat().st_size

        def sign(file: Path = file, media_type: str = media_type, digest: str = digest, out: Path = out) -> None:
            made = credentials.claim(file, out, media_type, permit=uuid4(), day=clock.today(), digest=digest)
            assert made is credentials.Credential.SIGNED

        told(f"sign and check {media_type}, {size / 1e6:.1f} MB", sign, rounds)
        print(f"{'':52} {out.stat().st_size - size} bytes more")


def looking_up(folder: Path, releases: int, rounds: int) -> None:
    from django.test import Client

    from builders import a_member, a_patient
    from kindao import clock
    from kindao.engine.vocabulary import Destination
    from kindao.web.door import codes
    from kindao.web.releases import actions, lookup
    from kindao.web.releases.known import BANK
    from kindao.web.releases.models import Permit, Release, Stage
    from permits import a_lawful_use
    from released import Site, a_folder_account, worked_off

    by = a_member()
    (folder / "site").mkdir()
    use = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE)
    account = a_folder_account(by, Site(folder / "site", "http://127.0.0.1:1"))
    one = worked_off(actions.release(by, use, account))
    now = clock.now()
    others = (
        Release(
            clinic=by.clinic, use=use, account=account, stage=Stage.OUT, due_at=now, asked_by=by.user, created_at=now,
            file_name=f"{secrets.token_hex(12)}.jpg", phash=secrets.token_hex(32), sent_at=now - timedelta(minutes=n),
        )
        for n in range(1, releases)
    )  # fmt: skip
    Release.objects.bulk_create(others, batch_size=500)
    BANK.forget()
    bits, permit, client = bytes.fromhex(one.phash), Permit.objects.get().pk, Client(SERVER_NAME="localhost")
    codes.LOOKED_UP_FROM = codes.Limit(10**9, 3600)
    told(f"the first look of a process, {releases:,} releases", lambda: lookup.by_look(bits), 1)
    told("look-up by look: yes", lambda: lookup.by_look(bits), rounds)
    told("look-up by look: no", lambda: lookup.by_look(bytes(32)), rounds)
    told("look-up by number: yes", lambda: lookup.by_number(permit), rounds)
    told("look-up by number: no", lambda: lookup.by_number(uuid4()), rounds)
    told("the page, by look: yes", lambda: client.post("/check/", {"bits": bits.hex()}), rounds)
    told("the page, by number: yes", lambda: client.get(f"/check/{permit}/"), rounds)
    assert lookup.by_look(bits) and lookup.by_number(permit) and not lookup.by_look(bytes(32))


def likeness(pictures: int) -> None:
    """Faces filled as the truth of the test data says, the box alone and a third wider."""
    from kindao.engine.match.phash import distance, phash
    from kindao.web.releases.lookup import SAME_WITHIN

    truth = json.loads((DATA / "faces_gt.json").read_text("utf-8"))
    chosen = [one for one in truth if one["faces"] and (DATA / one["file"]).exists()][:pictures]
    copies, originals = [], []
    for one in chosen:
        pixels = np.asarray(Image.open(DATA / one["file"]).convert("RGB"))
        for wider in (0.0, 0.35):
            redacted = pixels.copy()
            for face in one["faces"]:
                x0, y0, x1, y1 = face["box"]
                w, h = (x1 - x0) * wider, (y1 - y0) * wider
                redacted[max(0, int(y0 - h)) : int(y1 + h), max(0, int(x0 - w)) : int(x1 + w)] = 128
            bits = phash(redacted)
            originals.append(distance(bits, phash(pixels)))
            for quality, scale in ((40, 1.0), (70, 1 / 3), (85, 0.5)):
                out, image = io.BytesIO(), Image.fromarray(redacted)
                size = (max(1, int(image.width * scale)), max(1, int(image.height * scale)))
                image.resize(size).save(out, "JPEG", quality=quality)
                copies.append(distance(bits, phash(np.asarray(Image.open(out).convert("RGB")))))
    for name, bits_away in (("smaller, harder compressed copies", copies), ("originals with their faces", originals)):
        away = np.array(bits_away)
        within = 100 * (away <= SAME_WITHIN).mean()
        print(
            f"{name:52} {len(away):5}  {within:5.1f} % within {SAME_WITHIN} bits; least {away.min()}, most {away.max()}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    for name, usual in (("releases", 100_000), ("pictures", 150), ("rounds", 20)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        os.environ["KINDAO_HOME"] = str(folder / "home")
        os.environ["DJANGO_SETTINGS_MODULE"] = "kindao.web.settings"
        import django

        django.setup()
        from kindao.web import serving

        serving.prepare()
        signing(folder, asked.rounds)
        looking_up(folder, asked.releases, asked.rounds)
    likeness(asked.pictures)


if __name__ == "__main__":
    main()
