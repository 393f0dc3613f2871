"""Before its first frame and after its last a cover is looked beside, where what it covered came from and went."""

from kindao.engine.geometry import Box, Track
from kindao.engine.verify.film.faces import _edges
from kindao.engine.verify.film.told import Told
from kindao.engine.vocabulary import Finding, Identifier

FRAMES, SIDE = 20, 60


def looked_at(xs: list[int]) -> dict[int, list[Box]]:
    """Of a head that is covered from frame 8 on, its left edge at these pixels of a frame of 1280 x 720."""
    boxes = [Box.around(x, 300, x + SIDE, 300 + SIDE, width=1280, height=720) for x in xs]
    found = Finding(Identifier.HEAD, Track.of(8, boxes), 0.9, "face")
    return _edges(Told(1280, 720, covered=(found,)), FRAMES)


def test_who_leaves_at_great_speed_is_looked_for_where_they_went() -> None:
    """Half a face was bare at the edge of the frame, at 470 pixels a frame, and the look was where it had been."""
    places = looked_at([1000, 600, 200])
    (left, after), (came, before) = places[11], places[7]
    assert left == Box(170, 270, 290, 390) and came == Box(970, 270, 1090, 390), "and as large as it was, where it was"
    assert after.x0 == 0 and after.x1 >= 200 + SIDE
    assert before.x0 <= 1000 and before.x1 == 1280
    assert places[6][1].x1 == 1280 and set(places) == {6, 7, 11, 12}


def test_who_stands_still_is_looked_for_around_where_they_were() -> None:
    assert looked_at([600, 600, 600])[11] == [Box(570, 270, 690, 390)]
