"""A consent signed on paper, entered field by field: what comes of it is what a consent file would have said."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from builders import a_clinic, a_member, a_patient, a_record, an_other_person, sent, signed_in, written
from kindao import clock
from kindao.engine.policy import consent as engine
from kindao.engine.vocabulary import Destination, Purpose
from kindao.web.cases import actions as cases
from kindao.web.cases.models import Guardianship, OtherPerson
from kindao.web.clinics.models import Membership, Role
from kindao.web.consent.models import Consent, State
from kindao.web.consent.paper import Paper
from kindao.web.consent.record import to_engine, zoned

pytestmark = pytest.mark.django_db


@pytest.fixture
def doctor() -> Membership:
    return a_member()


@pytest.fixture
def browser(doctor: Membership) -> Client:
    return signed_in(doctor.user)


def test_it_says_what_the_consent_file_says(browser: Client, doctor: Membership) -> None:
    patient, record = a_patient(doctor), a_record()
    answer = sent(browser, patient, written(record))
    assert answer.status_code == 302, answer.content.decode()
    row = Consent.objects.get()
    assert row.confirmed_at is None and {one.state for one in row.scopes.all()} == {State.REQUESTED}
    row.scopes.update(state=State.GIVEN)
    kept = to_engine(row)
    assert kept is not None
    same = {"scopes", "signed_at", "capacity", "data_types", "controller", "recipients", "rights_notice",
            "sensitive_notice", "affirmative", "apart_from_care", "each_ticked", "withdrawal_channel", "duress",
            "blocks_checked", "birth_date", "giver"}  # fmt: skip
    expected = zoned(replace(record, scopes=tuple(replace(one, assets=frozenset()) for one in record.scopes)))
    for name in same:
        assert getattr(kept, name) == getattr(expected, name), name
    assert kept.method is engine.Method.WRITING and kept.evidence.startswith("sha256:")


def test_nothing_is_ticked_or_chosen_beforehand(browser: Client, doctor: Membership) -> None:
    page = browser.get(f"/patients/{a_patient(doctor).pk}/consents/paper/").content.decode()
    assert " checked" not in page
    chosen = re.findall(r'<option value="([^"]*)" selected', page)
    assert not [value for value in chosen if value]
    assert not re.findall(r'type="(?:date|datetime-local)"[^>]* value=', page)
    for purpose in Purpose:
        assert page.count(f'name="{purpose.value}-destinations"') == len(Destination)


@pytest.mark.parametrize("left_out", ["signed_at", "role", "capacity", "method", "controller"])
def test_what_the_law_asks_first_cannot_be_left_out(browser: Client, doctor: Membership, left_out: str) -> None:
    data = written(a_record())
    del data[left_out]
    assert sent(browser, a_patient(doctor), data).status_code == 422
    assert not Consent.objects.exists()


def test_without_scan_or_purpose_nothing_is_entered(browser: Client, doctor: Membership) -> None:
    patient, data = a_patient(doctor), written(a_record())
    assert sent(browser, patient, data, scan=False).status_code == 422
    bare = {name: value for name, value in data.items() if not name.endswith("-destinations")}
    assert sent(browser, patient, bare).status_code == 422
    assert not Consent.objects.exists()


def test_every_purpose_is_a_scope_of_its_own(browser: Client, doctor: Membership) -> None:
    data = written(a_record()) | {"teaching-destinations": ["lecture"], "teaching-identifiability": "none"}
    assert sent(browser, a_patient(doctor), data).status_code == 302
    assert [(one.purpose, one.destinations) for one in Consent.objects.get().scopes.all()] == [
        ("teaching", ["lecture"]),
        ("advertising", ["facebook"]),
    ]


def test_contradictions_are_told_in_a_sentence(browser: Client, doctor: Membership) -> None:
    patient = a_patient(doctor)
    for wrong in (
        {"advertising-amount": "2000000"},
        {"advertising-starts": "2030-01-01", "advertising-ends": "2029-01-01"},
        {"identity": "079 123 456 789"},
        {"signed_at": "2099-01-01T10:00"},
        {"role": "guardian"},
        {"role": "staff"},
    ):
        answer = sent(browser, patient, written(a_record()) | wrong)
        assert answer.status_code == 422 and b"errorlist" in answer.content, wrong
    assert not Consent.objects.exists()


def test_a_mother_signs_for_her_child(browser: Client, doctor: Membership) -> None:
    child = a_patient(doctor, birth_date=clock.today() - timedelta(days=3000))
    form = {"name": "Mẹ Kiểm Thử", "relation": "mother", "proof": "giấy khai sinh"}
    assert browser.post(f"/patients/{child.pk}/guardians/", form).status_code == 302
    mother = Guardianship.objects.get()
    signed = written(a_record()) | {"role": "guardian", "guardianship": mother.pk}
    assert sent(browser, child, signed).status_code == 422  # nobody else has seen the proof
    cases.confirm_guardian(a_member(clinic=doctor.clinic), mother)
    assert sent(browser, child, signed).status_code == 302
    row = Consent.objects.get()
    told = engine.load_consent(row.record).giver
    assert row.guardianship == mother and told.relation is engine.Relation.MOTHER and told.proof == "giấy khai sinh"
    assert browser.post(f"/guardians/{mother.pk}/end/").status_code == 302
    assert sent(browser, child, signed).status_code == 422  # she speaks for the child no more


def test_staff_agree_for_themselves(browser: Client, doctor: Membership) -> None:
    answer = browser.post("/others/new/", {"kind": "staff", "name": "Điều dưỡng Kiểm Thử"})
    nurse = OtherPerson.objects.get()
    assert answer.headers["Location"] == f"/others/{nurse.pk}/"
    data = {name: value for name, value in written(a_record()).items() if name != "blocks_checked"}
    assert sent(browser, nurse, data | {"advertising-body_areas": ""}).status_code == 302
    row = Consent.objects.get()
    assert row.other == nurse and row.confirmed_at is None
    page = browser.get(f"/others/{nurse.pk}/").content.decode()
    assert str(row.pk) in page and "Điều dưỡng Kiểm Thử" in browser.post("/others/", {"q": "dưỡng"}).content.decode()
    colleague = signed_in(a_member(Role.MARKETER, doctor.clinic).user)
    list(colleague.get(f"/evidence/{row.evidence.get().pk}/"))
    assert colleague.post(f"/consents/{row.pk}/confirm/").status_code == 302
    row.refresh_from_db()
    assert row.confirmed_at is not None


def test_of_another_clinic_nothing_is_there(browser: Client, doctor: Membership) -> None:
    stranger = a_member(clinic=a_clinic("Other"))
    patient, nurse = a_patient(stranger), an_other_person(stranger)
    for path in (f"/patients/{patient.pk}/guardians/", f"/others/{nurse.pk}/", f"/others/{nurse.pk}/consents/paper/"):
        assert browser.get(path).status_code == 404
    theirs = a_patient(doctor, record_number="BA-mine")
    paper = Paper.of(written(a_record()), None, theirs)
    assert not paper.form.fields["guardianship"].queryset.exists()  # type: ignore[attr-defined]
