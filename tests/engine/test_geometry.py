"""Boxes stay inside their frame, and meet and join as sets of pixels do."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kindao.engine.geometry import Box

SIZE = 24


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    x0, x1 = sorted((draw(st.integers(0, SIZE)), draw(st.integers(0, SIZE))))
    y0, y1 = sorted((draw(st.integers(0, SIZE)), draw(st.integers(0, SIZE))))
    return Box(x0, y0, x1, y1)


def pixels(box: Box) -> np.ndarray:
    mask = np.zeros((SIZE, SIZE), bool)
    mask[box.slices] = True
    return mask


@given(boxes(), boxes())
def test_meeting_and_joining_are_those_of_the_pixels(a: Box, b: Box) -> None:
    assert (a & b).area == (pixels(a) & pixels(b)).sum()
    if a.area and b.area:
        assert not (pixels(a) & ~pixels(a | b)).any()
        assert a.iou(b) == pytest.approx((pixels(a) & pixels(b)).sum() / (pixels(a) | pixels(b)).sum())
        assert a.inside(b) == pytest.approx((pixels(a) & pixels(b)).sum() / a.area)


@given(*[st.floats(-1e4, 1e4) for _ in range(4)])
def test_a_box_around_any_edges_is_a_box_in_the_frame(x0: float, y0: float, x1: float, y1: float) -> None:
    box = Box.around(x0, y0, x1, y1, width=SIZE, height=SIZE)
    assert box.x1 <= SIZE and box.y1 <= SIZE


def test_a_box_around_edges_holds_every_pixel_they_touch() -> None:
    assert Box.around(1.2, 2.9, 3.1, 4.0, width=9, height=9) == Box(1, 2, 4, 4)


@pytest.mark.parametrize("edges", [(-1, 0, 2, 2), (3, 0, 2, 2), (0, 3, 2, 2)])
def test_what_is_no_box_is_refused(edges: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="not a box"):
        Box(*edges)
