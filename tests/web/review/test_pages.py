"""The doctor's pages: a picture in, an answer out, and nothing of another clinic."""

import hashlib
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from builders import (
    a_clinic,
    a_consent,
    a_member,
    a_patient,
    a_scan,
    a_session,
    a_use,
    an_original,
    an_other_person,
    group,
    inspected,
    nose,
    signed_in,
    worked,
)
from kindao.engine.vocabulary import Destination
from kindao.web.cases.models import Appearance, Original, Patient, Upload
from kindao.web.clinics.models import Membership, Role
from kindao.web.consent.models import Consent
from kindao.web.review.models import Use, UseState

pytestmark = pytest.mark.django_db
FORM = {"record_number": "BA-1", "name": "Lưu Thị Kiểm Thử", "alive": "on", "capacity": "full"}


def english(by: Membership) -> Client:
    client = signed_in(by.user)
    client.cookies["django_language"] = "en"
    return client


def test_a_patient_is_added_once(settings: object) -> None:
    by = a_member()
    client = english(by)
    assert client.post("/patients/new/", FORM | {"birth_date": "1991-03-08"}).status_code == 302
    assert Patient.objects.get().birth_date == date(1991, 3, 8)
    again = client.post("/patients/new/", FORM)
    assert again.status_code == 422 and "another patient" in again.content.decode()
    assert "Lưu Thị Kiểm Thử" in client.post("/patients/", {"q": "kiểm"}).content.decode()
    assert "Nobody was found" in client.post("/patients/", {"q": "nobody"}).content.decode()
    assert 'method="get"' not in client.get("/patients/").content.decode(), "no name gets into an address"


def test_without_a_script_a_picture_comes_in_by_the_form() -> None:
    by = a_member()
    patient = a_patient(by)
    client = english(by)
    file = SimpleUploadedFile("Lưu Thị Kiểm Thử.jpg", nose(), "image/jpeg")
    answer = client.post(f"/patients/{patient.pk}/capture/", {"files": file, "specialty": "cosmetic"})
    original = Original.objects.get()
    assert answer.headers["Location"] == f"/originals/{original.pk}/"
    twice = SimpleUploadedFile("again.jpg", nose(), "image/jpeg")
    client.post(f"/patients/{patient.pk}/capture/", {"files": twice})
    assert Original.objects.count() == 1


def test_what_is_no_picture_is_refused_in_words() -> None:
    by = a_member()
    client = english(by)
    file = SimpleUploadedFile("nose.jpg", b"MZ\x90\0 a program in disguise", "image/jpeg")
    answer = client.post(f"/patients/{a_patient(by).pk}/capture/", {"files": file})
    assert answer.status_code == 422 and "no picture, film or recording" in answer.content.decode()
    assert not Original.objects.exists()


def test_an_upload_goes_on_after_a_cut() -> None:
    by = a_member()
    session = a_session(by)
    client = english(by)
    data, half = nose(), 40_000
    begun = client.post(f"/sessions/{session.pk}/uploads/", {"size": len(data)}).json()

    def put(start: int, end: int):  # type: ignore[no-untyped-def]
        return client.put(
            begun["upload"],
            data[start:end],
            content_type="application/octet-stream",
            headers={"Content-Range": f"bytes {start}-{end - 1}/{len(data)}", "Accept": "application/json"},
        )

    assert put(0, half).json()["come"] == half
    assert put(half + 5, len(data)).status_code == 422  # a gap
    assert client.post(begun["upload"], headers={"Accept": "application/json"}).status_code == 422  # not all has come
    assert client.get(begun["upload"]).json()["come"] == half
    assert put(0, half).json()["come"] == half  # the answer was lost: sent again
    assert put(half, len(data)).json()["come"] == len(data)
    for _ in range(2):
        done = client.post(begun["upload"])
        assert done.status_code == 201
    original = Original.objects.get()
    assert done.json()["original"] == f"/originals/{original.pk}/"
    from kindao.web.vault import store

    assert store.read(original.file) == data
    assert all(part.file.erased_at for part in Upload.objects.get().parts.select_related("file"))


def test_an_upload_of_something_else_is_let_go() -> None:
    by = a_member()
    session = a_session(by)
    client = english(by)
    begun = client.post(f"/sessions/{session.pk}/uploads/", {"size": 10}).json()
    client.put(
        begun["upload"], b"MZ programX"[:10], content_type="application/octet-stream",
        headers={"Content-Range": "bytes 0-9/10"},
    )  # fmt: skip
    assert client.post(begun["upload"], headers={"Accept": "application/json"}).status_code == 422
    assert client.get(begun["upload"]).json()["ended"]
    assert client.post(f"/sessions/{session.pk}/uploads/", {"size": 1 << 40}).status_code == 422


def test_who_waits_sees_how_many_came_before() -> None:
    by, elsewhere = a_member(), a_member()
    an_original(elsewhere)
    original = an_original(by)
    told = english(by).get(f"/originals/{original.pk}/progress/").text
    assert "Waiting for its turn · 1 came before it" in told
    inspected(Original.objects.get(clinic=elsewhere.clinic))
    told = english(by).get(f"/originals/{original.pk}/progress/").text
    assert "Waiting for its turn" in told and "came before" not in told


