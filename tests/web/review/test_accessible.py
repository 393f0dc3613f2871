"""The doctor's pages for who can't see, or uses no mouse: axe-core finds nothing wrong, in light and dark, on a small
phone and on a desk; nothing is wider than the phone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

import kindao.web
from builders import a_consent, a_member, a_patient, a_use, an_original, an_other_person, group, signed_in, work_all
from chromium import broken_words, fits, shot, wrong
from kindao.engine.policy.consent import Relation
from kindao.page.wording import HEADLINE
from kindao.web.cases import actions as cases
from kindao.web.clinics.models import Membership

pytestmark = pytest.mark.django_db(transaction=True)
WEB = Path(kindao.web.__file__).parent


@pytest.fixture
def doctor() -> Membership:
    cache.clear()
    return a_member()


@pytest.fixture
def page(chromium: Browser, live_server: LiveServer, doctor: Membership) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 320, "height": 720}, locale="vi-VN")
    cookie = signed_in(doctor.user).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    opened = context.new_page()
    yield opened
    opened.wait_for_load_state("networkidle")  # the database is emptied next
    context.close()


def test_every_page_of_the_doctor(page: Page, live_server: LiveServer, doctor: Membership) -> None:
    patient = a_patient(doctor)
    cases.add_guardian(doctor, patient, name="Mẹ Kiểm Thử", relation=Relation.MOTHER)
    nurse = an_other_person(doctor)
    consent = a_consent(doctor, patient)
    original = an_original(doctor, patient, group())
    permitted, refused = a_use(doctor, an_original(doctor, patient)), a_use(doctor, an_original(doctor))
    work_all()
    paths = {
        "patients": "/patients/",
        "new-patient": "/patients/new/",
        "patient": f"/patients/{patient.pk}/",
        "guardians": f"/patients/{patient.pk}/guardians/",
        "capture": f"/patients/{patient.pk}/capture/",
        "paper": f"/patients/{patient.pk}/consents/paper/",
        "consent-file": f"/patients/{patient.pk}/consents/new/",
        "consent": f"/consents/{consent.pk}/",
        "others": "/others/",
        "new-other": "/others/new/",
        "other": f"/others/{nurse.pk}/",
        "original": f"/originals/{original.pk}/",
        "permitted": f"/uses/{permitted.pk}/",
        "refused": f"/uses/{refused.pk}/",
        "uses": "/uses/",
    }
    complaints: dict[str, list[str]] = {}
    for scheme, width in (("light", 320), ("dark", 1200)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 800})
        for name, path in paths.items():
            page.goto(live_server.url + path, wait_until="networkidle")
            page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            fits(page, name)
            if found := wrong(page):
                complaints[f"{name} {scheme}"] = found
            shot(page, f"{name}-{scheme}")
    assert complaints == {}


def test_a_paper_is_entered_with_the_keyboard_alone(page: Page, live_server: LiveServer, doctor: Membership) -> None:
    patient = a_patient(doctor)
    page.goto(f"{live_server.url}/patients/{patient.pk}/consents/paper/")
    page.locator("details summary").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("details[open] input[type=checkbox]:checked")).to_have_count(1)


@pytest.mark.parametrize("width", [280, 320, 390])
def test_no_word_of_an_answer_is_broken_on_a_small_phone(chromium: Browser, width: int) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 720})
    styles = (WEB / "ui/static/ui/desk.css", WEB / "review/static/review/answer.css")
    page.set_content(f"<!doctype html><style>{''.join(one.read_text('utf-8') for one in styles)}</style><main></main>")
    for headline in HEADLINE.values():
        for said in (headline.vi, headline.en):
            answer = f'<section class="answer deny"><svg class="icon"></svg><div><h1>{said}</h1></div></section>'
            page.locator("main").evaluate("(main, answer) => { main.innerHTML = answer; }", answer)
            assert broken_words(page) == []
    page.close()
