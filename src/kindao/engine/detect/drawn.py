"""Whether a picture that was declared drawn looks like a photograph: by how many colours paint most of it.

At 32 levels a channel and 256 pixels on the longer side, of the 293 photographs and scenes of the shared test data one
needs fewer than 13 colours for nine tenths of its pixels, the median some 400; the demo's drawing needs 3 or 4, as PNG,
as JPEG and small. A drawing with soft shading may count as a photograph: then the officer is asked, no more. A
photograph in pure black and white does not count."""

import cv2
import numpy as np

from kindao.engine.media.picture import Pixels

SIDE = 256  # pixels
MOST = 0.9  # share of the pixels
FEW = 12  # colours


def looks_photographed(pixels: Pixels) -> bool:
    """pixels: (height, width, 3) sRGB, any size."""
    scale = min(SIDE / max(pixels.shape[:2]), 1.0)
    size = (max(round(pixels.shape[1] * scale), 1), max(round(pixels.shape[0] * scale), 1))
    small = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_NEAREST), np.int32) >> 3
    _, counts = np.unique(small @ np.array((1024, 32, 1)), return_counts=True)
    painted = np.cumsum(np.sort(counts)[::-1])
    return int(np.searchsorted(painted, MOST * painted[-1])) + 1 > FEW
