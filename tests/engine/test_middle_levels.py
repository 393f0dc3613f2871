"""Quantiles by counting are those by sorting, to the last digit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kindao.engine import levels

PICTURES = arrays(np.uint8, st.tuples(st.integers(1, 9), st.integers(1, 9), st.just(3)))


@given(PICTURES, st.floats(0, 1))
def test_a_quantile_is_what_sorting_gives(pixels: np.ndarray, share: float) -> None:
    for channel in range(3):
        assert levels.quantile(levels.counted(pixels, channel), share) == np.quantile(pixels[..., channel], share)


@given(PICTURES)
def test_the_brightest_channel_is_the_largest(pixels: np.ndarray) -> None:
    assert np.array_equal(levels.brightest(pixels), pixels.max(axis=2))


@given(PICTURES, st.data())
def test_only_what_is_masked_is_counted(pixels: np.ndarray, data: st.DataObject) -> None:
    mask = data.draw(arrays(np.bool_, pixels.shape[:2]))
    assert np.array_equal(levels.counted(pixels, 1, mask), np.bincount(pixels[mask, 1], minlength=256))


def test_more_pixels_than_a_float_counts_are_counted() -> None:
    many = np.zeros((2, 2**24 + 1), np.uint8)
    many[:, -1] = 7
    assert levels.counted(many)[0] == 2**25
    assert levels.counted(many)[7] == 2


def test_nothing_has_no_quantile() -> None:
    with pytest.raises(ValueError, match="no levels"):
        levels.quantile(np.zeros(256, np.int64), 0.5)
