"""Two frames side by side in the planes in which they are stored: what is flat, and what is another than it was."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import cv2
import numpy as np
from numpy.typing import NDArray

from kindao.engine.geometry import ROUND, Box, Edges
from kindao.engine.media.tones import views

Plane = NDArray[np.uint8]
Mask = NDArray[np.bool_]

SIDE = 640  # pixels on the longer side of the frames that are compared whole
BLOCK = 8  # pixels of those, a side of what is compared at once
NEAR = 10  # levels of luma or chroma from the fill; x264 at 18 to 28 and VP9 stay within 4 away from its edge
RINGING = 4  # pixels along the edge of a fill into which the picture beside it is coded
SMOOTH = 6  # levels between darkest and brightest of 5 x 5 pixels of a fill, before its colour is known
CHANGED = 24  # levels by which a place must be another than it was for its colour to be taken for the fill's
ENOUGH = 24  # pixels of one colour, of the reduced frame, that tell the fill's
C1, C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2  # of SSIM: Wang et al., IEEE TIP 13(4), 2004


@dataclass(frozen=True, slots=True)
class Colour:
    """As it is stored: 8-bit Y'CbCr."""

    luma: int
    blue: int
    red: int


@dataclass(frozen=True, slots=True)
class Planes:
    """A frame as stored: luma (height, width), the two others half of that each way."""

    luma: Plane
    blue: Plane
    red: Plane

    @classmethod
    def of(cls, frame: Any) -> Self:
        """frame: what `Still.planes` gives; it must live as long as these."""
        return cls(*views(frame))

    def flat(self, box: Box, colour: Colour | None) -> Mask:
        """Where a part of the frame has this colour, (box.height, box.width); nowhere when there is none."""
        if colour is None:
            return np.zeros((box.height, box.width), bool)
        luma = _within(self.luma[box.slices], colour.luma)
        x0, y0, x1, y1 = box.x0 // 2, box.y0 // 2, -(-box.x1 // 2), -(-box.y1 // 2)
        both = _within(self.blue[y0:y1, x0:x1], colour.blue) & _within(self.red[y0:y1, x0:x1], colour.red)
        wide = cv2.resize(both, None, fx=2, fy=2, interpolation=cv2.INTER_NEAREST)
        top, left = box.y0 - 2 * y0, box.x0 - 2 * x0
        return np.asarray((luma & np.asarray(wide, np.uint8)[top : top + box.height, left : left + box.width]) > 0)


def _within(plane: Plane, level: int) -> Plane:
    return np.asarray(cv2.inRange(plane, max(level - NEAR, 0), min(level + NEAR, 255)), np.uint8)


def ellipse(box: Box) -> Mask:
    """The face in its box, without the corners: (box.height, box.width)."""
    out = np.zeros((box.height, box.width), np.uint8)
    axes = max(box.width // 2, 1), max(box.height // 2, 1)
    cv2.ellipse(out, (box.width // 2, box.height // 2), axes, 0, 0, 360, 1, -1)
    return out.astype(bool)


def rounded(inside: Box, place: Box, whole: Edges) -> Mask:
    """What a round track (`Track.whole`) holds of `place`, as much smaller as `inside` is: (inside.height, .width)."""
    x0, y0, x1, y1 = whole
    wide, high = x1 - x0 - 2 * (inside.x0 - place.x0), y1 - y0 - 2 * (inside.y0 - place.y0)
    across = (np.arange(inside.x0, inside.x1) + 0.5 - (x0 + x1) / 2) * 2 / max(wide, 1)
    down = (np.arange(inside.y0, inside.y1) + 0.5 - (y0 + y1) / 2) * 2 / max(high, 1)
    return np.asarray(np.abs(across[None]) ** ROUND + np.abs(down[:, None]) ** ROUND <= 1)


def without(mask: NDArray[np.bool_], box: Box, parts: list[Box]) -> Mask:
    """The mask of a box without these parts of the frame."""
    for part in parts:
        both = part & box
        mask[both.y0 - box.y0 : both.y1 - box.y0, both.x0 - box.x0 : both.x1 - box.x0] = False
    return mask


def inner(box: Box) -> Box:
    """A box without the edge into which a coder smears what is beside it."""
    x, y = min(RINGING, box.width // 8), min(RINGING, box.height // 8)
    return Box(box.x0 + x, box.y0 + y, box.x1 - x, box.y1 - y)


class Reduced:
    """A frame made smaller: three planes of one size, its colours only when they are asked for."""

    def __init__(self, planes: Planes, side: int = SIDE) -> None:
        """side: pixels on its longer side, at most."""
        height, width = planes.luma.shape
        scale = min(side / max(height, width), 1.0)
        self._planes, self._size = planes, (max(round(width * scale), BLOCK), max(round(height * scale), BLOCK))
        self.luma = _sized(planes.luma, self._size)

    @cached_property
    def blue(self) -> Plane:
        return _sized(self._planes.blue, self._size)

    @cached_property
    def red(self) -> Plane:
        return _sized(self._planes.red, self._size)

    def flat(self, colour: Colour | None) -> Plane:
        """255 where it has this colour, in pieces of at least 3 x 3 pixels, else 0."""
        if colour is None:
            return np.zeros_like(self.luma)
        mask = _within(self.luma, colour.luma)
        if mask.any():
            mask &= _within(self.blue, colour.blue) & _within(self.red, colour.red)
        return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)), np.uint8)


def _sized(plane: Plane, size: tuple[int, int]) -> Plane:
    if size == (plane.shape[1], plane.shape[0]):
        return plane
    smooth = cv2.INTER_AREA if size[0] < plane.shape[1] else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(plane, size, interpolation=smooth), np.uint8)


