"""The officer at work in a real browser: boxes by mouse, by keys, by finger; who may confirm; pages that everybody can
use. One browser for all; it speaks to the desk's own server."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from builders import (
    a_clinic,
    a_consent,
    a_member,
    a_patient,
    a_use,
    an_original,
    group,
    inspected,
    signed_in,
    worked,
)
from chromium import fits, shot, wrong
from kindao.engine.geometry import Box
from kindao.engine.vocabulary import Destination, Purpose
from kindao.web.cases.models import Appearance
from kindao.web.clinics.models import Membership, Role
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Who
from kindao.web.officer.models import Mark
from kindao.web.review.models import Use, UseState
from short_films import DOCTOR, PATIENT, Moving, a_film

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 320, "height": 640}


def at_desk(chromium: Browser, live: str, by: Membership, language: str = "en", **options: object) -> BrowserContext:
    """A browser in which somebody is signed in."""
    client = signed_in(by.user)
    context = chromium.new_context(**({"viewport": WIDE} | options), base_url=live)  # type: ignore[arg-type]
    session = client.cookies["sessionid"].value
    context.add_cookies(
        [
            {"name": "sessionid", "value": session, "url": live},
            {"name": "django_language", "value": language, "url": live},
        ]
    )
    return context


def watched(page: Page) -> list[str]:
    """What the browser complains of: broken scripts, what the content policy stopped."""
    wrong: list[str] = []
    page.on("console", lambda told: wrong.append(told.text) if told.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    return wrong


def close(context: BrowserContext) -> None:
    for page in context.pages:
        page.wait_for_load_state("networkidle")  # the database is emptied next
    context.close()


def waiting(by: Membership) -> Use:
    use = worked(a_use(by, an_original(by), body_area="", purpose=Purpose.TEACHING, destination=Destination.LECTURE))
    assert use.state == UseState.NEEDS_EYES
    return use


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    page.mouse.move(*end)
    page.mouse.up()


def corner(page: Page) -> tuple[float, float, float]:
    """Where the picture begins on the screen, and how many of its pixels are one of the screen's."""
    page.locator("#boxes").scroll_into_view_if_needed()
    box = page.locator("#boxes").bounding_box()
    assert box is not None
    return box["x"], box["y"], int(page.locator("#shot img").get_attribute("width") or 0) / box["width"]


def near(box: Box, wanted: tuple[float, float, float, float], by: float) -> bool:
    return all(abs(a - b) <= by for a, b in zip((box.x0, box.y0, box.x1, box.y1), wanted, strict=True))


def test_boxes_by_mouse_by_keys_undone_and_confirmed(chromium: Browser, live_server: LiveServer) -> None:
    """From the queue to a permit: a tattoo is drawn, moved by keys, undone and redone, saved, confirmed."""
    by = a_member()
    use = waiting(by)
    officer = a_member(Role.OFFICER, by.clinic)
    context = at_desk(chromium, live_server.url, officer)
    page = context.new_page()
    wrong = watched(page)
    page.goto("/officer/queue/")
    page.get_by_role("link", name="Teaching").click()
    expect(page.get_by_role("heading", name="Why it waits")).to_be_visible()
    shot(page, "look-en-wide")
    # by mouse
    page.select_option("#kind", "skin-mark")
    page.get_by_role("button", name="Add a box").click()
    x, y, scale = corner(page)
    drag(page, (x + 20, y + 20), (x + 90, y + 120))
    drawn = page.locator("[data-key=new-1]")
    expect(drawn).to_be_focused()
    expect(page.locator("#told")).to_contain_text("added")
    # its corner, by mouse
    drag(page, (x + 90, y + 120), (x + 110, y + 130))
    expect(page.locator("#told")).to_contain_text("resized")
    # by keys: right, larger, undone, redone
    before = drawn.locator(".edge").evaluate("e => [e.x.baseVal.value, e.width.baseVal.value]")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    moved = drawn.locator(".edge").evaluate("e => [e.x.baseVal.value, e.width.baseVal.value]")
    assert moved[0] > before[0] and moved[1] > before[1]
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    assert drawn.locator(".edge").evaluate("e => [e.x.baseVal.value, e.width.baseVal.value]") == before
    page.keyboard.press("Control+y")
    page.keyboard.press("Control+Shift+Z")
    assert drawn.locator(".edge").evaluate("e => [e.x.baseVal.value, e.width.baseVal.value]") == moved
    shot(page, "drawn-en-wide")
    page.get_by_role("button", name="Save, and have the gate look again").click()
    expect(page.get_by_text("The gate looks again with what you said.")).to_be_visible()
    mark = Mark.objects.get()
    assert mark.kind == "skin-mark" and mark.drawn_by == officer.user
    assert near(mark.box, (20 * scale + moved[0] - before[0], 20 * scale, mark.box.x1, 130 * scale), 3 * scale)
    worked(use)
    # the page renews itself: a goto now could be cut short by that
    expect(page.locator(f'[data-key="mark:{mark.pk}"]')).to_be_visible(timeout=15_000)
    page.get_by_label("Why", exact=True).fill("Đã che hình xăm; không còn nhận ra ai.")
    page.get_by_role("button", name="De-identified: I answer for this copy").click()
    expect(page.get_by_text("You answer for this copy.")).to_be_visible()
    assert worked(use).state == UseState.PERMITTED
    assert not wrong, wrong
    close(context)


