"""CenterFace (Xu et al. 2019, arXiv:1911.03599): faces as points on a grid of four pixels, with five landmarks."""

import cv2
import numpy as np

from kindao.engine import weights
from kindao.engine.detect.rows import COLUMNS, Rows, suppressed
from kindao.engine.media.picture import Pixels

GRID = 4  # pixels between two cells
MULTIPLE = 32  # height and width that the network takes
TALLEST = 60.0  # of log(size / GRID): a broken cell cannot overflow


def centerface(pixels: Pixels, *, above: float) -> Rows:
    """Faces with a score over `above`, in pixels of the picture given.

    pixels: (height, width, 3) sRGB, any size. Landmarks: eye, eye, nose, mouth corner, mouth corner, left to right."""
    height, width = pixels.shape[:2]
    padded = np.zeros((1, 3, -(-height // MULTIPLE) * MULTIPLE, -(-width // MULTIPLE) * MULTIPLE), np.float32)
    for colour, plane in enumerate(cv2.split(pixels)):  # a tenth of the time that one transposition takes
        padded[0, colour, :height, :width] = plane
    heat, size, offset, points = weights.session("centerface").run(None, {"input.1": padded})
    y, x = np.nonzero(heat[0, 0] > above)
    tall, wide = (np.exp(np.minimum(size[0, :, y, x], TALLEST)) * GRID).T
    middle_y, middle_x = ((np.stack((y, x)) + offset[0, :, y, x].T + 0.5) * GRID).astype(np.float32)
    rows = np.empty((len(y), COLUMNS), np.float32)
    rows[:, 0], rows[:, 1] = middle_x - wide / 2, middle_y - tall / 2
    rows[:, 2], rows[:, 3] = middle_x + wide / 2, middle_y + tall / 2
    rows[:, 4] = heat[0, 0, y, x]
    rows[:, 5::2] = points[0, 1::2][:, y, x].T * wide[:, None] + rows[:, :1]
    rows[:, 6::2] = points[0, 0::2][:, y, x].T * tall[:, None] + rows[:, 1:2]
    return suppressed(rows)
