"""The part under treatment moves with the face, and is nowhere where it is in doubt or somebody else is near."""

from pathlib import Path

import numpy as np
import pytest

from films import Film, film
from kindao.engine.geometry import Box, Track
from kindao.engine.media.clip import Clip, open_clip
from kindao.engine.media.reading import stills
from kindao.engine.tracks.treated import treated

WIDTH, HEIGHT = 640, 360


def a_scene(folder: Path, name: str) -> tuple[Film, Clip, Track]:
    """One face of a made film by its truth, a second of it."""
    made = film(folder / f"{name}.mp4", (name,), width=WIDTH, height=HEIGHT, seconds=1)
    faces = [moment.faces[0] for moment in made.truth.frames]
    boxes = [Box.around(*face.box, width=WIDTH, height=HEIGHT) for face in faces]
    return made, open_clip(made.path), Track.of(0, boxes)


@pytest.mark.parametrize("scene", ["pan", "roll", "turn"])
@pytest.mark.parametrize("area", ["nose", "mouth"])
def test_it_moves_and_turns_with_the_face_and_shows_no_eye(tmp_path: Path, scene: str, area: str) -> None:
    made, clip, face = a_scene(tmp_path, scene)
    kept = {n: box for track in treated(stills(clip), area, [face], []) for n, box in track.boxes()}
    assert len(kept) > 0.7 * clip.frames
    for n, box in kept.items():
        (truth,) = made.truth.frames[n].faces
        assert box.x0 % 2 == box.y0 % 2 == box.x1 % 2 == box.y1 % 2 == 0
        assert not any(box.x0 <= x < box.x1 and box.y0 <= y < box.y1 for x, y in truth.eyes)
        middle = np.array((box.x0 + box.x1, box.y0 + box.y1)) / 2
        assert np.hypot(*(middle - truth.centre)) < max(truth.axes)
        assert box.area < 0.15 * 4 * truth.axes[0] * truth.axes[1]


def test_it_is_covered_where_anything_else_that_goes_touches_it(tmp_path: Path) -> None:
    _, clip, face = a_scene(tmp_path, "pan")
    other = Track.of(5, [face.at(n) or Box(0, 0, 1, 1) for n in range(5, 15)])
    kept = {n for track in treated(stills(clip), "nose", [face], [other]) for n, _ in track.boxes()}
    assert kept and not kept & set(range(5, 15))


def test_without_a_face_there_nothing_is_kept(tmp_path: Path) -> None:
    _, clip, face = a_scene(tmp_path, "pan")
    elsewhere = Track.of(0, [Box(0, 300, 60, 360)] * clip.frames)
    assert treated(stills(clip), "nose", [elsewhere], []) == ()
    assert treated(stills(clip), "nose", [], [face]) == ()
