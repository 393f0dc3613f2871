"""What the face networks answer: one row per face, x0 y0 x1 y1 score and five landmarks x y."""

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float32]  # (faces, 15), pixels
Row = NDArray[np.float32]  # one of them
COLUMNS = 15
SAME = 0.4  # intersection over union from which two boxes are one face
INSIDE, SHARE = 0.8, 0.15  # so much of a box inside one not more than so much larger: they are one face, too


def none() -> Rows:
    return np.empty((0, COLUMNS), np.float32)


Areas = NDArray[np.float32]


def _areas(box: Row, others: Rows) -> tuple[Areas, float, Areas]:
    """Of what one box shares with each of the others, of itself, of each of these."""
    shared = np.maximum(np.minimum(box[2:4], others[:, 2:4]) - np.maximum(box[:2], others[:, :2]), 0)
    sides, own = others[:, 2:4] - others[:, :2], box[2:4] - box[:2]
    return shared[:, 0] * shared[:, 1], float(own[0] * own[1]), sides[:, 0] * sides[:, 1]


def _over(both: Areas, area: float, areas: Areas) -> NDArray[np.float32]:
    return np.asarray(both / np.maximum(area + areas - both, 1e-6), np.float32)


def overlaps(box: Row, others: Rows) -> NDArray[np.float32]:
    """Intersection over union of one box with each of the others."""
    return _over(*_areas(box, others))


def alike(box: Row, others: Rows) -> NDArray[np.bool_]:
    """Which of the others show the same face as this one: they overlap, or one is most of a part of the other."""
    both, area, areas = _areas(box, others)
    small, large = np.minimum(areas, area), np.maximum(areas, area)
    part = (both >= INSIDE * small) & (small >= SHARE * large)
    return np.asarray((_over(both, area, areas) >= SAME) | part, np.bool_)


def suppressed(rows: Rows) -> Rows:
    """The best row of every group that overlaps, best first."""
    rows = rows[np.lexsort((rows[:, 0], rows[:, 1], -rows[:, 4]))]
    kept = []
    while len(rows):
        kept.append(rows[0])
        rows = rows[1:][~alike(rows[0], rows[1:])]
    return np.array(kept, np.float32).reshape(-1, COLUMNS)
