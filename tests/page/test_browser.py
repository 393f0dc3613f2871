"""The page in a real browser: it asks for nothing, fits a phone, and its boxes lie where the findings are."""

from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from chromium import broken_words, fits
from kindao.engine.geometry import Box, Region
from kindao.engine.vocabulary import Finding, Identifier, Outcome
from kindao.page import render
from kindao.page.wording import HEADLINE
from reports import FACE, USE, a_copy, a_film_report, a_picture, a_report

MANY = tuple(
    Finding(Identifier.TEXT, Region(Box(x, y, x + 30, y + 12)), 0.9, "text")
    for x in range(0, 440, 40)
    for y in range(0, 470, 40)
)


@pytest.fixture(params=[Outcome.PERMIT, Outcome.DENY, Outcome.INDETERMINATE, "film"])
def document(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    if request.param == "film":
        report = a_film_report(tmp_path)
        return _written(tmp_path, render(report, before=None, after=None, use=USE))
    picture = a_picture()
    after = a_copy(picture) if request.param is Outcome.PERMIT else None
    return _written(tmp_path, render(a_report(request.param), before=picture, after=after, use=USE))


def _written(folder: Path, html: str) -> Path:
    path = folder / "report.html"
    path.write_text(html, encoding="utf-8")
    return path


def _opened(browser: Browser, path: Path, width: int = 1280) -> Page:
    page = browser.new_context(viewport={"width": width, "height": 900}).new_page()
    page.goto(path.as_uri())
    return page


def test_it_asks_for_nothing_and_breaks_no_policy(browser: Browser, document: Path) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page, asked, said = context.new_page(), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(document.as_uri())
    page.locator("label[for=in-en]").click()
    page.locator("#boxes").click()
    assert [url for url in asked if not url.startswith("data:")] == [document.as_uri()]
    assert said == []
    assert page.locator("script").count() == 0
    context.close()


def test_the_policy_holds_against_what_is_slipped_in(browser: Browser, document: Path) -> None:
    """The page's own policy stops a script and a picture from outside, should markup ever get in."""
    evil = "<img src='https://elsewhere.invalid/x.png'><script>document.title = 'owned'</script></body>"
    document.write_text(document.read_text("utf-8").replace("</body>", evil), "utf-8")
    context = browser.new_context()
    page, asked = context.new_page(), []
    page.on("requestfinished", lambda request: asked.append(request.url))
    page.goto(document.as_uri())
    assert page.title() != "owned"
    assert not [url for url in asked if "elsewhere" in url]
    context.close()


def test_it_fits_the_screen(browser: Browser, document: Path) -> None:
    page = _opened(browser, document)
    for language in ("vi", "en"):
        page.locator(f"label[for=in-{language}]").click()
        for width in (320, 390, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            fits(page)
            everything = "[...document.querySelectorAll('main *:not(svg *)')]"
            spilt = "filter(e => e.getBoundingClientRect().right > innerWidth).map(e => e.className || e.tagName)"
            assert page.evaluate(f"{everything}.{spilt}") == []
            assert broken_words(page) == []
    page.context.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_the_boxes_lie_where_the_findings_are(browser: Browser, tmp_path: Path, width: int) -> None:
    picture = a_picture()
    html = render(a_report(Outcome.PERMIT), before=picture, after=a_copy(picture))
    page = _opened(browser, _written(tmp_path, html), width)
    shown = page.locator("figure.before img").bounding_box()
    assert shown
    assert abs(shown["width"] - shown["height"]) < 1, "a square picture stays square"
    box = page.locator("#marks-before rect.inner.person").bounding_box()  # inside the head
    assert box
    scale = shown["width"] / 474
    assert box["x"] - shown["x"] == pytest.approx(FACE.x0 * scale, abs=2)
    assert box["y"] - shown["y"] == pytest.approx(FACE.y0 * scale, abs=2)
    assert box["width"] == pytest.approx(FACE.width * scale, abs=4)
    assert box["height"] == pytest.approx(FACE.height * scale, abs=4)
    tilted = page.locator("#marks-before polygon.line")
    assert tilted.count() == 1
    tag = tilted.bounding_box()
    assert tag
    assert tag["x"] - shown["x"] == pytest.approx(304 * scale, abs=3)
    numbers = page.locator("#marks-before text").all_text_contents()
    assert numbers == ["1", "2", "3", "4"], "face and head are one place"
    page.context.close()


def test_the_language_switch_needs_no_script(browser: Browser, document: Path) -> None:
    page = _opened(browser, document)
    heading = page.locator("h1")
    words = next(w for w in HEADLINE.values() if w.vi == heading.inner_text().strip())
    page.locator("label[for=in-en]").click()
    assert heading.inner_text().strip() == words.en
    page.keyboard.press("ArrowLeft")  # and by the keyboard alone
    assert heading.inner_text().strip() == words.vi
    assert page.locator("main").inner_text().count("What was found") == 0
    page.context.close()


def test_before_and_after_change_places_and_boxes_go(browser: Browser, tmp_path: Path) -> None:
    picture = a_picture()
    html = render(a_report(Outcome.PERMIT), before=picture, after=a_copy(picture))
    page = _opened(browser, _written(tmp_path, html))
    before, after = page.locator("figure.before"), page.locator("figure.after")
    first, second = before.bounding_box(), after.bounding_box()
    assert first
    assert second
    assert first["x"] < second["x"]
    assert first["y"] == second["y"]
    page.locator("label[for=view-after]").click()
    assert (before.is_visible(), after.is_visible()) == (False, True)
    assert after.bounding_box() and after.bounding_box()["x"] == first["x"]  # type: ignore[index]
    page.locator("label[for=view-both]").click()
    page.locator("#boxes").uncheck()
    assert not page.locator("#marks-before").is_visible()
    assert before.get_by_role("img").is_visible()
    page.context.close()


def test_a_page_full_of_text_and_a_long_panorama_still_fit(browser: Browser, tmp_path: Path) -> None:
    wide = a_picture(np.full((474, 4000, 3), 90, np.uint8))
    page = _opened(browser, _written(tmp_path, render(a_report(findings=MANY), before=wide, after=None)), 320)
    fits(page)
    assert page.locator("#marks-before rect.line").count() == len(MANY)
    tall = a_picture(np.full((4000, 474, 3), 90, np.uint8))
    page = _opened(browser, _written(tmp_path, render(a_report(), before=tall, after=None)), 1280)
    picture, overlay = page.locator("figure.before img").bounding_box(), page.locator(".shot").bounding_box()
    assert picture
    assert overlay
    assert picture["height"] <= 900
    assert overlay["width"] == pytest.approx(picture["width"], abs=1)
    page.context.close()


def test_pictures_are_named_without_naming_anybody(browser: Browser, document: Path) -> None:
    page = _opened(browser, document)
    for picture in page.locator("main img").all():
        assert picture.get_attribute("alt")
    assert page.get_by_role("heading", level=1).count() == 1
    assert page.locator("h2:visible").count() >= 5
    page.context.close()
