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
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from film_scenes import HARD, SCENES, Actor, Line, Shape, Shot, shots
from film_sprites import MASKED, PLAIN, Pixels, Sprite, bust, head, room, words
from film_truth import GRID, Face, Film, Matrix, Moment, Real, Speech, Truth, Writing, moved, placing
from film_writing import Writer, spoken
from support import truth

__all__ = ["HARD", "SCENES", "Cast", "Face", "Film", "Moment", "Speech", "Truth", "Writing", "film", "kept"]

OPEN = 0.9  # of a cell: from here nothing lies over it


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
