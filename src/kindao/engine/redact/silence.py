"""Silence: the only removal of a voice that Kindao knows. Sound stays where those speak who agreed to be heard;
everywhere else it is zero, whether somebody was found speaking there or not.

No voice is disguised: an attacker who knows the method knows the speaker again (docs/decisions/0009-voice.md)."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from kindao.engine.geometry import Interval

FADE = Fraction(1, 100)  # s; without it every edge clicks

T = TypeVar("T", bound=np.generic)


def silenced(
    blocks: Iterable[tuple[Fraction, NDArray[T]]], kept: Sequence[Interval], rate: int
) -> Iterator[tuple[Fraction, NDArray[T]]]:
    """The same blocks, zero at every moment outside `kept`; inside, each interval rises and falls within its own ends.

    blocks: the moment of the first sample in seconds, and samples shaped (samples,) or (samples, channels), floats or
    signed integers; they are left as they are. kept: may touch or overlap, in any order. rate: samples a second.
    What was silenced cannot matter: sounds that differ only there come out equal, bit by bit.
    Raises ValueError for unsigned samples, whose zero is not silence."""
    intervals = merged(kept)
    for start, samples in blocks:
        if samples.dtype.kind not in "if":
            raise ValueError(f"silence is not zero in samples of {samples.dtype}")
        yield start, _silenced(start, samples, intervals, rate)


def merged(intervals: Iterable[Interval]) -> list[Interval]:
    """The same moments as intervals in order and apart; those of no length are left out."""
    out: list[Interval] = []
    for interval in sorted((i for i in intervals if i.seconds), key=lambda i: i.start):
        if out and interval.start <= out[-1].end:
            out[-1] = Interval(out[-1].start, max(out[-1].end, interval.end))
        else:
            out.append(interval)
    return out


def _silenced(start: Fraction, samples: NDArray[T], kept: Sequence[Interval], rate: int) -> NDArray[T]:
    # Written into silence, not multiplied by it: not-a-number times zero is not zero.
    out = np.zeros_like(samples)
    for interval in kept:
        first = max(0, -((start - interval.start) * rate // 1))  # rounded up: no sample from before
        end = min(len(samples), -((start - interval.end) * rate // 1))
        if first >= end:
            continue
        heard = samples[first:end]
        out[first:end] = heard
        length = min(FADE, interval.seconds / 2)
        for edge, inwards in ((interval.start, 1), (interval.end, -1)):
            a, b = sorted(((edge - start) * rate, (edge + inwards * length - start) * rate))
            low, high = max(first, int(a // 1)), min(end, int(-(-b // 1)))
            if low < high:
                # As fractions: how far a sample lies from the edge must not depend on the block that it comes in.
                moved, scale = (edge - start) * rate, length * rate
                away = np.array([float(abs(n - moved) / scale) for n in range(low, high)])
                gain = 0.5 - 0.5 * np.cos(np.pi * np.minimum(away, 1.0))
                shaped = gain.reshape(-1, *(1,) * (samples.ndim - 1)) * out[low:high]
                out[low:high] = (np.rint(shaped) if samples.dtype.kind == "i" else shaped).astype(samples.dtype)
    return out
