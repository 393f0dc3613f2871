"""Fines, as information: what a decree threatens, for whom, from when (`law/fines.toml`).

Schedules differ in whom their figures are for: one decree counts for an organisation and halves it for an
individual, another the other way round. A figure is therefore never given without its base."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache, partial
from itertools import combinations
from typing import Any

from kindao.engine.policy.decision import Verified
from kindao.engine.policy.pack import Article, Pack
from kindao.engine.policy.sealed import Unsound, held, within
from kindao.engine.vocabulary import Words


class Base(StrEnum):
    """For whom a figure counts as it stands in the decree."""

    INDIVIDUAL = "individual"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Amount:
    """VND, both ends included; `low` is None for a ceiling."""

    low: int | None
    high: int


@dataclass(frozen=True, slots=True)
class Fine:
    id: str
    article: Article
    amount: Amount | None  # for the base; None where the law sets a measure instead
    measure: Words | None  # "up to 10 times the proceeds"
    base: Base
    words: Words  # the act
    also: Words | None  # what comes with it: a licence suspended, an apology
    rules: tuple[str, ...]  # that the act breaks
    since: date
    until: date | None  # the last day
    depends: bool = False  # another decree fines this act too; which one applies depends on the case

    @property
    def verified(self) -> Verified:
        return self.article.verified

    def in_force(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on <= self.until)

    def for_a(self, who: Base) -> Amount | None:
        """The figure for an individual or an organisation, who pays twice what an individual does."""
        if self.amount is None or who is self.base:
            return self.amount
        if self.base is Base.INDIVIDUAL:
            return Amount(None if self.amount.low is None else self.amount.low * 2, self.amount.high * 2)
        return Amount(None if self.amount.low is None else self.amount.low // 2, self.amount.high // 2)


@lru_cache(maxsize=8)
def all_fines(pack: Pack) -> tuple[Fine, ...]:
    """Every fine of the pack, in force or not. Raises Failed when the pack's file is not sound."""
    return tuple(fine for part in pack.each for fine in held(part, "fines.toml", partial(_read, part)))


def _read(pack: Pack, said: Mapping[str, Any]) -> tuple[Fine, ...]:
    articles = {article.citation: article for article in pack.articles}
    return tuple(_fine(one, articles) for one in said["fine"] if one["pack"] == pack.name)


def _fine(one: Mapping[str, Any], articles: Mapping[str, Article]) -> Fine:
    base, article = Base(one["base"]), articles[one["cite"]]
    if one["other"] != ("double" if base is Base.INDIVIDUAL else "half"):
        raise Unsound(f"{one['id']}: an organisation pays twice what an individual does")
    fine = Fine(
        id=one["id"],
        article=article,
        amount=Amount(one.get("low"), one["high"]) if "high" in one else None,
        measure=_words(one, "measure_"),
        base=base,
        words=Words(one["vi"], one["en"]),
        also=_words(one, "also_"),
        rules=tuple(one["rules"]),
        since=one["since"],
        until=one.get("until"),
    )
    within(fine.id, fine.since, fine.until, (article,))
    if (fine.amount is None) is (fine.measure is None):
        raise Unsound(f"{fine.id}: has a figure or a measure")
    return fine


def _words(one: Mapping[str, Any], kind: str) -> Words | None:
    return Words(one[f"{kind}vi"], one[f"{kind}en"]) if f"{kind}vi" in one else None


def fines(pack: Pack, rules: Iterable[str], on: date | None = None) -> tuple[Fine, ...]:
    """What breaking these rules may cost under the decrees in force on the day; whenever, when on is None.

    Where two decrees fine one act on one day, both are there and `depends` says so."""
    asked = frozenset(rules)
    found = [fine for fine in all_fines(pack) if asked & set(fine.rules) and (on is None or fine.in_force(on))]
    double = {one.id for pair in combinations(found, 2) if _both(*pair, asked) for one in pair}
    return tuple(replace(fine, depends=fine.id in double) for fine in found)


def _both(one: Fine, other: Fine, asked: frozenset[str]) -> bool:
    """Whether two decrees fine one act at one time; a ceiling of the law itself is no second fine."""
    if any(fine.amount is None or fine.amount.low is None for fine in (one, other)):
        return False
    if one.article.instrument == other.article.instrument or not asked & set(one.rules) & set(other.rules):
        return False
    first, last = max(one.since, other.since), min(one.until or date.max, other.until or date.max)
    return first <= last
