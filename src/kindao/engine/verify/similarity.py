"""Structural similarity, to show that outside what was covered the picture is the one it was made from."""

import cv2
import numpy as np
from numpy.typing import NDArray

from kindao.engine.media.picture import Pixels
from kindao.engine.verify.coverage import REACH, Fill
from kindao.engine.verify.evidence import Evidence, Look
from kindao.engine.verify.result import Check
from kindao.engine.vocabulary import Words

SIGMA, WINDOW = 1.5, 11  # pixels; as in the source
C1, C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
FLOOR = 0.93  # outside the fill; as Kindao writes them, JPEG, WebP, AVIF and GIF stay above 0.97
STRIP = 512  # rows at a time: a dozen float planes of a whole large picture would not fit in memory


def ssim(a: Pixels, b: Pixels, where: NDArray[np.bool_]) -> float:
    """How alike two pictures are where `where` is set, -1 to 1; 1 is the same, and where it is set nowhere.

    a, b: (height, width, 3) uint8 sRGB, compared as luma; where: (height, width). Windows that reach
    beyond the picture are left out.
    Source: Wang, Bovik, Sheikh, Simoncelli, Image Quality Assessment: From Error Visibility to Structural
    Similarity, IEEE TIP 13(4), 2004, with the Gaussian window of its section III-C."""
    edge = WINDOW // 2
    height = a.shape[0]
    total, count = 0.0, 0
    for top in range(edge, height - edge, STRIP):
        bottom = min(top + STRIP, height - edge)
        rows = slice(top - edge, bottom + edge)
        values = _map(a[rows], b[rows])[edge:-edge, edge:-edge]
        chosen = where[top:bottom, edge:-edge]
        total += float(values[chosen].sum(dtype=np.float64))
        count += int(chosen.sum())
    return total / count if count else 1.0


def _map(a: Pixels, b: Pixels) -> NDArray[np.float32]:
    x, y = (cv2.cvtColor(p, cv2.COLOR_RGB2GRAY).astype(np.float32) for p in (a, b))
    mx, my = _mean(x), _mean(y)
    vx, vy = _mean(x * x) - mx * mx, _mean(y * y) - my * my
    both = _mean(x * y) - mx * my
    out = ((2 * mx * my + C1) * (2 * both + C2)) / ((mx * mx + my * my + C1) * (vx + vy + C2))
    return np.asarray(out, np.float32)


def _mean(x: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(cv2.GaussianBlur(x, (WINDOW, WINDOW), SIGMA), np.float32)


def look(evidence: Evidence, fills: tuple[Fill, ...]) -> Look:
    """Whether outside the fill the copy is still the picture; the least alike frame counts."""
    assert evidence.original is not None
    reach = 2 * (REACH + WINDOW // 2) + 1
    edge = np.ones((reach, reach), np.uint8)
    least = min(
        ssim(before.pixels, after.pixels, cv2.dilate(fill.covered.astype(np.uint8), edge) == 0)
        for before, after, fill in zip(evidence.original.frames, evidence.written.frames, fills, strict=True)
    )
    passed = least >= FLOOR
    words = Words(
        "Ngoài chỗ che, chất lượng ảnh được giữ." if passed else "Ngoài chỗ che, ảnh khác bản gốc quá nhiều.",
        "Outside the fill the picture is kept." if passed else "Outside the fill the picture differs too much.",
    )
    return Look(Check("similarity", passed, words, least, FLOOR))
