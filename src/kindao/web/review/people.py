"""Who is in an original, one row each, in the order of the numbers over the picture or of the film's figures: naming
somebody renumbers nobody."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from uuid import UUID

from kindao.engine.appearance import Figure, cast
from kindao.page.heads import MOST, SIDE
from kindao.page.timeline import times
from kindao.web.cases.models import Appearance, Original
from kindao.web.review import asking
from kindao.web.review.models import Inspection
from kindao.web.review.showing import Found

LAST = 1 << 30  # after all numbers


@dataclass(frozen=True, slots=True)
class Somebody:
    """One row of the page. numbers: of the boxes that are theirs; none: nobody said where they are."""

    row: Appearance
    numbers: tuple[int, ...] = ()
    when: str = ""  # of a film: when they are seen, or heard
    head: int | None = None  # of a film: where their head begins among the heads, pixels

    @property
    def number(self) -> int:
        return self.numbers[0] if self.numbers else 0

    @property
    def voice(self) -> bool:
        """Only heard: when is all that was said."""
        return bool(self.row.heard) and not (self.row.at or self.row.tracks or self.row.everyone)

    @property
    def elsewhere(self) -> bool:
        """A patient of another record, whom the officer named: not to be changed by a list that does not have them."""
        return self.row.patient_id is not None and self.row.patient_id != self.row.original.patient_id

    @property
    def name(self) -> str:
        named = self.row.patient or self.row.other
        return named.name if named else ""


def everybody(original: Original, found: Found | None, inspection: Inspection | None) -> list[Somebody]:
    """found: what the inspection saw; None before it has."""
    rows = list(original.appearances.select_related("original", "patient", "other"))
    figures = found.people if found else ()
    whose = cast(figures, asking.everybody(original)).whose
    theirs: dict[UUID, list[Figure]] = {}
    for n, figure in enumerate(figures, 1):
        same = [row for row in rows if asking.identity(row) == whose.get(figure.findings[0], "")]
        if owner := _owner(figure, n, same):
            theirs.setdefault(owner.pk, []).append(figure)
    placed = {asking.identity(row) for row in rows if row.pk in theirs}
    shown = [
        _told(row, theirs.get(row.pk, []), found, inspection)
        for row in rows
        if row.pk in theirs or row.heard or asking.identity(row) not in placed
    ]
    return sorted(shown, key=lambda one: (one.voice, one.number or LAST, str(one.row.pk)))


def _owner(figure: Figure, number: int, rows: Sequence[Appearance]) -> Appearance | None:
    """Which row of one person says that this figure is theirs: by number, by place, else by saying neither."""
    by_number = [row for row in rows if number in row.tracks]
    by_place = [(figure.face.iou(box), row) for row in rows for box in row.boxes]
    best = max(by_place, key=lambda one: one[0], default=(0.0, None))
    adrift = [row for row in rows if not row.at and not row.tracks and (row.everyone or not row.heard)]
    if by_number:
        return by_number[0]
    return best[1] if best[0] > 0 else (adrift[0] if adrift else None)


def _told(row: Appearance, figures: Sequence[Figure], found: Found | None, inspection: Inspection | None) -> Somebody:
    one = Somebody(row, tuple(sorted({found.number_of(figure) for figure in figures} - {0})) if found else ())
    if one.voice:
        return replace(one, when=", ".join(times(part.start, part.end) for part in row.intervals))
    if not figures or not inspection or not inspection.seconds or row.original.kind == Original.Kind.PICTURE:
        return one
    each = Fraction(inspection.seconds).limit_denominator(100_000) / max(inspection.frames, 1)
    seen = (times(figure.frame * each, figure.end * each) for figure in figures)
    head = (one.number - 1) * SIDE if 0 < one.number <= MOST else None
    return replace(one, when=", ".join(seen), head=head)
