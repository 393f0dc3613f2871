"""What was covered cannot matter."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_array_equal

from kindao.engine.geometry import Box, Region
from kindao.engine.media.picture import Pixels
from kindao.engine.redact import fill, without
from kindao.engine.redact.fill import GREY

WIDTH, HEIGHT = 20, 14
pictures = arrays(np.uint8, (HEIGHT, WIDTH, 3))


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    x0, y0 = draw(st.integers(0, WIDTH - 1)), draw(st.integers(0, HEIGHT - 1))
    return Box(x0, y0, draw(st.integers(x0 + 1, WIDTH)), draw(st.integers(y0 + 1, HEIGHT)))


@st.composite
def outlines(draw: st.DrawFn) -> Region:
    corner = st.tuples(st.floats(0, WIDTH - 1), st.floats(0, HEIGHT - 1))
    corners = draw(st.lists(corner, min_size=3, max_size=6))
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    box = Box.around(min(xs), min(ys), max(xs) + 1, max(ys) + 1, width=WIDTH, height=HEIGHT)
    return Region(box, tuple(corners))


regions = st.lists(st.one_of(boxes().map(Region), outlines()), min_size=1, max_size=4).map(tuple)


@given(before=pictures, hidden=pictures, where=regions)
def test_what_was_covered_cannot_matter(before: Pixels, hidden: Pixels, where: tuple[Region, ...]) -> None:
    """Pictures that differ only under the regions come out equal, so nothing can be restored."""
    under = (fill(np.zeros_like(before), where) == GREY).all(axis=2)
    twin = before.copy()
    twin[under] = hidden[under]
    assert_array_equal(fill(before, where), fill(twin, where))


@given(before=pictures, where=regions)
def test_the_rest_and_the_original_stay_as_they_are(before: Pixels, where: tuple[Region, ...]) -> None:
    original = before.copy()
    after = fill(before, where)
    assert_array_equal(before, original)
    under = (fill(np.zeros_like(before), where) == GREY).all(axis=2)
    assert_array_equal(after[~under], before[~under])


@given(box=boxes())
def test_every_pixel_of_a_box_is_covered(box: Box) -> None:
    after = fill(np.zeros((HEIGHT, WIDTH, 3), np.uint8), (Region(box),))
    assert (after[box.slices] == GREY).all()


@given(region=boxes(), kept=st.lists(boxes(), max_size=3))
def test_a_region_without_the_kept_parts_covers_all_but_them(region: Box, kept: list[Box]) -> None:
    black = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    after = fill(black, without(Region(region), tuple(Region(k) for k in kept)))
    expected = np.zeros((HEIGHT, WIDTH), bool)
    expected[region.slices] = True
    for k in kept:
        expected[k.slices] = False
    assert_array_equal((after == GREY).all(axis=2), expected)
