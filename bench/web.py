"""How quick the desk's pages are: locust asks `kindao serve` for them as doctors, officers and systems do.

    ./run bench web [--patients 20000 --media 100000 --consents 50000] [--seconds 60] [--users 4]
                    [--databases sqlite postgresql] [--keep FOLDER]

Each database gets an installation of its own, filled by `kindao seed`; with --keep SQLite's stays, and is used again.
PostgreSQL is Debian's, started in a temporary folder, without fsync: the pages read. A user asks for the next page as
soon as the last has come, so --users is how many requests are on their way at once. Told of each page: requests a
second, median and 95th percentile in milliseconds, as locust saw them, on all cores of this machine (server, worker,
database and locust together)."""

import argparse
import csv
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import AbstractContextManager, closing, nullcontext
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

HERE = Path(__file__).parent
ROOT = HERE.parent
TOLD = "KINDAO_BENCH_PAGES"  # the environment's: a file with the pages, for locust

if TOLD in os.environ:  # run by locust
    from locust import FastHttpUser, constant, task

    PAGES: list[dict[str, Any]] = json.loads(Path(os.environ[TOLD]).read_text())

    class Somebody(FastHttpUser):
        """Asks for any page, each as often as the others."""

        wait_time = constant(0)

        @task
        def page(self) -> None:
            one = random.choice(PAGES)
            self.client.get(
                random.choice(one["paths"]), name=one["name"], headers=one["headers"], allow_redirects=False
            )


def environment(home: Path, database: str) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("KINDAO_", "DJANGO_"))}
    told = {"KINDAO_HOME": str(home), "KINDAO_LANG": "en"} | ({"KINDAO_DATABASE": database} if database else {})
    return ours | told


PAGES_OF = """
import json, sys, time
from kindao.web import home, serving
serving.settle(home.of_environment(), address="http://localhost:8460")
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.urls import URLPattern, get_resolver
from kindao.web.api import actions
from kindao.web.api.scopes import Scope
from kindao.web.cases.models import Original, Patient
from kindao.web.clinics.models import Membership, Role
from kindao.web.consent.models import Consent
from kindao.web.review.models import Use, UseState

def session(role):
    user = Membership.objects.get(role=role, ended_at=None, user__email__endswith="@demo.example").user
    store = SessionStore()
    store[SESSION_KEY], store[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    store["account_authentication_methods_user"] = str(user.pk)
    store.save()
    return {"Cookie": f"{settings.SESSION_COOKIE_NAME}={store.session_key}; django_language=en"}

def some(rows, path):
    return [path.format(pk) for pk in rows.order_by("pk").values_list("pk", flat=True)[:500]]

def walk(resolver, before="", space=""):
    for one in resolver.url_patterns:
        part = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield (f"{space}{one.name}", part, one.callback)
        else:
            yield from walk(one, part, f"{one.namespace}:" if one.namespace else space)

doctor, officer = session(Role.DOCTOR), session(Role.OFFICER)
admin = Membership.objects.get(role=Role.ADMIN, ended_at=None, user__email__endswith="@demo.example")
_, secret = actions.issue(admin, name="bench", scopes=list(Scope), days=1)
token = {"Authorization": f"Bearer {secret}", "Accept": "application/json"}
asked = Use.objects.filter(state=UseState.PERMITTED)
names = ["nguyen", "Nguy\\u1ec5n", "HC-000123", "Lan", "Quang Mai"]
pages = [
    ("patients, some page", [f"/patients/?page={n}" for n in range(1, 400, 7)], doctor),
    ("patients, searched", [f"/patients/?q={name}" for name in names], doctor),
    ("patient", some(Patient.objects.all(), "/patients/{}/"), doctor),
    ("original", some(Original.objects.all(), "/originals/{}/"), doctor),
    ("original, its picture", some(Original.objects.all(), "/originals/{}/picture/"), doctor),
    ("uses, some page", [f"/uses/?page={n}" for n in range(1, 600, 11)], doctor),
    ("uses that wait", ["/uses/?state=needs-eyes"], officer),
    ("use: the answer", some(Use.objects.all(), "/uses/{}/"), doctor),
    ("safe copy", some(asked, "/uses/{}/safe-copy/"), doctor),
    ("consent", some(Consent.objects.all(), "/consents/{}/"), doctor),
    ("API: patients", ["/api/v1/patients?limit=50"], token),
    ("API: a record number", [f"/api/v1/patients?record_number=HC-{n:06}" for n in range(1, 150)], token),
    ("API: uses", ["/api/v1/uses?limit=50", "/api/v1/uses?state=permitted"], token),
    ("API: decisions of a use", some(Use.objects.all(), "/api/v1/uses/{}/decisions"), token),
]
for name, path, view in walk(get_resolver()):
    roles = getattr(view, "roles", ())
    if "<" in path or "(" in path or path.startswith(("api/", "share/")) or not roles:
        continue
    if Role.OFFICER in roles or Role.DOCTOR in roles:
        pages.append((name, ["/" + path], officer if Role.OFFICER in roles else doctor))
from django.test import Client
kept = []
for name, paths, headers in pages:
    status = Client(SERVER_NAME="localhost").get(paths[0], headers=headers).status_code if paths else 404
    if status == 200:
        kept.append({"name": name, "paths": paths, "headers": headers})
    else:
        print(f"left out: {name}: {status}", file=sys.stderr)
json.dump(kept, open(sys.argv[1], "w"))
"""


