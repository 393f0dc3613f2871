"""A no, and a not now, is kept whenever it is said, and stops the picture for that purpose and place, whatever words go
with it; of whoever may say nothing any more it is said that nothing was kept."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from answering import choose
from asked import a_question, ask_of
from asked import terms as asked_terms
from builders import a_member, a_use, an_original
from kindao import clock
from kindao.engine.policy.consent import GiverRole
from kindao.engine.vocabulary import Destination, Purpose
from kindao.web.asking import putting
from kindao.web.asking.models import Question
from kindao.web.cases import actions as cases
from kindao.web.clinics.models import Membership
from kindao.web.consent.models import Scope
from kindao.web.releases import actions as releases
from kindao.web.releases.models import Stage
from kindao.web.review import actions as review
from kindao.web.review import asking
from kindao.web.review.models import Use
from permits import permit
from visitors import a_reached_patient, came_in

pytestmark = pytest.mark.django_db
WEBSITE = Destination.WEBSITE


@pytest.fixture
def by() -> Membership:
    cache.clear()
    return a_member()


def a_story(by: Membership) -> Use:
    original = an_original(by, a_reached_patient(by))
    return a_use(by, original, purpose=Purpose.AWARENESS, destination=WEBSITE, body_area="", caption="Sau.")


def days_later(monkeypatch: pytest.MonkeyPatch, days: float) -> None:
    then = clock.now() + timedelta(days=days)
    monkeypatch.setattr(clock, "now", lambda: then)


def refused(use: Use) -> bool:
    (seen,), _ = asking.parties(use)
    return seen.person.refused == {GiverRole.SELF}


def states() -> list[tuple[str, str]]:
    return [(row.destinations[0], row.state) for row in Scope.objects.order_by("consent__entered_at", "number")]


@pytest.mark.parametrize("said", ["refused", "deferred"])
@pytest.mark.parametrize("days", [6.2, 9])
def test_near_the_last_day_and_after_it_a_no_is_kept(
    by: Membership, monkeypatch: pytest.MonkeyPatch, days: float, said: str
) -> None:
    use = a_story(by)
    question = a_question(by, use, WEBSITE, ends=clock.today() + timedelta(days=7))
    link = putting.make_link(by, ask_of(question))
    days_later(monkeypatch, days)
    answer = choose(came_in(link), link, website=said)
    assert answer.status_code == 302 and states() == [("website", said)] and refused(use)
    assert Scope.objects.get().starts is None, "a no has no first day"


def test_what_is_out_comes_down_by_a_no_near_the_last_day(by: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    use = a_story(by)
    permit(use, clock.today(), by_officer=True)
    release = releases.release_by_hand(by, use)
    with releases.handed_out(by, release):
        pass
    question = a_question(by, use, WEBSITE, ends=clock.today() + timedelta(days=2))
    link = putting.make_link(by, ask_of(question))
    days_later(monkeypatch, 1.2)
    assert choose(came_in(link), link, website="refused").status_code == 302
    release.refresh_from_db()
    assert release.stage == Stage.COMING_DOWN and release.takedowns.count() == 1


@pytest.mark.parametrize("how", ["caption", "given up"])
@pytest.mark.parametrize("said", ["refused", "deferred"])
def test_a_no_to_a_question_that_ended_while_the_page_was_open_is_one_to_the_picture(
    by: Membership, how: str, said: str
) -> None:
    use = a_story(by)
    question = a_question(by, use, WEBSITE)
    link = putting.make_link(by, ask_of(question))
    phone = came_in(link)
    if how == "caption":
        review.change(by, use, caption="Sau!")
    else:
        putting.give_up(by, question)
    answer = choose(phone, link, website=said)
    use.refresh_from_db()
    if how == "caption":
        assert "Câu trả lời đã được lưu" in phone.get(answer.url).content.decode()
    else:
        assert "Điều bạn vừa bấm đã được giữ" in answer.content.decode()
    assert states() == [("website", said)] and refused(use), use.caption
    beside = a_use(by, use.original, purpose=Purpose.AWARENESS, destination=WEBSITE, body_area="", caption="Lời khác.")
    assert refused(beside), "whatever words go with it"


def test_of_a_yes_to_a_question_that_ended_the_page_says_that_it_was_not_kept(by: Membership) -> None:
    use = a_story(by)
    link = putting.make_link(by, ask_of(a_question(by, use, WEBSITE, Destination.ZALO)))
    phone = came_in(link)
    review.change(by, use, caption="Sau!")
    answer = choose(phone, link, website="given")
    assert "Điều bạn vừa gửi không được lưu" in answer.content.decode() and not states()
    answer = choose(phone, link, website="given", zalo="refused")
    assert "Phần còn lại không được lưu" in answer.content.decode() and states() == [("zalo", "refused")]


def test_beside_a_yes_around_an_operation_a_no_is_kept(by: Membership) -> None:
    use = a_story(by)
    question = a_question(by, use, WEBSITE, Destination.ZALO)
    link = putting.make_link(by, ask_of(question))
    phone = came_in(link)
    Question.objects.filter(pk=question.pk).update(procedure_at=clock.now())
    answer = choose(phone, link, website="given", zalo="refused")
    assert "Phần còn lại không được lưu" in answer.content.decode() and states() == [("zalo", "refused")]


def test_of_whoever_no_longer_answers_for_themselves_nothing_is_kept(by: Membership) -> None:
    use = a_story(by)
    link = putting.make_link(by, ask_of(a_question(by, use, WEBSITE)))
    phone = came_in(link)
    cases.change_patient(by, use.original.patient, birth_date=clock.today() - timedelta(days=1500))
    assert "không được lưu" in choose(phone, link, website="refused").content.decode()
    assert not states()


def test_a_no_before_its_copy_is_made_anew_is_kept_without_words(by: Membership) -> None:
    """Asked anew around an operation: by the older link they come to a question whose copy isn't there yet."""
    use = a_story(by)
    link = putting.make_link(by, ask_of(a_question(by, use, WEBSITE)))
    phone = came_in(link)
    hour = clock.now() + timedelta(hours=3)
    putting.put(by, use, asked_terms(WEBSITE, procedure_at=hour))
    assert choose(phone, link, website="refused").status_code == 302
    assert states() == [("website", "refused")] and refused(use)
    assert phone.get(f"/p/{link.token}/ask/receipt/").status_code == 200
