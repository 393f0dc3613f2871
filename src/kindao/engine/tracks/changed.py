"""Where a frame is another than when it was last looked at closely: what has not changed reads as it did.

Pixels are compared, not means of cells: a line of faint letters moves the mean of no cell."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kindao.engine.geometry import Box
from kindao.engine.tracks.motion import Grey

CELL = 16  # pixels, a side of what is told apart
STEP = 6  # grey levels by which a pixel is another one; a coder's noise where nothing moves stays within 4
SHARE = 0.04  # of a cell's pixels that are: ten, a stroke of a letter
ROOM = 1  # cells around what changed that are looked at too
MARGIN = 64  # pixels around that which a detector is shown with it: the sight of the network for text about a letter
LEAST = 384  # pixels a side of what it is shown: what is a large block of it must not be much of what is shown
GRAIN = 32  # pixels of which these sides are a multiple: sizes that recur
MOST = 0.8  # share of the frame that would be shown, from which all of it is


@dataclass(frozen=True, slots=True)
class Part:
    """A place to look at, and what is shown with it for the sake of its edges."""

    place: Box
    shown: Box


class Changed:
    """The memory of one kind of look at one film: every place as it was when last looked at."""

    def __init__(self, width: int, height: int) -> None:
        """width, height: of each frame, pixels."""
        self._frame = Box(0, 0, width, height)
        self._seen: Grey | None = None

    def parts(self, grey: Grey, there: Sequence[Box], *, all_over: bool = False) -> list[Part]:
        """Where to look in this frame, places that do not meet; they count as looked at from now on.

        grey: (height, width), the frame in full size. there: what was seen at the last look; whatever a place of change
        touches of it is looked at whole. all_over: whatever is new. What lies outside these places is as it was."""
        if self._seen is None or all_over:
            places = [self._frame]
            self._seen = grey.copy()
        else:
            places = self._places(grey, self._seen, there)
            for box in places:
                self._seen[box.slices] = grey[box.slices]
        return [Part(place, self._shown(place)) for place in places]

    def _places(self, grey: Grey, seen: Grey, there: Sequence[Box]) -> list[Box]:
        boxes = [self._with_all(box, there) for box in self._new(grey, seen)]
        while (pair := self._pair(boxes)) is not None:
            one, other = pair
            boxes = [box for box in boxes if box is not one and box is not other]
            boxes.append(self._with_all(one | other, there))
        if sum(self._shown(box).area for box in boxes) > MOST * self._frame.area:
            return [self._frame]
        return boxes

    def _shown(self, box: Box) -> Box:
        across, down = (_more(side) for side in (box.width, box.height))
        return box.grown(across, down, across, down, width=self._frame.width, height=self._frame.height)

    def _new(self, grey: Grey, seen: Grey) -> list[Box]:
        other = cv2.threshold(cv2.absdiff(grey, seen), STEP, 255, cv2.THRESH_BINARY)[1]
        size = max(self._frame.width // CELL, 1), max(self._frame.height // CELL, 1)
        mask = (cv2.resize(other, size, interpolation=cv2.INTER_AREA) > SHARE * 255).astype(np.uint8)
        mask = np.asarray(cv2.dilate(mask, np.ones((2 * ROOM + 1,) * 2, np.uint8)), np.uint8)
        return self._boxes(mask)

    def _pair(self, boxes: Sequence[Box]) -> tuple[Box, Box] | None:
        """Two that meet, or that cost no more to look at as one; None when there are none left."""
        for n, one in enumerate(boxes):
            for other in boxes[:n]:
                apart = self._shown(one).area + self._shown(other).area
                if (one & other).area or self._shown(one | other).area <= apart:
                    return one, other
        return None

    def _boxes(self, mask: NDArray[np.uint8]) -> list[Box]:
        rows, columns = mask.shape
        x, y = self._frame.width / columns, self._frame.height / rows
        count, _, stats, _ = cv2.connectedComponentsWithStats(mask)
        return [
            Box.around(
                left * x,
                top * y,
                (left + wide) * x,
                (top + high) * y,
                width=self._frame.width,
                height=self._frame.height,
            )
            for left, top, wide, high, _ in stats[1:count].tolist()
        ]

    def _with_all(self, box: Box, there: Sequence[Box]) -> Box:
        """The box with all of whatever it touches of what was there."""
        while touched := [one for one in there if (one & box).area and one.inside(box) < 1]:
            for one in touched:
                box |= one
        return box


def _more(side: int) -> float:
    """Pixels to be shown on either side of a place that has so many."""
    return (-(-max(side + 2 * MARGIN, LEAST) // GRAIN) * GRAIN - side) / 2
