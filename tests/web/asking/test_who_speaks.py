"""Who speaks for a patient: one rule for being asked and for the patient's own page."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction

from builders import a_guardian, a_member, an_original, signed_in
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.policy.consent import Relation
from kindao.engine.policy.people import Capacity
from kindao.web.asking import givers
from kindao.web.cases import actions as cases
from kindao.web.cases.models import Guardianship
from kindao.web.cases.speaking import may_speak
from kindao.web.clinics.models import Role
from kindao.web.door import links
from kindao.web.door.models import Link, Purpose
from visitors import a_reached_patient, came_in

pytestmark = pytest.mark.django_db
PHONE = "0911 111 111"
CHILD = timedelta(days=3000)


@pytest.fixture(autouse=True)
def nobody_tried_before() -> None:
    cache.clear()


def own_page(by: Any, patient: Any, one: Guardianship) -> Any:
    return links.make(by, patient, purpose=Purpose.OWN, guardianship=one)


@pytest.mark.parametrize(
    ("patient", "relation", "may"),
    [
        ({}, Relation.SPOUSE, False),  # a grown-up who can decide
        ({}, Relation.MOTHER, False),
        ({"birth_date": clock.today() - CHILD}, Relation.MOTHER, True),
        ({"birth_date": clock.today() - CHILD}, Relation.SPOUSE, False),
        ({"birth_date": None}, Relation.MOTHER, False),
        ({"capacity": Capacity.NONE}, Relation.COURT, True),
        ({"capacity": Capacity.UNABLE_NOW}, Relation.SPOUSE, False),
        ({"alive": False}, Relation.SPOUSE, True),
        ({"alive": False}, Relation.GUARDIAN, False),
    ],
)
def test_the_own_page_is_for_whom_could_be_asked(patient: dict[str, Any], relation: Relation, may: bool) -> None:
    by = a_member()
    whose = a_reached_patient(by, **patient)
    one = a_guardian(by, whose, relation=relation, phone=PHONE)
    assert (one in may_speak(whose)) is may
    desk = signed_in(by.user)
    assert (str(one.pk) in desk.get(f"/patients/{whose.pk}/own-page/").content.decode()) is may
    answer = desk.post(f"/patients/{whose.pk}/own-page/", {"whom": str(one.pk), "how": "show"})
    assert answer.status_code == (200 if may else 404)
    assert Link.objects.exists() is may
    if not may:
        with pytest.raises(BadInput, match="may not speak"):
            own_page(by, whose, one)


@pytest.mark.parametrize("proof", ["", "x", "...", "-----", "aaaaaaaa"])
def test_nothing_proves_nothing(proof: str) -> None:
    by = a_member()
    child = a_reached_patient(by, birth_date=clock.today() - CHILD)
    if proof:
        with pytest.raises(BadInput, match="what proves it is not said"):
            cases.add_guardian(by, child, name="Ai Đó", relation=Relation.MOTHER, proof=proof, phone=PHONE)
        return
    one = cases.add_guardian(by, child, name="Ai Đó", relation=Relation.MOTHER, phone=PHONE)
    with pytest.raises(BadInput):
        cases.confirm_guardian(a_member(Role.DOCTOR, by.clinic), one)
    assert may_speak(child) == []


def test_a_proof_counts_when_two_have_seen_it() -> None:
    by = a_member()
    child = a_reached_patient(by, birth_date=clock.today() - CHILD)
    one = cases.add_guardian(by, child, name="Mẹ", relation=Relation.MOTHER, proof="giấy khai sinh", phone=PHONE)
    assert may_speak(child) == []
    with pytest.raises(BadInput, match="with a proof that a colleague has seen"):
        givers.of(child)
    with pytest.raises(BadInput, match="can't confirm the proof"):
        cases.confirm_guardian(by, one)
    with pytest.raises(IntegrityError), transaction.atomic():
        Guardianship.objects.filter(pk=one.pk).update(confirmed_by=by.user, confirmed_at=clock.now())
    mine = signed_in(by.user)
    assert f"/guardians/{one.pk}/confirm/" not in mine.get(f"/patients/{child.pk}/guardians/").content.decode()
    colleague = signed_in(a_member(Role.MARKETER, by.clinic).user)
    assert f"/guardians/{one.pk}/confirm/" in colleague.get(f"/patients/{child.pk}/guardians/").content.decode()
    assert signed_in(a_member().user).post(f"/guardians/{one.pk}/confirm/").status_code == 404
    for _ in range(2):
        assert colleague.post(f"/guardians/{one.pk}/confirm/").status_code == 302
    assert may_speak(child) == [one] and givers.of(child)[-1].guardianship == one


def test_a_link_ends_when_nobody_may_speak_any_more() -> None:
    by = a_member()
    child = a_reached_patient(by, birth_date=clock.today() - CHILD)
    an_original(by, child)
    mother = a_guardian(by, child, phone=PHONE)
    made = own_page(by, child, mother)
    client = came_in(made)
    assert client.get(f"/p/{made.token}/own/").status_code == 200
    cases.change_patient(by, child, birth_date=clock.today() - timedelta(days=20 * 366))
    assert client.get(f"/p/{made.token}/own/").status_code == 404
    assert client.get(f"/p/{made.token}/").status_code == 404


def test_of_the_dead_the_spouse_comes_before_the_parents() -> None:
    by = a_member()
    patient = a_reached_patient(by, alive=False)
    mother = a_guardian(by, patient, phone=PHONE)
    assert may_speak(patient) == [mother]
    widow = a_guardian(by, patient, name="Vợ", relation=Relation.SPOUSE, proof="giấy kết hôn", phone="0922 222 222")
    assert may_speak(patient) == [widow]
    with pytest.raises(BadInput, match="may not speak"):
        own_page(by, patient, mother)
