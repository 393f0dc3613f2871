"""Short films whose truth is known exactly: whose face is where in each frame and how much of it can be seen,
what is written, who speaks when, and what the file says of itself.

    from films import film, SCENES
    clip = film(tmp_path / "a.mp4", scenes=("pan", "masked"), seconds=3)   # 640 x 360, 25 frames a second
    clip.truth.frames[12].faces[0].box                                     # x0, y0, x1, y1

    python tests/films.py FOLDER [--scenes pan,masked] [--size 640x360] [--seconds 3] [--seed 0]   # and A.json beside

Heads are cut from the shared test data with a soft edge and moved over rooms that are drawn here and hold no face,
so the truth follows from the transform and from no detector. Sound is the shared speech, names are those of its
sentences. The same arguments make the same film."""

import argparse
import json
import math
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from av.stream import Disposition
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from support import testdata, truth

Pixels = NDArray[np.uint8]
Point = tuple[float, float]
Real = NDArray[np.floating[Any]]
Matrix = Real  # (2, 3): from one picture's pixels to another's

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

GRID = 6  # cells across and along the square around a face's ellipse, in which is told what of it can be seen
OPEN = 0.9  # of a cell: from here nothing lies over it


# What is true of a film ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Face:
    """A face in one frame: an ellipse from forehead to chin and from ear to ear, in pixels."""

    id: int  # the same person at the same kind of place all through the film
    kind: str  # plain, masked, mirrored, on screen
    centre: Point
    axes: Point  # half the width and half the height, as if upright
    roll: float  # degrees, clockwise as seen; 0 upright
    eyes: tuple[Point, ...]
    visible: float  # share of the ellipse that is in the frame with nothing before it
    cells: int  # bit y * GRID + x: this cell of the square around the ellipse lies on the face and is wholly open

    @property
    def box(self) -> tuple[float, float, float, float]:
        """x0, y0, x1, y1 of the ellipse as it is turned; may reach out of the frame."""
        a, b = self.axes
        c, s = math.cos(math.radians(self.roll)), math.sin(math.radians(self.roll))
        x, y = math.hypot(a * c, b * s), math.hypot(a * s, b * c)
        return self.centre[0] - x, self.centre[1] - y, self.centre[0] + x, self.centre[1] + y

    def onto(self, side: int) -> Matrix:
        """From a square of side x side pixels around the upright ellipse to the frame."""
        a, b = self.axes
        return placing((side / 2, side / 2), self.centre, self.roll, 2 * a / side, 2 * b / side)


@dataclass(frozen=True, slots=True)
class Writing:
    """A line of writing in one frame: its corners in reading order, in pixels."""

    text: str
    kind: str  # tag, subtitle
    corners: tuple[Point, Point, Point, Point]
    visible: float


@dataclass(frozen=True, slots=True)
class Moment:
    """What is true of one frame."""

    scene: str
    faces: tuple[Face, ...] = ()
    writing: tuple[Writing, ...] = ()


@dataclass(frozen=True, slots=True)
class Speech:
    """Someone speaks, from start to end in seconds."""

    start: float
    end: float
    speaker: str
    text: str = ""  # all of the sentence, though it may be broken off


@dataclass(frozen=True, slots=True)
class Truth:
    """All that is true of a film."""

    width: int
    height: int
    fps: Fraction
    frames: tuple[Moment, ...]
    speech: tuple[Speech, ...] = ()
    told: tuple[str, ...] = ()  # what the file says in words outside its picture and sound

    @property
    def seconds(self) -> float:
        return float(len(self.frames) / self.fps)

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"fps": str(self.fps)}

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> "Truth":
        def pair(value: Sequence[float]) -> Point:
            return value[0], value[1]

        def face(f: dict[str, Any]) -> Face:
            shape = {"centre": pair(f["centre"]), "axes": pair(f["axes"]), "eyes": tuple(map(pair, f["eyes"]))}
            return Face(**(f | shape))

        def writing(w: dict[str, Any]) -> Writing:
            a, b, c, d = map(pair, w["corners"])
            return Writing(**(w | {"corners": (a, b, c, d)}))

        frames = tuple(
            Moment(m["scene"], tuple(map(face, m["faces"])), tuple(map(writing, m["writing"]))) for m in told["frames"]
        )
        speech = tuple(Speech(**s) for s in told["speech"])
        return cls(told["width"], told["height"], Fraction(told["fps"]), frames, speech, tuple(told["told"]))


