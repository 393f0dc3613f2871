"""Whom the officer sees in an original: everybody that the machine found or a person placed, each with who they are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from uuid import UUID

from kindao.engine.appearance import OF_A_FIGURE, Figure, figures
from kindao.engine.geometry import Box, Interval
from kindao.engine.vocabulary import Finding
from kindao.page.marks import Overlay, overlay
from kindao.page.timeline import clock, times
from kindao.web.cases.models import Appearance, Original
from kindao.web.officer.marks import drawn
from kindao.web.officer.models import Mark
from kindao.web.review import asking, showing, sight
from kindao.web.review.models import Decision, Inspection

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Bar:
    """When a figure of a film is there: percent of the film, and in words."""

    start: float
    width: float
    words: str  # "0:05–0:12"
    seconds: float


@dataclass(frozen=True, slots=True)
class Choice:
    """What a page that was not saved said of somebody."""

    who: str = ""  # an option of the form
    number: str = ""  # of a record
    on: bool | None = None  # a film's figure, switched on or off


NOTHING = Choice()


@dataclass(frozen=True, slots=True)
class Seen:
    """Somebody in an original. key: names them in the officer's form, and is made anew from the rows when it comes."""

    key: str
    number: int  # of their box or figure; 0: nobody knows where they are
    row: Appearance | None = None  # None: nobody has a row yet
    box: Box | None = None  # of a picture; None: nobody knows where
    mark: Mark | None = None  # the officer's own box
    track: int = 0  # of a film
    bar: Bar | None = None
    top: int = 0  # of its frame in the film's strip, pixels
    guessed: bool = False  # the only figure is the only patient: nobody placed them there
    chosen: Choice = NOTHING

    @property
    def who(self) -> str:
        return option_of(self.row)

    @property
    def shown(self) -> str:
        return self.chosen.who or self.who

    @property
    def on(self) -> bool:
        return not self.is_nobody if self.chosen.on is None else self.chosen.on

    @property
    def placed(self) -> bool:
        return self.box is not None or bool(self.track)

    @property
    def is_nobody(self) -> bool:
        return self.who == Appearance.As.NOBODY

    @property
    def by_officer(self) -> bool:
        return self.mark is not None

    @property
    def field(self) -> str:
        return f"who-{self.key}"

    @property
    def svg(self) -> Json:
        """The box as SVG takes it."""
        assert self.box is not None
        return {"x": self.box.x0, "y": self.box.y0, "width": self.box.width, "height": self.box.height}


@dataclass(frozen=True, slots=True)
class Voice:
    """A stretch of sound in which somebody speaks, or was said to."""

    interval: Interval
    bar: Bar
    row: Appearance | None = None  # who was said to speak then, alone; None: nobody said so, and it is silenced
    found: bool = True  # by the machine
    chosen: Choice = NOTHING

    @property
    def key(self) -> str:
        return f"voice:{self.interval.start}:{self.interval.end}"

    @property
    def field(self) -> str:
        return f"who-{self.key}"

    @property
    def who(self) -> str:
        return option_of(self.row)

    @property
    def shown(self) -> str:
        return self.chosen.who or self.who


def option_of(row: Appearance | None) -> str:
    """Who somebody is, as the form's options have it."""
    if row is None:
        return Appearance.As.UNKNOWN.value
    owner = row.patient_id or row.other_id
    return f"{row.role}:{owner}" if owner else row.role


@dataclass(frozen=True)
class Sighting:
    """All that was found of one original, as it is now."""

    findings: tuple[Finding, ...]
    whose: dict[Finding, str]
    width: int
    height: int
    frames: int
    seconds: float

    @cached_property
    def numbers(self) -> Mapping[Finding, int]:
        """Of everything in a picture, as every other page has them."""
        return showing.found(self.findings, (), self.width, self.height).numbers


def sighting(original: Original, decision: Decision | None) -> Sighting:
    """Of the last decision; of the inspection where the gate was not asked, or stopped before it saw anything."""
    report = decision.report if decision else {}
    if report.get("width"):
        found = sight.findings_of(report["findings"])
        seen = set(found)
        found += tuple(one for one in asking.drawn_on(original) if one not in seen)  # numbered as the next look will
        whose = {found[int(n)]: person for n, person in report["whose"].items()}
        frames, seconds = report["frames"], report["seconds"]
        return Sighting(found, whose, report["width"], report["height"], frames, seconds)
    inspection = Inspection.objects.filter(original=original, state="done").order_by("-created_at").first()
    if inspection is None:
        return Sighting((), {}, 0, 0, 0, 0.0)
    found = sight.findings_of(inspection.findings) + asking.drawn_on(original)
    return Sighting(found, {}, inspection.width, inspection.height, inspection.frames, inspection.seconds)


def _rows(original: Original) -> list[Appearance]:
    return list(original.appearances.select_related("patient", "other", "confirmed_by"))


def voices(original: Original, sight: Sighting) -> list[Voice]:
    """In the order of time: what a person said, and of what the machine heard the rest."""
    said = [(one, row) for row in _rows(original) for one in row.intervals]
    heard = {finding.where for finding in sight.findings if isinstance(finding.where, Interval)}
    rest = [one for one in heard if not any((one & other) == one for other, _ in said)]
    both = [Voice(one, _stretch(one, sight), row, one in heard) for one, row in said]
    both += [Voice(one, _stretch(one, sight)) for one in rest]
    return sorted(both, key=lambda voice: (voice.interval.start, voice.interval.end))


