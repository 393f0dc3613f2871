"""Things are covered from their first frame to their last, and not where nothing is."""

from collections.abc import Sequence

import cv2
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from kindao.engine.tracks.follow import Follower, Habit, Sighting
from kindao.engine.tracks.motion import Grey
from kindao.engine.tracks.trail import Place, Trail

WIDTH, HEIGHT = 320, 180
HABITS = {"thing": Habit(hold=20, back=20)}


def a_room(seed: int = 0) -> Grey:
    rng = np.random.default_rng(seed)
    small = rng.integers(30, 220, (HEIGHT // 4, WIDTH // 4)).astype(np.uint8)
    return np.asarray(cv2.resize(small, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC), np.uint8)


ROOM, THING = a_room(), a_room(7)[40:80, 40:80]


def frame(at: tuple[int, int] | None, room: Grey = ROOM) -> Grey:
    out = room.copy()
    if at:
        x, y = at
        x0, y0, x1, y1 = max(x, 0), max(y, 0), min(x + 40, WIDTH), min(y + 40, HEIGHT)
        if x0 < x1 and y0 < y1:
            out[y0:y1, x0:x1] = THING[y0 - y : y1 - y, x0 - x : x1 - x]
    return out


def place(at: tuple[int, int]) -> Place:
    return np.array((at[0], at[1], at[0] + 40, at[1] + 40), np.float64)


def follow(path: Sequence[tuple[int, int] | None], seen: set[int], rooms: dict[int, Grey] | None = None) -> list[Trail]:
    """A thing that is at path[n] in frame n, and that the detector sees in the frames of `seen`."""
    follower = Follower(WIDTH, HEIGHT, HABITS)
    trails: list[Trail] = []
    room = ROOM
    for n, at in enumerate(path):
        room = (rooms or {}).get(n, room)
        sightings = [Sighting(place(at), 0.9)] if at and n in seen else []
        trails += follower.step(frame(at, room), {"thing": sightings})
    return trails + list(follower.finish())


def bare(trails: list[Trail], path: Sequence[tuple[int, int] | None]) -> list[int]:
    """Frames in which less than nine tenths of the thing is covered."""
    out = []
    for n, at in enumerate(path):
        if at is None:
            continue
        mask = np.zeros((HEIGHT, WIDTH), bool)
        for trail in trails:
            if trail.first <= n < trail.end:
                x0, y0, x1, y1 = np.clip(trail.covers(lambda p: p[:4])[n - trail.first], 0, 10_000).astype(int)
                mask[y0:y1, x0:x1] = True
        x, y = at
        shown = mask[max(y, 0) : y + 40, max(x, 0) : x + 40]
        if shown.size and shown.mean() < 0.9:
            out.append(n)
    return out


ACROSS = [(20 + 4 * n, 60 + n % 7) for n in range(60)]


def test_what_is_seen_once_is_covered_before_and_after() -> None:
    assert bare(follow(ACROSS[:30], {15}), ACROSS[:30]) == []


def test_what_is_seen_now_and_then_is_one_thing_all_the_time() -> None:
    trails = follow(ACROSS, set(range(5, 60, 9)))
    assert len(trails) == 1 and bare(trails, ACROSS) == []


@settings(deadline=None, max_examples=25)
@given(
    seen=st.sets(st.integers(0, 39), min_size=1),
    step=st.tuples(st.integers(-6, 6), st.integers(-3, 3)),
)
def test_whenever_it_is_seen_it_is_covered_for_as_long_as_it_is_followed(seen: set[int], step: tuple[int, int]) -> None:
    """Frames further from any sighting than a thing is held may be bare; no other."""
    way = [(140 + step[0] * (n - 20), 70 + step[1] * (n - 20)) for n in range(40)]
    path = [at if -20 < at[0] < 300 and -20 < at[1] < 160 else None for at in way]
    near = {n for n in range(40) if any(abs(n - s) <= 15 for s in seen if path[s] is not None)}
    assert [n for n in bare(follow(path, seen), path) if n in near] == []


def test_a_thing_that_flashes_is_not_covered_long_before_or_after() -> None:
    path = [None] * 20 + [(100, 60)] * 2 + [None] * 20
    trails = follow(path, {20, 21})
    assert bare(trails, path) == []
    assert min(t.first for t in trails) >= 17 and max(t.end for t in trails) <= 26


def test_nothing_goes_on_over_a_cut() -> None:
    path = [(100, 60)] * 20 + [None] * 20
    trails = follow(path, set(range(20)), rooms={20: a_room(3)})
    assert max(t.end for t in trails) <= 21


def test_nothing_begins_before_a_cut() -> None:
    path = [None] * 20 + [(100, 60)] * 20
    trails = follow(path, set(range(20, 40)), rooms={20: a_room(3)})
    assert min(t.first for t in trails) >= 19 and bare(trails, path) == []


def test_what_leaves_the_picture_is_covered_to_its_last_pixel_and_no_longer() -> None:
    path = [(200 + 6 * n, 60) for n in range(40)]
    trails = follow(path, set(range(15)))
    assert bare(trails, [at if at[0] < WIDTH - 8 else None for at in path]) == []
    assert max(t.end for t in trails) <= 24


def test_two_that_cross_stay_covered() -> None:
    follower = Follower(WIDTH, HEIGHT, HABITS)
    trails: list[Trail] = []
    paths = [[(20 + 6 * n, 60) for n in range(40)], [(254 - 6 * n, 64) for n in range(40)]]
    for n in range(40):
        grey = frame(paths[0][n])
        x, y = paths[1][n]
        grey[y : y + 40, x : x + 40] = THING[::-1]
        hidden = abs(paths[0][n][0] - x) < 30
        sightings = [Sighting(place(paths[1][n]), 0.9)] + ([] if hidden else [Sighting(place(paths[0][n]), 0.9)])
        trails += follower.step(grey, {"thing": sightings})
    trails += follower.finish()
    assert bare(trails, paths[0]) == [] and bare(trails, paths[1]) == []
