"""A film at a glance: evenly spaced moments, and every figure at its first frame and in its middle, each frame with the
time and the figures' numbers. A recording, and a film's sound: how loud it is over time, and where somebody speaks.

A sheet of an original shows the people in it: it stays in the clinic."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path

import cv2
import numpy as np

from kindao.engine.appearance import Figure, figures
from kindao.engine.geometry import Interval
from kindao.engine.media.clip import Clip, open_clip
from kindao.engine.media.picture import Pixels
from kindao.engine.media.reading import Still, samples, stills
from kindao.engine.report import Levels, Moment, Sheets
from kindao.engine.vocabulary import Finding
from kindao.page.marks import Badge, Mark, at_moment, numbered
from kindao.page.timeline import NOBODY, clock

WIDE = 2400  # pixels of a sheet, at most
CELL = 390  # of a cell's longer side, at most
GAP = 8
EVENLY, LEAST = 11, 4  # moments evenly apart, at most and at least; one each two seconds
OF_FIGURES = 28  # moments for figures, at most: with the others and the count of those left out, 40 cells
ON = 150  # frames that are read on to the next moment rather than sought: an encoder's usual distance of key frames
PARTS = 600  # of the whole time, each with its own loudness
HEARD = 8_000  # samples a second, enough to tell how loud it is
FLOOR = -60.0  # dB of full scale that is drawn as silence
FINE = 60  # seconds of sound up to which times are told to the tenth
STRIP = 150  # pixels, the height of the sound's picture

PAPER, INK, SOFT = (247, 246, 242), (28, 36, 34), (87, 98, 94)
COLOURS = {"person": (179, 38, 30), "words": (29, 85, 181), "code": (122, 42, 168), "kept": (20, 110, 60)}
LOUD, SPOKEN = (11, 95, 88), (252, 220, 160)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which frames are shown, and how many figures have no moment of their own: too many came."""

    frames: tuple[int, ...]
    left_out: int = 0


