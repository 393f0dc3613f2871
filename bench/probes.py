"""How quick public copies are looked at from outside, with nobody's server asked more often than its pace allows.

    ./run bench probes [--copies 10000] [--hosts 8] [--releases 200]

Servers on this machine stand for the sites: each answers with the release (a JPEG of 1280 pixels), a smaller size of
it, a page that names it, or 404. Told: copies a second on the clock, CPU seconds of the sweep, memory at its most, the
most requests that one host had in any second beside the pace, and what was seen of what was there."""

import argparse
import io
import multiprocessing
import os
import random
import resource
import socket
import tempfile
import time
from collections import Counter, defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from PIL import Image

KINDS = ("there", "size", "page", "gone")


def picture(seed: int, width: int) -> bytes:
    """A made picture: bands of colour, another for each seed."""
    rng = random.Random(seed)
    small = Image.new("RGB", (12, 9))
    small.putdata([tuple(rng.randrange(256) for _ in range(3)) for _ in range(108)])
    out = io.BytesIO()
    small.resize((width, width * 3 // 4), Image.Resampling.BICUBIC).save(out, "JPEG", quality=85)
    return out.getvalue()


def served(port: int, releases: int, asked: Any) -> None:
    """One site: /KIND/RELEASE/N."""
    whole, size = [picture(n, 1280) for n in range(releases)], [picture(n, 300) for n in range(releases)]
    from kindao.web.releases.connectors.sites import MARKS

    times: list[float] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if self.path == "/times":
                asked.send(times)
                self.send_response(204)
                self.end_headers()
                return
            times.append(time.monotonic())
            _, kind, release, _n = self.path.split("/") if self.path.count("/") == 3 else ("", "marker", "0", "")
            body = {
                "marker": MARKS,  # that the site stands
                "there": whole[int(release)],
                "size": size[int(release)],
                "page": f"<html><p>{'x' * 20_000}<img src='{mark(int(release))}.jpg'>".encode(),
                "gone": b"nothing",
            }[kind]
            self.send_response(404 if kind == "gone" else 200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, *_: Any) -> None: ...  # a look that saw enough hangs up

    Quiet(("127.0.0.1", port), Handler).serve_forever()


def mark(release: int) -> str:
    return f"{release:024x}"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--copies", type=int, default=10_000)
    asked.add_argument("--hosts", type=int, default=8)
    asked.add_argument("--releases", type=int, default=200)
    told = asked.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"KINDAO_HOME": home, "KINDAO_SITES": "private", "DJANGO_SETTINGS_MODULE": "kindao.web.settings"}
        sites, ports = [], []
        for _ in range(told.hosts):
            ours, theirs = multiprocessing.Pipe()
            port = free_port()
            site = multiprocessing.Process(target=served, args=(port, told.releases, theirs), daemon=True)
            site.start()
            sites.append((site, ours))
            ports.append(port)
        try:
            measured(told, ports, [ours for _, ours in sites])
        finally:
            for site, _ in sites:
                site.terminate()


def measured(told: argparse.Namespace, ports: list[int], pipes: list[Any]) -> None:
    import django

    django.setup()
    from kindao.web import serving

    serving.prepare()
    expected = filled(told, ports)
    for port in ports:
        wait_for(port)
    from kindao.web.releases import probing
    from kindao.web.releases.models import Probe

    began, cpu = time.monotonic(), time.process_time()
    count = 0
    while count < told.copies:  # a round each; the worker does other work between two
        count += probing.look_at_due()
    took, cpu = time.monotonic() - began, time.process_time() - cpu
    seen = Counter(
        (expected[address], str(one)) for address, one in Probe.objects.values_list("copy__address", "seen").iterator()
    )
    most = max(busiest(port, pipe) for port, pipe in zip(ports, pipes, strict=True))
    print(f"{count} copies on {told.hosts} hosts: {took:.1f} s, {count / took:.1f} a second, {cpu:.1f} s CPU")
    print(f"memory at its most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")
    print(f"at most {most} requests at one host in any second (pace: {1 / probing.BETWEEN_TWO:.0f})")
    by: dict[str, dict[str, int]] = defaultdict(dict)
    for (kind, one), times in sorted(seen.items()):
        by[kind][one] = times
    for kind, ones in by.items():
        print(f"  {kind:6} seen as {ones}")


def busiest(port: int, pipe: Any) -> int:
    """The most requests that came in any one second."""
    from urllib.request import urlopen

    urlopen(f"http://127.0.0.1:{port}/times").read()
    times, most, start = sorted(pipe.recv()), 0, 0
    for end, at in enumerate(times):
        while times[start] <= at - 1:
            start += 1
        most = max(most, end - start + 1)
    return most


def wait_for(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(0.1)


def filled(told: argparse.Namespace, ports: list[int]) -> dict[str, str]:
    """Releases and their copies as rows; what is at each address."""
    import hashlib

    from kindao import clock
    from kindao.engine.match.phash import phash
    from kindao.engine.media.opening import open_picture
    from kindao.web.cases import actions as cases
    from kindao.web.cases.models import Original
    from kindao.web.clinics.models import Clinic, Membership, Role, User
    from kindao.web.releases.models import Account, PublicCopy, Release, Stage
    from kindao.web.review.models import Use
    from kindao.web.vault import keys

    now = clock.now()
    clinic = Clinic.objects.create(name="Phòng khám đo đạc")
    user = User.objects.create_user("bench@example.invalid", "x" * 20, name="Bench")
    by = Membership.objects.create(user=user, clinic=clinic, role=Role.DOCTOR)
    patient = cases.add_patient(by, record_number="1", name="Người Bệnh Đo Đạc")
    session = cases.begin_session(by, patient, specialty="cosmetic")
    first = io.BytesIO(picture(0, 1280))
    original = cases.take_in(by, session, first, received=Original.Received.UPLOAD)
    account = Account.objects.create(
        clinic=clinic,
        connector="folder",
        destination="website",
        name="bench",
        address=f"http://127.0.0.1:{ports[0]}",
        key=keys.shared_key(clinic),
        sealed=b"-",
        opened_by=user,
        opened_at=now,
    )
    use = Use.objects.create(
        clinic=clinic,
        original=original,
        patient=patient,
        purpose="advertising",
        destination="website",
        on=clock.today(),
        asked_by=user,
        asked_at=now,
    )
    releases = []
    for n in range(told.releases):
        data = picture(n, 1280)
        releases.append(
            Release(
                clinic=clinic,
                use=use,
                account=account,
                stage=Stage.COMING_DOWN,
                state="done",
                due_at=now,
                created_at=now,
                sent_at=now,
                out_at=now,
                file_name=f"{mark(n)}.jpg",
                media_type="image/jpeg",
                digest=f"sha256:{hashlib.sha256(data).hexdigest()}",
                size=len(data),
                phash=phash(open_picture(data).frames[0].pixels).hex(),
                asked_by=user,
            )
        )
    Release.objects.bulk_create(releases)
    rng, expected, copies = random.Random(1), {}, []
    for n in range(told.copies):
        kind, release = KINDS[n % len(KINDS)], rng.randrange(told.releases)
        address = f"http://127.0.0.1:{ports[n % len(ports)]}/{kind}/{release}/{n}"
        expected[address] = kind
        copies.append(
            PublicCopy(
                release=releases[release],
                address=address,
                place="file",
                found_at=now,
                found_by="site",
                look_after=now,
            )
        )
    PublicCopy.objects.bulk_create(copies, batch_size=1000)
    return expected


if __name__ == "__main__":
    main()
