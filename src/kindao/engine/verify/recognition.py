"""An attempt to recognise a face in what was made of it, by two networks that see different things.

MobileFace sees through a mosaic of 16 that dlib's network takes for nobody; neither sees anything in a solid fill."""

import threading
from dataclasses import dataclass
from functools import cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from kindao.engine import weights
from kindao.engine.geometry import Box
from kindao.engine.media.picture import Pixels
from kindao.engine.verify.second_sight import Face

Floats = NDArray[np.float32]

# Where eyes, nose and corners of the mouth stand in a picture of 112 pixels: ArcFace's reference points.
REFERENCE = np.array([[38.29, 51.70], [73.53, 51.50], [56.03, 71.74], [41.55, 92.37], [70.73, 92.20]], np.float32)
WITHIN_BOX = np.array([[0.30, 0.42], [0.70, 0.42], [0.50, 0.62], [0.34, 0.80], [0.66, 0.80]], np.float32)
UPRIGHT = 2.4  # the picture shown to dlib's landmark finder, in widths of the 112 pixels
SIDE = 150  # pixels of what dlib's network takes


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two pictures of a face are."""

    mobileface: float  # cosine, -1 to 1
    dlib: float  # distance, 0 and up


def points_of(box: Box, face: Face | None) -> Floats:
    """Five landmarks, (5, 2) pixels: those of a face that was seen there, or where they usually stand in its box."""
    if face is not None:
        return face.points
    return np.array((box.x0, box.y0), np.float32) + WITHIN_BOX * np.array((box.width, box.height), np.float32)


def likeness(original: Pixels, written: Pixels, points: Floats) -> Likeness:
    """The same place in both pictures, (height, width, 3) uint8 each, compared as a face with these landmarks."""
    before, after, points = _cut(original, written, points)
    one, two = (_mobileface(_aligned(pixels, points, 112, 1.0)) for pixels in (before, after))
    shape = _five(_aligned(before, points, 112, UPRIGHT))
    there = [_dlib(_chip(_aligned(pixels, points, 112, UPRIGHT), shape)) for pixels in (before, after)]
    return Likeness(float(one @ two), float(np.linalg.norm(there[0] - there[1])))


def embedding(pixels: Pixels, points: Floats) -> Floats:
    """What MobileFace makes of the face with these landmarks, (512,) of length 1. It must not leave the process."""
    part, _, points = _cut(pixels, pixels, points)
    return _mobileface(_aligned(part, points, 112, 1.0))


def _cut(original: Pixels, written: Pixels, points: Floats) -> tuple[Pixels, Pixels, Floats]:
    """Both pictures cut to the face and, where it is large, made smaller, so that no detail turns into noise."""
    reach = 3.2 * max(float(np.ptp(points, axis=0).max()), 8.0)
    x, y = points.mean(axis=0)
    box = Box.around(x - reach, y - reach, x + reach, y + reach, width=original.shape[1], height=original.shape[0])
    scale = min(1.0, 300 / (2 * reach))
    cut = []
    for pixels in (original, written):
        part = pixels[box.slices]
        if scale < 1:
            part = np.asarray(cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
        cut.append(part)
    return cut[0], cut[1], (points - np.array((box.x0, box.y0), np.float32)) * scale


def _aligned(pixels: Pixels, points: Floats, side: int, wide: float) -> Pixels:
    """Upright with eyes and mouth where `REFERENCE` has them, and `wide` times as much around: (side * wide,) * 2."""
    there = _similarity(points, REFERENCE + (wide - 1) * 112 / 2)
    size = (round(side * wide),) * 2
    return np.asarray(cv2.warpAffine(pixels, there, size, flags=cv2.INTER_LINEAR), np.uint8)


def _similarity(source: Floats, target: Floats) -> NDArray[np.float64]:
    """(2, 3): the turn, scale and shift that bring one set of points nearest to another.

    Source: Umeyama, Least-squares estimation of transformation parameters, PAMI 13(4), 1991."""
    a, b = source - source.mean(axis=0), target - target.mean(axis=0)
    u, values, v = np.linalg.svd(b.T @ a / len(a))
    sign = np.diag([1.0, float(np.sign(np.linalg.det(u) * np.linalg.det(v)))])
    turn = u @ sign @ v
    scale = float(np.trace(np.diag(values) @ sign)) / max(float(a.var(axis=0).sum()), 1e-6)
    shift = target.mean(axis=0) - scale * turn @ source.mean(axis=0)
    return np.column_stack((scale * turn, shift)).astype(np.float64)


def _mobileface(face: Pixels) -> Floats:
    session = weights.session("mobileface")
    (out,) = session.run(None, {session.get_inputs()[0].name: face.astype(np.float32)[None]})
    vector = np.ravel(out)
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-6), np.float32)


_dlib_lock = threading.Lock()  # its networks are not made for two threads at once


@cache
def _networks() -> tuple[Any, Any]:
    import dlib

    return (
        dlib.shape_predictor(str(weights.path("dlib-points"))),
        dlib.face_recognition_model_v1(str(weights.path("dlib-resnet"))),
    )


def _five(upright: Pixels) -> Any:
    """dlib's own five landmarks in an upright picture of the face."""
    import dlib  # here, and not above: most copies leave nothing to be recognised, and it takes long to load

    middle, half = upright.shape[0] / 2, 0.5 * 112
    box = dlib.rectangle(*(round(v) for v in (middle - half, middle - half, middle + half, middle + half)))
    with _dlib_lock:
        return _networks()[0](upright, box)


def _chip(upright: Pixels, shape: Any) -> Pixels:
    import dlib

    with _dlib_lock:
        return np.asarray(dlib.get_face_chip(upright, shape, size=SIDE, padding=0.25), np.uint8)


def _dlib(chip: Pixels) -> Floats:
    with _dlib_lock:
        return np.asarray(_networks()[1].compute_face_descriptor(chip), np.float32)
