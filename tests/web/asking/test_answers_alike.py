"""Yes, no and not now are alike on every phone: of one size, and no syllable of them is broken in two."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from asked import a_question, ask_of
from builders import a_member
from chromium import fits
from kindao.web.asking import putting
from visitors import code_of

pytestmark = pytest.mark.django_db(transaction=True)
SEEN = """() => [...document.querySelectorAll('.answers')].map(all => [...all.children].map(one => {
  const box = one.getBoundingClientRect(), said = one.querySelector('span');
  return [Math.round(box.width), Math.round(box.height), said.getClientRects().length,
          Math.round(said.getBoundingClientRect().height / parseFloat(getComputedStyle(said).lineHeight))];
}))"""


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 390, "height": 720}, java_script_enabled=True)
    yield context.new_page()
    context.close()


def test_no_answer_reads_worse_than_another(phone: Page, live_server: LiveServer) -> None:
    cache.clear()
    doctor = a_member()
    made = putting.make_link(doctor, ask_of(a_question(doctor)))
    phone.goto(f"{live_server.url}/p/{made.token}/")
    phone.get_by_role("button", name="••• 789").click()
    phone.locator("#code").fill(code_of(made.link))
    phone.get_by_role("button", name="Vào xem").click()
    rows: dict[tuple[str, int, int], int] = {}
    for language in ("vi", "en"):
        if language == "en":
            phone.get_by_role("button", name="English").click()
        for width in (*range(280, 560, 10), 375, 393, 412, 414, 768):
            for larger in (100, 150, 200):  # per cent, as somebody sets their phone
                phone.set_viewport_size({"width": width, "height": 720})
                phone.evaluate(f"document.documentElement.style.fontSize = '{larger}%'")
                if larger == 100:
                    fits(phone)
                for answers in phone.evaluate(SEEN):
                    assert len({tuple(one[:2]) for one in answers}) == 1, (language, width, larger, answers)
                    assert all(lines == 1 for *_, lines in answers), (language, width, larger, answers)
                    rows[language, width, larger] = answers[0][0]
    assert rows["vi", 768, 100] < 200 < rows["vi", 320, 100], "beside each other where there is room"
    phone.wait_for_load_state("networkidle")
