"""What goes wrong under the pages: each is a sentence that says what to do, with the right status; nothing is lost,
nothing half written, and nothing is released."""

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client

from builders import (
    a_consent,
    a_member,
    a_patient,
    a_record,
    a_session,
    a_use,
    an_original,
    group,
    nose,
    sent,
    signed_in,
    worked,
    written,
)
from kindao.web.cases.models import Guardianship, Original, OtherPerson, Part, Patient
from kindao.web.clinics.models import Membership
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Consent, Who
from kindao.web.review import jobs
from kindao.web.review.models import Check, SafeCopy, Use, UseState, Work
from kindao.web.vault.models import StoredFile

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}


@pytest.fixture
def doctor() -> Membership:
    return a_member()


@pytest.fixture
def browser(doctor: Membership) -> Client:
    client = signed_in(doctor.user)
    client.cookies["django_language"] = "en"
    return client


@contextmanager
def a_full_disk() -> Iterator[None]:
    """This process may write no file larger than 256 bytes."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (256, limits[1]))
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)


@contextmanager
def no_master_key(patient: Patient) -> Iterator[None]:
    (master,) = settings.HOME.keys.glob(f"master-{patient.clinic_id}-*")
    secret = master.read_bytes()
    master.unlink()
    try:
        yield
    finally:
        master.write_bytes(secret)


def captured(browser: Client, patient: Patient, data: bytes | None = None) -> Any:
    photo = SimpleUploadedFile("a.jpg", data or nose(), "image/jpeg")
    return browser.post(f"/patients/{patient.pk}/capture/", {"files": photo, "specialty": "cosmetic"})


def part_of(browser: Client, upload: str, data: bytes) -> Any:
    span = {"content-range": f"bytes 0-{len(data) - 1}/{len(data)}"}
    return browser.put(upload, data, content_type="application/octet-stream", headers=JSON | span)


def test_the_disk_is_full(browser: Client, doctor: Membership) -> None:
    patient = a_patient(doctor)
    upload = browser.post(f"/sessions/{a_session(doctor, patient).pk}/uploads/", {"size": len(nose())}).json()["upload"]
    with a_full_disk():
        photo, part, paper = (
            captured(browser, patient),
            part_of(browser, upload, nose()),
            sent(browser, patient, written(a_record())),
        )
    assert photo.status_code == paper.status_code == 422 and part.status_code == 503
    for said in (photo.content.decode(), paper.content.decode()):
        assert "disk is full" in said and "Make room" in said
    told = part.json()["error"]  # beside which its page says that it sends it again by itself
    assert "disk is full" in told and "again" not in told and told.endswith(".")
    assert part.json()["hint"].startswith("Make room")
    assert not (Original.objects.exists() or Consent.objects.exists() or Part.objects.exists())
    assert not StoredFile.objects.exists()
    assert part_of(browser, upload, nose()).json()["come"] == len(nose())  # once there is room it goes on
    assert browser.post(upload).status_code == 201 and captured(browser, patient).status_code == 302
    assert Original.objects.count() == 1


@pytest.mark.parametrize(("language", "said"), [("en", "The disk is full."), ("vi", "Ổ đĩa đã đầy.")])
@pytest.mark.parametrize("table", ["cases_capturesession", "cases_upload"])
def test_a_script_is_told_of_a_full_disk_of_the_database(
    browser: Client, doctor: Membership, table: str, language: str, said: str
) -> None:
    """A script that gets the page instead of a sentence has nothing to tell, and seems to be sending on and on."""

    def full(execute: Any, sql: str, *asked: Any) -> Any:
        if sql.startswith(f'INSERT INTO "{table}"'):
            raise OperationalError("database or disk is full")
        return execute(sql, *asked)

    browser.cookies["django_language"] = language
    browser.raise_request_exception = False
    patient = a_patient(doctor)
    begun = f"/sessions/{a_session(doctor, patient).pk}/uploads/"
    with connection.execute_wrapper(full):
        session = browser.post(f"/patients/{patient.pk}/capture/", {"specialty": "cosmetic"}, headers=JSON)
        upload = browser.post(begun, {"size": len(nose())}, headers=JSON)
    answer = session if table == "cases_capturesession" else upload
    assert answer.status_code == 503 and answer.json()["error"] == said


def test_the_vault_key_is_missing(browser: Client, doctor: Membership) -> None:
    patient = a_patient(doctor)
    a_consent(doctor, patient)
    use = worked(a_use(doctor, an_original(doctor, patient)))
    assert use.state == UseState.PERMITTED
    asked = a_use(doctor, use.original, body_area="")
    copy = SafeCopy.objects.get()
    with no_master_key(patient):
        for path in (f"/originals/{use.original_id}/picture/", f"/copies/{copy.pk}/"):
            answer = browser.get(path)
            assert answer.status_code == 503 and b"key" in answer.content, path
        refused = captured(browser, patient, group())
        assert refused.status_code == 422 and "key" in refused.content.decode()
        check = Check.objects.get(use=asked)
        jobs.work("check", check.pk)
        check.refresh_from_db()
        assert check.state == Work.State.WAITING and check.failure == "Missing"
        assert not asked.decisions.exists()
    assert browser.get(f"/copies/{copy.pk}/").status_code == 200


def test_the_database_is_gone(browser: Client, doctor: Membership) -> None:
    patient = a_patient(doctor)
    browser.raise_request_exception = False

    def gone(*_: object) -> None:
        raise OperationalError("server closed the connection unexpectedly: host=db.clinic.example")

    for path in ("/patients/", f"/patients/{patient.pk}/", "/uses/"):
        with connection.execute_wrapper(gone):
            answer = browser.get(path)
        assert answer.status_code == 503, path
        told = answer.content.decode()
        assert "clinic.example" not in told and "<h1>" in told
    assert browser.get("/patients/").status_code == 200


def test_a_form_sent_twice_is_one(browser: Client, doctor: Membership) -> None:
    patient, paper = a_patient(doctor), written(a_record())
    for _ in range(2):
        assert sent(browser, patient, paper).status_code == 302
        form = {"name": "Mẹ Kiểm Thử", "relation": "mother"}
        assert browser.post(f"/patients/{patient.pk}/guardians/", form).status_code == 302
        assert browser.post("/others/new/", {"kind": "staff", "name": "Điều dưỡng Kiểm Thử"}).status_code == 302
        assert captured(browser, patient).status_code == 302
        asked = {"purpose": "advertising", "destination": "facebook", "body_area": "nose"}
        assert browser.post(f"/originals/{Original.objects.get().pk}/", asked).status_code == 302
    assert Consent.objects.count() == Guardianship.objects.count() == OtherPerson.objects.count() == 1
    assert Use.objects.count() == Original.objects.count() == 1
    assert StoredFile.objects.filter(erased_at=None).count() == 2  # the picture and the scan
    assert sent(browser, patient, paper | {"territory": "VN"}).status_code == 302
    assert Consent.objects.count() == 2  # another paper


def test_a_stale_page_is_told_and_changes_nothing(doctor: Membership) -> None:
    patient = a_patient(doctor)
    consent = consents.enter(doctor, patient, a_record(), scan=nose())
    colleague = signed_in(a_member(clinic=doctor.clinic).user)
    colleague.cookies["django_language"] = "en"
    consents.withdraw(consent, who=Who.PATIENT)
    answer = colleague.post(f"/consents/{consent.pk}/confirm/")
    assert answer.status_code == 422 and "Look at what became of it" in answer.content.decode()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = signed_in(doctor.user).cookies
    strict.cookies["django_language"] = "en"
    answer = strict.post("/patients/new/", {"record_number": "BA-9", "name": "A"})
    assert answer.status_code == 403 and "too old" in answer.content.decode()
    assert Patient.objects.count() == 1
