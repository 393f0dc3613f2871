"""QR and bar codes, by other readers than the finder's: OpenCV's for QR, the runs of dark and light through the squares
in a QR code's corners, and bars that run through every row.

A bar code, and three such squares, count without being read: whoever gets the picture may have the reader for it. Where
one colour shows what grey does not, that colour is looked at too."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

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
RUNS = (1, 1, 3, 1, 1)  # modules, dark and light by turns, along any line through the middle of a corner square …
ODD = 0.4  # … each off by this share of a module at most, and half a pixel
CORE = 0.24  # of a corner square's size, how far the places reach at which lines run through its middle
LOCAL, FAINT = 41, 7  # pixels about which the mean parts dark from light, and levels from it
CLOSE, FAR = 1.3, 14.0  # sizes of a corner square between two of one code
AS_LARGE = 3.0  # times that one corner square may be as large as another
LEGS = 3.0  # times that one side of a code may be as long as the other
MANY = 24  # corner squares that are tried in threes; more is a wall of tiles
PRINTED = 0.85  # share of the three corner squares' 147 modules that are dark or light as printed
BLOCK, MORE = 16, (1.5, 8.0)  # pixels; times the deviation of grey in such a block that one colour has, and levels more

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
        for corners in (*squares(view), *bars(view), *threes(view)):
            yield corners / times + np.array((x, y), np.float32)
    for view, x, y in _colours(pixels, scale):
        for corners in (*squares(view), *bars(view, glance=True), *threes(view)):
            yield (corners + np.array((x, y), np.float32)) / scale


def _colours(pixels: Pixels, scale: float) -> Iterator[tuple[NDArray[np.uint8], int, int]]:
    """Pieces of one colour that show more than grey does, and their corners, in pixels of the frame times `scale`."""
    small = pixels if scale == 1 else cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    of_grey = _deviation(np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), np.uint8))
    for colour in range(3):
        channel = np.ascontiguousarray(small[..., colour])
        more = (_deviation(channel) > MORE[0] * of_grey + MORE[1]).astype(np.uint8)
        count, _, stats, _ = cv2.connectedComponentsWithStats(cv2.dilate(more, np.ones((3, 3), np.uint8)))
        for left, top, wide, high, _ in stats[1:count]:
            if min(wide, high) >= 4:  # two blocks, and one on each side
                x, y = int(left) * BLOCK, int(top) * BLOCK
                piece = channel[y : y + int(high) * BLOCK, x : x + int(wide) * BLOCK]
                yield np.ascontiguousarray(piece), x, y


def _deviation(grey: NDArray[Any]) -> NDArray[np.float32]:
    """In blocks of `BLOCK` pixels, levels."""
    look = grey.astype(np.float32)
    size = max(grey.shape[1] // BLOCK, 1), max(grey.shape[0] // BLOCK, 1)
    mean, square = (cv2.resize(part, size, interpolation=cv2.INTER_AREA) for part in (look, look * look))
    return np.asarray(np.sqrt(np.maximum(square - mean * mean, 0)), np.float32)


def threes(grey: NDArray[np.uint8]) -> Iterator[Corners]:
    """Places with the three corner squares of a QR code, each once."""
    for kind in (cv2.THRESH_BINARY_INV, cv2.THRESH_BINARY):
        offset = FAINT if kind == cv2.THRESH_BINARY_INV else -FAINT
        dark = cv2.adaptiveThreshold(grey, 1, cv2.ADAPTIVE_THRESH_MEAN_C, kind, LOCAL, offset)
        found = _corner_squares(np.asarray(dark, np.uint8))[:MANY]
        for middles, size in _cornerwise(found):
            one, other = middles[1] - middles[0], middles[2] - middles[0]
            four = np.array([middles[0], middles[0] + one, middles[0] + one + other, middles[0] + other], np.float32)
            if _three_squares(np.asarray(dark), four, size):
                middle = four.mean(axis=0)
                more = 1 + size / max(float(np.linalg.norm(one)), 1.0)
                yield np.asarray(middle + (four - middle) * more, np.float32)


def _cornerwise(found: Sequence[tuple[float, float, float]]) -> Iterator[tuple[Corners, float]]:
    """Of these squares, x y size, each three that may stand in the corners of one code: their middles, (3, 2), that of
    the code's own corner first, and their mean size."""
    three = np.array(list(combinations(range(len(found)), 3)), np.intp).reshape(-1, 3)
    squares = np.array(found, np.float64).reshape(-1, 3)
    sizes, places = squares[three, 2], squares.astype(np.float32)[three, :2]
    least, mean = sizes.min(axis=1), sizes.mean(axis=1)
    apart = np.linalg.norm(places - np.roll(places, 1, axis=1), axis=2)  # from each to the one before it
    near, middle, far = np.sort(apart, axis=1).T
    fits = sizes.max(axis=1) <= AS_LARGE * least
    fits &= (near >= (CLOSE * least).astype(np.float32)) & (far <= (1.42 * FAR * mean).astype(np.float32))
    # No corner is what is flat, or as wide as a triangle of three equal sides.
    fits &= (2 * np.sort(apart**2, axis=1)[:, :2].sum(axis=1) >= far**2) & (far >= 1.15 * middle)
    fits &= middle <= LEGS * near
    for n in np.flatnonzero(fits):
        corner = int(apart[n].argmax()) + 1  # across from the longest way between two
        yield np.roll(places[n], -corner, axis=0), float(mean[n])