def test_the_answer_is_one_screen_in_both_languages() -> None:
    by = a_member()
    patient = a_patient(by)
    original = an_original(by, patient)
    inspected(original)
    client = english(by)
    page = client.get(f"/originals/{original.pk}/").content.decode()
    assert "<rect" in page and "What would you like to do with it?" in page
    asked = client.post(
        f"/originals/{original.pk}/", {"purpose": "advertising", "destination": "facebook", "body_area": "nose"}
    )
    use = Use.objects.get()
    assert asked.headers["Location"] == f"/uses/{use.pk}/"
    assert "Being checked" in client.get(f"/uses/{use.pk}/").content.decode()
    assert client.get(f"/uses/{use.pk}/progress/").headers.get("X-Over") is None
    worked(use)
    assert client.get(f"/uses/{use.pk}/progress/").headers["X-Over"] == "1"
    page = client.get(f"/uses/{use.pk}/").content.decode()
    assert "The way to yes" in page and "Enter a consent signed on paper" in page and "Hide more" in page
    assert "Law" in page or "Decree" in page
    client.cookies["django_language"] = "vi"
    page = client.get(f"/uses/{use.pk}/").content.decode()
    assert "Xin người bệnh đồng ý" in page and "Điều" in page


def test_the_permitted_copy_is_handed_out_and_no_other() -> None:
    by = a_member()
    patient = a_patient(by)
    consent = a_consent(by, patient)
    use = worked(a_use(by, an_original(by, patient)))
    client = english(by)
    page = client.get(f"/uses/{use.pk}/").content.decode()
    assert "Post it" in page and "Before and after" in page and 'type="range"' in page
    assert client.get(f"/uses/{use.pk}/safe-copy/").headers["Location"] == f"/uses/{use.pk}/post/", "by a release alone"
    Use.objects.filter(pk=use.pk).update(destination=Destination.INTERNAL)
    copy = client.get(f"/uses/{use.pk}/safe-copy/")
    assert copy.status_code == 200 and copy.headers["Content-Disposition"].startswith('attachment; filename="kindao-')
    assert "no-store" in copy.headers["Cache-Control"]
    assert client.post(f"/consents/{consent.pk}/withdraw/").status_code == 302
    assert client.get(f"/uses/{use.pk}/safe-copy/").status_code == 404


def test_hiding_more_is_asked_anew() -> None:
    by = a_member()
    use = worked(a_use(by, an_original(by)))
    client = english(by)
    client.post(f"/uses/{use.pk}/change/", {"hide_more": "1"})
    use.refresh_from_db()
    assert (use.state, use.body_area) == (UseState.INSPECTING, "")


def test_the_caption_is_checked_against_what_is_known_of_the_patient() -> None:
    by = a_member()
    original = an_original(by, a_patient(by, name="Lưu Thị Kiểm Thử", phone="0912345678"))
    client = english(by)
    told = client.post(
        f"/originals/{original.pk}/caption/", {"caption": "chi luu thi kiem thu 0912345678"}
    ).content.decode()
    assert told.count("the patient's own") == 2
    clean = client.post(f"/originals/{original.pk}/caption/", {"caption": "Một ca đẹp"}).content.decode()
    assert "Nothing was found" in clean


def test_somebody_in_the_picture_is_named() -> None:
    by = a_member()
    original = an_original(by, data=group())
    inspected(original)
    unknown = original.appearances.filter(role="unknown").first()
    assert unknown is not None
    client = english(by)
    assert "Who is in it" in client.get(f"/originals/{original.pk}/").content.decode()
    client.post(f"/appearances/{unknown.pk}/who/", {"role": "staff"})
    unknown.refresh_from_db()
    assert unknown.role == Appearance.As.STAFF and unknown.confirmed_by == by.user


def test_a_consent_from_paper_is_confirmed_by_a_colleague() -> None:
    from kindao.samples import examples

    by = a_member()
    patient = a_patient(by)
    client = english(by)
    file = (examples() / "consents" / "nose-deidentified.json").read_bytes()
    entered = client.post(
        f"/patients/{patient.pk}/consents/new/",
        {
            "file": SimpleUploadedFile("c.json", file, "application/json"),
            "scan": SimpleUploadedFile("s.png", a_scan(), "image/png"),
        },
    )
    address = entered.headers["Location"]
    page = client.get(address).content.decode()
    assert "A colleague has to compare" in page
    assert client.post(f"{address}confirm/").status_code == 422
    colleague = english(a_member(Role.MARKETER, by.clinic))
    list(colleague.get(f"/evidence/{Consent.objects.get().evidence.get().pk}/"))
    assert "It is what the paper says" in colleague.get(address).content.decode()
    assert colleague.post(f"{address}confirm/").status_code == 302
    assert "Given" in client.get(address).content.decode()
    wrong = client.post(
        f"/patients/{patient.pk}/consents/new/",
        {
            "file": SimpleUploadedFile("c.json", b"{", "application/json"),
            "scan": SimpleUploadedFile("s.png", a_scan(), "image/png"),
        },
    )
    assert wrong.status_code == 422 and "not JSON" in wrong.content.decode()


