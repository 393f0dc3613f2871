"""Where a frame is another than when it was last looked at closely: what has not changed reads as it did.

Pixels are compared, not means of cells: a line of faint letters moves the mean of no cell."""

from collections.abc import Sequence

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
MOST = 0.8  # share of the frame that would be shown, from which all of it is


class Changed:
    """The memory of one kind of look at one film: every place as it was when last looked at."""

    def __init__(self, width: int, height: int) -> None:
        """width, height: of each frame, pixels."""
        self._frame = Box(0, 0, width, height)
        self._seen: Grey | None = None

    def places(self, grey: Grey, there: Sequence[Box]) -> list[Box]:
        """Where to look in this frame: boxes that do not meet, all of it when much is new.

        grey: (height, width), the frame in full size. there: what was seen at the last look; whatever a place of change
        touches of it is looked at whole. What lies outside these boxes is as it was."""
        if self._seen is None:
            return [self._frame]
        boxes = [self._with_all(box, there) for box in self._new(grey, self._seen)]
        while (pair := self._pair(boxes)) is not None:
            one, other = pair
            boxes = [box for box in boxes if box is not one and box is not other]
            boxes.append(self._with_all(one | other, there))
        if sum(self.shown(box).area for box in boxes) > MOST * self._frame.area:
            return [self._frame]
        return boxes

    def looked(self, grey: Grey, places: Sequence[Box]) -> None:
        """These places were looked at as they are now."""
        if self._seen is None:
            self._seen = grey.copy()
        for box in places:
            self._seen[box.slices] = grey[box.slices]

    def shown(self, box: Box) -> Box:
        """What a detector is shown for a place: more than it, for the sake of its edges."""
        across, down = (max(MARGIN, (LEAST - side) / 2) for side in (box.width, box.height))
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
                apart = self.shown(one).area + self.shown(other).area
                if (one & other).area or self.shown(one | other).area <= apart:
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