def _three_squares(dark: NDArray[np.uint8], four: Corners, size: float) -> bool:
    """Whether the squares at three of these corners are what is printed there, module by module.

    dark: (height, width), 1 where it is dark. four: the middles of the corners, that of the code's own corner first
    and the one without a square third. size: of a corner square, pixels, as long as it may be when turned."""
    y, x = np.mgrid[-3:4, -3:4].reshape(2, 49)
    printed = (np.maximum(np.abs(x), np.abs(y)) != 2).astype(np.uint8)
    right, down = four[1] - four[0], four[3] - four[0]
    modules = np.arange(14, 91, 4)  # from middle to middle, in codes of 21, 25, 29 … modules
    times = modules * size / 7 / max(float(np.linalg.norm(right)), float(np.linalg.norm(down)), 1.0)
    modules = modules[(times > 0.55) & (times < 2.2)][:, None, None]
    places = x[:, None] * right / modules + y[:, None] * down / modules  # (codes, 49, 2)
    at = np.rint(four[[0, 1, 3]][:, None] + places[:, None]).astype(int)
    at = np.clip(at, 0, (dark.shape[1] - 1, dark.shape[0] - 1))
    return bool(((dark[at[..., 1], at[..., 0]] == printed).mean(axis=(1, 2)) >= PRINTED).any())


def _corner_squares(dark: NDArray[np.uint8]) -> list[tuple[float, float, float]]:
    """Where rows and columns both run through a square as `RUNS` says: x, y and its size, the largest first."""
    seen, size = np.zeros((2, *dark.shape), np.uint8), np.zeros((2, *dark.shape), np.float32)
    for way, lines in enumerate((dark, np.ascontiguousarray(dark.T))):
        y, x, across = _as_in_a_corner(lines)
        there = (x, y) if way else (y, x)
        seen[way][there], size[way][there] = 1, across
    if not seen.any():
        return []
    either = np.asarray(cv2.dilate(cv2.max(seen[0], seen[1]), np.ones((3, 3), np.uint8)))
    count, label, stats, middles = cv2.connectedComponentsWithStats(either)
    out = []
    for i in range(1, count):
        left, top, wide, high, area = map(int, stats[i])
        if area < 12:
            continue
        here = slice(top, top + high), slice(left, left + wide)
        mine = label[here] == i
        wider, taller = (float((size[way][here] * mine).max()) for way in range(2))
        # The core is three modules wide: rows and columns run through it side by side, not in one place.
        if min(wider, taller) >= max(7, max(wider, taller) / 3) and high >= CORE * taller and wide >= CORE * wider:
            out.append((float(middles[i][0]), float(middles[i][1]), max(wider, taller)))
    return sorted(out, key=lambda one: -one[2])


def _as_in_a_corner(dark: NDArray[np.uint8]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
    """Row, column and length of every place in a row where dark and light take turns as `RUNS` says."""
    height, width = dark.shape
    padded = np.zeros((height, width + 2), np.int8)
    padded[:, 1:-1] = dark
    edges = np.flatnonzero(np.diff(padded.ravel()))  # of every dark run its start and its end
    starts, ends = edges[0::2], edges[1::2]
    if len(starts) < 3:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32)
    runs = np.stack((ends[:-2] - starts[:-2], starts[1:-1] - ends[:-2], ends[1:-1] - starts[1:-1],
                     starts[2:] - ends[1:-1], ends[2:] - starts[2:])).astype(np.float32)  # fmt: skip
    whole = runs.sum(axis=0)
    module = whole / sum(RUNS)
    fits = (np.abs(runs - np.array(RUNS, np.float32)[:, None] * module) <= ODD * module + 0.5).all(axis=0)
    same = starts[:-2] // (width + 2) == ends[2:] // (width + 2)
    (at,) = np.nonzero(fits & same & (module >= 1))
    middle = (starts[1:-1][at] + ends[1:-1][at]) // 2
    return middle // (width + 2), np.minimum(middle % (width + 2), width - 1), whole[at]


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
    along, across, all_ways = (
        xx - yy,
        2 * xy,
        xx + yy,
    )  # the first two: twice the edges' angle, as a vector as long as …
    strong = all_ways > STRONG**2  # … they are strong and one-way
    mask = np.zeros(grey.shape, np.uint8)
    mask[strong] = np.hypot(along[strong], across[strong]) > ONE_WAY * all_ways[strong]
    if not mask.any():
        return
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
        (u0, v0), (u1, v1) = np.quantile(places, (0.01, 0.99), axis=1)
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
