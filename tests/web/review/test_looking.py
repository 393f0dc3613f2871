"""Who may look at a copy: the officer while it lies there, others while it is permitted or waits for a person."""

import pytest
from django.test import Client

from asked import a_question, ask_of
from builders import a_member, group, signed_in
from kindao.web.asking import putting
from kindao.web.asking.models import Step
from kindao.web.clinics.models import Membership, Role
from kindao.web.consent.models import Consent, Who
from kindao.web.review.models import SafeCopy, Use, UseState
from kindao.web.rights import actions as rights
from kindao.web.rights.models import Kind
from permits import a_permitted_use
from visitors import a_reached_patient, came_in

pytestmark = pytest.mark.django_db
ASKS = (Role.DOCTOR, Role.MARKETER)


@pytest.fixture
def doctor() -> Membership:
    return a_member()


def desks(doctor: Membership) -> dict[Role, Client]:
    return {
        role: signed_in(doctor.user if role == Role.DOCTOR else a_member(role, clinic=doctor.clinic).user)
        for role in (Role.DOCTOR, Role.MARKETER, Role.OFFICER)
    }


@pytest.mark.parametrize("state", UseState)
def test_a_copy_is_shown_while_it_is_permitted_or_waits_for_a_person(doctor: Membership, state: UseState) -> None:
    use = a_permitted_use(doctor, a_reached_patient(doctor))
    Use.objects.filter(pk=use.pk).update(state=state)
    path = f"/copies/{use.copies.get().pk}/"
    found = {role: desk.get(path).status_code for role, desk in desks(doctor).items()}
    seen = 200 if state in (UseState.PERMITTED, UseState.NEEDS_EYES) else 404
    assert found == {Role.DOCTOR: seen, Role.MARKETER: seen, Role.OFFICER: 200}
    page = signed_in(doctor.user).get(f"/uses/{use.pk}/").content.decode()
    assert (path in page) <= (seen == 200), "no page leads to what isn't there"


def test_an_older_copy_of_a_permitted_use_is_not_shown(doctor: Membership) -> None:
    use = a_permitted_use(doctor, a_reached_patient(doctor), data=group())
    question = a_question(doctor, use)
    putting.give_up(doctor, question)
    found = {role: desk.get(f"/copies/{question.copy_id}/").status_code for role, desk in desks(doctor).items()}
    assert found == {Role.DOCTOR: 404, Role.MARKETER: 404, Role.OFFICER: 200}


@pytest.mark.parametrize("how", ["no", "taken back", "paused", "given up", "deleted"])
def test_the_copy_that_is_put_to_somebody_is_shown_until_it_is_over(doctor: Membership, how: str) -> None:
    question = a_question(doctor)
    assert question.copy_id is not None
    Use.objects.filter(pk=question.use_id).update(state=UseState.REFUSED)
    copy = SafeCopy.objects.get(pk=question.copy_id)
    here, path = desks(doctor), f"/copies/{copy.pk}/"
    asked = f"/questions/{question.pk}/"
    assert all(desk.get(path).status_code == 200 for desk in here.values())
    assert path in here[Role.DOCTOR].get(asked).content.decode()
    patient = question.use.original.patient
    if how in ("no", "taken back"):
        made = putting.make_link(doctor, ask_of(question))
        phone, start = came_in(made), f"/p/{made.token}/ask/"
        phone.post(start, {"choice-facebook": "refused" if how == "no" else "given"})
        if how == "taken back":
            phone.post(f"{start}questions/", {"where": "there", "who": "true"})
            chose = str(Step.objects.filter(what=Step.What.CHOSE).latest("pk").pk)
            phone.post(f"{start}sign/", {"typed": patient.name, "chose": chose})
            Use.objects.filter(pk=question.use_id).update(state=UseState.REFUSED)
            assert here[Role.MARKETER].get(path).status_code == 200, "a yes stands"
            rights.withdraw(Consent.objects.get(), who=Who.PATIENT)
    elif how == "given up":
        putting.give_up(doctor, question)
    else:
        kind = Kind.RESTRICT if how == "paused" else Kind.DELETE
        rights.ask(patient, kind, who=Who.PATIENT)
    Use.objects.filter(pk=question.use_id).update(state=UseState.REFUSED)  # as the gate answers then
    found = {role: desk.get(path).status_code for role, desk in here.items()}
    assert found == {Role.DOCTOR: 404, Role.MARKETER: 404, Role.OFFICER: 200}
    assert path not in here[Role.DOCTOR].get(asked).content.decode()
