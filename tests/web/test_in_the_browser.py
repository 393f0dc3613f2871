"""Sign-in as people do it, in Chromium: an invitation, a passkey of a virtual authenticator, codes of an app; every
page at the width of a small phone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect
from pytest_django.live_server_helper import LiveServer

from chromium import fits
from desk import PASSWORD, a_clinic, a_member, a_user, signed_in
from kindao.web.clinics import actions
from kindao.web.clinics.models import Membership, Role

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "another horse battery"


@dataclass
class Seen:
    """A page, and all that it asked for and complained of."""

    page: Page
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


@pytest.fixture
def seen(chromium: Browser, live_server: LiveServer) -> Iterator[Seen]:
    cache.clear()
    context = chromium.new_context(viewport={"width": 320, "height": 720}, locale="vi-VN")
    watched = Seen(context.new_page())
    watched.page.on("request", lambda request: watched.asked.append(request.url))
    watched.page.on("console", lambda message: watched.said.append(message.text))
    watched.page.on("pageerror", lambda error: watched.said.append(str(error)))
    yield watched
    context.close()
    assert [url for url in watched.asked if not url.startswith((live_server.url, "data:"))] == []
    complaints = [text for text in watched.said if "Failed to load resource" not in text]  # a 410, a 422
    assert complaints == []


def an_authenticator(context: BrowserContext, page: Page) -> Any:
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return lambda: session.send("WebAuthn.getCredentials", {"authenticatorId": made["authenticatorId"]})["credentials"]


def test_an_officer_joins_sets_up_a_passkey_and_signs_in_with_it_alone(seen: Seen, live_server: LiveServer) -> None:
    admin = a_member(Role.ADMIN)
    token = actions.invite(admin.clinic, email="officer@clinic.example", role=Role.OFFICER, by=admin.user)
    page = seen.page
    credentials = an_authenticator(page.context, page)
    page.goto(f"{live_server.url}/link/{token}/")
    fits(page)
    page.get_by_label("Họ và tên của bạn").fill("Nguyễn Thị Bảo Mật")
    page.get_by_label("Mật khẩu mới").fill(NEW)
    page.get_by_label("Nhập lại mật khẩu").fill(NEW)
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page).to_have_url(f"{live_server.url}/accounts/2fa/")
    fits(page)
    page.get_by_role("link", name="Thiết lập khóa truy cập").click()
    page.wait_for_load_state("networkidle")  # the button works once the page's script has come
    fits(page)
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page).to_have_url(f"{live_server.url}/accounts/2fa/recovery-codes/", timeout=20_000)
    assert page.locator(".codes li").count() == 10
    fits(page)
    page.get_by_role("link", name="Về trang đầu").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Nguyễn Thị Bảo Mật")
    fits(page)
    assert len(credentials()) == 1
    page.get_by_role("button", name="Đăng xuất").click()
    page.goto(live_server.url)
    page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Nguyễn Thị Bảo Mật")
    expect(page).to_have_url(f"{live_server.url}/")


def test_a_passkey_that_is_not_there_is_told_on_the_page(seen: Seen, live_server: LiveServer) -> None:
    page = seen.page
    an_authenticator(page.context, page)
    page.goto(f"{live_server.url}/accounts/login/")
    page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()
    expect(page.get_by_role("alert")).to_contain_text("Chưa dùng được khóa truy cập", timeout=20_000)


def test_codes_of_an_app_are_set_up_and_asked_for(seen: Seen, live_server: LiveServer) -> None:
    member = a_member(Role.DOCTOR)
    page = seen.page
    page.goto(live_server.url)
    page.get_by_label("Email").fill(member.user.email)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    fits(page)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.goto(f"{live_server.url}/accounts/2fa/totp/activate/")
    fits(page)
    assert page.locator(".qr svg").bounding_box()["width"] > 100  # type: ignore[index]
    secret = page.locator("#totp_secret").inner_text()
    counter = list(yield_hotp_counters_from_time())
    page.get_by_label("Mã của ứng dụng").fill(format_hotp_value(hotp_value(secret, counter[0])))
    page.get_by_role("button", name="Thiết lập ứng dụng").click()
    expect(page).to_have_url(f"{live_server.url}/accounts/2fa/recovery-codes/")
    assert Authenticator.objects.filter(user=member.user).count() == 2
    spare = page.locator(".codes li").first.inner_text()
    page.get_by_role("button", name="Đăng xuất").click()
    page.goto(live_server.url)
    page.get_by_label("Email").fill(member.user.email)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    fits(page)
    page.get_by_label("Mã").fill(spare)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    expect(page).to_have_url(f"{live_server.url}/")


def test_an_administrator_invites_changes_and_switches(seen: Seen, live_server: LiveServer) -> None:
    admin = a_member(Role.ADMIN, a_clinic("Phòng khám Da liễu Thẩm mỹ Hoa Sen chi nhánh Thành phố Hồ Chí Minh"))
    a_member(Role.DOCTOR, a_clinic("Phòng khám Hai"), user=admin.user)
    long = a_user("a.very.long.address.of.somebody@department.of.clinic.example", name="Nguyễn Thị Một Cái Tên Rất Dài")
    a_member(Role.DOCTOR, admin.clinic, user=long)
    page, client = seen.page, signed_in(admin.user)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([cookie])  # type: ignore[list-item]
    page.goto(f"{live_server.url}/clinic/people/")
    fits(page)
    page.get_by_label("Email").fill("new@clinic.example")
    page.get_by_role("button", name="Tạo liên kết", exact=True).click()
    fits(page)
    link = page.get_by_label("Liên kết").input_value()
    assert re.fullmatch(rf"{live_server.url}/link/[\w-]{{43}}/", link)
    page.locator("li", has_text="Một Cái Tên").locator("summary").click()
    fits(page)
    page.locator("li", has_text="Một Cái Tên").get_by_role("button", name="không còn làm việc").click()
    expect(page.get_by_role("status")).to_contain_text("đã bị đăng xuất")
    assert not Membership.objects.of(long).exists()
    page.goto(f"{live_server.url}/clinic/settings/")
    fits(page)
    page.get_by_label("Quy tắc hai người").check()
    page.get_by_role("button", name="Lưu").click()
    admin.clinic.refresh_from_db()
    assert admin.clinic.two_person
    page.get_by_label("Phòng khám", exact=True).select_option(label="Phòng khám Hai · Bác sĩ")
    page.get_by_role("button", name="Chuyển đến").click()
    expect(page.locator(".where option[selected]")).to_have_text("Phòng khám Hai · Bác sĩ")


def test_the_keyboard_reaches_the_content_first(seen: Seen, live_server: LiveServer) -> None:
    page = seen.page
    page.goto(f"{live_server.url}/accounts/login/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_what_was_typed_is_not_lost_unsaid_when_the_language_changes(seen: Seen, live_server: LiveServer) -> None:
    page, asked, stay = seen.page, list[str](), False

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss() if stay else dialog.accept()

    page.on("dialog", answer)
    client = signed_in(a_member(Role.DOCTOR).user)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([cookie])  # type: ignore[list-item]
    page.goto(f"{live_server.url}/patients/new/")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A new patient")
    assert asked == [], "nothing was typed"
    stay = True
    page.get_by_label("Full name").fill("Lê Thị Mẫu")
    page.get_by_role("button", name="Tiếng Việt").click()
    assert len(asked) == 1 and asked[0].startswith("What you typed on this page is lost")
    expect(page.get_by_label("Full name")).to_have_value("Lê Thị Mẫu")
    page.locator("main form").evaluate("(form) => { form.noValidate = true; }")
    page.get_by_role("button", name="Save").click()  # without a record number
    expect(page.locator("main .errorlist").first).to_be_visible()
    page.get_by_role("button", name="Tiếng Việt").click()
    assert len(asked) == 2, "what came back with a refusal is typed, too"
    stay = False
    page.get_by_role("button", name="Tiếng Việt").click()
    expect(page.get_by_role("button", name="English")).to_be_visible()
    assert len(asked) == 3


def test_what_a_password_manager_filled_in_is_not_called_typed(seen: Seen, live_server: LiveServer) -> None:
    page, asked = seen.page, list[str]()

    def stays(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", stays)
    page.goto(f"{live_server.url}/accounts/login/")
    for name in ("login", "password"):  # as an extension does: no key is pressed
        page.locator(f"[name={name}]").fill("an@phongkham.example")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert asked == []
    page.locator("[name=login]").press_sequentially("an@")
    page.get_by_role("button", name="Tiếng Việt").click()
    assert len(asked) == 1, "this was typed"


def test_what_is_shown_once_is_not_lost_unsaid_when_the_language_changes(seen: Seen, live_server: LiveServer) -> None:
    page, asked = seen.page, list[str]()

    def stays(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", stays)
    client = signed_in(a_member(Role.ADMIN).user)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([cookie])  # type: ignore[list-item]
    page.goto(f"{live_server.url}/clinic/people/")
    page.get_by_label("Email").fill("new@clinic.example")
    page.get_by_role("button", name="Tạo liên kết", exact=True).click()
    expect(page.locator(".made input")).to_be_visible()
    page.get_by_role("button", name="English").click()
    assert len(asked) == 1 and asked[0].startswith("Trang này có nội dung chỉ hiện một lần")
    expect(page.locator(".made input")).to_be_visible()
