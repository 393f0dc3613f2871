"""A claim in what goes out: whole, of these bytes, with no picture in it; and nothing else of the copy is another."""

import hashlib
import io
import json
import stat
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import av
import numpy as np
import pytest
from cryptography import x509
from django.conf import settings
from numpy.testing import assert_array_equal
from PIL import Image

from builders import a_member, a_patient, nose
from filmfiles import write
from kindao import clock
from kindao.engine.media.clip import open_clip
from kindao.engine.media.opening import open_picture
from kindao.engine.vocabulary import Destination
from kindao.web.releases import actions, claims, credentials
from kindao.web.releases.credentials import Credential
from kindao.web.releases.models import Permit, Release, Stage
from kindao.web.vault import certificates
from permits import a_lawful_use
from released import Site, a_folder_account, worked_off

PICTURES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
EMBEDDED = (
    b"\xff\xd8\xff\xe0",
    b"\xff\xd8\xff\xe1",
    b"\xff\xd8\xff\xdb",
    b"\x89PNG",
    b"WEBPVP8",
    b"ftypis",
    b"ftyphe",
    b"JFIF",
)
"""How a picture begins; four bytes at least, so that a signature's random bytes hold none by chance."""


def a_copy(folder: Path, kind: str) -> Path:
    file = folder / f"copy.{kind.lower()}"
    picture = Image.open(io.BytesIO(nose()))
    if kind == "progressive":
        picture.save(file, "JPEG", progressive=True, quality=80)
    elif kind == "extended":  # a WebP with a profile of colour: its chunks stand under VP8X
        picture.save(file, "WEBP", icc_profile=b"\0" * 128)
    elif kind == "JPEG":
        file.write_bytes(nose())
    else:
        picture.save(file, kind)
    return file


def a_film(folder: Path, *, index_first: bool) -> Path:
    file = folder / "copy.mp4"
    random = np.random.default_rng(7)
    frames = [random.integers(0, 255, (48, 64, 3), np.uint8) for _ in range(6)]
    if index_first:
        write(file, iter([av.VideoFrame.from_ndarray(one).reformat(format="yuv420p") for one in frames]), crf=30,
              size=(64, 48))  # fmt: skip
        return file
    with av.open(str(file), "w") as out:
        stream: Any = out.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for one in (*[av.VideoFrame.from_ndarray(frame) for frame in frames], None):
            out.mux(stream.encode(one))
    return file


def signed(copy: Path, media_type: str, permit: UUID | None = None) -> Path:
    out = copy.with_name("signed")
    made = credentials.claim(
        copy, out, media_type, permit=permit or uuid4(), day=clock.today(), digest=digest(copy.read_bytes())
    )
    assert made is Credential.SIGNED
    return out


def digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


CASES = [*PICTURES.items(), ("progressive", "image/jpeg"), ("extended", "image/webp")]


@pytest.mark.parametrize(("kind", "media_type"), CASES)
def test_the_only_difference_to_the_copy_is_the_claim(tmp_path: Path, kind: str, media_type: str) -> None:
    copy = a_copy(tmp_path, kind)
    out = signed(copy, media_type)
    before, after = open_picture(copy.read_bytes()), open_picture(out.read_bytes())
    assert_array_equal(before.frames[0].pixels, after.frames[0].pixels)
    added = [one for one in after.entries if one not in before.entries]
    assert {one.holder for one in added} == {"c2pa"} and len(after.entries) == len(before.entries) + 1
    if kind in ("JPEG", "progressive", "PNG"):  # nothing but an insertion
        data, plain = out.read_bytes(), copy.read_bytes()
        at = next(n for n, byte in enumerate(plain) if data[n] != byte)
        assert any(data[:n] + data[n + len(data) - len(plain) :] == plain for n in range(at - 8, at + 1))


