"""Short films and recordings for the tests of what people meet: somebody's head moving over a wall, or two, and a
voice. Small, so that every command takes seconds."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from support import testdata

WIDTH, HEIGHT, RATE, SOUND = 320, 240, 25, 48_000
CODECS = {".avi": ("mpeg4", "libmp3lame"), ".webm": ("libvpx-vp9", "libopus"), ".3gp": ("libx264", "aac")}
PATIENT, DOCTOR = "t1012.jpg", "t0768.jpg"


@dataclass(frozen=True, slots=True)
class Moving:
    """A head from one place to another, in pixels of its middle, in the frames first <= n < end."""

    who: str
    start: float
    stop: float
    first: int = 0
    end: int = 50
    side: int = 150


@cache
def head(who: str, side: int) -> NDArray[np.uint8]:
    with Image.open(testdata("faces_single", who)) as picture:
        pixels: NDArray[np.uint8] = np.asarray(picture.convert("RGB").resize((side, side)), np.uint8)
        return pixels


def frame(moving: Sequence[Moving], n: int) -> NDArray[np.uint8]:
    """(240, 320, 3): whoever is there in this frame, over a wall."""
    wall = np.linspace(150, 190, WIDTH)[None, :, None] + np.zeros((HEIGHT, 1, 3))
    pixels: NDArray[np.uint8] = np.asarray(np.rint(wall + np.array((4, 0, -8))), np.uint8)
    for one in moving:
        if one.first <= n < one.end:
            face = head(one.who, one.side)
            middle = one.start + (one.stop - one.start) * (n - one.first) / max(1, one.end - one.first - 1)
            x, y = round(middle - one.side / 2), (HEIGHT - face.shape[0]) // 2
            left, right = max(x, 0), min(x + one.side, WIDTH)
            if left < right:
                pixels[y : y + face.shape[0], left:right] = face[:, left - x : right - x]
    return pixels


def speech(seconds: float) -> NDArray[np.float32]:
    """Somebody reads, one channel at 48 kHz."""
    tool = av.AudioResampler("fltp", "mono", SOUND)
    with av.open(str(next(iter(sorted(testdata("speech").rglob("*.flac")))))) as recording:
        parts = [part for one in recording.decode(audio=0) for part in tool.resample(one)]
    read = np.concatenate([part.to_ndarray()[0] for part in parts]).astype(np.float32)
    loud = np.flatnonzero(np.abs(read) > 0.1 * np.abs(read).max())
    read = np.tile(read[loud[0] : loud[-1]], 1 + int(seconds * SOUND // max(1, loud[-1] - loud[0])))
    return np.asarray(read[: int(seconds * SOUND)] * (0.5 / np.abs(read).max()), np.float32)


def a_film(
    path: Path,
    moving: Sequence[Moving] = (),
    *,
    frames: int = 50,
    sound: NDArray[np.float32] | None = None,
    sounds: int = 1,
) -> Path:
    """moving: who is seen; nobody: a wall. sound: one channel at 48 kHz, in so many tracks.

    The suffix chooses the container."""
    film, voice = CODECS.get(path.suffix, ("libx264", "aac"))
    with av.open(str(path), "w") as file:
        stream: Any = file.add_stream(film, rate=RATE, options={"threads": "1"})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        heard = [file.add_stream(voice, rate=SOUND, layout="mono") for _ in range(sounds if sound is not None else 0)]
        for n in range(frames):
            smooth = np.asarray(cv2.GaussianBlur(frame(moving, n), (3, 3), 0), np.uint8)
            shown = av.VideoFrame.from_ndarray(smooth, "rgb24")
            shown.pts, shown.time_base = n, Fraction(1, RATE)
            file.mux(stream.encode(shown))
        file.mux(stream.encode(None))
        for one in heard:
            _spoken(file, one, sound)
    return path


def a_recording(path: Path, sound: NDArray[np.float32]) -> Path:
    codec = {".wav": "pcm_s16le", ".mp3": "libmp3lame", ".flac": "flac", ".ogg": "libopus"}.get(path.suffix, "aac")
    with av.open(str(path), "w", "ipod" if path.suffix == ".m4a" else None) as file:
        _spoken(file, file.add_stream(codec, rate=SOUND, layout="mono"), sound)
    return path


def _spoken(file: Any, stream: Any, sound: Any) -> None:
    whole = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound[None]), "fltp", "mono")
    whole.sample_rate, whole.pts, whole.time_base = SOUND, 0, Fraction(1, SOUND)
    tool = av.AudioResampler(stream.codec_context.format or "fltp", "mono", SOUND)
    for piece in [*tool.resample(whole), *tool.resample(None)]:
        file.mux(stream.encode(piece))
    file.mux(stream.encode(None))


TALK = (Moving(PATIENT, 80, 85), Moving(DOCTOR, 390, 235, first=10))
"""A patient, and a doctor who comes in from the right."""
