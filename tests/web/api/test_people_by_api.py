"""Who speaks for patients and who else is in pictures, written down by another system. A person says that it is so."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from builders import a_guardian, a_member, a_patient, a_record, a_scan, an_other_person
from calling import System, a_system
from kindao import clock
from kindao.engine.policy.consent import Relation
from kindao.engine.policy.reading import canonical
from kindao.web.api.scopes import Scope
from kindao.web.cases import actions as cases
from kindao.web.cases.models import Guardianship, OtherPerson, Patient
from kindao.web.clinics.models import Membership
from kindao.web.consent.models import Consent, Who
from kindao.web.rights import actions as rights
from kindao.web.rights.models import Kind

pytestmark = pytest.mark.django_db
MOTHER = {"name": "Mẹ Kiểm Thử", "relation": "mother", "proof": "giấy khai sinh, tủ hồ sơ 3", "phone": "0900 000 123"}


@pytest.fixture
def by() -> Membership:
    return a_member()


@pytest.fixture
def system(by: Membership) -> System:
    return a_system(by.clinic)


@pytest.fixture
def child(by: Membership) -> Patient:
    return a_patient(by, birth_date=clock.today() - timedelta(days=2000))


def test_who_speaks_is_written_down_and_may_once_a_person_has_seen_the_proof(
    by: Membership, system: System, child: Patient
) -> None:
    where = f"/patients/{child.pk}/guardianships"
    first, again = (system("POST", where, MOTHER, Idempotency_Key="g") for _ in range(2))
    assert first.status_code == again.status_code == 201 and first.json() == again.json()
    assert not first.json()["speaks"] and first.json()["confirmed_at"] is None
    assert system("POST", where, MOTHER).json() == first.json(), "the form sent twice"
    cases.confirm_guardian(by, Guardianship.objects.get())
    (read,) = system("GET", where).json()["items"]
    assert read["speaks"] and system("GET", f"/guardianships/{read['id']}").json() == read
    assert [one["id"] for one in system("GET", f"/patients/{child.pk}").json()["speak"]] == [read["id"]]
    for _ in range(2):
        assert system("POST", f"/guardianships/{read['id']}/end").status_code == 204
    ended = system("GET", f"/guardianships/{read['id']}").json()
    assert ended["ended_at"] and not ended["speaks"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"relation": ""},
        {"relation": "neighbour"},
        {"proof": "x"},
        {"email": "nobody"},
        {"phone": "0" * 31},
        {"confirmed_at": "2026-01-01T00:00:00Z"},
        {"conflict": True},  # a suspicion: a person says so at the desk
    ],
)
def test_what_is_wrong_of_who_speaks_is_told(system: System, child: Patient, wrong: dict[str, Any]) -> None:
    answer = system("POST", f"/patients/{child.pk}/guardianships", MOTHER | wrong)
    assert answer.status_code == 422 and not Guardianship.objects.exists()


def test_a_suspicion_is_not_told(by: Membership, system: System, child: Patient) -> None:
    cases.add_guardian(by, child, name="Ai Đó", relation=Relation.GUARDIAN, proof="quyết định 12", conflict=True)
    answer = system("GET", f"/patients/{child.pk}/guardianships")
    assert "conflict" not in answer.content.decode() and not answer.json()["items"][0]["speaks"]


def test_no_system_ends_who_has_paused(by: Membership, system: System, child: Patient) -> None:
    """Another could lift the pause then: the officer sees to that."""
    mother = a_guardian(by, child)
    rights.ask(child, Kind.RESTRICT, who=Who.REPRESENTATIVE, guardianship=mother)
    answer = system("POST", f"/guardianships/{mother.pk}/end")
    assert answer.status_code == 422 and "paused" in answer.json()["detail"]
    mother.refresh_from_db()
    assert mother.ended_at is None


def test_others_in_pictures_are_added_and_consent_apart(by: Membership, system: System) -> None:
    told = {"kind": "staff", "name": "Điều dưỡng Kiểm Thử", "birth_date": "1990-05-05"}
    made = system("POST", "/others", told, Idempotency_Key="o")
    assert made.status_code == 201 and made.json() == system("POST", "/others", told, Idempotency_Key="o").json()
    pk = made.json()["id"]
    assert system("GET", "/others").json()["items"] == [made.json()] == [system("GET", f"/others/{pk}").json()]
    for wrong in ({"kind": "patient"}, {"name": " "}, {"birth_date": "2999-01-01"}, {"role": "staff"}):
        assert system("POST", "/others", told | wrong).status_code == 422, wrong
    assert OtherPerson.objects.count() == 1
    tag = system("GET", f"/others/{pk}").headers["ETag"]
    assert system("PATCH", f"/others/{pk}", {"phone": "1"}).status_code == 428
    changed = system("PATCH", f"/others/{pk}", {"phone": "0900 000 456"}, If_Match=tag)
    assert changed.status_code == 200 and changed.json()["phone"] == "0900 000 456" and changed.json()["birth_date"]
    assert system("PATCH", f"/others/{pk}", {"phone": "2"}, If_Match=tag).status_code == 412
    record = canonical(a_record(birth_date=None, controller=by.clinic.name)).encode()

    def answer(key: str, path: str = f"/others/{pk}/consents") -> Any:
        sent = {
            "record": SimpleUploadedFile("c.json", record, "application/json"),
            "scan": SimpleUploadedFile("s.png", a_scan(), "image/png"),
        }
        return system.form(path, sent, Idempotency_Key=key)

    entered, again = answer("c"), answer("c")
    assert entered.status_code == 201, entered.content.decode()
    assert entered.json() == again.json() and entered.json()["other"] == pk and entered.json()["confirmed_at"] is None
    assert Consent.objects.get().guardianship is None
    assert answer("d", f"/others/{an_other_person(a_member()).pk}/consents").status_code == 404


def test_another_clinics_people_are_not_there(by: Membership, child: Patient) -> None:
    mother, nurse, theirs = a_guardian(by, child), an_other_person(by), a_system(a_member().clinic)
    for method, path, body in (
        ("GET", f"/patients/{child.pk}/guardianships", None),
        ("POST", f"/patients/{child.pk}/guardianships", MOTHER),
        ("GET", f"/guardianships/{mother.pk}", None),
        ("POST", f"/guardianships/{mother.pk}/end", None),
        ("GET", f"/others/{nurse.pk}", None),
        ("PATCH", f"/others/{nurse.pk}", {"phone": "1"}),
    ):
        assert theirs(method, path, body, If_Match="*").status_code == 404, path
    assert theirs("GET", "/others").json()["items"] == []
    mother.refresh_from_db()
    assert mother.ended_at is None


def test_who_may_read_patients_reads_no_phone_of_who_speaks(by: Membership, child: Patient) -> None:
    mother = a_guardian(by, child, phone="0900 000 123")
    reader = a_system(by.clinic, Scope.PATIENTS_READ)
    assert mother.phone not in reader("GET", f"/patients/{child.pk}").content.decode()
    assert reader("GET", f"/guardianships/{mother.pk}").status_code == 403
