"""Clocks that an event starts: what has to be done, by when, under which article (`law/deadlines.toml`).

The law in force on the day of the event decides, in Vietnamese time. Hours run on from the moment. Days,
months and years do not count the day of the event, end with their last day, and one that is a day off
ends with the next working day (Civil Code 2015, articles 147 and 148; that they govern these terms is our
reading). Where it is not settled whether days are calendar or working days, both are told. Reminders
trust none of this: they come at half, four fifths and nineteen twentieths of the time until the earliest day
that any reading gives, and always before the term ends."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Any

from kindao.engine.errors import BadInput
from kindao.engine.policy.calendar import Calendar, calendar
from kindao.engine.policy.consent import VIETNAM
from kindao.engine.policy.decision import Verified
from kindao.engine.policy.pack import WEAKEST, Article, Pack, expired
from kindao.engine.policy.sealed import Unsound, held, within
from kindao.engine.vocabulary import Words

HOME = "vn"  # the pack whose terms move for a Vietnamese day off
END = time(23, 59, 59, tzinfo=VIETNAM)  # the last second of a day
OPENS = time(8, tzinfo=VIETNAM)  # when who is to be reminded on a day off was last at work
SHARES = (50, 80, 95)  # per cent of the clock at which the officer is reminded


class Unit(StrEnum):
    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working-days"
    MONTHS = "months"
    YEARS = "years"
    EACH_YEAR = "each-year"  # on one day of every year
    AT_ONCE = "at-once"  # no number of days is set


@dataclass(frozen=True, slots=True)
class Counting:
    """One convention of how time is counted, and the clauses it rests on; none where it is our reading."""

    id: str
    words: Words
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class Clock:
    """One duty with its term, as the law has it."""

    id: str
    events: tuple[str, ...]
    limit: int
    with_third_party: int  # the limit when a processor or third party must act too
    extension: int  # at most, once; 0 is none
    unit: Unit
    unsettled: bool  # calendar days or working days
    keep: bool  # something is kept until then, not done by then
    on: tuple[int, int] | None  # month and day, of EACH_YEAR
    who: Words
    words: Words
    todo: Words  # our advice
    articles: tuple[Article, ...]
    rules: tuple[str, ...]
    since: date
    until: date | None  # the last day

    def in_force(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on <= self.until)

    @property
    def cited(self) -> Words:
        vi, en = ("; ".join(article.cited[lang] for article in self.articles) for lang in ("vi", "en"))
        return Words(vi, en)

    @property
    def verified(self) -> Verified:
        """Of the weakest article it cites."""
        return min((article.verified for article in self.articles), key=WEAKEST.index)


@dataclass(frozen=True, slots=True)
class Reading:
    """When the term ends if its unit means this."""

    unit: Unit
    due: datetime  # Vietnamese time; of a day, its last second


@dataclass(frozen=True, slots=True)
class Running:
    """A clock that an event started."""

    clock: Clock
    event: str
    since: datetime  # Vietnamese time
    limit: int  # in the clock's unit, extension and all
    extended: bool
    readings: tuple[Reading, ...]  # one; two where the unit is unsettled; none where no number is set
    earliest: date  # the earliest day that any reading, or a stricter one, gives; no day off moves it
    safe_by: date  # a working day on or before the earliest end that any reading gives, never before the event
    reminders: tuple[datetime, ...]  # before the term ends, the first first; none of what is kept
    estimate: bool  # it rests on a year whose days off are not announced
    countings: tuple[Counting, ...]  # how it was counted, and what to know of it
    if_extended: datetime | None  # when it would end, extended once; None where it cannot be, or is

    @property
    def due(self) -> datetime | None:
        """The earlier reading; None where it is to be done at once."""
        return min((reading.due for reading in self.readings), default=None)


@dataclass(frozen=True, slots=True, eq=False)
class _All:
    clocks: tuple[Clock, ...]
    events: Mapping[str, Words]
    countings: Mapping[str, Counting]


@lru_cache(maxsize=8)
def _all(pack: Pack) -> _All:
    return held(pack, "deadlines.toml", partial(_read, pack))


def _read(pack: Pack, said: Mapping[str, Any]) -> _All:
    articles = {article.citation: article for article in pack.articles}
    who = {key: Words(one["vi"], one["en"]) for key, one in said["who"].items()}
    words = {one["id"]: Words(one["vi"], one["en"]) for one in said["event"]}
    clocks = tuple(_clock(one, who, articles) for one in said["clock"] if one["pack"] == pack.name)
    used = {event for clock in clocks for event in clock.events}
    if used - words.keys():
        raise Unsound(f"{', '.join(used - words.keys())}: no such event")
    countings = {
        one["id"]: Counting(one["id"], Words(one["vi"], one["en"]), _cited(one["cite"], articles))
        for one in said["counting"]
    }
    events = {event: said for event, said in words.items() if event in used}
    return _All(clocks, MappingProxyType(events), MappingProxyType(countings))


def _cited(cite: str, articles: Mapping[str, Article]) -> tuple[Article, ...]:
    return tuple(articles[one] for one in cite.split("; ")) if cite else ()


def _clock(one: Mapping[str, Any], who: Mapping[str, Words], articles: Mapping[str, Article]) -> Clock:
    clock = Clock(
        id=one["id"],
        events=tuple(one["events"]),
        limit=one["limit"],
        with_third_party=one.get("with_third_party", one["limit"]),
        extension=one.get("extension", 0),
        unit=Unit(one["unit"]),
        unsettled=one.get("unsettled", False),
        keep=one.get("keep", False),
        on=(one["month"], one["day"]) if one["unit"] == Unit.EACH_YEAR else None,
        who=who[one["who"]],
        words=Words(one["vi"], one["en"]),
        todo=Words(one["do_vi"], one["do_en"]),
        articles=_cited(one["cite"], articles),
        rules=tuple(one["rules"]),
        since=one["since"],
        until=one.get("until"),
    )
    within(clock.id, clock.since, clock.until, clock.articles)
    return clock


def clocks(pack: Pack) -> tuple[Clock, ...]:
    """Every clock of the pack, in force or not. Raises Failed when the pack's file is not sound."""
    return tuple(clock for part in pack.each for clock in _all(part).clocks)


