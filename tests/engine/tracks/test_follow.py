"""Things are covered from their first frame to their last, and not where nothing is."""

from collections.abc import Sequence

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kindao.engine.tracks.follow import DASHES, Follower, Habit, Sighting
from kindao.engine.tracks.motion import Grey
from kindao.engine.tracks.trail import Place, Trail

WIDTH, HEIGHT = 320, 180
HABITS = {"thing": Habit(hold=20, back=20)}
STAYING = {"thing": Habit(hold=30, back=30, stays=True)}


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
    assert min(t.first for t in trails) == 20 and max(t.end for t in trails) == 22


def test_what_goes_past_is_not_covered_where_the_wall_is_as_it_was() -> None:
    """Faster than it can be followed: each place was covered for two frames before and two after."""
    path = [(10 + 90 * n, 60) if 0 <= n < 4 else None for n in range(-8, 12)]
    trails = follow(path, set(range(8, 12)))
    assert bare(trails, path) == []
    assert min(t.first for t in trails) == 8 and max(t.end for t in trails) == 12


def swinging(frames: int, beat: float = 0.66, width: int = 120) -> list[tuple[int, int]]:
    """To and fro, at most twice its size a frame."""
    return [(round(140 + width * np.sin(beat * n)), 60 + n % 3) for n in range(frames)]


@pytest.mark.parametrize("seen", [{9, 10}, {2, 3, 12, 13}, {4, 9, 14}, {6}, {0}, {18}])
def test_what_moves_faster_than_it_is_large_is_covered_where_no_look_saw_it(seen: set[int]) -> None:
    """A smeared face that crosses the frame in ten frames was bare in three of them, and the copy was told clean."""
    path = swinging(19)
    assert [n for n in bare(follow(path, seen), path) if any(abs(n - s) <= DASHES for s in seen)] == []


def test_what_leaves_or_comes_in_at_great_speed_is_covered_in_the_frame_in_which_half_of_it_is_there() -> None:
    """It slows down: by its speed it would have been out of the picture."""
    way = [(n, x) for n, x in ((8, 290), (9, 190), (10, 75), (11, -20))]
    path: list[tuple[int, int] | None] = [None] * 20
    for n, x in way:
        path[n] = (x, 60)
    assert bare(follow(path, {9, 10}), path) == []


def test_a_body_that_is_passed_at_great_speed_stays_covered_where_it_is() -> None:
    """Seen in one frame alone, nobody knows how fast it is; but it is followed there."""
    follower = Follower(WIDTH, HEIGHT, HABITS)
    trails: list[Trail] = []
    for n in range(24):
        grey = frame((140, 60))
        x = 20 + 70 * (n - 10)
        if 0 <= x < 280:
            grey[110:150, x : x + 40] = a_room(9)[:40, :40]
        trails += follower.step(grey, {"thing": [Sighting(place((140, 60)), 0.9)] if n == 8 else []})
    trails += follower.finish()
    assert bare(trails, [(140, 60)] * 24) == []
    assert not any(trail.swept for trail in trails)


@pytest.mark.parametrize(("passes", "seen"), [({9}, {8, 10}), ({9, 11}, {*range(9), 10, 12}), ({11}, set(range(11)))])
def test_what_stands_still_is_covered_while_a_hand_goes_past_it(passes: set[int], seen: set[int]) -> None:
    """In the frame before it was only guessed, so nobody knew how fast it was: its cover went off with the hand."""
    follower = Follower(WIDTH, HEIGHT, HABITS)
    trails: list[Trail] = []
    for n in range(24):
        grey = frame((140, 40))
        if n in passes:
            grey[55:160, 120:200] = a_room(9)[55:160, 120:200]
        trails += follower.step(grey, {"thing": [Sighting(place((140, 40)), 0.9)] if n in seen else []})
    trails += follower.finish()
    assert [n for n in bare(trails, [(140, 40)] * 24) if min(seen) <= n <= max(seen)] == []


