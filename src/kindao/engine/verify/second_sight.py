"""Faces, by networks of other families than the finder's: RetinaFace proposes, UltraFace and O-Net agree or not.

RetinaFace alone sees nearly every face and many that are none; asked again about each, at other sizes and together
with two networks that were trained apart from it, it is right. Figures: docs/decisions/0005-verification.md.
Sources: Deng et al., RetinaFace, CVPR 2020; Zhang et al., Joint Face Detection and Alignment, IEEE SPL 2016;
Linzaer, Ultra-Light-Fast-Generic-Face-Detector-1MB."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from kindao.engine import weights
from kindao.engine.geometry import Box
from kindao.engine.levels import counted, quantile
from kindao.engine.media.picture import Pixels

Floats = NDArray[np.float32]

PROPOSE = 0.2  # RetinaFace's score from which the others are asked
STRIDES = ((8, (10, 20)), (16, (32, 64)), (32, (128, 256)))  # pixels; sides of the anchors: data/config.py, cfg_mnet
MEAN = (104, 117, 123)  # BGR
TILE, OVERLAP = 1536, 128  # pixels: bounds memory; a face wider than the overlap is whole in a smaller view
MIDDLE, SMALL = 1280, 640  # longest side of the views in which all four quarter turns are looked at
NEAR, ROOM = 160, 80  # longest side of one more view, and what is put around it, in pixels
GREY = (114, 114, 114)
CELL = 160  # pixels; a mosaic of proposals is looked at in one go
MOSAIC = (3, 4)  # rows and columns: 480 x 640, what UltraFace takes
MARGINS = (2.2, 3.2)  # of the proposal's longer side
CLOSE = (1.0, 1.15, 1.35)  # the same, for O-Net, which wants the face alone
CERTAIN, EMPHASIS = 0.99, 0.4  # RetinaFace's score that counts for more: profiles, which the others hardly know
AGAIN = 0.5  # RetinaFace's score in another view of the same face that is worth asking about too
MOST = 48  # proposals asked about, the likeliest first
QUARTERS = cv2.ROTATE_90_COUNTERCLOCKWISE, cv2.ROTATE_180, cv2.ROTATE_90_CLOCKWISE  # one, two, three anticlockwise
GLANCE = 320  # longest side of what is judged dim or not
TONES = (
    80  # levels of 256, from the 5 % to the 95 % level, below which a picture is dim; plain photographs have 82 to 250
)
DARK, BRIGHT = 24, 232  # levels of the middle tone outside which it is dim too
STRIP = 512  # rows brightened at a time: three float planes of a whole large picture would not fit in memory
MIDTONE = 0.45  # of full brightness, where the middle tone of a brightened picture lies


@dataclass(frozen=True, slots=True)
class Face:
    """One face. box: x0, y0, x1, y1; points: (5, 2), eyes, nose, corners of the mouth; all in pixels of the frame."""

    box: tuple[float, float, float, float]
    points: Floats
    turns: int  # quarter turns anticlockwise that set it upright
    score: float  # RetinaFace's, 0 to 1
    sure: float = 0.0  # four opinions together, 0 to 4, and `EMPHASIS`

    def region(self, width: int, height: int) -> Box:
        return Box.around(*self.box, width=width, height=height)


def faces(pixels: Pixels, within: Sequence[Box] | None = None) -> list[Face]:
    """All that RetinaFace takes for a face in a frame, the surest first, each with what the others say of it.

    within: the parts of the frame to look at, each by itself; the whole frame when None."""
    parts = [Box(0, 0, pixels.shape[1], pixels.shape[0])] if within is None else within
    found: list[Face] = []
    for part in parts:
        found += _in_frame(_views(pixels[part.slices]), part)
    asked = asked_again(pixels, apart(found, asked=False)[:MOST])
    for part in parts:
        asked += _by_more_light(pixels, part)
    return apart(asked, asked=True)


def _in_frame(views: Iterable[list[Face]], part: Box) -> list[Face]:
    return [moved(face, part.x0, part.y0) for view in views for face in view]


def _by_more_light(pixels: Pixels, part: Box) -> list[Face]:
    """What is seen in a dim part once it is stretched: these networks were trained on pictures of full contrast.

    Of a large part that is not dim as a whole, each dim tile is looked at, made smaller: a sky costs little."""
    if is_dim(pixels[part.slices]):
        lit = brightened(pixels[part.slices])
        found = [face for view in _views(lit) for face in view]
        return _in_frame([asked_again(lit, apart(found, asked=False)[:MOST])], part)
    asked: list[Face] = []
    if max(part.width, part.height) > MIDDLE:
        for top in _starts(part.height):
            for left in _starts(part.width):
                x, y = part.x0 + left, part.y0 + top
                tile = Box(x, y, min(x + TILE, part.x1), min(y + TILE, part.y1))
                if is_dim(pixels[tile.slices]):
                    lit = brightened(pixels[tile.slices])
                    found = [face for view in _turned(lit, SMALL) for face in view]
                    asked += _in_frame([asked_again(lit, apart(found, asked=False)[:MOST])], tile)
    return asked


def is_dim(pixels: Pixels) -> bool:
    """Whether a picture's tones lie close together, or nearly all at one end: dimmed, dark, washed out, one colour.

    Only where neighbouring pixels differ: a fill, a border or a blank wall says nothing of the rest."""
    scale = min(GLANCE / max(pixels.shape[:2]), 1.0)
    small = pixels if scale == 1 else cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
    if min(grey.shape) < 2:
        return False
    uneven = (grey[:-1, :-1] != grey[1:, :-1]) | (grey[:-1, :-1] != grey[:-1, 1:])
    counts = np.bincount(grey[:-1, :-1][uneven], minlength=256)
    if not counts.any():
        return False
    low, middle, high = (_quantile(counts, share) for share in (0.05, 0.5, 0.95))
    return bool(high - low < TONES or not DARK <= middle <= BRIGHT)


def _quantile(counts: NDArray[np.intp], share: float) -> float:
    """As `np.quantile` of levels of which there are so many each, which takes ten times as long."""
    upto = np.cumsum(counts)
    at = share * (int(upto[-1]) - 1)
    low, high = np.searchsorted(upto, (int(at), int(np.ceil(at))), side="right").tolist()
    return float(low + (high - low) * (at - int(at)))


def brightened(pixels: Pixels) -> Pixels:
    """In grey: each channel stretched from its 2 % to its 98 % level, then all bent until the middle tone is in the
    middle. What colour is left in so little light is the codec's noise, and hides more than it shows."""
    counts = [counted(pixels, channel) for channel in range(3)]
    low, high = (np.array([quantile(one, share) for one in counts]) for share in (0.02, 0.98))
    share = np.clip((np.arange(256)[:, None] - low) / np.maximum(high - low, 1), 0, 1).astype(np.float32)
    grey = np.empty(pixels.shape[:2], np.float32)
    for top in range(0, len(grey), STRIP):
        rows = slice(top, top + STRIP)
        cv2.cvtColor(cv2.LUT(pixels[rows], share[None]), cv2.COLOR_RGB2GRAY, dst=grey[rows])
    middle = float(np.median(grey, overwrite_input=True))
    bend = np.log(MIDTONE) / np.log(min(max(middle, 0.01), 0.99))
    table = np.rint(255 * share**bend).astype(np.uint8)
    seen = cv2.cvtColor(cv2.LUT(pixels, table[None]), cv2.COLOR_RGB2GRAY)
    return np.asarray(cv2.cvtColor(seen, cv2.COLOR_GRAY2RGB), np.uint8)