@dataclass(frozen=True, slots=True)
class Film:
    """A file, and what is true of it."""

    path: Path
    truth: Truth


# Heads, writing and rooms ----------------------------------------------------------------------------------------


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


# What a shot shows -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Actor:
    """A head: x in widths of the frame, y and the height of its face in heights of it."""

    who: int  # plain ones from 0, masked ones from -1 down, around the cast
    x: float
    y: float
    size: float
    roll: float = 0
    squeeze: float = 1  # of its width: turning away, as far as one picture can show it
    kind: str = ""  # "mirrored", "on screen"; else what it is
    shoulders: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """Writing: its middle, its height in heights of the frame, its tilt in degrees."""

    text: int  # which sentence of the cast; negative: only the name in it
    x: float
    y: float
    size: float
    tilt: float = 0


@dataclass(frozen=True, slots=True)
class Shape:
    """Something else: corners as x and y in widths and heights of the frame, filled; `thick`: a line instead."""

    corners: tuple[Point, ...]
    colour: tuple[int, int, int]
    thick: float = 0  # heights of the frame


Layer = Actor | Line | Shape


@dataclass(frozen=True, slots=True)
class Shot:
    """What one frame shows, from behind to the front."""

    layers: tuple[Layer, ...] = ()
    room: int = 0
    light: float = 1
    noise: float = 0  # levels
    blur: float = 0  # widths of the frame, along its rows
    drift: float = 0  # 0 to 1: how far the camera has moved over the room


Scene = Callable[[float, int], Shot]  # of the time from 0 to 1, and the number of the frame in the scene


def wave(t: float, times: float = 1) -> float:
    return math.sin(2 * math.pi * times * t)


def pan(t: float, _: int) -> Shot:
    return Shot((Actor(0, 0.1 + 0.8 * t, 0.42, 0.24, shoulders=True), Line(0, 0.5, 0.93, 0.06)), 0, drift=t)


def zoom(t: float, _: int) -> Shot:
    return Shot((Actor(1, 0.5, 0.5, 0.025 * (0.583 / 0.025) ** t),), 1)


def roll(t: float, _: int) -> Shot:
    return Shot((Actor(2, 0.5, 0.5, 0.28, roll=360 * t),), 2)


def turn(t: float, _: int) -> Shot:
    away = 0.45 + 0.55 * abs(math.cos(2 * math.pi * t))
    return Shot((Actor(3, 0.4 + 0.2 * t, 0.42, 0.3, roll=8 * wave(t), squeeze=away, shoulders=True),), 3)


def masked(t: float, _: int) -> Shot:
    return Shot((Actor(-1, 0.3 + 0.4 * t, 0.42, 0.25, roll=10 * wave(t), shoulders=True),), 4, drift=t)


def tiny(t: float, _: int) -> Shot:
    return Shot(tuple(Actor(n, 0.2 + 0.2 * n + 0.03 * wave(t), 0.4 + 0.06 * n, 0.022 + 0.006 * n) for n in range(4)), 5)


def many(t: float, _: int) -> Shot:
    rows = []
    for n in range(8):
        start, end = (0.08 + 0.11 * n, 0.92 - 0.11 * n) if n % 2 else (0.9 - 0.1 * n, 0.12 + 0.1 * n)
        who = n if n % 3 else -1 - n // 3
        rows.append(Actor(who, start + (end - start) * t, 0.16 + 0.09 * n, 0.12 + 0.012 * n))
    return Shot(tuple(rows), 6)


def cross(t: float, _: int) -> Shot:
    return Shot((Actor(4, 0.15 + 0.7 * t, 0.44, 0.24), Actor(5, 0.85 - 0.7 * t, 0.48, 0.28)), 7)


def reenter(t: float, _: int) -> Shot:
    return Shot((Actor(6, 0.5 + 0.75 * math.cos(2 * math.pi * 1.5 * t), 0.45, 0.25),), 8)