def test_who_was_lost_where_something_moves_is_not_whoever_is_seen_there_next() -> None:
    """Followed by nothing but that something moved, one trail went on as the next person's."""
    trail = Trail("thing", 3, [place((10, 10))], [True], 0.9)
    trail.sweep(4, place((60, 10)), place((60, 10)), also=False)
    assert trail.surely(3) and not trail.surely(4) and not trail.surely(5)
    trail.widen(4, place((100, 10)))
    assert trail.swept[4].tolist() == [60, 10, 140, 50], "what was said before counts, too"


def test_what_fills_the_frame_does_not_dash() -> None:
    """A close-up of one look was covered for twelve frames wherever anything moved."""
    follower = Follower(WIDTH, HEIGHT, HABITS)
    whole = Sighting(np.array((0, 0, WIDTH, HEIGHT), np.float64), 0.9)
    trails = [
        trail
        for n in range(30)
        for trail in follower.step(
            frame((10 + 70 * (n - 12), 60) if n >= 10 else None, a_room(3) if n < 10 else ROOM),
            {"thing": [whole] * (n == 9)},
        )
    ]
    trails += follower.finish()
    assert not any(trail.swept for trail in trails)


def test_what_may_still_be_there_behind_something_that_moves_is_covered_a_little_longer() -> None:
    follower = Follower(WIDTH, HEIGHT, HABITS)
    trails: list[Trail] = []
    for n in range(40):
        grey = frame((100, 60))
        if n >= 20:
            grey[50:110, 90:150] = a_room(n)[50:110, 90:150]
        trails += follower.step(grey, {"thing": [Sighting(place((100, 60)), 0.9)] if n < 20 else []})
    trails += follower.finish()
    assert max(t.end for t in trails) == 22


def test_nothing_goes_on_over_a_cut() -> None:
    path = [(100, 60)] * 20 + [None] * 20
    trails = follow(path, set(range(20)), rooms={20: a_room(3)})
    assert max(t.end for t in trails) <= 21


def test_who_is_in_the_place_of_another_after_a_cut_is_somebody_else() -> None:
    """One trail over both covered each as far around as the other, and between them."""
    follower = Follower(WIDTH, HEIGHT, HABITS)
    trails: list[Trail] = []
    for n in range(40):
        at, room = ((100, 60), ROOM) if n < 20 else ((110, 64), a_room(3))
        grey = frame(at, room)
        if n >= 20:
            grey[64:104, 110:150] = THING[::-1]
        trails += follower.step(grey, {"thing": [Sighting(place(at), 0.9)]})
    trails += follower.finish()
    assert sorted((t.first, t.end) for t in trails) == [(0, 20), (20, 40)]


def test_what_is_only_doubted_does_not_make_a_thing_vast() -> None:
    """A doubt of a third of the frame went on for 26 frames as a head that was followed."""
    follower = Follower(WIDTH, HEIGHT, HABITS)
    trails: list[Trail] = []
    vast = np.array((80, 40, 160, 120), np.float64)
    for n in range(40):
        doubts = [Sighting(vast, 0.3, sure=False)] if n == 20 else []
        trails += follower.step(frame((100, 60)), {"thing": doubts if n >= 20 else [Sighting(place((100, 60)), 0.9)]})
    trails += follower.finish()
    assert all(np.prod(p[2:4] - p[:2]) <= 50 * 50 for trail in trails for p in trail.places)


def test_nothing_begins_before_a_cut() -> None:
    path = [None] * 20 + [(100, 60)] * 20
    trails = follow(path, set(range(20, 40)), rooms={20: a_room(3)})
    assert min(t.first for t in trails) >= 19 and bare(trails, path) == []


def test_what_leaves_the_picture_is_covered_to_its_last_pixel_and_no_longer() -> None:
    path = [(200 + 6 * n, 60) for n in range(40)]
    trails = follow(path, set(range(15)))
    assert bare(trails, [at if at[0] < WIDTH - 8 else None for at in path]) == []
    assert max(t.end for t in trails) <= 24


