"""Whom the officer sees in an original: everybody that the machine found or a person placed, each with who they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from kindao.engine.appearance import Figure, figures
from kindao.engine.geometry import Box, Interval
from kindao.engine.vocabulary import Finding
from kindao.page.timeline import clock, times
from kindao.web.cases.models import Appearance, Original
from kindao.web.officer.models import Mark
from kindao.web.review import asking, sight
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
    number: int
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


@dataclass(frozen=True, slots=True)
class Sighting:
    """All that was found of one original, as it is now."""

    findings: tuple[Finding, ...]
    whose: dict[Finding, str]
    width: int
    height: int
    frames: int
    seconds: float


def sighting(original: Original, decision: Decision | None) -> Sighting:
    """Of the last decision; of the inspection where the gate was not asked, or stopped before it saw anything."""
    report = decision.report if decision else {}
    if report.get("width"):
        found = sight.findings_of(report["findings"])
        whose = {found[int(n)]: person for n, person in report["whose"].items()}
        frames, seconds = report["frames"], report["seconds"]
        return Sighting(found, whose, report["width"], report["height"], frames, seconds)
    inspection = Inspection.objects.filter(original=original, state="done").order_by("-created_at").first()
    if inspection is None:
        return Sighting((), {}, 0, 0, 0, 0.0)
    found = sight.findings_of(inspection.findings)
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
    """In the order of their numbers; who has no place in the picture comes last."""
    rows = [row for row in _rows(original) if not row.speaks_only]
    marks = {
        mark.appearance_id: mark
        for mark in Mark.objects.filter(original=original, kind=Mark.Kind.PERSON).standing()
        if mark.appearance_id
    }
    found = figures(sight.findings)
    seen = (
        _filmed(rows, found, sight) if original.kind != Original.Kind.PICTURE else _pictured(rows, marks, found, sight)
    )
    placed = {one.row.pk for one in seen if one.row}
    adrift = [row for row in rows if row.pk not in placed and not row.tracks]
    named = {asking.identity(one.row) for one in seen if one.row}
    rest = [row for row in adrift if asking.identity(row) not in named]
    return seen + [Seen(f"row:{row.pk}", len(seen) + n, row) for n, row in enumerate(rest, 1)]


def _pictured(
    rows: Sequence[Appearance], marks: dict[UUID, Mark], found: Sequence[Figure], sight: Sighting
) -> list[Seen]:
    places: list[tuple[Box, Appearance | None, bool]] = [(row.boxes[0], row, False) for row in rows if row.at]
    taken = [box for row in rows for box in row.boxes]
    adrift = {asking.identity(row): row for row in rows if not row.at}
    for figure in (one for one in found if one.frame == 0):
        if any(_holds(box, figure.face) for box in taken):
            continue
        owner = next((sight.whose[f] for f in figure.findings if f in sight.whose), "")
        places.append((figure.face, adrift.pop(owner, None), True))
    places.sort(key=lambda place: (place[0].x0, place[0].y0))
    out = []
    for n, (box, row, guessed) in enumerate(places, 1):
        edges = f"{box.x0}-{box.y0}-{box.x1}-{box.y1}"
        key = f"row:{row.pk}" if row else f"figure:{edges}"
        out.append(Seen(key, n, row, box, marks.get(row.pk) if row else None, guessed=guessed))
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
