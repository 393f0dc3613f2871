"""A form that was sent without all answers says what is missing, and where; a question that nobody answered is not
answered for them."""

import re
from typing import Any

import pytest
from django.core.cache import cache

from answering import choose
from asked import a_question, ask_of
from builders import a_member
from kindao.engine.vocabulary import Destination
from kindao.web.asking import putting
from kindao.web.asking.models import Step
from kindao.web.clinics.models import Membership
from visitors import came_in

pytestmark = pytest.mark.django_db
PLACES = (Destination.FACEBOOK, Destination.TIKTOK, Destination.YOUTUBE)
MISSING = "Chưa có câu trả lời"


@pytest.fixture
def by() -> Membership:
    cache.clear()
    return a_member()


def text_of(answer: Any) -> str:
    return " ".join(re.sub("<[^>]+>", " ", answer.content.decode()).split())


def test_each_place_without_an_answer_is_marked(by: Membership) -> None:
    link = putting.make_link(by, ask_of(a_question(by, None, *PLACES)))
    phone = came_in(link)
    phone.get(f"/p/{link.token}/ask/")
    empty = text_of(choose(phone, link))
    assert "Còn 3 nơi chưa có câu trả lời" in empty and empty.count(MISSING) == 3
    one = text_of(choose(phone, link, facebook="given", tiktok="given"))
    assert "Còn 1 nơi chưa có câu trả lời" in one and one.count(MISSING) == 1
    assert one.index(MISSING) > one.index("Kênh YouTube của phòng khám")
    assert MISSING not in text_of(phone.get(f"/p/{link.token}/ask/"))


def test_questions_that_nobody_answered_are_not_given_away(by: Membership) -> None:
    ask = ask_of(a_question(by))
    link = putting.make_link(by, ask)
    phone, questions = came_in(link), f"/p/{link.token}/ask/questions/"
    choose(phone, link, facebook="given")
    answer = phone.post(questions, {})
    said = text_of(answer)
    assert answer.status_code == 422 and "Đúng ra là" not in said and "Chưa đúng" not in said
    assert "Xin trả lời cả hai câu" in said and said.count(MISSING) == 2
    assert not ask.steps.filter(what=Step.What.MISTOOK).exists(), "nothing was mistaken"


def test_of_two_questions_the_one_that_was_mistaken_is_explained(by: Membership) -> None:
    ask = ask_of(a_question(by))
    link = putting.make_link(by, ask)
    phone, questions = came_in(link), f"/p/{link.token}/ask/questions/"
    choose(phone, link, facebook="given")
    said = text_of(phone.post(questions, {"where": "record"}))
    assert said.count("Đúng ra là") == 1 and "Hình sẽ ở đây" in said and said.count(MISSING) == 1
    assert "Chưa đúng" in said
    assert ask.steps.get(what=Step.What.MISTOOK).facts == {"where": "record"}
    half = text_of(phone.post(questions, {"where": "there"}))
    assert "Đúng ra là" not in half and half.count(MISSING) == 1
    assert not ask.steps.filter(what=Step.What.UNDERSTOOD).exists()
    assert phone.post(questions, {"where": "there", "who": "true"}).status_code == 302
