"""What somebody drew over a picture by hand: bars, boxes, mosaics, stickers. Told by what no camera makes: one even
colour, or squares of one, inside an edge that is sharp all around.

Who hides a person by hand seldom hides them well, and whom nobody finds under it is still somebody. Figures:
docs/decisions/0018-hidden-by-hand.md."""

from collections.abc import Iterable, Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from kindao.engine.geometry import Box, Region
from kindao.engine.levels import brightest
from kindao.engine.media.picture import Pixels
from kindao.engine.vocabulary import READ, Finding, Identifier

Bits = NDArray[np.uint8]

LARGEST = 1600  # pixels on the longer side of what is looked at
EVEN = 3  # levels between the darkest and the brightest of 3 x 3 pixels
RINGING = 5  # pixels across, beside an edge, where a codec leaves none so even
SAME, OTHER = 2, 0.05  # levels from a patch's colour; the share of it that may be further
SHADED = 45.0  # levels of deviation of a colour that is shaded, as a sticker's
STEP = 18  # levels from a patch to what is beside it, of the channel that differs most …
AROUND = 0.75  # … on such a share of its outline
BESIDE = 3  # pixels
LEAST = 10, 16  # pixels of the shorter and the longer side of a patch
MOST = 0.5  # share of the frame
RECTANGLE, ROUND = 0.85, 0.9  # share of the smallest rectangle, or ellipse, about a patch that it fills
BAND = 0.98  # of a frame's side, from which it is a band along the frame's edge, or a wall
CELLS, FULL = 10, 0.5  # squares of one size, side by side, that make a mosaic; share of its box that they are
CELL_EVEN = 8  # levels, as `EVEN`, of a mosaic's square: a codec rings into all of it
CELL = 4, 64  # pixels of a mosaic's square

NEAR = 0.35  # of a patch's longer side, around it: where a person under it would still be seen in part …
LIVELY = 22.0  # … levels of deviation there; a wall has less
SKIN = 0.04  # … and share of it that is of skin's colour
GREY, GREY_LIVELY = 20, 35.0  # levels between channels, and of deviation, of what may be skin without colour
HEAD, SIGN = 0.6, 0.1  # share of a patch in heads that are known; in writing or codes, which make it a sign
HEADS = frozenset({Identifier.FACE, Identifier.HEAD})


def unexplained(pixels: Pixels, findings: Iterable[Finding], drawn: Iterable[Box] | None = None) -> list[Box]:
    """What was drawn over somebody, as it seems, of whom no detector knows: over no head that was found, no sign, and
    with something like a person around it.

    findings: those of this frame. drawn: its `patches`, where they are known."""
    heads, signs = np.zeros(pixels.shape[:2], bool), np.zeros(pixels.shape[:2], bool)
    for finding in findings:
        if isinstance(finding.where, Region) and finding.identifier in HEADS:
            heads[finding.where.box.slices] = True
        elif isinstance(finding.where, Region) and finding.identifier in READ | {Identifier.CODE}:
            signs[finding.where.box.slices] = True
    return [
        patch
        for patch in (patches(pixels) if drawn is None else drawn)
        if heads[patch.slices].mean() < HEAD and signs[patch.slices].mean() < SIGN and _on_somebody(pixels, patch)
    ]


def _on_somebody(pixels: Pixels, patch: Box) -> bool:
    """Whether what is around a patch may be the rest of a person."""
    height, width = pixels.shape[:2]
    side = max(8.0, NEAR * max(patch.width, patch.height))
    around = patch.grown(side, side, side, side, width=width, height=height)
    inner = patch.grown(RINGING, RINGING, RINGING, RINGING, width=width, height=height)
    part = np.ascontiguousarray(pixels[around.slices])
    ring = np.ones(part.shape[:2], bool)
    ring[inner.y0 - around.y0 : inner.y1 - around.y0, inner.x0 - around.x0 : inner.x1 - around.x0] = False
    if not ring.any():
        return True  # nothing is left to tell
    beside = part[ring]
    lively = float(beside.std(axis=0).max())
    colour = np.quantile(beside.max(axis=1).astype(np.int16) - beside.min(axis=1), 0.9)
    # Skin, in full colour, nearly as Chai and Ngan have it, IEEE TCSVT 9(4), 1999.
    light, red, blue = (plane[ring] for plane in cv2.split(cv2.cvtColor(part, cv2.COLOR_RGB2YCrCb)))
    skin = ((red >= 135) & (red <= 173) & (blue >= 77) & (blue <= 127) & (light > 30)).mean()
    return bool((lively >= LIVELY and skin >= SKIN) or (lively >= GREY_LIVELY and colour <= GREY))


