"""The pieces of a coded film in H.264: pictures and how they are coded, and nothing that somebody else put between.

Source: ITU-T H.264, 7.3.1 (NAL units) and annex D (supplemental enhancement information)."""

from collections.abc import Iterator
from mmap import mmap

import numpy as np
from numpy.typing import NDArray

from kindao.engine.verify.structure import Part
from kindao.engine.vocabulary import Identifier

Bytes = bytes | mmap

SLICES = frozenset({1, 2, 3, 4, 5})
SETS = frozenset({7, 8, 9, 10, 11})  # parameter sets, delimiters, ends
SEI, FILLER = 6, 12
TIMING = frozenset({0, 1, 6})  # buffering period, picture timing, recovery point: numbers alone
LONGEST = 64  # bytes of such a one
SET = 256  # bytes of a parameter set


def samples(data: Bytes, where: NDArray[np.int64], sizes: NDArray[np.int64], length_size: int) -> Iterator[Part]:
    """What lies between the pictures of a track. Raises ValueError where its pieces do not fit."""
    for start, size in zip(where.tolist(), sizes.tolist(), strict=True):
        yield from pieces(data, start, start + size, length_size)


def pieces(data: Bytes, at: int, end: int, length_size: int) -> Iterator[Part]:
    """One sample: pieces with their length before them."""
    if not 1 <= length_size <= 4:
        raise ValueError
    while at < end:
        size = int.from_bytes(data[at : at + length_size], "big")
        at += length_size
        if not size or at + size > end:
            raise ValueError
        kind = data[at] & 31
        if kind not in SLICES:
            yield from _judged(kind, bytes(data[at : at + min(size, 4096)]), size)
        at += size


def _judged(kind: int, piece: bytes, size: int) -> Iterator[Part]:
    if kind == SEI:
        if size > LONGEST or piece[1] not in TIMING:
            yield Part(Identifier.METADATA, "frame-data", "sei")
    elif kind == FILLER:
        if piece[1:].rstrip(b"\x80").strip(b"\xff"):
            yield Part(Identifier.EMBEDDED, "frame-data", "filler")
    elif kind not in SETS or size > SET:
        yield Part(Identifier.EMBEDDED, "frame-data", f"unit-{kind}")


def configuration(body: bytes) -> Iterator[Part]:
    """The parameter sets beside the track: an avcC."""
    at, counts = 6, [body[5] & 31, -1]  # first the pictures' sets, then those of their parts, whose number follows
    for told in counts:
        count = told
        if told < 0:
            count, at = body[at], at + 1
        for _ in range(count):
            size = int.from_bytes(body[at : at + 2], "big")
            piece = body[at + 2 : at + 2 + size]
            if not piece or piece[0] & 31 not in SETS or size > SET:
                yield Part(Identifier.METADATA, "frame-data", "parameters")
            at += 2 + size
    if len(body) - at > 4:  # for the higher profiles: how colours are stored, and no more sets
        yield Part(Identifier.METADATA, "frame-data", "parameters")
