"""From a face to what must be covered so that it is gone, and to its eyes. All in the face's own upright."""

import numpy as np
from numpy.typing import NDArray

from kindao.engine.detect.rows import Row
from kindao.engine.geometry import Box

HAIR = 0.30  # of the face's size, beyond its forehead; with AROUND it is half a face
AROUND = 0.22  # of the face's size, on every side: ears, chin, and the error of a box
SLACK = 2  # pixels more on every side: what a box is off by however small the face
TURNED, PROFILE = 0.05, 0.13  # of the face's size, the nose beside the middle of eyes and mouth: from here, and wholly
REAR = 0.5  # of the face's size, beyond a profile's ear: the rest of the head, with the ear itself
EYE = 0.45  # of the distance between the eyes, around each


def upward(row: Row) -> NDArray[np.float32]:
    """From the mouth to the eyes, a vector of length 1; straight up when the landmarks say nothing."""
    eyes, mouth = _middles(row)
    up = eyes - mouth
    length = float(np.hypot(*up))
    return np.asarray(up / length if length > 0.1 * size(row) else (0, -1), np.float32)


def _middles(row: Row) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Between the eyes, and of the mouth. Halved sums: a mean of two takes ten times as long."""
    half = np.float32(0.5)
    return (row[5:7] + row[7:9]) * half, (row[11:13] + row[13:15]) * half


def size(row: Row) -> float:
    """Between width and height, pixels."""
    return float(row[2] - row[0] + row[3] - row[1]) / 2


def face(row: Row, *, width: int, height: int) -> Box:
    x0, y0, x1, y1 = map(float, row[:4])
    return Box.around(x0, y0, x1, y1, width=width, height=height)


def edges(row: Row) -> tuple[float, float, float, float]:
    """Hair, ears and chin, as x0 y0 x1 y1: the face and where it would be further up, grown on every side."""
    x, y = map(float, upward(row) * HAIR * size(row))
    margin = AROUND * size(row) + SLACK
    x0, y0, x1, y1 = map(float, row[:4])
    return x0 + min(x, 0) - margin, y0 + min(y, 0) - margin, x1 + max(x, 0) + margin, y1 + max(y, 0) + margin


def snug(row: Row) -> tuple[float, float, float, float]:
    """As `edges`, but what is across a face is grown by its width, which is less than its size: for ears that is enough
    where several looks have told the box."""
    x0, y0, x1, y1 = edges(row)
    up = upward(row) ** 2
    wide, high, mean = float(row[2] - row[0]), float(row[3] - row[1]), size(row)
    x, y = AROUND * float(up[1]) * max(mean - wide, 0.0), AROUND * float(up[0]) * max(mean - high, 0.0)
    return x0 + x, y0 + y, x1 - x, y1 - y


def aside(row: Row) -> float:
    """How far the nose is beside the middle of eyes and mouth, of the face's size; to its own left less than 0."""
    up = upward(row)
    eyes, mouth = _middles(row)
    middle = (eyes + mouth) / 2
    return float((row[9:11] - middle) @ np.array((-up[1], up[0]), np.float32)) / max(size(row), 1e-6)


def rear(row: Row, turned: float = TURNED, profile: float = PROFILE) -> NDArray[np.float32]:
    """From the face to the back of a head that is turned aside, in pixels; 0 for one seen from the front.

    turned, profile: how far the nose is beside the middle from where it is, and from where it is wholly."""
    up, beside = upward(row), aside(row)
    share = min(max((abs(beside) - turned) / (profile - turned), 0.0), 1.0)
    return np.asarray(-np.sign(beside) * share * REAR * size(row) * np.array((-up[1], up[0])), np.float32)


def head(row: Row, *, width: int, height: int) -> Box:
    """All that must be covered for the face to be gone, and the head with it: hair, ears, and the back of it."""
    x0, y0, x1, y1 = edges(row)
    x, y = map(float, rear(row))
    return Box.around(x0 + min(x, 0), y0 + min(y, 0), x1 + max(x, 0), y1 + max(y, 0), width=width, height=height)


def eyes(row: Row, *, width: int, height: int) -> Box:
    """Both eyes with lids and brows."""
    points = row[5:9].reshape(2, 2)
    margin = EYE * max(float(np.hypot(*(points[1] - points[0]))), 0.3 * size(row))
    (x0, y0), (x1, y1) = points.min(axis=0), points.max(axis=0)
    return Box.around(
        float(x0) - margin, float(y0) - margin, float(x1) + margin, float(y1) + margin, width=width, height=height
    )
