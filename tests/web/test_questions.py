"""How many questions each page asks the database: no more with many rows than with few, and no more than was measured
when every page stayed under 200 ms with 100,000 pictures (docs/decisions/0016-desk-speed.md)."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Model
from django.test import Client

from builders import a_consent, a_member, a_patient, a_session, a_use, an_other_person, nose
from desk import signed_in
from kindao import clock
from kindao.engine.vocabulary import Destination
from kindao.web.cases import actions as cases
from kindao.web.cases.models import Original, OtherPerson, Patient
from kindao.web.clinics.models import Membership, Role
from kindao.web.consent.models import Consent, Evidence
from kindao.web.releases import actions as releasing
from kindao.web.releases.connectors.base import Place
from kindao.web.releases.models import (
    Account,
    CopyState,
    PublicCopy,
    Release,
    ReplayFinding,
    Stage,
    Takedown,
    Why,
)
from kindao.web.review.models import Check, Decision, Inspection, SafeCopy, Use, UseState, Work
from kindao.web.vault import store
from outside import a_manual_account

pytestmark = pytest.mark.django_db
REPORT = {
    **{"medium": "picture", "width": 10, "height": 10, "frames": 1, "seconds": 0.0, "findings": [], "whose": {}},
    **{"covered": [], "not_looked_for": [], "verification": None},
}
STATES = (UseState.PERMITTED, UseState.REFUSED, UseState.NEEDS_EYES)


def grow(by: Membership, many: int) -> None:
    """More of everything, as rows: no engine runs."""
    confirmed = a_member(Role.OFFICER, by.clinic)
    for n in range(many):
        patient = a_patient(by)
        an_other_person(by)
        a_consent(by, patient, given=n % 2 == 0)
        content = io.BytesIO(nose() + n.to_bytes(4, "big") + patient.pk.bytes)
        original = cases.take_in(by, a_session(by, patient), content, received=Original.Received.UPLOAD)
        Inspection.objects.filter(original=original).update(state=Work.State.DONE, width=10, height=10, frames=1)
        for state in STATES:
            use = a_use(by, original)
            Check.objects.filter(use=use).update(state=Work.State.DEAD if n % 2 else Work.State.DONE)
            copy = None
            if state != UseState.REFUSED:
                file = store.put(
                    f"{use.pk}".encode(), key=patient.key, clinic=by.clinic, media_type="image/jpeg", name=""
                )
                copy = SafeCopy.objects.create(use=use, file=file, digest=file.digest, recipe={}, made_at=clock.now())
            Decision.objects.create(
                use=use,
                number=1,
                outcome="permit" if state == UseState.PERMITTED else "deny",
                on=clock.today(),
                report=REPORT,
                copy=copy,
                at=clock.now() + timedelta(seconds=1),
            )
            Use.objects.filter(pk=use.pk).update(state=state, asked_by=confirmed.user)
            if copy is not None:
                released(by, use)


def released(by: Membership, use: Use) -> None:
    """One that is out, one that is on its way back by hand, and what the law would not permit today."""
    account = Account.objects.of(by).first() or a_manual_account(by, Destination.FACEBOOK)
    now = clock.now()
    for stage in (Stage.OUT, Stage.COMING_DOWN, Stage.SCHEDULED):
        row = Release.objects.create(
            clinic=by.clinic,
            use=use,
            account=account,
            stage=stage,
            due_at=now,
            sent_at=None if stage == Stage.SCHEDULED else now,
            file_name=f"{uuid4().hex}.jpg",
            media_type="image/jpeg",
            asked_by=by.user,
            created_at=now,
        )
        if stage == Stage.OUT:
            told = {"outcome": "deny", "why_vi": "Luật mới.", "why_en": "A new law.", "found_at": now}
            ReplayFinding.objects.create(release=row, decision=use.decisions.get(), **told)
        if stage == Stage.COMING_DOWN:
            Takedown.objects.create(release=row, why=Why.OFFICER, created_at=now)
            copy = releasing.found(row, f"https://clinic.example/{row.pk}", Place.POST, by="person")
            by_hand = {"state": CopyState.BY_HAND, "person": by.user, "due_at": now}
            PublicCopy.objects.filter(pk=copy.pk).update(**by_hand)


def path_of(rows: type[Model], path: str, **which: object) -> Callable[[], str]:
    return lambda: path.format(rows._default_manager.filter(**which).order_by("pk")[0].pk)


DOCTOR, OFFICER, AUDITOR, ADMIN = Role.DOCTOR, Role.OFFICER, Role.AUDITOR, Role.ADMIN
PAGES: dict[str, tuple[Role, str | Callable[[], str], int]] = {
    "patients": (DOCTOR, "/patients/", 5),
    "patient": (DOCTOR, path_of(Patient, "/patients/{}/"), 10),
    "side by side": (DOCTOR, path_of(Patient, "/patients/{}/pictures/"), 6),
    "patient, corrected": (DOCTOR, path_of(Patient, "/patients/{}/edit/"), 4),
    "guardians": (DOCTOR, path_of(Patient, "/patients/{}/guardians/"), 5),
    "capture": (DOCTOR, path_of(Patient, "/patients/{}/capture/"), 5),
    "others": (DOCTOR, "/others/", 5),
    "other": (DOCTOR, path_of(OtherPerson, "/others/{}/"), 6),
    "consent from paper": (DOCTOR, path_of(Patient, "/patients/{}/consents/paper/"), 7),
    "consent": (DOCTOR, path_of(Consent, "/consents/{}/"), 9),
    "evidence": (DOCTOR, path_of(Evidence, "/evidence/{}/"), 11),  # a savepoint of the test is two
    "original": (DOCTOR, path_of(Original, "/originals/{}/"), 11),
    "picture": (DOCTOR, path_of(Original, "/originals/{}/picture/"), 11),
    "uses": (DOCTOR, "/uses/", 5),
    "use": (DOCTOR, path_of(Use, "/uses/{}/", state=UseState.PERMITTED, checks__state=Work.State.DONE), 19),
    "copy": (DOCTOR, path_of(SafeCopy, "/copies/{}/"), 12),
    "inbox": (DOCTOR, "/inbox/", 6),
    "queue": (OFFICER, "/officer/queue/", 13),
    "look": (OFFICER, path_of(Use, "/officer/queue/{}/", state=UseState.NEEDS_EYES), 29),
    "overview": (OFFICER, "/officer/", 30),
    "uses by reason": (OFFICER, "/officer/uses/", 8),
    "consents that end": (OFFICER, "/officer/ending/", 6),
    "clocks": (OFFICER, "/officer/clocks/", 9),
    "given up": (OFFICER, "/given-up/", 8),
    "audit": (AUDITOR, "/officer/audit/?to=2000-01-01", 12),
    "releases": (OFFICER, "/releases/?shown=live", 13),
    "calendar": (DOCTOR, "/releases/calendar/", 6),
    "release": (DOCTOR, path_of(Release, "/releases/{}/", stage=Stage.COMING_DOWN, use__state=UseState.PERMITTED), 13),
    "to be posted": (DOCTOR, path_of(Use, "/uses/{}/post/", state=UseState.PERMITTED), 10),
    "by hand": (OFFICER, "/releases/by-hand/", 9),
    "asked again": (OFFICER, "/releases/replay/", 8),
    "accounts": (ADMIN, "/releases/accounts/", 6),
    "home": (OFFICER, "/", 21),
    "people": (ADMIN, "/clinic/people/", 7),
    "settings": (ADMIN, "/clinic/settings/", 7),
    "systems": (ADMIN, "/clinic/systems/", 5),
}


@contextmanager
def counted() -> Iterator[list[str]]:
    asked: list[str] = []

    def one(execute: Callable[..., object], sql: str, *told: object) -> object:
        asked.append(sql)
        return execute(sql, *told)

    with connection.execute_wrapper(one):
        yield asked


def questions(client: Client, path: str) -> list[str]:
    with counted() as asked:
        answer = client.get(path)
        assert answer.status_code == 200, path
        answer.getvalue() if answer.streaming else None
    return asked


def test_no_page_asks_more_with_many_rows_than_with_few_nor_more_than_was_measured() -> None:
    by = a_member()
    browsers = {role: signed_in(a_member(role, by.clinic).user) for role in {role for role, _, _ in PAGES.values()}}
    grow(by, 2)
    few = {}
    for name, (role, path, _) in PAGES.items():
        few[name] = len(questions(browsers[role], path if isinstance(path, str) else path()))
    grow(by, 4)
    wrong = {}
    for name, (role, path, most) in PAGES.items():
        asked = questions(browsers[role], path if isinstance(path, str) else path())
        if len(asked) > min(few[name], most):
            wrong[name] = (few[name], len(asked), most, asked[-1])
    assert not wrong, [f"{n}: {w[:3]}" for n, w in wrong.items()]
