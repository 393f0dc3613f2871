"""The front page: everybody finds what waits for them, and where their work begins."""

import pytest
from django.test import Client

from builders import a_consent, a_member, a_patient, a_session, a_use, an_original, signed_in
from kindao.web.clinics import actions
from kindao.web.clinics.models import Membership, Role
from kindao.web.review.models import Check, Use, UseState, Work

pytestmark = pytest.mark.django_db


def page_of(by: Membership) -> str:
    client: Client = signed_in(by.user)
    client.cookies["django_language"] = "en"
    return client.get("/").content.decode()


@pytest.mark.parametrize("role", Role)
def test_every_role_has_somewhere_to_begin(role: Role) -> None:
    page = page_of(a_member(role))
    main = page[page.index("<main") :]
    assert main.count("<a ") >= 2 or role is Role.ADMIN
    assert "Nothing just now." in main
    assert ("Take a photo" in main) is (role in (Role.DOCTOR, Role.MARKETER, Role.OFFICER))


def test_a_new_administrator_is_told_the_first_steps_until_somebody_is_invited() -> None:
    by = a_member(Role.ADMIN)
    assert "Invite the people who work here" in page_of(by)
    actions.invite(by.clinic, email="nurse@clinic.example", role=Role.DOCTOR, by=by.user)
    assert "Invite the people who work here" not in page_of(by)


def test_what_waits_is_counted_for_whoever_can_do_something_about_it() -> None:
    doctor = a_member()
    officer, colleague = (a_member(role, doctor.clinic) for role in (Role.OFFICER, Role.DOCTOR))
    patient = a_patient(doctor)
    a_session(doctor, patient)
    a_consent(doctor, patient, given=False)
    use = a_use(doctor, an_original(doctor, patient))
    Use.objects.filter(pk=use.pk).update(state=UseState.NEEDS_EYES)
    Check.objects.filter(use=use).update(state=Work.State.DEAD)
    mine, theirs, looks = page_of(doctor), page_of(colleague), page_of(officer)
    assert "consent to compare" not in mine and "<b>1</b> consent to compare" in theirs
    assert "<b>1</b> use that you have to look at" in looks and "<b>1</b> job that was given up" in looks
    assert f"/uses/{use.pk}/" in mine and f"/patients/{patient.pk}/capture/" in mine
    assert f"/uses/{use.pk}/" not in theirs and str(patient.pk) not in theirs
    assert "to look at" not in page_of(a_member(Role.OFFICER))
