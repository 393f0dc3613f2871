"""A copy that lies ready, and of which who asked knows, makes nobody late: they fetch it when they like."""

from datetime import timedelta

import pytest
from django.urls import reverse

from builders import a_member, signed_in
from kindao import clock
from kindao.web.cases.models import Appearance
from kindao.web.clinics.models import Role
from kindao.web.door.models import Message
from kindao.web.rights import actions, reminding
from kindao.web.rights.models import Kind, RightsRequest
from kindao.web.rights.running import told
from patients import AtHome, at_home
from visitors import a_link

pytestmark = pytest.mark.django_db


@pytest.fixture
def me() -> AtHome:
    return at_home()


def days_pass(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    then = clock.now() + timedelta(days=days)
    monkeypatch.setattr(clock, "now", lambda: then)
    monkeypatch.setattr(clock, "today", then.date)


def asked(me: AtHome) -> RightsRequest:
    assert me.client.post(me.at("ask/copy/"), {}).status_code == 302
    return RightsRequest.objects.get(kind=Kind.COPY)


def test_who_asked_on_their_page_reads_since_when_and_nobody_is_reminded(
    me: AtHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    request, officer = asked(me), signed_in(a_member(Role.OFFICER, me.by.clinic).user)
    ready = me.client.get(me.at(f"requests/{request.pk}/")).content.decode()
    assert "Bản sao của bạn đã sẵn sàng từ" in ready and "trả lời trước" not in ready
    days_pass(monkeypatch, 40)
    assert reminding.remind() == 0
    (one,) = told([request])
    assert not one.late and not one.overdue and one.next is None
    for page in (reverse("rights:requests"), reverse("rights:request", args=[request.pk])):
        said = officer.get(page).content.decode()
        assert "nhưng chưa được tải về" in said and "Họ chưa biết" not in said and "quá hạn" not in said


def test_what_is_held_back_is_the_clinics_to_do(me: AtHome, monkeypatch: pytest.MonkeyPatch) -> None:
    unnamed = me.original
    Appearance.objects.filter(original=unnamed).update(role="unknown", patient=None)
    request = asked(me)
    days_pass(monkeypatch, 12)
    assert told([request])[0].late and reminding.remind() > 0
    Appearance.objects.filter(original=unnamed).update(role="patient", patient=me.patient)
    reminding.remind()
    ready = told([request])[0].ready
    assert ready is not None and not ready.told and told([request])[0].late, "nobody told them yet"
    a_link(me.by, me.patient)
    assert not told([request])[0].late


def test_of_a_letter_they_are_told_by_a_link_that_arrives(me: AtHome, monkeypatch: pytest.MonkeyPatch) -> None:
    request = actions.enter(me.by, me.patient, Kind.COPY, received_at=clock.now() - timedelta(days=11))
    actions.acknowledge(a_member(Role.OFFICER, me.by.clinic), request)
    request.refresh_from_db()
    assert told([request])[0].late
    made = a_link(me.by, me.patient)
    failed = Message.objects.create(
        link=made.link, channel="sms", key=me.patient.key, state="failed", made_at=clock.now(), ended_at=clock.now()
    )
    assert told([request])[0].late
    failed.delete()
    assert not told([request])[0].late
