"""Pictures so near that no whole face is in them: an eye, a strip of eyes, a mouth, half a face.

Face networks miss most of these (docs/decisions/0003-face-detection.md). Shown small, with room around,
they are found again, though not where exactly: then the whole frame is the head."""

from collections.abc import Callable

import cv2
import numpy as np

from kindao.engine.detect.centerface import centerface
from kindao.engine.detect.head import size
from kindao.engine.detect.rows import Rows
from kindao.engine.detect.yunet import yunet
from kindao.engine.media.picture import Pixels

GREY = (114.0, 114.0, 114.0)

# Network, what is put around the picture (as wide as the picture itself), pixels on its longer side, score.
# A mirror makes a face out of a strip of eyes; grey leaves what is there alone.
LOOKS: tuple[tuple[Callable[..., Rows], int, int, float], ...] = (
    (centerface, cv2.BORDER_CONSTANT, 64, 0.2),
    (centerface, cv2.BORDER_CONSTANT, 96, 0.2),
    (yunet, cv2.BORDER_REFLECT, 160, 0.4),
    (yunet, cv2.BORDER_REFLECT, 240, 0.4),
)
BESIDE = 0.1  # of the picture, by which the middle of what is found may lie outside it
FILLS = 0.6  # of the picture's longer side, from which what is found is the picture's subject
WHOLE = 0.5  # of the close-up's size, from which an ordinary face is the same one
EDGE = 0.01  # of the frame: a face that comes so near its edge may go on beyond it


def closeup(pixels: Pixels, faces: Rows) -> float:
    """How sure it is that the frame shows part of a face larger than itself, 0 to 1; 0 when nothing says so.

    pixels: (height, width, 3) sRGB, the whole frame. faces: those found in it; one that lies whole in the
    frame and is large enough to be the subject makes it an ordinary picture."""
    height, width = pixels.shape[:2]
    score, large = max((_seen(pixels, *look) for look in LOOKS), key=lambda seen: seen[0])
    for row in faces:
        inside = (row[:2] > (EDGE * width, EDGE * height)).all() and (
            row[2:4] < ((1 - EDGE) * width, (1 - EDGE) * height)
        ).all()
        if inside and size(row) >= WHOLE * large:
            return 0.0
    return score


def _seen(pixels: Pixels, network: Callable[..., Rows], border: int, side: int, above: float) -> tuple[float, float]:
    """The best score of a face that fills the frame, and its size in the frame's pixels."""
    height, width = pixels.shape[:2]
    scale = side / max(height, width)
    shape = (max(round(width * scale), 1), max(round(height * scale), 1))
    small = cv2.resize(pixels, shape, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    padded = cv2.copyMakeBorder(small, side, side, side, side, border, value=GREY)
    rows = network(np.asarray(padded, np.uint8), above=above)
    middle = ((rows[:, :2] + rows[:, 2:4]) / 2 - side) / shape
    here = ((middle > -BESIDE) & (middle < 1 + BESIDE)).all(axis=1)
    fills = (rows[:, 2:4] - rows[:, :2]).max(axis=1) >= FILLS * side
    rows = rows[here & fills]
    return (min(float(rows[0, 4]), 1.0), size(rows[0]) / scale) if len(rows) else (0.0, 0.0)