def edge(t: float, _: int) -> Shot:
    return Shot((Actor(7, -0.03 + 0.08 * wave(t, 0.5), 0.42, 0.3), Actor(8, 0.7, 1.02 - 0.1 * wave(t, 0.5), 0.25)), 9)


def dark(t: float, _: int) -> Shot:
    return Shot((Actor(9, 0.45 + 0.1 * t, 0.45, 0.25),), 10, light=0.06 + 0.94 * math.cos(math.pi * t) ** 2, noise=4)


def motion(t: float, _: int) -> Shot:
    return Shot((Actor(10, 0.5 + 0.33 * wave(t, 2), 0.48, 0.22),), 11, blur=0.048)


def occluded(t: float, _: int) -> Shot:
    palm, skin = 0.72 - 0.5 * wave(t, 0.5), (196, 150, 120)
    fingers = tuple(Shape(((0.64 + f * 0.025, palm), (0.61 + f * 0.03, palm - 0.17)), skin, 0.042) for f in range(4))
    y = 0.28 + 0.35 * t
    bar = Shape(((0.22, y), (0.42, y), (0.42, y + 0.065), (0.22, y + 0.065)), (95, 125, 175))
    hand = (Shape(((0.66, palm), (0.68, palm + 0.3)), skin, 0.14), *fingers)
    return Shot((Actor(11, 0.32, 0.48, 0.28), bar, Actor(12, 0.68, 0.45, 0.26), *hand), 12)


def flash(_: float, frame: int) -> Shot:
    n, phase = divmod(frame, 8)
    x, y = 0.15 + 0.18 * (n % 5), 0.35 + 0.1 * (n % 3)
    return Shot((Actor(13, x, y, 0.21),) if 3 <= phase < 5 else (), 13)


def cuts(t: float, _: int) -> Shot:
    n = int(t * 4)
    return Shot((Actor((n * 3 + 1) % 9, 0.25 + 0.17 * n, 0.3 + 0.1 * (n % 3), 0.2 + 0.05 * n),), 14 + n)


def mirror(t: float, _: int) -> Shot:
    glass = Shape(((0.56, 0.08), (0.94, 0.08), (0.94, 0.86), (0.56, 0.86)), (188, 200, 206))
    x = 0.22 + 0.08 * wave(t)
    there = Actor(0, 0.97 - x, 0.44, 0.22, roll=-6 * wave(t), kind="mirrored")
    return Shot((glass, there, Actor(0, x, 0.44, 0.27, roll=6 * wave(t), shoulders=True)), 18)


def screen(t: float, _: int) -> Shot:
    frame = Shape(((0.54, 0.1), (0.96, 0.1), (0.96, 0.62), (0.54, 0.62)), (18, 18, 22))
    glow = Shape(((0.56, 0.13), (0.94, 0.13), (0.94, 0.59), (0.56, 0.59)), (70, 110, 150))
    shown = Actor(3, 0.75 + 0.04 * wave(t), 0.37, 0.22, kind="on screen")
    return Shot((frame, glow, shown, Actor(-3, 0.25, 0.46, 0.25, shoulders=True)), 19)


def written(t: float, _: int) -> Shot:
    x = 0.25 + 0.4 * t
    tag = (Line(-1, x + 0.02, 0.86, 0.055, tilt=8 * wave(t)), Line(1, 0.5, 0.06, 0.06))
    return Shot((Actor(1, x, 0.36, 0.25, shoulders=True), *tag), 20)


def empty(t: float, _: int) -> Shot:
    return Shot((), 21, drift=t)


SCENES: dict[str, Scene] = {
    s.__name__: s
    for s in (
        *(pan, zoom, roll, turn, masked, tiny, many, cross, reenter, edge),
        *(dark, motion, occluded, flash, cuts, mirror, screen, written, empty),
    )
}
HARD = tuple(n for n in SCENES if n not in {"cross", "cuts"})  # the bench's: scenes follow each other by hard cuts


# Painting --------------------------------------------------------------------------------------------------------


