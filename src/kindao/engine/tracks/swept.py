"""Where something is that moves so fast that nobody sees it, by nothing but that it moves.

What goes half its size a frame is smeared, so that looks miss it, and is too far on for what follows it by what it
looks like. But the wall was seen there a frame before and is seen there a frame later: what differs from both has come
between."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from kindao.engine.tracks.motion import Grey
from kindao.engine.tracks.trail import Place

FAST = 0.5  # of its size a frame, from which it may be lost so
LEAP = 4.0  # of its size, as far as it is looked for where nobody knows how fast it is
ANOTHER = 8  # grey levels by which a place shows something else
JOINED = 0.25  # of its size: what moves no further apart is one thing
LEAST = 0.25  # of its size, the shorter and the longer side of what may be it together
LARGEST = 3.0  # of its size, from which what moves is more than it: a body, or all that a moving camera shows


@dataclass(frozen=True, slots=True)
class Swept:
    """Where it must be, x0 y0 x1 y1 in pixels of the grey frame."""

    box: Place
    alone: bool  # whether that is it, and not all that moves where it may be


def swept(now: Grey, around: Sequence[Grey], should: Place, step: float | None) -> Swept | None:
    """Where something is that should be here, x0 y0 x1 y1; None when nothing has come where it may be.

    around: the frame before and the one after, of the same shot: one or both. step: the furthest that it went in a
    frame, None when nobody knows. All in pixels of these frames."""
    size = max(float((should[2:] - should[:2]).mean()), 1.0)
    reach = LEAP * size if step is None else size + step
    height, width = now.shape
    x0, y0 = (max(int(edge - reach), 0) for edge in should[:2])
    x1, y1 = min(int(should[2] + reach), width), min(int(should[3] + reach), height)
    if x1 <= x0 or y1 <= y0:
        return None
    differs = np.full((y1 - y0, x1 - x0), 255, np.uint8)
    for other in around:
        apart = cv2.absdiff(now[y0:y1, x0:x1], other[y0:y1, x0:x1])
        differs = np.minimum(differs, cv2.blur(apart, (3, 3)))
    near = np.ones((max(int(JOINED * size), 3),) * 2, np.uint8)
    moves = cv2.morphologyEx((differs > ANOTHER).astype(np.uint8), cv2.MORPH_CLOSE, near)
    _, _, stats, _ = cv2.connectedComponentsWithStats(moves)
    found = [
        np.array((x0 + left, y0 + top, x0 + left + wide, y0 + top + tall), np.float64)
        for left, top, wide, tall, _ in stats[1:].tolist()
        if wide + tall >= 2 * LEAST * size
    ]
    if not found:
        return None
    if len(around) == 1:  # it differs as well where it was in the other
        lows, highs = np.min(found, axis=0), np.max(found, axis=0)
        return Swept(np.concatenate((lows[:2], highs[2:])), len(found) == 1)
    box = min(found, key=lambda box: (_apart(box, should), -float(np.prod(box[2:] - box[:2]))))
    return Swept(box, float((box[2:] - box[:2]).max()) < LARGEST * size)


def _apart(one: Place, other: Place) -> float:
    """Pixels between two boxes; 0 where they touch."""
    return float(np.hypot(*np.maximum(np.maximum(one[:2] - other[2:4], other[:2] - one[2:4]), 0)))