def kindao(home: Path, database: str, *words: str) -> None:
    subprocess.run([sys.executable, "-m", "kindao", *words], env=environment(home, database), check=True)


def a_port() -> int:
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def measured(home: Path, database: str, seconds: int, users: int) -> list[dict[str, str]]:
    """locust's table, a row for each page."""
    port, pages, out = a_port(), home / "bench-pages.json", home / "bench"
    env = environment(home, database)
    subprocess.run([sys.executable, "-c", PAGES_OF, str(pages)], env=env, check=True)
    server = subprocess.Popen([sys.executable, "-m", "kindao", "serve", "--port", str(port)], env=env)
    try:
        until_open(port)
        for length, kept in ((max(5, seconds // 6), False), (seconds, True)):  # the first warms up
            subprocess.run(
                [
                    *(sys.executable, "-m", "locust", "-f", __file__, "--headless", "--only-summary"),
                    *("--users", str(users), "--spawn-rate", str(users), "--run-time", f"{length}s"),
                    *("--host", f"http://localhost:{port}", "--csv", str(out), "--exit-code-on-error", "0"),
                ],
                env=env | {TOLD: str(pages)},
                stdout=subprocess.DEVNULL,
                stderr=None if kept else subprocess.DEVNULL,
                check=True,
            )
    finally:
        server.terminate()
        server.wait()
        pages.unlink()
    with Path(f"{out}_stats.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def until_open(port: int) -> None:
    for _ in range(600):
        try:
            urlopen(f"http://localhost:{port}/manifest.webmanifest").read()
            return
        except (URLError, ConnectionError):
            time.sleep(0.2)
    raise SystemExit("the desk did not open")


def shown(database: str, rows: list[dict[str, str]]) -> None:
    print(f"\n{database}, {os.cpu_count()} cores\n\n| page | requests | failed | per second | median ms | 95 % ms |")
    print("|---|---:|---:|---:|---:|---:|")
    for row in rows:
        told = [row["Name"], row["Request Count"], row["Failure Count"], f"{float(row['Requests/s']):.1f}"]
        print(f"| {' | '.join([*told, row['50%'], row['95%']])} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--patients", type=int, default=20_000)
    parser.add_argument("--media", type=int, default=100_000)
    parser.add_argument("--consents", type=int, default=50_000)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--users", type=int, default=4)
    parser.add_argument("--databases", nargs="+", choices=["sqlite", "postgresql"], default=["sqlite", "postgresql"])
    parser.add_argument("--keep", type=Path)
    said = parser.parse_args()
    base = said.keep or Path(tempfile.mkdtemp(prefix="kindao-bench-"))
    try:
        for name in said.databases:
            home = base / name
            home.mkdir(mode=0o700, parents=True, exist_ok=True)
            with database(name) as address:
                if name != "sqlite" or not (home / "filled").exists():
                    much = {"--patients": said.patients, "--media": said.media, "--consents": said.consents}
                    kindao(home, address, "seed", *(str(word) for pair in much.items() for word in pair))
                    (home / "filled").touch()
                shown(name, measured(home, address, said.seconds, said.users))
    finally:
        if not said.keep:
            shutil.rmtree(base, ignore_errors=True)


def database(name: str) -> AbstractContextManager[str]:
    """What KINDAO_DATABASE takes, for as long as the block lasts; "" for SQLite."""
    if name == "sqlite":
        return nullcontext("")
    sys.path.insert(0, str(ROOT / "tests"))
    import postgres

    return postgres.started()


if __name__ == "__main__":
    main()
