"""A character that nobody sees keeps no answer out: it is dropped where it changes nothing, refused with a sentence
where it turns the direction of writing, and a no depends on no text that anybody typed."""

import unicodedata
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from answering import choose, say_yes
from asked import a_question, ask_of, made, terms
from builders import a_guardian, a_member, a_patient, a_use, an_original, signed_in
from calling import a_system
from kindao import clock
from kindao.engine.policy.reading import NEVER_SEEN, fault, seen
from kindao.engine.vocabulary import Destination
from kindao.web.api import asked
from kindao.web.asking import putting, record
from kindao.web.asking.models import Question
from kindao.web.cases.models import Guardianship, OtherPerson, Patient
from kindao.web.clinics.models import Clinic, Membership, Role
from kindao.web.consent.models import Consent, Scope
from visitors import a_reached_patient, came_in

UNSEEN = "\u200b"
TURNED = "\u202e"
LEFT_OUT = ("a\u200bb", "a\u2060b", "\ufeffab", "a\u2066b\u2069", "a\u202ab\u202c", "a\u00adb", "a\u200eb")
A_BLANK = ("a\u2028b", "a\x0bb", "a\u0085b", "a\r\nb", "a \t\u200b b")
REFUSED = ("a\u202eb\u202c", "a\u202bb", "a\u2067b\u2069")
SENTENCE = "đổi chiều chữ"


@pytest.fixture
def by() -> Membership:
    cache.clear()
    return a_member()


@given(st.text())
def test_whatever_was_typed_has_no_fault_once_it_is_told_as_it_is_seen(text: str) -> None:
    told = seen(text)
    assert fault(told) == "" and seen(told) == told
    assert not any(unicodedata.category(one) in NEVER_SEEN for one in told)
    if not fault(text):
        assert told == text.strip()


