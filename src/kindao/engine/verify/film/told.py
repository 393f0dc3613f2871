"""What verification is told of a film beside its two files, and where that is in each frame."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Generic, TypeVar

from kindao.engine.geometry import Box, Track
from kindao.engine.verify.coverage import PART, WITHIN
from kindao.engine.verify.evidence import HEADS
from kindao.engine.vocabulary import Finding, Identifier, Known

CHUNK = 64  # frames that share one list of the tracks which touch them
NEAR = 8  # frames beside a part in which what is told matters to a look at it: four at most, of a cover's last moves
STAYS, LARGER = 0.5, 6  # share of a box in a kept place; how many times larger that place may be

T = TypeVar("T")


class Timeline(Generic[T]):
    """Tracks with what they mean, asked frame by frame without going through all of them."""

    def __init__(self, things: Iterable[tuple[Track, T]]) -> None:
        self._chunks: dict[int, list[tuple[Track, T]]] = {}
        for track, thing in things:
            for chunk in range(track.first // CHUNK, (track.end - 1) // CHUNK + 1):
                self._chunks.setdefault(chunk, []).append((track, thing))

    def at(self, frame: int) -> list[tuple[Box, T]]:
        near = self._chunks.get(frame // CHUNK, ())
        return [(box, thing) for track, thing in near if (box := track.at(frame)) is not None and box.area]


@dataclass(frozen=True)
class Told:
    """Said by whoever found and covered; verification believes none of it, it only looks there too."""

    width: int
    height: int
    covered: tuple[Finding, ...] = ()
    found: tuple[Finding, ...] = ()
    kept: tuple[Track, ...] = ()
    known: tuple[Known, ...] = ()
    drawn: bool = False
    somewhere: bool = False  # whether anything must be flat, in this part of the film or in another
    places: tuple[Finding, ...] = field(init=False)  # all that must be flat, each place once

    def __post_init__(self) -> None:
        tracks = {f.where: f for f in (*self.covered, *self.found) if isinstance(f.where, Track)}
        object.__setattr__(self, "places", tuple(tracks.values()))
        object.__setattr__(self, "somewhere", self.somewhere or bool(tracks))

    def by_part(self, spans: Sequence[tuple[int, int]]) -> Iterator["Told"]:
        """What is said of each span of frames alone, and of those close beside it. They follow each other."""
        wide = [(max(first - NEAR, 0), end + NEAR) for first, end in spans]
        covered, found = _sorted(self.covered, wide), _sorted(self.found, wide)
        kept = _sorted((Finding(Identifier.PERSON, track, 1.0, "") for track in self.kept), wide)
        for n, (first, end) in enumerate(wide):
            yield replace(
                self,
                covered=_cut(covered[n], first, end),
                found=_cut(found[n], first, end),
                kept=tuple(f.where for f in _cut(kept[n], first, end) if isinstance(f.where, Track)),
            )

    @cached_property
    def _gone(self) -> Timeline[Finding]:
        return Timeline((f.where, f) for f in self.places if isinstance(f.where, Track))

    @cached_property
    def _named(self) -> Timeline[Identifier]:
        """What the finder saw, each kind: one place may be a face and a head."""
        both = dict.fromkeys((f.where, f.identifier) for f in (*self.covered, *self.found))
        return Timeline((where, kind) for where, kind in both if isinstance(where, Track))

    @cached_property
    def _kept(self) -> Timeline[Track]:
        return Timeline((track, track) for track in self.kept)

    def gone(self, frame: int) -> list[tuple[Box, Finding]]:
        """What must be flat in this frame."""
        return self._gone.at(frame)

    def named(self, frame: int, kinds: frozenset[Identifier]) -> list[Box]:
        return [box for box, kind in self._named.at(frame) if kind in kinds]

    def kept_at(self, frame: int) -> list[Box]:
        return [box for box, track in self._kept.at(frame) if frame not in track.unsure]

    def stays(self, frame: int, box: Box) -> bool:
        """Whether what lies in this box is left on purpose: most of it in a kept place of its own size.

        A place many times larger, such as somebody's whole body, excuses nothing in it, and no place excuses
        a face or head that has to go."""
        kept = self.kept_at(frame)
        if not any(box.inside(other) >= STAYS and other.area <= LARGER * box.area for other in kept):
            return False
        return not any(box.inside(other) >= STAYS for other in self.named(frame, HEADS))

    def kept_in(self, frame: int, box: Box) -> list[Box]:
        """Parts inside a box that stay on purpose, always smaller than what is around them: the face that had to
        go, when the box lies in one."""
        kept = self.kept_at(frame)
        if not kept:
            return []
        around = [other for other in self.named(frame, HEADS) if box.inside(other) >= WITHIN]
        whole = max(min((face.area for face in around), default=box.area), box.area)
        return [both for other in kept if other.area <= PART * whole and (both := other & box).area]


def _sorted(findings: Iterable[Finding], spans: Sequence[tuple[int, int]]) -> list[list[Finding]]:
    """Those that are in each span, in their order."""
    starts, ends = [first for first, _ in spans], [end for _, end in spans]
    out: list[list[Finding]] = [[] for _ in spans]
    for finding in findings:
        if isinstance(finding.where, Track):
            for n in range(bisect_right(ends, finding.where.first), bisect_left(starts, finding.where.end)):
                out[n].append(finding)
    return out


def _cut(findings: Iterable[Finding], first: int, end: int) -> tuple[Finding, ...]:
    cut = ((f, f.where.within(first, end)) for f in findings if isinstance(f.where, Track))
    return tuple(replace(finding, where=there) for finding, there in cut if there is not None)
