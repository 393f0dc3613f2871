"""What only stops is taken however many requests are open, and what staff writes down for somebody who can't have asked
is ended by who may speak for them."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache

from builders import a_guardian, a_member, signed_in
from calling import a_system
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.policy.consent import Relation
from kindao.engine.policy.people import Capacity
from kindao.web.cases.models import Patient
from kindao.web.clinics.models import Membership, Role
from kindao.web.consent.models import Who
from kindao.web.rights import actions
from kindao.web.rights.models import Kind, RightsRequest
from visitors import a_link, a_reached_patient, came_in

pytestmark = pytest.mark.django_db
YEAR = 365
STOPS = (Kind.RESTRICT, Kind.OBJECT, Kind.DELETE)


@pytest.fixture
def by() -> Membership:
    cache.clear()
    return a_member()


def aged(by: Membership, years: int, **fields: Any) -> Patient:
    return a_reached_patient(by, birth_date=clock.today() - timedelta(days=years * YEAR + 5), **fields)


def test_what_the_mother_has_open_closes_nothing_to_the_child_nor_to_her(by: Membership) -> None:
    child = aged(by, 9)
    mother, father = a_guardian(by, child), a_guardian(by, child, name="Cha Thử", relation=Relation.FATHER)
    hers: dict[str, Any] = {"who": Who.REPRESENTATIVE, "guardianship": mother}
    for n in range(actions.MOST_OPEN):
        actions.ask(child, Kind.COMPLAIN, words=f"Chuyện {n}", **hers)
    with pytest.raises(BadInput, match="very many"):
        actions.ask(child, Kind.COMPLAIN, words="Chuyện nữa", **hers)
    for asker in ({"who": Who.PATIENT}, {"who": Who.REPRESENTATIVE, "guardianship": father}, hers):
        for kind in (*STOPS, Kind.COPY, Kind.WITHDRAW_HELP):
            actions.ask(child, kind, **asker)
    for asker in ({"who": Who.PATIENT}, {"who": Who.REPRESENTATIVE, "guardianship": father}):
        actions.ask(child, Kind.COMPLAIN, words="Của người khác", **asker)
    actions.ask(child, Kind.CORRECT, words="Tên viết sai", **hers)
    made = actions.enter(by, child, Kind.COMPLAIN, received_at=clock.now(), guardianship=mother, words="Trên giấy")
    assert made.words == "Trên giấy", "staff writes down what came"


@pytest.mark.parametrize("kind", [Kind.SEE, Kind.COPY])
def test_to_see_and_a_copy_are_counted_by_their_words(by: Membership, kind: Kind) -> None:
    patient = aged(by, 40)
    for n in range(actions.MOST_OPEN):
        actions.ask(patient, kind, who=Who.PATIENT, words=f"Lần {n}")
    with pytest.raises(BadInput, match="very many"):
        actions.ask(patient, kind, who=Who.PATIENT, words="Lần nữa")
    assert actions.ask(patient, kind, who=Who.PATIENT), "without other words it is the one that is there"


def test_who_helps_with_a_withdrawal_says_so(by: Membership) -> None:
    request = actions.ask(aged(by, 40), Kind.WITHDRAW_HELP, who=Who.PATIENT)
    desk = signed_in(a_member(Role.OFFICER, by.clinic).user)
    assert "Đã giúp rút lại; bắt đầu làm" in desk.get(f"/rights/requests/{request.pk}/").content.decode()


CANT_ASK: tuple[tuple[str, dict[str, Any], Relation], ...] = (
    ("a child of five", {"birth_date": -5}, Relation.MOTHER),
    ("who died", {"alive": False}, Relation.SPOUSE),
    ("whom a court found unable", {"capacity": Capacity.NONE}, Relation.COURT),
)


@pytest.mark.parametrize(("fields", "relation"), [one[1:] for one in CANT_ASK], ids=[one[0] for one in CANT_ASK])
def test_a_pause_of_who_cannot_have_asked_is_nobodys_own_and_can_be_ended(
    by: Membership, fields: dict[str, Any], relation: Relation
) -> None:
    years = -fields.pop("birth_date", -40)
    patient = aged(by, years, **fields)
    desk, address = signed_in(by.user), f"/patients/{patient.pk}/rights/new/"
    page = desk.get(address).content.decode()
    assert "Người khác, chưa có trong hồ sơ" in page and ">Người bệnh</option>" not in page
    sent = {"kind": "restrict", "received_on": clock.today().isoformat(), "who": "patient", "words": "Xin dừng lại"}
    assert desk.post(address, sent).status_code == 302
    pause = RightsRequest.objects.get()
    assert pause.who == Who.REPRESENTATIVE and RightsRequest.objects.holding().exists(), "it stops all the same"
    speaks = a_guardian(by, patient, relation=relation, phone="0900 000 222")
    made = a_link(by, patient, guardianship=speaks)
    phone, at = came_in(made), f"/p/{made.token}/own/requests/{pause.pk}/"
    shown = phone.get(at).content.decode()
    assert "Xin dừng lại" not in shown and patient.name not in pause.who_asked
    answer = phone.post(f"{at}lift/")
    assert answer.status_code == 302, re.sub("<[^>]+>", " ", answer.content.decode())
    pause.refresh_from_db()
    assert pause.lifted_at and not RightsRequest.objects.holding().exists()


def test_by_the_api_it_is_the_same(by: Membership) -> None:
    child = aged(by, 5)
    body = {"kind": "object", "received_at": clock.now().isoformat()}
    answer = a_system(by.clinic)("POST", f"/patients/{child.pk}/rights-requests", body)
    assert answer.status_code == 201, answer.content
    assert RightsRequest.objects.get().who == Who.REPRESENTATIVE


def test_one_that_was_written_down_as_a_small_childs_own_is_ended_by_the_mother_alone(by: Membership) -> None:
    child = aged(by, 5)
    pause = RightsRequest.objects.create(
        clinic=by.clinic,
        patient=child,
        kind=Kind.RESTRICT,
        who=Who.PATIENT,
        entered_by=by.user,
        received_at=clock.now(),
    )
    mother = a_guardian(by, child)
    assert actions.may_lift(pause, mother) and not actions.may_lift(pause, None)


@pytest.mark.parametrize("born", [9, None])
def test_a_patients_own_stays_theirs_to_end(by: Membership, born: int | None) -> None:
    patient = aged(by, born or 9)
    if born is None:
        Patient.objects.filter(pk=patient.pk).update(birth_date=None)
        patient.refresh_from_db()
    mother = a_guardian(by, patient)
    pause = actions.enter(by, patient, Kind.RESTRICT, received_at=clock.now())
    assert pause.who == Who.PATIENT
    assert actions.may_lift(pause, None) and not actions.may_lift(pause, mother)