def _views(pixels: Pixels) -> Iterator[list[Face]]:
    longest = max(pixels.shape[:2])
    if longest > MIDDLE:
        for top in _starts(pixels.shape[0]):
            for left in _starts(pixels.shape[1]):
                tile = pixels[top : top + TILE, left : left + TILE]
                yield [moved(face, left, top) for face in propose(tile, 1.0, 0)]
    for side in (MIDDLE, SMALL):
        if side < longest or side == MIDDLE:
            yield from _turned(pixels, side)
    # A face that the frame cuts through is one to the networks when there is room around it.
    scale = NEAR / longest
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    padded = cv2.copyMakeBorder(small, ROOM, ROOM, ROOM, ROOM, cv2.BORDER_CONSTANT, value=GREY)
    for turns in range(4):
        seen = propose(np.asarray(padded, np.uint8), scale, turns)
        yield [moved(face, -ROOM / scale, -ROOM / scale) for face in seen]


def _turned(pixels: Pixels, side: int) -> Iterator[list[Face]]:
    """All four quarter turns of the picture, its longest side brought down to this many pixels."""
    scale = min(side / max(pixels.shape[:2]), 1.0)
    small = pixels if scale == 1 else cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    for turns in range(4):
        yield propose(np.asarray(small, np.uint8), scale, turns)


