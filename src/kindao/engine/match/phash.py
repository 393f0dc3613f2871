"""A picture's perceptual hash, 256 bits: equal for the same picture, close for one that was shrunk or compressed again.
It finds no face and knows nobody.

The hash is that of the library ImageHash (`phash`, hash_size 16, highfreq_factor 4), bit for bit: grey, brought down to
64 x 64 (Lanczos), discrete cosine transform, of the 16 x 16 lowest frequencies each above their median or not. The same
runs in the patient's browser (`web/rights/static/rights/same.js`)."""

import re
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from kindao.engine.media.picture import Pixels

SIDE = 64  # pixels
KEPT = 16  # frequencies in each direction
BYTES = KEPT * KEPT // 8
WRITTEN = re.compile(rf"[0-9a-f]{{{2 * BYTES}}}")
SAME_WITHIN = 60
"""Bits. Measured on 133 pictures of testdata: JPEG at quality 40, a third of the size, or brighter by a fifth: at most
16; cut by 2 % on each side: at most 48. Of 8,778 pairs of different pictures the closest are 94 apart."""


def phash(pixels: Pixels) -> bytes:
    """pixels: (height, width, 3) uint8 sRGB. Gives 32 bytes, the lowest frequencies first."""
    grey = Image.fromarray(np.ascontiguousarray(pixels)).convert("L")
    small = np.asarray(grey.resize((SIDE, SIDE), Image.Resampling.LANCZOS), np.float64)
    waves = _waves()
    low = waves @ small @ waves.T
    return np.packbits(low > np.median(low)).tobytes()


@cache
def _waves() -> NDArray[np.float64]:
    """The first rows of the transform (DCT-II), (16, 64)."""
    k, n = np.arange(KEPT)[:, None], np.arange(SIDE)[None, :]
    return np.asarray(2 * np.cos(np.pi * k * (2 * n + 1) / (2 * SIDE)))


def distance(a: bytes, b: bytes) -> int:
    """How many bits differ, 0 to 256. Raises ValueError where one is no hash of this kind."""
    if len(a) != BYTES or len(b) != BYTES:
        raise ValueError(f"a hash has {BYTES} bytes, not {len(a)} and {len(b)}")
    return (int.from_bytes(a) ^ int.from_bytes(b)).bit_count()


def alike(a: bytes, b: bytes) -> bool:
    """Whether it is the same picture, mirrored left to right or not: front cameras do that, and who posts again.

    Mirrored, every second frequency across changes its sign. Of 130 pictures of testdata that were mirrored, halved and
    compressed at quality 40, the farthest is 44 bits from that; of 8,385 pairs of different ones, one of them mirrored,
    the closest are 94 apart."""
    return min(distance(a, b), distance(a, _mirrored(b))) <= SAME_WITHIN


def _mirrored(bits: bytes) -> bytes:
    return bytes(one ^ 0b01010101 for one in bits)


def read(written: str) -> bytes | None:
    """A hash in hexadecimal, as a browser sends it; None for what is none."""
    return bytes.fromhex(written) if WRITTEN.fullmatch(written) else None