def colour_of(before: Reduced, after: Reduced, places: Sequence[Box], scale: float) -> Colour | None:
    """The commonest flat colour of a copy where it is another than the original, inside these places if there are any.

    places: in pixels of the whole frame; scale: from those to the reduced ones."""
    kernel = np.ones((5, 5), np.uint8)
    likely = cv2.subtract(cv2.dilate(after.luma, kernel), cv2.erode(after.luma, kernel)) <= SMOOTH
    likely &= np.maximum.reduce([
        cv2.absdiff(a, b) for a, b in ((before.luma, after.luma), (before.blue, after.blue), (before.red, after.red))
    ]) > CHANGED  # fmt: skip
    if places:
        inside = np.zeros(likely.shape, bool)
        for box in places:
            inside[scaled(box, scale, inside.shape).slices] = True
        likely &= inside
    found = np.column_stack([plane[likely] for plane in (after.luma, after.blue, after.red)]).astype(np.int32)
    if len(found) < ENOUGH:
        return None
    codes, counts = np.unique(found >> 2, axis=0, return_counts=True)
    best = codes[counts.argmax()] * 4 + 2
    close = found[(np.abs(found - best) <= 4).all(axis=1)]
    if len(close) < ENOUGH:
        return None
    return Colour(*(int(level) for level in np.median(close, axis=0)))


def scaled(box: Box, scale: float, shape: tuple[int, ...]) -> Box:
    """A box of the whole frame in pixels of a reduced one, as large as to hold it."""
    edges = (edge * scale for edge in (box.x0, box.y0, box.x1, box.y1))
    return Box.around(*edges, width=shape[1], height=shape[0])


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two reduced frames compared block by block, (rows, columns) each."""

    ssim: NDArray[np.float32]
    shade: NDArray[np.float32]  # levels by which the means differ
    outside: Mask  # blocks that the fill does not touch

    @property
    def mean(self) -> float:
        """Of all blocks outside the fill; 1 where there are none."""
        return float(self.ssim[self.outside].mean()) if self.outside.any() else 1.0


def compared(before: Reduced, after: Reduced, flat: Plane) -> Likeness:
    """flat: the fill in the reduced copy, 255 where it is."""
    rows, columns = before.luma.shape[0] // BLOCK, before.luma.shape[1] // BLOCK
    window = slice(rows * BLOCK), slice(columns * BLOCK)
    a, b = (frame.luma[window].astype(np.float32) for frame in (before, after))
    size = columns, rows
    ma, mb, aa, bb, ab = (
        cv2.resize(plane, size, interpolation=cv2.INTER_AREA) for plane in (a, b, a * a, b * b, a * b)
    )
    va, vb, both = aa - ma * ma, bb - mb * mb, ab - ma * mb
    ssim = ((2 * ma * mb + C1) * (2 * both + C2)) / ((ma * ma + mb * mb + C1) * (va + vb + C2))
    filled = np.asarray(cv2.resize(flat[window], size, interpolation=cv2.INTER_AREA) > 0, np.uint8)
    touched = cv2.dilate(filled, np.ones((3, 3), np.uint8))
    return Likeness(np.asarray(ssim, np.float32), np.asarray(np.abs(ma - mb), np.float32), np.asarray(touched == 0))
