"""Without its extra it says so; with it, its answers are turned into places. No nude picture is used here:
the network's answers are made up."""

import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kindao.engine.detect.base import Submission
from kindao.engine.detect.intimate import KINDS, Intimate, decoded, suppressed, unturned
from kindao.engine.errors import Missing
from kindao.engine.media.picture import Format, Frame, Picture
from kindao.engine.vocabulary import Identifier

CLASSES = 18


def answer(
    *places: tuple[float, float, float, float, int, float],
) -> "np.ndarray[tuple[int, ...], np.dtype[np.float32]]":
    """What the network would say of centre x, y, width, height, class, score."""
    out = np.zeros((1, 4 + CLASSES, len(places)), np.float32)
    for index, (x, y, width, height, number, score) in enumerate(places):
        out[0, :4, index] = x, y, width, height
        out[0, 4 + number, index] = score
    return out


def test_without_its_extra_it_raises_and_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nudenet", None)
    picture = Picture(Format.PNG, (Frame(np.zeros((8, 8, 3), np.uint8)),))
    with pytest.raises(Missing) as error:
        list(Intimate().find(Submission(picture)))
    assert "kindao[intimate]" in error.value.hint


def test_bare_parts_become_places_and_covered_ones_and_faces_do_not() -> None:
    said = answer(
        (100, 50, 40, 20, 3, 0.9), (200, 100, 20, 20, 16, 0.9), (30, 30, 20, 20, 1, 0.9), (60, 60, 20, 20, 13, 0.5)
    )
    parts = decoded(said, 200, 100)
    assert [kind for kind, _, _ in parts] == [Identifier.INTIMATE, Identifier.BODY_PART]
    assert [score for _, _, score in parts] == pytest.approx([0.9, 0.5])
    assert parts[0][1] == pytest.approx((0.4, 0.4, 0.6, 0.6))


def test_a_bare_part_is_taken_at_a_score_at_which_a_belly_is_not() -> None:
    genitals = next(number for number, kind in KINDS.items() if kind is Identifier.INTIMATE)
    assert decoded(answer((50, 50, 20, 20, genitals, 0.16)), 100, 100)
    assert not decoded(answer((50, 50, 20, 20, 13, 0.16)), 100, 100)


def test_places_beyond_the_picture_are_clipped_or_dropped() -> None:
    parts = decoded(answer((0, 0, 40, 40, 3, 0.9), (500, 500, 10, 10, 3, 0.9)), 100, 100)
    assert [box for _, box, _ in parts] == [pytest.approx((0, 0, 0.2, 0.2))]


shares = st.floats(0, 1, allow_nan=False)


@given(st.tuples(shares, shares, shares, shares), st.integers(0, 3))
def test_turning_a_place_back_is_what_turning_the_picture_does(
    at: tuple[float, float, float, float], turns: int
) -> None:
    x0, x1 = sorted((round(at[0] * 12), round(at[2] * 12)))
    y0, y1 = sorted((round(at[1] * 8), round(at[3] * 8)))
    picture = np.zeros((8, 12), np.uint8)
    picture[y0:y1, x0:x1] = 1
    turned = np.rot90(picture, turns)
    rows, columns = np.nonzero(turned)
    if not len(rows):
        return
    height, width = turned.shape
    box = (columns.min() / width, rows.min() / height, (columns.max() + 1) / width, (rows.max() + 1) / height)
    assert unturned(box, turns) == pytest.approx((x0 / 12, y0 / 8, x1 / 12, y1 / 8))


def test_of_overlapping_places_of_one_kind_the_surest_stays() -> None:
    near, far = (0.1, 0.1, 0.3, 0.3), (0.6, 0.6, 0.8, 0.8)
    kept = suppressed(
        [
            (Identifier.INTIMATE, near, 0.4),
            (Identifier.INTIMATE, (0.11, 0.1, 0.31, 0.3), 0.8),
            (Identifier.BODY_PART, near, 0.5),
            (Identifier.INTIMATE, far, 0.2),
        ]
    )
    assert [(kind, score) for kind, _, score in kept] == [
        (Identifier.INTIMATE, 0.8),
        (Identifier.BODY_PART, 0.5),
        (Identifier.INTIMATE, 0.2),
    ]
