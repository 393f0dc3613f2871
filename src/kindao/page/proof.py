"""A preview of a film's copy: small, eight frames a second, without sound, and nobody's head in it.

It is no copy and must not be taken for one: words over every frame say so in both languages, heads that a copy would
show are filled in green as those it would hide are in grey, and each has its figure's number."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from kindao.engine.appearance import figures
from kindao.engine.geometry import Box, Track
from kindao.engine.media.clip import Clip, Container
from kindao.engine.media.making import FilmFacts, FilmWriter
from kindao.engine.media.reading import Still
from kindao.engine.media.tones import views
from kindao.engine.medium.base import Progress, Step
from kindao.engine.medium.quick import Reduced
from kindao.engine.redact.plan import OF_SOMEONE
from kindao.engine.report import Preview
from kindao.engine.verify.film.told import Timeline
from kindao.engine.vocabulary import Finding

Plane = NDArray[np.uint8]
Colour = tuple[int, int, int]  # brightness, blue, red, as limited-range film stores them

GOES, STAYS = (126, 128, 128), (145, 54, 34)  # grey; green, sRGB 0 190 60
WHITE, BLACK = 235, 16
WORDS = Path(__file__).parent / "preview.png"
BAND = 0.6  # times the size of the words as they were drawn, in the band on top
FADED = 0.3  # of the words that lie across the picture
SLANT = 20  # degrees
EVERY = 5  # frames between two words of progress


def proof(
    clip: Clip,
    findings: Sequence[Finding],
    covered: Collection[Finding],
    path: Path,
    *,
    force: bool = False,
    progress: Progress = lambda _: None,
) -> Preview:
    """Writes a preview under `path`, or nothing.

    findings: what a quick look found; covered: what of it a copy would hide. Every head is filled either way: whose
    number is whose is only sure in the look of which a copy is made."""
    reduced = Reduced.of(clip)
    facts = FilmFacts.like(clip, Container.MP4)
    facts = replace(facts, width=reduced.width, height=reduced.height, rate=clip.rate / reduced.every, sounds=())
    gone, numbers = set(covered), _numbers(findings)
    placed = [
        (f.where, f) for f in findings if isinstance(f.where, Track) and (f in gone or f.identifier in OF_SOMEONE)
    ]
    there: Timeline[Finding] = Timeline(placed)
    scale = reduced.width / clip.width
    frames = 0
    with FilmWriter(path, facts, Container.MP4, force=force) as writer:
        for still in reduced.frames(clip):
            film = still.index * reduced.every
            paint(
                still,
                [(_small(box, scale, reduced), STAYS if f not in gone else GOES) for box, f in there.at(film)],
                [(_small(box, scale, reduced), numbers[f]) for box, f in there.at(film) if f in numbers],
            )
            writer.picture(still, still.at)
            frames += 1
            if still.index % EVERY == 0:
                progress(Step("preview", min(film + reduced.every, clip.frames), clip.frames))
    return Preview(path, reduced.width, reduced.height, frames)


def paint(still: Still, fills: Sequence[tuple[Box, Colour]], numbers: Sequence[tuple[Box, int]]) -> None:
    """In place: what is green first, so that nothing which goes is under it; then numbers; the words over all."""
    planes: Any = still.planes
    luma, blue, red = views(planes)
    for box, colour in sorted(fills, key=lambda fill: fill[1] != STAYS):
        x0, y0, x1, y1 = box.x0 // 2, box.y0 // 2, -(-box.x1 // 2), -(-box.y1 // 2)
        luma[2 * y0 : 2 * y1, 2 * x0 : 2 * x1] = colour[0]
        blue[y0:y1, x0:x1], red[y0:y1, x0:x1] = colour[1], colour[2]
    band, across = _words(luma.shape[1], luma.shape[0])
    drawn = np.ascontiguousarray(luma)
    drawn = np.asarray(drawn + (WHITE - drawn.astype(np.float32)) * across, np.uint8)
    drawn[: len(band)] = band
    for box, number in numbers:
        _number(drawn, box, number)
    luma[:] = drawn
    blue[: len(band) // 2], red[: len(band) // 2] = 128, 128


def _numbers(findings: Sequence[Finding]) -> dict[Finding, int]:
    """Of one finding of each figure, the number that `track=` takes in this look."""
    return {figure.findings[0]: n for n, figure in enumerate(figures(findings), 1)}


def _small(box: Box, scale: float, reduced: Reduced) -> Box:
    edges = (edge * scale for edge in (box.x0, box.y0, box.x1, box.y1))
    return Box.around(*edges, width=reduced.width, height=reduced.height)


def _number(luma: Plane, box: Box, number: int) -> None:
    text = str(number)
    (wide, tall), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, 0.7, 2)
    x, y = (box.x0 + box.x1 - wide) // 2, (box.y0 + box.y1 + tall) // 2
    place = max(0, min(x, luma.shape[1] - wide)), max(tall, min(y, luma.shape[0] - 2))
    for ink, thick in ((BLACK, 5), (WHITE, 2)):
        cv2.putText(luma, text, place, cv2.FONT_HERSHEY_SIMPLEX, 0.7, ink, thick, cv2.LINE_AA)


@cache
def _words(width: int, height: int) -> tuple[Plane, NDArray[np.float32]]:
    """The band on top, as brightness (rows, width); and the same words all over, as shares of white (height, width)."""
    with Image.open(WORDS) as drawn:
        mark = np.asarray(drawn.convert("L"), np.uint8)
    fitted = _fitted(mark, min(BAND, width / mark.shape[1]))
    rows = min(-(-fitted.shape[0] // 2) * 2, height)
    band = np.full((rows, width), BLACK, np.uint8)
    left, wide = max(0, (width - fitted.shape[1]) // 2), min(width, fitted.shape[1])
    ink = fitted[:rows, :wide].astype(np.float32) / 255
    band[: len(ink), left : left + wide] = (BLACK + (WHITE - BLACK) * ink).astype(np.uint8)
    side = 2 * max(width, height)
    fitted = _fitted(mark, min(1.0, width / mark.shape[1]))
    tile = cv2.copyMakeBorder(fitted, fitted.shape[0] // 2, fitted.shape[0], 0, fitted.shape[0], cv2.BORDER_CONSTANT)
    many = np.tile(tile, (-(-side // tile.shape[0]), -(-side // tile.shape[1])))[:side, :side]
    turn = cv2.getRotationMatrix2D((side / 2, side / 2), SLANT, 1.0)
    turned = cv2.warpAffine(many, turn, (side, side))
    y, x = (side - height) // 2, (side - width) // 2
    across = turned[y : y + height, x : x + width].astype(np.float32) / 255 * FADED
    return band, np.asarray(across, np.float32)


def _fitted(mark: Plane, scale: float) -> Plane:
    return np.asarray(cv2.resize(mark, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
