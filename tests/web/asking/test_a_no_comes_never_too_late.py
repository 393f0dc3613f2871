"""A no is kept whatever became of the question: its last day, its caption, whether the clinic still asks. Of anything
else that comes too late the page says that it is not kept."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache

from answering import choose, say_yes
from asked import a_question, ask_of
from builders import a_member, a_use, an_original
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.vocabulary import Destination
from kindao.web.asking import putting
from kindao.web.asking.models import Question
from kindao.web.clinics.models import Membership
from kindao.web.consent.models import Scope
from kindao.web.review import actions as review
from kindao.web.review import asking
from visitors import a_reached_patient, came_in

pytestmark = pytest.mark.django_db
FACEBOOK, TIKTOK = Destination.FACEBOOK, Destination.TIKTOK


@pytest.fixture
def by() -> Membership:
    cache.clear()
    return a_member()


def days_pass(monkeypatch: pytest.MonkeyPatch, days: float) -> None:
    then = clock.now() + timedelta(days=days)
    monkeypatch.setattr(clock, "now", lambda: then)


def states() -> dict[str, str]:
    return {row.destinations[0]: row.state for row in Scope.objects.all()}


def refused(question: Question) -> bool:
    """Whether the law is told of a no."""
    people, _ = asking.parties(question.use)
    return any(one.person.refused for one in people)


@pytest.mark.parametrize("days", [6, 9])
def test_near_the_last_day_and_after_it(by: Membership, monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    question = a_question(by, None, FACEBOOK, TIKTOK, ends=clock.today() + timedelta(days=7))
    link = putting.make_link(by, ask_of(question))
    days_pass(monkeypatch, days)
    phone = came_in(link)
    page = phone.get(f"/p/{link.token}/ask/").content.decode()
    assert "quá gần để nói có" in page and 'value="given"' not in page
    answer: Any = choose(phone, link, facebook="refused", tiktok="given")
    assert states() == {"facebook": "refused"}
    assert "Phần còn lại không được lưu" in answer.content.decode()
    assert choose(phone, link, tiktok="refused").status_code == 302
    assert states() == {"facebook": "refused", "tiktok": "refused"} and refused(question)


def test_a_yes_that_could_not_begin_is_not_asked_for(by: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    use = a_use(by, an_original(by, a_reached_patient(by)), caption="Mũi.")
    with pytest.raises(BadInput, match="could not begin"):
        a_question(by, use, ends=clock.today() + timedelta(days=1))
    question = a_question(by, use, ends=clock.today() + timedelta(days=4))
    link = putting.make_link(by, ask_of(question))
    days_pass(monkeypatch, 3.5)
    with pytest.raises(BadInput, match="too near"):
        putting.make_link(by, ask_of(question))
    phone = came_in(link)
    choose(phone, link, facebook="given")
    assert not Scope.objects.exists()


@pytest.mark.parametrize("gives_up", [False, True])
def test_when_the_caption_was_touched_or_the_clinic_gave_up(by: Membership, gives_up: bool) -> None:
    question = a_question(by, None, FACEBOOK, TIKTOK)
    link = putting.make_link(by, ask_of(question))
    phone = came_in(link)
    phone.get(f"/p/{link.token}/ask/")
    if gives_up:
        putting.give_up(by, question)
    else:
        review.change(by, question.use, caption="Mũi sau ba tháng!")
    answer = choose(phone, link, facebook="refused", tiktok="refused")
    assert answer.status_code in (200, 302) and refused(question)
    assert set(states().values()) == {"refused"}


def test_beside_a_yes_that_is_said_not_to_be_kept(by: Membership) -> None:
    question = a_question(by, None, FACEBOOK, TIKTOK)
    link = putting.make_link(by, ask_of(question))
    phone = came_in(link)
    choose(phone, link, facebook="given", tiktok="given")
    review.change(by, question.use, caption="Mũi sau ba tháng!")
    answer = phone.post(f"/p/{link.token}/ask/questions/", {"where": "there", "who": "true"})
    assert "Điều bạn vừa gửi không được lưu" in answer.content.decode()
    choose(phone, link, facebook="refused", tiktok="given")
    assert states() == {"facebook": "refused"}
    choose(phone, link, tiktok="given", facebook="given")
    assert states() == {"facebook": "refused"}


def test_far_from_it_all_is_as_before(by: Membership) -> None:
    link = putting.make_link(by, ask_of(a_question(by)))
    assert say_yes(came_in(link), link).status_code == 302
    assert states() == {"facebook": "given"}