def moments(clip: Clip, found: Sequence[Figure]) -> Chosen:
    """The frames that stand for a film. Where two for each figure would be too many, each has its middle alone."""
    if not clip.frames:
        return Chosen(())
    each = 2 if 2 * len(found) <= OF_FIGURES else 1
    own = found[: OF_FIGURES // each]
    theirs = {(figure.frame + figure.end) // 2 for figure in own}
    if each == 2:
        theirs |= {figure.frame for figure in own}
    count = min(max(LEAST, int(clip.seconds / 2)), EVENLY)
    apart = clip.frames / count
    evenly = {int((n + 0.5) * apart) for n in range(count)}
    free = {frame for frame in evenly if all(abs(frame - taken) > apart / 3 for taken in theirs)}
    return Chosen(tuple(sorted(free | theirs)), len(found) - len(own))


def shown(clip: Clip, findings: Sequence[Finding], copy: Path | None) -> Sheets:
    """What a page shows of a film or recording, and the same of its copy when one was made.

    Raises Unreadable when either can't be read any more."""
    chosen = moments(clip, figures(findings)).frames
    other = open_clip(copy) if copy else None
    before = _small(clip, chosen)
    after: list[Pixels | None] = [None] * len(before)
    if other and other.frames:
        after = [*_small(other, [min(n, other.frames - 1) for n in chosen])]
    pairs = zip(chosen, before, after, strict=True)
    quiet = other and not other.sounds  # there is no sound at all in it
    return Sheets(
        tuple(Moment(frame, clip.at(frame), one, two) for frame, one, two in pairs),
        loudness(clip),
        ((0.0,) * PARTS if quiet else loudness(other)) if other else None,
    )


def sheet(
    clip: Clip,
    findings: Sequence[Finding],
    *,
    copy: bool = False,
    kept: Collection[int] | None = None,
    again: Mapping[int, int] = NOBODY,
) -> Pixels:
    """The contact sheet: at most 40 cells and 2400 pixels wide; of a recording its sound alone.

    kept: numbers of the figures that stay visible in a copy: theirs are green; None: nobody asked for one.
    again: figures that may be an earlier one: "3 = 1?".
    copy: these are the findings of its original, which say what moments are shown; nothing is drawn on them."""
    found = figures(findings)
    chosen = moments(clip, found)
    numbers = numbered(findings)
    cells = []
    for frame, pixels in zip(chosen.frames, _small(clip, chosen.frames), strict=True):
        if not copy:
            seen = at_moment(findings, numbers, clip.width, clip.height, frame)
            badges = [replace(b, family="kept") if kept and b.number in kept else b for b in seen.badges]
            _draw(pixels, seen.marks, badges, again)
        _label(pixels, clock(clip.at(frame)))
        cells.append(pixels)
    if chosen.left_out:
        cells.append(_counted(cells[0].shape, chosen.left_out))
    grid = _grid(cells) if cells else np.full((0, 4 * CELL, 3), PAPER, np.uint8)
    if not clip.sounds:
        return grid
    voices = () if copy else tuple(f.where for f in findings if isinstance(f.where, Interval))
    strip = _strip(clip, loudness(clip), voices, max(grid.shape[1], CELL))
    return np.concatenate((grid, strip) if grid.shape[1] == strip.shape[1] else (_wider(grid, strip.shape[1]), strip))


IN_COLUMN = 60  # figures, at most


def column(clip: Clip, findings: Sequence[Finding]) -> tuple[Pixels, int]:
    """One frame for each figure, in the order of their numbers, one under the other, each with that figure's number
    and boxes; and the height of one in pixels. What comes after `IN_COLUMN` is left out."""
    found = figures(findings)[:IN_COLUMN]
    middles = [(figure.frame + figure.end) // 2 for figure in found]
    frames = sorted(set(middles))
    small = dict(zip(frames, _small(clip, frames), strict=True))
    numbers = numbered(findings)
    cells = []
    for figure, frame in zip(found, middles, strict=True):
        cell = small[frame].copy()
        seen = at_moment(figure.findings, numbers, clip.width, clip.height, frame)
        _draw(cell, seen.marks, seen.badges)
        _label(cell, clock(clip.at(frame)))
        cells.append(cell)
    if not cells:
        return np.full((1, CELL, 3), PAPER, np.uint8), 1
    return np.concatenate(cells), cells[0].shape[0]


def loudness(clip: Clip) -> Levels:
    """Of the first sound, over the whole time of the clip; () without one."""
    if not clip.sounds:
        return ()
    power, count = np.zeros(PARTS), np.zeros(PARTS)
    whole = max(float(clip.seconds), 1 / HEARD)
    for start, block in samples(clip, 0, rate=HEARD):
        at = (float(start) + np.arange(len(block)) / HEARD) * PARTS / whole
        part = np.minimum(at.astype(np.int64), PARTS - 1)
        power += np.bincount(part, block.astype(np.float64) ** 2, PARTS)
        count += np.bincount(part, minlength=PARTS)
    decibels = 10 * np.log10(np.maximum(power / np.maximum(count, 1), 1e-12))
    return tuple(np.clip(1 - decibels / FLOOR, 0, 1).round(3).tolist())


def _small(clip: Clip, chosen: Sequence[int]) -> list[Pixels]:
    """These frames, in ascending order, each at the size of a cell."""
    scale = min(1.0, CELL / max(clip.width, clip.height, 1))
    return [np.array(still.rgb(scale)) for still in _read(clip, chosen)]


def _read(clip: Clip, chosen: Sequence[int]) -> Iterator[Still]:
    place = 0
    while place < len(chosen):
        end = place + 1
        while end < len(chosen) and chosen[end] - chosen[end - 1] <= ON:
            end += 1
        wanted = list(chosen[place:end])
        for still in stills(clip, start=wanted[0], end=wanted[-1] + 1):
            while wanted and wanted[0] == still.index:
                yield still
                wanted.pop(0)
        place = end


def _draw(pixels: Pixels, marks: Sequence[Mark], badges: Sequence[Badge], again: Mapping[int, int] = NOBODY) -> None:
    """In place: boxes, thin but for figures, and a figure's number at its corner."""
    height, width = pixels.shape[:2]

    def point(x: float, y: float) -> tuple[int, int]:
        return min(round(x * width / 100), width - 1), min(round(y * height / 100), height - 1)

    for mark in marks:
        first, last = point(mark.x, mark.y), point(mark.x + mark.width, mark.y + mark.height)
        if not mark.inner:
            cv2.rectangle(pixels, first, last, (255, 255, 255), 4, cv2.LINE_AA)
        cv2.rectangle(pixels, first, last, COLOURS[mark.family], 1 if mark.inner else 2, cv2.LINE_AA)
    for badge in badges:
        x, y = point(badge.x, badge.y)
        number = f"{badge.number} = {again[badge.number]}?" if badge.number in again else str(badge.number)
        _tag(pixels, number, x, y - TAG * ("above" in badge.where), (255, 255, 255), COLOURS[badge.family])


SIZE = 0.6  # of OpenCV's letters
TAG = 24  # pixels, the height of a number on its ground


def _tag(pixels: Pixels, text: str, x: int, y: int, ink: tuple[int, ...], ground: tuple[int, ...]) -> None:
    """Text on a ground of its own whose top left corner is here, moved until it is in the picture."""
    height, width = pixels.shape[:2]
    (wide, tall), low = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, SIZE, 2)
    x, y = max(0, min(x, width - wide - 8)), max(0, min(y, height - tall - low - 6))
    cv2.rectangle(pixels, (x, y), (x + wide + 7, y + tall + low + 5), ground, -1)
    cv2.putText(pixels, text, (x + 4, y + tall + 3), cv2.FONT_HERSHEY_SIMPLEX, SIZE, ink, 2, cv2.LINE_AA)


def _label(pixels: Pixels, time: str) -> None:
    _tag(pixels, time, 0, pixels.shape[0], (255, 255, 255), INK)


def _counted(shape: tuple[int, ...], number: int) -> Pixels:
    """A cell for those that have none."""
    cell = np.full(shape, PAPER, np.uint8)
    text = f"+{number}"
    (wide, tall), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, 2, 4)
    place = (shape[1] - wide) // 2, (shape[0] + tall) // 2
    cv2.putText(cell, text, place, cv2.FONT_HERSHEY_SIMPLEX, 2, COLOURS["person"], 4, cv2.LINE_AA)
    return cell


def _grid(cells: Sequence[Pixels]) -> Pixels:
    """The cells, all of one size, in rows as even as can be."""
    height, width = cells[0].shape[:2]
    rows = ceil(len(cells) / max(1, (WIDE - GAP) // (width + GAP)))
    columns = ceil(len(cells) / rows)
    out = np.full((rows * (height + GAP) + GAP, columns * (width + GAP) + GAP, 3), PAPER, np.uint8)
    for n, cell in enumerate(cells):
        y, x = GAP + n // columns * (height + GAP), GAP + n % columns * (width + GAP)
        out[y : y + height, x : x + width] = cell
    return out


def _wider(grid: Pixels, width: int) -> Pixels:
    return np.pad(grid, ((0, 0), (0, width - grid.shape[1]), (0, 0)), constant_values=PAPER[0])


def _strip(clip: Clip, levels: Levels, voices: Sequence[Interval], width: int) -> Pixels:
    """How loud it is, where somebody speaks, and when."""
    out = np.full((STRIP, width, 3), PAPER, np.uint8)
    whole = max(float(clip.seconds), 1e-3)
    foot = STRIP - 34
    for voice in voices:
        first, last = (round(float(t) / whole * (width - 1)) for t in (voice.start, voice.end))
        out[4:foot, first : max(first + 2, last)] = SPOKEN
    across = np.asarray(levels)[np.arange(width) * len(levels) // width]
    half = np.maximum(1, np.rint(across * (foot - 8) / 2)).astype(np.int64)
    rows = np.abs(np.arange(STRIP) - foot // 2)[:, None]
    out[rows < half[None, :]] = LOUD
    free = 0
    for moment in sorted({0.0, whole, *(float(t) for v in voices for t in (v.start, v.end))}):
        text = clock(moment) if whole > FINE else f"{clock(moment)}.{int(moment * 10) % 10}"
        (wide, _), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, SIZE, 2)
        x = round(moment / whole * (width - 1))
        cv2.line(out, (x, 4), (x, foot + 4), SOFT, 1)
        x = max(0, min(x - wide // 2, width - wide - 4))
        if x >= free:
            cv2.putText(out, text, (x, STRIP - 10), cv2.FONT_HERSHEY_SIMPLEX, SIZE, INK, 2, cv2.LINE_AA)
            free = x + wide + 12
    return out
