"""A patient's phone, with and without JavaScript: in by the code, everything seen, taken back with one tap and one
confirmation, a right asked for and refused with its article. axe-core finds nothing wrong; nothing is too wide."""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from builders import a_member, signed_in
from chromium import fits, shot, wrong
from kindao import clock
from kindao.web.clinics.models import Role
from kindao.web.consent.models import State, Who
from kindao.web.door.models import Count
from kindao.web.review.models import UseState
from kindao.web.rights import actions
from kindao.web.rights.keeping import KEPT
from kindao.web.rights.models import Kind, RightsRequest
from patients import AtHome, at_home
from visitors import code_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def me() -> AtHome:
    cache.clear()
    return at_home()


def phone(chromium: Browser, *, scripts: bool = True, width: int = 390, scheme: str = "light") -> BrowserContext:
    return chromium.new_context(
        viewport={"width": width, "height": 780},
        java_script_enabled=scripts,
        color_scheme=scheme,  # type: ignore[arg-type]
        has_touch=True,
        locale="vi-VN",
    )


@pytest.fixture
def contexts() -> Iterator[list[BrowserContext]]:
    opened: list[BrowserContext] = []
    yield opened
    for one in opened:
        for page in one.pages:
            page.wait_for_load_state("networkidle")  # the database is emptied next
        one.close()


def come_in(page: Page, server: LiveServer, me: AtHome) -> None:
    Count.objects.all().delete()
    page.goto(f"{server.url}/p/{me.made.token}/")
    page.get_by_role("button", name=re.compile("Gửi mã")).tap()
    expect(page.get_by_label("Sáu chữ số")).to_be_visible()  # by then the code is on its way
    page.get_by_label("Sáu chữ số").fill(code_of(me.made.link))
    page.get_by_role("button", name="Vào xem").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Trang của tôi")


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without"])
def test_in_seen_and_taken_back(
    chromium: Browser, live_server: LiveServer, me: AtHome, contexts: list[BrowserContext], scripts: bool
) -> None:
    contexts.append(phone(chromium, scripts=scripts))
    page = contexts[0].new_page()
    come_in(page, live_server, me)
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.reload()
    assert not any("/file/" in url for url in fetched), "no picture is fetched before it is tapped"
    page.get_by_role("link", name=re.compile("Chạm để xem")).tap()
    expect(page.get_by_role("img", name="Ảnh của bạn mà phòng khám đang giữ")).to_be_visible()
    assert any("/file/" in url for url in fetched)
    page.get_by_role("link", name="Về trang của tôi").tap()
    page.get_by_role("link", name="Rút lại tất cả").tap()
    second = contexts[0].new_page()  # another tab, on the same confirmation
    second.goto(live_server.url + me.at("withdraw/"))
    page.get_by_role("button", name="Có, rút lại").tap()
    expect(page.get_by_text("Đã rút lại. Từ lúc này không được đăng gì thêm dựa vào sự đồng ý đó.")).to_be_visible()
    expect(page.get_by_text("Không: đã rút lại")).to_be_visible()
    me.use.refresh_from_db()
    assert me.consent.scopes.get().state == State.WITHDRAWN and me.use.state == UseState.INSPECTING
    second.get_by_role("button", name="Có, rút lại").tap()
    expect(second.get_by_text("đã được rút lại từ trước")).to_be_visible()
    assert RightsRequest.objects.filter(kind=Kind.WITHDRAW).count() == 1
    page.get_by_role("link", name="Xóa ảnh của tôi").tap()
    page.get_by_role("button", name="Xóa ảnh của tôi").tap()
    expect(page.get_by_text("Bạn không phải làm gì thêm")).to_be_visible()
    officer = a_member(Role.OFFICER, me.by.clinic)
    request = RightsRequest.objects.get(kind=Kind.DELETE)
    told = {"answer": "Bệnh án phẫu thuật phải được giữ.", "keeping": KEPT["cosmetic"], "treated_until": clock.today()}
    actions.refuse(officer, request, article="", **told)  # type: ignore[arg-type]
    page.reload()
    expect(page.get_by_text("khoản 2 Điều 69 Luật 15/2023/QH15")).to_be_visible()
    page.get_by_role("link", name="Khiếu nại").tap()
    page.get_by_label("Lời của bạn").fill("Tôi muốn biết ai đã xem ảnh của tôi.")
    page.get_by_role("button", name="Gửi khiếu nại").tap()
    expect(page.get_by_text("Tôi muốn biết ai đã xem ảnh của tôi.")).to_be_visible()
    page.get_by_role("button", name="Đóng các trang này").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Có phải bạn không?")
    page.goto(live_server.url + me.at())
    expect(page.get_by_role("heading", level=1)).to_have_text("Có phải bạn không?")


