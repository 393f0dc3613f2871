"""Persons without a face: turned away, hooded, or missed. The net below the face networks."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from kindao.engine.detect.nanodet import nanodet
from kindao.engine.detect.rows import Row, Rows, suppressed
from kindao.engine.detect.views import view
from kindao.engine.geometry import Box
from kindao.engine.media.picture import Pixels

SURE = 0.30  # NanoDet's score
UPRIGHT = 1.3  # height over width from which a person stands or sits, so that the head is at the top
HEAD = 0.4  # of an upright person's height, from the top: where the head is, with room
SMALLEST = 16  # of a person's height: a face smaller than this share is somebody else's


@dataclass(frozen=True, slots=True)
class Person:
    box: Box
    head: Box  # what must be covered; the whole person when it is not clear which way up they are
    score: float


def persons(pixels: Pixels, faces: Rows) -> Iterator[Person]:
    """Persons in whose box no face lies where theirs must be.

    pixels: (height, width, 3) sRGB. faces: what the face networks found, in the same pixels."""
    height, width = pixels.shape[:2]
    for row in everyone(pixels):
        x0, y0, x1, y1 = map(float, row[:4])
        box = Box.around(x0, y0, x1, y1, width=width, height=height)
        if box.area and not any(_owns(box, face) for face in faces):
            yield Person(box, _head(box), min(float(row[4]), 1.0))


def everyone(pixels: Pixels) -> Rows:
    """All persons: in the frame as a whole, and in its tiles when it is too large to be seen well as one."""
    frame = view(pixels)
    tiles = list(frame.tiles())
    views = [frame, *tiles] if len(tiles) > 1 else [frame]
    return suppressed(np.concatenate([seen.to_frame(nanodet(seen.pixels, above=SURE)) for seen in views]))


def _owns(person: Box, face: Row) -> bool:
    """Whether this face can be this person's: in the upper part of an upright one, and not too small."""
    x, y = (face[0] + face[2]) / 2, (face[1] + face[3]) / 2
    bottom = person.y0 + (0.6 if person.height > UPRIGHT * person.width else 1.0) * person.height
    tall = float(face[3] - face[1])
    return bool(person.x0 <= x < person.x1 and person.y0 <= y < bottom and tall * SMALLEST >= person.height)


def _head(person: Box) -> Box:
    if person.height > UPRIGHT * person.width:
        return Box(person.x0, person.y0, person.x1, person.y0 + round(HEAD * person.height))
    return person
