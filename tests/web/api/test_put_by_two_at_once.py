"""Putting long films into a record takes longer than a claim holds: each file ends in one record, or it is told."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from builders import a_member, a_patient, nose
from desk import signed_in
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.web.audit.models import AuditEvent
from kindao.web.cases import actions as cases
from kindao.web.cases.models import Original
from kindao.web.clinics.models import Membership, Role
from kindao.web.inbox import actions
from kindao.web.inbox.models import Arrival, ArrivalQuerySet

pytestmark = pytest.mark.django_db
LATER = actions.CLAIMED * 0.9


@pytest.fixture
def by() -> Membership:
    return a_member()


@pytest.fixture
def colleague(by: Membership) -> Membership:
    return a_member(Role.DOCTOR, by.clinic)


def in_the_folder(by: Membership, number: int = 0) -> Arrival:
    return actions.arrive(by.clinic, io.BytesIO(nose(number)), by=None, received=Original.Received.FOLDER)


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta, Callable[[], object]], None]:
    """Each file takes that long; after the first one something is done once, before its row is written."""

    def slow(takes: timedelta, then: Callable[[], object]) -> None:
        began, passed, todo, take_in = clock.now(), [timedelta()], [then], cases.take_in
        monkeypatch.setattr(clock, "now", lambda: began + passed[0])

        def slowly(*args: Any, **told: Any) -> Original:
            original = take_in(*args, **told)
            passed[0] += takes
            if todo:
                todo.pop()()
            return original

        monkeypatch.setattr(cases, "take_in", slowly)

    return slow


Slow = Callable[[timedelta, Callable[[], object]], None]


def test_a_claim_is_renewed_with_each_file(by: Membership, colleague: Membership, meanwhile: Slow) -> None:
    """Three of them take longer than the claim: of the last one it was said that nobody is putting it anywhere."""
    rows = [in_the_folder(by, number) for number in range(3)]
    said: list[bool] = []

    def second() -> None:
        meanwhile(LATER, lambda: said.extend(actions.throw_away(colleague, row) for row in rows))

    meanwhile(LATER, second)
    assert len(actions.bind(by, rows, a_patient(by))) == 3
    assert said and not any(said) and not Arrival.objects.filter(original=None).exists()


def test_what_was_thrown_away_while_it_went_into_a_record_is_in_the_record_alone(
    by: Membership, colleague: Membership, meanwhile: Slow
) -> None:
    """It broke a constraint, and could be taken back and put into a second record."""
    arrival, patient = in_the_folder(by), a_patient(by)
    done: list[bool] = []
    meanwhile(actions.CLAIMED * 2, lambda: done.append(actions.throw_away(colleague, arrival)))
    (original,) = actions.bind(by, [arrival], patient)
    arrival.refresh_from_db()
    assert done == [True] and arrival.original == original and arrival.file.erased_at is not None
    assert not actions.take_back(colleague, arrival)


def test_what_a_colleague_put_elsewhere_meanwhile_is_told_and_stays_theirs(
    by: Membership, colleague: Membership, meanwhile: Slow
) -> None:
    first, second = in_the_folder(by, 0), in_the_folder(by, 1)
    theirs: list[Original] = []
    meanwhile(actions.CLAIMED * 2, lambda: theirs.extend(actions.bind(colleague, [first, second], a_patient(by))))
    with pytest.raises(BadInput, match="another record"):
        actions.bind(by, [first, second], a_patient(by))
    for row, original in zip((first, second), theirs, strict=True):
        row.refresh_from_db()
        assert original.digest in {first.digest, second.digest} and row.original in theirs
    assert AuditEvent.objects.filter(verb="arrival.bound").count() == 2


def test_what_is_lost_before_its_turn_is_put_nowhere_and_anothers_claim_stays(
    by: Membership, colleague: Membership, meanwhile: Slow
) -> None:
    rows = [in_the_folder(by, number) for number in range(2)]
    claims = clock.now() + timedelta(hours=1)

    def claimed() -> None:
        taken = Arrival.objects.waiting().order_by("came_at").first()  # the newest goes in first
        assert taken is not None
        Arrival.objects.filter(pk=taken.pk).update(claimed_at=claims)

    meanwhile(actions.CLAIMED * 2, claimed)
    with pytest.raises(BadInput, match="not waiting"):
        actions.bind(by, rows, a_patient(by))
    assert Original.objects.count() == 1
    assert Arrival.objects.waiting().get().claimed_at == claims


def test_into_the_same_record_twice_is_once(by: Membership, colleague: Membership, meanwhile: Slow) -> None:
    arrival, patient = in_the_folder(by), a_patient(by)
    meanwhile(actions.CLAIMED * 2, lambda: actions.bind(colleague, [arrival], patient))
    assert actions.bind(by, [arrival], patient) == list(Original.objects.all())
    assert AuditEvent.objects.filter(verb="arrival.bound").count() == 1


def test_what_somebody_is_putting_into_a_record_is_not_called_gone(by: Membership) -> None:
    arrival, client = in_the_folder(by), signed_in(by.user)
    Arrival.objects.update(claimed_at=clock.now())
    client.cookies["django_language"] = "en"
    page = client.post(f"/inbox/{arrival.pk}/throw-away/", follow=True).text
    assert "Somebody is putting it into a record just now" in page and "does not wait here any more" not in page


def mine(by: Membership) -> Arrival:
    return actions.arrive(by.clinic, io.BytesIO(nose()), by=by, received=Original.Received.SHARE)


def test_taken_back_in_the_moment_in_which_it_comes_again(by: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    """It broke a constraint."""
    arrival = mine(by)
    actions.throw_away(by, arrival)
    thrown_away, again = actions.thrown_away, list[Arrival]()

    def comes(who: Membership) -> ArrivalQuerySet:
        again.append(mine(by))
        return thrown_away(who)

    monkeypatch.setattr(actions, "thrown_away", comes)
    assert actions.take_back(by, arrival)
    assert Arrival.objects.seen_by(by).waiting().get() == again[0]


def test_it_comes_again_in_the_moment_in_which_it_is_taken_back(by: Membership) -> None:
    arrival = mine(by)
    actions.throw_away(by, arrival)

    def taken_back() -> None:
        assert actions.take_back(by, arrival)

    received = Original.Received.SHARE
    again = actions.arrive(by.clinic, io.BytesIO(nose()), by=by, received=received, sure=taken_back)
    assert again == arrival and Arrival.objects.seen_by(by).waiting().get() == arrival
    assert [one.file.erased_at for one in Arrival.objects.all()] == [None]


def test_a_film_that_was_thrown_away_is_not_loaded_before_somebody_plays_it(by: Membership) -> None:
    """The page alone was a look at it, by the audit."""
    arrival, client = in_the_folder(by), signed_in(by.user)
    Arrival.objects.update(kind=Original.Kind.FILM)
    assert 'preload="metadata"' in client.get("/inbox/").text
    actions.throw_away(by, arrival)
    page = client.get("/inbox/").text
    assert 'preload="none"' in page and 'preload="metadata"' not in page
