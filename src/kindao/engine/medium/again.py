"""Whether a figure of a film may be one that was seen before: a hint for whoever says who is who, and no more.

Faces are compared while the film is looked at; what a network makes of them is gone with the comparison. Nothing of it
is kept, and nobody is recognised: all that is told is a number, with a question mark."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kindao.engine.appearance import Figure
from kindao.engine.detect.yunet import yunet
from kindao.engine.geometry import Box, Track
from kindao.engine.media.clip import Clip
from kindao.engine.media.picture import Pixels
from kindao.engine.media.reading import stills
from kindao.engine.verify.recognition import embedding
from kindao.engine.vocabulary import Identifier

ALIKE = 0.5  # cosine of the two faces that are most alike, from which it is asked whether they are one person's
VIEWS = 3  # faces of each figure that are compared, the largest, one from each third of the time it is seen
SMALLEST = 24  # pixels, the shorter side of a face that says something
MOST = 40  # figures that are compared: of more nobody reads the hints
AROUND = 0.4  # of a face's size, on each side, in which its landmarks are looked for
SURE = 0.5  # YuNet's score of a face whose landmarks can be used

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _View:
    figure: int  # from 1
    frame: int
    box: Box


def again(clip: Clip, figures: Sequence[Figure]) -> Mapping[int, int]:
    """Of the figures of a film those that may be an earlier one, by their numbers, with the number of that one.

    Two that are seen at the same time are two people. Raises what reading the film raises."""
    if not any(_apart(one, other) for n, one in enumerate(figures[:MOST]) for other in figures[:n]):
        return {}
    wanted: dict[int, list[_View]] = {}
    for number, figure in enumerate(figures[:MOST], 1):
        for view in _views(number, figure):
            wanted.setdefault(view.frame, []).append(view)
    faces: dict[int, list[Vector]] = {}
    if wanted:
        for still in stills(clip, start=min(wanted), end=max(wanted) + 1):
            for view in wanted.get(still.index, ()):
                vector = _face(still.rgb(), view.box)
                if vector is not None:
                    faces.setdefault(view.figure, []).append(vector)
    out: dict[int, int] = {}
    for number in sorted(faces):
        earlier = [
            (_likeness(faces[number], faces[other]), out.get(other, other))
            for other in sorted(faces)
            if other < number and _apart(figures[number - 1], figures[other - 1])
        ]
        alike, first = max(earlier, default=(0.0, 0))
        same = [figures[n - 1] for n in (first, *(n for n, one in out.items() if one == first)) if n]
        if alike >= ALIKE and all(_apart(figures[number - 1], one) for one in same):
            out[number] = first
    return out


def _apart(one: Figure, other: Figure) -> bool:
    """Whether no frame shows both."""
    return one.end <= other.frame or other.end <= one.frame


def _views(number: int, figure: Figure) -> list[_View]:
    tracks = [f.where for f in figure.findings if f.identifier is Identifier.FACE and isinstance(f.where, Track)]
    large = [(n, box) for track in tracks for n, box in track.boxes() if min(box.width, box.height) >= SMALLEST]
    seen = sorted(large, key=lambda one: one[0])
    thirds = [seen[len(seen) * n // VIEWS : len(seen) * (n + 1) // VIEWS] for n in range(VIEWS)]
    return [_View(number, *max(third, key=lambda one: one[1].area)) for third in thirds if third]


def _face(pixels: Pixels, box: Box) -> Vector | None:
    """What a network makes of the face in this place; None where it is not seen well."""
    height, width = pixels.shape[:2]
    x, y = AROUND * box.width, AROUND * box.height
    around = box.grown(x, y, x, y, width=width, height=height)
    rows = yunet(np.ascontiguousarray(pixels[around.slices]), above=SURE)
    if not len(rows):
        return None
    points = rows[0, 5:].reshape(5, 2) + np.array((around.x0, around.y0), np.float32)
    return embedding(pixels, np.asarray(points, np.float32))


def _likeness(faces: Sequence[Vector], others: Sequence[Vector]) -> float:
    return max(float(one @ other) for one in faces for other in others)
