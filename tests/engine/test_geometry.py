"""Boxes stay inside their frame, and meet and join as sets of pixels do."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kindao.engine.geometry import Box, Interval, Track, largest

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


@given(st.lists(boxes(), min_size=1, max_size=9), st.integers(0, 50))
def test_a_track_gives_back_its_boxes(places: list[Box], first: int) -> None:
    track = Track.of(first, places)
    assert [box for _, box in track.boxes()] == places and len(track) == len(places)
    assert [track.at(n) for n in range(first, track.end)] == places
    assert track.at(first - 1) is None and track.at(track.end) is None
    assert track == Track.of(first, places) and hash(track) == hash(Track.of(first, places))
    assert largest(track).area == max(box.area for box in places)


@given(st.lists(boxes(), min_size=1, max_size=9), *[st.integers(0, 20)] * 3)
def test_a_track_within_some_frames_is_what_it_is_there(places: list[Box], first: int, start: int, length: int) -> None:
    edges = [(box.x0 - 5, box.y0 - 5, box.x1, box.y1) for box in places]
    track = Track.of(first, places, whole=edges, unsure=range(first, first + len(places), 2))
    within, frames = track.within(start, start + length), range(start, start + length)
    assert (within is None) == all(track.at(n) is None for n in frames)
    for n in range(45):
        if within is None:
            break
        inside = n in frames
        assert within.at(n) == (track.at(n) if inside else None)
        assert within.round(n) == (track.round(n) if inside else None)
        assert (n in within.unsure) == (inside and n in track.unsure)


def test_a_track_of_nothing_and_an_interval_backwards_are_refused() -> None:
    with pytest.raises(ValueError, match="not a track"):
        Track.of(0, [])
    with pytest.raises(ValueError, match="not a track"):
        Track.of(-1, [Box(0, 0, 1, 1)])
    with pytest.raises(ValueError, match="not an interval"):
        Interval(Fraction(2), Fraction(1))


@given(*[st.integers(0, 20)] * 4)
def test_intervals_meet_as_their_moments_do(a: int, b: int, c: int, d: int) -> None:
    one, other = (Interval(Fraction(min(p)), Fraction(max(p))) for p in ((a, b), (c, d)))
    both = set(range(int(one.start), int(one.end))) & set(range(int(other.start), int(other.end)))
    assert (one & other).seconds == len(both)


def test_a_round_track_tells_its_edges_beyond_the_frame() -> None:
    track = Track.of(3, [Box(0, 0, 9, 9), Box(0, 1, 9, 9)], whole=[(-4, -3, 9, 12), (-5, 1, 9, 12)])
    assert [track.round(n) for n in (2, 3, 4, 5)] == [None, (-4, -3, 9, 12), (-5, 1, 9, 12), None]
    assert Track.of(3, [Box(0, 0, 9, 9)]).round(3) is None
    with pytest.raises(ValueError):
        Track.of(3, [Box(0, 0, 9, 9)], whole=[(0, 0, 9, 9)] * 2)
