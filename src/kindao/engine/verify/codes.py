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
BARS = 9  # pixels about which edges must run one way
ONE_WAY, STRONG = 0.8, 60  # coherence, 0 to 1, and gradient of those edges
SHORT, FULL = 20, 0.7  # pixels, the shorter side of a bar code; share of its box that shows such edges
EDGES = 24  # from bar to bar; the shortest Code 128 has 36, an EAN-8 has 44
NARROW = 1.2  # pixels of the narrowest bars, on average
AGREE = 0.85  # mean correlation of the rows with their mean: bars run through all of them
SWING = 0.15  # of the contrast, by which a bar or gap must leave what is around it
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
        for corners in (*squares(view), *bars(view)):
            yield corners / times + np.array((x, y), np.float32)


def squares(grey: NDArray[np.uint8]) -> Iterator[Corners]:
    found, words, corners, _ = cv2.QRCodeDetectorAruco().detectAndDecodeMulti(grey)
    if found and corners is not None:
        yield from (four for four, word in zip(np.asarray(corners, np.float32), words, strict=True) if word)


def bars(grey: NDArray[np.uint8], *, glance: bool = False) -> Iterator[Corners]:
    """Places where strong edges all run one way, and those where OpenCV takes a bar code to be, if bars run through.

    glance: without OpenCV, which takes most of the time."""
    found, theirs = (False, None) if glance else cv2.barcode.BarcodeDetector().detectMulti(grey)
    places = [*_one_way(grey), *(np.asarray(theirs, np.float32) if found and theirs is not None else ())]
    yield from (corners for corners in places if _runs_through(grey, corners))


def _one_way(grey: NDArray[np.uint8]) -> Iterator[Corners]:
    dx, dy = cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1)
    xx, yy, xy = (np.asarray(cv2.blur(product, (BARS, BARS))) for product in (dx * dx, dy * dy, dx * dy))
    along, across = xx - yy, 2 * xy  # twice the edges' angle, as a vector as long as they are strong and one-way
    mask = ((np.hypot(along, across) > ONE_WAY * (xx + yy)) & (xx + yy > STRONG**2)).astype(np.uint8)
    for way in (cv2.MORPH_CLOSE, cv2.MORPH_OPEN):
        mask = np.asarray(cv2.morphologyEx(mask, way, np.ones((BARS, BARS), np.uint8)), np.uint8)
    count, label, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=4)
    for i in range(1, count):
        if stats[i, cv2.CC_STAT_AREA] < SHORT**2:
            continue
        left, top, wide, high = (int(stats[i, column]) for column in range(4))  # not the whole frame for each
        here = slice(top, top + high), slice(left, left + wide)
        y, x = np.nonzero(label[here] == i)
        angle = float(np.arctan2(across[here][y, x].sum(), along[here][y, x].sum())) / 2
        y, x = y + top, x + left
        turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
        places = turn @ np.stack((x, y))
        (u0, v0), (u1, v1) = np.quantile(places, 0.01, axis=1), np.quantile(places, 0.99, axis=1)
        if min(u1 - u0, v1 - v0) >= SHORT and len(x) >= FULL * (u1 - u0) * (v1 - v0):
            yield (np.array([[u0, v1], [u0, v0], [u1, v0], [u1, v1]]) @ turn).astype(np.float32)


def _runs_through(grey: NDArray[np.uint8], corners: Corners) -> bool:
    """Whether many edges stand at the same places in every row, along one side of the box or the other."""
    target = np.array([[0, 63], [0, 0], [511, 0], [511, 63]], np.float32)
    for turn in range(2):
        wide = float(np.linalg.norm(corners[(2 - turn) % 4] - corners[(1 - turn) % 4]))
        there = cv2.getPerspectiveTransform(np.roll(corners, turn, axis=0), target)
        rows = np.asarray(cv2.warpPerspective(grey, there, (512, 64)), np.float32)[8:56]
        mean = rows.mean(axis=0)
        low, high = np.quantile(mean, (0.1, 0.9))
        if high - low < CONTRAST:
            continue
        above = mean - cv2.blur(mean[None], (65, 1))[0]
        sides = np.sign(above[np.abs(above) > SWING * (high - low)])
        edges = int((np.diff(sides) != 0).sum())
        spread = rows.std(axis=1) * mean.std()
        agree = ((rows - rows.mean(axis=1, keepdims=True)) * (mean - mean.mean())).mean(axis=1) / np.maximum(
            spread, 1e-3
        )
        if EDGES <= edges <= wide / NARROW and float(agree.mean()) >= AGREE:
            return True
    return False
