"""What moves fast is found by nothing but that it moves."""

import numpy as np

from kindao.engine.tracks.motion import Grey
from kindao.engine.tracks.swept import swept

ROOM = np.random.default_rng(0).integers(60, 200, (180, 320)).astype(np.uint8)
BACK = np.repeat(np.repeat(ROOM[::20, ::20], 20, axis=0), 20, axis=1)


def shown(x: int, y: int = 60, room: Grey = BACK, shift: int = 0) -> Grey:
    """A thing of 30 x 40 pixels before a room of which the camera shows another part."""
    out = np.roll(room, shift, axis=1).copy()
    out[y : y + 40, max(x, 0) : max(x + 30, 0)] = 20
    return out


def a_place(x: int, y: int = 60) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array((x, y, x + 30, y + 40), np.float64)


def test_what_has_come_between_two_frames_is_found() -> None:
    there = swept(shown(150), [shown(60), shown(250)], a_place(130), 80.0)
    assert there is not None and there.alone
    np.testing.assert_allclose(there.box, a_place(150), atol=2)


def test_where_nothing_has_come_there_is_nothing() -> None:
    assert swept(shown(60), [shown(60), shown(60)], a_place(130), 80.0) is None
    assert swept(shown(60), [shown(60), shown(60)], a_place(400), 20.0) is None


def test_the_last_frame_of_a_shot_tells_where_it_is_and_where_it_was() -> None:
    there = swept(shown(150), [shown(60)], a_place(130), 80.0)
    assert there is not None and not there.alone
    assert there.box[0] <= 62 and there.box[2] >= 178


def test_with_the_camera_everything_moves_and_all_of_where_it_may_be_is_told() -> None:
    there = swept(shown(150), [shown(60, shift=9), shown(250, shift=-9)], a_place(130), 40.0)
    assert there is not None and not there.alone
    assert (there.box[:2] <= a_place(150)[:2]).all() and (there.box[2:] >= a_place(150)[2:]).all()


def test_of_two_that_move_it_is_the_one_that_is_where_it_should_be() -> None:
    now, before, after = shown(150), shown(60), shown(250)
    for grey, x in ((now, 40), (before, 5), (after, 80)):
        grey[10:40, x : x + 30] = 240
    there = swept(now, [before, after], a_place(150), None)
    assert there is not None and there.alone
    np.testing.assert_allclose(there.box, a_place(150), atol=2)
