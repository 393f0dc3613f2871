"""The copy of a film: every frame with what must go filled, sound only while it may be heard, nothing else carried."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kindao.engine.geometry import ROUND, Box, Edges, Interval, Track
from kindao.engine.media.clip import Clip, Container
from kindao.engine.media.making import FilmFacts, FilmWriter, join, write_sound, written_sound
from kindao.engine.media.reading import samples, stills
from kindao.engine.media.tones import views
from kindao.engine.redact.silence import silenced

GREY = (126, 128, 128)  # brightness and colour of the fill, as limited-range film stores them: sRGB 128
PART = 1500  # frames of a part of a long film: a minute
AHEAD = Fraction(1)  # seconds by which sound goes before the picture in the writing

Cover = Callable[[Sequence[NDArray[np.uint8]], int], None]  # fills the planes of the frame of this index
Blocks = Iterator[tuple[Fraction, NDArray[np.float32]]]


def fill_planes(
    planes: Sequence[NDArray[np.uint8]], boxes: Sequence[Box], rounds: Sequence[tuple[Box, Edges]] = ()
) -> None:
    """Every box becomes one flat colour, in place; of those in `rounds` what `Track.whole` tells of these edges.

    planes: brightness (height, width), and two of colour of half that size each way. A box grows to whole colour
    pixels, so that no colour of what was under it is left at its edge."""
    for box in boxes:
        x0, y0, x1, y1 = box.x0 // 2, box.y0 // 2, -(-box.x1 // 2), -(-box.y1 // 2)
        planes[0][2 * y0 : 2 * y1, 2 * x0 : 2 * x1] = GREY[0]
        planes[1][y0:y1, x0:x1] = GREY[1]
        planes[2][y0:y1, x0:x1] = GREY[2]
    for box, edges in rounds:
        x, y = _out(box.x0, box.x1, edges[0], edges[2]), _out(box.y0, box.y1, edges[1], edges[3])
        touched = x[None] + y[:, None] < 1
        top, left = box.y0 // 2, box.x0 // 2
        both = touched.repeat(2, axis=0).repeat(2, axis=1)
        part = planes[0][2 * top : 2 * (top + len(y)), 2 * left : 2 * (left + len(x))]
        part[both[: part.shape[0], : part.shape[1]]] = GREY[0]
        for plane, level in zip(planes[1:], GREY[1:], strict=True):
            plane[top : top + len(y), left : left + len(x)][touched] = level


def _out(start: int, end: int, low: int, high: int) -> NDArray[np.float64]:
    """Of the colour pixels of a side: how far out the edge nearer the middle lies, 0 to 1, to the power ROUND.

    start, end: of the side, in pixels of brightness; low, high: of the same beyond the frame."""
    middle, half = (low + high) / 2, max((high - low) / 2, 0.5)
    edges = np.arange(start // 2, -(-end // 2)) * 2.0
    away = np.maximum(middle - (edges + 2), edges - middle)
    return np.asarray((np.maximum(away, 0) / half) ** ROUND)


def in_each(tracks: Sequence[Track]) -> Callable[[int], list[Track]]:
    """Those that are in each frame, asked for in ascending order."""
    waiting = sorted(tracks, key=lambda track: track.first, reverse=True)
    now: list[Track] = []

    def here(frame: int) -> list[Track]:
        while waiting and waiting[-1].first <= frame:
            now.append(waiting.pop())
        now[:] = [track for track in now if frame < track.end]
        return list(now)

    return here


def covering(tracks: Sequence[Track]) -> Cover:
    """What fills one frame after the other, in ascending order."""
    here = in_each(tracks)

    def cover(planes: Sequence[NDArray[np.uint8]], frame: int) -> None:
        boxes, rounds = [], []
        for track in here(frame):
            box, edges = track.at(frame), track.round(frame)
            if box is not None and edges is not None:
                rounds.append((box, edges))
            elif box is not None:
                boxes.append(box)
        fill_planes(planes, boxes, rounds)

    return cover


class Filling:
    """Fills each frame, asked for in ascending order, but for what is kept in it."""

    def __init__(self, tracks: Sequence[Track], kept: Sequence[Track] = ()) -> None:
        self._cover, self._kept = covering(tracks), in_each(kept)

    def __call__(self, planes: Sequence[NDArray[np.uint8]], frame: int) -> None:
        whole = [_places(box) for track in self._kept(frame) if (box := track.at(frame)) is not None]
        aside = [[plane[place].copy() for plane, place in zip(planes, places, strict=True)] for places in whole]
        self._cover(planes, frame)
        for places, parts in zip(whole, aside, strict=True):
            for plane, place, part in zip(planes, places, parts, strict=True):
                plane[place] = part


def _places(box: Box) -> tuple[tuple[slice, slice], ...]:
    """Where a box of whole colour pixels lies in each plane."""
    half = slice(box.y0 // 2, box.y1 // 2), slice(box.x0 // 2, box.x1 // 2)
    return box.slices, half, half


def redact_film(
    clip: Clip,
    tracks: Sequence[Track],
    heard: tuple[Interval, ...] | None,
    path: Path,
    container: Container,
    *,
    kept: Sequence[Track] = (),
    folder: Path | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> None:
    """Writes the copy of a film under `path`, or nothing.

    tracks: what is filled; kept: but for these, in whole colour pixels. heard: when its first sound may be heard,
    all else is silent; with none there is no sound at all; None: always.
    folder: where parts of a long film are kept until it
    is whole, and those that are there already are taken: they must be of this very copy. progress hears the index of
    each frame that is done."""
    facts = FilmFacts.like(clip, container)
    # One sound at most: a second one, such as a commentary, is heard by nobody who looks at the copy before it goes.
    facts = replace(facts, sounds=() if heard == () else facts.sounds[:1])
    cover = Filling(tracks, kept)
    if folder is not None and clip.frames > 2 * PART:
        parts = [_part(clip, facts, cover, first, folder, container, progress) for first in range(0, clip.frames, PART)]
        blocks = [heard_of(clip, n, container, heard) for n in range(len(facts.sounds))]
        join(parts, path, facts, container, sounds=blocks)
        return
    sounds = [_Sound(n, heard_of(clip, n, container, heard)) for n in range(len(facts.sounds))]
    with FilmWriter(path, facts, container) as writer:
        for still in stills(clip):
            for sound in sounds:
                sound.advance(writer, still.at + AHEAD)
            planes: Any = still.planes
            cover(views(planes), still.index)
            writer.picture(planes, still.at)
            progress(still.index)
        for sound in sounds:
            sound.advance(writer, None)


def _part(
    clip: Clip,
    facts: FilmFacts,
    cover: Cover,
    first: int,
    folder: Path,
    container: Container,
    progress: Callable[[int], None],
) -> Path:
    """One part of a film, pictures alone, written unless it is there: it has its name only when it is whole."""
    path = folder / f"part-{first:08}.mp4"
    if not path.exists():
        with FilmWriter(path, facts, container, segment=True) as writer:
            for still in stills(clip, start=first, end=first + PART):
                planes: Any = still.planes
                cover(views(planes), still.index)
                writer.picture(planes, still.at)
                progress(still.index)
    return path


def redact_sound(clip: Clip, heard: tuple[Interval, ...] | None, path: Path, container: Container) -> None:
    """Writes the copy of a recording: its first sound, silent but while it may be heard."""
    write_sound(path, heard_of(clip, 0, container, heard), written_sound(clip.sounds[0], container), container)


def heard_of(clip: Clip, sound: int, container: Container, heard: tuple[Interval, ...] | None) -> Blocks:
    """A sound as it goes into the copy."""
    written = written_sound(clip.sounds[sound], container)
    blocks = samples(clip, sound, rate=written.rate, mono=written.channels == 1)
    return blocks if heard is None else silenced(blocks, heard, written.rate)


class _Sound:
    """One sound, given to the writer no further than the pictures are."""

    def __init__(self, number: int, blocks: Blocks) -> None:
        self._number, self._blocks = number, blocks
        self._next = next(blocks, None)

    def advance(self, writer: FilmWriter, until: Fraction | None) -> None:
        while self._next is not None and (until is None or self._next[0] < until):
            writer.sound(self._number, *self._next)
            self._next = next(self._blocks, None)
