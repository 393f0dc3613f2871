"""Where strokes stand in a row as letters do: a classical look for writing, at any angle, without a network.

Dark or bright pieces of about one height, close to each other and along a line. What a photograph has of those
besides writing (fences, teeth, fabric) is sorted out by reading."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Grey = NDArray[np.uint8]  # (height, width)

TALL = (7, 90)  # pixels, the letters that are looked for
WINDOW = 31  # pixels around which a stroke is darker or brighter than the rest
STEPS = 14  # levels, by how much
MOST = 2500  # pieces in one view; the more contrasting first
NEIGHBOUR = 1.9  # of a letter's height, from middle to middle
ALIKE = 1.9  # between the heights of neighbours
LETTERS = 4  # in a line, at least
STRAIGHT = 0.40  # of a letter's height, mean distance of the middles from the line


@dataclass(frozen=True, slots=True)
class Line:
    """A row of pieces. corners: (4, 2) pixels of the frame, from its left end, along the line's upper side."""

    corners: NDArray[np.float32]
    letters: int
    tall: float  # pixels, the median piece


def lines(grey: Grey, scale: float = 1.0) -> list[Line]:
    """Rows of letter-like pieces in a grey frame scaled by this much, the longest first, in pixels of the frame."""
    if scale != 1:
        kind = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        grey = np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=kind), np.uint8)
    found: list[Line] = []
    for view in (grey, 255 - grey):
        pieces = _pieces(view)
        found += _rows(pieces, scale)
    return sorted(found, key=lambda line: -line.letters)


def _pieces(grey: Grey) -> Floats:
    """Middle x, middle y, height and width of each dark piece that could be a letter, (n, 4)."""
    mask = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, WINDOW, STEPS)
    # Grana's way of going through it: the same pieces with the same numbers, in half the time of the usual one.
    _, _, stats, middles = cv2.connectedComponentsWithStatsWithAlgorithm(mask, 8, cv2.CV_32S, cv2.CCL_GRANA)
    wide, high, area = (
        stats[:, i].astype(np.float64) for i in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA)
    )
    tall = np.maximum(wide, high)
    full = area / np.maximum(wide * high, 1)
    good = (tall >= TALL[0]) & (tall <= TALL[1]) & (area >= 12) & (full > 0.12) & (full < 0.95)
    good &= (wide / np.maximum(high, 1) < 6) & (high / np.maximum(wide, 1) < 8)
    good[0] = False
    chosen = np.flatnonzero(good)
    if len(chosen) > MOST:
        chosen = chosen[np.argsort(-area[chosen], kind="stable")[:MOST]]
    return np.column_stack((middles[chosen], tall[chosen], wide[chosen]))


def _rows(pieces: Floats, scale: float) -> Iterator[Line]:
    if len(pieces) < LETTERS:
        return
    where, tall = pieces[:, :2], pieces[:, 2]
    apart = np.hypot(*(where[:, None] - where[None]).transpose(2, 0, 1))
    larger, smaller = np.maximum(tall[:, None], tall), np.minimum(tall[:, None], tall)
    joined = (apart < NEIGHBOUR * smaller * 0.5 + NEIGHBOUR * larger * 0.5) & (larger < ALIKE * smaller)
    for group in _connected(joined):
        if len(group) >= LETTERS:
            yield from _straight(where[group], tall[group], scale)


def _connected(joined: NDArray[np.bool_]) -> list[NDArray[np.intp]]:
    left = joined.sum(axis=1) > 1  # a piece by itself is no row
    groups = []
    for start in range(len(joined)):
        if not left[start]:
            continue
        group = np.zeros(len(joined), bool)
        new = np.zeros(len(joined), bool)
        new[start] = True
        while new.any():
            group |= new
            new = joined[new].any(axis=0) & left & ~group
        left &= ~group
        groups.append(np.flatnonzero(group))
    return groups


def _straight(where: Floats, tall: Floats, scale: float) -> Iterator[Line]:
    """The group as one line, or as the several lines that it is when they stand close above each other."""
    height = float(np.median(tall))
    best: tuple[int, list[Line]] = (0, [])
    for angle in _angles(where, height):
        along, across = np.array((np.cos(angle), np.sin(angle))), np.array((-np.sin(angle), np.cos(angle)))
        offsets = where @ across
        order = np.argsort(offsets)
        breaks = np.flatnonzero(np.diff(offsets[order]) > 0.5 * height) + 1
        rows = [row for row in np.split(order, breaks) if len(row) >= LETTERS]
        straight = [row for row in rows if float(offsets[row].std()) < STRAIGHT * height]
        count = sum(map(len, straight))
        if count > best[0]:
            best = count, [_line(where[row], tall[row], along, across, scale) for row in straight]
        if count >= 0.6 * len(where):
            break
    yield from best[1]


def _angles(where: Floats, height: float) -> Iterator[float]:
    """Directions to try, the likeliest first: the group's own, then those in which most neighbours lie."""
    centred = where - where.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    yield _upright(float(np.arctan2(axes[0, 1], axes[0, 0])))
    differences = (where[:, None] - where[None]).reshape(-1, 2)
    far = np.hypot(*differences.T)
    near = differences[(far > 0) & (far < 2.2 * height)]
    turns = np.rint(np.degrees(np.arctan2(near[:, 1], near[:, 0])) % 180 / 5).astype(int) % 36
    counts = np.bincount(turns, minlength=36)
    for turn in np.argsort(-counts)[:2]:
        yield _upright(float(np.radians(turn * 5)))


def _upright(angle: float) -> float:
    return (angle + np.pi / 2) % np.pi - np.pi / 2


def _line(where: Floats, tall: Floats, along: Floats, across: Floats, scale: float) -> Line:
    height = float(np.median(tall))
    x, y = where @ along, where @ across
    left, right = float(x.min()) - 0.9 * height, float(x.max()) + 0.9 * height
    top, bottom = float(y.min()) - 0.95 * height, float(y.max()) + 0.95 * height
    corners = np.array(
        [along * u + across * v for u, v in ((left, top), (right, top), (right, bottom), (left, bottom))]
    )
    return Line((corners / scale).astype(np.float32), len(where), height / scale)
