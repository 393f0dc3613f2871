"""QR codes by the three squares in their corners, however tilted, faint or coloured, and whether they can be read or
not: each is a ring with a core, and under perspective stays one."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Quad = NDArray[np.float32]  # (4, 2): x, y, clockwise
Grey = NDArray[np.uint8]  # (height, width)

LOOKS = (1.0, 0.5, 0.25)  # sizes at which the squares are looked for
WINDOW = 45  # pixels over which the mean is taken that parts dark from light; larger squares are seen in smaller looks
FAINT = 5  # grey levels from that mean; two tones of a faint code lie twice as far apart
LEAST = 36  # pixels inside the outline of a ring; a square of seven modules of one pixel each has that
HOLE, CORE = (0.30, 0.75), (0.07, 0.36)  # of the ring's area; printed 25 and 9 of 49
WHOLE = 0.85  # share of its convex hull that a ring fills
LEVEL = 0.15  # of the ring's side, by which the middle of its core may be off
SIZES = 9.0  # times that one square of a code may be as large as another: at 11 no reader reads it any more
NEAR, FAR = 1.2, 14.0  # sides of a square between two of them: 2 in the smallest code, 13 in one of 97 modules
LEGS = 4.0  # times that one side of a code may be as long as the other
ANGLE = 0.82  # cosine at its corner, of 35 to 145 degrees
ANOTHER = 1.5  # times the area of the smallest code with the same square, from which it is none
BLOCK = 16  # pixels, of eight by eight blocks of a code brought to a square
MIXED, FILLED = 0.15, 0.85  # of a code's contrast, the deviation within a block; share of the blocks that have it
MOST = 60  # squares that are tried in threes; more is a wall of tiles
BESIDE = np.array([[1, 1, 1], [1, 0, 1], [1, 1, 1]], np.uint8)


@dataclass(frozen=True, slots=True)
class _Square:
    middle: NDArray[np.float32]
    area: float

    @property
    def side(self) -> float:
        return float(self.area**0.5)

    def far(self, other: "_Square") -> float:
        return float(np.hypot(*(self.middle - other.middle)))

    @property
    def near(self) -> float:
        """How near to the camera it is, inverted: areas shrink with the cube of it."""
        return float(self.area ** (-1 / 3))


def cornered(grey: Grey) -> Iterator[Quad]:
    """Every code whose three corner squares are seen."""
    looks = [(scale, _smaller(grey, scale)) for scale in LOOKS if min(grey.shape) * scale >= WINDOW]
    means = [cv2.blur(look, (WINDOW, WINDOW)) for _, look in looks]
    for dark in (True, False):
        squares: list[_Square] = []
        for (scale, look), mean in zip(looks, means, strict=True):
            apart = cv2.subtract(mean, look) if dark else cv2.subtract(look, mean)
            mask = np.asarray(cv2.threshold(apart, FAINT, 1, cv2.THRESH_BINARY)[1], np.uint8)
            for square in _squares(mask, 1 / scale):
                if not any(square.far(other) < 0.3 * square.side for other in squares):
                    squares.append(square)
        squares = sorted(squares, key=lambda square: -square.area)[:MOST]
        threes = []
        for i, one in enumerate(squares):
            for j in range(i + 1, len(squares)):
                if one.area > SIZES * squares[j].area:
                    break
                if one.far(squares[j]) > 1.5 * FAR * one.side:
                    continue
                for third in squares[j + 1 :]:
                    if one.area > SIZES * third.area:
                        break
                    quad = _code(one, squares[j], third)
                    if quad is not None:
                        threes.append((cv2.contourArea(quad), quad, {id(one), id(squares[j]), id(third)}))
        taken: dict[int, float] = {}  # by square the area of the code that it is a corner of
        for area, quad, three in sorted(threes, key=lambda found: found[0]):  # between two codes the way is longer
            if all(area < ANOTHER * taken.get(square, area) for square in three) and _filled(grey, quad):
                taken |= dict.fromkeys(three - taken.keys(), area)
                yield quad


def _filled(grey: Grey, quad: Quad) -> bool:
    """Whether dark and light change all over it, as they do in a code."""
    side = 8 * BLOCK
    target = np.array([(0, 0), (side, 0), (side, side), (0, side)], np.float32)
    patch = cv2.warpPerspective(
        grey, cv2.getPerspectiveTransform(quad, target), (side, side), borderMode=cv2.BORDER_REPLICATE
    ).astype(np.float32)
    dark, light = np.percentile(patch, (10, 90))
    blocks = patch.reshape(8, BLOCK, 8, BLOCK).std(axis=(1, 3))
    return bool(np.mean(blocks > MIXED * (light - dark)) >= FILLED and light - dark >= 2 * FAINT)


def _smaller(grey: Grey, scale: float) -> Grey:
    if scale == 1:
        return grey
    return np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def _squares(mask: NDArray[np.uint8], times: float) -> Iterator[_Square]:
    """Rings with a core in them. times: how much larger than the mask they really are."""
    # Single pixels are no core, and grain has ten thousand of them: without, outlines take a quarter of the time.
    mask = np.asarray(cv2.bitwise_and(mask, cv2.dilate(mask, BESIDE)), np.uint8)
    outlines, tree = cv2.findContours(mask, cv2.RETR_TREE, cv2.CHAIN_APPROX_SIMPLE)
    if tree is None:
        return
    child, parent = tree[0][:, 2], tree[0][:, 3]
    around = parent[parent[parent >= 0]]
    for at in np.flatnonzero(np.bincount(around[around >= 0])).tolist():  # each once, without sorting
        ring = outlines[at]
        area = cv2.contourArea(ring)
        if area < LEAST:
            continue
        hole = max(_siblings(tree[0], int(child[at])), key=lambda i: cv2.contourArea(outlines[i]))
        inner = child[hole]
        if inner < 0:
            continue
        core = max(_siblings(tree[0], int(inner)), key=lambda i: cv2.contourArea(outlines[i]))
        # An outline runs through the middles of pixels: of the ring half a pixel within its edge, of the hole without.
        whole, side = area + 2 * area**0.5, area**0.5
        middle = _middle(ring)
        off = np.subtract(middle, _middle(outlines[core]))
        if (
            HOLE[0] * whole <= cv2.contourArea(outlines[hole]) <= HOLE[1] * whole * 1.1
            and CORE[0] * whole <= cv2.contourArea(outlines[core]) + 2 * cv2.contourArea(outlines[core]) ** 0.5
            and cv2.contourArea(outlines[core]) <= CORE[1] * whole
            and area >= WHOLE * cv2.contourArea(cv2.convexHull(ring))
            and float(np.hypot(*off)) <= LEVEL * side + 0.5
        ):
            yield _Square((middle + 0.5) * np.float32(times), whole * times**2)


def _siblings(tree: NDArray[np.int32], first: int) -> Iterator[int]:
    while first >= 0:
        yield first
        first = int(tree[first, 0])


def _middle(outline: NDArray[Any]) -> NDArray[np.float32]:
    points = outline.reshape(-1, 2)
    return np.asarray((points.min(axis=0) + points.max(axis=0)) / 2, np.float32)


def _code(*squares: _Square) -> Quad | None:
    """The outline of the code that these three are the corners of; None when they are of none.

    A flat code seen from anywhere is three corners and how far each is; the fourth follows."""
    corner, right, down = min(permutations(squares), key=lambda three: (_slant(*three), three[0].side))
    one, other = right.middle - corner.middle, down.middle - corner.middle
    if one[0] * other[1] < one[1] * other[0]:  # the other way round
        right, down, one, other = down, right, other, one
    long, short = float(np.hypot(*one)), float(np.hypot(*other))
    side = (corner.side + right.side + down.side) / 3
    if not (NEAR * side <= min(long, short) and max(long, short) <= min(FAR * side, LEGS * min(long, short))):
        return None
    if _slant(corner, right, down) > ANGLE:
        return None
    at = [np.append(square.middle, 1) * square.near for square in (corner, right, down)]
    across, along = at[1] - at[0], at[2] - at[0]
    a, b = 0.5 * corner.side * corner.near / np.array((right.near * long, down.near * short))
    points = [at[0] + u * across + v * along for u, v in ((-a, -b), (1 + a, -b), (1 + a, 1 + b), (-a, 1 + b))]
    if points[2][2] < 0.2 * corner.near:  # too tilted to tell from so few pixels: as if it were not
        points[2] = points[1] + points[3] - points[0]
    if min(point[2] for point in points) <= 0.1 * corner.near:
        return None
    return np.array([point[:2] / point[2] for point in points], np.float32)


def _slant(corner: _Square, right: _Square, down: _Square) -> float:
    """Cosine of the angle at the corner, 0 for a right one."""
    one, other = right.middle - corner.middle, down.middle - corner.middle
    return abs(float(one @ other)) / max(float(np.hypot(*one) * np.hypot(*other)), 1e-6)
