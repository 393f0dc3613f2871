"""YuNet 2023mar (Wu, Peng and Yu 2023, doi:10.1007/s11633-023-1423-y): a face network of 0.2 MB with five landmarks."""

import cv2
import numpy as np

from kindao.engine import weights
from kindao.engine.detect.rows import COLUMNS, Rows, suppressed
from kindao.engine.media.picture import Pixels

GRIDS = (8, 16, 32)  # pixels between two cells
NAMES = [f"{kind}_{grid}" for grid in GRIDS for kind in ("cls", "obj", "bbox", "kps")]


def yunet(pixels: Pixels, *, above: float) -> Rows:
    """Faces with a score over `above`, in pixels of the picture given.

    pixels: (height, width, 3) sRGB, any size. Landmarks: eye, eye, nose, mouth corner, mouth corner, left to right."""
    height, width = pixels.shape[:2]
    padded = np.zeros((1, 3, -(-height // GRIDS[-1]) * GRIDS[-1], -(-width // GRIDS[-1]) * GRIDS[-1]), np.float32)
    for colour, plane in enumerate(cv2.split(pixels)):  # a tenth of the time that one transposition takes
        padded[0, 2 - colour, :height, :width] = plane
    answers = weights.session("yunet").run(NAMES, {"input": padded})
    found = []
    for level, grid in enumerate(GRIDS):
        kind, there, box, points = (answer[0] for answer in answers[level * 4 : level * 4 + 4])
        score = np.sqrt(np.clip(kind[:, 0], 0, 1) * np.clip(there[:, 0], 0, 1))
        (cells,) = np.nonzero(score > above)
        across = padded.shape[3] // grid
        at = np.stack((cells % across, cells // across), axis=1)
        middle = (at + box[cells, :2]) * grid
        half = np.exp(box[cells, 2:]) * grid / 2
        rows = np.empty((len(cells), COLUMNS), np.float32)
        rows[:, :2], rows[:, 2:4], rows[:, 4] = middle - half, middle + half, score[cells]
        rows[:, 5:] = ((points[cells].reshape(-1, 5, 2) + at[:, None]) * grid).reshape(-1, 10)
        found.append(rows)
    return suppressed(np.concatenate(found))