def _stretch(one: Interval, sight: Sighting) -> Bar:
    seconds = max(sight.seconds, float(one.end)) or 1.0
    width = max(100 * float(one.seconds) / seconds, 0.5)
    start = 100 * float(one.start) / seconds
    return Bar(round(start, 2), round(width, 2), times(one.start, one.end), round(float(one.start), 2))


def everybody(original: Original, sight: Sighting) -> list[Seen]:
    """In the order of their numbers; who has no place in the picture has none, and comes last."""
    rows = [row for row in _rows(original) if not row.speaks_only]
    marks = {
        mark.appearance_id: mark
        for mark in Mark.objects.filter(original=original, kind=Mark.Kind.PERSON).standing()
        if mark.appearance_id
    }
    if original.kind == Original.Kind.PICTURE:
        seen = _pictured(rows, marks, sight)
    else:
        seen = _filmed(rows, figures(sight.findings), sight)
    placed = {one.row.pk for one in seen if one.row}
    adrift = [row for row in rows if row.pk not in placed and not row.tracks]
    named = {asking.identity(one.row) for one in seen if one.row}
    rest = [row for row in adrift if asking.identity(row) not in named]
    return seen + [Seen(f"row:{row.pk}", 0, row) for row in rest]


def last_number(sight: Sighting, people: Iterable[Seen] = ()) -> int:
    """Of everything that has one, people and all else."""
    return max([*sight.numbers.values(), *(one.number for one in people)], default=0)


def others(sight: Sighting) -> Overlay:
    """The boxes of what the machine found that is no person, with their numbers."""
    rest = [f for f in sight.findings if f.identifier not in OF_A_FIGURE and f.by != asking.BY_HAND]
    drawn = overlay(rest, sight.width, sight.height)
    number = {n: sight.numbers[finding] for finding, n in drawn.numbers.items()}
    people = {sight.numbers.get(f) for f in sight.findings if f.identifier in OF_A_FIGURE}
    badges = (replace(one, number=number[one.number]) for one in drawn.badges)
    return replace(drawn, badges=tuple(one for one in badges if one.number not in people))


def number_of(mark: Mark, sight: Sighting) -> int | None:
    """That of a box which is no person's; None before anything was looked at."""
    of = drawn(Mark.Kind(mark.kind), mark.box)
    return next((n for finding, n in sight.numbers.items() if finding in of), None)


def _pictured(rows: Sequence[Appearance], marks: dict[UUID, Mark], sight: Sighting) -> list[Seen]:
    """Each with the number that the other pages give the same figure; a place in which none was found yet has a
    number after all others."""
    found = {sight.numbers[one.findings[0]]: one for one in figures(sight.findings) if one.frame == 0}
    places: list[tuple[int, Box, Appearance | None, bool]] = []
    named = [(row, row.boxes) for row in rows if row.at]
    fits = [
        (box.iou(figure.face), n, row)
        for row, boxes in named
        for n, figure in found.items()
        for box in boxes
        if _holds(box, figure.face)
    ]
    number_of: dict[UUID, int] = {}
    for _, n, row in sorted(fits, key=lambda fit: fit[0], reverse=True):
        if row.pk not in number_of and n not in number_of.values():
            number_of[row.pk] = n
    unseen = sorted((boxes[0].x0, boxes[0].y0, n) for n, (row, boxes) in enumerate(named) if row.pk not in number_of)
    number_of |= {named[n][0].pk: number for number, (_, _, n) in enumerate(unseen, last_number(sight) + 1)}
    places += [(number_of[row.pk], boxes[0], row, False) for row, boxes in named]
    taken = {n for _, n, _ in fits}
    adrift = {asking.identity(row): row for row in rows if not row.at}
    for n, figure in found.items():
        if n not in taken:
            owner = next((sight.whose[f] for f in figure.findings if f in sight.whose), "")
            guessed = owner in adrift
            places.append((n, figure.face, adrift.pop(owner, None), guessed))
    out = []
    for n, box, who, guessed in sorted(places, key=lambda place: place[0]):
        edges = f"{box.x0}-{box.y0}-{box.x1}-{box.y1}"
        key = f"row:{who.pk}" if who else f"figure:{edges}"
        out.append(Seen(key, n, who, box, marks.get(who.pk) if who else None, guessed=guessed))
    return out


def _holds(place: Box, face: Box) -> bool:
    x, y = (face.x0 + face.x1) / 2, (face.y0 + face.y1) / 2
    return place.x0 <= x < place.x1 and place.y0 <= y < place.y1


def _filmed(rows: Sequence[Appearance], found: Sequence[Figure], sight: Sighting) -> list[Seen]:
    numbered = {number: row for row in rows for number in row.tracks}
    adrift = {asking.identity(row): row for row in rows if not row.tracks}
    out = []
    for n, figure in enumerate(found, 1):
        row = numbered.get(n)
        guessed = False
        if row is None:
            owner = next((sight.whose[f] for f in figure.findings if f in sight.whose), "")
            row = adrift.pop(owner, None)
            guessed = row is not None
        key = f"row:{row.pk}:{n}" if row else f"figure:{n}"
        out.append(Seen(key, n, row, track=n, bar=_bar(figure, sight), guessed=guessed))
    return out


def _bar(figure: Figure, sight: Sighting) -> Bar:
    frames = max(sight.frames, figure.end, 1)
    start, stop = (end * sight.seconds / frames for end in (figure.frame, figure.end))
    width = max(100 * (figure.end - figure.frame) / frames, 0.5)
    return Bar(round(100 * figure.frame / frames, 2), round(width, 2), f"{clock(start)}–{clock(stop)}", round(start, 2))
