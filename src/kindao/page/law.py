"""The law as one page: what was in force when, every rule with its article and cases, every article with its words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kindao.engine.policy.deadlines import Clock, clocks, events
from kindao.engine.policy.decision import Effect, Verified
from kindao.engine.policy.explaining import OWN, instruments, remedies, successor
from kindao.engine.policy.fines import Fine, all_fines, fines
from kindao.engine.policy.library import Cases, cases_of, incidents_of, sources, subjects
from kindao.engine.policy.pack import PRECEDENCE, Article, Instrument, Pack, Rule
from kindao.engine.vocabulary import Words
from kindao.page import terms
from kindao.page.document import document
from kindao.page.law_wording import LAW, SUBJECT

ROW, TOP = 46, 30  # pixels: one instrument of the picture, and the years above them
NAMED_RIGHT = 40.0  # percent: the name of a bar that begins further right ends with the bar
NAMED = 3  # rules that gave an answer and are named; the others are counted


@dataclass(frozen=True, slots=True)
class Told:
    """A rule as the page tells it."""

    rule: Rule
    remedies: tuple[Words, ...]
    cases: Cases | None
    fines: tuple[Fine, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """The rules of one file."""

    name: str
    title: Words
    rules: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """An instrument in the picture. x, width: percent of the picture; y: pixels.

    joins: rows from the one it replaced down to this one; 0 when it replaced none of the picture."""

    instrument: Instrument
    x: float
    width: float
    y: int
    joins: tuple[int, ...]

    @property
    def end(self) -> float:
        return round(self.x + self.width, 2)

    @property
    def named_left(self) -> bool:
        return self.x > NAMED_RIGHT


@dataclass(frozen=True, slots=True)
class Chapter:
    """An instrument with its articles, and the rules that rest on each."""

    instrument: Instrument
    successor: Instrument | None
    articles: tuple[tuple[Article, tuple[Rule, ...]], ...]


def render_law(pack: Pack, *, language: str = "vi") -> str:
    """The law as one HTML document that loads nothing; its one script filters what is there.

    language: "vi" or "en", shown first; both are in the page. Raises ValueError for another language."""
    first, last = date(pack.covers_from.year, 1, 1), date(pack.valid_until.year, 12, 31)
    bars = tuple(_bars(pack, first, last))
    return document(
        "law",
        language,
        script="law.js",
        pack=pack,
        sections=tuple(_sections(pack)),
        bars=bars,
        height=TOP + ROW * len(bars),
        years=[(year, _percent(date(year, 1, 1), first, last)) for year in range(first.year, last.year + 1)],
        first=first,
        last=last,
        chapters=tuple(_chapters(pack)),
        incidents=incidents_of(pack),
        fines=all_fines(pack),
        clocks=tuple(_timed(pack)),
        sums=terms.sums,
        term=terms.term,
        depends=terms.DEPENDS,
        effects=PRECEDENCE,
        tones=TONES,
        flags=tuple(Verified),
        sources=sources(),
        slug=slug,
        ours={rule.id for rule in pack.rules},
        own=OWN,
        named=NAMED,
        title=LAW["title"][language].format(pack=pack.name),
    )


TONES = {
    Effect.FORBID: ("deny", "no"),
    Effect.REVIEW: ("indeterminate", "look"),
    Effect.REQUIRE: ("require", "duty"),
    Effect.PERMIT: ("permit", "yes"),
}
"""The colour and the sign of each effect."""


def slug(text: str) -> str:
    """A name for an anchor: letters, digits and single hyphens."""
    return re.sub(r"[^0-9A-Za-zĐđ]+", "-", text).strip("-")


def _sections(pack: Pack) -> Iterator[Section]:
    files = subjects()
    by_file: dict[str, list[Told]] = {}
    for rule in pack.rules:
        told = Told(rule, remedies(rule), cases_of(rule, pack), fines(pack, [rule.id]))
        by_file.setdefault(files.get(rule.id, ""), []).append(told)
    for name, rules in by_file.items():
        yield Section(name or "none", SUBJECT.get(name, Words(name, name)), tuple(rules))


def rests_on(pack: Pack) -> tuple[Instrument, ...]:
    """What the pack's rules, deadlines and fines cite: another country's law is not told with it."""
    cited = [article for rule in pack.rules for article in rule.articles]
    cited += [article for clock in clocks(pack) for article in clock.articles]
    cited += [fine.article for fine in all_fines(pack)]
    used = {article.instrument for article in cited}
    return tuple(one for one in instruments(pack) if one in used)


def _bars(pack: Pack, first: date, last: date) -> Iterator[Bar]:
    """Each instrument, directly followed by the one that replaced it."""
    rows: dict[Instrument, int] = {}
    told = rests_on(pack)
    for one in told:
        here: Instrument | None = one if one.source != OWN else None
        while here in told and here not in rows:
            rows[here] = TOP + ROW * len(rows)
            here = successor(here, pack)
    for one, y in rows.items():
        x = _percent(max(one.since, first), first, last)
        end = 100.0 if one.until is None else _percent(one.until, first, last)
        joins = tuple(above for other, above in rows.items() if successor(other, pack) == one)
        yield Bar(one, x, round(end - x, 2), y, joins)


def _timed(pack: Pack) -> Iterator[tuple[Clock, tuple[Words, ...]]]:
    """Each clock with what may start it."""
    said = events(pack)
    for clock in clocks(pack):
        yield clock, tuple(said[event] for event in clock.events)


def _percent(on: date, first: date, last: date) -> float:
    return round(100 * (on - first).days / (last - first).days, 2)


def _chapters(pack: Pack) -> Iterator[Chapter]:
    rest: dict[Article, list[Rule]] = {}
    for rule in pack.rules:
        for article in rule.articles:
            rest.setdefault(article, []).append(rule)
    told = rests_on(pack)
    for one in told:
        articles = [article for article in pack.articles if article.instrument == one]
        after = successor(one, pack)
        yield Chapter(
            one,
            after if after in told else None,
            tuple((article, tuple(rest.get(article, ()))) for article in articles),
        )
