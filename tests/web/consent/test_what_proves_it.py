"""Whatever way a consent is said to have been given, it counts only with what proves it, for this clinic alone, and
when a second person has had the proof before their eyes."""

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from builders import a_clinic, a_member, a_patient, a_record, a_scan, sent, signed_in, written
from kindao.engine.errors import BadInput
from kindao.engine.policy.consent import Method
from kindao.engine.policy.reading import canonical
from kindao.web.clinics.models import Role
from kindao.web.consent import actions
from kindao.web.consent.models import Consent, Evidence, Scope, State

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("method", Method)
def test_no_way_of_agreeing_counts_without_its_proof(method: Method) -> None:
    by = a_member()
    with pytest.raises(BadInput, match="missing"):
        actions.enter(by, a_patient(by), a_record(method=method))
    assert not Consent.objects.exists()


def test_a_picture_proves_no_call() -> None:
    by = a_member()
    with pytest.raises(BadInput, match="recording of the call is missing"):
        actions.enter(by, a_patient(by), a_record(method=Method.RECORDED_CALL), scan=a_scan())


def test_a_digest_in_a_file_is_no_proof() -> None:
    by = a_member()
    record = a_record(method=Method.APP, evidence="sha256:" + "6f" * 32)
    consent = actions.enter(by, a_patient(by), record, scan=a_scan())
    assert consent.record["evidence"] == consent.evidence.get().digest


def test_a_consent_file_of_another_clinic_is_not_taken() -> None:
    by = a_member(clinic=a_clinic("Phòng khám Một"))
    browser, patient = signed_in(by.user), a_patient(by)
    for name, taken in (
        ("Phòng khám Ví Dụ", False),
        ("Phòng khám Một Trăm", True),  # the clinic's name stands in it
        ("PHONG KHAM MOT", True),
        ("Công ty Ví Dụ, Phòng khám Một, Hà Nội", True),
        ("Phòng khám", False),
    ):
        file = canonical(a_record(controller=name)).encode()
        told = {
            "file": SimpleUploadedFile("c.json", file, "application/json"),
            "scan": SimpleUploadedFile("s.png", a_scan(), "image/png"),
        }
        answer = browser.post(f"/patients/{patient.pk}/consents/new/", told)
        assert answer.status_code == (302 if taken else 422), name
    answer = sent(browser, patient, written(a_record(controller="Phòng khám Ví Dụ")))
    assert answer.status_code == 422 and 'href="#id_controller"' in answer.content.decode()


def test_the_form_for_files_wants_the_scan_and_complains_of_nothing_beforehand() -> None:
    by = a_member()
    browser, address = signed_in(by.user), f"/patients/{a_patient(by).pk}/consents/new/"
    page = browser.get(address).content.decode()
    assert "errorlist" not in page
    file = canonical(a_record(method=Method.APP)).encode()
    answer = browser.post(address, {"file": SimpleUploadedFile("c.json", file, "application/json")})
    assert answer.status_code == 422 and not Consent.objects.exists()


def test_what_nothing_proves_is_never_confirmed() -> None:
    """As an older installation may hold it."""
    by = a_member()
    consent = actions.enter(by, a_patient(by), a_record(), scan=a_scan())
    bare = Consent.objects.create(
        patient=consent.patient,
        clinic=by.clinic,
        record=consent.record,
        signed_at=consent.signed_at,
        giver=consent.giver,
        method="app",
        entered_by=by.user,
        entered_at=consent.entered_at,
    )
    Scope.objects.create(
        consent=bare, number=0, purpose="advertising", destinations=["facebook"], identifiability="indirect"
    )
    colleague = a_member(Role.OFFICER, by.clinic)
    browser = signed_in(colleague.user)
    assert f"/consents/{bare.pk}/confirm/" not in browser.get(f"/consents/{bare.pk}/").content.decode()
    browser.post(f"/consents/{bare.pk}/confirm/")
    with pytest.raises(BadInput, match="what proves this consent is missing"):
        actions.confirm(colleague, bare)
    assert bare.scopes.get().state == State.REQUESTED


def test_the_same_words_with_another_scan_are_another_paper() -> None:
    by = a_member()
    patient, record = a_patient(by), replace(a_record(), method=Method.WRITING)
    first = actions.enter(by, patient, record, scan=a_scan())
    assert actions.enter(by, patient, record, scan=a_scan()).pk == first.pk
    again = actions.enter(by, patient, record, scan=(b"".join((a_scan(), b"\n"))))
    assert again.pk != first.pk and Evidence.objects.count() == 2
