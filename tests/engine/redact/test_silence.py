"""What is silenced is gone to the last sample."""

import itertools
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal
from numpy.typing import NDArray

from kindao.engine.geometry import Interval
from kindao.engine.redact.silence import FADE, merged, silenced

Samples = NDArray[np.float32]

RATES = st.sampled_from((8000, 16000, 44100, 48000))


@st.composite
def intervals(draw: st.DrawFn, until: Fraction = Fraction(1, 5)) -> list[Interval]:
    """Up to four, of any fraction of a second, in any order."""
    moments = st.fractions(0, until, max_denominator=90001)
    return [Interval(*sorted((draw(moments), draw(moments)))) for _ in range(draw(st.integers(0, 4)))]


def heard(length: int, kept: Sequence[Interval], rate: int, start: Fraction = Fraction(0)) -> NDArray[np.bool_]:
    """Which samples may be heard, one by one."""
    moments = [start + Fraction(n, rate) for n in range(length)]
    return np.array([any(i.start <= moment < i.end for i in kept) for moment in moments], bool)


def whole(
    sound: Samples, kept: Sequence[Interval], rate: int, start: Fraction = Fraction(0), size: int = 10**6
) -> Samples:
    pieces = [(start + Fraction(n, rate), sound[n : n + size]) for n in range(0, len(sound), size)]
    return np.concatenate([samples for _, samples in silenced(pieces, kept, rate)])


@given(intervals(), RATES, st.fractions(0, 1, max_denominator=48000), st.integers(0, 2**32 - 1), st.booleans())
@settings(deadline=None)
def test_what_was_silenced_cannot_matter(
    kept: list[Interval], rate: int, start: Fraction, seed: int, stereo: bool
) -> None:
    """Sounds that differ only outside what is kept come out equal, so nothing can be restored."""
    random = np.random.default_rng(seed)
    shape = (rate // 6, 2) if stereo else (rate // 6,)
    before = random.uniform(-1, 1, shape).astype(np.float32)
    hidden = random.uniform(-1, 1, shape).astype(np.float32)
    hidden[::7] = np.nan
    here = heard(len(before), kept, rate, start)
    hidden[here] = before[here]
    out = whole(before, kept, rate, start)
    assert_array_equal(out, whole(hidden, kept, rate, start))
    assert not out[~here].any()


@given(intervals(), RATES, st.integers(1, 3000))
@settings(deadline=None)
def test_how_sound_is_cut_into_blocks_cannot_matter(kept: list[Interval], rate: int, size: int) -> None:
    sound = np.random.default_rng(size).uniform(-1, 1, rate // 6).astype(np.float32)
    assert_array_equal(whole(sound, kept, rate, size=size), whole(sound, kept, rate))


@given(RATES)
@settings(deadline=None)
def test_what_is_kept_stays_but_for_its_edges(rate: int) -> None:
    sound = np.random.default_rng(rate).uniform(-1, 1, rate // 5).astype(np.float32)
    a, b = Fraction(1, 20), Fraction(3, 20)
    out = whole(sound, [Interval(a, b)], rate)
    inner = slice(int((a + FADE) * rate) + 1, int((b - FADE) * rate) - 1)
    assert_array_equal(out[inner], sound[inner])
    assert np.all(np.abs(out) <= np.abs(sound))
    assert not whole(sound, [], rate).any()
    assert_array_equal(whole(sound, [Interval(a, b), Interval(b, Fraction(1))], rate)[inner.stop :][: int(0.05 * rate)],
                       sound[inner.stop :][: int(0.05 * rate)])  # fmt: skip


def test_an_edge_rises_from_silence() -> None:
    out = whole(np.ones(16000, np.float32), [Interval(Fraction(1, 2), Fraction(3, 4))], 16000)
    rise = out[8000:8160]
    assert rise[0] == 0 and np.all(np.diff(rise) > 0) and rise[-1] > 0.99
    assert out[11999] < 0.01 and out[7999] == out[12000] == 0


def test_an_interval_shorter_than_two_fades_is_still_heard() -> None:
    kept = Interval(Fraction(1, 2), Fraction(1, 2) + FADE)
    out = whole(np.ones(16000, np.float32), [kept], 16000)
    assert out.max() > 0.9 and not out[:8000].any() and not out[8160:].any()


def test_whole_numbers_stay_whole_numbers() -> None:
    sound = np.full((1600, 2), -32768, np.int16)
    kept = [Interval(Fraction(1, 50), Fraction(2, 25))]
    ((_, out),) = silenced([(Fraction(0), sound)], kept, 16000)
    assert out.dtype == np.int16 and out.min() == -32768 and not out[:320].any()
    assert sound.min() == sound.max() == -32768


def test_samples_whose_zero_is_not_silence_are_refused() -> None:
    with pytest.raises(ValueError, match="uint8"):
        list(silenced([(Fraction(0), np.full(8, 128, np.uint8))], [], 8000))


@given(intervals())
@settings(deadline=None)
def test_merged_intervals_are_in_order_apart_and_the_same_moments(kept: list[Interval]) -> None:
    out = merged(kept)
    assert all(a.end < b.start for a, b in itertools.pairwise(out)) and all(i.seconds for i in out)
    assert_array_equal(heard(800, kept, 4000), heard(800, out, 4000))
