"""The copy of a film: every frame with what must go filled, sound only while it may be heard, nothing else carried.

Its pictures are written in parts, each by itself: a part in which the same is filled has the same bytes in every copy,
so that the next copy of a film, and a run after a crash, take those that are there."""

import hashlib
import tempfile
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice, pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kindao.engine.geometry import ROUND, Box, Edges, Interval, Track
from kindao.engine.media.clip import Clip, Container
from kindao.engine.media.making import KEY_EVERY, FilmFacts, FilmWriter, coding, join, write_sound, written_sound
from kindao.engine.media.reading import samples, stills
from kindao.engine.media.tones import views
from kindao.engine.redact.silence import silenced

GREY = (126, 128, 128)  # brightness and colour of the fill, as limited-range film stores them: sRGB 128
GRAIN = 96  # frames of which a part has a whole number: so often verification looks at all of a film again anyway

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


@dataclass(frozen=True, slots=True)
class _Part:
    """Some frames of a copy, pictures alone. It has its name when it is whole, and that tells all that is in it."""

    first: int
    end: int
    path: Path
    tracks: tuple[Track, ...]
    kept: tuple[Track, ...]

    @property
    def there(self) -> bool:
        return self.path.exists()


def beginnings(clip: Clip) -> tuple[int, ...]:
    """The first frame of each part of a film's copy. From each a player can start, as it wants to every few seconds."""
    return tuple(range(0, clip.frames, max(int(clip.rate * KEY_EVERY) // GRAIN, 1) * GRAIN))


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
    """Writes the copy of a film under `path`, or nothing. It is in parts, which begin where `beginnings` says.

    tracks: what is filled; kept: but for these, in whole colour pixels. heard: when its first sound may be heard,
    all else is silent; with none there is no sound at all; None: always.
    folder: where the parts of this copy stay, and of those that are there the same are taken, the others deleted: it
    must be of copies of this very film alone, made one after the other.
    progress hears the index of each frame that is done, of parts that are there of the last."""
    facts = FilmFacts.like(clip, container)
    # One sound at most: a second one, such as a commentary, is heard by nobody who looks at the copy before it goes.
    facts = replace(facts, sounds=() if heard == () else facts.sounds[:1], colours=_colours(clip))
    with nullcontext(folder) if folder else _elsewhere(path) as place:
        parts = _parts(clip, facts, tracks, kept, place, container)
        _write(clip, facts, parts, container, progress)
        blocks = [heard_of(clip, n, container, heard) for n in range(len(facts.sounds))]
        join([part.path for part in parts], path, facts, container, sounds=blocks)
        _only(parts, place)


@contextmanager
def _elsewhere(path: Path) -> Iterator[Path]:
    """A hidden folder beside a copy, for its owner alone, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix=".kindao-", dir=path.parent) as folder:
        yield Path(folder)


def _colours(clip: Clip) -> int:
    with closing(stills(clip, end=1)) as first:
        return int(next(first).planes.colorspace)


def _parts(
    clip: Clip, facts: FilmFacts, tracks: Sequence[Track], kept: Sequence[Track], folder: Path, container: Container
) -> list[_Part]:
    starts = beginnings(clip)
    spans = list(pairwise((*starts, clip.frames)))
    made = GREY, ROUND, coding(container)  # another version's parts are not put beside this one's
    parts = []
    for (first, end), filled, stays in zip(spans, by_part(tracks, spans), by_part(kept, spans), strict=True):
        told = [_told(some, first, end) for some in (filled, stays)]
        recipe = repr((made, clip.digest, container, replace(facts, sounds=()), first, end, told))
        name = f"part-{first:08}-{hashlib.sha256(recipe.encode()).hexdigest()[:32]}.mp4"
        parts.append(_Part(first, end, folder / name, tuple(filled), tuple(stays)))
    return parts


def _only(parts: Sequence[_Part], folder: Path) -> None:
    """Deletes the parts of copies before: the next is another than this one, and they would fill the disk."""
    for path in set(folder.glob("part-*.mp4")) - {part.path for part in parts}:
        path.unlink(missing_ok=True)


def by_part(tracks: Iterable[Track], spans: Sequence[tuple[int, int]]) -> list[list[Track]]:
    """The tracks that are in each of these spans of frames, which begin and end one after the other."""
    starts, ends = [first for first, _ in spans], [end for _, end in spans]
    out: list[list[Track]] = [[] for _ in spans]
    for track in tracks:
        for n in range(bisect_right(ends, track.first), bisect_left(starts, track.end)):
            out[n].append(track)
    return out


def _told(tracks: Sequence[Track], first: int, end: int) -> list[tuple[int, bytes, bytes]]:
    """Where a part is filled: in which order, and how often, is all the same."""
    cut = [there for track in tracks if (there := track.within(first, end))]
    return sorted({(there.first, there.packed, there.whole) for there in cut})


def _write(
    clip: Clip, facts: FilmFacts, parts: Sequence[_Part], container: Container, progress: Callable[[int], None]
) -> None:
    """Those that are not there. The film is decoded from its beginning: of what is decoded after a seek not every
    coding promises the very same pictures, and a part must have the same bytes whenever it is written."""
    end = max((part.end for part in parts if not part.there), default=0)
    with closing(stills(clip, end=end)) as frames:
        for part in parts:
            here = islice(frames, part.end - part.first)
            if part.there:
                deque(here, maxlen=0)  # decoded, and not converted
                progress(part.end - 1)
                continue
            fill = Filling(part.tracks, part.kept)
            with FilmWriter(part.path, facts, container, segment=True) as writer:
                for still in here:
                    fill(views(still.planes), still.index)
                    writer.picture(still, still.at)
                    progress(still.index)
        next(frames, None)  # which looks whether the film ends there, too


def redact_sound(clip: Clip, heard: tuple[Interval, ...] | None, path: Path, container: Container) -> None:
    """Writes the copy of a recording: its first sound, silent but while it may be heard."""
    write_sound(path, heard_of(clip, 0, container, heard), written_sound(clip.sounds[0], container), container)


def heard_of(clip: Clip, sound: int, container: Container, heard: tuple[Interval, ...] | None) -> Blocks:
    """A sound as it goes into the copy."""
    written = written_sound(clip.sounds[sound], container)
    blocks = samples(clip, sound, rate=written.rate, mono=written.channels == 1)
    return blocks if heard is None else silenced(blocks, heard, written.rate)
