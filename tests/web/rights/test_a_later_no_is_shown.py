"""The person's own page says yes where the law is told of one, and of nothing else."""

import json
from dataclasses import replace

import pytest
from django.core.cache import cache

from answering import choose, say_yes
from asked import a_question, ask_of, made, terms
from builders import a_consent, a_member, a_record
from kindao.engine.vocabulary import Destination
from kindao.web.asking import putting
from kindao.web.clinics.models import Membership
from kindao.web.rights import copying, own
from visitors import a_link, came_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Membership:
    cache.clear()
    return a_member()


def test_what_a_later_not_now_ended_is_no_yes_any_more(by: Membership) -> None:
    question = a_question(by)
    person = question.use.patient
    link = putting.make_link(by, ask_of(question))
    say_yes(came_in(link), link)
    (scope,) = a_record().scopes
    places = frozenset({Destination.FACEBOOK, Destination.WEBSITE})
    both = replace(scope, destinations=places, assets=frozenset({question.use.original.digest}))
    a_consent(by, person, a_record(scopes=(both,)))
    a_consent(by, person, a_record(scopes=(replace(scope, assets=frozenset()),)))
    again = made(putting.put(by, question.use, terms(discount=True)))
    link = putting.make_link(by, ask_of(again))
    assert choose(came_in(link), link, facebook="deferred").status_code == 302
    answers = {one.answer: one for consent in own.consents(person) for one in consent.scopes}
    said = [one.answer for consent in own.consents(person) for one in consent.scopes]
    assert sorted(said) == ["later", "over", "yes", "yes"], "of any picture the yes stands for others"
    assert not answers["over"].stands
    page = came_in(home := a_link(by, person)).get(f"/p/{home.token}/own/").content.decode()
    assert page.count("đã có câu trả lời mới hơn") == 2, "of the phone's yes, and of one place of the paper"
    places_told = [scope["places"] for one in copying.parcel(person).told["consents"] for scope in one["scopes"]]
    assert {"facebook": "over", "website": "yes"} in places_told, json.dumps(places_told)
