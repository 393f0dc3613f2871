"""What a patient keeps: a signed PDF that shows when it was altered, and a record for machines."""

import io
import json
import re
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.core.cache import cache
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from answering import choose
from asked import a_question, ask_of
from builders import a_member, a_use, an_original
from kindao.engine.policy.consent import VIETNAM
from kindao.web.asking import putting, receipts, sealing
from kindao.web.asking.models import Step
from kindao.web.audit.models import AuditEvent
from kindao.web.consent.models import Consent
from kindao.web.door.places import where_to_withdraw
from visitors import a_reached_patient, came_in

pytestmark = pytest.mark.django_db


def test_the_receipt_is_signed_and_tells_all() -> None:
    cache.clear()
    by = a_member()
    question = a_question(by)
    ask = ask_of(question)
    made = putting.make_link(by, ask)
    phone, start = came_in(made), f"/p/{made.token}/ask/"
    phone.post(start, {"choice-facebook": "given"})
    phone.post(f"{start}questions/", {"where": "there", "who": "true"})
    chose = str(Step.objects.filter(what=Step.What.CHOSE).latest("pk").pk)
    phone.post(f"{start}sign/", {"typed": "Lưu Thị Kiểm Thử", "chose": chose})
    pdf = phone.get(f"{start}receipt.pdf")
    assert pdf.headers["Content-Disposition"] == 'attachment; filename="kindao-receipt.pdf"'
    ours = next(iter(load_certs_from_pemder_data(sealing.certificate().public_bytes(Encoding.PEM))))
    told = validate_pdf_signature(
        PdfFileReader(io.BytesIO(pdf.content)).embedded_signatures[0], ValidationContext(trust_roots=[ours])
    )
    assert told.intact and told.valid and told.trusted
    altered = bytearray(pdf.content)
    altered[len(altered) // 3] ^= 1
    broken = PdfFileReader(io.BytesIO(bytes(altered)), strict=False).embedded_signatures[0]
    assert not validate_pdf_signature(broken, ValidationContext(trust_roots=[ours])).intact
    assert (settings.HOME.keys / "receipts").stat().st_mode & 0o777 == 0o600
    (receipt,) = receipts.receipts(ask, "vi")
    consent = Consent.objects.get()
    assert receipt.name == "Lưu Thị Kiểm Thử" and receipt.lines[0].state == "Có"
    fingerprints = {digest for _, digest in receipt.fingerprints}
    assert fingerprints >= set(consent.evidence.values_list("digest", flat=True))
    assert fingerprints & set(AuditEvent.objects.filter(target=str(consent.pk)).values_list("root", flat=True))
    assert receipt.statement[0][0] == "Phòng khám xin gì"
    assert receipt.when == f"{consent.signed_at.astimezone(VIETNAM):%H:%M ngày %d/%m/%Y}"
    (english,) = receipts.receipts(ask, "en")
    shown = [english.when, *(line.starts for line in english.lines), *english.allowed]
    assert all(re.search(r"\d\d? [A-Z][a-z]{2} \d{4}", one) for one in shown[:2])
    assert not any(re.search(r"\d\d?/\d\d?/\d{4}|\d{4}-\d\d-\d\d", one) for one in shown), "one form of day"
    machine = json.loads(receipts.as_json(ask, None))
    assert machine["dpv:hasRecordOfActivity"]["dct:identifier"] == str(consent.pk)


@pytest.mark.parametrize(
    ("address", "vi", "en"),
    [
        ("http://localhost:8460", "hoặc xin phòng khám đường dẫn; ", "or ask the clinic for your link; "),
        (
            "https://desk.example",
            "; xem https://desk.example/your-rights/; ",
            "; see https://desk.example/your-rights/; ",
        ),
    ],
)
def test_where_to_withdraw_is_not_where_staff_signs_in(settings: Any, address: str, vi: str, en: str) -> None:
    settings.ADDRESS = address
    told = where_to_withdraw("Phòng khám Thử")
    assert vi in told.vi and en in told.en
    assert address not in re.sub(re.escape(f"{address}/your-rights/"), "", told.vi + told.en)
    by = a_member()
    ask = ask_of(a_question(by))
    made = putting.make_link(by, ask)
    phone, start = came_in(made), f"/p/{made.token}/ask/"
    phone.post(start, {"choice-facebook": "given"})
    phone.post(f"{start}questions/", {"where": "there", "who": "true"})
    chose = str(Step.objects.filter(what=Step.What.CHOSE).latest("pk").pk)
    phone.post(f"{start}sign/", {"typed": "Lưu Thị Kiểm Thử", "chose": chose})
    assert any(vi in line for line in receipts.receipts(ask, "vi")[0].allowed)


@pytest.mark.parametrize(("caption", "has"), [("", False), ("Mũi sau ba tháng.", True)])
def test_where_no_words_go_with_it_there_is_no_fingerprint_of_them(caption: str, has: bool) -> None:
    cache.clear()
    by = a_member()
    question = a_question(by, a_use(by, an_original(by, a_reached_patient(by)), caption=caption))
    ask = ask_of(question)
    made = putting.make_link(by, ask)
    choose(came_in(made), made, facebook="refused")
    for language in ("vi", "en"):
        (receipt,) = receipts.receipts(ask, language)
        of = [what for what, _digest in receipt.fingerprints]
        assert (receipts.LABELS[language]["words"] in of) is has
        assert receipts.LABELS[language]["picture"] in of
    assert "ảnh" not in receipts.LABELS["vi"]["picture"], "it may be of a film or a recording"
