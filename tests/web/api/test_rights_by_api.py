"""Rights by the API: written down as they came, in force at once, read with clocks and articles; never answered."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache

from builders import a_guardian, a_member, a_patient
from calling import System, a_system, a_token
from kindao import clock
from kindao.engine.policy.consent import Relation
from kindao.web.api.scopes import Scope
from kindao.web.cases import actions as cases
from kindao.web.cases.models import OtherPerson, Patient
from kindao.web.clinics.models import Membership, Role
from kindao.web.consent.models import Scope as ConsentScope
from kindao.web.consent.models import State, Who
from kindao.web.door.models import Link, Message
from kindao.web.review.models import UseState
from kindao.web.rights import actions
from kindao.web.rights.models import Kind, RightsRequest
from patients import at_home
from visitors import a_reached_patient, said

pytestmark = pytest.mark.django_db
WORDS = "Tôi muốn sửa ngày sinh của tôi."


@pytest.fixture
def by() -> Membership:
    cache.clear()
    return a_member()


@pytest.fixture
def system(by: Membership) -> System:
    return a_system(by.clinic)


@pytest.fixture
def patient(by: Membership) -> Patient:
    return a_reached_patient(by)


def body(kind: str = "correct", **more: Any) -> dict[str, Any]:
    return {"kind": kind, "received_at": (clock.now() - timedelta(hours=30)).isoformat(), "words": WORDS} | more


def test_a_request_is_written_down_and_read_with_clocks_and_articles(system: System, patient: Patient) -> None:
    where, told = f"/patients/{patient.pk}/rights-requests", body()
    made, again = (system("POST", where, told, Idempotency_Key="r") for _ in range(2))
    assert made.status_code == again.status_code == 201 and made.json() == again.json()
    assert set(made.json()) == {"id", "patient", "other", "kind", "state", "received_at"}
    read = system("GET", f"/rights-requests/{made.json()['id']}").json()
    assert read["words"] == WORDS and read["by_hand"] and read["who"] == "patient" and read["state"] == "received"
    assert "91/2025" in read["article"]["vi"] and read["due"] > read["received_at"] and not read["terms"][0]["over"]
    assert all(one["citation"]["vi"] and one["words"]["en"] for one in read["terms"]) and len(read["terms"]) >= 2
    request = RightsRequest.objects.get()
    assert request.entered_by is not None and request.entered_by.token, "in the system's own name"
    (listed,) = system("GET", f"/rights-requests?patient={patient.pk}&kind=correct&state=received").json()["items"]
    assert listed == read and system("GET", "/rights-requests?state=done").json()["items"] == []
    assert system("GET", "/rights-requests?state=late").status_code == 422


def test_an_answer_of_the_officer_is_read(by: Membership, system: System, patient: Patient) -> None:
    system("POST", f"/patients/{patient.pk}/rights-requests", body())
    officer = a_member(Role.OFFICER, by.clinic)
    actions.done(officer, RightsRequest.objects.get(), answer="Đã sửa ngày sinh.")
    (read,) = system("GET", "/rights-requests").json()["items"]
    assert read["state"] == "done" and read["answer"] == "Đã sửa ngày sinh." and read["closed_at"]
    assert all(one["over"] for one in read["terms"]) and not read["late"]


def test_a_deletion_that_came_by_letter_is_in_force_at_once() -> None:
    home = at_home()
    system = a_system(home.by.clinic, Scope.RIGHTS_WRITE)
    assert system("POST", f"/patients/{home.patient.pk}/rights-requests", body("delete")).status_code == 201
    home.use.refresh_from_db()
    assert home.use.state == UseState.INSPECTING, "what was permitted no longer is"
    assert set(ConsentScope.objects.values_list("state", flat=True)) == {State.WITHDRAWN}
    home.patient.key.refresh_from_db()
    assert home.patient.key.erased_at is None, "the officer erases, or refuses with an article"


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "withdraw"},  # a consent is withdrawn instead
        {"kind": "everything"},
        {"received_at": "2001-01-01T00:00:00Z"},
        {"received_at": "2999-01-01T00:00:00Z"},
        {"received_at": "2026-11-01T00:00:00"},
        {"words": " "},
        {"words": "x" * 4001},
        {"answer": "Đồng ý"},
        {"state": "done"},
        {"guardianship": "x"},
    ],
)
def test_what_is_wrong_is_told_and_keeps_nothing(system: System, patient: Patient, wrong: dict[str, Any]) -> None:
    answer = system("POST", f"/patients/{patient.pk}/rights-requests", body(**wrong))
    assert answer.status_code == 422 and not RightsRequest.objects.exists()


def test_who_may_write_down_reads_nothing(by: Membership, patient: Patient) -> None:
    """Not even by asking for what the patient asked for already on their own page."""
    actions.ask(patient, Kind.DELETE, who=Who.PATIENT, words="Vì lý do riêng tư.")
    writer = a_system(by.clinic, Scope.RIGHTS_WRITE)
    answer = writer("POST", f"/patients/{patient.pk}/rights-requests", body("delete", words=""))
    assert answer.status_code == 201 and "riêng tư" not in answer.content.decode()
    assert RightsRequest.objects.count() == 1
    assert writer("GET", f"/rights-requests/{answer.json()['id']}").status_code == 403
    assert writer("GET", "/rights-requests").status_code == 403


def test_who_speaks_asks_for_their_child_and_a_stranger_does_not(by: Membership, system: System) -> None:
    child = a_patient(by, birth_date=clock.today() - timedelta(days=2000))
    where = f"/patients/{child.pk}/rights-requests"
    unseen = cases.add_guardian(by, child, name="Bố Kiểm Thử", relation=Relation.FATHER, proof="giấy khai sinh")
    assert system("POST", where, body(guardianship=str(unseen.pk))).status_code == 422
    stranger = a_guardian(by, a_patient(by), name="Người Khác")
    assert system("POST", where, body(guardianship=str(stranger.pk))).status_code == 404
    mother = a_guardian(by, child)
    made = system("POST", where, body(guardianship=str(mother.pk)))
    assert made.status_code == 201
    read = system("GET", f"/rights-requests/{made.json()['id']}").json()
    assert read["who"] == "representative" and read["guardianship"] == str(mother.pk)


def test_another_clinics_requests_are_not_there(patient: Patient, system: System) -> None:
    made = system("POST", f"/patients/{patient.pk}/rights-requests", body()).json()
    theirs = a_system(a_member().clinic)
    assert theirs("GET", f"/rights-requests/{made['id']}").status_code == 404
    assert theirs("GET", "/rights-requests").json()["items"] == []
    assert theirs("POST", f"/patients/{patient.pk}/rights-requests", body()).status_code == 404
    assert theirs("POST", f"/patients/{patient.pk}/own-page", {}).status_code == 404
    assert not Message.objects.exists()


def test_their_own_page_goes_to_their_own_phone_a_few_times_a_day(system: System, patient: Patient) -> None:
    where = f"/patients/{patient.pk}/own-page"
    first = system("POST", where, {}, Idempotency_Key="p")
    assert first.status_code == 201 and set(first.json()) == {"until", "channel"}
    assert system("POST", where, {}, Idempotency_Key="p").json() == first.json() and Message.objects.count() == 1
    token = said(Message.objects.get()).split("/p/")[1].split("/")[0]
    assert token not in first.content.decode()
    assert [system("POST", where, {}).status_code for _ in range(3)] == [201, 201, 422]
    assert Link.objects.count() == 3, "where none is sent, none is made"


def test_no_page_goes_to_a_number_that_a_system_wrote_down(by: Membership, system: System) -> None:
    token, _ = a_token(by.clinic)
    for patient in (a_patient(token.membership, phone="0999 999 777"), a_patient(by)):
        answer = system("POST", f"/patients/{patient.pk}/own-page", {})
        assert answer.status_code == 422 and not Message.objects.exists() and not Link.objects.exists()
    child = a_patient(by, birth_date=clock.today() - timedelta(days=2000))
    mother = cases.add_guardian(
        token.membership, child, name="Mẹ", relation=Relation.MOTHER, proof="giấy khai sinh", phone="0999 999 777"
    )
    cases.confirm_guardian(by, mother)
    answer = system("POST", f"/patients/{child.pk}/own-page", {"guardianship": str(mother.pk)})
    assert answer.status_code == 422, "who has seen the proof has not stood by the number"
    cases.vouch(by, mother)
    assert system("POST", f"/patients/{child.pk}/own-page", {"guardianship": str(mother.pk)}).status_code == 201


def test_somebody_in_a_picture_who_is_no_patient_has_rights_too(by: Membership, system: System) -> None:
    nurse = cases.add_other_person(by, kind=OtherPerson.Kind.STAFF, name="Điều dưỡng Kiểm Thử", phone="0900 000 456")
    where = f"/others/{nurse.pk}"
    made = system("POST", f"{where}/rights-requests", body("object"))
    assert made.status_code == 201 and made.json()["other"] == str(nurse.pk) and made.json()["patient"] is None
    (read,) = system("GET", f"/rights-requests?other={nurse.pk}").json()["items"]
    assert read["words"] == WORDS and read["terms"]
    assert system("POST", f"{where}/rights-requests", body(guardianship=str(nurse.pk))).status_code == 422
    assert system("POST", f"{where}/own-page").status_code == 201
    theirs = a_system(a_member().clinic)
    assert theirs("POST", f"{where}/rights-requests", body()).status_code == 404
    assert theirs("POST", f"{where}/own-page").status_code == 404 and Message.objects.count() == 1
