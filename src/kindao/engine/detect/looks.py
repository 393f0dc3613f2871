"""All the faces of a frame: many quick looks that miss little, then a second one at each that they doubt."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from kindao.engine.detect.centerface import centerface
from kindao.engine.detect.head import edges, size, upward
from kindao.engine.detect.rows import SAME, Row, Rows, alike, none, overlaps, suppressed
from kindao.engine.detect.views import View, scaled
from kindao.engine.detect.yunet import yunet
from kindao.engine.levels import brightest, counted, quantile
from kindao.engine.media.picture import Pixels

Network = Callable[..., Rows]

# Scores, each network's own: from `*_MAYBE` a second look follows, from `*_SURE` an upright one needs none.
CENTERFACE_MAYBE, CENTERFACE_SURE = 0.10, 0.35
YUNET_MAYBE, YUNET_SURE = 0.25, 0.60
CENTERFACE_AGREES, YUNET_AGREES = 0.15, 0.28  # both, in the second look

SMALLEST = 200  # pixels on the longer side of a frame that is worth a look
SMALL = 1.5e6  # pixels of a frame that YuNet also sees enlarged, for faces of few pixels
TURNED_CENTERFACE, TURNED_YUNET = 0.8e6, 3.2e6  # pixels of a turned frame

DIM, BRIGHTEST = 110, 0.98  # level below which such a share of the pixels is, where there is little light
NEAR = 56  # pixels across a face in the second look
AROUND = 3.2  # faces across, in the second look
DOUBTS, DOUBTS_A_PIXEL = 40, 20e-6  # second looks at most, best first: a scene has 11 a megapixel, confetti 1,400
TRIES = 3  # of the boxes that first looks put around a doubted face
NEAR_ENOUGH = 0.25  # intersection over union with the first look's box
PART = 0.7  # share of a doubted face inside a head that is found, from which it is part of that head


@dataclass(frozen=True, slots=True)
class Look:
    """One network on one view of the frame."""

    network: Network
    maybe: float
    sure: float
    scale: float = 1.0
    degrees: int = 0
    largest: float = float("inf")  # pixels in the frame of the faces it is asked for


def looks(width: int, height: int) -> Iterator[Look]:
    """The looks at a frame of this size, in pixels. Its native size is always among them."""
    never = 2.0  # no score: a second look always follows
    area = width * height
    scale = 1.0
    while scale == 1 or max(width, height) * scale > SMALLEST:
        yield Look(centerface, CENTERFACE_MAYBE, CENTERFACE_SURE, scale)
        yield Look(yunet, YUNET_MAYBE, YUNET_SURE, scale)
        scale /= 2
    if area <= SMALL:
        for degrees in (0, 35, 325):  # under a mask and tilted, a small face is seen only so
            yield Look(yunet, YUNET_MAYBE, never, 2.0, degrees, largest=64)
    for degrees in (90, 180, 270):
        yield Look(centerface, CENTERFACE_MAYBE, never, _within(area, TURNED_CENTERFACE), degrees)
    for degrees in (35, 90, 180, 270, 325):
        yield Look(yunet, YUNET_MAYBE, never, _within(area, TURNED_YUNET), degrees)


def _within(area: int, limit: float) -> float:
    """The largest of 1, 1/2, 1/4 … at which so many pixels stay within the limit."""
    scale = 1.0
    while area * scale**2 > limit:
        scale /= 2
    return scale


def faces(pixels: Pixels, taken: Sequence[Look] | None = None) -> Rows:
    """Every face, surest first, in pixels of the frame.

    pixels: (height, width, 3) sRGB, any size. taken: the looks; None: all that are taken at a picture of this size.
    A face is where the look that saw it best says."""
    height, width = pixels.shape[:2]
    by = [pixels, lit(pixels)] if dim(pixels) else [pixels]
    taken = list(looks(width, height)) if taken is None else taken
    found, doubted = weighed(answer for light in by for answer in _seen_by(light, taken))
    heads = [edges(row) for row in found]
    for rows in doubted[: DOUBTS + int(width * height * DOUBTS_A_PIXEL)]:
        again = (second_look(pixels, row) for row in rows if not part_of_any(row, heads))
        face = next((face for face in again if len(face)), none())
        if len(face) and not part_of_any(face[0], heads):
            found = np.concatenate([found, face])
            heads.append(edges(face[0]))
    return suppressed(found)


def _seen_by(pixels: Pixels, looks: Iterable[Look]) -> Iterator[tuple[Look, Rows]]:
    """What each look at a frame sees, in pixels of the frame, which is made smaller once for each size."""
    sizes: dict[float, View] = {}
    for look in looks:
        if look.scale not in sizes:
            sizes[look.scale] = scaled(pixels, look.scale)
        yield look, seen_in(sizes[look.scale].turned(look.degrees), look)


def weighed(answers: Iterable[tuple[Look, Rows]]) -> tuple[Rows, list[Rows]]:
    """The faces that looks are sure of, and for each that they doubt the boxes put around it; best first.

    answers: each look with what it saw, in pixels of the frame."""
    seen, sure = [none()], [np.empty(0, bool)]
    for look, rows in answers:
        seen.append(rows)
        sure.append(rows[:, 4] >= look.sure)
    rows, certain = np.concatenate(seen), np.concatenate(sure)
    best = np.argsort(-rows[:, 4], kind="stable")
    rows, certain = rows[best], certain[best]
    found, doubted = none(), list[Rows]()
    while len(rows):
        same = alike(rows[0], rows)
        same[0] = True
        if certain[same].any():
            found = np.concatenate([found, _joined(rows[0], rows[same & certain])])
        else:
            doubted.append(rows[same][:TRIES])
        rows, certain = rows[~same], certain[~same]
    return found, doubted


def _joined(best: Row, others: Rows) -> Rows:
    """One row for a face that looks are sure of: the best one's, grown where another holds much more than it."""
    joined = best[None].copy()
    for other in others[overlaps(best, others) < SAME]:
        joined[0, :2] = np.minimum(joined[0, :2], other[:2])
        joined[0, 2:4] = np.maximum(joined[0, 2:4], other[2:4])
    return joined