def test_boxes_by_keys_alone(chromium: Browser, live_server: LiveServer) -> None:
    """Somebody whom the machine did not see is added, moved and named without a mouse; a face of the machine is said to
    be no person, and that is taken back."""
    by = a_member()
    use = waiting(by)
    context = at_desk(chromium, live_server.url, a_member(Role.OFFICER, by.clinic), "vi")
    page = context.new_page()
    wrong = watched(page)
    page.goto(f"/officer/queue/{use.pk}/")
    first = page.locator("#boxes .box").first
    first.focus()
    page.keyboard.press("Delete")
    expect(page.locator("#seen select").first).to_have_value("nobody")
    page.keyboard.press("Control+z")
    expect(page.locator("#seen select").first).not_to_have_value("nobody")
    page.locator("#redo").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#undo")).to_be_focused()  # nothing is left to be redone
    page.keyboard.press("Enter")
    expect(page.locator("#redo")).to_be_focused()
    page.locator("#add").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Control+z")
    expect(page.locator("#add")).to_be_focused()  # the box is gone
    page.keyboard.press("Enter")
    expect(page.locator("[data-key=new-2].box")).to_be_focused()
    for _ in range(60):
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowUp")
    page.locator("#seen [name=who-new-2]").select_option("bystander")
    page.locator("#naming button.primary").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".messages li")).to_be_visible(timeout=30_000)
    mark = Mark.objects.get()
    assert mark.kind == "person" and (mark.box.x0, mark.box.y0) == (0, 0)
    assert mark.appearance is not None and mark.appearance.role == "bystander"
    assert not Appearance.objects.filter(role="nobody").exists()
    assert not wrong, wrong
    close(context)


