"""The part under treatment can be kept: where it is, and nothing of another part."""

from itertools import combinations

import numpy as np
import pytest

from kindao.engine.detect.parts import AREAS, landmarks, parts
from kindao.engine.geometry import Box, Region
from kindao.engine.media.picture import Frame
from known_faces import pixels, truths

UPRIGHT = ("faces_single/t0628.jpg", "faces_single/t0844.jpg", "faces_single/t1218.jpg", "faces_single/t0370.jpg")
TILTED = ("faces_rotated/t0902.jpg", "faces_rotated/t1404.jpg")


def holds(box: Box, point: tuple[float, float]) -> bool:
    return bool(box.x0 <= point[0] <= box.x1 and box.y0 <= point[1] <= box.y1)


def asked(name: str) -> tuple[Frame, Region]:
    return Frame(pixels(name)), Region(truths(name)[0])


@pytest.mark.parametrize("name", UPRIGHT)
def test_the_nose_is_in_the_nose_and_the_eyes_and_mouth_are_not(name: str) -> None:
    frame, face = asked(name)
    row = landmarks(frame, face)
    assert row is not None
    left, right, nose, *mouth = map(tuple, row[5:].reshape(5, 2))
    found = parts(frame, face)
    assert holds(found["nose"].box, nose)
    assert holds(found["eyes"].box, left) and holds(found["eyes"].box, right)
    for elsewhere in (left, right, *mouth):
        assert not holds(found["nose"].box, elsewhere)


@pytest.mark.parametrize("name", UPRIGHT + TILTED)
def test_parts_lie_near_the_face_and_do_not_overlap(name: str) -> None:
    frame, face = asked(name)
    found = parts(frame, face)
    assert found and set(found) <= set(AREAS)
    near = 0.35 * max(face.box.width, face.box.height)
    around = face.box.grown(near, near, near, near, width=frame.width, height=frame.height)
    for part in found.values():
        assert part.box.inside(around) == 1
    for one, other in combinations(found.values(), 2):
        assert (one.box & other.box).area <= 2 * max(one.box.width, one.box.height)  # whole pixels meet at an edge


def test_an_upside_down_face_has_its_nose_below_its_mouth() -> None:
    found = parts(*asked("faces_rotated/t0902.jpg"))
    assert found["mouth"].box.y1 < found["eyes"].box.y0


def test_where_no_face_is_seen_nothing_can_be_kept() -> None:
    frame = Frame(np.full((300, 300, 3), 128, np.uint8), index=2)
    assert parts(frame, Region(Box(50, 50, 200, 200), frame=2)) == {}
    assert parts(frame, Region(Box(50, 50, 50, 50), frame=2)) == {}


def test_regions_are_in_the_frame_of_the_face() -> None:
    frame, face = asked(UPRIGHT[0])
    assert {part.frame for part in parts(frame, Region(face.box, frame=3)).values()} == {3}
