"""Where a place of one frame is in the next, and when it is another thing."""

from itertools import pairwise

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from kindao.engine.tracks.looks import CALM
from kindao.engine.tracks.motion import STIRRED, Grey, Step, Steps, followed, is_cut

HEIGHT, WIDTH = 180, 320


def a_room(seed: int = 0) -> Grey:
    """Something with enough in it to be followed."""
    rng = np.random.default_rng(seed)
    small = rng.integers(30, 220, (HEIGHT // 12, WIDTH // 12)).astype(np.uint8)
    return np.asarray(cv2.resize(small, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC), np.uint8)


def with_a_thing(x: int, y: int, *, light: float = 1.0, blur: int = 0) -> Grey:
    frame = a_room().copy()
    thing = a_room(7)[40:80, 40:80]
    frame[y : y + 40, x : x + 40] = thing
    if blur:
        frame = np.asarray(cv2.blur(frame, (blur, blur)), np.uint8)
    return np.asarray(frame * light, np.uint8)


def box(x: int, y: int) -> NDArray[np.float64]:
    return np.array((x, y, x + 40, y + 40), np.float64)


@pytest.mark.parametrize(("dx", "dy"), [(0, 0), (12, -5), (-20, 20)])
def test_what_moves_is_found_where_it_went(dx: int, dy: int) -> None:
    move = followed(with_a_thing(100, 60), with_a_thing(100 + dx, 60 + dy), box(100, 60), (0, 0), 30)
    assert move.same and (round(move.x), round(move.y)) == (dx, dy)


def test_what_darkens_or_blurs_is_the_same_thing() -> None:
    before = with_a_thing(100, 60)
    assert followed(before, with_a_thing(104, 60, light=0.7), box(100, 60), (0, 0), 20).same
    assert followed(before, with_a_thing(104, 60, blur=5), box(100, 60), (0, 0), 20).same


def test_what_is_gone_at_once_is_not_there_any_more() -> None:
    assert not followed(with_a_thing(100, 60), a_room(), box(100, 60), (0, 0), 20).same


def test_a_place_over_the_edge_is_followed_and_never_breaks() -> None:
    before, after = with_a_thing(280, 60), with_a_thing(276, 60)
    for at in (box(270, 60), box(300, 60), box(-30, -30), box(319, 179), box(400, 400)):
        followed(before, after, at, (0, 0), 30)
        followed(before, after, at, (500, -500), 30)


def test_a_cut_is_another_picture_and_a_flash_or_a_pan_is_none() -> None:
    room = a_room()
    assert is_cut(room, a_room(3))
    assert not is_cut(room, np.asarray(np.minimum(room.astype(int) + 60, 255), np.uint8))
    assert not is_cut(room, np.roll(room, 4, axis=1))


def stir(before: Grey, after: Grey) -> int:
    steps = Steps()
    steps.to(before)
    return steps.to(after).stir


def test_what_appears_stirs_and_noise_does_not() -> None:
    rng = np.random.default_rng(1)
    noisy = np.asarray(np.clip(a_room() + rng.normal(0, 6, (HEIGHT, WIDTH)), 0, 255), np.uint8)
    assert stir(a_room(), noisy) < CALM
    assert stir(a_room(), with_a_thing(100, 60)) >= STIRRED


def test_each_step_is_from_the_frame_before_and_none_leads_to_the_first() -> None:
    steps, frames = Steps(), [a_room(), with_a_thing(100, 60), a_room(3), a_room(3)]
    assert steps.to(frames[0]) == Step(cut=False, stir=0)
    for before, after in pairwise(frames):
        assert steps.to(after) == Step(is_cut(before, after), stir(before, after))