def test_a_face_that_one_look_saw_much_too_large_is_covered_as_it_was() -> None:
    """At full size blur made faces twice as large as they were, and all frames around were covered as far."""
    eyes = [12, 15, 28, 15, 20, 22, 14, 30, 26, 30]
    face = np.array([100, 60, 140, 110, *(100 + v if n % 2 == 0 else 60 + v for n, v in enumerate(eyes))], np.float64)
    large = face.copy()
    large[:4] = 70, 30, 170, 150
    trail = Trail("face", 0, [face] * 6 + [large] + [face] * 6, [True, False] * 6 + [True], 0.9)
    sizes = [cover[2:] - cover[:2] for cover in trail.covers(lambda place: place[:4])]
    assert max(size.max() for size in sizes) <= 65 and min(size.min() for size in sizes) >= 40


def test_a_face_of_which_looks_saw_a_part_is_covered_as_it_was() -> None:
    """In a zoom one look saw 65 pixels of 110, and half of the face was bare."""
    eyes = [12, 15, 28, 15, 20, 22, 14, 30, 26, 30]
    face = np.array([100, 60, 140, 110, *(100 + v if n % 2 == 0 else 60 + v for n, v in enumerate(eyes))], np.float64)
    part = np.tile((120.0, 75.0), 7) + (face - np.tile((120.0, 75.0), 7)) * 0.6
    trail = Trail(
        "face", 0, [face, face, part, part, part, face, face], [True, True, True, False, True, True, True], 0.9
    )
    assert min((cover[2:] - cover[:2]).min() for cover in trail.covers(lambda place: place[:4])) >= 40


def a_face(up: tuple[int, int], nose: float = 0.0, long: float = 40.0) -> Place:
    """60 pixels across and so long below its eyes, which are at (200, 200); nose: pixels to its right."""
    ahead, right = np.array(up, np.float64), np.array((-up[1], up[0]), np.float64)
    eyes = np.array((200.0, 200.0))
    corners = [eyes + 20 * ahead - 30 * right, eyes - long * ahead + 30 * right]
    marks = [eyes - 12 * right, eyes + 12 * right, eyes - 12 * ahead + nose * right]
    marks += [eyes - 24 * ahead - 8 * right, eyes - 24 * ahead + 8 * right]
    return np.concatenate((np.min(corners, axis=0), np.max(corners, axis=0), *marks))


def covered(places: list[Place]) -> list[Place]:
    return Trail("face", 0, places, [True] * len(places), 0.9).covers(lambda place: place[:4])


def test_a_face_that_is_now_and_then_taken_for_another_way_up_is_covered_as_far_as_either_look_saw() -> None:
    upright, lying = a_face((0, -1)), a_face((-1, 0))
    places = [lying if n % 4 == 0 else upright for n in range(25)]
    assert min(cover[2] for cover in covered(places)) >= 240  # its chin, by the looks that saw it lying
    assert max(cover[2] for cover in covered([upright] * 25)) < 231


def test_a_face_that_looked_aside_is_not_covered_so_far_when_it_looks_ahead() -> None:
    ahead, turned = a_face((0, -1)), a_face((0, -1), nose=9)
    turned[0] -= 20
    ends = covered([turned] * 6 + [ahead] * 19)
    assert ends[3][0] <= 150
    assert ends[12][0] > 169


def test_a_line_that_is_followed_grows_by_its_height_and_not_by_its_length() -> None:
    line = np.array((100, 60, 400, 90), np.float64)
    trail = Trail("text", 0, [line] * 26, [True] + [False] * 24 + [True], 0.9)
    assert max(60 - cover[1] for cover in trail.covers(lambda place: place)) <= 0.3 * 30


def test_looks_that_do_not_see_what_is_as_it_was_are_counted() -> None:
    follower = Follower(WIDTH, HEIGHT, HABITS)
    trails: list[Trail] = []
    for n in range(30):
        looks = {14: [Sighting(place((100, 60)), 0.5)], 4: [], 24: []}
        trails += follower.step(frame((100, 60)), {"thing": looks[n]} if n in looks else {})
    trails += follower.finish()
    assert [(trail.seen.count(True), trail.missed) for trail in trails] == [(1, 2)]


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


