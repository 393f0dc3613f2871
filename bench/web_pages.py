"""The desk's pages in an installation that `kindao seed` filled: run by bench/web.py, in a process of its own that the
environment binds to the installation.

    python bench/web_pages.py list OUT        each page with some of its addresses, and the headers of who opens it
    python bench/web_pages.py time TIMES OUT  each page asked so often, alone, without server and network: milliseconds
                                              of the CPU and by the clock, and how often it asks the database"""

import json
import logging
import random
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

from kindao import clock
from kindao.web import home, serving

if __name__ == "__main__":
    serving.settle(home.of_environment(), address="http://localhost:8460")

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from kindao.web.api import actions
from kindao.web.api.scopes import Scope
from kindao.web.cases.models import Original, OtherPerson, Patient
from kindao.web.clinics.models import Membership, Role
from kindao.web.consent.models import Consent, Evidence
from kindao.web.review.models import SafeCopy, Use, UseState

SOME = 500  # addresses of one page
WRITES = ("api/", "share/", "accounts/")  # no pages of the desk's own, or none that change nothing
TOLD = ("doctor", "officer", "admin", "auditor", "marketer")  # who opens a page: the first of these that may


class Page(NamedTuple):
    name: str
    paths: list[str]
    headers: dict[str, str]


def session(role: str) -> dict[str, str]:
    """Headers of somebody of the demo who signed in just now."""
    user = Membership.objects.get(role=role, ended_at=None, user__email__endswith="@demo.example").user
    store = SessionStore()
    store[SESSION_KEY], store[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    store["account_authentication_methods_user"] = str(user.pk)
    store.save()
    return {"Cookie": f"{settings.SESSION_COOKIE_NAME}={store.session_key}; django_language=en"}


def some(rows: "QuerySet[Any]", path: str) -> list[str]:
    return [path.format(pk) for pk in rows.order_by("pk").values_list("pk", flat=True)[:SOME]]


def walk(resolver: URLResolver, before: str = "", space: str = "") -> Iterator[tuple[str, str, Any]]:
    for one in resolver.url_patterns:
        part = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield f"{space}{one.name}", part, one.callback
        else:
            yield from walk(one, part, f"{one.namespace}:" if one.namespace else space)


def of_the_desk(people: dict[str, dict[str, str]]) -> Iterator[Page]:
    """Every address of the desk's own that can be opened, with ids of rows where it takes one."""
    waits = Use.objects.filter(state=UseState.NEEDS_EYES)
    week = clock.today() - timedelta(days=7)
    fresh = SafeCopy.objects.kept().filter(use__state=UseState.PERMITTED, use__on__gte=week)  # no worker takes it away
    rows: dict[str, QuerySet[Any]] = {
        "patients/": Patient.objects.all(),
        "others/": OtherPerson.objects.all(),
        "originals/": Original.objects.all(),
        "uses/": Use.objects.filter(state=UseState.PERMITTED),
        "copies/": fresh,
        "consents/": Consent.objects.all(),
        "evidence/": Evidence.objects.all(),
        "officer/queue/": waits,
    }
    for name, path, view in walk(get_resolver()):
        role = next((one for one in TOLD if one in getattr(view, "roles", ())), "")
        if not role or path.startswith(WRITES) or "(" in path or "slug:" in path:
            continue
        if "<" not in path:
            yield Page(name, [f"/{path}"], people[role])
            continue
        of = next((found for start, found in rows.items() if path.startswith(f"{start}<uuid:pk>/")), None)
        if of is not None:
            yield Page(name, some(of, "/" + path.replace("<uuid:pk>", "{}")), people[role])


def pages() -> list[Page]:
    """Those that answer with 200; what else there is is told on standard error."""
    people = {role: session(role) for role in TOLD}
    doctor, officer, auditor = (people[role] for role in ("doctor", "officer", "auditor"))
    admin = Membership.objects.get(role=Role.ADMIN, ended_at=None, user__email__endswith="@demo.example")
    _, secret = actions.issue(admin, name="bench", scopes=list(Scope), days=1)
    token = {"Authorization": f"Bearer {secret}", "Accept": "application/json"}
    numbers = [f"HC-{number:06}" for number in range(1, 150)]
    asked = Use.objects.all()
    found = [
        Page("patients, some page", [f"/patients/?page={n}" for n in range(1, 400, 7)], doctor),
        Page("patients, the last page", ["/patients/?page=400"], doctor),
        Page("uses, some page", [f"/uses/?page={n}" for n in range(1, 600, 11)], doctor),
        Page("uses, of a state", [f"/uses/?state={state}" for state in UseState.values], doctor),
        Page("officer: uses refused by a rule", ["/officer/uses/?rule=VN-DP-9"], officer),
        Page("officer: uses answered lately", ["/officer/uses/?answered=1"], officer),
        Page("officer: uses of a state", [f"/officer/uses/?state={state}" for state in UseState.values], officer),
        Page("officer: queue, a later page", ["/officer/queue/?page=9"], officer),
        Page("audit, of a day", ["/officer/audit/?from=2026-01-01&to=2026-12-31"], auditor),
        Page("API: patients", ["/api/v1/patients?limit=50"], token),
        Page("API: a record number", [f"/api/v1/patients?record_number={number}" for number in numbers], token),
        Page("API: uses", ["/api/v1/uses?limit=50", "/api/v1/uses?state=permitted"], token),
        Page("API: decisions of a use", some(asked, "/api/v1/uses/{}/decisions"), token),
        Page("API: originals", ["/api/v1/originals?limit=50"], token),
        *of_the_desk(people),
    ]
    kept = []
    logging.getLogger("django.request").setLevel(logging.ERROR)
    for page in found:
        status = asked_for(page.paths[0], page.headers).status if page.paths else 404
        if status == 200:
            kept.append(page)
        elif status != 405:  # an address that is no page
            print(f"left out: {page.name}: {status}", file=sys.stderr)
    return kept


class Took(NamedTuple):
    """One answer, read whole. Milliseconds: by the clock; of the CPU, this process's and the database's."""

    status: int
    clock: float
    ours: float
    theirs: float
    questions: int

    @property
    def server(self) -> float:
        return self.ours + self.theirs


def of_the_database() -> float:
    """CPU milliseconds that PostgreSQL's process for this connection has used: Linux, on this machine; else 0."""
    if connection.vendor != "postgresql":
        return 0.0
    connection.ensure_connection()
    return int(Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text().split()[0]) / 1e6


def asked_for(path: str, headers: dict[str, str]) -> Took:
    questions = 0

    def counted(execute: Any, *told: Any) -> Any:
        nonlocal questions
        questions += 1
        return execute(*told)

    client = Client(SERVER_NAME="localhost")
    with connection.execute_wrapper(counted):
        theirs, clock, ours = of_the_database(), time.perf_counter(), time.process_time()
        answer = client.get(path, headers=headers)
        answer.getvalue() if answer.streaming else answer.content
        ours, clock = time.process_time() - ours, time.perf_counter() - clock
    return Took(answer.status_code, 1000 * clock, 1000 * ours, of_the_database() - theirs, questions)


def timed(page: Page, times: int, chance: random.Random) -> dict[str, Any]:
    asked_for(page.paths[0], page.headers)  # templates, plans and files are warm
    took = [asked_for(chance.choice(page.paths), page.headers) for _ in range(times)]

    def at(share: float, of: str) -> float:
        return sorted(float(getattr(one, of)) for one in took)[min(times - 1, int(times * share))]

    return {
        "name": page.name,
        "median": at(0.5, "server"),
        "p95": at(0.95, "server"),
        "theirs": at(0.5, "theirs"),
        "cpu": at(0.5, "ours"),
        "clock": at(0.5, "clock"),
        "questions": max(one.questions for one in took),
    }


def main() -> None:
    what, *words = sys.argv[1:]
    if what == "list":
        told: list[Any] = [page._asdict() for page in pages()]
    else:
        if connection.vendor == "postgresql":  # in one process alone: all of its work is counted
            connection.cursor().execute("SET max_parallel_workers_per_gather = 0")
        chance = random.Random(1)
        told = [timed(page, int(words[0]), chance) for page in pages()]
    Path(words[-1]).write_text(json.dumps(told))


if __name__ == "__main__":
    main()
