"""Persons without a face: turned away, hooded, or missed. The net below the face networks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kindao.engine.detect.nanodet import nanodet
from kindao.engine.detect.rows import Row, Rows, suppressed
from kindao.engine.detect.views import View, view
from kindao.engine.geometry import Box
from kindao.engine.media.picture import Pixels

SURE = 0.30  # NanoDet's score
FINE = 2000  # pixels on the longer side, looked at in tiles; as a whole frame it shows persons of a tenth of it
UPRIGHT = 1.3  # height over width from which a person stands or sits, so that the head is at the top
HEAD = 0.4  # of an upright person's height, from the top: where the head is, with room
BUST = 0.65  # the same of one whose lower part is outside the frame
PART = 0.8  # share of a person inside one whose face is found, from which it is only part of that one
EDGE = 0.01  # of the frame's height: so near its edge a person goes on beyond it
COVERED = 0.8  # share of a head inside one that is known, from which it is that one
BESIDE, BELOW = 1.5, 3.0  # longer sides of a patch, in which whoever it was drawn over is looked for
TIED = 0.5  # share of a patch on a person, from which it was drawn over them
LEFT = 0.5  # longer sides of a patch around it, that are covered with it
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
    return faceless(everyone(pixels), faces, width=width, height=height)


def closer(
    pixels: Pixels, panels: Iterable[Box], patches: Iterable[Box], faces: Rows, heads: Iterable[Box]
) -> Iterator[Person]:
    """Persons without a face who are seen only from near: in panels, and about what was drawn over the picture.

    pixels: (height, width, 3) sRGB. faces, heads: those that are known. Where something was drawn over a person it is
    covered with the head, and what is about it: a bar tells better than the network where the eyes are."""
    height, width = pixels.shape[:2]
    known, patches = list(heads), list(patches)
    for place, patch in (*((panel, None) for panel in panels), *((_about(one, width, height), one) for one in patches)):
        rows = nanodet(np.ascontiguousarray(pixels[place.slices]), above=SURE)
        local = [_moved(face, -place.x0, -place.y0) for face in faces]
        for person in faceless(rows, local, width=place.width, height=place.height):
            box, head = (_shifted(one, place) for one in (person.box, person.head))
            over = [one for one in patches if one.inside(box) >= TIED]
            if patch is not None and patch not in over:
                continue
            for one in over:
                side = LEFT * max(one.width, one.height)
                head |= one.grown(side, side, side, side, width=width, height=height)
            if not any(head.inside(other) >= COVERED for other in known):
                known.append(head)
                yield Person(box | head, head, person.score)


def _about(patch: Box, width: int, height: int) -> Box:
    side = max(patch.width, patch.height)
    return patch.grown(BESIDE * side, BESIDE * side, BESIDE * side, BELOW * side, width=width, height=height)


def _shifted(box: Box, by: Box) -> Box:
    return Box(box.x0 + by.x0, box.y0 + by.y0, box.x1 + by.x0, box.y1 + by.y0)


def _moved(face: Row, x: int, y: int) -> Row:
    moved: Row = face.copy()
    moved[[0, 2]] += x
    moved[[1, 3]] += y
    return moved


def faceless(people: Rows, faces: Iterable[Row], *, width: int, height: int) -> Iterator[Person]:
    """Of these people, all in pixels of one frame, those in whose box no face lies where theirs must be."""
    faces = list(faces)
    known: list[Box] = []
    unknown: list[tuple[Box, float]] = []
    for row in people:
        x0, y0, x1, y1 = map(float, row[:4])
        box = Box.around(x0, y0, x1, y1, width=width, height=height)
        if any(_owns(box, face) for face in faces):
            known.append(box)
        elif box.area:
            unknown.append((box, float(row[4])))
    for box, score in unknown:
        if not any(box.inside(other) >= PART for other in known):
            yield Person(box, _head(box, height), min(score, 1.0))


def everyone(pixels: Pixels) -> Rows:
    """All persons: in the frame as a whole, and in its tiles when it is too large to be seen well as one."""
    frame = view(pixels, scale=min(FINE / max(pixels.shape[:2]), 1))
    found = [frame.to_frame(nanodet(frame.pixels, above=SURE))]
    tiles = list(frame.tiles())
    if len(tiles) > 1:
        for tile in tiles:
            rows = nanodet(tile.pixels, above=SURE)
            found.append(tile.to_frame(rows[_whole(rows, tile, frame)]))
    return suppressed(np.concatenate(found))


def _whole(rows: Rows, tile: View, frame: View) -> NDArray[np.bool_]:
    """Which persons do not go on in the next tile, where only part of them would be seen as one."""
    height, width = tile.pixels.shape[:2]
    start = np.linalg.solve(frame.back[:, :2], tile.back[:, 2])
    ends = np.stack((start, np.add(start, (width, height))))
    inner = np.array(
        [
            ends[0, 0] > 0.5,
            ends[0, 1] > 0.5,
            ends[1, 0] < frame.pixels.shape[1] - 0.5,
            ends[1, 1] < frame.pixels.shape[0] - 0.5,
        ]
    )
    margin = EDGE * max(height, width)
    cut = np.stack(
        (rows[:, 0] < margin, rows[:, 1] < margin, rows[:, 2] > width - margin, rows[:, 3] > height - margin)
    )
    return np.asarray(~(cut & inner[:, None]).any(axis=0), np.bool_)


def _owns(person: Box, face: Row) -> bool:
    """Whether this face can be this person's: in the upper part of an upright one, and not too small."""
    x, y = (face[0] + face[2]) / 2, (face[1] + face[3]) / 2
    bottom = person.y0 + (0.6 if person.height > UPRIGHT * person.width else 1.0) * person.height
    tall = float(face[3] - face[1])
    return bool(person.x0 <= x < person.x1 and person.y0 <= y < bottom and tall * SMALLEST >= person.height)


def _head(person: Box, height: int) -> Box:
    """At the top of one who stands or sits whole in the frame; cut off below it is more of what is seen, above all."""
    if person.height <= UPRIGHT * person.width or person.y0 <= EDGE * height:
        return person
    share = BUST if person.y1 >= (1 - EDGE) * height else HEAD
    return Box(person.x0, person.y0, person.x1, person.y0 + round(share * person.height))
