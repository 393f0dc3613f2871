"""Pictures within the picture: the halves of a before and after, an eye laid beside a face.

Part of a face seen near is found only in a picture of its own (`closeup`), so each of these is looked at as one.
They are told by their edges: straight, upright, a pixel wide and meeting in four corners. In 84 pictures of the
test data without insets 86 panels were told, most of them signs; in none was a face taken to be near."""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from kindao.engine.detect.head import edges, size
from kindao.engine.detect.looks import faces, part_of_any
from kindao.engine.detect.rows import COLUMNS, Rows, none
from kindao.engine.geometry import Box
from kindao.engine.media.picture import Pixels

AREA = 1e6  # pixels of the frame in which edges are looked for
STEP = 7  # levels between two neighbouring pixels, from which there is an edge
SHORTEST = 40  # pixels of a side, as looked at
BESIDE, HIGHER = 4, 1.5  # pixels on each side of an edge, and how many times their steps its own is at least
GAP = 5  # pixels that an edge may be lost for, where both sides are alike
SIDE = 0.75  # share of each side of a panel that must be an edge
LINES = 24  # longest edges that are tried in each direction
FLAT = 12.0  # levels of deviation: a sign or a frame with less shows nothing
SAME = 0.9  # intersection over union, from which two panels are one
MOST = 12  # panels that are looked at, the largest first
FILLS = 0.5  # of a panel's shorter side, from which a face in it is its subject
EXTREME = 2.5  # times longer than wide, from which a picture may have been stretched
NEAR = 4  # pixels within which two edges are one

Mask = NDArray[np.bool_]


def panels(pixels: Pixels) -> list[Box]:
    """Each panel of (height, width, 3) sRGB pixels, the largest first; the frame itself is none."""
    height, width = pixels.shape[:2]
    scale = min(1.0, (AREA / (height * width)) ** 0.5)
    shape = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = np.asarray(cv2.resize(pixels, shape, interpolation=cv2.INTER_AREA) if scale < 1 else pixels, np.uint8)
    if min(small.shape[:2]) < 2 * SHORTEST:
        return []
    upright, level = _edges(small, axis=1), _edges(small, axis=0)
    found = [
        Box(*(round(edge / scale) for edge in corners))
        for corners in _rectangles(upright, level)
        if small[corners[1] : corners[3], corners[0] : corners[2]].std(axis=(0, 1)).max() >= FLAT
    ]
    kept: list[Box] = []
    for box in sorted((box & Box(0, 0, width, height) for box in found), key=lambda box: -box.area):
        if len(kept) < MOST and all(box.iou(other) < SAME for other in kept):
            kept.append(box)
    return kept


def within(rows: Rows, box: Box) -> Rows:
    """Those of these faces whose middle lies in the box, in pixels of what is in it."""
    middle = (rows[:, :2] + rows[:, 2:4]) / 2
    inside = ((middle >= (box.x0, box.y0)) & (middle < (box.x1, box.y1))).all(axis=1)
    return _moved(rows[inside], (-box.x0, -box.y0))


def stretched(pixels: Pixels, box: Box, seen: Rows) -> Rows:
    """Faces that are found only when a picture of extreme shape is made square again, in pixels of the frame.

    box: of the frame or a panel. seen: faces of the frame that are known; where one fills it, nothing was stretched."""
    height, width = pixels.shape[:2]
    short, long = sorted((box.width, box.height))
    band = (box.width == width) is not (box.height == height)  # a wall, a floor: no camera's picture laid into another
    if band or long <= EXTREME * short or any(size(row) >= FILLS * short for row in within(seen, box)):
        return none()
    side = max(1, round(box.area**0.5))
    square = cv2.resize(pixels[box.slices], (side, side), interpolation=cv2.INTER_AREA)
    rows: Rows = faces(np.asarray(square, np.uint8)).copy()
    for first, span in ((0, box.width), (1, box.height)):
        for column in (first, first + 2, *range(5 + first, 15, 2)):
            rows[:, column] *= span / side
    heads = [edges(row) for row in seen]
    new = [row for row in _moved(rows, (box.x0, box.y0)) if not part_of_any(row, heads)]
    return np.array(new, np.float32).reshape(-1, COLUMNS)


def _moved(rows: Rows, by: tuple[int, int]) -> Rows:
    moved: Rows = rows.copy()
    for column in (0, 2, *range(5, 15, 2)):
        moved[:, column] += by[0]
        moved[:, column + 1] += by[1]
    return moved


