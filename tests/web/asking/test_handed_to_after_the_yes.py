"""Who read that Facebook receives it, and nobody else, did not agree to an influencer who was named afterwards."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache

from answering import say_yes
from asked import a_question, ask_of
from builders import a_consent, a_member, a_record, a_use, an_original
from kindao import clock
from kindao.engine.policy.consent import KINDAO, Recipient
from kindao.engine.vocabulary import Outcome, Party
from kindao.web.asking import putting
from kindao.web.clinics.models import Membership
from kindao.web.consent.models import Consent
from kindao.web.review.models import Use
from permits import answer_of
from visitors import a_reached_patient, came_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Membership:
    cache.clear()
    return a_member()


def handed_to(use: Use, *parties: Party) -> None:
    Use.objects.filter(pk=use.pk).update(handed_to=sorted(parties))
    use.refresh_from_db()


def named(consent: Consent) -> set[Any]:
    return {one["name"] for one in consent.record["recipients"]}


@pytest.mark.parametrize("when", ["before the answer", "after it"])
def test_whoever_was_not_read_of_was_not_agreed_to(by: Membership, when: str) -> None:
    use = a_use(by, an_original(by, a_reached_patient(by)), caption="Mũi.")
    link = putting.make_link(by, ask_of(a_question(by, use)))
    if when == "before the answer":
        handed_to(use, Party.INFLUENCER)
    assert say_yes(came_in(link), link).status_code == 302
    handed_to(use)
    later = clock.today() + timedelta(days=3)
    consent = Consent.objects.get()
    assert named(consent) == {"Facebook (Meta)"} and consent.record["collected"]["by"] == KINDAO
    assert answer_of(use, later).outcome is Outcome.PERMIT
    handed_to(use, Party.INFLUENCER)
    answer = answer_of(use, later)
    assert answer.outcome is Outcome.DENY and "VN-DP-9-1-WHO" in {one.rule for one in answer.reasons}


def test_whom_they_read_of_they_agreed_to(by: Membership) -> None:
    use = a_use(by, an_original(by, a_reached_patient(by)), caption="Mũi.", handed_to=[Party.INFLUENCER])
    link = putting.make_link(by, ask_of(a_question(by, use)))
    assert say_yes(came_in(link), link).status_code == 302
    assert named(Consent.objects.get()) == {"Facebook (Meta)", "người có ảnh hưởng"}
    reasons = {one.rule for one in answer_of(use, clock.today() + timedelta(days=3)).reasons}
    assert not reasons & {"VN-DP-9-1-WHO", "VN-DP-9-1-KIND"}


def test_a_paper_may_call_them_otherwise_and_a_person_looks(by: Membership) -> None:
    patient = a_reached_patient(by)
    use = a_use(by, an_original(by, patient), handed_to=[Party.INFLUENCER])
    a_consent(by, patient, a_record(recipients=(Recipient("Facebook", "US"), Recipient("bạn của phòng khám"))))
    answer = answer_of(use, clock.today())
    assert answer.outcome is Outcome.INDETERMINATE
    assert "VN-DP-9-1-KIND" in {one.rule for one in answer.reasons}
