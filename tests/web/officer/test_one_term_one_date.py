"""One request, one clock: the day it ends is the same on every page, and no page tells a reminder for time that has
gone."""

import re
from datetime import datetime, timedelta

import pytest

from builders import a_consent, a_member, a_patient, signed_in
from kindao import clock
from kindao.engine.policy.consent import VIETNAM
from kindao.web.clinics.models import Membership, Role
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Who
from kindao.web.officer import clocks
from kindao.web.rights import actions, reminding
from kindao.web.rights.models import Kind

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=VIETNAM)  # Tuesday the 24th is a day off for some
NEXT_FRIDAY = FRIDAY + timedelta(days=7)


def told(by: Membership, address: str, language: str = "en") -> str:
    client = signed_in(by.user)
    client.cookies["django_language"] = language
    return " ".join(re.sub(r"<[^>]+>", " ", client.get(address).content.decode()).split())


@pytest.mark.parametrize(("language", "ends"), [("en", "the end of 24 Nov 2026"), ("vi", "hết ngày 24/11/2026")])
def test_a_request_ends_on_one_day_wherever_it_is_told(
    monkeypatch: pytest.MonkeyPatch, language: str, ends: str
) -> None:
    officer = a_member(Role.OFFICER)
    monkeypatch.setattr(clock, "now", lambda: FRIDAY)
    actions.enter(officer, a_patient(officer), Kind.SEE, received_at=FRIDAY)
    monkeypatch.setattr(clock, "now", lambda: FRIDAY + timedelta(hours=3))
    pages = [told(officer, address, language) for address in ("/rights/requests/", "/officer/clocks/")]
    left = {"en": "4 days left", "vi": "còn 4 ngày"}[language]
    for page in pages:
        assert f"{left} · {ends}".lower() in page.lower(), page
        assert "2026-11-" not in page and "25 Nov" not in page and "25/11" not in page


def test_a_withdrawal_by_staff_counts_to_the_day_that_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    officer = a_member(Role.OFFICER)
    monkeypatch.setattr(clock, "now", lambda: FRIDAY)
    consents.withdraw(a_consent(officer, a_patient(officer)), who=Who.PATIENT)
    for one in clocks.running(officer).open:
        if one.term.due is None:
            assert one.days is None
        else:
            assert one.days == (one.term.due.date() - FRIDAY.date()).days
            assert str(one.term.due.day) in one.ends.en
    monkeypatch.setattr(clock, "now", lambda: NEXT_FRIDAY)
    assert {one.late for one in clocks.running(officer).open if one.days is None} <= {True}


def test_no_page_says_that_half_a_term_has_gone_on_its_first_day(monkeypatch: pytest.MonkeyPatch) -> None:
    officer = a_member(Role.OFFICER)
    monkeypatch.setattr(clock, "now", lambda: NEXT_FRIDAY)
    request = actions.enter(officer, a_patient(officer), Kind.DELETE, received_at=NEXT_FRIDAY)
    monkeypatch.setattr(clock, "now", lambda: NEXT_FRIDAY + timedelta(hours=15))  # the evening
    assert reminding.remind() == 1, "a weekend comes"
    for address in ("/rights/requests/", "/officer/", f"/rights/requests/{request.pk}/"):
        page = told(officer, address)
        assert "per cent" not in page, address
    assert "A deadline of the law comes closer" in told(officer, "/rights/requests/")
    monkeypatch.setattr(clock, "now", lambda: NEXT_FRIDAY + timedelta(days=30))
    page = told(officer, "/rights/requests/")
    assert "late" in page and "comes closer" not in page