def placing(of: Point, to: Point, roll: float, across: float, along: float) -> Matrix:
    """Moves the point `of` onto `to`, scaled across and along and then turned clockwise by `roll` degrees."""
    c, s = math.cos(math.radians(roll)), math.sin(math.radians(roll))
    turned = np.array(((c * across, -s * along), (s * across, c * along)))
    return np.column_stack((turned, np.array(to) - turned @ np.array(of)))


def moved(matrix: Matrix, point: Point) -> Point:
    x, y = matrix @ np.array((*point, 1.0))
    return round(float(x), 2), round(float(y), 2)


@dataclass
class Canvas:
    """One frame as it is painted, with the number of the layer that lies on top of each pixel."""

    pixels: Real
    top: NDArray[np.int16]
    layers: int = 0

    def lay(self, sprite: Sprite, matrix: Matrix) -> int:
        """Lay it over by this matrix, from its pixels to the frame's; the number of its layer."""
        self.layers += 1
        height, width = sprite.levels[0].shape[:2]
        scale = max(math.hypot(*matrix[:, 0]), math.hypot(*matrix[:, 1]))
        level = min(max(math.floor(-math.log2(max(scale, 1e-6))), 0), len(sprite.levels) - 1)
        picture = sprite.levels[level]
        corners = np.array([moved(matrix, p) for p in ((0, 0), (width, 0), (width, height), (0, height))])
        limit = np.array(self.top.shape[::-1])
        x0, y0 = np.clip(np.floor(corners.min(axis=0)), 0, limit).astype(int)
        x1, y1 = np.clip(np.ceil(corners.max(axis=0)), 0, limit).astype(int)
        if x0 >= x1 or y0 >= y1:
            return self.layers
        local = matrix.copy()
        local[:, 0] *= width / picture.shape[1]
        local[:, 1] *= height / picture.shape[0]
        local[:, 2] += local[:, :2] @ (0.5, 0.5) - (x0 + 0.5, y0 + 0.5)  # OpenCV's points are middles of pixels
        laid = cv2.warpAffine(picture, local, (int(x1 - x0), int(y1 - y0)), flags=cv2.INTER_LINEAR)
        alpha = laid[..., 3:]
        place = self.pixels[y0:y1, x0:x1]
        place += (laid[..., :3] - place) * alpha
        self.top[y0:y1, x0:x1][alpha[..., 0] > 0.5] = self.layers
        return self.layers

    def draw(self, corners: NDArray[np.int32], colour: tuple[int, int, int], thick: int) -> None:
        self.layers += 1
        mask = np.zeros(self.top.shape, np.uint8)
        if thick:
            cv2.polylines(mask, [corners], False, 1, thick)
        else:
            cv2.fillPoly(mask, [corners], 1)
        self.pixels[mask > 0] = colour
        self.top[mask > 0] = self.layers

    def seen(self, onto: Matrix, side: tuple[int, int]) -> NDArray[np.int16]:
        """The layers on top where `onto` lays a picture of this size on the frame; 32767 outside the frame."""
        matrix = onto.copy()
        matrix[:, 2] += matrix[:, :2] @ (0.5, 0.5) - (0.5, 0.5)
        flags = cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP
        return np.asarray(cv2.warpAffine(self.top, matrix, side, flags=flags, borderValue=32767), np.int16)