def somebody_passes(looks: Sequence[int], length: int) -> list[int]:
    """Frames in which a thing that never moves is bare, when a large one walks across it; frames that are looked at."""
    follower = Follower(WIDTH, HEIGHT, STAYING)
    trails: list[Trail] = []
    body = a_room(3)[20:160, 60:130]
    for n in range(length):
        grey = frame((140, 60))
        x = -60 + 6 * n
        x0, x1 = max(x, 0), min(x + 70, WIDTH)
        if x0 < x1:
            grey[20:160, x0:x1] = body[:, x0 - x : x1 - x]
        hidden = x < 175 and x + 70 > 145
        seen = [] if hidden else [Sighting(place((140, 60)), 0.9)]
        trails += follower.step(grey, {"thing": seen} if n in looks else {})
    trails += follower.finish()
    out = []
    for n in range(length):
        at = [trail.held[n] for trail in trails if n in trail.held]
        at += [trail.at(n)[:4] for trail in trails if trail.first <= n < trail.end]
        if not any((p[:2] <= (142, 62)).all() and (p[2:4] >= (178, 98)).all() for p in at):
            out.append(n)
    return out


def test_what_stands_still_stays_covered_while_somebody_walks_past_it() -> None:
    assert somebody_passes([0, 25, 50, 59], 60) == []


def test_what_stands_still_stays_covered_when_the_film_ends_behind_somebody() -> None:
    assert somebody_passes([0, 14, 29], 30) == []


def test_what_a_late_look_sees_was_there_before_somebody_walked_past_it() -> None:
    """Looks for writing overlook a sign that is there from the first frame; nobody comes between them and it."""
    assert somebody_passes([59], 60) == []


def test_what_comes_into_a_shot_is_not_covered_before_it_comes() -> None:
    follower = Follower(WIDTH, HEIGHT, STAYING)
    trails: list[Trail] = []
    for n in range(120):
        room = a_room(9) if n < 10 else ROOM
        there = (100, 60) if n >= 41 else None
        trails += follower.step(frame(there, room), {"thing": [Sighting(place((100, 60)), 0.9)]} if n == 110 else {})
    trails += follower.finish()
    covered = {n for trail in trails for n in (*trail.held, *range(trail.first, trail.end))}
    assert set(range(41, 120)) <= covered <= set(range(39, 120))


def test_what_stands_still_is_covered_up_to_a_cut() -> None:
    follower = Follower(WIDTH, HEIGHT, STAYING)
    trails: list[Trail] = []
    for n in range(30):
        room = ROOM if n < 20 else a_room(9)
        trails += follower.step(
            frame((100, 60), room) if n < 20 else room, {"thing": [Sighting(place((100, 60)), 0.9)]} if n == 5 else {}
        )
    trails += follower.finish()
    covered = {n for trail in trails for n in (*trail.held, *range(trail.first, trail.end))}
    assert covered == set(range(20))


def test_what_stays_and_has_not_moved_is_covered_as_two_looks_saw_it() -> None:
    """A sign does not grow between two looks; one that moved meanwhile, or may walk off, does."""

    def middle_cover(end: float, *, stood: int | None) -> list[float]:
        places = [np.array((10 + end * n / 20, 10, 110 + end * n / 20, 50)) for n in range(21)]
        places[20] = places[20] + (0, 0, 4, 0)
        trail = Trail("thing", 0, places, [True, *[False] * 19, True], 0.9, stood=stood)
        return [float(edge) for edge in trail.covers(lambda place: place)[10]]

    x0, y0, x1, y1 = middle_cover(0, stood=0)
    assert (y0, y1) == (10, 50) and 9 <= x0 <= 10 and 114 <= x1 <= 115
    assert middle_cover(0, stood=None)[1] < 5 and middle_cover(12, stood=0)[1] < 5
