"""Whoever compares a consent with the paper reads the names that stand on it: whose it is, and who speaks for them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from builders import a_consent, a_guardian, a_member, a_patient, a_record, a_scan, an_other_person, signed_in
from kindao import clock
from kindao.engine.policy.consent import GiverRole, Relation
from kindao.web.cases.models import OtherPerson, Patient
from kindao.web.clinics.models import Role
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Consent

pytestmark = pytest.mark.django_db


def lines(consent: Consent, language: str) -> str:
    """What the colleague is shown to compare."""
    client = signed_in(a_member(Role.DOCTOR, consent.clinic).user)
    client.cookies["django_language"] = language
    page: str = client.get(f"/consents/{consent.pk}/").text
    return page


@pytest.mark.parametrize(("language", "of"), [("vi", "Bản đồng ý của"), ("en", "Consent of")])
def test_the_name_stands_where_the_paper_has_it(language: str, of: str) -> None:
    by = a_member()
    nurse, patient = an_other_person(by, OtherPerson.Kind.STAFF), a_patient(by)
    for subject in (nurse, patient):
        consent = a_consent(by, subject, given=False)
        page = lines(consent, language)
        number = f" ({subject.record_number})" if isinstance(subject, Patient) else ""
        assert f"<li>{of} {subject.name}{number}</li>" in page
        assert f"<li>{of} {consent.pk}" not in page and f"{subject.pk}</li>" not in page
        if subject is nurse:
            body = page.split("<main", 1)[1]
            assert "the patient" not in body and "người bệnh" not in body, "who is staff is nobody's patient"


def test_who_speaks_for_a_child_is_named() -> None:
    by = a_member()
    patient = a_patient(by, birth_date=clock.today() - timedelta(days=365 * 5))
    guardianship = a_guardian(by, patient, name="Trần Thị Đại Diện")
    record = a_record()
    giver = replace(record.giver, role=GiverRole.GUARDIAN, relation=Relation.MOTHER)
    record = replace(record, giver=giver, controller=by.clinic.name, birth_date=patient.birth_date)
    consent = consents.enter(by, patient, record, scan=a_scan(), guardianship=guardianship)
    assert "Given by: Trần Thị Đại Diện, a representative or guardian (mother)" in lines(consent, "en")
