"""Whoever stops something locks the person, then what they agreed to, then the pictures, and the audit after them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import QuerySet

from builders import a_consent, a_member, a_patient, an_original
from kindao.web import audit
from kindao.web.cases.models import Original, Patient
from kindao.web.consent.models import Consent, Who
from kindao.web.rights import actions
from kindao.web.rights.models import Kind

pytestmark = pytest.mark.django_db
DOES: dict[str, Callable[[Patient], object]] = {
    "all": lambda one: actions.withdraw_all(one, who=Who.PATIENT),
    "one": lambda one: actions.withdraw(Consent.objects.get(), who=Who.PATIENT),
    "delete": lambda one: actions.ask(one, Kind.DELETE, who=Who.PATIENT),
    "pause": lambda one: actions.ask(one, Kind.RESTRICT, who=Who.PATIENT),
    "lift": lambda one: actions.lift(one.rights_requests.get()),
}


@pytest.mark.parametrize("does", DOES)
def test_the_order_of_locks(does: str, monkeypatch: pytest.MonkeyPatch) -> None:
    by = a_member()
    patient = a_patient(by)
    an_original(by, patient)
    a_consent(by, patient)
    if does == "lift":
        actions.ask(patient, Kind.RESTRICT, who=Who.PATIENT)
    locked: list[object] = []
    lock, record = QuerySet.select_for_update, audit.record

    def locks(rows: Any, *args: Any, **told: Any) -> Any:
        locked.append(rows.model)
        return lock(rows, *args, **told)

    def records(*args: Any, **told: Any) -> Any:
        locked.append(audit)
        return record(*args, **told)

    monkeypatch.setattr(QuerySet, "select_for_update", locks)
    monkeypatch.setattr(audit, "record", records)
    DOES[does](patient)
    ends = [] if does in ("pause", "lift") else [Consent]
    first = list(dict.fromkeys(one for one in locked if one in (Patient, Consent, Original, audit)))
    assert first == [Patient, *ends, Original, audit]
