"""Whether somebody was hidden in a film by hand before it came here: a patch on a person whom nobody found, in one
look after another. What counts as a patch is a picture's (detect/patches.py, decision 18)."""

from collections.abc import Sequence
from dataclasses import replace

from kindao.engine.detect.patches import patches, unexplained
from kindao.engine.geometry import Box, Region, Track
from kindao.engine.media.reading import Still
from kindao.engine.vocabulary import Finding

EVERY = 50  # frames from one look to the next, of which each takes 80 ms of one core at 1280 x 720 …
LOOKS = 3  # … of a short film fewer, for so many looks
NEAR, LIKE = 3.0, 3.0  # of a patch's longer side, how far it may move between two looks; times as large


class ByHand:
    """The looks at one film, in the order of its frames."""

    def __init__(self, frames: int, findings: Sequence[Finding], drawn: dict[int, list[Box]] | None = None) -> None:
        """frames: of the film. findings: all that is known to be in it. drawn: what was drawn over its frames, as far
        as they were looked at before; more is put there."""
        self._every = max(min(EVERY, -(-frames // LOOKS)), 1)
        self._findings = [(finding, finding.where) for finding in findings if isinstance(finding.where, Track)]
        self._drawn = {} if drawn is None else drawn
        self._before: list[Box] = []
        self.doubt = False  # whether two looks, one after the other, saw a patch that nothing explains

    def look(self, still: Still) -> None:
        """One more frame; most are passed by."""
        if self.doubt or still.index % self._every:
            return
        here = [
            replace(finding, where=Region(box))
            for finding, track in self._findings
            if (box := track.at(still.index)) is not None and box.area
        ]
        if still.index not in self._drawn:
            self._drawn[still.index] = patches(still.rgb())
        now = unexplained(still.rgb(), here, self._drawn[still.index])
        self.doubt = any(_same(one, other) for one in now for other in self._before)
        self._before = now


def _same(one: Box, other: Box) -> bool:
    reach = 2 * NEAR * max(one.width, one.height, other.width, other.height)
    near = abs(one.x0 + one.x1 - other.x0 - other.x1) <= reach and abs(one.y0 + one.y1 - other.y0 - other.y1) <= reach
    return near and max(one.area, other.area) <= LIKE * min(one.area, other.area)
