"""NanoDet 416 (RangiLyu, Apache-2.0): where persons are, whichever way they face."""

import cv2
import numpy as np

from kindao.engine import weights
from kindao.engine.detect.rows import COLUMNS, Rows, suppressed
from kindao.engine.media.picture import Pixels

SIDE = 416  # of the square that the network takes
GRIDS = (8, 16, 32)  # pixels between two cells
BINS = 11  # a side's distance is a distribution over 0 to 10 cells
MEAN = np.array([103.53, 116.28, 123.675], np.float32)  # blue, green, red; NanoDet's configuration
DEVIATION = np.array([57.375, 57.12, 58.395], np.float32)
PERSON = 0  # COCO's first class


def nanodet(pixels: Pixels, *, above: float) -> Rows:
    """Persons with a score over `above`, in pixels of the picture given; landmarks are 0.

    pixels: (height, width, 3) sRGB, any size; brought to 416 on its longer side."""
    height, width = pixels.shape[:2]
    scale = SIDE / max(height, width)
    size = (max(round(width * scale), 1), max(round(height * scale), 1))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    square = np.zeros((1, 3, SIDE, SIDE), np.float32)
    for channel, plane in enumerate(reversed(cv2.split(small))):
        square[0, channel, : size[1], : size[0]] = (plane.astype(np.float32) - MEAN[channel]) / DEVIATION[channel]
    answers = weights.session("nanodet").run(None, {"input_1": square})
    found = []
    for level, grid in enumerate(GRIDS):
        score, sides = answers[level][0, :, PERSON], answers[level + 3][0]
        (cells,) = np.nonzero(score > above)
        likely = np.exp(sides[cells].reshape(-1, 4, BINS))
        away = (likely / likely.sum(axis=2, keepdims=True)) @ np.arange(BINS, dtype=np.float32) * grid
        across = SIDE // grid
        middle = (np.stack((cells % across, cells // across), axis=1) + 0.5) * grid
        rows = np.zeros((len(cells), COLUMNS), np.float32)
        rows[:, :2], rows[:, 2:4], rows[:, 4] = middle - away[:, :2], middle + away[:, 2:], score[cells]
        rows[:, :4] /= scale
        found.append(rows)
    return suppressed(np.concatenate(found))