@pytest.mark.parametrize("index_first", [True, False])
def test_a_film_is_frame_for_frame_the_same(tmp_path: Path, index_first: bool) -> None:
    copy = a_film(tmp_path, index_first=index_first)
    out = signed(copy, "video/mp4").rename(tmp_path / "signed.mp4")
    with av.open(str(copy)) as one, av.open(str(out)) as other:
        pairs = list(zip(one.decode(video=0), other.decode(video=0), strict=True))
        assert len(pairs) == 6
        for before, after in pairs:
            assert_array_equal(before.to_ndarray(), after.to_ndarray())
    plain, more = open_clip(copy).entries, open_clip(out).entries
    assert [one.holder for one in more if one not in plain] == ["c2pa"] and len(more) == len(plain) + 1


@pytest.mark.parametrize(("kind", "media_type"), [*PICTURES.items(), ("film", "video/mp4")])
def test_no_picture_lies_in_the_claim_and_no_name(tmp_path: Path, kind: str, media_type: str) -> None:
    copy = a_film(tmp_path, index_first=True) if kind == "film" else a_copy(tmp_path, kind)
    permit = uuid4()
    claim = claims.apart(signed(copy, media_type, permit), media_type).claim
    assert claims.foreign(claim) == [] and len(claim) < 6000
    assert not [one for one in EMBEDDED if one in claim]
    assert b"thumbnail" not in claim and b"ingredient" not in claim
    assert str(permit).encode() in claim and credentials.address_of(permit).encode() in claim
    for path in (str(tmp_path), str(settings.HOME.folder), copy.name):
        assert path.encode() not in claim


def test_the_walk_notices_what_has_no_business_in_a_claim(tmp_path: Path) -> None:
    """An ingredient with its thumbnail, as the library makes them when it is asked to."""
    copy, out = a_copy(tmp_path, "JPEG"), tmp_path / "leak.jpg"
    library, manifest = credentials._library(), credentials._manifest(uuid4(), clock.today())
    private, chain = certificates.pair("credentials", certificates.under_a_root)
    signer = library.Signer.from_info(library.C2paSignerInfo(b"es256", chain, private, None))
    with library.Context.from_dict({"version": 1, "builder": {"thumbnail": {"enabled": True}}}) as context:
        builder = library.Builder(manifest, context)
        with copy.open("rb") as original:
            builder.add_ingredient({"relationship": "parentOf"}, "image/jpeg", original)
        with copy.open("rb") as source, out.open("w+b") as made:
            builder.sign(signer, "image/jpeg", source, made)
    claim = claims.apart(out, "image/jpeg").claim
    assert b"\xff\xd8\xff" in claim, "the library no longer leaks: look what it does now"
    found = " ".join(claims.foreign(claim))
    assert "thumbnail" in found and "ingredient" in found
    assert not credentials.read(out, "image/jpeg").valid


@pytest.mark.parametrize(("kind", "media_type"), [*PICTURES.items(), ("film", "video/mp4")])
def test_one_flipped_byte_is_found_out(tmp_path: Path, kind: str, media_type: str) -> None:
    copy = a_film(tmp_path, index_first=True) if kind == "film" else a_copy(tmp_path, kind)
    permit = uuid4()
    out = signed(copy, media_type, permit)
    told = credentials.read(out, media_type)
    assert told.valid and not told.trusted and told.permit == permit
    assert told.problems == (credentials.UNTRUSTED,), "nobody vouches for us, and that is all"
    data = bytearray(out.read_bytes())
    at = data.rindex(b"mdat") + 40 if kind == "film" else copy.stat().st_size // 2 + (kind != "WEBP") * 4000
    data[at] ^= 1
    out.write_bytes(data)
    told = credentials.read(out, media_type)
    assert not told.valid and any("ash.mismatch" in one for one in told.problems), told.problems
    data[at] ^= 1
    data[data.index(str(permit).encode()) + 3] ^= 1  # in the claim itself
    out.write_bytes(data)
    assert not credentials.read(out, media_type).valid


