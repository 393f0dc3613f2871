"""QR and bar codes, by other readers than the finder's: OpenCV's for QR, and bars that run through every row.

A bar code counts without being read: whoever gets the picture may have the reader for it."""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from kindao.engine.geometry import Box, Region
from kindao.engine.media.picture import Pixels
from kindao.engine.verify.evidence import BY, Evidence, Look
from kindao.engine.verify.result import Check
from kindao.engine.vocabulary import Finding, Identifier, Words

SIDE, OVERLAP = 2000, 300  # pixels of what the readers are shown at once
EDGES = 24  # from bar to bar; the shortest Code 128 has 36, an EAN-8 has 44
AGREE = 0.85  # mean correlation of the rows with their mean: bars run through all of them
CONTRAST = 40  # levels between bars and gaps

Corners = NDArray[np.float32]


def look(evidence: Evidence) -> Look:
    """Codes that are still in the copy."""
    left = []
    for frame in evidence.written.frames:
        boxes: list[Box] = []
        for corners in _codes(frame.pixels):
            (x0, y0), (x1, y1) = corners.min(axis=0), corners.max(axis=0)
            box = Box.around(x0, y0, x1, y1, width=frame.width, height=frame.height)
            if box.area and not evidence.stays(frame.index, box) and all(box.iou(other) < 0.3 for other in boxes):
                boxes.append(box)
                left.append(Finding(Identifier.CODE, Region(box, frame=frame.index), 1.0, f"{BY}.codes"))
    check = Check(
        "codes",
        not left,
        Words(
            "Không đọc được mã QR hay mã vạch nào." if not left else "Bản sao còn mã QR hoặc mã vạch.",
            "No QR or bar code can be read." if not left else "A QR or bar code is left.",
        ),
        float(len(left)),
        0.0,
    )
    return Look(check, tuple(left))


def _codes(pixels: Pixels) -> Iterator[Corners]:
    """The four corners of every code, (4, 2) pixels of the frame."""
    height, width = pixels.shape[:2]
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    scale = min(SIDE / max(height, width), 1.0)
    small = grey if scale == 1 else cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    views = [(np.asarray(small, np.uint8), scale, 0, 0)]
    if scale < 1:
        step = SIDE - OVERLAP
        tops, lefts = ([0, *range(step, length - OVERLAP, step)] for length in (height, width))
        views += [(np.asarray(grey[y : y + SIDE, x : x + SIDE], np.uint8), 1.0, x, y) for y in tops for x in lefts]
    for view, times, x, y in views:
        for corners in (*_squares(view), *_bars(view)):
            yield corners / times + np.array((x, y), np.float32)


def _squares(grey: NDArray[np.uint8]) -> Iterator[Corners]:
    found, words, corners, _ = cv2.QRCodeDetectorAruco().detectAndDecodeMulti(grey)
    if found and corners is not None:
        yield from (four for four, word in zip(np.asarray(corners, np.float32), words, strict=True) if word)


def _bars(grey: NDArray[np.uint8]) -> Iterator[Corners]:
    found, corners = cv2.barcode.BarcodeDetector().detectMulti(grey)
    if found and corners is not None:
        yield from (four for four in np.asarray(corners, np.float32) if _runs_through(grey, four))


def _runs_through(grey: NDArray[np.uint8], corners: Corners) -> bool:
    """Whether many edges stand at the same places in every row, along one side of the box or the other."""
    target = np.array([[0, 63], [0, 0], [511, 0], [511, 63]], np.float32)
    for turn in range(2):
        there = cv2.getPerspectiveTransform(np.roll(corners, turn, axis=0), target)
        rows = np.asarray(cv2.warpPerspective(grey, there, (512, 64)), np.float32)[8:56]
        mean = rows.mean(axis=0)
        low, high = np.quantile(mean, (0.1, 0.9))
        if high - low < CONTRAST:
            continue
        level = cv2.blur(mean[None], (65, 1))[0]
        edges = int((np.diff((mean > level).astype(np.int8)) != 0).sum())
        spread = rows.std(axis=1) * mean.std()
        agree = ((rows - rows.mean(axis=1, keepdims=True)) * (mean - mean.mean())).mean(axis=1) / np.maximum(
            spread, 1e-3
        )
        if edges >= EDGES and float(agree.mean()) >= AGREE:
            return True
    return False
