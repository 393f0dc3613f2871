"""What is left in a film, from the frame before which it was not seen to the one in which it is no more."""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from kindao.engine.geometry import Box, Track
from kindao.engine.verify.evidence import BY
from kindao.engine.vocabulary import Finding, Identifier

APART = 30  # frames between two sights of one thing, at most
NEAR = 1.0  # of its size, how far it may have moved between them


@dataclass(slots=True)
class _Trail:
    since: int
    sights: list[tuple[int, Box]]
    sure: float
    ended: int = -1  # the frame in which it was looked for and not seen

    def boxes(self, until: int) -> list[Box]:
        """One for each frame from `since` to before `until`, moved evenly between where it was seen."""
        out = [self.sights[0][1]] * (self.sights[0][0] - self.since)
        for (frame, a), (after, b) in zip(self.sights, self.sights[1:], strict=False):
            steps = after - frame
            out += [_between(a, b, n / steps) for n in range(steps)]
        last, box = self.sights[-1]
        return out + [box] * max(until - last, 1)


def _between(a: Box, b: Box, share: float) -> Box:
    """Both in part: never smaller than the way from one to the other asks for."""
    x0, y0 = (a.x0 + (b.x0 - a.x0) * share, a.y0 + (b.y0 - a.y0) * share)
    x1, y1 = (a.x1 + (b.x1 - a.x1) * share, a.y1 + (b.y1 - a.y1) * share)
    return Box(int(x0), int(y0), -int(-x1 // 1), -int(-y1 // 1))


@dataclass(slots=True)
class Trails:
    """What one check still sees, from look to look."""

    check: str
    period: int  # frames after the last sight in which it may still be there, when nobody looked again
    _of: dict[tuple[Identifier, str], list[_Trail]] = field(default_factory=dict)

    def see(self, frame: int, box: Box, sure: float, *, since: int, what: Identifier, about: str = "") -> None:
        """It is there in this frame, and may have been there unseen from the frame `since` on."""
        trails = self._of.setdefault((what, about), [])
        near = [
            trail for trail in trails
            if frame - trail.sights[-1][0] <= APART and _same(box, trail.sights[-1][1])
        ]  # fmt: skip
        if not near:
            trails.append(_Trail(min(since, frame), [(frame, box)], sure))
            return
        trail = near[-1]
        trail.sure, trail.ended = max(trail.sure, sure), -1
        last, there = trail.sights[-1]
        if last == frame:
            trail.sights[-1] = frame, box | there
        elif last < frame:
            trail.sights.append((frame, box))

    def unseen(self, frame: int, box: Box) -> None:
        """This place was looked at, and nothing is there."""
        for trails in self._of.values():
            for trail in trails:
                last, there = trail.sights[-1]
                if trail.ended < 0 and last < frame and there.inside(box) > 0.5:
                    trail.ended = frame

    def open(self, frame: int, within: int) -> list[Box]:
        """Where something was seen at most so many frames ago."""
        return [
            trail.sights[-1][1] for trails in self._of.values() for trail in trails
            if frame - trail.sights[-1][0] <= within
        ]  # fmt: skip

    def findings(self, frames: int) -> list[Finding]:
        """frames: of the whole film."""
        found = []
        for (what, about), trails in self._of.items():
            for trail in trails:
                last = trail.sights[-1][0]
                until = trail.ended if trail.ended >= 0 else last + self.period
                boxes = trail.boxes(min(until, frames))
                track = Track.of(trail.since, boxes[: frames - trail.since])
                found.append(Finding(what, track, min(trail.sure, 1.0), f"{BY}.{self.check}", about))
        return found


def _same(a: Box, b: Box) -> bool:
    if a.iou(b) > 0.2:
        return True
    reach = NEAR * max(a.width, a.height, b.width, b.height)
    near = abs(a.x0 + a.x1 - b.x0 - b.x1) < 2 * reach and abs(a.y0 + a.y1 - b.y0 - b.y1) < 2 * reach
    return near and 0.5 < (a.area + 1) / (b.area + 1) < 2


class _Chain:
    """One thing, part after part: in each frame the box that holds what every part says of it. Boxes come at its end,
    so that a chain through a whole film takes the time of its frames, not of its frames in each of its parts."""

    def __init__(self, finding: Finding) -> None:
        self._said = finding
        self._first, self._edges = 0, array("i")  # x0 y0 x1 y1 of each frame from the first on
        self._one = True
        if isinstance(finding.where, Track):
            self._first, self._edges = finding.where.first, array("i", finding.where.packed)

    @property
    def _end(self) -> int:
        return self._first + len(self._edges) // 4

    def _at(self, frame: int) -> Box:
        at = 4 * (frame - self._first)
        return Box(*self._edges[at : at + 4])

    def goes_on(self, finding: Finding) -> bool:
        """Whether this is the same thing, in the next part."""
        one, there = self._said, finding.where
        alike = (one.identifier, one.about) == (finding.identifier, finding.about)
        if not alike or not self._edges or not isinstance(there, Track) or there.first > self._end:
            return False
        at = max(self._first, there.first)
        first = there.at(min(at, there.end - 1))
        return first is not None and _same(self._at(min(at, self._end - 1)), first)

    def add(self, finding: Finding) -> None:
        """Of what goes on."""
        there = finding.where
        assert isinstance(there, Track)
        self._one = False
        self._said = replace(self._said, confidence=max(self._said.confidence, finding.confidence))
        if early := there.within(there.first, self._first):
            self._first, self._edges = early.first, array("i", early.packed) + self._edges
        for n in range(there.first, min(there.end, self._end)):
            box = there.at(n)
            assert box is not None
            both, at = self._at(n) | box, 4 * (n - self._first)
            self._edges[at : at + 4] = array("i", (both.x0, both.y0, both.x1, both.y1))
        if late := there.within(self._end, there.end):
            self._edges.frombytes(late.packed)

    def finding(self) -> Finding:
        if self._one:
            return self._said
        return replace(self._said, where=Track(self._first, self._edges.tobytes()))


def joined(parts: Iterable[Sequence[Finding]]) -> tuple[Finding, ...]:
    """What is left in parts that follow each other; what goes on from one to the next is one."""
    chains: list[_Chain] = []
    open_: list[int] = []  # where in `chains` those are that were in the part before
    for findings in parts:
        here: list[int] = []
        for finding in findings:
            before = next((n for n in open_ if n not in here and chains[n].goes_on(finding)), None)
            if before is None:
                chains.append(_Chain(finding))
                here.append(len(chains) - 1)
            else:
                chains[before].add(finding)
                here.append(before)
        open_ = here
    return tuple(chain.finding() for chain in chains)
