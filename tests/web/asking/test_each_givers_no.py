"""A no ends what the same side said before, at the moment at which it was said: the child's yes is the child's, and
the mother's the mother's, whoever signed first."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache

from answering import say_yes
from asked import a_question
from builders import a_consent, a_guardian, a_member, a_record, an_original
from kindao import clock
from kindao.engine.policy.consent import GiverRole
from kindao.engine.vocabulary import Destination
from kindao.web.asking import putting
from kindao.web.asking.models import Question
from kindao.web.clinics.models import Membership
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Consent, Who
from kindao.web.review import asking
from visitors import a_reached_patient, came_in

pytestmark = pytest.mark.django_db
NAMES = {GiverRole.SELF: "Lưu Thị Kiểm Thử", GiverRole.GUARDIAN: "Mẹ Kiểm Thử"}


@pytest.fixture
def by() -> Membership:
    cache.clear()
    return a_member()


def asked(by: Membership) -> Question:
    child = a_reached_patient(by, birth_date=clock.today() - timedelta(days=365 * 17))
    mother = a_guardian(by, child, phone="0900 000 222")
    return a_question(by, patient=child, speaks=mother)


def answer(by: Membership, question: Question, role: GiverRole) -> None:
    ask = next(one for one in question.asks.all() if (one.guardianship_id is None) is (role is GiverRole.SELF))
    link = putting.make_link(by, ask)
    say_yes(came_in(link), link, NAMES[role])


def told(question: Question) -> dict[Any, list[datetime | None]]:
    original = question.use.original
    return {
        one.giver.role: [one.ended(scope) for scope in one.scopes]
        for one in asking.consents_of(original, asking.everybody(original))
    }


@pytest.mark.parametrize("first", [GiverRole.SELF, GiverRole.GUARDIAN])
def test_the_mothers_withdrawal_is_hers_alone_and_told_when_it_was(by: Membership, first: GiverRole) -> None:
    question = asked(by)
    for role in sorted(NAMES, key=lambda one: one is not first):
        answer(by, question, role)
    hers = Consent.objects.get(giver=GiverRole.GUARDIAN)
    consents.withdraw(hers, who=Who.REPRESENTATIVE)
    hers.refresh_from_db()
    ended = told(question)
    assert set(ended[GiverRole.SELF]) == {None} and set(ended[GiverRole.GUARDIAN]) == {hers.withdrawn_at}


@pytest.mark.parametrize("whole", [True, False])
def test_an_older_paper_ends_when_the_newer_was_taken_back(by: Membership, whole: bool) -> None:
    patient = a_reached_patient(by)
    (scope,) = a_record().scopes
    both = replace(scope, destinations=frozenset({Destination.FACEBOOK, Destination.TIKTOK}))
    days = [clock.now() - timedelta(days=ago) for ago in (60, 30)]
    older, newer = (a_consent(by, patient, a_record(scopes=(both,), signed_at=at)) for at in days)
    before = clock.now()
    if whole:
        consents.withdraw(newer, who=Who.PATIENT)
    else:
        consents.withdraw_place(newer.scopes.get(), "facebook", who=Who.PATIENT)
    original = an_original(by, patient)
    found = asking.consents_of(original, asking.everybody(original))
    ends = {(one.id, place): one.ended(scope) for one in found for scope in one.scopes for place in scope.destinations}
    gone = [ends[str(one.pk), Destination.FACEBOOK] for one in (older, newer)]
    assert gone[0] == gone[1] and gone[0] is not None and gone[0] >= before
    assert all((ends[str(one.pk), Destination.TIKTOK] is not None) is whole for one in (older, newer))
