"""Whether a fill holds nothing at all, and whether the rest of the copy is the original and nothing more.

A pattern of one level in a fill, rows left of a face, a few pale letters: too little for any network or reader to see,
and enough to bring a face or a name back. Both checks know only what a codec does to a picture. Limits and their
measured error: docs/decisions/0005-verification.md."""

import cv2
import numpy as np
from numpy.typing import NDArray

from kindao.engine.media.picture import Format, Pixels
from kindao.engine.verify.coverage import CHANGED, REACH, Fill, Mask, difference
from kindao.engine.verify.evidence import Evidence, Look
from kindao.engine.verify.result import Check
from kindao.engine.vocabulary import Words

LOSSLESS = frozenset({Format.PNG, Format.BMP, Format.TIFF})
EDGE = 16  # pixels about a fill's edge that a codec may fill with ringing; a block of subsampled colour
LEVELS = {Format.WEBP: 4, Format.HEIC: 4, Format.AVIF: 4}  # from the colour of the fill, well inside; elsewhere none
UNEVEN = 0.001  # share of a frame's fill, well inside, that may be of another colour …
FAR = 3  # … by so many levels more
BLOCK = 8  # pixels
NOISE = {Format.GIF: 60.0}  # levels of brightness, root mean square of a block, that a codec may change …
USUAL = 30.0  # … and where nothing else is said; JPEG at quality 60 stays within 18
EXACT = 6.0  # the same where nothing is lost but a rounding of colours
WINDOW, CLOSED = 32, 0.98  # pixels; share of a window that is filled when thin gaps are closed
GAP = 17  # pixels of the widest thin gap, and one
STRIPES = 3.5  # thin gaps one after another in such a window, on average; two fills side by side leave one


def look(evidence: Evidence, fills: tuple[Fill, ...]) -> Look:
    """Whether every fill is one colour to the level, and whole."""
    assert evidence.original is not None
    worst = 0.0
    for before, after, fill in zip(evidence.original.frames, evidence.written.frames, fills, strict=True):
        if fill.covered.any():
            worst = max(
                worst,
                _uneven(after.pixels, before.pixels, fill, evidence.written.format) / UNEVEN,
                _striped(fill.covered) / STRIPES,
            )
    passed = worst <= 1
    words = Words(
        "Mỗi chỗ che là một màu đều, không còn vân hay sọc nào."
        if passed
        else "Trong chỗ che còn vân, sọc hay chữ mờ: có thể làm hiện lại thứ đã che.",
        "Every fill is even: no pattern and no stripe is in it."
        if passed
        else "A pattern, stripes or pale letters are in a fill: what was covered may be brought back.",
    )
    if not any(fill.covered.any() for fill in fills):
        return Look(Check("flat", True, Words("Không che gì.", "Nothing is filled.")))
    return Look(Check("flat", passed, words, worst, 1.0))


def look_for_additions(evidence: Evidence, fills: tuple[Fill, ...]) -> Look:
    """Whether the copy differs from the original outside the fills by more than its codec does, however small."""
    assert evidence.original is not None
    format = evidence.written.format
    limit = EXACT if format in LOSSLESS else NOISE.get(format, USUAL)
    edge = np.ones((3 if format in LOSSLESS else 2 * EDGE + 1,) * 2, np.uint8)
    worst = 0.0
    for before, after, fill in zip(evidence.original.frames, evidence.written.frames, fills, strict=True):
        one, other = (cv2.cvtColor(frame.pixels, cv2.COLOR_RGB2GRAY) for frame in (before, after))
        apart = cv2.absdiff(one, other).astype(np.float32)
        apart[cv2.dilate(fill.covered.astype(np.uint8), edge) > 0] = 0
        worst = max(worst, float(cv2.blur(apart * apart, (BLOCK, BLOCK)).max()) ** 0.5)
    passed = worst <= limit
    words = Words(
        "Không có gì được thêm vào ngoài chỗ che." if passed else "Ngoài chỗ che có thứ không có trong bản gốc.",
        "Nothing was added outside the fills." if passed else "Something that the original lacks is outside the fills.",
    )
    return Look(Check("added", passed, words, worst, limit))


def _uneven(written: Pixels, original: Pixels, fill: Fill, format: Format) -> float:
    """The share of the fill's inside that is of another colour than most of it, 0 to 1; 1 when any is by much."""
    reach = REACH + (2 if format in LOSSLESS else EDGE + 2)  # `filled` takes what lies beside a fill for its ringing
    kernel = np.ones((2 * reach + 1,) * 2, np.uint8)
    covered = fill.covered.astype(np.uint8)
    inner = cv2.erode(covered, kernel, borderType=cv2.BORDER_CONSTANT, borderValue=0).astype(bool)
    inner &= difference(written, original, 3) > CHANGED  # a part that is as it was belongs to no fill
    if not inner.any():
        return 0.0
    inside = written[inner].astype(np.int16)
    colour = [np.bincount(inside[:, channel], minlength=256).argmax() for channel in range(3)]
    off = np.abs(inside - np.array(colour, np.int16)).max(axis=1)
    allowed = LEVELS.get(format, 0)
    if int((off > allowed + FAR).sum()) > UNEVEN * len(off) / 4:
        return 1.0
    return float((off > allowed).mean())


def _striped(covered: Mask) -> float:
    """The most thin gaps that follow one another within a window of a fill."""
    filled = covered.astype(np.uint8)
    closed = cv2.morphologyEx(filled, cv2.MORPH_CLOSE, np.ones((GAP, GAP), np.uint8))
    whole = cv2.boxFilter(closed.astype(np.float32), -1, (WINDOW, WINDOW), borderType=cv2.BORDER_CONSTANT)
    thin = np.asarray(np.asarray(closed, np.uint8) & (1 - filled), np.int8)
    most = 0.0
    for axis in range(2):
        starts = (np.diff(thin, axis=axis, prepend=0) == 1).astype(np.float32)
        gaps: NDArray[np.float32] = np.asarray(
            cv2.boxFilter(starts, -1, (WINDOW, WINDOW), normalize=False, borderType=cv2.BORDER_CONSTANT), np.float32
        )
        most = max(most, float(gaps[whole >= CLOSED].max(initial=0.0)) / WINDOW)
    return most
