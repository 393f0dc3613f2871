"""What an officer does with what waits: says who everybody is, draws boxes and takes them back; says what is done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import IntegrityError, transaction

from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.geometry import Box, Interval
from kindao.web import audit
from kindao.web.cases import actions as cases
from kindao.web.cases import signals
from kindao.web.cases.models import Appearance, Original, OtherPerson, Patient
from kindao.web.clinics.models import Membership, Role
from kindao.web.officer.models import Done, Mark
from kindao.web.officer.seeing import Seen, Voice, everybody, sighting, voices
from kindao.web.review.models import Use, UseState

SAME_FACE = 0.3  # intersection over union of a box and where it was moved from, from which it is the same face
INSIDE = 0.6  # share of the smaller inside the larger, likewise: the engine's figures.WITHIN
MOST_BOXES = 200
OPEN = (UseState.NEEDS_EYES, UseState.PERMITTED, UseState.REFUSED)
"""In which the officer says who is in it: what was answered with something said wrongly is put right there, too."""
A_MOMENT = 0.001  # seconds, to which a film's length is kept


@dataclass(frozen=True, slots=True)
class Who:
    """Who somebody is said to be."""

    role: Appearance.As
    patient: Patient | None = None
    other: OtherPerson | None = None

    @property
    def option(self) -> str:
        owner = self.patient or self.other
        return f"{self.role}:{owner.pk}" if owner else str(self.role)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A new box. who: of somebody's face."""

    kind: Mark.Kind
    box: Box
    who: Who = field(default_factory=lambda: Who(Appearance.As.UNKNOWN))


@dataclass(frozen=True, slots=True)
class Said:
    """All that an officer said on one page, by the keys of `seeing`; marks that are no persons by "mark:ID"."""

    who: Mapping[str, Who] = field(default_factory=dict)
    moved: Mapping[str, Box] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()
    drawn: Sequence[Drawn] = ()
    spoken: tuple[Interval, Who] | None = None  # a stretch that no machine heard, and who alone speaks in it


@transaction.atomic
def say(by: Membership, use: Use, said: Said, *, answered: int) -> bool:
    """Keep it, and have everything that shows this original asked again. False: nothing was different.

    answered: the number of the decision that the officer looked at.
    Raises BadInput for who is no officer, for a page that is too old, a box outside the picture, too many boxes."""
    use = _waiting(by, use, answered)
    decision = use.decisions.order_by("-number").first()
    seen = sighting(use.original, decision)
    here = {one.key: one for one in everybody(use.original, seen)}
    marks = {f"mark:{mark.pk}": mark for mark in _plain_marks(use.original)}
    heard = {one.key: one for one in voices(use.original, seen)}
    if not {*said.who, *said.moved, *said.gone} <= {*here, *marks, *heard}:
        raise _stale()
    work = _Work(by, use.original, seen.width, seen.height)
    for key, one in here.items():
        work.about(one, said.who.get(key), said.moved.get(key), gone=key in said.gone)
    for key, mark in marks.items():
        if key in said.gone:
            work.end(mark)
        elif key in said.moved and said.moved[key] != mark.box:
            work.end(mark)
            work.mark(Mark.Kind(mark.kind), said.moved[key])
    for new in said.drawn:
        work.draw(new)
    for key, voice in heard.items():
        if key in said.who:
            work.voice(voice, said.who[key])
    if said.spoken:
        work.hear(*said.spoken, seconds=seen.seconds, others=[one for one in heard.values() if one.row])
    if Mark.objects.filter(original=use.original).standing().count() > MOST_BOXES:
        raise BadInput(f"more than {MOST_BOXES} boxes were drawn", hint="Draw fewer, larger ones")
    if work.changed:
        signals.changed.send(Mark, patients=[], originals=[use.original_id])
    return work.changed


def _plain_marks(original: Original) -> list[Mark]:
    return list(Mark.objects.filter(original=original).exclude(kind=Mark.Kind.PERSON).standing())