def test_what_can_not_carry_one_goes_without(tmp_path: Path) -> None:
    file, out = tmp_path / "a.webm", tmp_path / "out"
    file.write_bytes(b"\x1a\x45\xdf\xa3" + b"\0" * 64)
    told = {"permit": uuid4(), "day": clock.today()}
    assert credentials.claim(file, out, "video/webm", digest="", **told) is Credential.NO_WAY  # type: ignore[arg-type]
    broken = tmp_path / "a.jpg"
    broken.write_bytes(b"\xff\xd8no picture")
    made = credentials.claim(broken, out, "image/jpeg", digest=digest(broken.read_bytes()), **told)  # type: ignore[arg-type]
    assert made is Credential.FAILED and not out.exists()
    copy = a_copy(tmp_path, "JPEG")
    made = credentials.claim(copy, out, "image/jpeg", digest="sha256:" + "0" * 64, **told)  # type: ignore[arg-type]
    assert made is Credential.FAILED and not out.exists(), "of another file than was permitted"


def test_the_key_is_made_once_and_is_nobody_elses() -> None:
    private, chain = certificates.pair("credentials", certificates.under_a_root)
    assert (private, chain) == certificates.pair("credentials", pytest.fail)
    path = settings.HOME.keys / "credentials"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and b"PRIVATE KEY" in private
    leaf, root = x509.load_pem_x509_certificates(chain)
    leaf.verify_directly_issued_by(root)
    assert leaf.not_valid_after_utc - clock.now() > timedelta(days=19 * 365)
    names = {one.value for name in (leaf.subject, leaf.issuer) for one in name}
    assert names == {"Kindao", "Kindao root"}


@pytest.mark.django_db
def test_what_goes_out_carries_its_permit(site: Site) -> None:
    by = a_member()
    release = worked_off(
        actions.release(
            by, a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE), a_folder_account(by, site)
        )
    )
    assert release.stage == Stage.OUT and release.credential == Credential.SIGNED, release.why_en
    file, permit = site.folder / release.file_name, Permit.objects.get()
    assert release.digest == digest(file.read_bytes()), "of the bytes that were sent"
    assert permit.digest == permit.copy.digest == claims.apart(file, "image/jpeg").rest, (
        "of the copy that was permitted"
    )
    told = credentials.read(file, "image/jpeg")
    assert told.valid and told.permit == permit.pk
    claim = claims.apart(file, "image/jpeg").claim
    patient = release.use.patient
    for kept in (patient.name, patient.record_number, by.clinic.name, by.user.name, release.file_name):
        assert kept and kept.encode() not in claim


@pytest.mark.django_db
@pytest.mark.parametrize("required", [False, True])
def test_a_key_that_is_lost_lets_the_bare_copy_out_unless_claims_are_required(
    site: Site, required: bool, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CREDENTIALS_REQUIRED = required
    monkeypatch.setattr(certificates, "pair", lambda *_: (b"", b"no certificate"))
    by = a_member()
    use = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE)
    release = worked_off(actions.release(by, use, a_folder_account(by, site)))
    if required:
        assert release.stage == Stage.REFUSED and "signed" in release.why_en and "ký" in release.why_vi
        assert site.files() == [] and Permit.objects.get().spent_at is None
    else:
        assert release.stage == Stage.OUT and release.credential == Credential.FAILED
        assert release.digest == Permit.objects.get().digest
    assert Release.objects.count() == 1


def test_the_manifest_is_what_the_documentation_says() -> None:
    permit = UUID("0f8fad5b-d9cb-469f-a165-70867728950e")
    (_, says) = credentials._manifest(permit, clock.today())["assertions"]
    assert says["label"] == "org.kindao.publication-permit"
    assert set(says["data"]) == {"permit", "day", "says", "address"}
    assert json.loads(json.dumps(says)) == says
