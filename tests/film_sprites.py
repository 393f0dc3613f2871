"""What the made films are painted with: heads cut out of the shared test data, shoulders, writing, drawn rooms."""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from film_truth import Point, Real
from support import testdata, truth

Pixels = NDArray[np.uint8]

EYES: dict[str, tuple[Point, Point]] = {  # the mean of YuNet's and CenterFace's landmarks, each looked at by eye
    "faces_single/t0768.jpg": ((188, 199), (270, 200)),
    "faces_single/t0770.jpg": ((171, 235), (265, 228)),
    "faces_single/t0154.jpg": ((208, 186), (289, 190)),
    "faces_single/t0156.jpg": ((211, 178), (279, 177)),
    "faces_single/t0308.jpg": ((180, 171), (264, 177)),
    "faces_single/t0258.jpg": ((182, 223), (271, 216)),
    "faces_single/t0148.jpg": ((217, 179), (286, 179)),
    "faces_single/t1218.jpg": ((192, 233), (286, 227)),
    "faces_single/t1012.jpg": ((180, 200), (264, 191)),
    "faces_single/t0424.jpg": ((207, 189), (283, 185)),
    "faces_single/t1406.jpg": ((178, 232), (286, 221)),
    "faces_single/t0578.jpg": ((200, 198), (284, 194)),
    "faces_single/t1100.jpg": ((204, 175), (276, 174)),
    "faces_single/t1034.jpg": ((149, 203), (207, 203)),
    "faces_masked/t1022.jpg": ((218, 155), (282, 161)),
    "faces_masked/t1076.jpg": ((238, 173), (310, 174)),
    "faces_masked/t1134.jpg": ((215, 191), (289, 192)),
    "faces_masked/t1102.jpg": ((188, 219), (296, 219)),
    "faces_masked/t0016.jpg": ((198, 188), (276, 189)),
    "faces_masked/t1006.jpg": ((216, 152), (283, 149)),
    "faces_masked/t1334.jpg": ((207, 203), (298, 204)),
    "faces_masked/t1384.jpg": ((211, 195), (289, 194)),
}
PLAIN = tuple(f for f in EYES if "single" in f)
MASKED = tuple(f for f in EYES if "masked" in f)