def part_of_any(row: Row, heads: Sequence[tuple[float, float, float, float]]) -> bool:
    """Whether what is doubted is only part of a head that is found: a mouth seen upside down, a curl of hair."""
    known = np.array(heads, np.float32).reshape(-1, 4)
    low, high = np.maximum(row[:2], known[:, :2]), np.minimum(row[2:4], known[:, 2:])
    inside = np.prod(np.maximum(high - low, 0), axis=1) / max(float(np.prod(row[2:4] - row[:2])), 1e-6)
    return bool((inside >= PART).any())


def look_at(pixels: Pixels, look: Look) -> Rows:
    """What one look sees in a frame, tile by tile, in pixels of the frame."""
    return seen_in(scaled(pixels, look.scale).turned(look.degrees), look)


def seen_in(seen: View, look: Look) -> Rows:
    """The same in a view of the frame, scaled and turned as the look wants it."""
    tiles = [tile for tile in seen.tiles() if not tile.blank()]
    rows = np.concatenate([none(), *(tile.to_frame(look.network(tile.pixels, above=look.maybe)) for tile in tiles)])
    return suppressed(rows[np.array([size(row) <= look.largest for row in rows], bool)])


def second_look(pixels: Pixels, row: Row) -> Rows:
    """The face where this row says, upright and at a good size; no row unless both networks see it there."""
    seen = upright(pixels, row)
    if len(face := _agreed(seen, row)) or not dim(seen.pixels):
        return face
    return _agreed(View(lit(seen.pixels), seen.back), row)


def dim(pixels: Pixels) -> bool:
    """Whether a picture, or the surroundings of one face in it, has little light."""
    return quantile(counted(brightest(pixels)), BRIGHTEST) < DIM


def lit(pixels: Pixels) -> Pixels:
    """The same by more light, and by what its own tones need."""
    counts = counted(pixels.reshape(len(pixels), -1))
    low, high = quantile(counts, 0.01), quantile(counts, BRIGHTEST)
    lighter = np.clip((np.arange(256) - low) * (255 / max(high - low, 1.0)), 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(pixels, lighter), np.uint8)


def _agreed(seen: View, row: Row) -> Rows:
    agreed = []
    for network, above in ((yunet, YUNET_AGREES), (centerface, CENTERFACE_AGREES)):  # the quicker one says no first
        rows = seen.to_frame(network(seen.pixels, above=above))
        rows = rows[overlaps(row, rows) >= NEAR_ENOUGH]
        if not len(rows):
            return none()
        agreed.append(rows[0])
    return np.array([max(reversed(agreed), key=lambda row: float(row[4]))], np.float32)


def upright(pixels: Pixels, row: Row) -> View:
    """The surroundings of one face, its own upright turned up, the face `NEAR` pixels across."""
    scale = NEAR / max(size(row), 1)
    side = round(NEAR * AROUND)
    up = upward(row)
    turn = np.array([[-up[1], up[0]], [-up[0], -up[1]]], np.float64)
    height, width = pixels.shape[:2]
    middle = np.clip((row[:2] + row[2:4]) / 2, 0, (width - 1, height - 1)).astype(np.float64)
    # Cut first: shrinking a 12-megapixel frame for one face would cost more than the look.
    x0, y0 = np.maximum(middle - side / scale * 0.75, 0).astype(int)
    x1, y1 = np.ceil(middle + side / scale * 0.75).astype(int) + 1
    part = pixels[y0:y1, x0:x1]
    there = np.column_stack((scale * turn, side / 2 - scale * turn @ (middle - (x0, y0))))
    inner = there.copy()
    if scale < 0.5:
        small = (max(round(part.shape[1] * scale * 2), 1), max(round(part.shape[0] * scale * 2), 1))
        inner[:, :2] *= part.shape[1] / small[0], part.shape[0] / small[1]
        part = np.asarray(cv2.resize(part, small, interpolation=cv2.INTER_AREA), np.uint8)
    seen = cv2.warpAffine(part, inner, (side, side), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    back = np.asarray(cv2.invertAffineTransform(there), np.float64)
    back[:, 2] += (x0, y0)
    return View(np.asarray(seen, np.uint8), back)
