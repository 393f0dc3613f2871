"""Places in pictures and films as rows keep them."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from kindao.engine.geometry import Box, Interval


def boxes_to(boxes: Iterable[Box]) -> list[list[int]]:
    return [[box.x0, box.y0, box.x1, box.y1] for box in boxes]


def intervals_to(intervals: Iterable[Interval]) -> list[list[str]]:
    """Seconds as exact fractions: "7/2"."""
    return [[str(one.start), str(one.end)] for one in intervals]


def intervals_of(kept: Sequence[Sequence[str]]) -> tuple[Interval, ...]:
    return tuple(Interval(Fraction(start), Fraction(end)) for start, end in kept)
