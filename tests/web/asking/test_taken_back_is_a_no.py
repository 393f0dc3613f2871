"""Asking again is limited after a yes that was taken back, as after a no."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from answering import choose, say_yes
from asked import a_question, ask_of, made, terms
from builders import a_member, a_use, an_original
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.vocabulary import Destination
from kindao.web.asking import putting
from kindao.web.clinics.models import Membership
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Consent, Who
from kindao.web.review.models import Use
from visitors import a_reached_patient, came_in

pytestmark = pytest.mark.django_db
FACEBOOK = Destination.FACEBOOK


@pytest.fixture
def by() -> Membership:
    cache.clear()
    return a_member()


def days_pass(monkeypatch: pytest.MonkeyPatch, days: float) -> None:
    then = clock.now() + timedelta(days=days)
    monkeypatch.setattr(clock, "now", lambda: then)


def says_yes(by: Membership, use: Use) -> Consent:
    link = putting.make_link(by, ask_of(made(putting.put(by, use, terms(FACEBOOK)))))
    assert say_yes(came_in(link), link).status_code == 302
    return Consent.objects.latest("entered_at")


def test_who_took_it_back_twice_is_not_asked_again_for_months(by: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    use = a_use(by, an_original(by, a_reached_patient(by)), caption="Mũi.")
    for _ in range(2):
        consents.withdraw(says_yes(by, use), who=Who.PATIENT)
        days_pass(monkeypatch, 4)
    with pytest.raises(BadInput, match="said no 2 times"):
        putting.put(by, use, terms(FACEBOOK))
    days_pass(monkeypatch, 91)
    assert putting.put(by, use, terms(FACEBOOK))


def test_a_yes_of_long_ago_that_is_taken_back_now_counts_now(by: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    use = a_use(by, an_original(by, a_reached_patient(by)), caption="Mũi.")
    old = says_yes(by, use)
    days_pass(monkeypatch, 120)
    consents.withdraw(old, who=Who.PATIENT)
    consents.withdraw(says_yes(by, use), who=Who.PATIENT)
    with pytest.raises(BadInput, match="said no 2 times"):
        putting.put(by, use, terms(FACEBOOK))


def test_a_no_that_takes_an_older_yes_back_is_one_no(by: Membership) -> None:
    use = a_use(by, an_original(by, a_reached_patient(by)), caption="Mũi.")
    says_yes(by, use)
    question = a_question(by, use, FACEBOOK)
    link = putting.make_link(by, ask_of(question))
    assert choose(came_in(link), link, facebook="refused").status_code == 302
    assert Consent.objects.earliest("entered_at").scopes.get().state == "withdrawn"
    assert putting.put(by, use, terms(FACEBOOK))
