"""Of everything that somebody sends and that is not kept the page says so, and nothing untrue about why."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from answering import choose, signed
from asked import a_question, ask_of
from builders import a_member
from kindao import clock
from kindao.engine.vocabulary import Destination
from kindao.web.asking import putting
from kindao.web.asking.models import Question
from kindao.web.clinics.models import Membership
from kindao.web.consent.models import Scope
from visitors import came_in

pytestmark = pytest.mark.django_db
FACEBOOK, TIKTOK = Destination.FACEBOOK, Destination.TIKTOK
TAKEN_BACK = "Lời từ chối của bạn đã được lưu"
REST = "Có nơi bạn đã trả lời ở cửa sổ khác"


@pytest.fixture
def by() -> Membership:
    cache.clear()
    return a_member()


def test_a_not_now_beside_a_no_from_an_old_window_is_said_not_to_be_kept(by: Membership) -> None:
    link = putting.make_link(by, ask_of(a_question(by, None, FACEBOOK, TIKTOK)))
    phone, start = came_in(link), f"/p/{link.token}/ask/"
    phone.get(start)
    choose(phone, link, facebook="given", tiktok="given")
    phone.post(f"{start}questions/", {"where": "there", "who": "true"})
    assert signed(phone, link).status_code == 302
    old = {"choice-facebook": "deferred", "choice-tiktok": "refused", "answered": "0"}
    page = phone.post(start, old, follow=True).content.decode()
    assert TAKEN_BACK in page and REST in page
    page = phone.post(start, old, follow=True).content.decode()
    assert TAKEN_BACK not in page and REST not in page and "Bạn đã trả lời việc này ở cửa sổ khác" in page
    assert {one.state for one in Scope.objects.filter(purpose="advertising")} == {"given", "withdrawn"}


def test_a_no_alone_says_nothing_else(by: Membership) -> None:
    link = putting.make_link(by, ask_of(a_question(by, None, FACEBOOK, TIKTOK)))
    phone, start = came_in(link), f"/p/{link.token}/ask/"
    choose(phone, link, facebook="given", tiktok="given")
    phone.post(f"{start}questions/", {"where": "there", "who": "true"})
    signed(phone, link)
    page = phone.post(start, {"choice-tiktok": "refused", "choice-facebook": "given"}, follow=True).content.decode()
    assert TAKEN_BACK in page and "cửa sổ khác" not in page


def test_beside_a_place_that_still_waits_it_is_said_of_the_other_alone(by: Membership) -> None:
    link = putting.make_link(by, ask_of(a_question(by, None, FACEBOOK, TIKTOK)))
    phone, start = came_in(link), f"/p/{link.token}/ask/"
    choose(phone, link, facebook="given", tiktok="deferred")
    phone.post(f"{start}questions/", {"where": "there", "who": "true"})
    signed(phone, link)
    page = choose(phone, link, facebook="deferred", tiktok="refused")
    page = phone.get(page.url).content.decode()
    assert REST in page and "điều bạn vừa gửi thì không" not in page
    assert sorted(Scope.objects.values_list("state", flat=True)) == ["deferred", "given", "refused"]


def test_around_an_operation_a_not_now_is_not_said_to_come_too_late(by: Membership) -> None:
    question = a_question(by)
    link = putting.make_link(by, ask_of(question))
    phone = came_in(link)
    Question.objects.filter(pk=question.pk).update(procedure_at=clock.now() + timedelta(hours=4))
    page = choose(phone, link, facebook="deferred").content.decode()
    assert "Điều bạn vừa gửi không được lưu" in page and "muộn" not in page and not Scope.objects.exists()
    assert "chưa ai hỏi" not in page and "câu hỏi này được hoãn lại" in page
    assert choose(phone, link, facebook="refused").status_code == 302
    assert Scope.objects.get().state == "refused"
