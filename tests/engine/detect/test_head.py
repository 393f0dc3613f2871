"""The head lies around its face, further out where the hair is; boxes of one face become one."""

import numpy as np
import pytest

from kindao.engine.detect.head import edges, eyes, face, head, snug
from kindao.engine.detect.rows import COLUMNS, Row, Rows, alike, suppressed


def a_face(x: float = 100, y: float = 100, size: float = 80, up: tuple[int, int] = (0, -1), score: float = 0.9) -> Row:
    """A face seen from the front; `up` points from its mouth to its eyes."""
    ahead, right = np.array(up), np.array((-up[1], up[0]))
    marks = [0.2 * ahead - 0.2 * right, 0.2 * ahead + 0.2 * right, 0 * ahead, -0.25 * ahead - 0.15 * right,
             -0.25 * ahead + 0.15 * right]  # fmt: skip
    row = np.zeros(COLUMNS, np.float32)
    row[:5] = x, y, x + size, y + size, score
    row[5:] = (np.array(marks) * size + (x + size / 2, y + size / 2)).reshape(-1)
    return row


@pytest.mark.parametrize(("up", "side"), [((0, -1), 1), ((0, 1), 3), ((-1, 0), 0), ((1, 0), 2)])
def test_the_head_reaches_furthest_where_the_hair_is(up: tuple[int, int], side: int) -> None:
    row = a_face(up=up)
    reach = np.abs(np.array(edges(row)) - row[:4])
    assert int(reach.argmax()) == side
    assert (reach >= 0.2 * 80).all()


@pytest.mark.parametrize("up", [(0, -1), (0, 1), (-1, 0), (1, 0)])
@pytest.mark.parametrize("aside", [-0.15, 0.15])
def test_the_back_of_a_head_seen_from_the_side_is_covered(up: tuple[int, int], aside: float) -> None:
    ahead, towards = a_face(x=400, y=400, up=up), np.array((-up[1], up[0])) * aside * 80
    turned = ahead.copy()
    turned[9:11] += towards  # the nose
    boxes = [head(row, width=1000, height=1000) for row in (ahead, turned)]
    front, side = (np.array((box.x0, box.y0, box.x1, box.y1), float) for box in boxes)
    reach = np.abs(side - front)
    back = int(np.argmax(reach))
    assert np.flatnonzero(reach > 1).tolist() == [back]
    assert reach[back] == pytest.approx(0.5 * 80, abs=1)
    axis = int(np.argmax(np.abs(towards)))
    assert back == (axis if towards[axis] > 0 else axis + 2)


def test_landmarks_that_say_nothing_leave_the_head_upright() -> None:
    row = a_face()
    row[5:] = 140
    assert np.abs(np.array(edges(row)) - row[:4]).argmax() == 1


@pytest.mark.parametrize(("up", "across"), [((0, -1), 0), ((1, 0), 1)])
def test_a_snug_head_is_narrower_across_the_face_alone(up: tuple[int, int], across: int) -> None:
    row = a_face(up=up)
    row[2 + across] -= 24  # a face is longer than it is wide
    less = np.array(snug(row)) - np.array(edges(row))
    assert less == pytest.approx([0.22 * 12 if n % 2 == across else 0 for n in range(2)] + [
        -0.22 * 12 if n % 2 == across else 0 for n in range(2)], abs=1e-3)  # fmt: skip
    assert (np.abs(np.array(snug(row)) - row[:4]) >= 0.2 * 56).all()


def test_all_places_of_a_face_at_the_edge_lie_in_the_frame() -> None:
    row = a_face(x=-40, y=-40)
    for place in (face, head, eyes):
        box = place(row, width=60, height=50)
        assert box.x1 <= 60 and box.y1 <= 50


def rows(*faces: Row) -> Rows:
    return np.array(faces, np.float32)


def test_the_best_of_overlapping_boxes_stays() -> None:
    best, shifted, other = a_face(score=0.9), a_face(x=105, score=0.5), a_face(x=400, score=0.7)
    np.testing.assert_array_equal(suppressed(rows(shifted, other, best)), rows(best, other))


def test_part_of_a_face_is_that_face_and_a_far_smaller_one_is_not() -> None:
    whole = a_face()
    assert alike(whole, rows(a_face(x=120, y=120, size=40))).all()
    assert not alike(whole, rows(a_face(x=120, y=120, size=15))).any()


def test_no_rows_stay_no_rows() -> None:
    assert suppressed(np.empty((0, COLUMNS), np.float32)).shape == (0, COLUMNS)
