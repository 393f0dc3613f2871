"""Since when each place of a shot shows what it shows now, whoever walked past it meanwhile.

Means of cells are compared, not pixels as in `changed`: noise goes, and what is too faint to be told from it counts as
having been there. So a place is held too long rather than too short."""

import cv2
import numpy as np
from numpy.typing import NDArray

from kindao.engine.tracks.motion import Grey

CELL = 4  # pixels of a grey frame, a side of what is told apart: a small letter
STEP = 4  # grey levels by which a cell is another one
EVERY = 2  # frames from one comparison to the next
PASSES = 250  # frames for which something else may be before a place that still is what it was
MOSTLY = 0.75  # share of a place's cells that must have shown the same

Frames = NDArray[np.int64]


class Standing:
    """The memory of one film: each cell's lasting picture, and what is before it now. It does not grow."""

    def __init__(self) -> None:
        self._scale = (1.0, 1.0)
        self._lasting: Grey = np.zeros((0, 0), np.uint8)  # each cell as it was when it last showed what lasts there
        self._passing = self._lasting  # the same of what is before it
        self._since: Frames = np.zeros((0, 0), np.int64)  # by cell, as the two below
        self._came: Frames = self._since  # since when what is before it is there
        self._gone: Frames = self._since  # since when it is not seen itself
        self._away = np.zeros((0, 0), bool)

    def step(self, index: int, grey: Grey, *, cut: bool) -> None:
        """One more frame, all of one size, in order. cut: another shot begins with it."""
        begins = cut or not self._lasting.size
        if index % EVERY and not begins:
            return
        size = max(grey.shape[1] // CELL, 1), max(grey.shape[0] // CELL, 1)
        now = np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)
        if begins:
            self._scale = size[0] / grey.shape[1], size[1] / grey.shape[0]
            self._lasting, self._passing = now, now.copy()
            self._since, self._came, self._gone = (np.full(now.shape, index, np.int64) for _ in range(3))
            self._away = np.zeros(now.shape, bool)
            return
        away = _another(now, self._lasting)
        before = index - EVERY + 1  # it may have come with a frame that was not compared
        self._gone[away & ~self._away] = before
        self._came[away & (_another(now, self._passing) | ~self._away)] = before
        lasts = away & (index - self._gone >= PASSES)  # what has been before it for so long
        self._since[lasts] = self._came[lasts]
        self._away = away & ~lasts
        np.copyto(self._lasting, now, where=~self._away)
        np.copyto(self._passing, now, where=self._away)

    def since(self, place: NDArray[np.float64]) -> int:
        """The frame since which a place (x0 y0 x1 y1, pixels of the grey frames) shows what it shows."""
        rows, columns = self._since.shape
        x, y = self._scale
        left, top = min(max(int(place[0] * x), 0), columns - 1), min(max(int(place[1] * y), 0), rows - 1)
        right, bottom = max(int(np.ceil(place[2] * x)), left + 1), max(int(np.ceil(place[3] * y)), top + 1)
        here = slice(top, bottom), slice(left, right)
        since = np.where(self._away[here], self._came[here], self._since[here])
        return int(np.quantile(since, MOSTLY, method="higher"))


def _another(now: Grey, than: Grey) -> NDArray[np.bool_]:
    return np.asarray(cv2.absdiff(now, than) > STEP)