def _waiting(by: Membership, use: Use, answered: int) -> Use:
    if by.role != Role.OFFICER:
        raise BadInput("only the privacy officer answers for this", hint="Send it to the officer")
    Original.objects.lock_picture(use.original)
    use = Use.objects.of(by).select_for_update(of=("self",)).select_related("original").get(pk=use.pk)
    last = use.decisions.order_by("-number").values_list("number", flat=True).first()
    if use.state not in OPEN or (last or 0) != answered:
        raise _stale()
    return use


def _stale() -> BadInput:
    return BadInput("this does not wait for the officer any more", hint="Open the page again")


class _Work:
    """One save: every change is one row and one event."""

    def __init__(self, by: Membership, original: Original, width: int, height: int) -> None:
        self.by, self.original, self.width, self.height = by, original, width, height
        self.changed = False

    def about(self, one: Seen, who: Who | None, moved: Box | None, *, gone: bool) -> None:
        if one.mark is not None:
            self._own(one, one.mark, who, moved, gone=gone)
            return
        if gone:
            who = Who(Appearance.As.NOBODY)
        elif moved is not None and one.box is not None and moved != one.box:
            if self._near(one.box, moved):
                self._widened(one, moved)
            else:  # the machine was wrong there; whom it meant is here
                self.draw(Drawn(Mark.Kind.PERSON, moved, who or self._is(one)))
                who = Who(Appearance.As.NOBODY)
        if who is not None:
            self._name(one, who)

    def _own(self, one: Seen, mark: Mark, who: Who | None, moved: Box | None, *, gone: bool) -> None:
        """A box that an officer drew: taken back, moved, or named."""
        assert one.row is not None and one.box is not None
        if gone:
            self.end(mark)
            if not one.row.found_by_machine:  # only the officer saw somebody there
                cases.unplace(self.by, one.row)
            return
        if moved is not None and moved != one.box:
            box = self._inside(moved)
            self.end(mark)
            self.mark(Mark.Kind.PERSON, box, one.row)
            cases.move(self.by, one.row, [box])
        if who is not None:
            self._name(one, who)

    @staticmethod
    def _near(old: Box, new: Box) -> bool:
        small, large = sorted((old, new), key=lambda box: box.area)
        return old.iou(new) >= SAME_FACE or small.inside(large) >= INSIDE

    def _widened(self, one: Seen, moved: Box) -> None:
        """What the machine found stays covered; the officer's box is covered as well, as the same person's."""
        box = self._inside(moved)
        assert one.box is not None
        row = one.row
        if row is not None and row.at:
            cases.move(self.by, row, [one.box | box])
        elif row is None:
            row = self._place(Who(Appearance.As.UNKNOWN), one.box | box)
        self.mark(Mark.Kind.PERSON, box, row)

    def _is(self, one: Seen) -> Who:
        row = one.row
        return Who(Appearance.As(row.role), row.patient, row.other) if row else Who(Appearance.As.UNKNOWN)

    def _name(self, one: Seen, who: Who) -> None:
        if who.option == one.who or not one.placed:  # whoever has no place would be everybody that is left
            return
        self.changed = True
        row = one.row
        if row is not None and (row.at or row.tracks):
            cases.say_who(self.by, row, who.role, patient=who.patient, other=who.other)
        else:  # nobody had placed them
            self._place(who, one.box, track=one.track)

    def _place(self, who: Who, box: Box | None, *, track: int = 0) -> Appearance:
        self.changed = True
        return cases.place(
            self.by,
            self.original,
            who.role,
            patient=who.patient,
            other=who.other,
            at=[box] if box else (),
            tracks=[track] if track else (),
        )

    def voice(self, one: Voice, who: Who) -> None:
        """Who alone speaks in a stretch; of whom nobody knows it, it is silenced."""
        if who.option == one.who:
            return
        self.changed = True
        if one.row is not None:
            left = [stretch for stretch in one.row.intervals if stretch != one.interval]
            cases.hear(self.by, one.row, left)
        if who.role not in (Appearance.As.UNKNOWN, Appearance.As.NOBODY):
            self._heard(one.interval, who)

    def hear(self, interval: Interval, who: Who, *, seconds: float, others: Sequence[Voice]) -> None:
        """others: stretches of which somebody said who speaks."""
        if self.original.kind == Original.Kind.PICTURE or interval.end > seconds + A_MOMENT:
            raise BadInput("this goes beyond the end of the sound", hint="Correct from when to when")
        if any((interval & one.interval).seconds for one in others):
            raise BadInput(
                "somebody was said to speak in a part of this already", hint="Say of that stretch that nobody knows it"
            )
        self.changed = True
        self._heard(interval, who)

    def _heard(self, interval: Interval, who: Who) -> None:
        cases.place(self.by, self.original, who.role, patient=who.patient, other=who.other, heard=[interval])

    def draw(self, new: Drawn) -> None:
        box = self._inside(new.box)
        row = self._place(new.who, box) if new.kind == Mark.Kind.PERSON else None
        self.mark(new.kind, box, row)

    def mark(self, kind: Mark.Kind, box: Box, row: Appearance | None = None) -> None:
        if self.original.kind != Original.Kind.PICTURE:
            raise BadInput("boxes are drawn on pictures", hint="In a film say who each figure is")
        mark = Mark.objects.create(
            original=self.original,
            kind=kind,
            at=[box.x0, box.y0, box.x1, box.y1],
            appearance=row,
            drawn_by=self.by.user,
            drawn_at=clock.now(),
        )
        audit.record("mark.drawn", mark, by=self.by.user, clinic=self.by.clinic, facts={"kind": str(kind)})
        self.changed = True

    def end(self, mark: Mark) -> None:
        Mark.objects.filter(pk=mark.pk, ended_at=None).update(ended_by=self.by.user, ended_at=clock.now())
        audit.record("mark.taken-back", mark, by=self.by.user, clinic=self.by.clinic, facts={"kind": mark.kind})
        self.changed = True

    def _inside(self, box: Box) -> Box:
        """Within the picture. Raises BadInput where nothing of it is."""
        kept = box & Box(0, 0, self.width, self.height)
        if not kept.area:
            raise BadInput("a box lies outside the picture", hint="Draw it on the picture")
        return kept


