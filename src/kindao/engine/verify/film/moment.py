"""One frame of the original and of the copy, side by side."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from kindao.engine.geometry import Box
from kindao.engine.media.reading import Still
from kindao.engine.verify.film.changes import Small, small
from kindao.engine.verify.film.pixels import Pixels
from kindao.engine.verify.film.planes import Colour, Mask, Planes

CUT = 12  # levels by which the cells of two frames differ on average, from which something else is shown


@dataclass(frozen=True, slots=True)
class Moment:
    """What the lookers are given. Nothing in it is changed."""

    index: int
    before: Still | None  # None when there is no original to compare with
    after: Still
    planes: Planes  # of the copy
    colour: Colour | None  # of its fill, as far as it is known
    small: Small  # the copy, in cells
    filled: Small  # above 0 where a cell is filled all over
    cut: bool  # the film shows something else from here on

    @property
    def eyes(self) -> Still:
        """Where faces are looked for: the original, in which none is covered; all else is the same in both."""
        return self.after if self.before is None else self.before

    @property
    def whole(self) -> Box:
        return Box(0, 0, self.after.width, self.after.height)

    def bare(self, mask: Mask, box: Box) -> float:
        """The share of the masked pixels of a box that are not filled, 0 to 1. mask: as large as the box."""
        count = int(mask.sum())
        return int((mask & ~self.planes.flat(box, self.colour)).sum()) / count if count else 0.0


def moments(pairs: Iterable[tuple[Still | None, Still]], at_pixels: Pixels | None) -> Iterator[Moment]:
    """Both films as moments, every frame compared on the way where there is an original."""
    last: Small | None = None
    for before, after in pairs:
        planes = Planes.of(after.planes)
        now = small(planes.luma)
        flat = at_pixels.look(before, after) if at_pixels is not None and before is not None else None
        filled = np.zeros_like(now)
        if flat is not None and flat.any():
            size = now.shape[1], now.shape[0]
            filled = np.asarray(cv2.resize(flat, size, interpolation=cv2.INTER_AREA) == 255, np.uint8)
        cut = last is None or float(cv2.absdiff(now, last).mean()) > CUT
        colour = at_pixels.colour if at_pixels is not None else None
        yield Moment(after.index, before, after, planes, colour, now, filled, cut)
        last = now