SIDE = 8 * GRID  # pixels of the square in which a face's cells are told
_Y, _X = np.mgrid[0:SIDE, 0:SIDE] + 0.5 - SIDE / 2
ROUND = np.hypot(_X, _Y) < SIDE / 2
INNER = np.hypot(*(np.mgrid[0:GRID, 0:GRID] + 0.5 - GRID / 2)) < GRID / 2 - 0.125  # cells whose middle is on the face


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays and what is written in a film; whether it is played the other way round."""

    plain: tuple[str, ...]
    masked: tuple[str, ...]
    sentences: tuple[tuple[str, str], ...]  # a sentence, and the name in it
    mirrored: bool

    @classmethod
    def of(cls, seed: int) -> "Cast":
        random = np.random.default_rng(seed)
        spoken = [e for e in truth("speech_gt.json") if e.get("name")]
        lines = [(e["text"].split(", ở")[0], e["name"]) for e in spoken]
        return cls(
            tuple(random.permutation(PLAIN).tolist()),
            tuple(random.permutation(MASKED).tolist()),
            tuple(lines[n] for n in random.permutation(len(lines))),
            bool(random.integers(2)),
        )

    def file(self, who: int) -> str:
        return self.plain[who % len(self.plain)] if who >= 0 else self.masked[(-1 - who) % len(self.masked)]


def painted(shot: Shot, cast: Cast, width: int, height: int, random: np.random.Generator) -> tuple[Pixels, Moment]:
    """The frame of a shot, and what is true of it."""
    full = room(shot.room, width, height)
    x, y = int((full.shape[1] - width) * shot.drift), int((full.shape[0] - height) * shot.drift)
    canvas = Canvas(full[y : y + height, x : x + width].astype(np.float32), np.zeros((height, width), np.int16))
    laid: list[tuple[Face | Writing, int]] = []

    def across(value: float) -> float:
        return (1 - value if cast.mirrored else value) * width

    for layer in shot.layers:
        match layer:
            case Actor():
                file = cast.file(layer.who)
                own = head(file)
                scale = layer.size * height / (2 * own.axes[1])
                side = -1 if layer.kind == "mirrored" else 1
                to, roll = (across(layer.x), layer.y * height), layer.roll * (-1 if cast.mirrored else 1)
                if layer.shoulders:
                    body, middle = bust(file)
                    canvas.lay(body, placing(middle, to, 0, scale, scale))
                onto = placing(own.centre, to, roll, side * layer.squeeze * scale, scale)
                number = canvas.lay(own.sprite, onto)
                axes = (own.axes[0] * scale * layer.squeeze, own.axes[1] * scale)
                eyes = tuple(moved(onto, eye) for eye in own.eyes)
                kind = layer.kind or ("masked" if layer.who < 0 else "plain")
                name = layer.who % 100 + {"mirrored": 100, "on screen": 200}.get(layer.kind, 0)
                laid.append((Face(name, kind, to, axes, roll % 360, eyes, 0, 0), number))
            case Line():
                sentence, person = cast.sentences[layer.text % len(cast.sentences)]
                card = layer.text < 0
                text = person if card else sentence
                sprite = words(text, card)
                tall, wide = sprite.levels[0].shape[:2]
                scale = min(layer.size * height / tall, 0.96 * width / wide)
                onto = placing((wide / 2, tall / 2), (across(layer.x), layer.y * height), layer.tilt, scale, scale)
                number = canvas.lay(sprite, onto)
                a, b, c, d = (moved(onto, p) for p in ((0, 0), (wide, 0), (wide, tall), (0, tall)))
                laid.append((Writing(text, "tag" if card else "subtitle", (a, b, c, d), 0), number))
            case Shape():
                corners = np.array([(across(px), py * height) for px, py in layer.corners], np.int32)
                canvas.draw(corners, layer.colour, max(1, round(layer.thick * height)) if layer.thick else 0)

    faces, writing = [], []
    for thing, number in laid:
        if isinstance(thing, Face):
            free = canvas.seen(thing.onto(SIDE), (SIDE, SIDE)) <= number
            visible = round(float(free[ROUND].mean()), 3)
            share = free.reshape(GRID, SIDE // GRID, GRID, SIDE // GRID).mean(axis=(1, 3))
            cells = sum(1 << int(n) for n in np.flatnonzero((share >= OPEN) & INNER))
            if visible:
                faces.append(replace(thing, visible=visible, cells=cells))
        else:
            flat = np.array(((0, 0), (256, 0), (256, 16)), np.float32)
            matrix = np.asarray(cv2.getAffineTransform(flat, np.array(thing.corners[:3], np.float32)), np.float64)
            free = canvas.seen(matrix, (256, 16)) <= number
            writing.append(replace(thing, visible=round(float(free.mean()), 3)))

    pixels: Real = canvas.pixels
    if shot.blur:
        pixels = np.asarray(cv2.blur(pixels, (max(1, round(shot.blur * width)), 1)), np.float32)
    if shot.light != 1:
        pixels = pixels * shot.light
    if shot.noise:
        pixels = pixels + random.normal(0, shot.noise, (height, width, 1)).astype(np.float32)
    return np.clip(pixels, 0, 255).astype(np.uint8), Moment("", tuple(faces), tuple(writing))


def shots(scenes: Sequence[str], count: int) -> Iterator[tuple[str, Shot]]:
    """count frames, the scenes one after another with a hard cut between."""
    for number, name in enumerate(scenes):
        first, end = count * number // len(scenes), count * (number + 1) // len(scenes)
        for n in range(first, end):
            yield name, SCENES[name]((n - first) / max(1, end - first - 1), n - first)


# Sound -----------------------------------------------------------------------------------------------------------

RATE = 48000
TURN, PAUSE = 2.5, 0.4  # seconds: at most that long does one speak, then nobody


@cache
def speech(file: str) -> Real:
    """A recording of the test data, one channel at RATE, from its first word."""
    resampler = av.AudioResampler("fltp", "mono", RATE)
    with av.open(str(testdata(file))) as recording:
        parts = [part for frame in recording.decode(audio=0) for part in resampler.resample(frame)]
    sound = np.concatenate([p.to_ndarray()[0] for p in (*parts, *resampler.resample(None))])
    loud = np.flatnonzero(np.abs(sound) > 0.1 * np.abs(sound).max())
    return np.asarray(sound[loud[0] : loud[-1]] * (0.5 / np.abs(sound).max()), np.float32)


def spoken(seconds: float, seed: int) -> tuple[Real, tuple[Speech, ...]]:
    """Voices in turn over the quiet noise of a room, one channel at RATE, and who speaks when."""
    random = np.random.default_rng(seed + 77)
    sound = random.normal(0, 0.0015, int(seconds * RATE)).astype(np.float32)
    sound += 0.002 * np.sin(2 * np.pi * 100 * np.arange(len(sound), dtype=np.float32) / RATE)
    files = [e for e in truth("speech_gt.json") if e["file"].endswith(("0000.flac", "0003.flac")) or e.get("name")]
    turns, at = [], 0.3
    for number in random.permutation(len(files)).tolist() * 50:
        length = min(TURN, seconds - 0.2 - at)
        if length < 0.4:
            break
        voice = speech(files[number]["file"])[: int(length * RATE)]
        start = int(at * RATE)
        sound[start : start + len(voice)] += voice
        end = at + len(voice) / RATE
        who, said = files[number].get("speaker", "tts"), files[number].get("text", "")
        turns.append(Speech(round(at, 3), round(end, 3), who, said))
        at = end + PAUSE
    return sound, tuple(turns)


# The file --------------------------------------------------------------------------------------------------------


@dataclass
class Writer:
    """An MP4 being written: a picture at a time, sound beside it."""

    path: Path
    width: int
    height: int
    fps: Fraction
    quality: int
    sound: Real | None
    dress: dict[str, str] = field(default_factory=dict)
    frames: int = 0
    samples: int = 0

    def __post_init__(self) -> None:
        self.file = av.open(str(self.path), "w", format="mp4", options={"movflags": "faststart"})
        options = {"preset": "veryfast", "crf": str(self.quality), "threads": "1"}
        self.video = self.file.add_stream("libx264", rate=self.fps, options=options)
        self.video.width, self.video.height, self.video.pix_fmt = self.width, self.height, "yuv420p"
        self.audio = None
        if self.sound is not None:
            self.audio = self.file.add_stream("aac", rate=RATE, layout="mono", bit_rate=96000)
        if self.dress:
            self.dressed()

    def dressed(self) -> None:
        """All that phones and editing programs write beside the picture: of whom, where, when, with what."""
        name, sentence = self.dress["name"], self.dress["sentence"]
        self.file.metadata.update(
            title=f"{name} rhinoplasty", artist=name, comment=sentence, location="+10.7769+106.7009/",
            creation_time="2026-05-03T10:11:12Z",
        )  # fmt: skip
        self.video.metadata["handler_name"] = f"{name} camera"
        if self.audio:
            self.audio.metadata["handler_name"] = f"{name} voice"
        subtitle = self.file.add_stream("mov_text")
        subtitle.codec_context.subtitle_header = b""  # its encoder does not open without one
        subtitle.metadata["language"] = "vie"
        cover = self.file.add_stream("mjpeg")
        cover.width, cover.height, cover.pix_fmt = 160, 160, "yuvj420p"
        cover.disposition = Disposition.attached_pic
        second = Fraction(1, 1000)
        title = {"title": f"{name} before"}
        self.file.set_chapters([{"id": 1, "start": 0, "end": 1000, "time_base": second, "metadata": title}])
        line = av.Packet(len(sentence.encode()).to_bytes(2, "big") + sentence.encode())
        line.stream, line.time_base, line.pts, line.dts, line.duration = subtitle, second, 0, 0, 1500
        face = np.asarray(Image.open(testdata(self.dress["face"])).convert("RGB").resize((160, 160)))
        shown = av.VideoFrame.from_ndarray(face, format="rgb24").reformat(format="yuvj420p")
        shown.pts = 0
        pictures = [*cover.encode(shown), *cover.encode(None)]
        self.file.mux(line)
        self.file.mux(pictures)

    def add(self, pixels: Pixels) -> None:
        frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
        frame.pts, frame.time_base = self.frames, 1 / self.fps
        self.file.mux(self.video.encode(frame))
        self.frames += 1
        self.speak(self.frames / self.fps)

    def speak(self, until: Fraction | float) -> None:
        while self.audio and self.sound is not None and self.samples < min(until * RATE, len(self.sound)):
            part = self.sound[None, self.samples : self.samples + 1024]
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(part), format="fltp", layout="mono")
            frame.sample_rate, frame.pts, frame.time_base = RATE, self.samples, Fraction(1, RATE)
            self.file.mux(self.audio.encode(frame))
            self.samples += part.shape[1]

    def close(self) -> None:
        self.speak(math.inf)
        self.file.mux(self.video.encode(None))
        if self.audio:
            self.file.mux(self.audio.encode(None))
        self.file.close()


def film(
    path: Path,
    scenes: Sequence[str] = ("pan",),
    *,
    width: int = 640,
    height: int = 360,
    fps: Fraction | int = 25,
    seconds: float = 3,
    seed: int = 0,
    sound: bool = False,
    dressed: bool = False,
    quality: int = 17,
) -> Film:
    """Makes the film as an MP4 (H.264, and AAC with `sound`) and tells what is true of it.

    scenes: names of SCENES, each given an equal share of the time. seed: other people in other rooms' order, the
    other way round, other noise and voices. dressed: with metadata, a chapter, subtitles and a cover picture that
    name and show a person. quality: x264's constant rate factor."""
    cast, random, fps = Cast.of(seed), np.random.default_rng(seed), Fraction(fps)
    count = round(seconds * fps)
    track, turns = spoken(float(count / fps), seed) if sound else (None, ())
    sentence, name = cast.sentences[0]
    about = {"name": name, "sentence": sentence, "face": cast.plain[0]} if dressed else {}
    writer = Writer(path, width, height, fps, quality, track, about)
    moments = []
    for scene, shot in shots(scenes, count):
        pixels, moment = painted(shot, cast, width, height, random)
        writer.add(pixels)
        moments.append(replace(moment, scene=scene))
    writer.close()
    told = (name, "10.7769", "2026-05-03") if dressed else ()
    return Film(path, Truth(width, height, fps, tuple(moments), turns, told))


def kept(film: Film) -> Film:
    """Its truth written beside it, as JSON."""
    film.path.with_suffix(".json").write_text(json.dumps(film.truth.as_json(), ensure_ascii=False), encoding="utf-8")
    return film


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scenes", default=",".join(SCENES), help="each a film of its own; joined by +: one film")
    parser.add_argument("--size", default="640x360")
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--seed", type=int, default=0)
    said = parser.parse_args()
    width, height = map(int, said.size.split("x"))
    said.folder.mkdir(parents=True, exist_ok=True)
    for names in said.scenes.split(","):
        target = said.folder / f"{names}.mp4"
        made = film(
            target, names.split("+"), width=width, height=height, seconds=said.seconds, seed=said.seed, sound=True
        )
        kept(made)
        sys.stdout.write(f"{target}\n")


if __name__ == "__main__":
    main()
