"""How quick the patient's pages are, in an installation with 20,000 patients.

    ./run bench patient [--patients 20000 --media 20000 --consents 20000] [--rounds 100] [--at-once 200] [--keep FOLDER]
                        [--database sqlite]

Told: CPU milliseconds of this process for a person's own pages; for a withdrawal until every permit that rests on it is
dead, committed, by how many permits there were; and 200 patients at once, each for their own page, through `kindao
serve`: errors, and milliseconds on the clock. The people are fictional, made by `kindao seed`; with --keep the
installation stays, and is used again. With `--database postgresql` Debian's is started, in a folder of its own, without
fsync, as `bench/web.py` has it; the CPU time told is this process's, without the database's."""

import argparse
import contextlib
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import web

PERMITS = (1, 5, 20)


def cpu(work: Callable[[], Any]) -> float:
    """CPU milliseconds of this process, user and system."""
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def told(name: str, took: list[float]) -> None:
    took.sort()
    middle, slow = statistics.median(took), took[int(len(took) * 0.95) - 1]
    print(f"{name:58} median {middle:7.1f}  95 % {slow:7.1f} ms CPU  ({len(took)})", flush=True)


def visitors(number: int) -> list[tuple[str, str, Any]]:
    """(token, cookie, patient): people who came in by their link just now."""
    from django.core import signing

    from kindao import clock
    from kindao.web.cases.models import Patient
    from kindao.web.clinics.models import Membership, Role
    from kindao.web.door import links
    from kindao.web.door.access import SALT
    from kindao.web.door.models import Code, Purpose, Visit

    doctor = Membership.objects.filter(role=Role.DOCTOR, ended_at=None).select_related("clinic", "user").first()
    assert doctor is not None
    with_consent = Patient.objects.of(doctor).filter(consents__scopes__state="given").exclude(originals=None).distinct()
    chosen = random.Random(7).sample(list(with_consent.values_list("pk", flat=True)), number)
    Patient.objects.filter(pk__in=chosen).exclude(phone__gt="").update(phone="0900 000 000")
    out = []
    for patient in Patient.objects.filter(pk__in=chosen).select_related("clinic", "key"):
        made = links.make(doctor, patient, purpose=Purpose.OWN)
        now = clock.now()
        code = Code.objects.create(
            link=made.link, digest="0" * 64, channel="console", made_at=now, ends_at=made.link.ends_at, used_at=now
        )
        visit = Visit.objects.create(link=made.link, code=code, at=now, from_address="", by_staff=False)
        out.append((made.token, signing.dumps(str(visit.pk), salt=SALT), patient))
    return out


def pages(people: list[tuple[str, str, Any]], rounds: int) -> None:
    from django.test import Client

    for name, path in (
        ("own page", "own/"),
        ("one confirmation away from withdrawing", "own/withdraw/"),
        ("a right explained", "own/ask/delete/"),
    ):
        took = []
        for token, cookie, _ in people[: rounds + 1]:
            client = Client(SERVER_NAME="localhost")
            client.cookies["kindao_visit"] = cookie
            status: list[int] = []
            took.append(
                cpu(lambda: status.append(client.get(f"/p/{token}/{path}").status_code))  # noqa: B023 - called at once
            )
            assert status == [200], (path, status)
        told(name, took[1:])  # the first one loads the law


def withdrawals(people: list[tuple[str, str, Any]], rounds: int) -> None:
    from kindao.engine.vocabulary import Destination, Purpose
    from kindao.web.clinics.models import Membership, Role
    from kindao.web.consent.models import Consent, State, Who
    from kindao.web.review import actions as review
    from kindao.web.review.models import Use, UseState
    from kindao.web.rights import actions

    doctor = Membership.objects.filter(role=Role.DOCTOR, ended_at=None).select_related("clinic", "user").first()
    assert doctor is not None
    left = iter(people)
    for permits in PERMITS:
        took = []
        for _ in range(max(5, rounds // 10)):
            patient = next(left)[2]
            Use.objects.filter(patient=patient).update(state=UseState.LAPSED)
            consent = Consent.objects.filter(patient=patient, scopes__state=State.GIVEN).first()
            original = patient.originals.first()
            assert consent and original
            for _n in range(permits):
                use = review.draft(doctor, original, purpose=Purpose.ADVERTISING, destination=Destination.FACEBOOK)
                Use.objects.filter(pk=use.pk).update(state=UseState.PERMITTED)
            took.append(cpu(lambda: actions.withdraw(consent, who=Who.PATIENT)))  # noqa: B023 - called at once
            assert not Use.objects.filter(patient=patient, state=UseState.PERMITTED).exists()
        told(f"withdrawal to {permits} dead permit{'s' * (permits > 1)}, committed", took)


def at_once(people: list[tuple[str, str, Any]], home: Path, number: int) -> None:
    """That many browsers, all at the same moment."""
    with contextlib.closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        port = int(one.getsockname()[1])
    words = [sys.executable, "-m", "kindao", "serve", "--home", str(home), "--port", str(port)]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            for _ in range(600):
                with contextlib.suppress(OSError), urlopen(f"http://localhost:{port}/your-rights/", timeout=5):
                    break
                time.sleep(0.2)

            def ask(who: tuple[str, str, Any]) -> tuple[float, int]:
                token, cookie, _ = who
                start = time.perf_counter()
                request = Request(
                    f"http://localhost:{port}/p/{token}/own/", headers={"Cookie": f"kindao_visit={cookie}"}
                )
                try:
                    with urlopen(request, timeout=120) as answer:
                        body, status = answer.read(), answer.status
                except OSError:
                    body, status = b"", 0
                return (time.perf_counter() - start) * 1000, status if b"</html>" in body else 0

            start = time.perf_counter()
            with ThreadPoolExecutor(number) as pool:
                answers = list(pool.map(ask, people[:number]))
            whole = time.perf_counter() - start
        finally:
            server.terminate()
    failed = sum(status != 200 for _, status in answers)
    took = sorted(ms for ms, _ in answers)
    print(
        f"{number} patients at once: {failed} errors, all answered in {whole:.1f} s, "
        f"half within {took[len(took) // 2]:.0f} ms"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    for name, usual in (
        ("patients", 20_000),
        ("media", 20_000),
        ("consents", 20_000),
        ("rounds", 100),
        ("at-once", 200),
    ):
        parser.add_argument(f"--{name}", type=int, default=usual)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary, web.database(asked.database, asked.keep) as address:
        home = asked.keep or Path(temporary) / "home"
        os.environ["KINDAO_HOME"] = str(home)
        os.environ.pop("DJANGO_SETTINGS_MODULE", None)
        os.environ.pop("KINDAO_DATABASE", None)
        if address:
            os.environ["KINDAO_DATABASE"] = address
        if not (home / "filled").exists():
            home.mkdir(mode=0o700, parents=True, exist_ok=True)
            sizes = [f"--{name}={getattr(asked, name)}" for name in ("patients", "media", "consents")]
            subprocess.run([sys.executable, "-m", "kindao", "seed", "--home", str(home), *sizes], check=True)
            (home / "filled").touch()
        from kindao.web import home as homes
        from kindao.web import serving

        serving.settle(homes.of_environment(), address="http://localhost:8460")
        people = visitors(max(asked.rounds + 1, asked.at_once))
        pages(people, asked.rounds)
        at_once(people, home, asked.at_once)
        withdrawals(people, asked.rounds)


if __name__ == "__main__":
    main()
