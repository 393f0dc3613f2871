"""Findings as numbered places over a picture, and counted by kind.

A number is a place, not a finding: a face, its eyes and its head are one; the lines of one label are one.
Coordinates are percent of the picture's width and height, so that they hold at any size on screen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kindao.engine.appearance import figures
from kindao.engine.geometry import Box, Region, Track
from kindao.engine.vocabulary import PLACED, READ, Attribute, Finding, Identifier, Span, Words
from kindao.page.wording import HOLDER, IDENTIFIER, PAGE

WITHIN = 0.8  # share of a box inside another from which both are one place
LINE_GAP = 1.2  # lines of text no further apart than this many heights of the lower one are one place
BADGE_ABOVE = 6.0  # percent: a place starting lower than this has room for its number above it
BADGE_LEFT = 94.0  # percent: a place starting further right has its number to the left


@dataclass(frozen=True, slots=True)
class Mark:
    """One finding of the first frame. x, y, width, height: percent; outline: "x,y x,y …" in percent or ""."""

    family: str  # person, words, code: colour and dash
    x: float
    y: float
    width: float
    height: float
    outline: str
    inner: bool  # lies inside another of its place: drawn thin


@dataclass(frozen=True, slots=True)
class Badge:
    """The number of one place, at its top left corner, percent."""

    number: int
    family: str
    x: float
    y: float

    @property
    def where(self) -> str:
        """So that it is not cut off: above the corner or inside, to the right or the left."""
        vertical = "above" if self.y >= BADGE_ABOVE else "inside"
        return f"{vertical} left" if self.x > BADGE_LEFT else vertical


@dataclass(frozen=True, slots=True)
class Overlay:
    """What is drawn over the first frame, and which finding has which number."""

    marks: tuple[Mark, ...] = ()
    badges: tuple[Badge, ...] = ()
    numbers: Mapping[Finding, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kind:
    """All findings of one kind in the picture, film or recording."""

    words: Words
    family: str
    count: int
    numbers: str  # "1–3, 7" on the first frame, "" when all are on others
    elsewhere: int  # how many on other frames
    about: tuple[str, ...]  # ids of the persons whose known facts they match


@dataclass(frozen=True, slots=True)
class Carried:
    """What the file or the caption carries of one kind: where, never what it says."""

    words: Words
    count: int
    places: tuple[tuple[Words, tuple[Words, ...]], ...]  # holder, keys
    about: tuple[str, ...]


def family(identifier: Identifier) -> str:
    if identifier in READ:
        return "words"
    if identifier is Identifier.VOICE:
        return "voice"
    return "code" if identifier is Identifier.CODE else "person"


FAMILIES = ("person", "code", "words")  # the order of the numbers
_ORDER = {identifier: i for i, identifier in enumerate(Identifier)}


def overlay(findings: Iterable[Finding], width: int, height: int, *, by_hand: str = "") -> Overlay:
    """The regions of the first frame, gathered into places: people from left to right, each the figure that
    the law was asked about, then what else is somebody's, then codes and words from top to bottom.

    width, height: of that frame, pixels; by_hand: what is found `by` this comes after all else, in the order it is
    given in, so that a box drawn later changes no number."""
    findings = list(findings)
    given = {finding: n for n, finding in reversed(list(enumerate(findings, start=1)))}
    here = [(f, f.where) for f in findings if isinstance(f.where, Region) and f.where.frame == 0]
    of_family = {name: [(f, r) for f, r in here if family(f.identifier) == name] for name in FAMILIES}
    places = [
        (name, place)
        for name, found in of_family.items()
        for place in (_people(found) if name == "person" else _places(found))
    ]
    places.sort(key=lambda place: _drawn_after([finding for finding, _ in place[1]], given, by_hand))
    x, y = 100 / max(width, 1), 100 / max(height, 1)
    marks, badges, numbers = [], [], {}
    for number, (name, place) in enumerate(places, start=1):
        badges.append(Badge(number, name, _percent(_left(place), x), _percent(_top(place), y)))
        for finding, region in place:
            numbers[finding] = number
            outline = region.outline if len(region.outline) >= 3 else ()
            box = region.box
            marks.append(
                Mark(
                    name,
                    _percent(box.x0, x),
                    _percent(box.y0, y),
                    _percent(box.width, x),
                    _percent(box.height, y),
                    " ".join(f"{px * x:.2f},{py * y:.2f}" for px, py in outline),
                    any(box.area < other.box.area and box.inside(other.box) >= WITHIN for _, other in place),
                )
            )
    return Overlay(tuple(marks), tuple(badges), numbers)


def _drawn_after(place: Sequence[Finding], given: Mapping[Finding, int], by_hand: str) -> int:
    """0 of what a machine found, too; else when it was drawn, counted from 1."""
    return min(given[one] for one in place) if all(one.by == by_hand for one in place) else 0


def numbered(findings: Iterable[Finding]) -> dict[Finding, int]:
    """The figures of a film by their numbers, which are those that `track=` takes."""
    return {finding: n for n, figure in enumerate(figures(findings), 1) for finding in figure.findings}


def at_moment(
    findings: Iterable[Finding], numbers: Mapping[Finding, int], width: int, height: int, frame: int
) -> Overlay:
    """What is drawn over one frame of a film: the figures in it, with their numbers, and thin all else.

    numbers: of all figures, as `numbered` gives them; width, height: of the film, pixels."""
    here = [(f, box) for f in findings if isinstance(f.where, Track) and (box := f.where.at(frame)) is not None]
    x, y = 100 / max(width, 1), 100 / max(height, 1)
    whole: dict[int, Box] = {}
    for finding, box in here:
        if number := numbers.get(finding):
            whole[number] = whole[number] | box if number in whole else box
    marks = []
    for finding, box in here:
        number = numbers.get(finding, 0)
        others = [other for one, other in here if number and one is not finding and numbers.get(one) == number]
        inner = not number or any(box.area < other.area and box.inside(other) >= WITHIN for other in others)
        edges = _percent(box.x0, x), _percent(box.y0, y), _percent(box.width, x), _percent(box.height, y)
        marks.append(Mark(family(finding.identifier), *edges, "", inner))
    badges = [Badge(n, "person", _percent(box.x0, x), _percent(box.y0, y)) for n, box in sorted(whole.items())]
    return Overlay(tuple(marks), tuple(badges), {f: n for f, _ in here if (n := numbers.get(f))})


_Placed = list[tuple[Finding, Region]]


def _people(found: _Placed) -> list[_Placed]:
    """The figures, numbered as in the reasons; what lies on one is in its place, the rest comes after."""
    where = dict(found)
    places = [[(f, where[f]) for f in figure.findings] for figure in figures(where)]
    seen = {f for place in places for f, _ in place}
    rest: _Placed = []
    for finding, region in found:
        if finding not in seen:
            on = (p for p in places if any(region.box.inside(other.box) >= WITHIN for _, other in p))
            next(on, rest).append((finding, region))
    return places + sorted(_places(rest), key=lambda place: (_left(place), _top(place)))


def _places(found: _Placed) -> list[_Placed]:
    """Findings of one family that are in one place, transitively; places and findings from top to bottom."""
    places: list[_Placed] = []
    for finding, region in sorted(found, key=lambda f: (f[1].box.y0, f[1].box.x0)):
        near = [p for p in places if any(_together(finding, region.box, other.box) for _, other in p)]
        places = [p for p in places if p not in near]
        places.append([*(one for place in near for one in place), (finding, region)])
    return sorted(places, key=lambda place: (_top(place), _left(place)))


def _together(finding: Finding, box: Box, other: Box) -> bool:
    small, large = (box, other) if box.area <= other.area else (other, box)
    if small.inside(large) >= WITHIN or small == large:
        return True
    if family(finding.identifier) != "words":
        return False
    gap = LINE_GAP * min(box.height, other.height)
    apart_x = max(box.x0, other.x0) - min(box.x1, other.x1)
    apart_y = max(box.y0, other.y0) - min(box.y1, other.y1)
    return apart_x <= gap and apart_y <= gap


def _top(place: _Placed) -> int:
    return min(region.box.y0 for _, region in place)


def _left(place: _Placed) -> int:
    return min(region.box.x0 for _, region in place)


def _percent(pixels: int, per_pixel: float) -> float:
    return round(pixels * per_pixel, 2)


def runs(numbers: Sequence[int]) -> str:
    """Ascending numbers in few words: 1, 2, 3, 7 is "1–3, 7"."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][-1] + 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    return ", ".join(str(p[0]) if len(p) == 1 else f"{p[0]}–{p[-1]}" for p in parts)


