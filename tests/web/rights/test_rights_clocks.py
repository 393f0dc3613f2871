"""The clocks of each right: which articles, how long, when reminded, what an extension does. No database."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kindao.engine.policy.consent import VIETNAM
from kindao.engine.policy.deadlines import SHARES
from kindao.engine.policy.pack import load_pack
from kindao.web.rights import clocks
from kindao.web.rights.clocks import CLOSED, MOVES, Kind, Step, Term, terms
from kindao.web.rights.keeping import KEPT

MONDAY = datetime(2026, 8, 3, 9, 0, tzinfo=VIETNAM)  # no holiday near


def of(kind: Kind, *, now: datetime = MONDAY, received: datetime = MONDAY, **told: object) -> tuple[Term, ...]:
    return terms(load_pack("vn"), kind, received, now=now, **told)  # type: ignore[arg-type]


EXPECTED = {  # days; with a third party; with the one extension on top
    Kind.SEE: ("DL-ACCESS", 10, 15, 10),
    Kind.COPY: ("DL-ACCESS", 10, 15, 10),
    Kind.CORRECT: ("DL-ACCESS", 10, 15, 10),
    Kind.RESTRICT: ("DL-WITHDRAW", 15, 20, 15),
    Kind.OBJECT: ("DL-WITHDRAW", 15, 20, 15),
    Kind.WITHDRAW: ("DL-WITHDRAW", 15, 20, 15),
    Kind.WITHDRAW_HELP: ("DL-WITHDRAW", 15, 20, 15),
    Kind.DELETE: ("DL-ERASE", 20, 30, 20),
}


@pytest.mark.parametrize("kind", EXPECTED)
def test_each_right_has_the_terms_of_the_decree(kind: Kind) -> None:
    """Decree 356/2025, article 5: clauses 2, 3 and 4."""
    name, days, third, extra = EXPECTED[kind]
    for third_party, extended in ((False, False), (True, False), (False, True), (True, True)):
        one = next(term for term in of(kind, third_party=third_party, extended=extended) if term.id == name)
        assert one.running.limit == (third if third_party else days) + (extra if extended else 0)
        assert "356/2025" in one.running.clock.cited.vi and "Điều 5" in one.running.clock.cited.vi
    assert clocks.main(of(kind)).id == name


@pytest.mark.parametrize("kind", Kind)
def test_each_is_acknowledged_within_two_working_days_and_names_its_article(kind: Kind) -> None:
    found = {term.id: term for term in of(kind)}
    due = found["DL-ACK"].due
    assert due is not None and due.date() == (MONDAY + timedelta(days=2)).date()
    article = clocks.RIGHTS[kind].article
    assert "khoản 1 Điều 4 Luật 91/2025/QH15" in article.vi and "Article 4(1)" in article.en


def test_a_complaint_about_a_post_has_forty_eight_hours() -> None:
    found = {term.id: term for term in of(Kind.COMPLAIN)}
    assert found["DL-SN48"].due == MONDAY + timedelta(hours=48)
    assert not clocks.can_extend(tuple(found.values()))


@given(
    kind=st.sampled_from(Kind),
    received=st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1)).map(lambda at: at.replace(tzinfo=VIETNAM)),
    hours=st.integers(0, 24 * 90),
    step=st.sampled_from(Step),
    third=st.booleans(),
    extended=st.booleans(),
)
def test_what_always_holds(kind: Kind, received: datetime, hours: int, step: Step, third: bool, extended: bool) -> None:
    """A closed request has nothing open or late; reminders only grow; an extension never shortens; only what has run
    its time is late."""
    now = received + timedelta(hours=hours)
    found = of(kind, now=now, received=received, step=step, third_party=third, extended=extended)
    later = of(kind, now=now + timedelta(days=1), received=received, step=step, third_party=third, extended=extended)
    for term, next_day in zip(found, later, strict=True):
        assert 0 <= term.share <= next_day.share <= 100
        assert set(term.reminders) <= set(next_day.reminders) <= set(SHARES)
        if step in CLOSED:
            assert term.over and not term.late and not term.reminders
        if term.late and term.due is not None:
            assert now > term.due and term.share == 100 and term.reminders == SHARES
    plain = {term.id: term for term in of(kind, now=now, received=received, third_party=third)}
    for term in found:
        before = plain[term.id].due
        assert term.due is None or before is None or term.due >= before


def test_reminders_come_at_half_four_fifths_and_nearly_all() -> None:
    told = [
        next(t for t in of(Kind.DELETE, now=MONDAY + timedelta(days=day)) if t.id == "DL-ERASE").reminders
        for day in (1, 11, 17, 20)
    ]
    assert told == [(), (50,), (50, 80), (50, 80, 95)]


def test_nothing_leads_back_from_a_closed_request() -> None:
    reached, new = set[Step](), {Step.RECEIVED}
    while new - reached:
        reached |= new
        new = {further for step in reached for further in MOVES[step]}
    assert reached == set(Step)
    assert all(not MOVES[step] for step in CLOSED)
    assert Step.REFUSED not in MOVES[Step.RECEIVED], "first it is acknowledged"


def test_records_are_kept_to_the_end_of_a_year_and_name_two_articles() -> None:
    for one in KEPT.values():
        until = one.until(MONDAY.date())
        assert (until.year, until.month, until.day) == (2026 + one.years, 12, 31)
        assert "Điều 69 Luật 15/2023/QH15" in one.article.vi and "Điều" in one.place.vi
    assert {one.id: one.years for one in KEPT.values()} == {
        "patient": 10,
        "cosmetic": 20,
        "accident": 20,
        "death": 30,
        "transplant": 30,
    }