def _starts(length: int) -> list[int]:
    return [0, *range(TILE - OVERLAP, length - OVERLAP, TILE - OVERLAP)]


def moved(face: Face, x: float, y: float) -> Face:
    x0, y0, x1, y1 = face.box
    shift = np.array((x, y), np.float32)
    return replace(face, box=(x0 + x, y0 + y, x1 + x, y1 + y), points=face.points + shift)


def propose(pixels: Pixels, scale: float, turns: int, least: float = PROPOSE) -> list[Face]:
    """RetinaFace's faces in a view turned anticlockwise by quarter turns, in pixels of what was scaled to it."""
    turned = cv2.rotate(pixels, QUARTERS[turns - 1]) if turns else pixels
    scores, boxes, points = retinaface(np.asarray(turned, np.uint8), least)
    height, width = pixels.shape[:2]
    faces = []
    for score, box, five in zip(scores, boxes, points, strict=True):
        corners = _turned_back(box.reshape(2, 2), turns, width, height) / scale
        (x0, y0), (x1, y1) = corners.min(axis=0), corners.max(axis=0)
        back = _turned_back(five, turns, width, height) / scale
        faces.append(Face((float(x0), float(y0), float(x1), float(y1)), back, turns, float(score)))
    return faces


def _turned_back(points: Floats, turns: int, width: int, height: int) -> Floats:
    """Points of a picture turned anticlockwise, in pixels of the width x height picture before."""
    x, y = points[:, 0], points[:, 1]
    columns = ((x, y), (width - y, x), (width - x, height - y), (y, height - x))[turns]
    return np.stack(columns, axis=1).astype(np.float32)