SMALL = """() => [...document.querySelectorAll("main a, main button, main summary, footer button")]
  .filter((one) => one.offsetParent !== null)
  .map((one) => [one.textContent.trim(), one.getBoundingClientRect().height, one.matches("button, .button")])
  .filter(([, height, button]) => height < (button ? 44 : 24)).map(([text, height]) => `${text}: ${height} px`)"""
"""What a finger can't hit: a button of less than 44 pixels, anything else of less than 24."""


def test_every_page_for_who_cannot_see_well(
    chromium: Browser, live_server: LiveServer, me: AtHome, contexts: list[BrowserContext]
) -> None:
    officer = a_member(Role.OFFICER, me.by.clinic)
    paused = actions.ask(me.patient, Kind.RESTRICT, who=Who.PATIENT)
    copy = actions.ask(me.patient, Kind.COPY, who=Who.PATIENT)
    late = actions.enter(me.by, me.patient, Kind.COMPLAIN, received_at=clock.now().replace(day=1), words="Chậm quá.")
    refused = actions.ask(me.patient, Kind.SEE, who=Who.PATIENT)
    actions.refuse(officer, refused, article="khoản 4 Điều 69 Luật 15/2023/QH15", answer="Chỉ có bản tóm tắt.")
    theirs = {
        "own": me.at(),
        "picture": me.at(f"pictures/{me.original.pk}/"),
        "withdraw": me.at(f"withdraw/{me.consent.pk}/"),
        "ask": me.at("ask/complain/"),
        "paused": me.at(f"requests/{paused.pk}/"),
        "copy": me.at(f"requests/{copy.pk}/"),
        "refused": me.at(f"requests/{refused.pk}/"),
        "is-this-me": me.at("is-this-me/"),
        "explained": "/your-rights/",
    }
    desk = {
        "requests": "/rights/requests/",
        "late": f"/rights/requests/{late.pk}/",
        "enter": f"/patients/{me.patient.pk}/rights/new/",
        "own-link": f"/patients/{me.patient.pk}/own-page/",
        "poster": "/rights/poster/",
    }
    complaints: dict[str, list[str]] = {}
    visit = me.client.cookies["kindao_visit"].value
    session = signed_in(officer.user).cookies[settings.SESSION_COOKIE_NAME].value
    for scheme, width, language in (("light", 320, "vi"), ("dark", 390, "en")):
        context = phone(chromium, width=width, scheme=scheme)
        contexts.append(context)
        cookies = {"kindao_visit": visit, settings.SESSION_COOKIE_NAME: session, "django_language": language}
        context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
        page = context.new_page()
        for name, path in (theirs | desk).items():
            answer = page.goto(live_server.url + path, wait_until="networkidle")
            assert answer is not None and answer.status == 200, name
            assert len(answer.body()) < 60_000, f"{name} is heavy"
            page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            fits(page, name)
            if found := wrong(page) + (page.evaluate(SMALL) if name in theirs else []):
                complaints[f"{name} {scheme}"] = found
            shot(page, f"rights-{name}-{scheme}")
    assert complaints == {}