@transaction.atomic
def done(by: Membership, *, clock_id: str, event: str, reason: str) -> None:
    """What a clock asked for is done. A second time changes nothing. Raises BadInput without a reason, or for who is
    no officer."""
    if by.role != Role.OFFICER:
        raise BadInput("only the privacy officer answers for this", hint="Send it to the officer")
    if not reason.strip():
        raise BadInput("a reason is missing", hint="Say why, in a sentence")
    try:
        with transaction.atomic():
            row = Done.objects.create(
                clinic=by.clinic, clock=clock_id, event=event, reason=reason.strip(), by=by.user, at=clock.now()
            )
    except IntegrityError:
        return
    audit.record("clock.done", row, by=by.user, clinic=by.clinic, facts={"clock": clock_id})


def patient_numbered(by: Membership, number: str) -> Patient:
    """The patient with this record number. Raises BadInput where there is none."""
    found = Patient.objects.of(by).filter(record_number__iexact=number.strip()).first()
    if found is None:
        raise BadInput("no patient has this record number", hint="Correct the number")
    return found


def whom(by: Membership, option: str) -> Who:
    """An option of the form. Raises BadInput for one that is none."""
    role, _, pk = option.partition(":")
    try:
        told = Appearance.As(role)
        owner = UUID(pk) if pk else None
    except ValueError:
        raise _stale() from None
    if told is Appearance.As.PATIENT:
        patient = Patient.objects.of(by).filter(pk=owner).first() if owner else None
        if patient is None:
            raise _stale()
        return Who(told, patient=patient)
    if owner is None:
        return Who(told)
    other = OtherPerson.objects.of(by).filter(pk=owner, kind=role).first()
    if other is None:
        raise _stale()
    return Who(told, other=other)
