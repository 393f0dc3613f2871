"""By the API, too, whoever signed for a patient is somebody of the patient's record, by id."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from builders import a_guardian, a_member, a_patient, a_record, a_scan
from calling import a_system
from kindao import clock
from kindao.engine.policy.consent import Giver, GiverRole, Relation
from kindao.engine.policy.reading import canonical
from kindao.web.cases import actions as cases
from kindao.web.consent.models import Consent

pytestmark = pytest.mark.django_db


def test_a_system_names_who_signed() -> None:
    by = a_member()
    system = a_system(by.clinic)
    child = a_patient(by, birth_date=clock.today() - timedelta(days=2000))
    mother = a_guardian(by, child)
    suspected = cases.add_guardian(by, child, name="Ai Đó", relation=Relation.GUARDIAN, conflict=True)
    record = canonical(a_record(giver=Giver(GiverRole.GUARDIAN), birth_date=None)).encode()

    def answer(**who: object) -> int:
        told = {
            "record": SimpleUploadedFile("c.json", record, "application/json"),
            "scan": SimpleUploadedFile("s.png", a_scan(), "image/png"),
        }
        return int(system.form(f"/patients/{child.pk}/consents", told | who).status_code)

    stranger = a_guardian(by, a_patient(by), name="Người Khác")
    assert answer() == 422 and answer(guardianship=str(suspected.pk)) == 422
    assert answer(guardianship=str(stranger.pk)) == 404 and not Consent.objects.exists()
    (one,) = system("GET", f"/patients/{child.pk}").json()["speak"]
    assert one == {"id": str(mother.pk), "name": mother.name, "relation": "mother"}
    assert answer(guardianship=one["id"]) == 201
    assert Consent.objects.get().guardianship == mother
