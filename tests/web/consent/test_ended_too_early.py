"""A clock that stood ahead ends consents. Put right they hold nothing, and run on when a person says what day it is."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from builders import a_consent, a_member, a_patient, a_use, an_original
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.web.audit.models import AuditEvent
from kindao.web.consent import actions
from kindao.web.consent.models import Consent, Scope, State, Who
from kindao.web.review import asking
from kindao.web.review.models import Use

pytestmark = pytest.mark.django_db


@pytest.fixture
def today() -> date:
    return clock.today()


def stands_at(day: date, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = clock.now()
    monkeypatch.setattr(clock, "today", lambda: day)
    monkeypatch.setattr(clock, "now", lambda: moment + (day - moment.date()))


def ended(monkeypatch: pytest.MonkeyPatch, today: date) -> tuple[Consent, Use]:
    """By a clock that stood three years ahead, and was put right."""
    by = a_member()
    original = an_original(by, a_patient(by))
    consent = a_consent(by, original.patient)
    use = a_use(by, original)
    stands_at(today + timedelta(days=3 * 366), monkeypatch)
    assert actions.expire() == 1
    stands_at(today, monkeypatch)
    return consent, use


def agreed(use: Use) -> int:
    return len(asking.consents_of(use.original, asking.everybody(use.original)))


def test_it_holds_nothing_until_a_person_says_which_day_it_is(monkeypatch: pytest.MonkeyPatch, today: date) -> None:
    consent, use = ended(monkeypatch, today)
    assert agreed(use) == 0 and actions.expire() == 0
    with pytest.raises(BadInput, match="another day"):
        actions.reopen(today + timedelta(days=1))
    assert agreed(use) == 0
    assert actions.reopen(today) == 1 and actions.reopen(today) == 0
    assert consent.scopes.get().state == State.GIVEN and agreed(use) == 1
    assert AuditEvent.objects.filter(verb="consent.reopened", target=consent.pk).exists()
    assert consent.events.get(what="reopened").said
    assert actions.withdraw(consent, who=Who.PATIENT) == 1, "and can be taken back"


def test_what_has_run_out_stays_so(monkeypatch: pytest.MonkeyPatch, today: date) -> None:
    consent, use = ended(monkeypatch, today)
    ends = consent.scopes.get().ends
    assert ends is not None
    stands_at(ends + timedelta(days=1), monkeypatch)
    assert actions.reopen(clock.today()) == 0 and agreed(use) == 1, "the law is told of its last day"


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.REFUSED, State.SUPERSEDED, State.INVALIDATED])
def test_the_database_lets_nothing_else_come_back(state: State) -> None:
    by = a_member()
    scope = a_consent(by, a_patient(by)).scopes.get()
    Scope.objects.filter(pk=scope.pk).update(state=state)
    with pytest.raises(DatabaseError), transaction.atomic():
        Scope.objects.filter(pk=scope.pk).update(state=State.GIVEN)