def events(pack: Pack) -> Mapping[str, Words]:
    """What may start a clock of the pack; the words end the sentence "the clock starts when …"."""
    return {event: words for part in pack.each for event, words in _all(part).events.items()}


def what(pack: Pack, event: str) -> Words:
    """The event in words. Raises BadInput, which lists them, for one that starts no clock of the pack."""
    known = events(pack)
    if event not in known:
        listed = ", ".join(known)
        raise BadInput(f"no event {event!r} starts a clock in the pack {pack.name}", hint=f"There is: {listed}")
    return known[event]


def running(
    pack: Pack, event: str, since: datetime, *, third_party: bool = False, extended: bool = False
) -> tuple[Running, ...]:
    """The clocks that the event starts under the law of its day, the most urgent first; may be none.

    since: the moment it happened, with its time zone. third_party: a processor or third party must act too.
    extended: the one extension that the law allows is used, where it allows one.
    Raises BadInput for an event that the pack does not know, a moment without a time zone, and one after the
    pack's last day."""
    what(pack, event)
    if since.tzinfo is None:
        raise BadInput("the moment has no time zone", hint="Write it as 2026-11-23T09:30:00+07:00")
    try:
        moment = since.astimezone(VIETNAM)
    except OverflowError:
        raise BadInput("the moment lies outside the calendar", hint="Check the year") from None
    expired(pack, moment.date())
    run = [
        _run(part, clock, event, moment, third_party, extended)
        for part in pack.each
        for clock in _all(part).clocks
        if event in clock.events and clock.in_force(moment.date())
    ]
    return tuple(sorted(run, key=lambda one: one.due or moment))


