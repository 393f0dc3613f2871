"""The parts of a face, for the one under treatment that stays visible while the rest of the head is filled.

Ears are not among them: no network here says where an ear is."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from kindao.engine.detect.head import size
from kindao.engine.detect.rows import Row, overlaps
from kindao.engine.detect.views import view
from kindao.engine.detect.yunet import yunet
from kindao.engine.geometry import Box, Region
from kindao.engine.media.picture import Frame

Vector = NDArray[np.float32]

AROUND = 0.5  # of the face's size, shown to the network around it
SEEN_AT = 160  # pixels across the face at which the network looks
SURE = 0.3  # YuNet's score; where the face is, is known already
OURS = 0.3  # intersection over union with the face asked about
TURNS = (0, 90, 180, 270)  # degrees, the ways up in which it is looked at
SHORTEST = 0.15  # of the face's size between eyes and mouth; less says nothing of which way is down

# In units of the face's own axes: the distance from eyes to mouth (down) and the wider of that and the
# distance between the eyes (across). Middle of a part (across, down), half its size (across, down).
# Measured on landmarks of frontal and half-turned faces; the nose begins below the eyes so as not to show them.
SHAPES = {
    "forehead": ((0.0, -0.85), (0.75, 0.40)),
    "eyes": ((0.0, 0.0), (0.95, 0.27)),
    "nose": ((0.0, 0.54), (0.36, 0.24)),
    "mouth": ((0.0, 1.02), (0.52, 0.24)),
    "chin": ((0.0, 1.55), (0.55, 0.29)),
}
AREAS = tuple(SHAPES)


def parts(frame: Frame, face: Region) -> dict[str, Region]:
    """Where the parts of this face are: upright boxes that lie inside the part, however the head is tilted.

    face: the region of a FACE finding. Empty when no landmarks are found there: then nothing can be kept.
    No two parts overlap, so that to keep one shows nothing of another."""
    row = landmarks(frame, face)
    return {} if row is None else placed(row, frame, face)


def placed(row: Row, frame: Frame, face: Region) -> dict[str, Region]:
    """The parts of a face by its landmarks, as `landmarks` gives them."""
    points = row[5:].reshape(5, 2)
    eyes, mouth = points[:2].mean(axis=0), points[3:].mean(axis=0)
    down = mouth - eyes
    length = float(np.hypot(*down))
    if length < SHORTEST * size(row):
        return {}
    right = np.array([down[1], -down[0]], np.float32) / length
    wide = max(length, float(np.hypot(*(points[1] - points[0]))))
    found = {}
    for name, ((across, below), (half_across, half_below)) in SHAPES.items():
        middle = eyes + across * wide * right + below * down
        if name == "nose":  # it leaves the middle of the face when the head is turned
            middle = middle + float((points[2] - middle) @ right) * right
        box = _inside(middle, right, half_across * wide, half_below * length, frame)
        if box.area:
            found[name] = Region(box, frame=face.frame)
    return found


def landmarks(frame: Frame, face: Region, *, turns: Iterable[int] = TURNS) -> Row | None:
    """The face asked about as the network sees it best of these ways up, in pixels of the frame; None when unseen.

    turns: degrees, clockwise, by which what is up for it is turned from upwards."""
    box = face.box
    x, y = AROUND * box.width, AROUND * box.height
    crop = box.grown(x, y, x, y, width=frame.width, height=frame.height)
    if not box.area:
        return None
    wanted = np.array([box.x0, box.y0, box.x1, box.y1], np.float32)
    best = None
    for degrees in turns:
        seen = view(frame.pixels[crop.slices], scale=SEEN_AT / max(box.width, box.height), degrees=degrees)
        rows = seen.to_frame(yunet(seen.pixels, above=SURE))
        rows[:, 0:4:2] += crop.x0
        rows[:, 1:4:2] += crop.y0
        rows[:, 5::2] += crop.x0
        rows[:, 6::2] += crop.y0
        for row in rows[overlaps(wanted, rows) >= OURS]:
            if best is None or row[4] > best[4]:
                best = row
    return best


def _inside(middle: Vector, right: Vector, half_across: float, half_below: float, frame: Frame) -> Box:
    """The largest upright box of the same shape inside the tilted one; a head on its side swaps the two halves."""
    cos, sin = abs(float(right[0])), abs(float(right[1]))
    wide, high = (half_across, half_below) if cos >= sin else (half_below, half_across)
    share = min(
        half_across / (wide * cos + high * sin),
        half_below / (wide * sin + high * cos),
    )
    wide, high = wide * share, high * share
    x, y = float(middle[0]), float(middle[1])
    return Box.around(x - wide, y - high, x + wide, y + high, width=frame.width, height=frame.height)