def kinds(findings: Iterable[Finding], numbers: Mapping[Finding, int]) -> list[Kind]:
    """The legend: what was found in the medium itself, by kind, with the numbers of its places or figures."""
    by_kind: dict[Identifier, list[Finding]] = {}
    for finding in findings:
        if isinstance(finding.where, PLACED):
            by_kind.setdefault(finding.identifier, []).append(finding)
    return [
        Kind(
            IDENTIFIER[identifier],
            family(identifier),
            len(of),
            runs(sorted({numbers[f] for f in of if f in numbers})),
            sum(f not in numbers and isinstance(f.where, Region) for f in of),
            _about(of),
        )
        for identifier, of in sorted(by_kind.items(), key=lambda kind: _ORDER[kind[0]])
    ]


def carried(findings: Iterable[Finding]) -> list[Carried]:
    """What stands in metadata, file name and caption, by kind: holder and key alone."""
    by_kind: dict[Identifier, list[Finding]] = {}
    for finding in findings:
        if not isinstance(finding.where, PLACED):
            by_kind.setdefault(finding.identifier, []).append(finding)
    out = []
    for identifier in sorted(by_kind, key=_ORDER.__getitem__):
        places: dict[str, list[Words]] = {}
        for finding in by_kind[identifier]:
            if isinstance(finding.where, Attribute):
                keys = places.setdefault(finding.where.holder, [])
                key = Words(finding.where.key, finding.where.key)
            elif isinstance(finding.where, Span):
                keys = places.setdefault("caption", [])
                key = _characters(finding.where)
            else:
                continue
            if key.en and key not in keys:
                keys.append(key)
        named = tuple((HOLDER.get(holder, Words(holder, holder)), tuple(keys)) for holder, keys in places.items())
        out.append(Carried(IDENTIFIER[identifier], len(by_kind[identifier]), named, _about(by_kind[identifier])))
    return out


def numbers_of(numbers: Mapping[Finding, int], whose: Mapping[Finding, str]) -> dict[str, tuple[int, ...]]:
    """The places of each person on the first frame, by id."""
    places: dict[str, set[int]] = {}
    for finding, person in whose.items():
        if finding in numbers:
            places.setdefault(person, set()).add(numbers[finding])
    return {person: tuple(sorted(of)) for person, of in places.items()}


def _characters(span: Span) -> Words:
    word = PAGE["characters"]
    return Words(f"{word.vi} {span.start + 1}–{span.end}", f"{word.en} {span.start + 1}–{span.end}")


def _about(findings: Iterable[Finding]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f.about for f in findings if f.about))
