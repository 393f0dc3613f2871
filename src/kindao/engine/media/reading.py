"""The pictures and the sound of a clip, one after the other, never all at once."""

from collections.abc import Generator, Iterator
from fractions import Fraction
from typing import Any

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from kindao.engine.errors import Unreadable
from kindao.engine.media.clip import Clip
from kindao.engine.media.demuxing import decoded, demuxed
from kindao.engine.media.picture import Pixels
from kindao.engine.media.tones import Brought, fresh, views
from kindao.engine.media.turning import Turn, turn_of

BEFORE = 32  # frames: a seek goes so far back, for frames that are shown before the one they are decoded after
KEPT = 1920 * 1088  # pixels of a frame whose colours are kept once converted: two looks out of three ask again
JITTER = Fraction(1, 100)  # seconds; containers round the times of sound, and 10 ms out of step is not noticed


class Still:
    """One frame of a film. Nothing is converted before it is asked for."""

    __slots__ = ("_aspect", "_brought", "_frame", "_planes", "_rgb", "_turn", "at", "index")

    def __init__(self, index: int, at: Fraction, frame: Any, aspect: Any, turn: Turn, brought: Brought) -> None:
        self.index = index
        self.at = at  # seconds as played, from 0
        self._frame, self._aspect, self._turn, self._brought = frame, aspect, turn, brought
        self._planes: Any = None
        self._rgb: Pixels | None = None

    @property
    def planes(self) -> Any:
        """The frame as shown, of standard dynamic range, as a yuv420p av.VideoFrame that was made for it: no side
        data, limited range, colours by BT.709 or BT.601 as its `colorspace` says. The copy is made from it."""
        if self._planes is None:
            self._planes = self._brought.planes(self._frame, self._aspect, self._turn)
            self._frame = None
        return self._planes

    @property
    def width(self) -> int:
        return int(self.planes.width)

    @property
    def height(self) -> int:
        return int(self.planes.height)

    def rgb(self, scale: float = 1.0) -> Pixels:
        """sRGB (height, width, 3) uint8, each side multiplied by `scale` and rounded. Not to be written to."""
        pixels = self._rgb
        if pixels is None:
            pixels = self._brought.rgb(self.planes)
            pixels.setflags(write=False)
            if pixels.size <= 3 * KEPT:
                self._rgb = pixels
        return _resized(pixels, self._scaled(scale))

    def grey(self, scale: float = 1.0) -> NDArray[np.uint8]:
        """(height, width) uint8: the brightness as it is stored, 16 for black to 235 for white."""
        return _resized(views(self.planes)[0], self._scaled(scale)).copy()

    def smaller(self, index: int, width: int, height: int) -> "Still":
        """The same moment as a frame of that size, even, with another number."""
        planes = self.planes
        sizes = (width, height), (width // 2, height // 2), (width // 2, height // 2)
        luma, blue, red = (_resized(plane, size) for plane, size in zip(views(planes), sizes, strict=True))
        one = Still(index, self.at, None, None, self._turn, self._brought)
        one._planes = fresh(luma, blue, red, planes.colorspace)
        return one

    def _scaled(self, scale: float) -> tuple[int, int]:
        return max(1, round(self.width * scale)), max(1, round(self.height * scale))


def _resized(pixels: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    """size: width, height."""
    if size == (pixels.shape[1], pixels.shape[0]):
        return pixels
    smooth = cv2.INTER_AREA if size[0] < pixels.shape[1] else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(pixels, size, interpolation=smooth), np.uint8)


def stills(clip: Clip, *, start: int = 0, end: int | None = None) -> Generator[Still, None, None]:
    """The frames start <= index < end, in the order in which they are shown.

    Raises Unreadable when one can't be decoded, and when they are not the frames that were there at opening."""
    end = clip.frames if end is None else min(end, clip.frames)
    if not 0 <= start <= clip.frames:
        raise ValueError(f"not a frame of the film: {start} of {clip.frames}")
    if start >= end:
        return
    ticks = memoryview(clip.ticks).cast("q")
    brought = Brought()
    index = start
    for frame, aspect in _from(clip, start, ticks):
        if index == end:
            if end == clip.frames:
                raise _not_the_same()
            return
        if frame.pts != ticks[index]:
            raise _not_the_same()
        yield Still(index, clip.at(index), frame, aspect, turn_of(frame), brought)
        index += 1
        if index == end < clip.frames:
            return
    if index != end:
        raise _not_the_same()


def _from(clip: Clip, start: int, ticks: memoryview) -> Iterator[tuple[Any, Any]]:
    """The decoded frames from this one on: by a seek where that leads there, else by decoding all before it."""
    if start > BEFORE:
        with demuxed(clip.path, clip.container) as opened:
            stream: Any = opened.streams[clip.film]
            opened.seek(ticks[start - BEFORE], stream=stream)
            frames = decoded(opened, clip.film, from_start=False)
            first = _first(frames, ticks[start])
            if first is not None:
                yield first, stream.sample_aspect_ratio
                for frame in frames:
                    yield frame, stream.sample_aspect_ratio
                return
    with demuxed(clip.path, clip.container) as opened:
        stream = opened.streams[clip.film]
        for n, frame in enumerate(decoded(opened, clip.film)):
            if n >= start:
                yield frame, stream.sample_aspect_ratio


def _first(frames: Iterator[Any], tick: int) -> Any:
    """The frame of this very time, when the ones decoded after a seek begin before it; else None."""
    try:
        before = False
        for frame in frames:
            if frame.pts is None or frame.pts > tick:
                return None
            if frame.pts == tick:
                return frame if before else None
            before = True
    except Unreadable:
        pass
    return None


def _not_the_same() -> Unreadable:
    return Unreadable(
        "the film was not read with the same frames as before",
        hint="Leave the file alone while it is worked on, and try again.",
    )


def samples(
    clip: Clip, sound: int, *, rate: int = 16_000, mono: bool = True, block_seconds: Fraction | float = 1
) -> Iterator[tuple[Fraction, NDArray[np.float32]]]:
    """The sound from 0 as played to its end, in blocks of equal length but for the last.

    sound: which of `clip.sounds`. rate: samples a second of the result, resampled where needed.
    Yields each block's moment, in seconds, and its samples from -1 to 1: (n,) for mono, the mean of the channels,
    else (n, channels). What is silent because nothing is there is 0, so that a sample's place is its time.
    Raises Unreadable when a part can't be decoded."""
    track = clip.sounds[sound]
    size = max(1, round(rate * Fraction(block_seconds)))
    whole = round((track.start + track.seconds) * rate)
    given, kept, held = 0, [], 0
    for piece in _resampled(_laid_out(clip, sound, mono=mono), track.rate, rate):
        kept.append(piece)
        held += len(piece)
        while held >= size and given + size <= whole:
            joined = np.concatenate(kept)
            yield Fraction(given, rate), _shape(joined[:size], mono=mono)
            kept, held, given = [joined[size:]], held - size, given + size
    rest = np.concatenate(kept) if kept else np.zeros((0, 1 if mono else track.channels), np.float32)
    while given < whole:
        n = min(size, whole - given)
        block = np.zeros((n, rest.shape[1]), np.float32)
        block[: len(rest[:n])] = rest[:n]
        yield Fraction(given, rate), _shape(block, mono=mono)
        rest, given = rest[n:], given + n


def _shape(block: NDArray[np.float32], *, mono: bool) -> NDArray[np.float32]:
    return np.ascontiguousarray(block[:, 0] if mono else block)


def _laid_out(clip: Clip, sound: int, *, mono: bool) -> Iterator[NDArray[np.float32]]:
    """The samples (n, channels) at their own rate from 0 as played, holes filled, overlaps dropped."""
    track = clip.sounds[sound]
    place = 0  # samples given so far
    with demuxed(clip.path, clip.container) as opened:
        for frame in decoded(opened, track.index):
            if not frame.samples:
                continue
            values = as_floats(frame)
            if values.shape[1] != track.channels or frame.sample_rate != track.rate:
                raise _not_the_same()
            if mono:
                values = values.mean(1, keepdims=True, dtype=np.float32)
            if frame.pts is not None:
                due = round((Fraction(frame.pts) * frame.time_base - clip.origin) * track.rate)
                if due - place > JITTER * track.rate:
                    yield from _silence(due - place, values.shape[1])
                    place = due
                elif place - due > JITTER * track.rate:
                    values = values[place - due :]
            place += len(values)
            if len(values):
                yield values


def _silence(n: int, channels: int) -> Iterator[NDArray[np.float32]]:
    while n > 0:
        yield np.zeros((min(n, 1 << 16), channels), np.float32)
        n -= 1 << 16


def as_floats(frame: Any) -> NDArray[np.float32]:
    """A decoded piece of sound as (n, channels) from -1 to 1."""
    values = frame.to_ndarray()
    channels = frame.layout.nb_channels
    values = values.T if frame.format.is_planar else values.reshape(-1, channels)
    match values.dtype.kind:
        case "u":
            return np.asarray((values.astype(np.float32) - 128) / 128, np.float32)
        case "i":
            return np.asarray(values / np.float64(2 ** (8 * values.dtype.itemsize - 1)), np.float32)
    return np.asarray(np.clip(np.nan_to_num(values.astype(np.float32)), -1, 1), np.float32)


def _resampled(pieces: Iterator[NDArray[np.float32]], from_rate: int, to_rate: int) -> Iterator[NDArray[np.float32]]:
    if from_rate == to_rate:
        yield from pieces
        return
    tool = None
    place = 0
    for piece in pieces:
        layout = LAYOUTS[piece.shape[1]]
        if tool is None:
            tool = av.AudioResampler("fltp", layout, to_rate)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(piece.T), "fltp", layout)
        frame.sample_rate, frame.pts, frame.time_base = from_rate, place, Fraction(1, from_rate)
        place += len(piece)
        for out in tool.resample(frame):
            yield np.asarray(out.to_ndarray().T, np.float32)
    if tool is not None:
        for out in tool.resample(None):
            yield np.asarray(out.to_ndarray().T, np.float32)


LAYOUTS = {1: "mono", 2: "stereo", 3: "2.1", 4: "quad", 5: "5.0", 6: "5.1", 7: "6.1", 8: "7.1"}
