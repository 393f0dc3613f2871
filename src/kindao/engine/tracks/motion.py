"""Where a place of one frame is in the next, and whether what it shows is still the same.

Frames are looked at in grey and small. What is under a cover may blur, turn or darken from frame to frame and stays
the same thing; what is there at once another is gone."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]  # (height, width)

SMALLEST = 12  # pixels on a side of what is compared: less says nothing
LARGEST = 48  # pixels on the longer side of what is compared; larger places are compared smaller
PLAIN = 3.0  # grey levels, the spread of a place with nothing in it to follow
ALIKE = 0.7  # correlation with the frame before, from which it is the same thing, turned or blurred
NEAR = 10.0  # grey levels between two plain places that are the same
CELLS = (40, 24)  # of the picture in which it is seen that something stirs
STIRRED = 30  # grey levels of one such cell, from which something large appears, goes or moves fast
SMALL = (32, 18)  # of the picture in which a cut is looked for
ANOTHER = 0.75  # correlation of two such pictures, below which they are two shots
SHIFTED = 12.0  # mean grey levels between them, from which that is asked
PARTS = 8  # cells across and along a place in which it is seen that nothing moves there …
STILL = 8  # … grey levels by which such a cell may differ


@dataclass(frozen=True, slots=True)
class Move:
    """From one frame to the next, in pixels of the grey frame."""

    x: float
    y: float
    alike: float  # how like what was there before, -1 to 1

    @property
    def same(self) -> bool:
        """Whether it is still the same thing, turned or blurred."""
        return self.alike >= ALIKE


def followed(before: Grey, after: Grey, box: NDArray[np.float64], expected: tuple[float, float], reach: float) -> Move:
    """Where what `box` (x0 y0 x1 y1) of `before` shows lies in `after`.

    expected: where it should have moved; reach: how far from there it is looked for. All in pixels of these frames."""
    height, width = before.shape
    middle_x, middle_y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    half_x, half_y = max(box[2] - box[0], SMALLEST) / 2, max(box[3] - box[1], SMALLEST) / 2
    x0, y0 = int(max(middle_x - half_x, 0)), int(max(middle_y - half_y, 0))
    x1, y1 = int(min(middle_x + half_x, width)), int(min(middle_y + half_y, height))
    # Of what goes out of the picture only what will still be in it can be found again.
    x0, x1 = max(x0, min(int(-expected[0]), width)), min(x1, max(int(width - expected[0]), 0))
    y0, y1 = max(y0, min(int(-expected[1]), height)), min(y1, max(int(height - expected[1]), 0))
    if x1 - x0 < SMALLEST / 2 or y1 - y0 < SMALLEST / 2:  # nearly out: nothing left to compare, it goes on as it went
        return Move(*expected, 1.0)
    # Looked for all around, in the picture beyond whose edge nothing is known.
    u0, v0 = int(max(x0 + expected[0] - reach, 0)), int(max(y0 + expected[1] - reach, 0))
    u1, v1 = int(min(x1 + expected[0] + reach, width)), int(min(y1 + expected[1] + reach, height))
    if u1 - u0 < x1 - x0 or v1 - v0 < y1 - y0:  # it goes over the edge: what stays in is enough
        u0, v0 = min(u0, max(width - (x1 - x0), 0)), min(v0, max(height - (y1 - y0), 0))
        u1, v1 = max(u1, u0 + x1 - x0), max(v1, v0 + y1 - y0)
    patch, window = before[y0:y1, x0:x1], after[v0:v1, u0:u1]
    scale = min(LARGEST / max(patch.shape), 1.0)
    if scale < 1:
        patch = _scaled(patch, scale)
        window = _scaled(window, scale)
        if window.shape[0] < patch.shape[0] or window.shape[1] < patch.shape[1]:
            patch = patch[: window.shape[0], : window.shape[1]]
    if float(patch.std()) < PLAIN:
        at_x, at_y = int((x0 + expected[0] - u0) * scale), int((y0 + expected[1] - v0) * scale)
        at_x = min(max(at_x, 0), window.shape[1] - patch.shape[1])
        at_y = min(max(at_y, 0), window.shape[0] - patch.shape[0])
        there = window[at_y : at_y + patch.shape[0], at_x : at_x + patch.shape[1]]
        return Move(*expected, float(float(cv2.absdiff(patch, there).mean()) < NEAR))
    likeness = cv2.matchTemplate(window, patch, cv2.TM_CCOEFF_NORMED)
    _, best, _, (at_x, at_y) = cv2.minMaxLoc(likeness)
    if best < ALIKE:
        return Move(*expected, float(best))
    return Move(u0 + at_x / scale - x0, v0 + at_y / scale - y0, float(best))


def _scaled(grey: Grey, scale: float) -> Grey:
    size = (max(round(grey.shape[1] * scale), 1), max(round(grey.shape[0] * scale), 1))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)


def still(frames: Sequence[Grey], box: NDArray[np.float64]) -> bool:
    """Whether what `box` (x0 y0 x1 y1) shows is the same in all of these frames: nothing passes there."""
    height, width = frames[0].shape
    x0, y0 = (max(int(edge), 0) for edge in box[:2])
    x1, y1 = min(int(np.ceil(box[2])), width), min(int(np.ceil(box[3])), height)
    if x1 <= x0 or y1 <= y0:
        return True
    cells = [cv2.resize(grey[y0:y1, x0:x1], (PARTS, PARTS), interpolation=cv2.INTER_AREA) for grey in frames]
    return int(np.ptp(np.stack(cells), axis=0).max()) <= STILL


def is_cut(before: Grey, after: Grey) -> bool:
    """Whether another shot begins: the two are no more alike than any two pictures."""
    return _cut(_sized(before, SMALL), _sized(after, SMALL))


@dataclass(frozen=True, slots=True)
class Step:
    """From one frame of a film to the next."""

    cut: bool = False  # whether another shot begins
    stir: int = 0  # by how many grey levels the cell differs that differs most


class Steps:
    """The steps of one film, frame after frame; each is made smaller once."""

    def __init__(self) -> None:
        self._before: tuple[Grey, Grey] | None = None

    def to(self, grey: Grey) -> Step:
        """To this frame, from the one before it; nothing to the first."""
        now = _sized(grey, SMALL), _sized(grey, CELLS)
        before, self._before = self._before, now
        return Step() if before is None else Step(_cut(before[0], now[0]), int(cv2.absdiff(before[1], now[1]).max()))


def _sized(grey: Grey, size: tuple[int, int]) -> Grey:
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)


def _cut(before: Grey, after: Grey) -> bool:
    """Of two frames as `SMALL`."""
    if float(cv2.absdiff(before, after).mean()) < SHIFTED:
        return False
    return float(cv2.matchTemplate(after, before, cv2.TM_CCOEFF_NORMED)[0, 0]) < ANOTHER
