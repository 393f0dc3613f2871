"""QR and bar codes of every common kind, read or not: a wristband's code is the record number.

Several looks, their findings joined: a reader (zxing) at several sizes, once with faint contrast stretched, two
finders of QR squares (OpenCV and `corners`), and two searches for what only looks like a code, too small or blurred
to be read: parallel bars that are the same over their whole length, and dense two-coloured patches. Where one colour
shows what grey does not, as red on green, that colour is looked at too."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kindao.engine.detect.base import Submission
from kindao.engine.detect.corners import cornered
from kindao.engine.detect.text import outlined
from kindao.engine.detect.working import working
from kindao.engine.geometry import Box
from kindao.engine.media.picture import Frame, Pixels
from kindao.engine.vocabulary import Finding, Identifier

Quad = NDArray[np.float32]  # (4, 2): x, y, clockwise
Grey = NDArray[np.uint8]  # (height, width)

SIDE = 2048  # pixels; larger frames are shrunk to it, and read once more in tiles of this side
OVERLAP = 512  # pixels: a code up to this size is whole in one tile
ENLARGED = 2.0  # the second look of the reader, for small codes
TILTS = (15, 30, 45, 60, 75)  # degrees; the reader itself turns by quarters, PDF417 may lean 6 degrees then
TURNED = 1600  # pixels, longest side when turned
BEYOND = 32  # pixels, that the edges of a turned frame go on: the quiet zone of a code that touches one; then grey
STRAIGHT = "AllLinear", "PDF417", "MicroPDF417", "Aztec", "MicroQRCode", "RMQRCode"
"""What the reader reads better when it stands straight; of 60 Data Matrix and 60 QR codes the tilts add none."""
SMALLEST = 30  # pixels: the side of the smallest thing searched for that is not simply read
LOOKS = (1.0, 0.5, 0.25)  # sizes at which bars and patches are looked for
WINDOW = 15  # pixels over which gradients are averaged
PARALLEL = 0.80  # coherence of the gradients among bars: 1 is one direction only
STEEP = 18.0  # mean gradient, grey levels per pixel
BARS = 20  # edges across a bar code; the shortest in use, EAN-8, has 43
ALIKE = 0.6  # correlation of one line across the bars with the middle one
TWO_COLOURED = 0.55  # share of a patch's pixels that are nearer to its black or white than to their mean
CROSSED = 0.45  # how far the edges of a patch run in two directions at a right angle: 1 is all, 0 any direction
FAINT, WIDE = 1024, 65  # pixels: the longer side of the stretched look, and over which contrast is taken there
TONES = 60.0  # levels of deviation to which contrast is stretched, 16 times at most
COLOURS, AROUND = (
    512,
    9,
)  # pixels: the longer side at which colours are compared, and over which their contrast is taken
UNLIKE, AT_LEAST = 1.7, 8.0  # times the contrast of grey that one colour has, and levels more
GREY = 128  # level of the corners that turning leaves
PAD = 0.06  # of a code's side, on each side: more than one module of the smallest QR code


class Codes:
    """Every code and what looks like one."""

    name = "codes"
    finds = frozenset({Identifier.CODE})
    heeds: frozenset[str] = frozenset()
    needs: tuple[str, ...] = ("cv2", "zxingcpp")

    def find(self, submission: Submission) -> Iterator[Finding]:
        with working(self):
            for frame in submission.picture.frames:
                for quad, confidence in codes(frame):
                    yield Finding(Identifier.CODE, outlined(_padded(quad), frame), confidence, self.name)


def codes(frame: Frame) -> list[tuple[Quad, float]]:
    """Every code of a frame: its corners and how sure; 1 when it was read."""
    import cv2

    grey = np.asarray(cv2.cvtColor(frame.pixels, cv2.COLOR_RGB2GRAY), np.uint8)
    shrunk = min(1.0, SIDE / max(grey.shape))
    small = np.asarray(_turned(grey, shrunk, 0)[0], np.uint8) if shrunk < 1 else grey
    found: list[tuple[Quad, float]] = []
    for tile, corner in _tiles(grey):
        found += [(_whole(grey, quad + corner) if bars else quad + corner, 1.0) for quad, bars in _read(tile)]
    if shrunk < 1:
        found += [(quad / np.float32(shrunk), 1.0) for quad, _ in _read(small)]
    for scale, angle in _turns(small.shape):
        look, back = _turned(small, scale, angle)
        for quad, bars in _read(look, tilted=angle != 0):
            upright = np.asarray((quad @ back[:, :2].T + back[:, 2]) / shrunk, np.float32)
            found.append((_whole(grey, upright) if bars else upright, 1.0))
    found += [(quad / np.float32(shrunk), 0.8) for quad in _squares(small)]
    for scale in LOOKS:
        if min(small.shape) * scale >= SMALLEST:
            look = small if scale == 1 else _turned(small, scale, 0)[0]
            found += [(quad / np.float32(scale * shrunk), 0.6) for quad in _likely(look)]
    found += [(quad / np.float32(shrunk), 0.6) for quad in cornered(small)]
    found += [(quad / np.float32(shrunk), 1.0) for quad in _faint(small)]
    for crop, corner in _coloured(frame.pixels, shrunk):
        read = [(_whole(crop, quad) if bars else quad, 1.0) for quad, bars in _read(crop)]
        seen = [(quad, 0.6) for quad in (*cornered(crop), *_likely(crop))]
        found += [((quad + corner) / np.float32(shrunk), confidence) for quad, confidence in (*read, *seen)]
    kept: list[tuple[Quad, float]] = []
    for quad, confidence in found:
        if not any(_inside(quad, other) > 0.9 for other, _ in kept):
            kept.append((quad, confidence))
    return kept


def _faint(small: Grey) -> Iterator[Quad]:
    """Codes that are read once their contrast is stretched to what is usual, whatever it is in each place."""
    import cv2

    scale = min(1.0, FAINT / max(small.shape))
    look = (_turned(small, scale, 0)[0] if scale < 1 else small).astype(np.float32)
    mean = cv2.blur(look, (WIDE, WIDE))
    spread = np.sqrt(np.maximum(cv2.blur(look * look, (WIDE, WIDE)) - mean * mean, 0))
    stretched = np.clip(128 + (look - mean) * (TONES / np.maximum(spread, TONES / 16)), 0, 255).astype(np.uint8)
    for quad, bars in _read(stretched):
        yield (_whole(stretched, quad) if bars else quad) / np.float32(scale)
    soft = np.asarray(cv2.GaussianBlur(stretched, (0, 0), 1.2), np.uint8)
    for quad in cornered(soft):
        yield quad / np.float32(scale)


def _coloured(pixels: Pixels, shrunk: float) -> Iterator[tuple[Grey, NDArray[np.float32]]]:
    """Where one colour shows much more than grey does: that colour, and the corner where its piece lies, both in
    pixels of the frame times `shrunk`."""
    import cv2

    height, width = (round(side * shrunk) for side in pixels.shape[:2])
    scale = min(1.0, COLOURS / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    little = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA))
    grey = _spread(np.asarray(cv2.cvtColor(little, cv2.COLOR_RGB2GRAY), np.uint8))
    for colour in range(3):
        more = _spread(little[..., colour]) > UNLIKE * grey + AT_LEAST
        joined = cv2.morphologyEx(more.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((AROUND, AROUND), np.uint8))
        for x, y, wide, high, area in cv2.connectedComponentsWithStats(joined)[2][1:]:
            if min(wide, high) < SMALLEST * scale or area < 0.3 * wide * high:
                continue
            edges = (
                (x - AROUND) / scale,
                (y - AROUND) / scale,
                (x + wide + AROUND) / scale,
                (y + high + AROUND) / scale,
            )
            box = Box.around(*map(float, edges), width=width, height=height)
            if shrunk < 1:  # once for all of them: it takes as long as reading
                pixels, shrunk = np.asarray(cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA)), 1.0
            yield np.ascontiguousarray(pixels[box.slices][..., colour]), np.array((box.x0, box.y0), np.float32)


def _spread(grey: NDArray[Any]) -> NDArray[np.float32]:
    """Deviation about each pixel, levels."""
    import cv2

    look = grey.astype(np.float32)
    mean = cv2.blur(look, (AROUND, AROUND))
    return np.asarray(np.sqrt(np.maximum(cv2.blur(look * look, (AROUND, AROUND)) - mean * mean, 0)), np.float32)


def _tiles(grey: Grey) -> Iterator[tuple[Grey, NDArray[np.float32]]]:
    """The frame in tiles, whole when it is small, with the corner where each lies."""
    height, width = grey.shape
    for y in range(0, max(1, height - OVERLAP), SIDE - OVERLAP):
        for x in range(0, max(1, width - OVERLAP), SIDE - OVERLAP):
            yield np.ascontiguousarray(grey[y : y + SIDE, x : x + SIDE]), np.array((x, y), np.float32)


def _turns(shape: tuple[int, ...]) -> Iterator[tuple[float, int]]:
    """Further looks of the reader: how much larger or smaller, and turned by how many degrees."""
    if max(shape) * ENLARGED <= SIDE:
        yield ENLARGED, 0
    for angle in TILTS:
        yield min(1.0, TURNED / max(shape)), angle


def _turned(grey: Grey, scale: float, angle: int) -> tuple[Grey, NDArray[np.float64]]:
    """The picture scaled and turned about its middle, nothing cut off, and the (2, 3) way back."""
    import cv2

    height, width = grey.shape
    if not angle:
        size = max(1, round(width * scale)), max(1, round(height * scale))
        smooth = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        back = np.array([[width / size[0], 0, 0], [0, height / size[1], 0]])
        return np.asarray(cv2.resize(grey, size, interpolation=smooth), np.uint8), back
    across, down = abs(np.cos(np.radians(angle))), abs(np.sin(np.radians(angle)))
    size = (
        max(1, round((width * across + height * down) * scale)),
        max(1, round((width * down + height * across) * scale)),
    )
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, scale)
    turn[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
    # Edges that go on without end would take three times as long as the turning.
    room = cv2.copyMakeBorder(grey, *(BEYOND,) * 4, cv2.BORDER_REPLICATE)
    there = np.column_stack((turn[:, :2], turn[:, 2] - turn[:, :2] @ (BEYOND, BEYOND)))
    look = cv2.warpAffine(room, there, size, flags=cv2.INTER_LINEAR, borderValue=(GREY,))
    return np.asarray(look, np.uint8), np.asarray(cv2.invertAffineTransform(turn), np.float64)


def _read(look: Grey, *, tilted: bool = False) -> Iterator[tuple[Quad, bool]]:
    """Codes that can be read, and whether they are made of bars. tilted: those alone that must stand straight."""
    import cv2
    import zxingcpp

    kinds = zxingcpp.BarcodeFormat
    linear = set(zxingcpp.barcode_formats_list(zxingcpp.BarcodeFormats(kinds.AllLinear)))
    asked = zxingcpp.BarcodeFormats([getattr(kinds, name) for name in STRAIGHT] if tilted else [])
    for code in zxingcpp.read_barcodes(look, asked):
        place = code.position
        corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
        quad = np.array([(p.x, p.y) for p in corners], np.float32)
        if code.format == zxingcpp.BarcodeFormat.PDF417:  # its place is that of the data alone, and rough when tilted
            middle, size, angle = cv2.minAreaRect(quad)
            more = 0.15 * max(size)
            quad = cv2.boxPoints((middle, (size[0] + more, size[1] + more), angle)).astype(np.float32)
        yield quad, code.format in linear


def _squares(tile: Grey) -> Iterator[Quad]:
    """QR codes by their three corner squares, whether they can be read or not."""
    import cv2

    if min(tile.shape) < SMALLEST:
        return
    found, quads = cv2.QRCodeDetector().detectMulti(tile)
    if found and quads is not None:
        for quad in quads:
            if cv2.contourArea(quad.astype(np.float32)) > WINDOW**2:
                yield quad.astype(np.float32)


def _likely(grey: Grey) -> Iterator[Quad]:
    """What looks like a code: bars and patches."""
    import cv2

    gx, gy = (cv2.Scharr(grey, cv2.CV_32F, dx, 1 - dx, scale=1 / 16) for dx in (1, 0))
    xx, yy, xy = (cv2.boxFilter(cv2.multiply(*two), -1, (WINDOW, WINDOW)) for two in ((gx, gx), (gy, gy), (gx, gy)))
    energy = cv2.add(xx, yy)
    steep = energy > STEEP**2
    if not steep.any():
        return
    xx, yy, xy, energy = (part[steep] for part in (xx, yy, xy, energy))
    coherence = np.sqrt((xx - yy) ** 2 + 4 * xy * xy) / (energy + 1)
    for some, check in ((coherence > PARALLEL, _bars), (coherence < 0.6, _patch)):
        mask = np.zeros(grey.shape, np.uint8)
        mask[steep] = some
        closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
        opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((9, 9), np.uint8))
        for contour in cv2.findContours(opened, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]:
            around = cv2.minAreaRect(contour)
            width, height = around[1]
            if min(width, height) >= WINDOW and cv2.contourArea(contour) > 0.65 * width * height:
                quad = check(grey, cv2.boxPoints(around).astype(np.float32))
                if quad is not None:
                    yield quad


def _bars(grey: Grey, quad: Quad) -> Quad | None:
    """The quad from left to right across the bars, as long as they are; None when they are none."""
    best = None
    for turned in (quad, np.roll(quad, -1, axis=0)):
        across, alike = _lines(grey, turned)
        middle = across[len(across) // 2]
        edges = int(np.count_nonzero(np.diff(np.sign(middle - middle.mean()))))
        if edges >= BARS and np.ptp(middle) > 60 and np.mean(alike[5:36] > ALIKE) > 0.85:
            best = turned
    return None if best is None else _whole(grey, best)


def _lines(grey: Grey, quad: Quad, reach: float = 1.0) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Grey levels on 41 lines from the left side of the quad to the right one, and how each correlates with the
    middle one; `reach` times as far up and down as the quad itself."""
    import cv2

    steps = np.linspace(-reach, reach, 41, dtype=np.float32)[:, None, None]
    left, right = (quad[0] + quad[3]) / 2, (quad[1] + quad[2]) / 2
    up = ((quad[0] + quad[1]) - (quad[3] + quad[2])) / 4
    count = max(32, 2 * int(np.linalg.norm(right - left)))
    along = np.linspace(0, 1, count, dtype=np.float32)[None, :, None]
    points = left + (right - left) * along - up * -steps
    across = cv2.remap(grey, points[..., 0], points[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE).astype(
        np.float32
    )
    level = across - across.mean(axis=1, keepdims=True)
    middle = level[18:23].mean(axis=0)
    norm = np.linalg.norm(level, axis=1) * np.linalg.norm(middle)
    return across, np.asarray(level @ middle / np.maximum(norm, 1e-6), np.float32)


def _whole(grey: Grey, quad: Quad) -> Quad:
    """A strip across bars, grown up and down as far as the lines stay alike."""
    width = float(np.linalg.norm(quad[1] - quad[0]))
    up = (quad[0] + quad[1]) - (quad[3] + quad[2])
    length = float(np.linalg.norm(up)) / 2
    normal = np.array([quad[1][1] - quad[0][1], quad[0][0] - quad[1][0]], np.float32) / np.float32(max(width, 1))
    if length >= 1:
        normal = up / np.linalg.norm(up)
    left, right = (quad[0] + quad[3]) / 2, (quad[1] + quad[2]) / 2
    far = np.float32(max(width, length))
    strip = np.array([left + normal * far, right + normal * far, right - normal * far, left - normal * far], np.float32)
    _, alike = _lines(grey, strip)
    reach = [20, 20]
    for side, step in ((0, -1), (1, 1)):
        while 0 <= reach[side] + step <= 40 and alike[reach[side] + step] > ALIKE:
            reach[side] += step
    top, bottom = ((20 - reach[0] + 1) / 20 * far, (reach[1] - 20 + 1) / 20 * far)
    return np.array(
        [left + normal * top, right + normal * top, right - normal * bottom, left - normal * bottom], np.float32
    )


def _patch(grey: Grey, quad: Quad) -> Quad | None:
    """The quad when it is nearly square, two-coloured, and its edges run in two directions, one across the other."""
    import cv2

    width, height = (float(np.linalg.norm(quad[i] - quad[i + 1])) for i in (0, 1))
    if not 0.7 < width / max(height, 1) < 1.4 or min(width, height) < 2 * WINDOW:
        return None
    side = int(np.clip(max(width, height), 32, 256))
    target = np.array([(0, 0), (side, 0), (side, side), (0, side)], np.float32)
    patch = cv2.warpPerspective(grey, cv2.getPerspectiveTransform(quad, target), (side, side))
    dark, light = np.percentile(patch, (10, 90))
    if light - dark < 100:
        return None
    share = np.mean((patch < dark + (light - dark) / 4) | (patch > light - (light - dark) / 4))
    gx, gy = (cv2.Scharr(patch, cv2.CV_32F, dx, 1 - dx) for dx in (1, 0))
    slope = gx.astype(np.complex64) + 1j * gy
    crossed = abs(np.sum(slope**4 / np.maximum(np.abs(slope) ** 2, 1e-6))) / max(
        float(np.sum(np.abs(slope) ** 2)), 1e-6
    )
    return quad if share > TWO_COLOURED and crossed > CROSSED else None


def _padded(quad: Quad) -> Quad:
    middle = quad.mean(axis=0)
    side = float(np.linalg.norm(quad - np.roll(quad, 1, axis=0), axis=1).max())
    reach = np.linalg.norm(quad - middle, axis=1, keepdims=True)
    return np.asarray(middle + (quad - middle) * (1 + (PAD * side + 2) * 1.42 / np.maximum(reach, 1)), np.float32)


def _inside(quad: Quad, other: Quad) -> float:
    """The share of a quad that another covers."""
    import cv2

    area = cv2.contourArea(quad)
    return float(cv2.intersectConvexConvex(quad, other)[0]) / area if area else 1.0
