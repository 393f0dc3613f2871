"""The same form twice: what was kept the first time is called kept the second time."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from answering import choose, signed
from asked import a_question, ask_of
from builders import a_member
from kindao import clock
from kindao.engine.vocabulary import Destination
from kindao.web.asking import putting
from kindao.web.consent.models import Scope
from kindao.web.door.links import Made
from kindao.web.review import actions as review
from visitors import came_in

pytestmark = pytest.mark.django_db
PLACES = (Destination.FACEBOOK, Destination.TIKTOK)
KEPT, REST, LATE = "đã được lưu", "Phần còn lại không được lưu", "Điều bạn vừa gửi không được lưu"


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch) -> tuple[Client, Made]:
    """A page about two places whose last day is over."""
    cache.clear()
    by = a_member()
    link = putting.make_link(by, ask_of(a_question(by, None, *PLACES, ends=clock.today() + timedelta(days=7))))
    then = clock.now() + timedelta(days=9)
    monkeypatch.setattr(clock, "now", lambda: then)
    return came_in(link), link


@pytest.mark.parametrize("no", ["refused", "deferred"])
def test_a_no_beside_a_yes(late: tuple[Client, Made], no: str) -> None:
    for _ in range(2):
        page = choose(*late, facebook=no, tiktok="given").content.decode()
        assert REST in page and LATE not in page
    assert [row.state for row in Scope.objects.all()] == [no], "and is kept once"


@pytest.mark.parametrize("no", ["refused", "deferred"])
def test_a_no_alone(late: tuple[Client, Made], no: str) -> None:
    for _ in range(2):
        page = choose(*late, facebook=no).content.decode()
        assert KEPT in page and REST not in page and LATE not in page
    assert [row.state for row in Scope.objects.all()] == [no]


def test_a_yes_alone_is_not_kept(late: tuple[Client, Made]) -> None:
    assert LATE in choose(*late, facebook="given").content.decode() and not Scope.objects.exists()


def test_a_signature_that_was_kept_before_the_question_closed() -> None:
    cache.clear()
    by = a_member()
    question = a_question(by, None, *PLACES)
    link = putting.make_link(by, ask_of(question))
    phone, start = came_in(link), f"/p/{link.token}/ask/"
    phone.get(start)
    choose(phone, link, facebook="given", tiktok="deferred")
    phone.post(f"{start}questions/", {"where": "there", "who": "true"})
    assert signed(phone, link).status_code == 302
    review.change(by, question.use, caption="Mũi sau ba tháng!")
    again = signed(phone, link)
    assert again.status_code == 302 and again.url.endswith("/done/")
    assert Scope.objects.filter(state="given").count() == 1
    assert LATE not in phone.get(again.url).content.decode()
