"""A permitted use in a real browser: posted, seen at its address, taken down, proven gone; and the pages for who can't
see, or uses no mouse."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from builders import a_member, signed_in
from chromium import fits, shot, wrong
from kindao.web.clinics.models import Membership, Role
from kindao.web.releases.models import Release, Stage, Takedown
from outside import a_clinic_outside, a_use_to_post
from released import Site, a_folder_account, looked_again, worked_off

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def doctor() -> Membership:
    cache.clear()
    return a_member()


@pytest.fixture
def officer(doctor: Membership) -> Membership:
    return a_member(Role.OFFICER, doctor.clinic)


@pytest.fixture
def page(chromium: Browser, live_server: LiveServer) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 360, "height": 760}, locale="vi-VN")
    opened = context.new_page()
    yield opened
    opened.goto("about:blank")  # no page asks any more: the database is emptied next
    context.close()


def signs_in(page: Page, live_server: LiveServer, by: Membership) -> None:
    cookie = signed_in(by.user).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])


def test_from_a_permitted_use_to_verified_gone(
    page: Page, live_server: LiveServer, doctor: Membership, officer: Membership, site: Site
) -> None:
    use = a_use_to_post(doctor)
    a_folder_account(doctor, site)
    signs_in(page, live_server, doctor)
    page.goto(f"{live_server.url}/uses/{use.pk}/")
    page.get_by_role("link", name="Đăng bài này").click()
    page.get_by_role("button", name="Đăng bài này").click()
    expect(page.get_by_role("heading", name="Chờ đến giờ")).to_be_visible()
    release = worked_off(Release.objects.get())
    looked_again(release)
    expect(page.get_by_role("heading", name="Đang công khai")).to_be_visible(timeout=15_000)  # it renews itself
    address = release.public_copies.get().address
    expect(page.get_by_role("link", name=address)).to_have_attribute("rel", "noreferrer noopener")
    expect(page.get_by_text("vẫn thấy (200)")).to_be_visible()

    signs_in(page, live_server, officer)
    page.goto(f"{live_server.url}/releases/?shown=live")
    page.get_by_role("link", name="Trang web", exact=False).first.click()
    page.get_by_label("Vì sao").select_option("leak")
    page.get_by_role("button", name="Gỡ xuống").click()
    expect(page.get_by_role("heading", name="Đang gỡ")).to_be_visible()
    order = worked_off(Takedown.objects.get())
    looked_again(release)
    worked_off(order)
    expect(page.get_by_role("heading", name="Đã gỡ, nhìn từ ngoài xác nhận")).to_be_visible(timeout=15_000)
    expect(page.get_by_text("không còn gì (404)")).to_be_visible()
    assert site.files() == [] and Release.objects.get().stage == Stage.GONE


def test_every_page_of_releases(
    page: Page, live_server: LiveServer, doctor: Membership, officer: Membership, site: Site
) -> None:
    new = a_use_to_post(doctor, caption="Sau ba tháng")
    there = a_clinic_outside(doctor, site)
    of_doctor = {
        "post": f"/uses/{new.pk}/post/",
        "calendar": "/releases/calendar/",
        "scheduled": f"/releases/{there.scheduled.pk}/",
        "to-post": f"/releases/{there.by_hand.pk}/",
        "handed-out": f"/releases/{there.handed_out.pk}/",
        "tasks": "/releases/by-hand/",
    }
    of_officer = {
        "list": "/releases/",
        "out": f"/releases/{there.out.pk}/",
        "unsure": f"/releases/{there.unsure.pk}/",
        "coming-down": f"/releases/{there.coming_down.pk}/",
        "tasks-of-all": "/releases/by-hand/",
        "replay": "/releases/replay/",
        "accounts": "/releases/accounts/",
        "open-which": "/releases/accounts/open/",
        "open": "/releases/accounts/open/?connector=folder&destination=website",
        "overview": "/officer/",
    }
    complaints: dict[str, list[str]] = {}
    for by, paths in ((doctor, of_doctor), (officer, of_officer)):
        signs_in(page, live_server, by)
        for name, path in paths.items():
            page.goto(live_server.url + path, wait_until="load")
            page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            for scheme, width in (("light", 320), ("dark", 1200)):
                page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                page.set_viewport_size({"width": width, "height": 800})
                fits(page, name)
                if found := wrong(page):
                    complaints[f"{name} {scheme}"] = found
                shot(page, f"releases-{name}-{scheme}")
    assert complaints == {}


def test_a_copy_is_posted_with_the_keyboard_alone(
    page: Page, live_server: LiveServer, doctor: Membership, site: Site
) -> None:
    use = a_use_to_post(doctor)
    a_folder_account(doctor, site)
    signs_in(page, live_server, doctor)
    page.goto(f"{live_server.url}/uses/{use.pk}/post/")
    page.get_by_role("radio", name="Trang web").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/releases/*/")
    assert Release.objects.get().use == use
