"""How a stored frame is brought to what is shown: cropped to even, its pixels made square, turned."""

import struct
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from kindao.engine.errors import Unreadable
from kindao.engine.media.demuxing import side_data

FLATTEST = Fraction(1, 4)  # width of a pixel by its height, at least; four times that at most


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn by quarters, clockwise, after a mirroring from left to right."""

    mirrored: bool = False
    quarters: int = 0

    @property
    def sideways(self) -> bool:
        return self.quarters % 2 == 1

    def apply(self, plane: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """A plane (height, width) as it is shown."""
        if self.mirrored:
            plane = cv2.flip(plane, 1)  # type: ignore[assignment]
        if self.quarters:
            plane = cv2.rotate(plane, self.quarters - 1)  # type: ignore[assignment]
        return plane


UPRIGHT = Turn()
KINDS = {
    (1, 0, 0, 1): Turn(),
    (0, 1, -1, 0): Turn(False, 1),
    (-1, 0, 0, -1): Turn(False, 2),
    (0, -1, 1, 0): Turn(False, 3),
    (-1, 0, 0, 1): Turn(True, 0),
    (1, 0, 0, -1): Turn(True, 2),
    (0, 1, 1, 0): Turn(True, 3),
    (0, -1, -1, 0): Turn(True, 1),
}
"""By where (a, b, c, d) of the matrix puts a point: x' = ax + cy, y' = bx + dy, y downwards."""


def turn_of(frame: Any) -> Turn:
    """How a decoded frame is to be turned. Raises Unreadable for a slant. Source: ISO 14496-12, 8.3.2 (matrix)."""
    try:
        matrix = bytes(side_data(frame)["DISPLAYMATRIX"])
    except KeyError:
        return UPRIGHT
    except ValueError:  # side data beside it that the binding doesn't know, e.g. EXIF
        return _by_angle(frame.rotation)
    a, b, _, c, d = struct.unpack_from("=5i", matrix)
    size = max(abs(a), abs(b), abs(c), abs(d))
    if not size:
        return UPRIGHT
    near = tuple(round(value / size) for value in (a, b, c, d))
    off = max(abs(value / size - whole) for value, whole in zip((a, b, c, d), near, strict=True))
    if near not in KINDS or off > 0.01:
        raise _slanted()
    return KINDS[near]


def _by_angle(degrees: int) -> Turn:
    """degrees: anticlockwise."""
    if degrees % 90:
        raise _slanted()
    return Turn(False, -degrees // 90 % 4)


def _slanted() -> Unreadable:
    return Unreadable("the film is to be shown at a slant", hint="Export it upright.")


def shown_size(width: int, height: int, aspect: Fraction | None, turn: Turn) -> tuple[int, int]:
    """Width and height of what is shown, in square pixels, even.

    aspect: width of a stored pixel by its height; None or 0 when not told. The side that is too short is
    lengthened, so that nothing is lost."""
    wide, high = stretched(width, height, aspect)
    return (high, wide) if turn.sideways else (wide, high)


def stretched(width: int, height: int, aspect: Fraction | None) -> tuple[int, int]:
    """The same, before turning."""
    width, height = width // 2 * 2, height // 2 * 2
    if not aspect or aspect == 1:
        return width, height
    if not FLATTEST <= aspect <= 1 / FLATTEST:
        raise Unreadable("the film's pixels are squeezed out of all proportion", hint="Export the film again.")
    if aspect > 1:
        return round(width * aspect / 2) * 2, height
    return width, round(height / aspect / 2) * 2