def retinaface(pixels: Pixels, least: float = PROPOSE) -> tuple[Floats, Floats, Floats]:
    """Scores (n,), boxes (n, 4) and landmarks (n, 5, 2) in pixels, one row per face.

    pixels: (height, width, 3) uint8 sRGB, any size."""
    height, width = pixels.shape[:2]
    canvas = np.zeros((3, -(-height // 32) * 32, -(-width // 32) * 32), np.float32)
    for channel, (mean, plane) in enumerate(zip(MEAN, reversed(cv2.split(pixels)), strict=True)):
        canvas[channel, :height, :width] = plane
        canvas[channel, :height, :width] -= mean
    scores, offsets, marks = weights.session("retinaface").run(None, {"image": canvas[None]})
    likely = np.flatnonzero(scores > least)
    anchors = _anchors(*canvas.shape[1:])[likely]
    centre, side = anchors[:, :2], anchors[:, 2:]
    middle = centre + offsets[likely, :2] * 0.1 * side  # 0.1 and 0.2: the variances of cfg_mnet
    half = side * np.exp(offsets[likely, 2:] * 0.2) / 2
    boxes = np.concatenate([middle - half, middle + half], axis=1)
    points = centre[:, None] + marks[likely].reshape(-1, 5, 2) * 0.1 * side[:, None]
    best = _suppressed(boxes, scores[likely], least)
    return scores[likely][best], boxes[best], points[best]


@cache
def _anchors(height: int, width: int) -> Floats:
    """Centre and side of every anchor, (n, 3)."""
    levels = []
    for stride, sides in STRIDES:
        y, x = np.mgrid[: height // stride, : width // stride].astype(np.float32)
        centres = (np.stack([x, y], axis=-1).reshape(-1, 1, 2) + 0.5) * stride
        both = np.broadcast_to(np.array(sides, np.float32)[None, :, None], (len(centres), 2, 1))
        levels.append(np.concatenate([np.repeat(centres, 2, axis=1), both], axis=2).reshape(-1, 3))
    return np.concatenate(levels)


def _suppressed(boxes: Floats, scores: Floats, least: float) -> list[int]:
    if not len(scores):
        return []
    sizes = np.concatenate([boxes[:, :2], boxes[:, 2:] - boxes[:, :2]], axis=1)
    return [int(i) for i in np.ravel(cv2.dnn.NMSBoxes(sizes.tolist(), scores.tolist(), least, 0.4))]


def apart(found: Sequence[Face], *, asked: bool) -> list[Face]:
    """One of each group that lies in the same place, the surest, then likeliest, first.

    Not yet asked about: one of each turn too, since a plain face is seen in turned views as well, now and then with
    a higher score, and only the right way up do the others know it."""
    kept: list[Face] = []
    for face in sorted(found, key=lambda face: (-face.sure, -face.score)):
        here = [other for other in kept if same_place(face.box, other.box)]
        if not here or (not asked and face.score >= AGAIN and all(face.turns != other.turns for other in here)):
            kept.append(face)
    return kept


def same_place(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return False
    one, two = ((box[2] - box[0]) * (box[3] - box[1]) for box in (a, b))
    both = width * height
    return both > 0.45 * (one + two - both) or (both > 0.7 * min(one, two) and max(one, two) < 4 * min(one, two))


def asked_again(pixels: Pixels, proposals: list[Face]) -> list[Face]:
    if not proposals:
        return []
    retina, ultra = np.zeros((2, len(proposals)), np.float32)
    for margin in MARGINS:
        cells = [crop(pixels, face, margin, CELL) for face in proposals]
        retina += in_mosaics(cells, retinaface_in) / len(MARGINS)
        ultra += in_mosaics(cells, ultraface_in) / len(MARGINS)
    close = [crop(pixels, face, margin, 48) for face in proposals for margin in CLOSE]
    batch = ((np.stack(close).astype(np.float32) - 127.5) / 128).transpose(0, 3, 1, 2)
    (onet,) = weights.session("onet").run(None, {"image": batch})
    sure = retina + ultra + onet.reshape(-1, len(CLOSE)).mean(axis=1)
    return [
        replace(face, sure=face.score + float(more) + (EMPHASIS if face.score >= CERTAIN else 0))
        for face, more in zip(proposals, sure, strict=True)
    ]


def crop(pixels: Pixels, face: Face, margin: float, side: int) -> Pixels:
    """The proposal and what is around it, upright, `side` pixels square."""
    x0, y0, x1, y1 = face.box
    scale = side / (max(x1 - x0, y1 - y0, 1.0) * margin)
    there = np.array([[scale, 0, side / 2 - (x0 + x1) / 2 * scale], [0, scale, side / 2 - (y0 + y1) / 2 * scale]])
    if scale < 0.5:  # take out what the smaller picture cannot hold
        reach = side / scale / 2
        left, top = max(int((x0 + x1) / 2 - reach), 0), max(int((y0 + y1) / 2 - reach), 0)
        part = pixels[top : int((y0 + y1) / 2 + reach) + 1, left : int((x0 + x1) / 2 + reach) + 1]
        pixels = np.asarray(cv2.blur(part, (max(int(1 / scale), 1),) * 2), np.uint8)
        there[:, 2] += scale * left, scale * top
    out = cv2.warpAffine(
        pixels, there, (side, side), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=GREY
    )
    return np.ascontiguousarray(np.rot90(np.asarray(out, np.uint8), face.turns))


def in_mosaics(
    cells: list[Pixels], look: Callable[[Pixels], tuple[Floats, Floats]], *, trimmed: bool = False
) -> Floats:
    """The best score of a face in the middle of each cell. trimmed: no rows without cells, for a few of them."""
    rows, columns = MOSAIC
    best = np.zeros(len(cells), np.float32)
    for start in range(0, len(cells), rows * columns):
        group = cells[start : start + rows * columns]
        canvas = np.zeros(((-(-len(group) // columns) if trimmed else rows) * CELL, columns * CELL, 3), np.uint8)
        for i, cell in enumerate(group):
            y, x = i // columns * CELL, i % columns * CELL
            canvas[y : y + CELL, x : x + CELL] = cell
        scores, boxes = look(canvas)
        middle = (boxes[:, :2] + boxes[:, 2:]) / 2
        for i in range(len(group)):
            centre = ((i % columns + 0.5) * CELL, (i // columns + 0.5) * CELL)
            near = (np.abs(middle - centre) < 0.14 * CELL).all(axis=1)
            best[start + i] = scores[near].max(initial=0.0)
    return best


def retinaface_in(canvas: Pixels) -> tuple[Floats, Floats]:
    scores, boxes, _ = retinaface(canvas, least=0.02)
    return scores, boxes


def ultraface_in(canvas: Pixels) -> tuple[Floats, Floats]:
    image = ((canvas.astype(np.float32) - 127) / 128).transpose(2, 0, 1)[None]
    (scores,), (boxes,) = weights.session("ultraface").run(None, {"input": image})
    height, width = canvas.shape[:2]
    face = 1 - scores[:, 0]  # bare or masked
    likely = face > 0.02
    return face[likely], boxes[likely] * np.array((width, height, width, height), np.float32)
