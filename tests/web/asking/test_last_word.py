"""Of one picture, one purpose and one place what was said last counts: a no ends what permitted it, in whatever window
it is said, and whatever was agreed before."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from answering import choose, say_yes
from asked import a_question, ask_of, made
from asked import terms as asked_terms
from builders import a_consent, a_guardian, a_member, a_record, an_original, group, signed_in
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.policy.consent import Relation
from kindao.engine.vocabulary import Destination, Outcome
from kindao.web.asking import putting
from kindao.web.asking.models import Question, Step
from kindao.web.clinics.models import Membership
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Scope, State, Who
from kindao.web.door.links import Made
from kindao.web.door.models import Link
from kindao.web.review import asking, standing
from kindao.web.review.models import Use, UseState
from permits import a_lawful_use, a_permitted_use, permit
from visitors import a_reached_patient, came_in

pytestmark = pytest.mark.django_db
FACEBOOK, TIKTOK = Destination.FACEBOOK, Destination.TIKTOK


@pytest.fixture
def by() -> Membership:
    cache.clear()
    return a_member()


def of_any_picture(*places: Destination) -> dict[str, object]:
    (scope,) = a_record().scopes
    return {"scopes": (replace(scope, assets=frozenset(), destinations=frozenset(places or (FACEBOOK,))),)}


def now(use: Use) -> Outcome:
    decision = use.decisions.order_by("-number").first()
    assert decision is not None
    return standing.judged(decision, use).outcome


def asked_again(by: Membership, use: Use, *places: Destination, **told: Any) -> tuple[Question, Made, Client]:
    question = made(putting.put(by, use, asked_terms(*places, **told)))
    link = putting.make_link(by, ask_of(question))
    return question, link, came_in(link)


@pytest.mark.parametrize("older", ["this picture", "any picture"])
@pytest.mark.parametrize("said", ["refused", "deferred"])
def test_a_no_ends_what_permitted_that_very_use(by: Membership, older: str, said: str) -> None:
    patient = a_reached_patient(by)
    record = a_record() if older == "this picture" else a_record(**of_any_picture())
    use = a_lawful_use(by, patient, record)
    assert now(use) is Outcome.PERMIT
    _question, link, phone = asked_again(by, use)
    page = choose(phone, link, facebook=said)
    assert page.status_code == 302
    use.refresh_from_db()
    assert now(use) is Outcome.DENY and use.state == UseState.INSPECTING
    kept = Scope.objects.get(consent__entered_by=by.user)
    ended = older == "this picture" and said == "refused"
    assert kept.state == (State.WITHDRAWN if ended else State.GIVEN)


def test_the_other_pictures_and_places_stay_permitted(by: Membership) -> None:
    patient = a_reached_patient(by)
    use = a_lawful_use(by, patient, a_record(**of_any_picture(FACEBOOK, TIKTOK)))
    other = a_permitted_use(by, patient, an_original(by, patient, group()))
    permit(other, clock.today())
    _question, link, phone = asked_again(by, use, FACEBOOK, TIKTOK)
    choose(phone, link, facebook="refused", tiktok="deferred")
    assert now(use) is Outcome.DENY
    assert now(other) is Outcome.PERMIT


def test_what_was_signed_before_the_no_and_comes_in_after_it_does_not_count(by: Membership) -> None:
    patient = a_reached_patient(by)
    use = a_lawful_use(by, patient, a_record(**of_any_picture()))
    _question, link, phone = asked_again(by, use)
    choose(phone, link, facebook="refused")
    late = a_consent(by, patient, a_record(**of_any_picture()))
    assert late.scopes.get().state == State.GIVEN and now(use) is Outcome.DENY
    new = a_record(**of_any_picture(), signed_at=clock.now())
    a_consent(by, patient, new)
    assert permit(use, clock.today()) and now(use) is Outcome.PERMIT, "she has changed her mind on paper"


def test_a_yes_that_is_taken_back_revives_no_older_one(by: Membership) -> None:
    patient = a_reached_patient(by)
    use = a_lawful_use(by, patient, a_record(**of_any_picture()))
    _question, link, phone = asked_again(by, use)
    say_yes(phone, link)
    given = Scope.objects.get(consent__entered_by=None)
    assert given.state == State.GIVEN and now(use) is Outcome.PERMIT
    consents.withdraw(given.consent, who=Who.PATIENT)
    assert now(use) is Outcome.DENY


def test_a_fathers_no_ends_what_the_mother_allowed(by: Membership) -> None:
    child = a_reached_patient(by, birth_date=clock.today() - timedelta(days=1500))
    mother = a_guardian(by, child, phone="0900 000 222")
    father = a_guardian(by, child, name="Bố Kiểm Thử", relation=Relation.FATHER, phone="0900 000 333")
    first = a_question(by, patient=child, speaks=mother)
    yes = putting.make_link(by, ask_of(first))
    say_yes(came_in(yes), yes, "Mẹ Kiểm Thử")
    question = made(putting.put(by, first.use, asked_terms(), speaks=father))
    no = putting.make_link(by, ask_of(question))
    choose(came_in(no), no, facebook="refused")
    told = asking.consents_of(first.use.original, asking.everybody(first.use.original))
    assert [one.withdrawn_at or one.scopes[0].withdrawn_at for one in told] == [
        ask_of(question).answers.get().consent.signed_at
    ]
    assert Scope.objects.get(consent__guardianship=mother).state == State.GIVEN, "her answer stays hers"


# ---- two windows


def two_windows(by: Membership, *places: Destination) -> tuple[Made, Client]:
    question = a_question(by, None, *places)
    link = putting.make_link(by, ask_of(question))
    return link, came_in(link)


def test_a_no_in_a_window_that_still_asks_takes_the_yes_back(by: Membership) -> None:
    link, phone = two_windows(by)
    say_yes(phone, link)
    answer = phone.post(f"/p/{link.token}/ask/", {"choice-facebook": "refused"}, follow=True)
    page = answer.content.decode()
    assert Scope.objects.get().state == State.WITHDRAWN and "Lời từ chối của bạn đã được lưu" in page
    assert "Facebook" in page and "<b>Có</b>" not in page
    again = phone.post(f"/p/{link.token}/ask/", {"choice-facebook": "refused"}, follow=True).content.decode()
    assert "cửa sổ khác" not in again and Scope.objects.count() == 1


@pytest.mark.parametrize(("first", "then"), [("refused", "given"), ("given", "deferred")])
def test_nothing_is_lost_unsaid(by: Membership, first: str, then: str) -> None:
    link, phone = two_windows(by)
    if first == "given":
        say_yes(phone, link)
    else:
        choose(phone, link, facebook=first)
    page = phone.post(f"/p/{link.token}/ask/", {"choice-facebook": then}, follow=True).content.decode()
    assert "Bạn đã trả lời việc này ở cửa sổ khác" in page
    assert Scope.objects.get().state == first
    same = phone.post(f"/p/{link.token}/ask/", {"choice-facebook": first}, follow=True).content.decode()
    assert ("cửa sổ khác" in same) is False


def test_a_yes_that_is_signed_after_a_no_is_said_not_to_be_kept(by: Membership) -> None:
    link, phone = two_windows(by)
    start = f"/p/{link.token}/ask/"
    choose(phone, link, facebook="given")
    phone.post(f"{start}questions/", {"where": "there", "who": "true"})
    old = Step.objects.get(what=Step.What.CHOSE).pk
    choose(phone, link, facebook="refused")
    page = phone.post(f"{start}sign/", {"typed": "Lưu Thị Kiểm Thử", "chose": old}, follow=True).content.decode()
    assert "Bạn đã trả lời việc này ở cửa sổ khác" in page and Scope.objects.get().state == State.REFUSED


# ---- around an operation


def test_around_an_operation_no_link_goes_out_and_a_no_can_be_said(by: Membership) -> None:
    question = a_question(by)
    link = putting.make_link(by, ask_of(question))
    phone = came_in(link)
    Question.objects.filter(pk=question.pk).update(procedure_at=clock.now() + timedelta(hours=4))
    page = phone.get(f"/p/{link.token}/ask/").content.decode()
    assert "không được phép đăng" not in page and 'value="refused"' in page
    made_before = Link.objects.count()
    with pytest.raises(BadInput, match="too near to their treatment"):
        putting.make_link(by, ask_of(question))
    assert Link.objects.count() == made_before
    for said in ("given", "deferred"):
        assert "mở lại" in choose(phone, link, facebook=said).content.decode() and not Scope.objects.exists()
    assert choose(phone, link, facebook="refused").status_code == 302
    assert Scope.objects.get().state == State.REFUSED


def test_the_desk_says_when_they_may_be_asked(by: Membership) -> None:
    question = a_question(by)
    browser = signed_in(by.user)
    assert "Gửi đường dẫn" in browser.get(f"/questions/{question.pk}/").content.decode()
    Question.objects.filter(pk=question.pk).update(procedure_at=clock.now() + timedelta(hours=4))
    page = browser.get(f"/questions/{question.pk}/").content.decode()
    assert "Gửi đường dẫn" not in page and "không hỏi người bệnh" in page
