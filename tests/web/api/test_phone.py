"""The desk on a phone: installable, and nothing of a patient in what the browser keeps."""

import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from builders import a_member, a_patient, an_original, nose, signed_in
from chromium import fits, shot, wrong
from kindao.web.clinics.models import Membership
from kindao.web.inbox.models import Arrival
from kindao.web.ui import pwa
from short_films import a_film

ROOT = Path(__file__).parents[3]


def make_icons() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_icons", ROOT / "tools" / "make_icons.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_icons_are_those_that_our_script_draws() -> None:
    made = make_icons()
    for name, (size, radius, scale) in made.ICONS.items():
        with Image.open(made.FOLDER / name) as kept:
            assert np.array_equal(np.asarray(kept), np.asarray(made.drawn(size, radius, scale))), name


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_manifest_is_in_the_readers_language_and_its_files_are_there(language: str, client: Client) -> None:
    answer = client.get("/manifest.webmanifest", headers={"Accept-Language": language})
    told = json.loads(answer.content)
    assert answer.headers["Content-Type"] == "application/manifest+json" and told["lang"] == language
    assert {(icon["sizes"], icon["purpose"]) for icon in told["icons"]} >= {("192x192", "any"), ("512x512", "maskable")}
    for icon in told["icons"]:
        assert client.get(icon["src"]).status_code == 200
    assert told["share_target"]["action"] == "/share/" and told["share_target"]["method"] == "POST"


@pytest.mark.django_db
def test_the_worker_keeps_files_of_the_shell_alone(client: Client) -> None:
    answer = client.get("/sw.js")
    text = answer.content.decode()
    assert answer.headers["Content-Type"].startswith("text/javascript") and "cache.put" not in text
    assert all(f'"/static/{name}"' in text for name in pwa.SHELL)


@pytest.fixture
def doctor() -> Membership:
    cache.clear()
    return a_member()


@pytest.fixture
def page(chromium: Browser, live_server: LiveServer, doctor: Membership) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 320, "height": 720}, locale="vi-VN")
    cookie = signed_in(doctor.user).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    yield context.new_page()
    context.close()


KEPT = """async () => {
  const out = [];
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys()) out.push(new URL(request.url).pathname);
  return out.sort();
}"""


@pytest.mark.django_db(transaction=True)
def test_no_picture_and_no_page_is_in_the_cache_storage(
    page: Page, live_server: LiveServer, doctor: Membership
) -> None:
    original = an_original(doctor)
    page.goto(live_server.url)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    assert page.evaluate("Boolean(navigator.serviceWorker.controller)")
    for path in ("/patients/", f"/patients/{original.patient_id}/", f"/originals/{original.pk}/", "/inbox/"):
        page.goto(live_server.url + path)
    assert page.evaluate(f"fetch('/originals/{original.pk}/picture/').then((one) => one.status)") == 200
    assert page.evaluate(KEPT) == sorted(f"/static/{name}" for name in pwa.SHELL)
    page.context.set_offline(True)
    page.goto(f"{live_server.url}/patients/")
    assert "Không có kết nối" in page.content() and original.patient.name not in page.content()
    page.context.set_offline(False)


@pytest.mark.django_db(transaction=True)
def test_a_page_elsewhere_cannot_share_into_the_desk(page: Page, live_server: LiveServer) -> None:
    """The form of another site, in a real browser: neither cookie nor Sec-Fetch-Site let it in."""
    elsewhere = live_server.url.replace("localhost", "127.0.0.1")
    page.route(f"{elsewhere}/evil", lambda route: route.fulfill(content_type="text/html", body=FORM % live_server.url))
    page.goto(f"{elsewhere}/evil")
    with page.expect_navigation() as told:
        page.click("button")
    assert told.value.status in (302, 403) or "/accounts/login/" in told.value.url
    assert not Arrival.objects.exists()


FORM = '<form method="post" enctype="multipart/form-data" action="%s/share/"><input name="text" value="x"><button>'


@pytest.mark.django_db(transaction=True)
def test_what_waits_is_seen_on_a_small_phone(page: Page, live_server: LiveServer, doctor: Membership) -> None:
    from io import BytesIO

    from kindao.web.cases.models import Original
    from kindao.web.inbox import actions

    actions.arrive(doctor.clinic, BytesIO(nose()), by=doctor, received=Original.Received.SHARE, words="Mũi của cô Lưu")
    page.goto(f"{live_server.url}/inbox/")
    fits(page)
    page.locator(".arrivals img").evaluate("image => image.decode()")  # the page's policy forbids a polled string
    shot(page, "inbox-phone")
    page.get_by_role("link", name="Bỏ đi").click()
    fits(page)
    page.locator(".arrivals img").evaluate("image => image.decode()")
    assert not wrong(page)
    shot(page, "throw-away-phone")
    page.get_by_role("button", name="Vâng, bỏ tệp này").click()
    expect(page.get_by_role("status")).to_contain_text("Đã bỏ")
    page.locator("summary", has_text="Đã bỏ").click()
    fits(page)
    page.locator(".arrivals img").evaluate("image => image.decode()")
    assert not wrong(page)
    shot(page, "thrown-away-phone")
    page.get_by_role("button", name="Lấy lại").click()
    expect(page.get_by_role("link", name="Bỏ đi")).to_be_visible()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_film_of_which_the_browser_shows_nothing_is_said_to_be_such(
    page: Page, live_server: LiveServer, doctor: Membership, tmp_path: Path
) -> None:
    """Black, with boxes over it, it looked like a film in which there is nothing to see."""
    from io import BytesIO

    from kindao.web.cases.models import Original
    from kindao.web.inbox import actions

    for suffix in (".avi", ".mp4"):  # MPEG-4 Part 2, for which Chromium has no decoder, and H.264
        a_film(tmp_path / f"film{suffix}", [], frames=5)
        film = BytesIO((tmp_path / f"film{suffix}").read_bytes())
        actions.arrive(doctor.clinic, film, by=doctor, received=Original.Received.SHARE)
    page.goto(f"{live_server.url}/inbox/")
    shown, dark = page.locator(".arrivals li").all()  # the newest first
    expect(dark.get_by_text("Trình duyệt này không hiện được hình của phim")).to_be_visible()
    expect(shown.locator("video")).to_have_js_property("videoWidth", 320)
    expect(shown.locator("[data-unplayed]")).to_be_hidden()
    page.route("**/picture/", lambda route: route.fulfill(status=403))
    page.reload()
    for one in page.locator("video").all():
        expect(one).to_have_js_property("networkState", 3)
    page.wait_for_load_state("networkidle")
    for one in page.locator("[data-unplayed]").all():
        expect(one).to_be_hidden()  # why it did not come is another matter


@pytest.mark.django_db(transaction=True)
def test_of_a_file_that_is_being_sent_it_is_told_how_much_has_come(
    page: Page, live_server: LiveServer, doctor: Membership
) -> None:
    page.goto(f"{live_server.url}/patients/{a_patient(doctor).pk}/capture/")
    page.route("**/capture/", lambda route: route.abort())
    page.locator("#files").set_input_files({"name": "a.mp4", "mimeType": "video/mp4", "buffer": bytes(300 * 1024)})
    expect(page.locator("#sending")).to_contain_text("0 / 300 kB")