def test_boxes_by_finger_on_a_phone(chromium: Browser, live_server: LiveServer) -> None:
    by = a_member()
    use = waiting(by)
    options = {"viewport": PHONE, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
    context = at_desk(chromium, live_server.url, a_member(Role.OFFICER, by.clinic), "vi", **options)
    page = context.new_page()
    page.goto(f"/officer/queue/{use.pk}/")
    fits(page)
    page.locator("#add").tap()
    x, y, scale = corner(page)
    finger = context.new_cdp_session(page)

    def touch(kind: str, *at: tuple[float, float]) -> None:
        points = [{"x": px, "y": py} for px, py in at]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", (x + 10, y + 10))
    for n in range(1, 6):
        touch("touchMove", (x + 10 + 12 * n, y + 10 + 14 * n))
    touch("touchEnd")
    expect(page.locator("[data-key=new-1].box")).to_be_focused()
    touch("touchStart", (x + 30, y + 30))  # in the box: it goes along
    touch("touchMove", (x + 45, y + 36))
    touch("touchMove", (x + 60, y + 40))
    touch("touchEnd")
    shot(page, "drawn-vi-phone")
    page.locator("#seen [name=who-new-1]").select_option("staff")
    page.locator("#naming button.primary").tap()
    expect(page.locator(".messages li")).to_be_visible()
    mark = Mark.objects.get()
    assert near(mark.box, tuple(v * scale for v in (40, 20, 100, 90)), 4 * scale)  # type: ignore[arg-type]
    close(context)


def test_whoever_asked_refuses_but_cannot_confirm_where_two_must(chromium: Browser, live_server: LiveServer) -> None:
    officer = a_member(Role.OFFICER)
    officer.clinic.two_person = True
    officer.clinic.save()
    use = waiting(officer)
    context = at_desk(chromium, live_server.url, officer)
    page = context.new_page()
    page.goto(f"/officer/queue/{use.pk}/")
    expect(page.get_by_text("In this clinic another officer must confirm it")).to_be_visible()
    expect(page.get_by_role("button", name="De-identified")).to_have_count(0)
    page.get_by_label("Why", exact=True).fill("Còn nhận ra được qua hình xăm.")
    page.get_by_role("button", name="Refuse").click()
    expect(page.get_by_text("Refused. Whoever asked reads your reason.")).to_be_visible()
    use.refresh_from_db()
    assert use.state == UseState.REFUSED
    page.goto(f"/uses/{use.pk}/")
    expect(page.get_by_text("Còn nhận ra được qua hình xăm.")).to_be_visible()
    close(context)


def test_who_is_not_the_clinics_officer_finds_no_page(chromium: Browser, live_server: LiveServer) -> None:
    by = a_member()
    use = waiting(by)
    strangers = [
        a_member(Role.OFFICER, a_clinic("Other")),
        *(a_member(r, by.clinic) for r in Role if r != Role.OFFICER),
    ]
    for member in strangers:
        context = at_desk(chromium, live_server.url, member)
        page = context.new_page()
        answer = page.goto(f"/officer/queue/{use.pk}/")
        assert answer is not None and answer.status == 404, member.role
        expect(page.get_by_role("heading", name="There is no such page")).to_be_visible()
        close(context)


def test_without_a_script_people_are_named(chromium: Browser, live_server: LiveServer) -> None:
    by = a_member()
    use = waiting(by)
    context = at_desk(chromium, live_server.url, a_member(Role.OFFICER, by.clinic), java_script_enabled=False)
    page = context.new_page()
    page.goto(f"/officer/queue/{use.pk}/")
    expect(page.locator("#boxes .box").first).to_be_visible()
    expect(page.locator("#tools")).to_be_hidden()
    page.locator("#seen select").first.select_option("bystander")
    page.get_by_role("button", name="Save, and have the gate look again").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert Appearance.objects.filter(original=use.original, role="bystander").exists()
    close(context)


def a_film_of_two(folder: Path) -> bytes:
    file = folder / "two.mp4"
    a_film(file, [Moving(PATIENT, 80, 90, 0, 20), Moving(DOCTOR, 240, 230, 0, 12)], frames=20)
    return file.read_bytes()


def a_full_desk(folder: Path) -> tuple[Membership, dict[str, str]]:
    """A clinic with something on every page. Gives its officer, and the pages by name."""
    by = a_member()
    patient = a_patient(by)
    crowd = an_original(by, patient, group())
    film = an_original(by, patient, a_film_of_two(folder))
    inspected(crowd)
    inspected(film)
    asked, crowded, filmed = waiting(by), a_use(by, crowd, body_area=""), a_use(by, film, body_area="")
    worked(a_use(by, an_original(by)))
    consents.withdraw(a_consent(by, a_patient(by)), who=Who.PATIENT)
    a_consent(by, a_patient(by))
    Use.objects.filter(pk__in=[crowded.pk, filmed.pk]).update(state=UseState.NEEDS_EYES)
    pages = {
        "overview": "/officer/",
        "queue": "/officer/queue/",
        "look": f"/officer/queue/{asked.pk}/",
        "crowd": f"/officer/queue/{crowded.pk}/",
        "film": f"/officer/queue/{filmed.pk}/",
        "uses": "/officer/uses/",
        "ending": "/officer/ending/",
        "clocks": "/officer/clocks/",
        "audit": "/officer/audit/",
    }
    return a_member(Role.OFFICER, by.clinic), pages


def test_every_page_can_be_used_by_everybody(chromium: Browser, live_server: LiveServer, tmp_path: Path) -> None:
    """axe-core finds nothing, in light and dark, on a desk and on a phone; nothing is wider than a phone."""
    officer, pages = a_full_desk(tmp_path)
    complaints: dict[str, list[str]] = {}
    for scheme, viewport, language in (("light", WIDE, "en"), ("dark", PHONE, "vi")):
        # axe is put into the page by the test: for that alone the content policy is set aside.
        options = {"viewport": viewport, "color_scheme": scheme, "bypass_csp": True}
        context = at_desk(chromium, live_server.url, officer, language, **options)
        page = context.new_page()
        for name, address in pages.items():
            page.goto(address)
            found = wrong(page)
            shot(page, f"{name}-{language}-{scheme}-{viewport['width']}")
            if found:
                complaints[f"{name} {scheme}"] = found
            fits(page, name)
        close(context)
    assert complaints == {}
