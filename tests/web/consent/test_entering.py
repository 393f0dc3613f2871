"""What is wrong with a paper is told where it is, in the words of people; a second person has the scan before their
eyes; staff is asked once before a consent ends."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from builders import a_consent, a_member, a_patient, a_record, a_scan, sent, signed_in, written
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.web.clinics.models import Membership
from kindao.web.consent.models import Consent, State
from kindao.web.consent.papers import kind_of

pytestmark = pytest.mark.django_db
PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj
xref
0 3
0000000000 65535 f\x20
0000000009 00000 n\x20
0000000052 00000 n\x20
trailer<</Size 3/Root 1 0 R>>
startxref
96
%%EOF
"""


@pytest.fixture
def doctor() -> Membership:
    return a_member()


@pytest.fixture
def browser(doctor: Membership) -> Client:
    return signed_in(doctor.user)


def words_of(page: str) -> str:
    found = re.search(r'id="wrong".*?</div>', page, re.DOTALL)
    assert found, page
    return found[0]


@pytest.mark.parametrize(
    ("change", "place", "told"),
    [
        ({"signed_at": "2031-01-01T10:00"}, "id_signed_at", "Không ai ký ở thì tương lai"),
        ({"signed_at": "1980-01-01T10:00"}, "id_signed_at", "Lúc đó người này chưa sinh ra"),
        ({"role": ""}, "id_role", "Trường này là bắt buộc"),
        (
            {"advertising-starts": "2026-12-01", "advertising-ends": "2026-11-30"},
            "id_advertising-ends",
            "trước ngày đầu",
        ),
        ({"advertising-ends": "2001-01-01"}, "id_advertising-ends", "trước lúc ký"),
        ({"advertising-body_areas": "zzz, mông"}, "id_advertising-body_areas", "Không biết vùng cơ thể này: zzz"),
        ({"advertising-identifiability": ""}, "id_advertising-identifiability", ""),
        ({"role": "guardian"}, "id_guardianship", ""),
        ({"advertising-amount": "12 triệu", "advertising-currency": "VND"}, "id_advertising-amount", ""),
    ],
)
def test_what_is_wrong_stands_at_the_top_and_leads_to_its_place(
    browser: Client, doctor: Membership, change: dict[str, str], place: str, told: str
) -> None:
    patient = a_patient(doctor)
    answer = sent(browser, patient, written(a_record()) | change)
    assert answer.status_code == 422 and not Consent.objects.exists()
    page = answer.content.decode()
    summary = words_of(page)
    assert told in summary and f'href="#{place}"' in summary and f'id="{place}"' in page
    words = re.sub(r"<[^>]+>", " ", summary)
    assert not re.findall(r"\b[a-z]+_[a-z]+\b|scopes|\bstarts\b|\bends\b", words)


def test_what_cannot_be_taken_in_is_not_offered(browser: Client, doctor: Membership) -> None:
    page = browser.get(f"/patients/{a_patient(doctor).pk}/consents/paper/").content.decode()
    assert 'value="photo"' in page and 'value="dicom"' not in page


def test_a_scan_that_is_no_scan_is_told_at_the_scan(browser: Client, doctor: Membership) -> None:
    data = written(a_record()) | {"scan": SimpleUploadedFile("scan.pdf", b"%PDF-1.4 junk", "application/pdf")}
    answer = sent(browser, a_patient(doctor), data, scan=False)
    assert answer.status_code == 422 and not Consent.objects.exists()
    summary = words_of(answer.content.decode())
    assert 'href="#id_scan"' in summary and "PDF bị cụt hoặc bị hỏng" in summary


def test_a_pdf_has_its_table_of_objects_where_its_end_says() -> None:
    assert kind_of(PDF) == "application/pdf"
    assert kind_of(a_scan()) == "image/png"
    for broken in (
        b"%PDF-1.4 junk",
        PDF[:-20],
        PDF.replace(b"xref\n0 3", b"....\n0 3"),
        PDF.replace(b"\n96\n", b"\n9\n"),
    ):
        with pytest.raises(BadInput):
            kind_of(broken)


def test_nobody_confirms_what_they_did_not_see(doctor: Membership) -> None:
    consent = a_consent(doctor, a_patient(doctor), given=False)
    colleague = signed_in(a_member(clinic=doctor.clinic).user)
    colleague.cookies["django_language"] = "en"
    address = f"/consents/{consent.pk}/"
    page = colleague.get(address).content.decode()
    assert 'primary">It is what the paper says' not in page and "Open the scan" in page
    told = colleague.post(f"{address}confirm/", follow=True).content.decode()
    assert "Open the scan first" in told
    assert set(consent.scopes.values_list("state", flat=True)) == {State.REQUESTED}
    list(colleague.get(f"/evidence/{consent.evidence.get().pk}/"))
    assert 'primary">It is what the paper says' in colleague.get(address).content.decode()
    colleague.post(f"{address}confirm/")
    assert set(consent.scopes.values_list("state", flat=True)) == {State.GIVEN}


def test_what_waits_to_be_compared_is_one_list(doctor: Membership, browser: Client) -> None:
    consent = a_consent(doctor, a_patient(doctor, name="Đỗ Thị Một"), given=False)
    done = a_consent(doctor, a_patient(doctor, name="Đỗ Thị Hai"))
    stranger = a_member()
    elsewhere = a_consent(stranger, a_patient(stranger, name="Đỗ Thị Ba"), given=False)
    page = browser.get("/consents/to-compare/").content.decode()
    assert str(consent.pk) in page and "chờ đồng nghiệp" in page
    assert str(done.pk) not in page and str(elsewhere.pk) not in page
    colleague = signed_in(a_member(clinic=doctor.clinic).user)
    assert "Đối chiếu</a>" in colleague.get("/consents/to-compare/").content.decode()


def test_staff_is_asked_once_before_a_consent_ends(doctor: Membership, browser: Client) -> None:
    consent = a_consent(doctor, a_patient(doctor))
    page = browser.get(f"/consents/{consent.pk}/").content.decode()
    assert (
        f'href="/consents/{consent.pk}/withdraw/"' in page and f'action="/consents/{consent.pk}/withdraw/"' not in page
    )
    asked = browser.get(f"/consents/{consent.pk}/withdraw/").content.decode()
    assert "Đúng, người đó rút lại" in asked and "Facebook" in asked
    assert set(consent.scopes.values_list("state", flat=True)) == {State.GIVEN}
    browser.post(f"/consents/{consent.pk}/withdraw/")
    assert set(consent.scopes.values_list("state", flat=True)) == {State.WITHDRAWN}
    assert signed_in(a_member().user).get(f"/consents/{consent.pk}/withdraw/").status_code == 404
    assert Consent.objects.filter(withdrawn_at__gte=clock.now() - timedelta(minutes=5)).exists()
