"""A patient's phone: the whole way without a script, and with one. Nothing is wider than 320 px, axe-core finds nothing
wrong in light and dark, and no page weighs more than 60 kB without its picture."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from playwright.sync_api import Browser, Page, Response, expect
from pytest_django.live_server_helper import LiveServer

from asked import a_question, ask_of
from builders import a_member, signed_in
from chromium import fits, shot, wrong
from kindao.engine.vocabulary import Destination
from kindao.web.asking import putting
from kindao.web.asking.models import Question, Step
from kindao.web.clinics.models import Membership
from kindao.web.consent.models import Evidence, Scope
from kindao.web.door.models import Link
from visitors import code_of

pytestmark = pytest.mark.django_db(transaction=True)
HEAVIEST = 60_000  # bytes


@pytest.fixture
def doctor() -> Membership:
    cache.clear()
    return a_member()


def a_phone(chromium: Browser, width: int, *, script: bool, scheme: str) -> Iterator[Page]:
    context = chromium.new_context(
        viewport={"width": width, "height": 720},
        java_script_enabled=script,
        color_scheme=scheme,  # type: ignore[arg-type]
        has_touch=True,
        user_agent="Mozilla/5.0 (Linux; Android 13) Mobile",
    )
    page = context.new_page()
    yield page
    if script:
        page.wait_for_load_state("networkidle")  # the database is emptied next
    context.close()


@pytest.fixture
def plain(chromium: Browser) -> Iterator[Page]:
    yield from a_phone(chromium, 320, script=False, scheme="light")


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    yield from a_phone(chromium, 390, script=True, scheme="dark")


def come_in(page: Page, question: Question, server: LiveServer, doctor: Membership) -> str:
    made = putting.make_link(doctor, ask_of(question))
    page.goto(f"{server.url}/p/{made.token}/")
    page.get_by_role("button", name="••• 789").click()
    page.locator("#code").fill(code_of(made.link))
    return made.token


def ask_link(question: Question) -> Link:
    return Link.objects.get(target=ask_of(question).pk)


def test_the_whole_way_without_a_script(plain: Page, live_server: LiveServer, doctor: Membership) -> None:
    question = a_question(doctor, None, Destination.FACEBOOK, Destination.TIKTOK)
    weights: dict[str, int] = {}

    def weigh(response: Response) -> None:
        if not response.url.endswith("/copy/") and response.status == 200:
            weights[response.url] = len(response.body())

    plain.on("response", weigh)
    come_in(plain, question, live_server, doctor)
    shot(plain, "vi-code")
    plain.get_by_role("button", name="Vào xem").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Phòng khám hỏi bạn")
    assert sum(weights.values()) < HEAVIEST, weights
    expect(plain.locator("input:checked")).to_have_count(0)
    shot(plain, "vi-ask")
    plain.get_by_role("button", name="Tiếp tục").click()
    expect(plain.get_by_role("alert")).to_contain_text("chọn cho từng nơi")
    plain.locator("input[name=choice-facebook][value=given]").check()
    plain.locator("input[name=choice-tiktok][value=deferred]").check()
    plain.get_by_role("button", name="Tiếp tục").click()
    plain.locator("input[name=where][value=record]").check()
    plain.locator("input[name=who][value=true]").check()
    plain.get_by_role("button", name="Tiếp tục").click()
    expect(plain.get_by_role("alert")).to_contain_text("Không sao cả")
    shot(plain, "vi-wrong")
    plain.locator("input[name=where][value=there]").check()
    plain.locator("input[name=who][value=true]").check()
    plain.get_by_role("button", name="Tiếp tục").click()
    expect(plain.locator("canvas")).to_be_hidden()
    plain.locator("#typed").fill("Ai Khác")
    plain.get_by_role("button", name="Ký và gửi").click()
    expect(plain.get_by_role("alert")).to_contain_text("không phải họ tên")
    shot(plain, "vi-sign")
    plain.locator("#typed").fill("Lưu Thị Kiểm Thử")
    plain.get_by_role("button", name="Ký và gửi").click()
    expect(plain.get_by_role("heading", level=1)).to_contain_text("Cảm ơn bạn")
    shot(plain, "vi-done")
    plain.get_by_role("link", name="Xem tại đây").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Biên nhận của bạn")
    shot(plain, "vi-receipt")
    states = dict(Scope.objects.values_list("destinations__0", "state"))
    assert states == {"facebook": "given", "tiktok": "deferred"}
    answers = Evidence.objects.get(kind=Evidence.Kind.ANSWERS, consent__scopes__state="given")
    assert answers.facts["mistook"] == 1 and answers.facts["looked"] is True


def test_the_whole_way_with_a_finger(phone: Page, live_server: LiveServer, doctor: Membership) -> None:
    question = a_question(doctor)
    complaints: dict[str, list[str]] = {}

    def look(name: str) -> None:
        fits(phone, name)
        for width, scheme in ((390, "dark"), (320, "light")):
            phone.set_viewport_size({"width": width, "height": 720})
            phone.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            fits(phone, name)
            if found := wrong(phone):
                complaints[f"{name} {scheme}"] = found
        phone.set_viewport_size({"width": 390, "height": 720})
        phone.emulate_media(color_scheme="dark")
        shot(phone, f"en-{name}")

    come_in(phone, question, live_server, doctor)
    phone.get_by_role("button", name="English").click()
    phone.locator("#code").fill(code_of(ask_link(question)))
    look("code")
    phone.get_by_role("button", name="Go in").click()
    look("ask")
    phone.get_by_label("Yes", exact=True).check()
    phone.get_by_role("button", name="Go on").click()
    look("questions")
    phone.locator("input[name=where][value=there]").check()
    phone.locator("input[name=who][value=true]").check()
    phone.get_by_role("button", name="Go on").click()
    pad = phone.locator("canvas")
    expect(pad).to_be_visible()
    pad.scroll_into_view_if_needed()
    edge = pad.bounding_box()
    assert edge is not None
    phone.mouse.click(edge["x"] + 30, edge["y"] + 30)  # a dot
    phone.get_by_role("button", name="Sign and send").click()
    expect(phone.get_by_role("alert")).to_contain_text("too small for a signature")
    look("sign")
    pad.scroll_into_view_if_needed()
    edge = pad.bounding_box()
    assert edge is not None
    phone.mouse.move(edge["x"] + 20, edge["y"] + 60)
    phone.mouse.down()
    for step in range(1, 16):
        phone.mouse.move(edge["x"] + 20 + step * 15, edge["y"] + 60 + (step % 3) * 15)
    phone.mouse.up()
    phone.get_by_role("button", name="Sign and send").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Thank you")
    look("done")
    phone.get_by_role("link", name="Read it here").click()
    look("receipt")
    phone.goto(f"{live_server.url}/p/somebody-elses/")
    look("over")
    assert complaints == {}
    signature = Evidence.objects.get(kind=Evidence.Kind.SIGNATURE)
    assert signature.facts == {"kind": "finger"} and signature.file is not None
    assert Step.objects.filter(language="en", what=Step.What.UNDERSTOOD).exists()


def test_the_doctors_side(chromium: Browser, live_server: LiveServer, doctor: Membership) -> None:
    question = a_question(doctor, discount=True)
    context = chromium.new_context(locale="vi-VN")
    cookie = signed_in(doctor.user).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    desk = context.new_page()
    complaints: dict[str, list[str]] = {}
    for width, scheme in ((320, "light"), (1200, "dark")):
        desk.set_viewport_size({"width": width, "height": 800})
        desk.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        desk.goto(f"{live_server.url}/questions/{question.pk}/")
        with desk.expect_navigation():
            desk.get_by_role("button", name="Hiện mã QR").click()
        for name, path in (("made", ""), ("put", f"/uses/{question.use_id}/ask-patient/")):
            if path:
                desk.goto(live_server.url + path)
            fits(desk, name)
            if found := wrong(desk):
                complaints[f"{name} {scheme}"] = found
            shot(desk, f"desk-{name}-{scheme}")
    desk.wait_for_load_state("networkidle")
    context.close()
    assert complaints == {}
