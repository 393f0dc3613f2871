"""Pictures of the shared test data in which somebody hid people by hand before the gate saw them: a bar over the
eyes, a box, a mosaic, a blur or a sticker over the face, a bar and a cap over people in masks. Seeded."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import cv2
import numpy as np

from kindao.engine.geometry import Box
from kindao.engine.media.opening import open_picture
from kindao.engine.media.picture import Format, Frame, Pixels
from kindao.engine.media.writing import encode
from support import testdata

COLOURS = ((15, 15, 15), (0, 0, 0), (255, 255, 255), (128, 128, 128), (200, 30, 40), (70, 130, 150))
PANEL = (280, 350)  # pixels of one person of a collage
SHARE = 0.35  # of the face's size, left around it in a collage


def _box(face: Box, left: float, top: float, right: float, bottom: float, shape: tuple[int, ...]) -> Box:
    """A part of a face's box, in shares of its width and height; clipped to the frame."""
    return Box.around(
        face.x0 + left * face.width,
        face.y0 + top * face.height,
        face.x0 + right * face.width,
        face.y0 + bottom * face.height,
        width=shape[1],
        height=shape[0],
    )


def _colour(random: np.random.Generator) -> tuple[int, int, int]:
    return COLOURS[int(random.integers(len(COLOURS)))]


def bar(pixels: Pixels, face: Box, random: np.random.Generator) -> None:
    """Over the eyes."""
    pixels[_box(face, -0.05, 0.24, 1.05, 0.50, pixels.shape).slices] = _colour(random)


def bar_and_cap(pixels: Pixels, face: Box, random: np.random.Generator) -> None:
    pixels[_box(face, -0.15, -0.35, 1.15, 0.08, pixels.shape).slices] = (70, 130, 150)
    pixels[_box(face, -0.05, 0.18, 1.05, 0.46, pixels.shape).slices] = (15, 15, 15)


def box(pixels: Pixels, face: Box, random: np.random.Generator) -> None:
    """Over the whole face; hair and ears are left."""
    pixels[_box(face, -0.05, -0.05, 1.05, 1.05, pixels.shape).slices] = _colour(random)


def mosaic(pixels: Pixels, face: Box, random: np.random.Generator) -> None:
    place = _box(face, -0.05, -0.05, 1.05, 1.05, pixels.shape)
    part = pixels[place.slices]
    across = int(random.integers(5, 11))
    small = cv2.resize(part, (across, max(round(across * place.height / place.width), 1)), interpolation=cv2.INTER_AREA)
    pixels[place.slices] = cv2.resize(small, (place.width, place.height), interpolation=cv2.INTER_NEAREST)


def blur(pixels: Pixels, face: Box, random: np.random.Generator) -> None:
    place = _box(face, -0.05, -0.05, 1.05, 1.05, pixels.shape)
    sigma = float(random.uniform(0.10, 0.18)) * face.width
    pixels[place.slices] = cv2.GaussianBlur(pixels, (0, 0), sigma)[place.slices]


def sticker(pixels: Pixels, face: Box, random: np.random.Generator) -> None:
    """A yellow smile, shaded, over the face."""
    x, y, radius = (face.x0 + face.x1) / 2, (face.y0 + face.y1) / 2, 0.62 * max(face.width, face.height)
    rows, columns = np.mgrid[: pixels.shape[0], : pixels.shape[1]].astype(np.float32)
    u, v = (columns - x) / radius, (rows - y) / radius
    disc = u**2 + v**2 <= 1
    shade = (1 - 0.12 * (v + 1) / 2)[..., None] * np.array((255, 214, 60), np.float32)
    pixels[disc] = shade[disc].astype(np.uint8)
    eyes = ((np.abs(u) - 0.32) ** 2 / 0.1**2 + (v + 0.2) ** 2 / 0.15**2) <= 1
    mouth = (np.abs(u**2 + v**2 - 0.4) < 0.05) & (v > 0.25)
    pixels[eyes | mouth] = (90, 50, 20)


HIDES: dict[str, Callable[[Pixels, Box, np.random.Generator], None]] = {
    hide.__name__: hide for hide in (bar, bar_and_cap, box, mosaic, blur, sticker)
}


@cache
def entries(*sets: str) -> tuple[dict[str, Any], ...]:
    truths: list[dict[str, Any]] = json.loads(testdata("faces_gt.json").read_text(encoding="utf-8"))
    return tuple(entry for entry in truths if entry["set"] in sets)


def opened(entry: dict[str, Any]) -> tuple[Pixels, list[Box]]:
    """A picture of the test data and its true faces."""
    pixels = open_picture(testdata(entry["file"]).read_bytes()).frames[0].pixels.copy()
    size = {"width": pixels.shape[1], "height": pixels.shape[0]}
    return pixels, [Box.around(*f["box"], **size) for f in entry["faces"] if not f["ignore"]]


def coded(pixels: Pixels) -> Pixels:
    """As it comes out of a JPEG."""
    return open_picture(encode((Frame(pixels),), Format.JPEG)).frames[0].pixels


def alone(kind: str, set: str, number: int, *, code: bool = True) -> tuple[Pixels, list[Box]]:
    """One picture of a set, every true face of it hidden so, and where the faces were. kind "": nothing hidden."""
    random = np.random.default_rng((number, len(kind)))
    of_set = entries(set)
    pixels, faces = opened(of_set[number % len(of_set)])
    for face in faces:
        if kind:
            HIDES[kind](pixels, face, random)
    return coded(pixels) if code else pixels, faces


def collage(kind: str, set: str, first: int, *, code: bool = True) -> tuple[Pixels, list[Box]]:
    """Eight people of a set before a wall, side by side, each face hidden so."""
    random = np.random.default_rng((first, len(kind)))
    canvas = np.full((860, 1300, 3), (190, 200, 196), np.float32) + np.linspace(-25, 25, 1300)[None, :, None]
    pixels = (canvas + random.normal(0, 3, canvas.shape)).clip(0, 255).astype(np.uint8)
    places = []
    of_set = entries(set)
    for n in range(8):
        whole, faces = opened(of_set[(first + n) % len(of_set)])
        face = max(faces, key=lambda one: one.area)
        cut = _box(face, -SHARE, -SHARE, 1 + SHARE, 1 + SHARE, whole.shape)
        panel = np.asarray(cv2.resize(whole[cut.slices], PANEL, interpolation=cv2.INTER_AREA), np.uint8)
        x, y = 20 + n % 4 * 320, 30 + n // 4 * 410
        across, down = PANEL[0] / cut.width, PANEL[1] / cut.height
        at = Box.around(
            (face.x0 - cut.x0) * across,
            (face.y0 - cut.y0) * down,
            (face.x1 - cut.x0) * across,
            (face.y1 - cut.y0) * down,
            width=PANEL[0],
            height=PANEL[1],
        )
        if kind:
            HIDES[kind](panel, at, random)
        pixels[y : y + PANEL[1], x : x + PANEL[0]] = panel
        places.append(Box(at.x0 + x, at.y0 + y, at.x1 + x, at.y1 + y))
    return coded(pixels) if code else pixels, places
