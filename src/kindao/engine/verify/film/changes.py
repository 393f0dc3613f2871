"""What is new in a film since it was last looked at, place by place: no place is looked at twice for nothing."""

import cv2
import numpy as np
from numpy.typing import NDArray

from kindao.engine.geometry import Box

CELL = 8  # pixels of a frame 1280 wide, a side of what is told apart
ACROSS = 160  # cells on the longer side, of any frame
CALM = 3  # levels by which a cell's mean may change unseen; a coder's noise stays within 1.5
ROOM = 3  # cells around what changed that are looked at too
LEAST = 16  # cells a side of what is looked at: a face needs something around it
MOST = 0.8  # share of the frame from which all of it is looked at

Small = NDArray[np.uint8]


def small(luma: NDArray[np.uint8]) -> Small:
    """A frame's luma as cells, 160 on its longer side."""
    height, width = luma.shape
    scale = min(ACROSS / max(height, width), 1.0)
    size = max(round(width * scale), 1), max(round(height * scale), 1)
    return np.asarray(cv2.resize(luma, size, interpolation=cv2.INTER_AREA), np.uint8)


class Changes:
    """One looker's memory: every cell as it was when last looked at, and when that was."""

    def __init__(self, width: int, height: int, since: int = 0) -> None:
        """since: the first frame in which what the first look sees may be there."""
        self._width, self._height, self._since = width, height, since
        self._seen: Small | None = None
        self._when = np.zeros((0, 0), np.int64)

    def places(self, now: Small, passed: NDArray[np.uint8] | None = None) -> list[Box]:
        """Where to look in this frame, in pixels of it; boxes that hardly meet. passed: cells not worth it, above 0."""
        rows, columns = now.shape
        if self._seen is None:
            return [Box(0, 0, self._width, self._height)]
        mask = (cv2.absdiff(now, self._seen) > CALM).astype(np.uint8)
        if passed is not None:
            mask[passed > 0] = 0
        if not mask.any():
            return []
        mask = np.asarray(cv2.dilate(mask, np.ones((2 * ROOM + 1,) * 2, np.uint8)), np.uint8)
        if mask.mean() > MOST:
            return [Box(0, 0, self._width, self._height)]
        count, _, stats, _ = cv2.connectedComponentsWithStats(mask)
        boxes: list[Box] = []
        for x, y, wide, high, _ in stats[1:count].tolist():
            more_x, more_y = max(LEAST - wide, 0) / 2, max(LEAST - high, 0) / 2
            box = Box(x, y, x + wide, y + high).grown(more_x, more_y, more_x, more_y, width=columns, height=rows)
            while meets := [other for other in boxes if (other & box).area]:
                box |= meets[0]
                boxes.remove(meets[0])
            boxes.append(box)
        if sum(box.area for box in boxes) > MOST * rows * columns:
            return [Box(0, 0, self._width, self._height)]
        x, y = self._width / columns, self._height / rows
        return [
            Box.around(box.x0 * x, box.y0 * y, box.x1 * x, box.y1 * y, width=self._width, height=self._height)
            for box in boxes
        ]

    def looked(self, frame: int, now: Small, box: Box) -> None:
        """This place was looked at as it is now."""
        if self._seen is None:
            self._seen, self._when = now.copy(), np.full(now.shape, self._since - 1, np.int64)
        here = self._cells(box).slices
        self._seen[here] = now[here]
        self._when[here] = frame

    def since(self, frame: int, place: Box, now: Small, period: int) -> int:
        """The first frame in which what is new in a place may be there: the one after the last look at it, which
        was `period` frames ago where it has changed since, for then it was passed over as unchanged."""
        if self._seen is None:
            return self._since
        here = self._cells(place).slices
        if not self._when[here].size:
            return frame
        changed = bool((cv2.absdiff(now[here], self._seen[here]) > CALM).any())
        return max(frame - period + 1 if changed else int(self._when[here].min()) + 1, 0)

    def _cells(self, box: Box) -> Box:
        rows, columns = self._when.shape
        x, y = columns / self._width, rows / self._height
        return Box.around(box.x0 * x, box.y0 * y, box.x1 * x, box.y1 * y, width=columns, height=rows)
