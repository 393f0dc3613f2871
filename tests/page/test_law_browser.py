"""The law page in a real browser: it asks for nothing, fits a phone, filters, and reads without script."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from chromium import fits
from kindao.engine.policy import load_pack
from kindao.engine.policy.deadlines import clocks
from kindao.engine.policy.fines import all_fines
from kindao.page.law import render_law, rests_on
from kindao.page.law_wording import LAW

PACK = load_pack()
ARTICLES = [article for article in PACK.articles if article.instrument in rests_on(PACK)]


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("law") / "law.html"
    path.write_text(render_law(PACK), encoding="utf-8")
    return path


@pytest.fixture
def page(browser: Browser, document: Path) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    opened.goto(document.as_uri())
    yield opened
    context.close()


def until(page: Page, holds: str) -> None:
    """Waits for what does not happen at once. The page's policy lets nothing poll inside it."""
    for _ in range(200):
        if page.evaluate(holds):
            return
        page.wait_for_timeout(25)
    pytest.fail(f"never: {holds}")


def visible(page: Page) -> set[str]:
    """Ids of the rules that are shown."""
    ids: list[str] = page.eval_on_selector_all(".rule", "all => all.filter(e => e.checkVisibility()).map(e => e.id)")
    return set(ids)


def test_it_asks_for_nothing_and_breaks_no_policy(browser: Browser, document: Path) -> None:
    context = browser.new_context()
    page, asked, said = context.new_page(), list[str](), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(document.as_uri())
    page.locator("label[for=in-en]").click()
    page.locator("#search").fill("withdraw")
    assert asked == [document.as_uri()] and said == []
    context.close()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_it_fits_the_screen(browser: Browser, document: Path, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(document.as_uri())
    for language, folded in (("vi", True), ("en", True), ("vi", False), ("en", False)):
        page.locator(f"label[for=in-{language}]").click()
        if not folded:
            page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
        fits(page, language)
        spilt = "filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.textContent)"
        assert page.evaluate(f"[...document.querySelectorAll('main *:not(svg *)')].{spilt}") == []
        names = "[...document.querySelectorAll('.years text')].filter(e => e.checkVisibility())"
        beyond = "filter(e => e.getBoundingClientRect().left < -1 || e.getBoundingClientRect().right > innerWidth + 1)"
        assert page.evaluate(f"{names}.{beyond}.map(e => e.textContent)") == [], language
    context.close()


@pytest.mark.parametrize("on", [date(2012, 5, 1), date(2025, 12, 31), date(2026, 1, 1), date(2026, 11, 23)])
def test_a_day_shows_the_rules_of_that_day(page: Page, on: date) -> None:
    page.locator("#day").fill(on.isoformat())
    held = {rule.id for rule in PACK.rules if rule.in_force(on)}
    assert visible(page) == held
    assert page.locator("#count").inner_text() == str(len(held))
    assert page.locator(".years .chosen").get_attribute("visibility") == "visible"
    off = [one.in_force(on) for one in all_fines(PACK)] + [one.in_force(on) for one in clocks(PACK)]
    assert page.locator(".dated.off").count() == off.count(False)
    dimmed = page.locator(".article.off").count()
    assert dimmed == sum(not (a.since <= on and (a.until is None or on <= a.until)) for a in ARTICLES)
    page.locator("button[type=reset]").click()
    until(page, f"document.querySelector('#count').textContent == {len(PACK.rules)}")


def test_words_are_found_with_or_without_their_marks(page: Page) -> None:
    page.locator("#search").fill("rút lại sự đồng ý")
    marked = visible(page)
    page.locator("#search").fill("rut lai su dong y")
    assert visible(page) == marked and {"VN-DP-10", "VN-D13-12"} <= marked and len(marked) < len(PACK.rules) / 2
    page.locator("#search").fill("xyzzy")
    assert not visible(page) and page.locator(".none").is_visible()


def test_one_effect_can_be_taken_away(page: Page) -> None:
    page.locator("input[value=forbid]").uncheck()
    assert visible(page) == {rule.id for rule in PACK.rules if rule.effect != "forbid"}


def test_a_link_to_a_rule_that_is_filtered_away_brings_it_back(page: Page) -> None:
    page.locator("#day").fill("2026-11-23")
    assert "VN-D13-11" not in visible(page)
    page.evaluate("location.hash = 'VN-D13-11'")
    until(page, "document.querySelector('#VN-D13-11').checkVisibility()")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_on_a_phone_it_is_a_few_screens_long_and_the_filter_stays_in_sight(
    browser: Browser, document: Path, language: str
) -> None:
    """Folded until somebody opens a part; each part of the contents opens its own."""
    context = browser.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(document.as_uri())
    page.locator(f"label[for=in-{language}]").click()
    assert page.evaluate("document.documentElement.scrollHeight") < 8 * 640
    for link in page.locator(".contents a").all():
        aim = link.get_attribute("href")
        link.click()
        until(page, f"document.querySelector({aim!r}).checkVisibility()")
        top, bar = (f"document.querySelector({one!r}).getBoundingClientRect()" for one in (aim, ".filter"))
        until(page, f"{top}.top > -2 && {top}.top < innerHeight")
        if aim != "#of-blocks":  # what lies below the filter never hides under it
            until(page, f"{top}.top >= {bar}.bottom - 2 || {top}.bottom < innerHeight")
    page.locator("#search").fill("withdraw" if language == "en" else "rút lại")
    shown = page.locator(".rule:visible")
    assert 3 < shown.count() < 40
    shown.last.scroll_into_view_if_needed()
    bar_box = page.locator(".filter").bounding_box()
    assert bar_box and bar_box["y"] >= -1 and bar_box["height"] < 640 / 4
    page.locator("#search").fill("")
    assert page.locator(".rule:visible").count() == 0, "folded again"
    context.close()


def test_all_is_opened_and_folded_at_once_and_printed_open(page: Page) -> None:
    page.locator("#unfold").click()
    assert len(visible(page)) == len(PACK.rules) and page.locator(".rule dl:visible").count() == len(PACK.rules)
    page.locator("#unfold").click()
    assert not visible(page)
    page.emulate_media(media="print")
    assert page.locator(".rule dl:visible").count() == len(PACK.rules)


def test_it_reads_whole_without_script(browser: Browser, document: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(document.as_uri())
    for part in page.locator(".part > summary").all():
        part.click()
    assert page.locator(".rule:visible").count() == len(PACK.rules)
    more = page.locator("#VN-DP-10 details")
    assert not more.locator("dl").is_visible()
    more.locator("summary").click()
    assert more.locator("dl").is_visible()
    assert not page.locator(".filter").is_visible() and not page.locator(".none").is_visible()
    heading = page.locator("h1")
    page.locator("label[for=in-en]").click()
    assert heading.inner_text() == LAW["headline"].en
    assert LAW["timeline"].vi not in page.locator("main").inner_text()
    context.close()


def test_the_picture_speaks_one_language_and_leads_to_the_articles(page: Page) -> None:
    page.locator("details:has(.years) > summary").click()
    shown = page.locator(".years text.name:visible").all_text_contents()
    assert any("Nghị định 13/2023" in text for text in shown) and not any("Decree" in text for text in shown)
    page.locator(".years a[href='#i-13-2023-NĐ-CP']").first.click()
    assert page.locator("#i-13-2023-NĐ-CP").evaluate("e => e.getBoundingClientRect().top") < 900
