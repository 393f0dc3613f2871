"""Findings as numbered marks over a picture, and counted by kind.

Coordinates are percent of the picture's width and height, so that they hold at any size on screen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kindao.engine.geometry import Region
from kindao.engine.vocabulary import READ, Attribute, Finding, Identifier, Span, Words
from kindao.page.wording import HOLDER, IDENTIFIER, PAGE

BADGE_ABOVE = 6.0  # percent: a box starting lower than this has room for its number above it
BADGE_LEFT = 94.0  # percent: a box starting further right has its number to the left


@dataclass(frozen=True, slots=True)
class Mark:
    """One finding of the first frame. x, y, width, height: percent; outline: "x,y x,y …" in percent or ""."""

    number: int
    family: str  # person, words, code, other: colour and dash
    x: float
    y: float
    width: float
    height: float
    outline: str

    @property
    def badge(self) -> str:
        """Where the number sits so that it is not cut off: above or inside, to the right or the left."""
        vertical = "above" if self.y >= BADGE_ABOVE else "inside"
        return f"{vertical} left" if self.x > BADGE_LEFT else vertical


@dataclass(frozen=True, slots=True)
class Kind:
    """All findings of one kind in the picture."""

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
    return "code" if identifier is Identifier.CODE else "person"


_ORDER = {identifier: i for i, identifier in enumerate(Identifier)}


def _place(finding: Finding) -> tuple[int, int, int, int]:
    assert isinstance(finding.where, Region)
    return _ORDER[finding.identifier], finding.where.frame, finding.where.box.y0, finding.where.box.x0


def marks(findings: Iterable[Finding], width: int, height: int) -> list[tuple[Finding, Mark]]:
    """The regions of the first frame, kind by kind, each from top to bottom, numbered from 1.

    width, height: of that frame, pixels."""
    here = [f for f in findings if isinstance(f.where, Region) and f.where.frame == 0]
    out = []
    for number, finding in enumerate(sorted(here, key=_place), start=1):
        assert isinstance(finding.where, Region)
        box, outline = finding.where.box, finding.where.outline
        x, y = 100 / max(width, 1), 100 / max(height, 1)
        points = " ".join(f"{px * x:.2f},{py * y:.2f}" for px, py in outline) if len(outline) >= 3 else ""
        mark = Mark(
            number,
            family(finding.identifier),
            round(box.x0 * x, 2),
            round(box.y0 * y, 2),
            round(box.width * x, 2),
            round(box.height * y, 2),
            points,
        )
        out.append((finding, mark))
    return out


def runs(numbers: Sequence[int]) -> str:
    """Ascending numbers in few words: 1, 2, 3, 7 is "1–3, 7"."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][-1] + 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    return ", ".join(str(p[0]) if len(p) == 1 else f"{p[0]}–{p[-1]}" for p in parts)


def kinds(findings: Iterable[Finding], marked: Sequence[tuple[Finding, Mark]]) -> list[Kind]:
    """The legend: what was found in the picture, by kind."""
    by_kind: dict[Identifier, list[Finding]] = {}
    for finding in findings:
        if isinstance(finding.where, Region):
            by_kind.setdefault(finding.identifier, []).append(finding)
    out = []
    for identifier in sorted(by_kind, key=_ORDER.__getitem__):
        of = by_kind[identifier]
        numbers = [mark.number for finding, mark in marked if finding.identifier is identifier]
        out.append(
            Kind(
                IDENTIFIER[identifier],
                family(identifier),
                len(of),
                runs(numbers),
                len(of) - len(numbers),
                _about(of),
            )
        )
    return out


def carried(findings: Iterable[Finding]) -> list[Carried]:
    """What stands in metadata, file name and caption, by kind: holder and key alone."""
    by_kind: dict[Identifier, list[Finding]] = {}
    for finding in findings:
        if not isinstance(finding.where, Region):
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


def _characters(span: Span) -> Words:
    word = PAGE["characters"]
    return Words(f"{word.vi} {span.start + 1}–{span.end}", f"{word.en} {span.start + 1}–{span.end}")


def _about(findings: Iterable[Finding]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f.about for f in findings if f.about))