def patches(pixels: Pixels) -> list[Box]:
    """The boxes of all that was drawn over the picture, (height, width, 3) sRGB; its signs are among them."""
    scale = min(1.0, LARGEST / max(pixels.shape[:2]))
    seen = pixels
    if scale < 1:
        seen = np.asarray(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    height, width = pixels.shape[:2]
    kernel = np.ones((3, 3), np.uint8)
    spread = brightest(np.asarray(cv2.absdiff(cv2.dilate(seen, kernel), cv2.erode(seen, kernel)), np.uint8))
    found = [*_flat(seen, spread), *_mosaics(spread)]
    return [
        Box.around(x0 / scale, y0 / scale, x1 / scale, y1 / scale, width=width, height=height)
        for x0, y0, x1, y1 in found
    ]


Edges = tuple[int, int, int, int]


def _flat(seen: Pixels, spread: Bits) -> Iterator[Edges]:
    """Patches of one colour, or shaded and round."""
    even = (spread <= EVEN).astype(np.uint8)
    even = np.asarray(cv2.morphologyEx(even, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)), np.uint8)
    count, label, stats, _ = cv2.connectedComponentsWithStats(even, connectivity=4)
    room = 2 * RINGING + BESIDE
    for n in range(1, count):
        x, y, wide, high, _ = stats[n].tolist()
        if min(wide, high) < LEAST[0] - 4 or max(wide, high) < LEAST[1] - 4 or wide * high > MOST * spread.size:
            continue
        if wide >= BAND * spread.shape[1] or high >= BAND * spread.shape[0]:
            continue
        top, left = max(y - room, 0), max(x - room, 0)
        place = slice(top, y + high + room), slice(left, x + wide + room)
        mask = (label[place] == n).astype(np.uint8)
        cut = x == 0 or y == 0 or x + wide == spread.shape[1] or y + high == spread.shape[0]
        shape = _shape(mask)
        if shape and not (shape == "round" and cut) and _drawn(seen[place], mask, shape):
            yield max(x - 2, 0), max(y - 2, 0), x + wide + 2, y + high + 2


def _shape(mask: Bits) -> str:
    """rectangle, round, or "" for what is neither. Holes are no matter: letters, drawn eyes."""
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    outline = max(outlines, key=len)
    (_, (wide, high), _) = cv2.minAreaRect(outline)
    area = cv2.contourArea(outline)
    if area >= RECTANGLE * wide * high:
        return "rectangle"
    hull = cv2.contourArea(cv2.convexHull(outline))
    return "round" if area >= ROUND * hull and ROUND <= area / (np.pi / 4 * max(wide * high, 1)) <= 1.1 else ""


def _drawn(part: Pixels, mask: Bits, shape: str) -> bool:
    """Whether it is one colour and differs sharply from what is around it."""
    inside = part[mask > 0].astype(np.int16)
    if shape == "round" and float(inside.std(axis=0).max()) > SHADED:
        return False
    usual = np.median(inside, axis=0)
    if shape != "round" and float((np.abs(inside - usual).max(axis=1) > SAME).mean()) > OTHER:
        return False
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    whole = cv2.drawContours(np.zeros_like(mask), outlines, -1, 1, -1)
    near = cv2.dilate(whole, np.ones((2 * RINGING + 1,) * 2, np.uint8))
    far = cv2.dilate(near, np.ones((2 * BESIDE + 1,) * 2, np.uint8))
    ring = (far - near) > 0
    step = np.abs(part.astype(np.int16) - usual).max(axis=2)
    return bool(ring.any() and (step[ring] >= STEP).mean() >= AROUND)


def _mosaics(spread: Bits) -> Iterator[Edges]:
    """Squares of one size, each even, side by side."""
    even = (spread <= CELL_EVEN).astype(np.uint8)
    _, _, stats, middle = cv2.connectedComponentsWithStats(even, connectivity=4)
    wide, high, area = stats[:, 2] + 2, stats[:, 3] + 2, stats[:, 4]
    square = (np.abs(wide - high) <= np.maximum(2, 0.25 * high)) & (wide >= CELL[0]) & (wide <= CELL[1])
    square &= area >= 0.8 * (wide - 2) * (high - 2)
    square[:1] = False
    numbers = np.flatnonzero(square)
    sizes: dict[int, list[int]] = {}
    for n in numbers.tolist():
        sizes.setdefault(int(wide[n]), []).append(n)
    for size, _ in sorted(sizes.items()):
        alike = [n for near in (size - 1, size, size + 1) for n in sizes.get(near, ())]
        if len(alike) < CELLS:
            continue
        x0, y0 = np.maximum(stats[alike, :2] - 3, 0).T
        x1, y1 = np.minimum(stats[alike, :2] + stats[alike, 2:4] + 3, spread.shape[::-1]).T
        left, top = int(x0.min()), int(y0.min())
        cells = np.zeros((int(y1.max()) - top, int(x1.max()) - left), np.uint8)
        for a, b, c, d in np.stack((x0 - left, y0 - top, x1 - left, y1 - top), axis=1).tolist():
            cells[b:d, a:c] = 1
        groups, label, boxes, _ = cv2.connectedComponentsWithStats(cells, connectivity=4)
        size_of = np.maximum(boxes[:, 2] * boxes[:, 3], 1)
        inside = middle[alike].astype(int) - (left, top)
        held = np.bincount(label[inside[:, 1], inside[:, 0]], minlength=groups)
        for g in np.flatnonzero((held >= CELLS) & (held * size**2 >= FULL * size_of)):
            if g:
                x, y, w, h, _ = boxes[g].tolist()
                yield left + x, top + y, left + x + w, top + y + h
