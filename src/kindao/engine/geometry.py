"""Where things are in a frame, and when. Pixels count from the top-left corner of the frame as it is shown,
orientation applied: that is what detectors see and what is written. A box holds the pixels
x0 <= x < x1 and y0 <= y < y1; an interval the moments start <= t < end, in seconds."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Self


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle in whole pixels."""

    x0: int
    y0: int
    x1: int
    y1: int

    def __post_init__(self) -> None:
        if not (0 <= self.x0 <= self.x1 and 0 <= self.y0 <= self.y1):
            raise ValueError(f"not a box: {self}")

    @classmethod
    def around(cls, x0: float, y0: float, x1: float, y1: float, *, width: int, height: int) -> Self:
        """The smallest whole box that holds these edges, clipped to a frame of width x height pixels."""
        left, top = min(max(int(x0 // 1), 0), width), min(max(int(y0 // 1), 0), height)
        return cls(left, top, max(left, min(int(-(-x1 // 1)), width)), max(top, min(int(-(-y1 // 1)), height)))

    @property
    def slices(self) -> tuple[slice, slice]:
        """The box as an index into an array shaped (height, width, ...)."""
        return slice(self.y0, self.y1), slice(self.x0, self.x1)

    @property
    def width(self) -> int:
        return self.x1 - self.x0

    @property
    def height(self) -> int:
        return self.y1 - self.y0

    @property
    def area(self) -> int:
        return self.width * self.height

    def __and__(self, other: "Box") -> "Box":
        """What both cover; a box of area 0 where they do not meet."""
        x0, y0 = max(self.x0, other.x0), max(self.y0, other.y0)
        return Box(x0, y0, max(x0, min(self.x1, other.x1)), max(y0, min(self.y1, other.y1)))

    def __or__(self, other: "Box") -> "Box":
        """The smallest box that holds both."""
        return Box(min(self.x0, other.x0), min(self.y0, other.y0), max(self.x1, other.x1), max(self.y1, other.y1))

    def iou(self, other: "Box") -> float:
        """Intersection over union, 0 to 1."""
        both = (self & other).area
        return both / (self.area + other.area - both) if both else 0.0

    def within(self, other: "Box") -> bool:
        """Whether all of it lies in the other, and it is not empty: `inside` is 1."""
        return other.x0 <= self.x0 < self.x1 <= other.x1 and other.y0 <= self.y0 < self.y1 <= other.y1

    def inside(self, other: "Box") -> float:
        """The share of this box that the other covers, 0 to 1."""
        return (self & other).area / self.area if self.area else 0.0

    def grown(self, left: float, top: float, right: float, bottom: float, *, width: int, height: int) -> "Box":
        """Each side moved out by this many pixels, clipped to the frame."""
        return Box.around(self.x0 - left, self.y0 - top, self.x1 + right, self.y1 + bottom, width=width, height=height)


Point = tuple[float, float]
Edges = tuple[int, int, int, int]  # x0 y0 x1 y1, which may lie beyond the frame

ROUND = 3  # the power in a round track's shape: a rounded box that holds seven eighths of it


@dataclass(frozen=True, slots=True)
class Region:
    """A place in one frame: a box, and for tilted things the polygon inside it."""

    box: Box
    outline: tuple[Point, ...] = ()  # corners in order, pixels; empty: the box itself
    frame: int = 0


@dataclass(frozen=True, slots=True)
class Track:
    """One thing through consecutive frames of a film: a box in each. 16 or 32 bytes a frame, so that hours fit."""

    first: int  # index of the frame in which it is first
    packed: bytes  # x0 y0 x1 y1 of each frame, as native 32-bit integers
    whole: bytes = b""
    """Of a round one the same edges, not cut at the frame's: of each box only what |u|³ + |v|³ <= 1 holds is meant, u
    and v from the middle of these in halves of their sides."""
    unsure: frozenset[int] = frozenset()
    """Frames in which nobody saw it and it is somewhere in its box: that widens what is covered, not what may stay."""

    def __post_init__(self) -> None:
        if self.first < 0 or not self.packed or len(self.packed) % 16 or len(self.whole) not in (0, len(self.packed)):
            raise ValueError(f"not a track: from {self.first}, {len(self.packed)} bytes")

    @classmethod
    def of(cls, first: int, boxes: Sequence[Box], *, whole: Sequence[Edges] = (), unsure: Iterable[int] = ()) -> Self:
        """boxes: of the frames `first`, `first` + 1 and so on. whole: of a round one, those of as many frames. unsure:
        frames in which it is somewhere in its box.

        Raises ValueError for none."""
        edges = array("i", [edge for b in boxes for edge in (b.x0, b.y0, b.x1, b.y1)])
        rounded = array("i", [edge for one in whole for edge in one])
        return cls(first, edges.tobytes(), rounded.tobytes(), frozenset(unsure))

    @property
    def end(self) -> int:
        """Index of the frame after its last."""
        return self.first + len(self.packed) // 16

    def __len__(self) -> int:
        return len(self.packed) // 16

    def at(self, frame: int) -> Box | None:
        """Where it is in this frame; None in frames before its first and after its last."""
        if not self.first <= frame < self.end:
            return None
        start = (frame - self.first) * 4
        return Box(*memoryview(self.packed).cast("i")[start : start + 4])

    def round(self, frame: int) -> Edges | None:
        """The edges that a round one has in this frame, cut at none; None of any other, and where it is not."""
        if not self.whole or not self.first <= frame < self.end:
            return None
        x0, y0, x1, y1 = memoryview(self.whole).cast("i")[(frame - self.first) * 4 :][:4]
        return x0, y0, x1, y1

    def within(self, first: int, end: int) -> "Track | None":
        """What it is in the frames first <= n < end; None when it is in none of them."""
        start, stop = max(first, self.first), min(end, self.end)
        if start >= stop:
            return None
        cut = slice(16 * (start - self.first), 16 * (stop - self.first))
        span = range(start, stop)
        if len(span) < len(self.unsure):  # an hour's are cut into a thousand parts
            unsure = frozenset(n for n in span if n in self.unsure)
        else:
            unsure = frozenset(n for n in self.unsure if n in span)
        return replace(self, first=start, packed=self.packed[cut], whole=self.whole[cut], unsure=unsure)

    def boxes(self) -> Iterator[tuple[int, Box]]:
        """Each frame's index, and where it is there."""
        edges = memoryview(self.packed).cast("i")
        for n in range(len(self)):
            yield self.first + n, Box(*edges[4 * n : 4 * n + 4])


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of time, seconds from the start of the film or recording as it is played."""

    start: Fraction
    end: Fraction

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not an interval: {self}")

    @property
    def seconds(self) -> Fraction:
        return self.end - self.start

    def __and__(self, other: "Interval") -> "Interval":
        """What both hold; one of length 0 where they do not meet."""
        start = max(self.start, other.start)
        return Interval(start, max(start, min(self.end, other.end)))


def largest(where: Region | Track) -> Box:
    """The box of a region; of a track the largest of its boxes."""
    if isinstance(where, Region):
        return where.box
    return max((box for _, box in where.boxes()), key=lambda box: box.area)
