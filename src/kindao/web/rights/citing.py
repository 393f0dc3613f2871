"""Whether an article that an officer names stands in the law files: whoever is refused can look it up."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from kindao.engine.policy.pack import Article, Instrument, Pack
from kindao.web.rights import clocks

HOUSE = "kindao"  # how the ids of the house's own rules begin: no law lets a clinic refuse by them
NUMBER = re.compile(r"(?<!\d/)(?<![Tt]háng )\b(\d+/\d{4})(/[\w-]+)?")  # of a law, decree or circular; no day's
YEAR = re.compile(r" \d{4}$")  # a code is named without it as well
VIETNAMESE = re.compile(r"(?:điểm\s+(\w),?\s+)?(?:khoản\s+(\d+),?\s+)?Điều\s+(\d+)", re.IGNORECASE)
ENGLISH = re.compile(r"Article\s+(\d+)(?:\((\d+)\))?(?:\((\w+)\))?", re.IGNORECASE)
SECTION = re.compile(r"(?:mục|section|CFR|§)\s*(\d+\.\d+)((?:\(\w+\))*)", re.IGNORECASE)

OWN = tuple({part for right in clocks.RIGHTS.values() for part in right.article.vi.split(";")})
"""What our own pages give as the article of a right: one who cites it is not told that there is none."""

Place = tuple[str, ...]
"""Article, clause, point, as far as they are named."""


def known(text: str, pack: Pack, on: date) -> bool:
    """Whether every law that is named has one of the articles that are named, and every article a law that does, in
    force that day. A clause of an article that stands there whole is known, and an article of which a clause does."""
    text = unicodedata.normalize("NFC", text)
    laws, places = _laws(text, pack), set(_places(text))
    found = {(law.id, at) for law in laws for at in places if _has(law, at, pack, on)}
    return bool(found) and {law for law, _ in found} == {law.id for law in laws} and {at for _, at in found} == places


def _has(law: Instrument, at: Place, pack: Pack, on: date) -> bool:
    if any(_in(at, one, law, on) for one in pack.articles):
        return True
    there = [place for cited in OWN if law in _laws(cited, pack) for place in _places(cited)]
    return any(_part(at, one) for one in there) and any(_stands(one, law, on) for one in pack.articles)


def _laws(text: str, pack: Pack) -> list[Instrument]:
    """Those that are named, by number or by name; none where one of the numbers is no law's."""
    every = {one.instrument.id: one.instrument for one in pack.articles}
    laws = [law for law in every.values() if not law.id.startswith(HOUSE)]
    found = []
    for number, kind in NUMBER.findall(text):
        numbered = [law for law in laws if _plain(law.id).startswith(_plain(f"{number}{kind or '/'}"))]
        if not numbered:
            return []
        found += numbered
    said = _plain(text)
    return found + [law for law in laws if law not in found and any(one in said for one in _names(law))]


def _names(law: Instrument) -> list[str]:
    return [_plain(YEAR.sub("", one)) for one in (law.short.vi, law.short.en) if not NUMBER.search(one)]


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("đ", "d").split())


def _in(place: Place, article: Article, law: Instrument, on: date) -> bool:
    """Whether it is that article of the law, a part of it, or what it is a part of."""
    there = next(_places(article.place.vi), ())
    return _stands(article, law, on) and _part(place, there)


def _stands(article: Article, law: Instrument, on: date) -> bool:
    return article.instrument == law and article.since <= on and (article.until is None or on <= article.until)


def _part(place: Place, there: Place) -> bool:
    return bool(there) and all(one == other for one, other in zip(place, there, strict=False))


def _places(text: str) -> Iterator[Place]:
    for point, clause, number in VIETNAMESE.findall(text):
        yield tuple(part.casefold() for part in (number, clause, point) if part)
    for number, clause, point in ENGLISH.findall(text):
        yield tuple(part.casefold() for part in (number, clause, point.replace("dd", "đ")) if part)
    for number, rest in SECTION.findall(text):
        yield (number, *re.findall(r"\w+", rest.casefold()))
