"""Is this picture released with consent? Anybody asks, by number or look; told is what stands now, and nothing else."""

import io
import re
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest
from django.conf import settings
from django.test import Client
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from builders import a_member, a_patient, nose
from chromium import fits, shot, wrong
from kindao import clock
from kindao.engine.match.phash import phash
from kindao.engine.vocabulary import Destination
from kindao.web.audit.models import AuditEvent
from kindao.web.clinics.models import Membership
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Consent, Who
from kindao.web.door import codes
from kindao.web.releases import actions, claims, credentials, lookup
from kindao.web.releases.known import BANK
from kindao.web.releases.models import Permit, Release, Stage, Why
from permits import a_lawful_use
from released import Site, a_folder_account, worked_off


@pytest.fixture(autouse=True)
def _nobody_asked_yet() -> None:
    BANK.forget()


@pytest.fixture
def by(db: None) -> Membership:
    return a_member()


def a_release(by: Membership, site: Site) -> Release:
    use = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE)
    return worked_off(actions.release(by, use, a_folder_account(by, site)))


def bits_of(data: bytes) -> str:
    return phash(np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))).hex()


def smaller(data: bytes) -> bytes:
    out, picture = io.BytesIO(), Image.open(io.BytesIO(data)).convert("RGB")
    picture.resize((picture.width // 2, picture.height // 2)).save(out, "JPEG", quality=60)
    return out.getvalue()


def test_a_number_says_yes_while_it_stands_and_no_afterwards(by: Membership, site: Site, client: Client) -> None:
    release = a_release(by, site)
    told = credentials.read(site.folder / release.file_name, "image/jpeg")
    assert told.permit is not None
    address = credentials.address_of(told.permit)
    path = address.removeprefix(settings.ADDRESS)
    events = AuditEvent.objects.count()
    page = client.get(path)
    shown = page.content.decode()
    assert page.status_code == 200 and "hôm nay sự đồng ý còn hiệu lực" in shown
    assert by.clinic.name in shown and f"{clock.today():%d/%m/%Y}" in shown and "<svg" in shown
    patient = release.use.patient
    for kept in (patient.name, patient.record_number, by.user.name, release.file_name, str(release.pk)):
        assert kept not in shown
    assert AuditEvent.objects.count() == events, "nothing is kept"
    consents.withdraw(Consent.objects.get(), who=Who.PATIENT)
    gone, never = client.get(path).content.decode(), client.get(f"/check/{uuid4()}/").content.decode()
    assert "Không có bản nào như vậy" in gone and by.clinic.name not in gone
    number = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|<svg.*?</svg>", re.DOTALL)
    token = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
    assert token.sub("", number.sub("", gone)) == token.sub("", number.sub("", never)), (
        "withdrawn or never: the same no"
    )


def test_a_number_that_was_not_spent_or_comes_down_stands_for_nothing(by: Membership, site: Site) -> None:
    release = a_release(by, site)
    permit = Permit.objects.get()
    assert lookup.by_number(permit.pk) is not None
    other = Permit.objects.create(
        release=release,
        decision=permit.decision,
        copy=permit.copy,
        digest=permit.digest,
        caption_digest=permit.caption_digest,
        made_at=permit.made_at,
        ends_at=permit.ends_at,
        died_at=clock.now(),
    )
    assert lookup.by_number(other.pk) is None
    for stage in Stage.values:
        Release.objects.filter(pk=release.pk).update(stage=stage)
        assert bool(lookup.by_number(permit.pk)) == (stage in ("by-hand", "out")), stage
    Release.objects.filter(pk=release.pk).update(stage=Stage.OUT)
    actions.take_down(release, Why.OFFICER, by=by.user)
    Release.objects.filter(pk=release.pk).update(stage=Stage.OUT)
    assert lookup.by_number(permit.pk) is None, "an order to take it down is enough"


def test_the_law_is_asked_again_not_the_row(by: Membership, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A consent whose last day has passed, before any worker noticed."""
    a_release(by, site)
    permit, now = Permit.objects.get(), clock.now()
    assert lookup.by_number(permit.pk) is not None
    later = now.replace(year=now.year + 30)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert lookup.by_number(permit.pk) is None


def test_a_look_finds_what_a_site_made_smaller_and_not_another(by: Membership, site: Site, client: Client) -> None:
    release = a_release(by, site)
    sent = (site.folder / release.file_name).read_bytes()
    page = client.post("/check/", {"bits": bits_of(smaller(sent))})
    assert by.clinic.name in page.content.decode()
    other = client.post("/check/", {"bits": bits_of(smaller(sent))[::-1]}).content.decode()
    assert "Không có bản nào như vậy" in other and by.clinic.name not in other
    consents.withdraw(Consent.objects.get(), who=Who.PATIENT)
    page = client.post("/check/", {"bits": bits_of(sent)})
    assert "Không có bản nào như vậy" in page.content.decode() and by.clinic.name not in page.content.decode()


def test_what_was_sent_since_is_known_to_a_process_that_looked_before(by: Membership, site: Site) -> None:
    bits = bytes.fromhex(bits_of(nose()))
    assert lookup.by_look(bits) == []
    a_release(by, site)
    (found,) = lookup.by_look(bits)
    assert found.clinic == by.clinic.name


@pytest.mark.parametrize("written", ["", "  "])
def test_nothing_asked_is_the_page_alone(by: Membership, client: Client, written: str) -> None:
    page = client.get("/check/", {"number": written})
    assert page.status_code == 200 and 'role="alert"' not in page.content.decode().split("hidden")[0]


def test_what_is_no_number_or_no_hash_is_said(by: Membership, client: Client) -> None:
    number = uuid4()
    for written in (str(number), f" {number.hex.upper()} ", f"http://desk.example/check/{number}/"):
        answer = client.get("/check/", {"number": written})
        assert answer.status_code == 302 and answer.headers["Location"] == f"/check/{number}/"
    for written in ("12", "<b>x</b>", "0" * 200):
        answer = client.get("/check/", {"number": written})
        assert answer.status_code == 422 and "<b>x" not in answer.content.decode()
    for bits in ("", "xyz", "G" * 64, "0" * 63):
        assert client.post("/check/", {"bits": bits}).status_code == 422
    assert client.get("/check/1/").status_code == 404


def test_nobody_tries_them_all(by: Membership, client: Client) -> None:
    most = codes.LOOKED_UP_FROM.times
    for _ in range(most):
        assert codes.looks_up_too_much("127.0.0.1") is False
    for answer in (client.get(f"/check/{uuid4()}/"), client.post("/check/", {"bits": "0" * 64})):
        assert answer.status_code == 429 and "một giờ" in answer.content.decode()
    assert client.get("/check/").status_code == 200, "the page itself asks nothing"


def test_a_look_among_a_hundred_thousand_is_quick() -> None:
    """The pass over the hashes alone; with the database it is measured in docs/credentials.md."""
    random, bank = np.random.default_rng(3), BANK
    bank._hashes = random.integers(0, 2**63, (100_000, 4), np.uint64)
    bank._ids = [uuid4()] * 100_000
    bank._read = lambda: None  # type: ignore[method-assign]
    try:
        bits = (int.from_bytes(bank._hashes[77_777].tobytes()) ^ 0b1011).to_bytes(32)
        begun = time.process_time()
        assert len(bank.near(bits, lookup.SAME_WITHIN)) == 1
        assert time.process_time() - begun < 0.05
    finally:
        del bank._read
        bank.forget()


@pytest.fixture
def phone(chromium: Browser, live_server: LiveServer) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 320, "height": 780}, has_touch=True, locale="vi-VN")
    page = context.new_page()
    yield page
    page.wait_for_load_state("networkidle")
    context.close()


@pytest.mark.django_db(transaction=True)
def test_in_a_browser_the_picture_is_not_sent(phone: Page, live_server: LiveServer, site: Site, tmp_path: Path) -> None:
    by = a_member()
    release = a_release(by, site)
    file = site.folder / release.file_name
    assert claims.apart(file, "image/jpeg").claim
    phone.goto(f"{live_server.url}/check/")
    assert wrong(phone) == []
    sent: list[bytes] = []
    phone.on("request", lambda request: sent.append(request.post_data_buffer or b""))
    phone.set_input_files("#found", {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": smaller(file.read_bytes())})
    expect(phone.get_by_role("heading", name="Có: hôm nay sự đồng ý còn hiệu lực")).to_be_visible()
    assert max(map(len, sent)) < 400 and not any(b"x.jpg" in one for one in sent), "a hash and a token"
    phone.get_by_label("Số giấy phép").fill(str(Permit.objects.get().pk))
    phone.get_by_role("button", name="Tra cứu").tap()
    expect(phone.get_by_text(by.clinic.name)).to_be_visible()
    for name in ("yes", "no"):
        fits(phone, name)
        assert wrong(phone) == []
        shot(phone, f"lookup-{name}")
        phone.goto(f"{live_server.url}/check/{uuid4()}/")


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "vi"])
def test_a_mistyped_number_in_the_address_is_told_as_the_page_that_asks(client: Client, language: str) -> None:
    answer = client.get("/check/abc/", headers={"accept-language": language})
    told = answer.content.decode()
    assert answer.status_code == 404 and f'<html lang="{language}">' in told
    assert ("mistyped" if language == "en" else "gõ nhầm") in told and 'href="/check/"' in told
    assert "my page" not in told and "trang của tôi" not in told, "whoever asks has none"
