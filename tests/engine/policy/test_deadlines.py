"""What is due when: by hand for every clock, against a second count for any moment, and under the law of the day."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kindao.engine.errors import BadInput, Failed
from kindao.engine.policy import Pack, load_pack
from kindao.engine.policy.calendar import calendar
from kindao.engine.policy.deadlines import VIETNAM, Clock, Running, Unit, clocks, events, running, what
from kindao.engine.policy.decision import Verified
from kindao.engine.policy.pack import WEAK


@cache
def pack(name: str = "vn") -> Pack:
    return replace(load_pack(), name=name)


def at(text: str) -> datetime:
    said = datetime.fromisoformat(text)
    return said if said.tzinfo else said.replace(tzinfo=VIETNAM)


def the(identity: str, event: str, since: str, *, law: str = "vn", **facts: bool) -> Running:
    (one,) = [one for one in running(pack(law), event, at(since), **facts) if one.clock.id == identity]
    return one


Term = tuple[int, int, int, str]
TERMS: dict[str, Term] = {  # limit, with a third party, extension, unit: as the law is known, written a second time
    "DL-ACK": (2, 2, 0, "working-days"),
    "DL-STOP": (0, 0, 0, "at-once"),
    "DL-WITHDRAW": (15, 20, 15, "days"),
    "DL-ACCESS": (10, 15, 10, "days"),
    "DL-ERASE": (20, 30, 20, "days"),
    "DL-PROTECT": (15, 15, 15, "days"),
    "DL-BREACH": (72, 72, 0, "hours"),
    "DL-BIO": (72, 72, 0, "hours"),
    "DL-BIO-KEEP": (5, 5, 0, "years"),
    "DL-DPIA": (60, 60, 0, "days"),
    "DL-DPIA-TRANSFER": (60, 60, 0, "days"),
    "DL-DPIA-RESULT": (15, 15, 0, "days"),
    "DL-DPIA-FIX": (30, 30, 0, "days"),
    "DL-DPIA-UPDATE": (6, 6, 0, "months"),
    "DL-DPIA-CHANGE": (10, 10, 0, "days"),
    "DL-SN24": (24, 24, 0, "hours"),
    "DL-AD24": (24, 24, 0, "hours"),
    "DL-CY24": (24, 24, 0, "hours"),
    "DL-SN48": (48, 48, 0, "hours"),
    "DL-HONOUR": (0, 0, 0, "at-once"),
    "DL-ADREC": (3, 3, 0, "years"),
    "DL-ADREC-REPORT": (1, 1, 0, "each-year"),
    "DL-LIVE": (1, 1, 0, "years"),
    "DL-D13-STOP": (0, 0, 0, "at-once"),
    "DL-D13-OBJECT": (72, 72, 0, "hours"),
    "DL-D13-RESTRICT": (72, 72, 0, "hours"),
    "DL-D13-PROVIDE": (72, 72, 0, "hours"),
    "DL-D13-ERASE": (72, 72, 0, "hours"),
    "DL-D13-BREACH": (72, 72, 0, "hours"),
    "DL-D13-DPIA": (60, 60, 0, "days"),
    "DL-D13-TRANSFER": (0, 0, 0, "at-once"),
    "DL-GDPR-REQUEST": (1, 1, 2, "months"),
    "DL-GDPR-BREACH": (72, 72, 0, "hours"),
    "DL-HIPAA-ACCESS": (30, 30, 30, "days"),
}
UNSETTLED = {"DL-WITHDRAW", "DL-ACCESS", "DL-ERASE", "DL-PROTECT", "DL-DPIA-RESULT", "DL-DPIA-FIX", "DL-DPIA-CHANGE"}
KEPT = {"DL-BIO-KEEP", "DL-ADREC", "DL-LIVE"}
ALL = [clock for law in ("vn", "gdpr", "hipaa") for clock in clocks(pack(law))]


def test_every_clock_has_the_term_that_the_law_gives_it() -> None:
    assert {c.id: (c.limit, c.with_third_party, c.extension, c.unit.value) for c in ALL} == TERMS
    assert {clock.id for clock in ALL if clock.unsettled} == UNSETTLED
    assert {clock.id for clock in ALL if clock.keep} == KEPT


@pytest.mark.parametrize("clock", ALL, ids=lambda clock: clock.id)
def test_a_clock_says_who_does_what_under_which_article(clock: Clock) -> None:
    for words in (clock.who, clock.words, clock.todo):
        assert words.vi and words.en and words.vi != words.en and not words.vi.isascii()
    assert clock.articles and clock.events and clock.cited.vi and clock.cited.en
    assert clock.until is None or clock.since < clock.until
    assert (clock.verified in WEAK) is (clock.id == "DL-HIPAA-ACCESS")


def test_a_flag_is_that_of_the_weakest_article() -> None:
    flags = {clock.id: clock.verified for clock in ALL}
    assert flags["DL-ACK"] is Verified.Y and flags["DL-SN24"] is Verified.Y2 and flags["DL-HIPAA-ACCESS"] is Verified.N
    of = {clock.id: clock for clock in ALL}
    mixed = replace(of["DL-ACK"], articles=of["DL-ACK"].articles + of["DL-SN24"].articles)
    assert mixed.verified is Verified.Y2


Case = tuple[str, str, str, dict[str, bool], list[str], str]
BY_HAND: list[Case] = [  # clock, event, moment, facts, when each reading ends, the last safe day
    ("DL-ACK", "request", "2026-03-02T16:59", {}, ["2026-03-04"], "2026-03-04"),
    ("DL-ACK", "request", "2026-03-06T08:00", {}, ["2026-03-10"], "2026-03-10"),  # Friday: the weekend does not count
    ("DL-ACK", "erase", "2026-02-13T08:00", {}, ["2026-02-24"], "2026-02-24"),  # before Tết
    ("DL-ACK", "access", "2026-08-28T08:00", {}, ["2026-09-04"], "2026-09-03"),  # Monday swapped: not off for all
    ("DL-ACK", "access", "2026-01-08T08:00", {}, ["2026-01-10"], "2026-01-09"),  # a Saturday worked for a swap
    ("DL-ACK", "access", "2026-11-23T08:00", {}, ["2026-11-26"], "2026-11-25"),  # 24 November is doubtful
    ("DL-STOP", "withdraw", "2026-03-07T20:00", {}, [], "2026-03-07"),  # at once: on a Saturday evening too
    ("DL-WITHDRAW", "withdraw", "2026-03-02T09:00", {}, ["2026-03-17", "2026-03-23"], "2026-03-17"),
    ("DL-WITHDRAW", "object", "2026-03-02T09:00", {"third_party": True}, ["2026-03-23", "2026-03-30"], "2026-03-20"),
    ("DL-WITHDRAW", "restrict", "2026-03-02T09:00", {"extended": True}, ["2026-04-01", "2026-04-13"], "2026-04-01"),
    ("DL-ACCESS", "access", "2026-03-02T09:00", {}, ["2026-03-12", "2026-03-16"], "2026-03-12"),
    ("DL-ACCESS", "correct", "2026-03-02T09:00", {"third_party": True}, ["2026-03-17", "2026-03-23"], "2026-03-17"),
    ("DL-ERASE", "erase", "2026-04-10T09:00", {}, ["2026-05-04", "2026-05-13"], "2026-04-29"),  # falls on 30 April
    ("DL-ERASE", "erase", "2026-03-02T09:00", {"third_party": True}, ["2026-04-01", "2026-04-13"], "2026-04-01"),
    ("DL-PROTECT", "protect", "2026-03-02T09:00", {"third_party": True}, ["2026-03-17", "2026-03-23"], "2026-03-17"),
    ("DL-BREACH", "breach", "2026-02-14T22:15", {}, ["2026-02-17T22:15"], "2026-02-14"),  # into Tết, no matter
    ("DL-BIO", "breach-biometric", "2026-03-01T00:00", {}, ["2026-03-04T00:00"], "2026-03-01"),
    ("DL-BIO-KEEP", "breach-biometric", "2026-03-01T00:00", {}, ["2031-03-01"], "2031-03-01"),
    ("DL-DPIA", "processing", "2026-03-02T09:00", {}, ["2026-05-04"], "2026-04-29"),  # 1 May, then a weekend
    ("DL-DPIA-TRANSFER", "transfer", "2026-03-03T09:00", {}, ["2026-05-04"], "2026-04-29"),
    ("DL-DPIA-RESULT", "dossier-filed", "2026-03-02T09:00", {}, ["2026-03-17", "2026-03-23"], "2026-03-17"),
    ("DL-DPIA-FIX", "dossier-returned", "2026-03-02T09:00", {}, ["2026-04-01", "2026-04-13"], "2026-04-01"),
    ("DL-DPIA-UPDATE", "dossier-update", "2026-03-31T09:00", {}, ["2026-09-30"], "2026-09-30"),
    ("DL-DPIA-UPDATE", "dossier-update", "2026-08-31T09:00", {}, ["2027-03-01"], "2027-02-26"),  # no 31 February
    ("DL-DPIA-CHANGE", "dossier-change", "2026-03-02T09:00", {}, ["2026-03-12", "2026-03-16"], "2026-03-12"),
    ("DL-SN24", "takedown-order", "2026-03-07T21:00", {}, ["2026-03-08T21:00"], "2026-03-07"),
    ("DL-AD24", "takedown-order", "2026-03-07T21:00", {}, ["2026-03-08T21:00"], "2026-03-07"),
    ("DL-CY24", "takedown-order", "2026-06-30T23:59", {}, ["2026-07-01T23:59"], "2026-06-30"),
    ("DL-SN48", "complaint", "2026-12-31T21:00", {}, ["2027-01-02T21:00"], "2026-12-31"),
    ("DL-HONOUR", "harm", "2018-01-01T09:00", {}, [], "2018-01-01"),
    ("DL-ADREC", "ad-ended", "2026-03-08T09:00", {}, ["2029-03-08"], "2029-03-08"),
    ("DL-ADREC-REPORT", "ad-ended", "2026-03-08T09:00", {}, ["2026-11-25"], "2026-11-25"),
    ("DL-ADREC-REPORT", "ad-ended", "2026-11-25T09:00", {}, ["2026-11-25"], "2026-11-25"),
    ("DL-ADREC-REPORT", "ad-ended", "2026-11-26T09:00", {}, ["2027-11-25"], "2027-11-25"),
    ("DL-LIVE", "sale-stream", "2026-07-04T09:00", {}, ["2027-07-04"], "2027-07-04"),
    ("DL-D13-STOP", "withdraw", "2025-08-01T09:00", {}, [], "2025-08-01"),
    ("DL-D13-OBJECT", "object", "2025-08-01T09:00", {"third_party": True}, ["2025-08-04T09:00"], "2025-08-01"),
    ("DL-D13-RESTRICT", "restrict", "2025-08-01T09:00", {"extended": True}, ["2025-08-04T09:00"], "2025-08-01"),
    ("DL-D13-PROVIDE", "access", "2023-07-01T00:00", {}, ["2023-07-04T00:00"], "2023-07-01"),
    ("DL-D13-ERASE", "erase", "2025-12-31T23:59", {}, ["2026-01-03T23:59"], "2025-12-31"),
    ("DL-D13-BREACH", "breach", "2025-08-01T09:00", {}, ["2025-08-04T09:00"], "2025-08-01"),
    ("DL-D13-DPIA", "processing", "2023-12-12T09:00", {}, ["2024-02-15"], "2024-02-07"),  # the last day lies in Tết
    ("DL-D13-TRANSFER", "transfer", "2025-08-01T09:00", {}, [], "2025-08-01"),
    ("DL-GDPR-REQUEST", "erase", "2026-01-31T09:00", {}, ["2026-02-28"], "2026-02-27"),
    ("DL-GDPR-REQUEST", "erase", "2026-01-31T09:00", {"extended": True}, ["2026-04-30"], "2026-04-29"),
    ("DL-GDPR-BREACH", "breach", "2026-01-31T09:00", {}, ["2026-02-03T09:00"], "2026-01-31"),
    ("DL-HIPAA-ACCESS", "access", "2026-02-01T09:00", {"extended": True}, ["2026-04-02"], "2026-04-02"),
]


def law_of(identity: str) -> str:
    return next((law for law in ("gdpr", "hipaa") if law.upper() in identity), "vn")


@pytest.mark.parametrize("case", BY_HAND, ids=lambda case: f"{case[0]} {case[2]}")
def test_a_clock_ends_when_it_does_by_hand(case: Case) -> None:
    identity, event, since, facts, ends, remind = case
    one = the(identity, event, since, law=law_of(identity), **facts)
    assert [reading.due for reading in one.readings] == [at(e if "T" in e else f"{e}T23:59:59") for e in ends]
    assert one.due == min((reading.due for reading in one.readings), default=None)
    assert one.safe_by == date.fromisoformat(remind)
    assert one.extended is bool(facts.get("extended") and one.clock.extension)


def test_every_clock_is_counted_by_hand() -> None:
    assert {case[0] for case in BY_HAND} == TERMS.keys()


def test_the_law_in_force_on_the_vietnamese_day_of_the_event_decides() -> None:
    def told(text: str) -> set[str]:
        return {one.clock.id for one in running(pack(), "erase", at(text))}

    assert told("2025-12-31T23:59:59") == {"DL-D13-ERASE"}
    assert told("2026-01-01T00:00") == {"DL-ACK", "DL-ERASE"}
    assert told("2025-12-31T18:00:00+00:00") == {"DL-ACK", "DL-ERASE"}, "already 2026 in Hà Nội"
    assert told("2026-01-01T00:30:00+09:00") == {"DL-D13-ERASE"}, "still 2025 in Hà Nội"
    assert told("2023-06-30T23:59") == set()


def test_an_order_after_the_old_cybersecurity_law_no_longer_rests_on_it() -> None:
    assert {one.clock.id for one in running(pack(), "takedown-order", at("2026-07-01T00:00"))} == {"DL-SN24", "DL-AD24"}


def test_what_is_not_settled_or_not_certain_is_said() -> None:
    def said(identity: str, event: str, since: str) -> set[str]:
        return {counting.id for counting in the(identity, event, since).countings}

    assert said("DL-WITHDRAW", "withdraw", "2026-03-02T09:00") == {
        "days", "week", "unsettled", "extension",
    }  # fmt: skip
    assert "day-off" in said("DL-ERASE", "erase", "2026-04-10T09:00")
    assert "swaps" in said("DL-ACK", "request", "2026-11-23T09:00")
    assert "estimate" in said("DL-ACK", "request", "2027-01-20T09:00")
    assert "estimate" not in said("DL-BREACH", "breach", "2027-01-20T09:00")
    assert said("DL-STOP", "withdraw", "2026-03-02T09:00") == {"at-once"}
    assert "keep" in said("DL-LIVE", "sale-stream", "2026-08-03T09:00")


def test_conventions_cite_the_civil_code_or_say_that_they_are_our_reading() -> None:
    cited = {c.id: [a.citation for a in c.articles] for clock in ("DL-ACK", "DL-ERASE") for c in _countings(clock)}
    assert cited["days"] == ["Bộ luật Dân sự 2015, khoản 2 Điều 147", "Bộ luật Dân sự 2015, khoản 1 Điều 148"]
    assert cited["day-off"] == ["Bộ luật Dân sự 2015, khoản 5 Điều 148"]
    ours = [c for c in _countings("DL-ERASE") if c.id in ("day-off", "extension")]
    assert all("our reading" in c.words.en and "cách hiểu của chúng tôi" in c.words.vi for c in ours) and len(ours) == 2


def _countings(identity: str) -> tuple[Any, ...]:
    return the(identity, "erase", "2026-04-10T09:00").countings


def test_the_most_urgent_stands_first() -> None:
    run = running(pack(), "breach-biometric", at("2026-03-02T09:00"))
    assert [one.clock.id for one in run] == ["DL-BREACH", "DL-BIO", "DL-BIO-KEEP"]
    run = running(pack(), "withdraw", at("2026-03-02T09:00"))
    assert [one.clock.id for one in run] == ["DL-STOP", "DL-ACK", "DL-WITHDRAW"]


VN = clocks(pack())
started = st.sampled_from([(clock, event) for clock in VN for event in clock.events])
minutes = st.integers(0, 366 * 24 * 60)
zones = st.sampled_from([UTC, VIETNAM, timezone(timedelta(hours=-10)), timezone(timedelta(hours=5, minutes=30))])


def moment(clock: Clock, minute: int) -> datetime:
    """A moment within the clock's law and the pack's dates."""
    last = min(clock.until or date(2027, 6, 29), date(2027, 6, 29))
    first = datetime(clock.since.year, clock.since.month, clock.since.day, tzinfo=VIETNAM)
    span = (last - clock.since).days * 24 * 60
    return first + timedelta(minutes=minute % span)


def ran(clock: Clock, event: str, since: datetime, *, third_party: bool = False, extended: bool = False) -> Running:
    run = running(pack(), event, since, third_party=third_party, extended=extended)
    return next(one for one in run if one.clock is clock)


@given(started, minutes, st.booleans(), st.booleans())
def test_the_safe_day_is_never_late_and_never_before_the_event(
    which: tuple[Clock, str], minute: int, third_party: bool, extended: bool
) -> None:
    clock, event = which
    one = ran(clock, event, moment(clock, minute), third_party=third_party, extended=extended)
    start = one.since.date()
    assert start <= one.safe_by
    for reading in one.readings:
        assert one.safe_by <= reading.due.date() and one.since < reading.due
    days = calendar(pack())
    sure = days.works(one.safe_by) and days.works(one.safe_by, strict=True)
    assert sure or one.safe_by == start or clock.keep


@given(started, minutes, st.booleans(), st.booleans())
def test_reminders_come_in_turn_and_before_the_term_ends(
    which: tuple[Clock, str], minute: int, third_party: bool, extended: bool
) -> None:
    clock, event = which
    one = ran(clock, event, moment(clock, minute), third_party=third_party, extended=extended)
    assert len(one.reminders) == (0 if clock.keep else 3 if one.readings else 1)
    assert list(one.reminders) == sorted(one.reminders)
    for at in one.reminders:
        assert one.since <= at
        assert all(at < reading.due for reading in one.readings)
        assert at.date() <= one.safe_by or clock.unit is Unit.HOURS


def test_the_officer_is_reminded_at_half_four_fifths_and_nineteen_twentieths() -> None:
    def reminders(identity: str, event: str, since: str) -> list[str]:
        return [f"{one:%m-%d %H:%M}" for one in the(identity, event, since).reminders]

    # 72 hours from a Saturday night: nights and Tết count.
    assert reminders("DL-BREACH", "breach", "2026-02-14T22:15") == ["02-16 10:15", "02-17 07:51", "02-17 18:39"]
    assert reminders("DL-SN24", "takedown-order", "2026-03-07T21:00") == ["03-08 09:00", "03-08 16:12", "03-08 19:48"]
    # Fifteen days from a Monday, by the earlier reading; 80 % fall on a Saturday and come on Friday at eight.
    assert reminders("DL-WITHDRAW", "withdraw", "2026-03-02T09:00") == ["03-10 04:29", "03-13 08:00", "03-17 05:14"]
    # Two working days from a Friday: half of the time is Sunday, so it comes on the Friday itself.
    assert reminders("DL-ACK", "request", "2026-03-06T08:00") == ["03-06 08:00", "03-10 01:35", "03-10 18:23"]
    assert reminders("DL-STOP", "withdraw", "2026-03-07T20:00") == ["03-07 20:00"]
    assert reminders("DL-LIVE", "sale-stream", "2026-07-04T09:00") == []


@given(started, minutes, st.booleans())
def test_more_time_is_never_less(which: tuple[Clock, str], minute: int, third_party: bool) -> None:
    """An extension, a third party, a later event: none brings an end forward."""
    clock, event = which
    since = moment(clock, minute)
    plain = ran(clock, event, since, third_party=third_party)
    longer = ran(clock, event, since, third_party=third_party, extended=True)
    with_others = ran(clock, event, since, third_party=True)
    for more in (longer, with_others):
        pairs = zip(plain.readings, more.readings, strict=True)
        assert all(one.unit is other.unit and one.due <= other.due for one, other in pairs)
        assert plain.safe_by <= more.safe_by
    if clock.extension:
        assert plain.due and longer.due and plain.due < longer.due
        assert plain.if_extended == longer.due and longer.if_extended is None
    else:
        assert plain.if_extended is None and plain.readings == longer.readings


@given(started, minutes, st.integers(0, 60 * 24 * 40))
def test_a_later_event_never_ends_sooner(which: tuple[Clock, str], minute: int, later: int) -> None:
    clock, event = which
    since = moment(clock, minute)
    after = min(since + timedelta(minutes=later), datetime(2027, 6, 29, 12, tzinfo=VIETNAM))
    if not clock.in_force(after.date()) or after < since:
        return
    first, second = ran(clock, event, since), ran(clock, event, after)
    assert all(one.due <= other.due for one, other in zip(first.readings, second.readings, strict=True))
    assert first.safe_by <= second.safe_by


@given(started, minutes, zones)
def test_the_zone_that_a_moment_is_written_in_does_not_matter(
    which: tuple[Clock, str], minute: int, zone: timezone
) -> None:
    clock, event = which
    since = moment(clock, minute)
    assert ran(clock, event, since.astimezone(zone)) == ran(clock, event, since)


@given(started, minutes)
def test_hours_are_exact(which: tuple[Clock, str], minute: int) -> None:
    clock, event = which
    one = ran(clock, event, moment(clock, minute))
    if clock.unit is Unit.HOURS:
        assert one.due and one.due - one.since == timedelta(hours=clock.limit)
    elif one.due:
        assert (one.due.hour, one.due.minute, one.due.second, one.due.utcoffset()) == (23, 59, 59, timedelta(hours=7))


TABLE: dict[int, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[2] / "policy" / "vn_calendar.yaml").read_text()
)


def by_the_table(day: date) -> bool:
    """Whether it is worked, by the independent table; 2026 alone."""
    said = TABLE[2026]
    fixed = {date(2026, 1, 1), date(2026, 4, 30), date(2026, 5, 1), said["hung_kings"], *said["national"]}
    off = fixed | set(said["tet"]) | set(said["in_lieu"]) | set(said["swaps"]) | set(said["doubtful"])
    return day in said["swaps"].values() or (day.weekday() < 5 and day not in off)


@given(st.dates(date(2026, 1, 1), date(2026, 9, 30)), st.sampled_from(sorted(UNSETTLED)), st.booleans())
def test_both_readings_are_those_of_a_second_count(start: date, identity: str, third_party: bool) -> None:
    clock = next(clock for clock in VN if clock.id == identity)
    n = clock.with_third_party if third_party else clock.limit
    one = ran(clock, clock.events[0], datetime(start.year, start.month, start.day, 12, tzinfo=VIETNAM),
              third_party=third_party)  # fmt: skip
    in_days = start + timedelta(days=n)
    while not by_the_table(in_days):
        in_days += timedelta(days=1)
    in_working_days, left = start, n
    while left:
        in_working_days += timedelta(days=1)
        left -= by_the_table(in_working_days)
    assert [reading.due.date() for reading in one.readings] == [in_days, in_working_days]
    assert one.due and one.due.date() == in_days <= in_working_days, "the earlier is due"


def test_an_unknown_event_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(BadInput, match=r"no event 'delete'.*There is: request, withdraw,.*sale-stream") as caught:
        running(pack(), "delete", at("2026-03-02T09:00"))
    assert "Không có sự kiện 'delete'" in caught.value.vi
    assert set(events(pack())) == {event for clock in VN for event in clock.events}
    assert what(pack(), "erase").vi and set(events(pack("hipaa"))) == {"access"}


@pytest.mark.parametrize(
    ("since", "says"),
    [
        (datetime(2026, 3, 2, 9), "no time zone"),
        (datetime(2027, 7, 1, 9, tzinfo=VIETNAM), "good until"),
        (datetime.max.replace(tzinfo=UTC), "outside the calendar"),
    ],
)
def test_a_moment_that_cannot_be_meant_is_refused(since: datetime, says: str) -> None:
    with pytest.raises(BadInput, match=says) as caught:
        running(pack(), "erase", since)
    assert caught.value.vi


SLIPS = [
    ("deadlines.toml", 'events = ["harm"]', 'events = ["harms"]'),
    (
        "deadlines.toml",
        'cite = "Bộ luật Dân sự 2015, khoản 3 Điều 34"',
        'cite = "Bộ luật Dân sự 2015, khoản 9 Điều 34"',
    ),
    ("deadlines.toml", "since = 2017-01-01", "since = 2016-12-31"),
    ("deadlines.toml", "until = 2026-06-30", "until = 2026-07-01"),
    ("deadlines.toml", 'who = "publisher"', 'who = "nobody"'),
    ("deadlines.toml", 'unit = "at-once"', 'unit = "soon"'),
    ("deadlines.toml", "limit = 2\n", ""),
    ("deadlines.toml", "[[clock]]", "[[clock"),
]


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip[2])
def test_an_authors_slip_refuses_every_clock(slip: tuple[str, str, str]) -> None:
    file, before, after = slip
    text = pack().data[file]
    assert before in text
    wrong = replace(pack(), data=dict(pack().data) | {file: text.replace(before, after, 1)})
    with pytest.raises(Failed, match="law pack vn"):
        clocks(wrong)


def test_a_pack_without_its_files_has_no_clocks() -> None:
    for read in (clocks, calendar):
        with pytest.raises(Failed, match="not sound"):
            read(replace(pack(), data={}))
