"""A clock that stood ahead ends consents, for good: put right they hold nothing, and whoever wants more asks anew."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from builders import a_consent, a_member, a_patient, a_use, an_original
from kindao import clock
from kindao.web.consent import actions
from kindao.web.consent.models import Consent, Scope, State
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


def test_it_holds_nothing_though_its_last_day_is_to_come(monkeypatch: pytest.MonkeyPatch, today: date) -> None:
    _, use = ended(monkeypatch, today)
    assert agreed(use) == 0 and actions.expire() == 0


@pytest.mark.parametrize("state", [State.EXPIRED, State.WITHDRAWN, State.REFUSED, State.SUPERSEDED, State.INVALIDATED])
def test_the_database_lets_nothing_come_back(state: State) -> None:
    by = a_member()
    scope = a_consent(by, a_patient(by)).scopes.get()
    Scope.objects.filter(pk=scope.pk).update(state=state)
    with pytest.raises(DatabaseError), transaction.atomic():
        Scope.objects.filter(pk=scope.pk).update(state=State.GIVEN)
