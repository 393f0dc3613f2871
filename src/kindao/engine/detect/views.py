"""Looking at one frame in other ways: smaller, larger, turned, in tiles. Each view knows the way back."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

import cv2
import numpy as np
from numpy.typing import NDArray

from kindao.engine.detect.rows import Rows
from kindao.engine.media.picture import Pixels

LARGEST = 1280  # pixels on a side of what a network is shown at once: at most 500 MB of activations
OVERLAP = 128  # pixels between tiles; a face this wide is whole in one of them, a wider one in a smaller view
SAMPLED = 16  # pixels: where most pictures already show that they are not one colour
QUARTERS = cv2.ROTATE_90_COUNTERCLOCKWISE, cv2.ROTATE_180, cv2.ROTATE_90_CLOCKWISE  # one, two, three anticlockwise
PLAIN = 114  # grey of the corners that turning leaves


@dataclass(frozen=True, slots=True)
class View:
    """Part of a frame, scaled and turned."""

    pixels: Pixels
    back: NDArray[np.float64]  # (2, 3): view pixels to frame pixels

    def to_frame(self, rows: Rows) -> Rows:
        """The same faces in pixels of the frame: the upright box around each face's ellipse, and its landmarks."""
        linear = self.back[:, :2]
        moved = rows.copy()
        middle = (rows[:, :2] + rows[:, 2:4]) / 2 @ linear.T + self.back[:, 2]
        half = (rows[:, 2:4] - rows[:, :2]) / 2
        reach = np.sqrt(half**2 @ (linear.T**2))
        moved[:, :2], moved[:, 2:4] = middle - reach, middle + reach
        points = rows[:, 5:].reshape(-1, 2) @ linear.T + self.back[:, 2]
        moved[:, 5:] = points.reshape(-1, 10)
        return moved

    def tiles(self) -> Iterator["View"]:
        """The view in pieces that a network can take, each overlapping the next."""
        height, width = self.pixels.shape[:2]
        for y0, y1 in spans(height):
            for x0, x1 in spans(width):
                shift = self.back.copy()
                shift[:, 2] += self.back[:, :2] @ (x0, y0)
                yield View(self.pixels[y0:y1, x0:x1], shift)

    def blank(self) -> bool:
        """Whether it is one colour all over, and shows nothing."""
        first = self.pixels[:1, :1]
        return bool((self.pixels[::SAMPLED, ::SAMPLED] == first).all() and (self.pixels == first).all())

    def turned(self, degrees: int) -> "View":
        """Turned anticlockwise. Quarter turns lose nothing; others leave grey corners."""
        high, wide = self.pixels.shape[:2]
        if degrees % 90 == 0:
            turns = degrees // 90 % 4
            linear = np.linalg.matrix_power(np.array([[0, -1], [1, 0]]), turns)
            origin = [(0, 0), (wide, 0), (wide, high), (0, high)][turns]
            # A third of what copying costs when it is read the other way round.
            turned = np.ascontiguousarray(self.pixels) if not turns else cv2.rotate(self.pixels, QUARTERS[turns - 1])
            return View(np.asarray(turned, np.uint8), self._after(np.column_stack((linear, origin))))
        angle = np.deg2rad(degrees)
        cos, sin = abs(np.cos(angle)), abs(np.sin(angle))
        size = (ceil(wide * cos + high * sin), ceil(wide * sin + high * cos))
        there = cv2.getRotationMatrix2D((wide / 2, high / 2), degrees, 1)
        there[:, 2] += size[0] / 2 - wide / 2, size[1] / 2 - high / 2
        canvas = cv2.warpAffine(self.pixels, there, size, flags=cv2.INTER_LINEAR, borderValue=(PLAIN,) * 3)
        return View(np.asarray(canvas, np.uint8), self._after(np.asarray(cv2.invertAffineTransform(there))))

    def _after(self, back: NDArray[np.float64]) -> NDArray[np.float64]:
        """The way from a view of this view to the frame. back: to this view."""
        way = self.back[:, :2] @ back
        way[:, 2] += self.back[:, 2]
        return way


def spans(length: int) -> list[tuple[int, int]]:
    """Equal pieces of at most `LARGEST` pixels that overlap by `OVERLAP` and cover the length."""
    count = max(ceil((length - OVERLAP) / (LARGEST - OVERLAP)), 1)
    size = ceil((length + (count - 1) * OVERLAP) / count)
    return [(start, start + size) for start in (round(i * (length - size) / max(count - 1, 1)) for i in range(count))]


def scaled(pixels: Pixels, scale: float) -> View:
    """The frame so many times larger."""
    height, width = pixels.shape[:2]
    if scale != 1:
        size = (max(round(width * scale), 1), max(round(height * scale), 1))
        interpolation = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        pixels = np.asarray(cv2.resize(pixels, size, interpolation=interpolation), np.uint8)
    high, wide = pixels.shape[:2]
    return View(pixels, np.column_stack((np.diag((width / wide, height / high)), (0.0, 0.0))))


def view(pixels: Pixels, *, scale: float = 1.0, degrees: int = 0) -> View:
    """The frame scaled, then turned anticlockwise."""
    return scaled(pixels, scale).turned(degrees)