@dataclass(frozen=True, slots=True)
class Sprite:
    """Something to lay over a frame, in halves of its size down to small ones, so that no scale aliases."""

    levels: tuple[Real, ...]  # each (height, width, 4): RGB 0 to 255, alpha 0 to 1

    @classmethod
    def of(cls, rgba: Real) -> "Sprite":
        levels = [rgba]
        while min(levels[-1].shape[:2]) > 16:
            height, width = levels[-1].shape[:2]
            size = (-(-width // 2), -(-height // 2))
            levels.append(np.asarray(cv2.resize(levels[-1], size, interpolation=cv2.INTER_AREA), np.float32))
        return cls(tuple(levels))


@dataclass(frozen=True, slots=True)
class Head:
    """A head cut out of a picture; centre, half axes and eyes of its face in pixels of the sprite."""

    sprite: Sprite
    centre: Point
    axes: Point
    eyes: tuple[Point, Point]


@cache
def head(file: str) -> Head:
    """The head of a picture of the test data that shows one face."""
    x0, y0, x1, y1 = next(e for e in truth("faces_gt.json") if e["file"] == file)["faces"][0]["box"]
    wide, tall = x1 - x0, y1 - y0
    middle = np.array(((x0 + x1) / 2, (y0 + y1) / 2 - 0.08 * tall))
    half = np.array((0.72 * wide, 0.68 * tall))  # hair and ears with it
    picture = np.asarray(Image.open(testdata(file)).convert("RGB"), np.float32)
    mask: Real = np.zeros(picture.shape[:2], np.float32)
    cv2.ellipse(mask, (middle.tolist(), (2 * half).tolist(), 0), 1, -1)
    mask = np.asarray(cv2.GaussianBlur(mask, (0, 0), 0.02 * tall), np.float32)
    left, top = np.maximum(middle - half * 1.08, 0).astype(int)
    right, bottom = (middle + half * 1.08).astype(int)
    cut = np.dstack((picture, mask))[top:bottom, left:right]
    (a, b), (c, d) = EYES[file]
    return Head(
        Sprite.of(np.ascontiguousarray(cut)),
        ((x0 + x1) / 2 - left, (y0 + y1) / 2 - top),
        (wide / 2, tall / 2),
        ((a - left, b - top), (c - left, d - top)),
    )


@cache
def bust(file: str) -> tuple[Sprite, Point]:
    """Neck and shoulders for this head at its own scale, and where its face's centre is in their picture."""
    wide, tall = (2 * half for half in head(file).axes)
    random = np.random.default_rng(sum(file.encode()))
    canvas = np.zeros((int(2.2 * tall), int(3.2 * wide), 4), np.float32)
    middle, shirt = canvas.shape[1] / 2, random.uniform(40, 200, 3).tolist()
    skin = head(file).sprite.levels[0]
    colour = np.median(skin[skin.shape[0] // 2 :, skin.shape[1] // 3 : -skin.shape[1] // 3, :3], axis=(0, 1)).tolist()
    cv2.ellipse(canvas, ((middle, 1.75 * tall), (3.0 * wide, 1.7 * tall), 0), (*shirt, 1), -1)
    cv2.ellipse(canvas, ((middle, 0.95 * tall), (0.8 * wide, 0.75 * tall), 0), (*colour, 1), -1)
    for n in range(9):  # folds
        x = middle + (n - 4) * 0.3 * wide
        end = (int(x + 0.1 * wide), canvas.shape[0])
        cv2.line(canvas, (int(x), int(1.45 * tall)), end, (*(0.8 * c for c in shirt), 1), 3)
    canvas[..., 3] *= canvas[..., 3] > 0.5
    return Sprite.of(np.asarray(cv2.GaussianBlur(canvas, (0, 0), 2), np.float32)), (middle, 0.5 * tall)


@cache
def words(text: str, card: bool) -> Sprite:
    """A line of writing: dark on a white card, or white with a dark edge on nothing."""
    font = ImageFont.truetype("DejaVuSans.ttf", 48)
    edge = 0 if card else 4
    left, _, right, _ = font.getbbox(text, stroke_width=edge)
    size = (int(right - left) + 32, 72)
    picture = Image.new("RGBA", size, (250, 250, 245, 255) if card else (20, 20, 20, 0))
    ink, around = ((20, 20, 40, 255), None) if card else ((255, 255, 255, 255), (20, 20, 20, 255))
    ImageDraw.Draw(picture).text((16 - left, 8), text, ink, font, stroke_width=edge, stroke_fill=around)
    rgba = np.asarray(picture, np.float32).copy()
    rgba[..., 3] /= 255
    return Sprite.of(rgba)


@cache
def room(number: int, width: int, height: int) -> Pixels:
    """A drawn room a little larger than the frame: wall, floor, furniture, frames with stripes; nobody in it."""
    random = np.random.default_rng(1000 + number)
    w, h = int(width * 1.12), int(height * 1.12)
    wall = random.uniform(110, 200) + random.uniform(-25, 25, 3)
    floor = random.uniform(60, 130) + random.uniform(-20, 20, 3)
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    picture = wall * (0.8 + 0.3 * x / w)[..., None] * (1.05 - 0.2 * y / h)[..., None]
    line = int(h * random.uniform(0.68, 0.8))
    picture[line:] = floor * (0.75 + 0.4 * (y[line:] - line) / (h - line))[..., None]
    for _ in range(10):
        a, b = random.uniform(0, w), random.uniform(0, line)
        c, d = a + random.uniform(0.06, 0.22) * w, b + random.uniform(0.08, 0.35) * h
        colour = random.uniform(50, 215) + random.uniform(-40, 40, 3)
        corner, other = (int(a), int(b)), (int(c), int(d))
        cv2.rectangle(picture, corner, other, colour.tolist(), -1)
        cv2.rectangle(picture, corner, other, (colour * 0.6).tolist(), max(1, h // 160))
        for stripe in np.arange(b, d, max(4, h / 40)):
            cv2.line(picture, (int(a), int(stripe)), (int(c), int(stripe)), (colour * 0.85).tolist(), 1)
    grain = cv2.resize(random.normal(0, 4, (h // 3, w // 3)).astype(np.float32), (w, h), interpolation=cv2.INTER_CUBIC)
    return np.asarray(np.clip(picture + grain[..., None], 0, 255), np.uint8)