def states() -> list[str]:
    return list(Scope.objects.order_by("consent__entered_at", "number").values_list("state", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize("name", [f"Hoa Sen{UNSEEN} (hư cấu)", f"Hoa{TURNED} Sen"])
@pytest.mark.parametrize("said", ["refused", "deferred"])
def test_a_no_is_kept_whatever_the_clinic_is_called(by: Membership, name: str, said: str) -> None:
    question = a_question(by)
    link = putting.make_link(by, ask_of(question))
    phone = came_in(link)
    assert say_yes(phone, link).status_code == 302
    again = made(putting.put(by, question.use, terms(Destination.FACEBOOK, Destination.WEBSITE)))
    link = putting.make_link(by, ask_of(again))
    phone = came_in(link)
    Clinic.objects.filter(pk=by.clinic_id).update(name=name)
    assert choose(phone, link, facebook=said, website=said).status_code == 302
    assert states() == ["withdrawn" if said == "refused" else "given", said, said]


@pytest.mark.django_db
def test_a_yes_is_kept_too_and_its_record_has_the_name_as_it_is_seen(by: Membership) -> None:
    link = putting.make_link(by, ask_of(a_question(by)))
    phone = came_in(link)
    Clinic.objects.filter(pk=by.clinic_id).update(name=f"Hoa{UNSEEN} Sen")
    assert say_yes(phone, link).status_code == 302
    assert states() == ["given"] and Consent.objects.get().record["controller"] == "Hoa Sen"


@pytest.mark.django_db
def test_a_no_needs_nothing_that_only_a_yes_is_told(by: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever of a yes can't be put together just now."""

    def broken(*_: Any, **__: Any) -> Any:
        raise ValueError("the record of a yes")

    link = putting.make_link(by, ask_of(a_question(by)))
    phone = came_in(link)
    for name in ("consent", "data_types", "recipients", "ad_terms", "payment"):
        monkeypatch.setattr(record, name, broken)
    assert choose(phone, link, facebook="refused").status_code == 302
    assert states() == ["refused"]
    told = Consent.objects.get().record
    assert told["scopes"][0]["assets"] and told["scopes"][0]["words"] and told["controller"] == by.clinic.name


@pytest.mark.django_db
def test_a_proof_with_such_a_character_keeps_no_answer_of_a_mother_out(by: Membership) -> None:
    child = a_reached_patient(by, birth_date=clock.today() - timedelta(days=5 * 365))
    mother = a_guardian(by, child, phone="0900 000 222")
    link = putting.make_link(by, ask_of(a_question(by, None, Destination.FACEBOOK, patient=child, speaks=mother)))
    phone = came_in(link)
    Guardianship.objects.filter(pk=mother.pk).update(proof=f"giấy{UNSEEN} khai{TURNED} sinh")
    assert say_yes(phone, link, mother.name).status_code == 302
    assert Consent.objects.get().record["giver"]["proof"] == "giấy khai sinh"


@pytest.mark.django_db
def test_a_name_that_is_stored_with_one_can_be_signed_with(by: Membership) -> None:
    patient = a_reached_patient(by, name=f"Lưu{UNSEEN} Thị{TURNED} Thử")
    link = putting.make_link(by, ask_of(a_question(by, None, Destination.FACEBOOK, patient=patient)))
    assert say_yes(came_in(link), link, f"Lưu Thị Thử{UNSEEN}").status_code == 302
    assert states() == ["given"]


def _sent(by: Membership, **told: str) -> tuple[Client, Any, dict[str, Any]]:
    use = a_use(by, an_original(by, a_reached_patient(by)), caption="Mũi.")
    usual: dict[str, Any] = {
        "destinations": ["facebook"],
        "identifiability": "indirect",
        "ends": (clock.today() + timedelta(days=90)).isoformat(),
        "content": "a",
        "method": "b",
        "form": "c",
        "frequency": "d",
        "how_to_refuse": "e",
        "remuneration": "waived",
        "blocks_checked": "on",
    }
    return signed_in(by.user), use, usual | told


@pytest.mark.django_db
def test_what_an_advert_says_is_cleaned_or_refused_in_the_form(by: Membership) -> None:
    client, use, usual = _sent(by)
    for bad in REFUSED:
        for name in ("content", "which", "payment"):
            answer = client.post(f"/uses/{use.pk}/ask-patient/", {**usual, name: bad})
            assert answer.status_code == 422 and SENTENCE in answer.text, (name, ascii(bad))
    assert not Question.objects.exists()
    sent = {**usual, "content": f"Nội dung{UNSEEN}", "method": "a\u2028b"}
    assert client.post(f"/uses/{use.pk}/ask-patient/", sent).status_code == 302
    terms = Question.objects.get().ad_terms
    assert (terms["content"], terms["method"]) == ("Nội dung", "a b")


@pytest.mark.django_db
def test_what_lies_there_from_before_is_asked_and_answered_all_the_same(by: Membership) -> None:
    question = a_question(by)
    Question.objects.filter(pk=question.pk).update(
        ad_terms=question.ad_terms | {"content": f"Nội{UNSEEN} dung", "form": "a\u202eb"}, which=f"Tạp chí{TURNED}"
    )
    link = putting.make_link(by, ask_of(question))
    assert say_yes(came_in(link), link).status_code == 302
    assert Consent.objects.get().record["scopes"][0]["ad_terms"]["content"] == "Nội dung"


@pytest.mark.django_db
def test_names_and_proofs_are_cleaned_or_refused_at_the_desk(by: Membership) -> None:
    client = signed_in(by.user)
    new = {
        "record_number": "BA-9",
        "birth_date": "1991-03-08",
        "phone": "0900 000 789",
        "alive": "on",
        "capacity": "full",
    }
    for bad in REFUSED:
        answer = client.post("/patients/new/", {**new, "name": bad})
        assert answer.status_code == 422 and SENTENCE in answer.text, ascii(bad)
    assert client.post("/patients/new/", {**new, "name": f"Lưu{UNSEEN} Thị Thử"}).status_code == 302
    patient = Patient.objects.get(record_number="BA-9")
    assert patient.name == "Lưu Thị Thử"
    mother = {"name": f"Mẹ{UNSEEN} Thử", "relation": "mother", "proof": "giấy\u200b khai sinh", "phone": "0900 000 222"}
    where = f"/patients/{patient.pk}/guardians/"
    assert client.post(where, {**mother, "proof": f"giấy{TURNED}"}).status_code == 422
    assert client.post(where, mother).status_code == 302
    row = Guardianship.objects.get()
    assert (row.name, row.proof) == ("Mẹ Thử", "giấy khai sinh")


@pytest.mark.django_db
def test_a_patient_whose_name_has_one_is_corrected_without_a_word(by: Membership) -> None:
    """Nobody else has changed it meanwhile."""
    client, patient = signed_in(by.user), a_patient(by, name=f"Lưu{UNSEEN} Thị Thử")
    page = client.get(f"/patients/{patient.pk}/edit/")
    assert page.status_code == 200
    sent = {"record_number": patient.record_number, "name": patient.name, "phone": "0900 000 111", "alive": "on"}
    sent |= {"capacity": patient.capacity, "birth_date": patient.birth_date.isoformat() if patient.birth_date else ""}
    sent |= {f"initial-{name}": value for name, value in sent.items()} | {"initial-phone": patient.phone}
    answer = client.post(f"/patients/{patient.pk}/edit/", sent)
    assert answer.status_code == 302, answer.text
    patient.refresh_from_db()
    assert (seen(patient.name), patient.phone) == ("Lưu Thị Thử", "0900 000 111")


@pytest.mark.django_db
def test_the_clinics_name_is_cleaned_or_refused_in_its_settings(by: Membership) -> None:
    client = signed_in(a_member(Role.ADMIN, by.clinic).user)
    for bad in REFUSED:
        answer = client.post("/clinic/settings/", {"name": bad})
        assert answer.status_code == 422 and SENTENCE in answer.text
    assert client.post("/clinic/settings/", {"name": f"Hoa Sen{UNSEEN} (hư cấu)"}).status_code == 302
    by.clinic.refresh_from_db()
    assert by.clinic.name == "Hoa Sen (hư cấu)"
    for text in (*LEFT_OUT, *A_BLANK):
        assert client.post("/clinic/settings/", {"name": text}).status_code == 302
        by.clinic.refresh_from_db()
        assert by.clinic.name == ("ab" if text in LEFT_OUT else "a b"), ascii(text)
    assert not OtherPerson.objects.exists()


@pytest.mark.django_db
def test_by_the_api_it_is_the_same(by: Membership) -> None:
    system = a_system(by.clinic)
    new = {"record_number": "BA-9", "birth_date": "1991-03-08", "phone": "0900 000 789"}
    for bad in REFUSED:
        assert system("POST", "/patients", {**new, "name": bad}).status_code == 422, ascii(bad)
    answer = system("POST", "/patients", {**new, "name": f"Lưu{UNSEEN} Thị\u2028Thử"})
    assert answer.status_code == 201, answer.content
    assert Patient.objects.get().name == answer.json()["name"] == "Lưu Thị Thử"
    where = f"/patients/{answer.json()['id']}/guardianships"
    proof = {"name": "Mẹ Thử", "relation": "mother", "proof": f"giấy{UNSEEN} khai sinh"}
    assert system("POST", where, {**proof, "proof": f"giấy{TURNED}"}).status_code == 422
    assert system("POST", where, proof).status_code == 201 and Guardianship.objects.get().proof == "giấy khai sinh"
    for shape, text in ((asked.Advert, f"Nội{UNSEEN}\ndung"), (asked.Advert, f"Nội\t{UNSEEN} dung")):
        terms_ = dict.fromkeys(("content", "method", "form", "frequency", "how_to_refuse"), text)
        assert shape(**terms_).content == "Nội dung"
    with pytest.raises(ValueError, match="direction"):
        asked.Advert(**dict.fromkeys(("content", "method", "form", "frequency", "how_to_refuse"), REFUSED[0]))
