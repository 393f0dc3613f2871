"""What is left in a film, from the frame before which it was not seen to the one in which it is no more."""

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


def joined(parts: Iterable[Sequence[Finding]]) -> tuple[Finding, ...]:
    """What is left in parts that follow each other; what goes on from one to the next is one."""
    out: list[Finding] = []
    open_: list[int] = []  # where in `out` those are that were in the part before
    for findings in parts:
        here = []
        for finding in findings:
            before = next((n for n in open_ if n not in here and _goes_on(out[n], finding)), None)
            if before is None:
                out.append(finding)
                here.append(len(out) - 1)
            else:
                out[before] = _one(out[before], finding)
                here.append(before)
        open_ = here
    return tuple(out)


def _goes_on(one: Finding, other: Finding) -> bool:
    a, b = one.where, other.where
    alike = (one.identifier, one.about) == (other.identifier, other.about)
    if not alike or not isinstance(a, Track) or not isinstance(b, Track):
        return False
    at = max(a.first, b.first)
    last, first = a.at(min(at, a.end - 1)), b.at(min(at, b.end - 1))
    return b.first <= a.end and last is not None and first is not None and _same(last, first)


def _one(one: Finding, other: Finding) -> Finding:
    """Both, as far as either says in each frame."""
    a, b = one.where, other.where
    assert isinstance(a, Track) and isinstance(b, Track)
    first, end = min(a.first, b.first), max(a.end, b.end)
    boxes = []
    for n in range(first, end):
        both = [box for box in (a.at(n), b.at(n)) if box is not None]
        boxes.append(both[0] | both[-1])
    sure = max(one.confidence, other.confidence)
    return replace(one, where=Track.of(first, boxes), confidence=sure)