def test_nothing_of_another_clinic_can_be_opened() -> None:
    by = a_member()
    patient = a_patient(by)
    consent = a_consent(by, patient)
    use = worked(a_use(by, an_original(by, patient)))
    original, copy = use.original, use.copies.get()
    session, evidence = original.session, consent.evidence.get()
    row = original.appearances.get()
    stranger = signed_in(a_member(Role.OFFICER).user)
    own = signed_in(a_member(Role.OFFICER, by.clinic).user)
    for address in (
        f"/patients/{patient.pk}/",
        f"/patients/{patient.pk}/edit/",
        f"/patients/{patient.pk}/capture/",
        f"/patients/{patient.pk}/consents/new/",
        f"/originals/{original.pk}/",
        f"/originals/{original.pk}/picture/",
        f"/uses/{use.pk}/",
        f"/uses/{use.pk}/progress/",
        f"/copies/{copy.pk}/",
        f"/consents/{consent.pk}/",
        f"/evidence/{evidence.pk}/",
    ):
        assert stranger.get(address).status_code == 404, address
        assert own.get(address).status_code == 200, address
    for address in (
        f"/sessions/{session.pk}/uploads/",
        f"/originals/{original.pk}/caption/",
        f"/appearances/{row.pk}/who/",
        f"/uses/{use.pk}/change/",
        f"/uses/{use.pk}/lapse/",
        f"/consents/{consent.pk}/confirm/",
        f"/consents/{consent.pk}/withdraw/",
        f"/consents/{consent.pk}/invalidate/",
    ):
        assert stranger.post(address).status_code == 404, address


def test_no_name_stands_in_an_address() -> None:
    by = a_member()
    patient = a_patient(by, name="Lưu Thị Kiểm Thử")
    page = english(by).get(f"/patients/{patient.pk}/").content.decode()
    import re

    assert not any("Ki" in link for link in re.findall(r'href="([^"]*)"', page))


def test_a_page_asks_the_database_few_questions(django_assert_max_num_queries: object) -> None:
    by = a_member()
    patient = a_patient(by)
    for _ in range(3):
        a_consent(by, patient)
    client = english(by)
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        client.get(f"/patients/{patient.pk}/")


def test_the_same_file_chosen_again_goes_on_where_it_was() -> None:
    """By its first part and its size, for who began it, and for that patient alone."""
    by = a_member()
    client, data = signed_in(by.user), nose()
    half = len(data) // 2
    first = "sha256:" + hashlib.sha256(data[:half]).hexdigest()

    def begun(who: Client, patient: Patient, first: str, **facts: str) -> dict[str, Any]:
        told = facts | {"specialty": "cosmetic", "care_recording": ""}
        answer = who.post(f"/patients/{patient.pk}/capture/", told, headers={"accept": "application/json"})
        return dict(who.post(answer.json()["uploads"], {"size": len(data), "first": first}).json())

    def put(upload: str, start: int, part: bytes) -> None:
        span = f"bytes {start}-{start + len(part) - 1}/{len(data)}"
        headers = {"content-range": span}
        assert client.put(upload, part, content_type="application/octet-stream", headers=headers).status_code == 200

    patient = a_patient(by)
    one = begun(client, patient, first)
    assert one["come"] == 0
    put(one["upload"], 0, data[:half])
    again = begun(client, patient, first)  # the page was closed and opened anew
    assert (again["upload"], again["come"]) == (one["upload"], half)
    colleague = signed_in(a_member(clinic=by.clinic).user)
    others = [
        begun(colleague, patient, first),
        begun(client, a_patient(by), first),
        begun(client, patient, "sha256:" + "0" * 64),
        begun(client, patient, first, unable="on"),
    ]
    assert all(other["come"] == 0 and other["upload"] != one["upload"] for other in others)
    put(again["upload"], half, data[half:])
    original = client.post(again["upload"]).json()["original"]
    assert client.get(original).status_code == 200
    assert Original.objects.get().digest == "sha256:" + hashlib.sha256(data).hexdigest()
    assert begun(client, patient, first)["come"] == 0  # that one has ended


def test_somebody_in_the_picture_is_one_of_the_others_by_name() -> None:
    by = a_member()
    original = an_original(by, data=group())
    inspected(original)
    nurse, stranger = an_other_person(by), an_other_person(a_member(clinic=a_clinic("Other")))
    row = original.appearances.filter(role=Appearance.As.UNKNOWN).first()
    assert row is not None
    client = signed_in(by.user)
    assert nurse.name in client.get(f"/originals/{original.pk}/").content.decode()
    client.post(f"/appearances/{row.pk}/who/", {"role": str(stranger.pk)})
    row.refresh_from_db()
    assert row.other is None and row.role == Appearance.As.UNKNOWN
    client.post(f"/appearances/{row.pk}/who/", {"role": str(nurse.pk)})
    row.refresh_from_db()
    assert row.other == nurse and row.role == Appearance.As.STAFF
