"""Whether a fill holds nothing at all, and whether the rest of the copy is the original and nothing more.

A pattern of one level in a fill, rows left of a face, a few pale letters: too little for any network or reader to see,
and enough to bring a face or a name back. Both checks know only what a codec does to a picture. Limits and their
measured error: docs/decisions/0005-verification.md."""

import cv2
import numpy as np
from numpy.typing import NDArray

from kindao.engine.levels import counted
from kindao.engine.media.picture import Format, Pixels
from kindao.engine.verify.coverage import REACH, Fill, Mask, away
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
    for after, fill in zip(evidence.written.frames, fills, strict=True):
        if fill.covered.any():
            worst = max(
                worst,
                _uneven(after.pixels, fill, evidence.written.format) / UNEVEN,
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


def _uneven(written: Pixels, fill: Fill, format: Format) -> float:
    """The share of the fill's inside that is of another colour than most of it, 0 to 1; 1 when any is by much."""
    reach = REACH + (2 if format in LOSSLESS else EDGE + 2)  # `filled` takes what lies beside a fill for its ringing
    side = 2 * reach + 1
    inner = _sums(fill.covered, side) == side**2
    inner &= fill.changed  # a part that is as it was belongs to no fill
    count = int(np.count_nonzero(inner))
    if not count:
        return 0.0
    colour = [counted(written, channel, inner).argmax() for channel in range(3)]
    off = away(written, np.array(colour, np.uint8))
    allowed = LEVELS.get(format, 0)
    if np.count_nonzero((off > allowed + FAR) & inner) > UNEVEN * count / 4:
        return 1.0
    return float(np.count_nonzero((off > allowed) & inner) / count)


def _sums(mask: Mask, side: int) -> NDArray[np.uint16]:
    """How many pixels of the mask lie in a square of so many pixels about each, at most 255 a side."""
    bits = mask.astype(np.uint8)
    sums = cv2.boxFilter(bits, cv2.CV_16U, (side, side), normalize=False, borderType=cv2.BORDER_CONSTANT)
    return np.asarray(sums, np.uint16)


def _striped(covered: Mask) -> float:
    """The most thin gaps that follow one another within a window of a fill."""
    filled = covered.astype(np.uint8)
    closed = np.asarray(cv2.morphologyEx(filled, cv2.MORPH_CLOSE, np.ones((GAP, GAP), np.uint8)), bool)
    thin = closed & ~covered
    if not thin.any():
        return 0.0
    whole = _sums(closed, WINDOW) >= CLOSED * WINDOW**2
    most = 0
    for axis in range(2):
        starts = thin.copy()
        after, before = (starts[:, 1:], thin[:, :-1]) if axis else (starts[1:], thin[:-1])
        after &= ~before
        most = max(most, int(_sums(starts, WINDOW)[whole].max(initial=0)))
    return most / WINDOW
