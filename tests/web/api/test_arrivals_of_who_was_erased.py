"""A deletion reaches the same bytes that nobody put into a record, and what was thrown away can be erased at once."""

import io
from datetime import timedelta
from typing import Any

import pytest

from builders import a_member, an_original, nose
from desk import signed_in
from kindao import clock
from kindao.web.audit import events
from kindao.web.audit.models import AuditEvent
from kindao.web.cases.models import Original
from kindao.web.clinics.models import Membership, Role
from kindao.web.consent.models import Who
from kindao.web.inbox import actions
from kindao.web.inbox.models import Arrival, ArrivalQuerySet
from kindao.web.rights import actions as rights
from kindao.web.rights.models import Kind
from kindao.web.vault import blobs, keys

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Membership:
    return a_member()


def shared(by: Membership, data: bytes, words: str = "") -> Arrival:
    return actions.arrive(by.clinic, io.BytesIO(data), by=by, received=Original.Received.SHARE, words=words)


def erased(original: Original, by: Membership) -> Membership:
    officer = a_member(Role.OFFICER, by.clinic)
    rights.erase(officer, rights.ask(original.patient, Kind.DELETE, who=Who.PATIENT), answer="Đã xóa.")
    return officer


def test_with_a_patients_pictures_go_the_same_ones_that_were_thrown_away_or_wait(
    by: Membership, django_capture_on_commit_callbacks: object
) -> None:
    original = an_original(by, data=nose(0))
    thrown = shared(by, nose(0), "Cô Lưu")
    assert actions.throw_away(by, thrown)
    waits, another = shared(by, nose(0)), shared(by, nose(1))
    elsewhere = shared(a_member(), nose(0))
    assert thrown.words is not None
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        officer = erased(original, by)
    assert not any(blobs.path(one.blob).exists() for one in (thrown.file, thrown.words, waits.file))
    assert all(blobs.path(one.file.blob).exists() for one in (another, elsewhere))
    assert set(Arrival.objects.seen_by(by).waiting()) == {another} and not actions.thrown_away(by).exists()
    client = signed_in(by.user)
    for gone in (thrown, waits):
        assert not actions.take_back(by, gone)
        assert client.get(f"/inbox/{gone.pk}/picture/").status_code == 404
        event = AuditEvent.objects.get(target=str(gone.pk), verb="arrival.erased")
        assert event.actor == f"clinics.user:{officer.user_id}"
    assert str(thrown.pk) not in client.get("/inbox/").text
    assert actions.erase_thrown_away() == 0


def test_what_is_of_another_patient_by_now_goes_not_with_the_first(by: Membership) -> None:
    """Its bytes were filed under the wrong one, whose row stays without a file."""
    original = an_original(by, data=nose(0))
    type(original.file).objects.filter(pk=original.file_id).update(erased_at=clock.now())
    waits = shared(by, nose(0))
    erased(original, by)
    assert Arrival.objects.seen_by(by).waiting().get() == waits


def test_a_restore_that_destroys_a_key_again_reaches_them_too(by: Membership) -> None:
    original, waits = an_original(by, data=nose(0)), shared(by, nose(0))
    keys.destroy(original.patient.key, by=None, at=clock.now())
    waits.refresh_from_db()
    assert waits.file.erased_at is not None and not Arrival.objects.waiting().exists()


def test_arrivals_are_locked_before_the_audit(by: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever throws one away locks it, then the audit."""
    original = an_original(by, data=nose(0))
    shared(by, nose(0))
    request = rights.ask(original.patient, Kind.DELETE, who=Who.PATIENT)
    officer = a_member(Role.OFFICER, by.clinic)
    order: list[str] = []
    locks, record = Arrival.objects.loose, events.record_each

    def loose() -> ArrivalQuerySet:
        order.append("arrival")
        return locks()

    def records(*args: Any, **told: Any) -> list[AuditEvent]:
        order.append("audit")
        return record(*args, **told)

    monkeypatch.setattr(Arrival.objects, "loose", loose)
    monkeypatch.setattr(events, "record_each", records)
    rights.erase(officer, request, answer="Đã xóa.")
    assert order[0] == "arrival" and "audit" in order


def test_nothing_is_shown_past_its_day_while_the_worker_stands_still(
    by: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrival, client, now = shared(by, nose(0)), signed_in(by.user), clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    actions.throw_away(by, arrival)
    assert client.get(f"/inbox/{arrival.pk}/picture/").status_code == 200
    monkeypatch.setattr(clock, "now", lambda: now + actions.KEPT - timedelta(seconds=1))
    assert actions.shown(by).exists()
    monkeypatch.setattr(clock, "now", lambda: now + actions.KEPT)
    assert not actions.shown(by).exists()


def test_what_was_thrown_away_is_erased_at_once_where_somebody_says_so(by: Membership) -> None:
    arrival, client = shared(by, nose(0)), signed_in(by.user)
    address = f"/inbox/{arrival.pk}/erase-now/"
    client.post(address)
    arrival.file.refresh_from_db()
    assert arrival.file.erased_at is None, "it waits: that is asked first"
    actions.throw_away(by, arrival)
    assert f'action="{address}"' in client.get("/inbox/").text
    assert signed_in(a_member(Role.DOCTOR, by.clinic).user).post(address).status_code == 404
    client.cookies["django_language"] = "en"
    assert "It is erased." in client.post(address, follow=True).text
    arrival.file.refresh_from_db()
    assert arrival.file.erased_at is not None and not actions.take_back(by, arrival)
    assert "It was erased already" in client.post(address, follow=True).text
    event = AuditEvent.objects.get(target=str(arrival.pk), verb="arrival.erased")
    assert event.actor == f"clinics.user:{by.user_id}"
