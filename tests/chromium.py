"""The browser in which pages are tested, what keeps it quiet, and what is asked of every page."""

import os
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

CHROMIUM = Path("/usr/bin/chromium")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SHOTS = os.environ.get("KINDAO_SHOTS", "")  # a folder in which pages are kept as pictures, for whoever looks at them


def shot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def wrong(page: Page) -> list[str]:
    """What axe-core has against the page."""
    answer = Axe().run(page).response
    assert len(answer["passes"]) > 10, "axe-core looked at nothing"
    return [f"{one['id']}: {node['html'][:160]}" for one in answer["violations"] for node in one["nodes"]]


def fits(page: Page, name: str = "") -> None:
    """Nothing of it is wider than its window."""
    page.wait_for_load_state()  # before its style has come a page is as wide as it likes
    wide, window = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= window, f"{name or page.url} is {wide} wide in {window}"


def broken_words(page: Page) -> list[str]:
    """Words of headings that go over more than one line."""
    words: list[str] = page.evaluate("""() => {
        const broken = [], of = [...document.querySelectorAll("h1, h2, h3")];
        for (const heading of of) {
            const texts = document.createTreeWalker(heading, NodeFilter.SHOW_TEXT);
            for (let text; (text = texts.nextNode());)
                for (const word of text.data.matchAll(/\\S+/g)) {
                    const range = document.createRange();
                    range.setStart(text, word.index);
                    range.setEnd(text, word.index + word[0].length);
                    const lines = new Set([...range.getClientRects()].map((one) => Math.round(one.top)));
                    if (lines.size > 1) broken.push(word[0]);
                }
        }
        return broken;
    }""")
    return words
