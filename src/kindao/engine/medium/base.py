"""What every medium promises the gate, and what it gives back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Protocol, Self

from kindao.engine.detect.base import Detector, Submission
from kindao.engine.errors import Missing
from kindao.engine.geometry import Interval, Region, Track
from kindao.engine.media.clip import Clip
from kindao.engine.report import NotLookedFor
from kindao.engine.seen import Seen
from kindao.engine.together import side_by_side
from kindao.engine.verify.result import Verification
from kindao.engine.vietnamese import in_vietnamese
from kindao.engine.vocabulary import Finding, Identifier, Known, Words

Progress = Callable[[str], None]

FACES = frozenset({Identifier.FACE, Identifier.HEAD, Identifier.EYES})
OPTIONAL = frozenset({Identifier.INTIMATE, Identifier.BODY_PART})  # its weights may not be in the default install
BODIES = frozenset({Identifier.PERSON, Identifier.BODY_PART})
WIDEN = 0.35  # of a residual's size, on each side, before the next attempt


@dataclass(frozen=True, slots=True)
class Sight:
    """What the detectors saw of one medium, and what they did not look for."""

    findings: tuple[Finding, ...]
    not_looked_for: tuple[NotLookedFor, ...]
    clip: Clip | None = field(default=None, repr=False)  # the film or recording that was looked at; of a picture None
    again: Mapping[int, int] = field(default_factory=dict)  # of a film: figures that may be an earlier one, by number
    each: tuple[tuple[str, tuple[Finding, ...]], ...] = field(default=(), repr=False)
    """The findings again, in the same order, by the eye that made them: `Seen` hands them to a later look."""


class Step(str):
    """What is being done, and how much of it is: a film's frames, say. total 0: it is not known."""

    done: int
    total: int

    def __new__(cls, step: str, done: int = 0, total: int = 0) -> Self:
        one = super().__new__(cls, step)
        one.done, one.total = done, total
        return one


def look(
    submission: Submission,
    detectors: Sequence[Detector],
    progress: Progress = lambda _: None,
    before: Seen | None = None,
) -> Sight:
    """Every detector's findings, as `looked` gives them."""
    return looked(submission, detectors, progress, before)[0]


def looked(
    submission: Submission,
    detectors: Sequence[Detector],
    progress: Progress = lambda _: None,
    before: Seen | None = None,
) -> tuple[Sight, list[Detector]]:
    """Every detector's findings, and the detectors that are there. before: of this very medium by these detectors;
    whoever would find the same again does not look.

    Raises what a detector raises: one that fails or is missing is a reason to refuse, never an empty list.
    Only a detector of `OPTIONAL` kinds may be absent; then the report says what was not looked for."""
    findings: list[Finding] = []
    absent = [
        NotLookedFor(
            Identifier.SKIN_MARK,
            Words(
                "Hình xăm, sẹo, bớt: không có bộ dò đáng tin; người phụ trách tự đánh dấu.",
                "Tattoos, scars, birthmarks: no honest detector exists; the officer marks them by hand.",
            ),
        )
    ]

    def seen_by(detector: Detector) -> list[Finding] | Missing:
        progress(detector.name)
        if before and (again := before.by(detector, submission)) is not None:
            return list(again)
        try:
            return list(detector.find(submission))
        except Missing as missing:
            if not detector.finds <= OPTIONAL:
                raise
            return missing

    present: list[Detector] = []
    each: list[tuple[str, tuple[Finding, ...]]] = []
    seen_by_all = side_by_side([partial(seen_by, detector) for detector in detectors])
    for detector, seen in zip(detectors, seen_by_all, strict=True):
        if isinstance(seen, Missing):
            absent += [
                NotLookedFor(
                    Identifier.INTIMATE,
                    Words(
                        "Vùng kín: chưa được dò, vì mạng dò riêng cho việc này chưa có trên máy; hãy tự xem ảnh. "
                        f"Người quản lý máy có thể cài thêm. {in_vietnamese(seen.hint) or seen.hint}",
                        "Intimate parts were not looked for: the network for them, an extra, is not on this computer; "
                        f"look for them yourself. Whoever looks after the computer can add it. {seen.hint}",
                    ),
                )
            ]
        else:
            findings += seen
            present.append(detector)
            each.append((detector.name, tuple(seen)))
    return Sight(tuple(findings), tuple(absent), each=tuple(each)), present


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be made of a medium."""

    covered: tuple[Finding, ...]
    kept: tuple[Region | Track, ...] = ()  # parts under treatment, which stay visible inside a covered head
    heard: tuple[Interval, ...] | None = ()  # when sound may be heard; None: always
    known: tuple[Known, ...] = ()
    drawn: bool = False  # declared an illustration: then no face in it may look real to other eyes


@dataclass(frozen=True, slots=True)
class Made:
    """A copy that was made and looked at again: bytes of a picture, a temporary file of a film."""

    covered: tuple[Finding, ...]
    verification: Verification
    digest: str
    data: bytes = field(default=b"", repr=False)
    file: Path | None = None
    by_hand: bool = False  # of a film: somebody seems to have been hidden in it by hand, of whom nothing is known

    def discard(self) -> None:
        """It is not wanted: its file goes."""
        if self.file:
            self.file.unlink(missing_ok=True)


class Medium(Protocol):
    """One opened medium."""

    @property
    def digest(self) -> str: ...
    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def attempts(self) -> int:
        """How many copies are made and looked at, at most, before a person has to look."""
        ...

    def look(
        self, words: Submission, detectors: Sequence[Detector], progress: Progress, before: Seen | None = None
    ) -> Sight:
        """Everything that identifies somebody. words: caption, file name and what is known; its picture is not used.
        before: what these detectors saw of this very medium; what they would find again is taken from there.

        Raises what a detector raises."""
        ...

    def lifelike(self) -> bool:
        """Whether what was declared a drawing looks photographed."""
        ...

    def hidden_by_hand(self, findings: Sequence[Finding], made: Made) -> bool:
        """Whether somebody seems to have been hidden in it by hand, of whom the findings that its copy was made with
        know nothing."""
        ...

    def make(self, findings: Sequence[Finding], order: Order, progress: Progress) -> Made:
        """The copy, written and looked at again."""
        ...

    def widened(self, residuals: Sequence[Finding]) -> tuple[Finding, ...]:
        """What is still found in a copy, to be covered in the next attempt."""
        ...
