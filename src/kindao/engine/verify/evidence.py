"""What a check is given, and what it gives back."""

from dataclasses import dataclass

from kindao.engine.geometry import Box, Region
from kindao.engine.media.picture import Picture
from kindao.engine.verify.result import Check
from kindao.engine.vocabulary import Finding, Identifier, Known

HEADS = frozenset({Identifier.FACE, Identifier.HEAD})
BY = "verify"
"""Who claims a residual; the check's name follows after a dot."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The written bytes as they opened again, and all that is known of what they were made from."""

    data: bytes
    written: Picture
    original: Picture | None = None
    covered: tuple[Region, ...] = ()  # what was filled
    found: tuple[Finding, ...] = ()  # what must be gone
    kept: tuple[Region, ...] = ()  # what stays on purpose
    known: tuple[Known, ...] = ()
    drawn: bool = False  # declared an illustration: its faces were left on purpose

    def gone(self, frame: int, kinds: frozenset[Identifier]) -> tuple[Region, ...]:
        """Where the finder saw one of these kinds in this frame."""
        return tuple(
            finding.where
            for finding in self.found
            if finding.identifier in kinds and isinstance(finding.where, Region) and finding.where.frame == frame
        )

    def stays(self, frame: int, box: Box) -> bool:
        """Whether what lies in this box is left on purpose: most of it in a kept place of its own size.

        A place many times larger, such as somebody's whole body, excuses nothing in it, and no place excuses
        a face or head that has to go."""
        if any(box.inside(region.box) >= 0.5 for region in self.gone(frame, HEADS)):
            return False
        return any(
            box.inside(kept.box) >= 0.5 and kept.box.area <= 6 * box.area for kept in self.kept if kept.frame == frame
        )


@dataclass(frozen=True, slots=True)
class Look:
    """What one check says, with what it still found."""

    check: Check
    residuals: tuple[Finding, ...] = ()
