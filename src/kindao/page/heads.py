"""The head of each figure of a film, cut from the frame in which it is largest: so that people see whom a number means.

It shows those in the film: it stays in the clinic."""

import io
from collections.abc import Sequence

import cv2
import numpy as np
from PIL import Image

from kindao.engine.appearance import Figure
from kindao.engine.geometry import Box, Track
from kindao.engine.media.clip import Clip
from kindao.engine.media.picture import Pixels
from kindao.engine.media.reading import stills
from kindao.engine.vocabulary import Identifier

SIDE = 160  # pixels of one head, square: sharp at half that size on a phone
AROUND = 1.3  # times the longer side of the box
MOST = 60  # figures
QUALITY = 82
_SHOWN = (Identifier.FACE, Identifier.HEAD, Identifier.EYES, Identifier.PERSON)


def heads(clip: Clip, found: Sequence[Figure]) -> Pixels:
    """(SIDE * n, SIDE, 3) uint8: one square for each of the first `MOST` figures, one under the other in their order.

    Raises Unreadable where the film can't be decoded."""
    found = found[:MOST]
    places = [_largest(figure) for figure in found]
    out = np.zeros((SIDE * max(len(found), 1), SIDE, 3), np.uint8)
    for frame in sorted({frame for frame, _ in places}):
        for still in stills(clip, start=frame, end=frame + 1):
            pixels = still.rgb()
            for n, (at, box) in enumerate(places):
                if at == frame:
                    out[n * SIDE : (n + 1) * SIDE] = _cut(pixels, box)
    return out


def encoded(pixels: Pixels) -> bytes:
    """A JPEG at its own size, without metadata. pixels: (height, width, 3) uint8 sRGB."""
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _largest(figure: Figure) -> tuple[int, Box]:
    """The frame in which the face is largest, and where it is there; without a face the head, or whatever was seen."""
    for kind in _SHOWN:
        tracks = [f.where for f in figure.findings if f.identifier is kind and isinstance(f.where, Track)]
        if tracks:
            return max((one for track in tracks for one in track.boxes()), key=lambda one: one[1].area)
    return figure.frame, figure.box


def _cut(pixels: Pixels, box: Box) -> Pixels:
    """The square around a box, as far as the frame goes: black beyond it."""
    half = max(1, round(max(box.width, box.height) * AROUND / 2))
    x, y = (box.x0 + box.x1) // 2, (box.y0 + box.y1) // 2
    height, width = pixels.shape[:2]
    square = np.zeros((2 * half, 2 * half, 3), np.uint8)
    x0, x1, y0, y1 = max(0, x - half), min(width, x + half), max(0, y - half), min(height, y + half)
    square[y0 - y + half : y1 - y + half, x0 - x + half : x1 - x + half] = pixels[y0:y1, x0:x1]
    return np.asarray(cv2.resize(square, (SIDE, SIDE), interpolation=cv2.INTER_AREA), np.uint8)
