"""A number that somebody wrote down is not yet the patient's: whoever was reached before hears of a change, and a yes
that comes by an unconfirmed number goes to the officer."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse

from answering import say_yes
from asked import a_question, ask_of
from builders import a_clinic, a_member, a_use, an_original, signed_in
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.web.asking import putting, warning
from kindao.web.asking.flags import FLAGS, Flag, of_use
from kindao.web.asking.models import Warned
from kindao.web.audit.models import AuditEvent
from kindao.web.cases import actions as cases
from kindao.web.cases import contacts
from kindao.web.cases.models import Patient
from kindao.web.clinics.models import Membership, Role
from kindao.web.consent.models import Consent, Evidence
from kindao.web.review.models import Use
from visitors import a_link, a_reached_patient, came_in

pytestmark = pytest.mark.django_db
UNVOUCHED = "contact-unvouched"


@pytest.fixture
def by() -> Membership:
    cache.clear()
    return a_member(Role.MARKETER, a_clinic(two_person=True))


def yes_of(by: Membership, patient: Patient) -> list[str]:
    """What is noted with a yes to what this member asks."""
    question = a_question(by, a_use(by, an_original(by, patient)))
    made = putting.make_link(by, ask_of(question))
    assert say_yes(came_in(made), made).status_code == 302
    evidence = Evidence.objects.filter(kind=Evidence.Kind.ANSWERS).latest("at")
    return list(evidence.facts["flags"])


def days_pass(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    then = clock.now() + timedelta(days=days)
    monkeypatch.setattr(clock, "now", lambda: then)


def test_a_number_that_the_asker_entered_sends_the_yes_to_the_officer(by: Membership) -> None:
    patient = a_reached_patient(by)
    assert yes_of(by, patient) == [UNVOUCHED]
    use = Use.objects.get()
    assert use.doubted_by == by.user
    assert AuditEvent.objects.get(verb="ask.flagged").facts == {"contact_unvouched": True}
    assert AuditEvent.objects.get(verb="ask.answered").facts["contact_unvouched"] is True
    assert of_use(use) == [FLAGS[Flag.CONTACT_UNVOUCHED]]
    officer = signed_in(a_member(Role.OFFICER, by.clinic).user)
    page = officer.get(reverse("officer:look", args=[use.pk]), headers={"Accept-Language": "vi"})
    assert page.status_code == 200


def test_a_changed_number_does_whoever_changed_it(by: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    doctor = a_member(Role.DOCTOR, by.clinic)
    patient = a_reached_patient(doctor)
    assert yes_of(by, patient) == []
    cases.change_patient(doctor, patient, phone="0999 999 777")
    assert yes_of(by, patient) == [UNVOUCHED]
    days_pass(monkeypatch, 8)
    assert yes_of(by, patient) == []
    cases.change_patient(by, patient, phone="0999 999 778")
    days_pass(monkeypatch, 8)
    assert yes_of(by, patient) == [UNVOUCHED], "the asker's own number, however long ago"


def test_a_colleague_stands_by_it_with_one_tap(by: Membership) -> None:
    patient = a_reached_patient(by)
    with pytest.raises(BadInput, match="can't confirm it"):
        cases.vouch(by, patient)
    mine = signed_in(by.user)
    assert "Tôi biết đúng là của họ" not in mine.get(f"/patients/{patient.pk}/").content.decode()
    desk = signed_in(a_member(Role.DOCTOR, by.clinic).user)
    page = desk.get(f"/patients/{patient.pk}/", headers={"Accept-Language": "vi"}).content.decode()
    assert f"/contacts/{patient.pk}/vouch/" in page and "Tôi biết đúng là của họ" in page
    assert desk.post(f"/contacts/{patient.pk}/vouch/").status_code == 302
    assert desk.post(f"/contacts/{patient.pk}/vouch/").status_code == 302
    assert patient.contact_events.count() == 1 and contacts.entered(patient).vouched
    assert yes_of(by, patient) == []
    cases.change_patient(by, patient, phone="0999 999 777")
    assert yes_of(by, patient) == [UNVOUCHED], "they stood by another number"
    stranger = signed_in(a_member(Role.DOCTOR).user)
    assert stranger.post(f"/contacts/{patient.pk}/vouch/").status_code == 404


def test_who_came_in_by_a_colleagues_link_is_known(by: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    patient = a_reached_patient(by)
    came_in(a_link(by, patient))
    assert yes_of(by, patient) == [UNVOUCHED], "by the asker's own link anybody may have come in"
    days_pass(monkeypatch, 30)
    assert yes_of(by, patient) == [UNVOUCHED], "however long ago"
    days_pass(monkeypatch, 1)
    came_in(a_link(a_member(Role.DOCTOR, by.clinic), patient))
    assert yes_of(by, patient) == []


def test_where_one_works_alone_it_is_noted_and_waits_for_nobody() -> None:
    cache.clear()
    by = a_member(Role.DOCTOR, a_clinic(two_person=False))
    assert yes_of(by, a_reached_patient(by)) == [UNVOUCHED]
    assert Use.objects.get().doubted_by is None
    assert AuditEvent.objects.get(verb="ask.answered").facts["contact_unvouched"] is True
    assert not AuditEvent.objects.filter(verb="ask.flagged").exists()


def test_a_no_by_any_number_is_a_no(by: Membership) -> None:
    question = a_question(by, patient=a_reached_patient(by))
    made = putting.make_link(by, ask_of(question))
    came_in(made).post(f"/p/{made.token}/ask/", {"choice-facebook": "refused"})
    assert Consent.objects.count() == 1 and Use.objects.get().doubted_by is None


def test_the_old_number_hears_of_it_and_of_nothing_else(by: Membership, capsys: Any) -> None:
    patient = a_reached_patient(by, phone="0900 000 789")
    cases.change_patient(by, patient, address="12 Đường Thử")
    assert not Warned.objects.exists()
    cases.change_patient(by, patient, phone="0999 999 777")
    row = Warned.objects.get()
    assert warning.address_of(row) == "0900 000 789" and b"0900" not in bytes(row.sealed or b"")
    warning.send.func(str(row.pk))
    warning.send.func(str(row.pk))
    row.refresh_from_db()
    assert row.sealed is None and row.ended_at is not None
    told = capsys.readouterr().err
    assert told.count("vừa được đổi") == 1 and "was changed" in told
    assert patient.name not in told and "777" not in told and "/p/" not in told
    assert AuditEvent.objects.filter(verb="contact.old-told").count() == 1


def test_a_first_number_has_no_old_one_to_tell(by: Membership) -> None:
    patient = a_reached_patient(by, phone="")
    cases.change_patient(by, patient, phone="0999 999 777")
    assert not Warned.objects.exists()
    assert patient.contact_events.get().what == "entered"
    assert yes_of(by, patient) == [UNVOUCHED]
