"""Sound as the detectors of voices take it: one channel, 16,000 samples a second, in pieces with their moments."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from kindao.engine.errors import Unreadable
from kindao.engine.geometry import Interval

Samples = NDArray[np.float32]
Block = tuple[Fraction, Samples]
"""The moment of its first sample, in seconds, and its samples, 1.0 full scale."""

RATE = 16_000
JITTER = Fraction(1, 50)  # s; what containers round a moment by, and less than one window of any network here


def runs(blocks: Iterable[Block]) -> Iterator[tuple[Fraction, Iterator[Samples]]]:
    """Stretches without a gap: when each starts, and its pieces. Each must be read before the next is asked for.

    Raises Unreadable where moments go backwards or pieces are not one channel of numbers."""
    pieces = iter(blocks)
    waiting: list[Block] = []

    def take() -> Block | None:
        block = waiting.pop() if waiting else next(pieces, None)
        if block is not None and (block[1].ndim != 1 or not np.isfinite(block[1]).all()):
            raise Unreadable("the sound is not made of finite numbers", hint="Export it again from its source")
        return block

    while (first := take()) is not None:
        start = first[0]

        def stretch(block: Block | None = first, start: Fraction = start) -> Iterator[Samples]:
            count = 0
            while block is not None:
                late = block[0] - (start + Fraction(count, RATE))
                if late < -JITTER:
                    raise Unreadable("the sound's times go backwards", hint="Export it again from its source")
                if late > JITTER:
                    waiting.append(block)
                    return
                count += len(block[1])
                yield np.asarray(block[1], np.float32)
                block = take()

        yield start, stretch()


def cut(
    blocks: Iterable[Block], intervals: Sequence[Interval], longest: Fraction
) -> Iterator[tuple[Interval, Samples]]:
    """The sound of each interval, in order; longer ones in parts of at most `longest` seconds, so that hours fit.

    intervals: in order, apart. What has no samples is left out; a gap splits an interval."""
    wanted = [part for interval in intervals for part in _parts(interval, longest)]
    for start, pieces in runs(blocks):
        at, held = 0, np.zeros(0, np.float32)  # `held` begins at sample `at` of this stretch
        spans = [(max(0, _sample(p.start - start)), _sample(p.end - start)) for p in wanted]
        waiting = [span for span in spans if span[1] > span[0]]
        for piece in pieces:
            held = np.concatenate([held, piece])
            while waiting and waiting[0][1] <= at + len(held):
                a, b = waiting.pop(0)
                yield _interval(start, a, b), held[a - at : b - at]
            done = min(max(waiting[0][0] - at, 0), len(held)) if waiting else len(held)
            at, held = at + done, held[done:]
        for a, b in waiting:
            if a < at + len(held):
                yield _interval(start, a, min(b, at + len(held))), held[a - at : b - at]


def _parts(interval: Interval, longest: Fraction) -> Iterator[Interval]:
    start = interval.start
    while start < interval.end:
        end = min(start + longest, interval.end)
        yield Interval(start, end)
        start = end


def _sample(seconds: Fraction) -> int:
    return int(seconds * RATE // 1)


def _interval(start: Fraction, first: int, end: int) -> Interval:
    return Interval(max(Fraction(0), start + Fraction(first, RATE)), max(Fraction(0), start + Fraction(end, RATE)))
