"""The law page in a real browser: it asks for nothing, fits a phone, filters, and reads without script."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from chromium import CHROMIUM, QUIET
from kindao.engine.policy import load_pack
from kindao.engine.policy.deadlines import clocks
from kindao.engine.policy.fines import all_fines
from kindao.page.law import render_law, rests_on
from kindao.page.law_wording import LAW

PACK = load_pack()
ARTICLES = [article for article in PACK.articles if article.instrument in rests_on(PACK)]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.fail("the page is tested in Chromium: run 'apt-get install -y chromium'", pytrace=False)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(QUIET))
        yield started
        started.close()


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
    for language in ("vi", "en"):
        page.locator(f"label[for=in-{language}]").click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, language
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
    page.wait_for_function(f"document.querySelector('#count').textContent == {len(PACK.rules)}")


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
    page.wait_for_function("document.querySelector('#VN-D13-11').checkVisibility()")


def test_it_reads_whole_without_script(browser: Browser, document: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(document.as_uri())
    assert page.locator(".rule:visible").count() == len(PACK.rules)
    assert not page.locator(".filter").is_visible() and not page.locator(".none").is_visible()
    heading = page.locator("h1")
    page.locator("label[for=in-en]").click()
    assert heading.inner_text() == LAW["headline"].en
    assert LAW["timeline"].vi not in page.locator("main").inner_text()
    context.close()


def test_the_picture_speaks_one_language_and_leads_to_the_articles(page: Page) -> None:
    shown = page.locator(".years text.name:visible").all_text_contents()
    assert any("Nghị định 13/2023" in text for text in shown) and not any("Decree" in text for text in shown)
    page.locator(".years a[href='#i-13-2023-NĐ-CP']").first.click()
    assert page.locator("#i-13-2023-NĐ-CP").evaluate("e => e.getBoundingClientRect().top") < 900
