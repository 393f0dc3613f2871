"""The article's own story in a browser, on a phone: a nose photographed for the record, an advert asked for and refused
with its articles, the patient's consent, the safe copy."""

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import OperationalError
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from builders import a_consent, a_member, a_patient, nose, signed_in, work_all
from chromium import fits
from kindao.web.cases import actions, views
from kindao.web.cases.models import Original, Patient
from kindao.web.clinics.models import Membership
from kindao.web.releases.models import Release
from kindao.web.review.models import Use

pytestmark = pytest.mark.django_db(transaction=True)
SHOTS = os.environ.get("KINDAO_SHOTS", "")  # a folder in which the pages are kept as pictures, to be looked at


@pytest.fixture
def doctor() -> Membership:
    cache.clear()
    return a_member()


@pytest.fixture
def page(chromium: Browser, live_server: LiveServer, doctor: Membership) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 320, "height": 720}, locale="vi-VN", accept_downloads=True)
    cookie = signed_in(doctor.user).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    opened.wait_for_load_state("networkidle")  # the database is emptied next
    context.close()
    assert [text for text in complaints if "ERR_FAILED" not in text and "503" not in text] == []  # what a test broke


def looked_at(page: Page, name: str) -> None:
    """It fits a small phone; kept as a picture where somebody wants to look."""
    page.wait_for_load_state("networkidle")
    fits(page, name)
    if not SHOTS:
        return
    folder = Path(SHOTS)
    page.screenshot(path=folder / f"{name}-phone.png", full_page=True)
    page.set_viewport_size({"width": 1200, "height": 850})
    page.screenshot(path=folder / f"{name}-desktop.png", full_page=True)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 320, "height": 720})
    page.screenshot(path=folder / f"{name}-dark.png", full_page=True)
    page.emulate_media(color_scheme="light")


def test_from_a_photograph_to_the_safe_copy(page: Page, live_server: LiveServer, doctor: Membership) -> None:
    page.goto(f"{live_server.url}/patients/new/")
    looked_at(page, "1-patient")
    page.fill("[name=record_number]", "BA-2026-17")
    page.fill("[name=name]", "Lưu Thị Kiểm Thử")
    page.fill("[name=birth_date]", "1991-03-08")
    page.click("main button.primary")
    patient = Patient.objects.get()
    expect(page).to_have_url(f"{live_server.url}/patients/{patient.pk}/")
    looked_at(page, "2-patient")
    page.goto(f"{live_server.url}/patients/{patient.pk}/capture/")
    looked_at(page, "3-capture")
    page.fill("[name=specialty]", "cosmetic")
    picture = FilePayload(name="nose.jpg", mimeType="image/jpeg", buffer=nose())
    page.set_input_files("#files", picture)  # by the script, in parts
    page.wait_for_url("**/originals/**", timeout=30_000)
    looked_at(page, "4-waits")
    work_all()
    expect(page.locator(".marks rect").first).to_be_attached(timeout=15_000)  # the page renews itself
    page.select_option("[name=purpose]", "advertising")
    page.select_option("[name=destination]", "facebook")
    page.select_option("[name=body_area]", "nose")
    page.fill("[name=caption]", "Chị Lưu Thị Kiểm Thử sau ba tháng")
    expect(page.locator(".caption-told .theirs")).to_be_visible()  # checked as typed
    looked_at(page, "5-found")
    page.fill("[name=caption]", "")
    page.click("main form.card button.primary")
    page.wait_for_url("**/uses/**")
    work_all()
    expect(page.locator(".answer.deny h1")).to_be_visible(timeout=15_000)
    expect(page.locator(".cite").first).to_contain_text("Điều")
    looked_at(page, "6-refused")
    use = Use.objects.get()
    a_consent(doctor, patient)
    work_all()
    page.goto(f"{live_server.url}/uses/{use.pk}/")
    expect(page.locator(".answer.permit h1")).to_be_visible()
    before = page.locator(".two").evaluate("one => one.style.clipPath")
    page.locator(".slide input").fill("100")
    assert page.locator(".two").evaluate("one => one.style.clipPath") != before
    page.locator(".slide input").fill("50")
    looked_at(page, "7-permitted")
    page.click("form[action$='post/by-hand/'] button")  # one tap, and no worker is waited for
    page.wait_for_url("**/releases/**")
    with page.expect_download() as saved:
        page.locator("form[action$='copy/'] button").click()
    assert saved.value.suggested_filename == Release.objects.get().file_name
    page.goto(f"{live_server.url}/uses/")
    looked_at(page, "8-asked")
    page.click("button[name=language]")
    expect(page.locator("h1")).to_have_text("Asked")


def test_an_upload_that_was_left_goes_on_where_it_was(
    page: Page, live_server: LiveServer, doctor: Membership, tmp_path: Path
) -> None:
    """The line is cut after the first part, and the page closed; the same file is chosen again."""
    noise = np.random.default_rng(5).integers(0, 256, (1300, 1300, 3), np.uint8)
    film = tmp_path / "large.png"
    Image.fromarray(noise).save(film)
    assert film.stat().st_size > views.PART
    patient = a_patient(doctor)
    capture = f"{live_server.url}/patients/{patient.pk}/capture/"
    sent: list[str] = []

    def cut(route: Route) -> None:
        sent.append(route.request.headers.get("content-range", ""))
        if len(sent) == 2:
            route.abort()
        else:
            route.continue_()

    page.route("**/uploads/**", lambda route: cut(route) if route.request.method == "PUT" else route.continue_())
    page.goto(capture)
    page.set_input_files("#files", film)
    expect(page.locator("#sending span")).to_have_text("Mất kết nối. Sẽ tự gửi tiếp.", timeout=30_000)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(capture)
    page.set_input_files("#files", film)
    page.wait_for_url("**/originals/**", timeout=60_000)
    assert sent[0].startswith("bytes 0-") and sent[-1].startswith(f"bytes {views.PART}-")
    assert sum(one.startswith("bytes 0-") for one in sent) == 1  # what had come was not sent again
    assert Original.objects.count() == 1


@pytest.mark.parametrize("step", ["begin_session", "begin_upload", "add_part", "finish_upload"])
def test_a_full_disk_is_told_while_pictures_are_sent(
    page: Page, live_server: LiveServer, doctor: Membership, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """At whichever step the database finds no room: it is said beside the picture, and goes on once there is some."""

    def full(*_: object, **__: object) -> None:
        raise OperationalError("database or disk is full")

    capture = f"{live_server.url}/patients/{a_patient(doctor).pk}/capture/"
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(actions, step, full)
        page.goto(capture)
        page.set_input_files("#files", FilePayload(name="a.jpg", mimeType="image/jpeg", buffer=nose()))
        said = page.locator("#sending span")
        expect(said).to_have_text("Ổ đĩa đã đầy. Trang này sẽ tự gửi lại.", timeout=30_000)
    page.wait_for_url("**/originals/**", timeout=60_000)
    assert Original.objects.count() == 1
