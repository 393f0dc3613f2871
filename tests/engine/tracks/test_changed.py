"""What has not changed since it was last looked at is not looked at again; what has, is, and all of it."""

import cv2
import numpy as np
import pytest

from kindao.engine.geometry import Box
from kindao.engine.tracks.changed import Changed
from kindao.engine.tracks.motion import Grey

WIDTH, HEIGHT = 1280, 720


def a_wall() -> Grey:
    rng = np.random.default_rng(0)
    small = rng.integers(40, 200, (HEIGHT // 40, WIDTH // 40)).astype(np.uint8)
    return np.asarray(cv2.resize(small, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC), np.uint8)


def written(frame: Grey, x: int, y: int, *, fainter: int = 100) -> Grey:
    """With a line of writing, so many levels darker than what is behind it."""
    mask = cv2.putText(np.zeros_like(frame), "Tran Van An", (x, y), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 1, 2)
    return np.asarray(frame - np.uint8(fainter) * np.asarray(mask, np.uint8), np.uint8)


def looked(frame: Grey) -> Changed:
    changed = Changed(WIDTH, HEIGHT)
    (part,) = changed.parts(frame, [])
    assert part.place == part.shown == Box(0, 0, WIDTH, HEIGHT)
    return changed


def test_where_nothing_is_new_nothing_is_looked_at() -> None:
    wall = np.clip(a_wall(), 120, 200)
    noise = np.random.default_rng(1).integers(-3, 4, wall.shape)
    assert looked(wall).parts(np.asarray(wall + noise, np.uint8), []) == []


@pytest.mark.parametrize("fainter", [8, 20, 100])
def test_a_new_line_of_writing_is_looked_at_whole_however_faint(fainter: int) -> None:
    wall = np.clip(a_wall(), 120, 200)
    (part,) = looked(wall).parts(written(wall, 400, 300, fainter=fainter), [])
    line = Box(400, 278, 555, 306)
    assert line.inside(part.place) == 1 and part.place.inside(part.shown) == 1
    assert part.shown.area < 0.3 * WIDTH * HEIGHT
    assert part.shown.width >= 384 and part.shown.height >= 384


def test_what_changes_slowly_is_looked_at_once_it_has_changed() -> None:
    wall = np.clip(a_wall(), 120, 200)
    changed = looked(wall)
    asked = [bool(changed.parts(written(wall, 400, 300, fainter=n), [])) for n in range(1, 20)]
    assert any(asked) and asked.index(True) <= 8


def test_what_a_change_touches_is_looked_at_with_it() -> None:
    wall = np.clip(a_wall(), 120, 200)
    sign = Box(300, 200, 900, 300)
    (part,) = looked(wall).parts(written(wall, 850, 260), [sign, Box(10, 600, 60, 640)])
    assert sign.inside(part.place) == 1 and part.place.y1 < 600


def test_what_was_looked_at_is_known_as_it_is_now() -> None:
    wall = np.clip(a_wall(), 120, 200)
    changed, now = looked(wall), written(wall, 400, 300)
    assert changed.parts(now, [])
    assert changed.parts(now, []) == []
    assert changed.parts(now, [], all_over=True)[0].place == Box(0, 0, WIDTH, HEIGHT)


def test_another_picture_is_looked_at_all_over() -> None:
    (part,) = looked(a_wall()).parts(np.asarray(255 - a_wall(), np.uint8), [])
    assert part.place == Box(0, 0, WIDTH, HEIGHT)