def _run(pack: Pack, clock: Clock, event: str, moment: datetime, third_party: bool, extended: bool) -> Running:
    extended = extended and clock.extension > 0
    limit = (clock.with_third_party if third_party else clock.limit) + (clock.extension if extended else 0)
    days, home, start = calendar(pack), pack.name == HOME, moment.date()
    readings, first, told = _counted(clock, moment, limit, days, home)
    ends = [reading.due.date() for reading in readings]
    safe_by = first if clock.keep else max(start, days.last_working(first))
    on_calendar = home and not clock.keep and clock.unit not in (Unit.HOURS, Unit.AT_ONCE)
    estimate = on_calendar and any(days.estimated(day) for day in (*ends, first))
    told = [*told, *(["extension"] if clock.extension else []), *(["estimate"] if estimate else [])]
    later = None
    if clock.extension and not extended:
        later = _run(pack, clock, event, moment, third_party, True).due
    return Running(
        clock=clock,
        event=event,
        since=moment,
        limit=limit,
        extended=extended,
        readings=readings,
        earliest=first,
        safe_by=safe_by,
        reminders=_reminders(clock, moment, readings, safe_by, days),
        estimate=estimate,
        countings=tuple(_all(pack).countings[one] for one in told),
        if_extended=later,
    )


def _reminders(
    clock: Clock, moment: datetime, readings: tuple[Reading, ...], safe_by: date, days: Calendar
) -> tuple[datetime, ...]:
    """At each share of the time from the event to the end of the last safe day, of hours to the very end; one that
    falls on a day off comes on the last working day before it, but never before the event."""
    if clock.keep:
        return ()
    if clock.unit is Unit.AT_ONCE:
        return (moment,)
    if clock.unit is Unit.HOURS:
        return tuple(_share(moment, readings[0].due, share) for share in SHARES)
    wanted = [_share(moment, datetime.combine(safe_by, END), share) for share in SHARES]
    worked = [(at, days.last_working(at.date())) for at in wanted]
    moved = [at if day == at.date() else datetime.combine(day, OPENS) for at, day in worked]
    return tuple(sorted(max(moment, at) for at in moved))


def _share(start: datetime, end: datetime, share: int) -> datetime:
    """So many per cent of the way, to the second before."""
    return (start + (end - start) * share / 100).replace(microsecond=0)


def _counted(
    clock: Clock, moment: datetime, n: int, days: Calendar, home: bool
) -> tuple[tuple[Reading, ...], date, list[str]]:
    """The readings, the earliest day that any of them or a stricter one gives, and how it was counted.

    home: whether a day off in Vietnam moves the term."""
    start = moment.date()
    if clock.unit is Unit.AT_ONCE:
        return (), start, ["at-once"]
    if clock.unit is Unit.HOURS:  # the day it starts is the safe one: nights and days off count
        return (Reading(Unit.HOURS, moment + timedelta(hours=n)),), start, ["hours"]
    if clock.unit is Unit.WORKING_DAYS:
        usual, strict = days.after(start, n), days.after(start, n, strict=True)
        return (_until(Unit.WORKING_DAYS, usual),), min(usual, strict), ["days", "week"] + ["swaps"] * (usual != strict)
    told = ["days"] if clock.unit is Unit.DAYS else ["days", "months"]
    last = _last_day(clock, start, n)
    if clock.keep:
        return (_until(clock.unit, last),), last, [*told, "keep"]
    if not home:
        return (_until(clock.unit, last),), last, [*told, "elsewhere"]
    moved = days.next_working(last)
    told += ["day-off"] * (moved != last) + ["swaps"] * (moved != days.next_working(last, strict=True))
    by_calendar = _until(clock.unit, moved)
    if clock.unsettled:
        return (by_calendar, _until(Unit.WORKING_DAYS, days.after(start, n))), last, [*told, "unsettled", "week"]
    return (by_calendar,), last, told


def _until(unit: Unit, day: date) -> Reading:
    return Reading(unit, datetime.combine(day, END))


def _last_day(clock: Clock, start: date, n: int) -> date:
    """The last day of a term that does not count its first, before any shift."""
    if clock.on:
        this = date(start.year, *clock.on)
        return this if this >= start else date(start.year + 1, *clock.on)
    if clock.unit is Unit.DAYS:
        return start + timedelta(days=n)
    years, month = divmod(start.month - 1 + n * (12 if clock.unit is Unit.YEARS else 1), 12)
    year, month = start.year + years, month + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))