def _edges(small: Pixels, *, axis: int) -> Mask:
    """Where a straight edge runs before this pixel: across columns (axis 1) or rows (0). Of the picture's shape.

    A step that is higher than what is a little beside it, on and on: skin, hair and cloth have none such."""
    apart = cv2.absdiff(small[:, 1:], small[:, :-1]) if axis == 1 else cv2.absdiff(small[1:], small[:-1])
    step = cv2.max(cv2.max(apart[..., 0], apart[..., 1]), apart[..., 2]).astype(np.float32)
    beside = (1, 2 * BESIDE + 1) if axis == 1 else (2 * BESIDE + 1, 1)
    around = (cv2.blur(step, beside[::-1]) * (2 * BESIDE + 1) - cv2.blur(step, _three(axis)) * 3) / (2 * BESIDE - 2)
    peak = ((step >= STEP) & (step >= HIGHER * around)).astype(np.uint8)
    long, gap = ((1, SHORTEST), (1, GAP)) if axis == 1 else ((SHORTEST, 1), (GAP, 1))
    whole = cv2.morphologyEx(peak, cv2.MORPH_CLOSE, np.ones(gap[::-1], np.uint8))
    runs = cv2.morphologyEx(whole, cv2.MORPH_OPEN, np.ones(long[::-1], np.uint8))
    out = np.zeros(small.shape[:2], bool)
    out[(slice(None), slice(1, None)) if axis == 1 else (slice(1, None), slice(None))] = runs > 0
    return out


def _three(axis: int) -> tuple[int, int]:
    return (3, 1) if axis == 1 else (1, 3)


def _rectangles(upright: Mask, level: Mask) -> Iterator[tuple[int, int, int, int]]:
    """Rectangles x0 y0 x1 y1 whose sides are edges or the frame's, and which no edge parts in two."""
    height, width = upright.shape
    xs, across = _lines(upright.T)
    ys, along = _lines(level)
    wide, tall = _pairs(xs), _pairs(ys)
    if not len(wide) or not len(tall):
        return
    sides, ends = _are_edges(across, ys, tall), _are_edges(along, xs, wide)  # (xs, tall), (ys, wide)
    whole = sides[wide[:, 0]] & sides[wide[:, 1]] & ends[tall[:, 0]].T & ends[tall[:, 1]].T
    for n, m in np.argwhere(whole):
        x0, x1, y0, y1 = xs[wide[n, 0]], xs[wide[n, 1]], ys[tall[m, 0]], ys[tall[m, 1]]
        parted = sides[(xs >= x0 + SHORTEST) & (xs <= x1 - SHORTEST), m].any()
        parted |= ends[(ys >= y0 + SHORTEST) & (ys <= y1 - SHORTEST), n].any()
        if not parted and (x1 - x0, y1 - y0) != (width, height):
            yield int(x0), int(y0), int(x1), int(y1)


def _lines(edges: Mask) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The rows with the longest edges and both ends of the frame, and how many pixels of each are edge up to a place:
    (rows,) and (rows, length + 1)."""
    count, length = edges.shape
    spread = edges | np.roll(edges, 1, axis=0) | np.roll(edges, -1, axis=0)
    taken: list[int] = []
    sums = edges.sum(axis=1)
    for row in np.argsort(-sums, kind="stable"):
        if len(taken) == LINES or sums[row] < SHORTEST:
            break
        if all(abs(int(row) - other) >= NEAR for other in (*taken, 0, count)):
            taken.append(int(row))
    rows = np.array(sorted((0, *taken, count)))
    upto = np.array(
        [np.arange(length + 1) if row in (0, count) else np.append(0, spread[row].cumsum()) for row in rows]
    )
    return rows, upto


def _pairs(lines: NDArray[np.int64]) -> NDArray[np.int64]:
    """(n, 2): which two of these lie far enough apart to be the sides of a panel."""
    first, last = np.triu_indices(len(lines), 1)
    return np.stack((first, last), axis=1)[lines[last] - lines[first] >= SHORTEST]


def _are_edges(upto: NDArray[np.int64], places: NDArray[np.int64], pairs: NDArray[np.int64]) -> Mask:
    """(lines, pairs): whether each line is an edge between each two of these places."""
    start, end = places[pairs[:, 0]], places[pairs[:, 1]]
    return np.asarray(upto[:, end] - upto[:, start] >= SIDE * (end - start), bool)
