"""Films and recordings for the tests, made by Debian's ffmpeg or by PyAV: small, and showing nobody."""

import subprocess
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 160, 120
PICTURE = ("-f", "lavfi", "-i", f"testsrc2=size={WIDTH}x{HEIGHT}:rate=25:duration=1")
TONE = ("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=44100:duration=1")
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
QUIET_HEVC = "log-level=none"


def ffmpeg(out: Path, *arguments: object) -> Path:
    """What Debian's ffmpeg makes of these arguments."""
    subprocess.run(
        ["ffmpeg", "-y", "-v", "error", "-threads", "1", *map(str, arguments), str(out)],
        check=True,
        capture_output=True,
        timeout=60,
    )
    return out


def film(out: Path, *arguments: object) -> Path:
    """A second of a moving test card, H.264 unless told otherwise."""
    return ffmpeg(out, *PICTURE, *(arguments or H264))


def talking(out: Path, *arguments: object) -> Path:
    """The same with a tone."""
    return ffmpeg(out, *PICTURE, *TONE, *(arguments or H264))


def turned(plain: Path, out: Path, degrees: float, *, hflip: bool = False, vflip: bool = False) -> Path:
    """The film of another file with a display matrix."""
    with av.open(str(plain)) as source, av.open(str(out), "w") as target:
        stream = target.add_stream_from_template(source.streams.video[0])
        stream.set_display_rotation(degrees, hflip=hflip, vflip=vflip)
        for packet in source.demux(source.streams.video[0]):
            if packet.dts is not None:
                packet.stream = stream
                target.mux(packet)
    return out


def coded(
    out: Path,
    frames: Sequence[NDArray[np.uint8]],
    ticks: Sequence[int] = (),
    *,
    tick: Fraction = Fraction(1, 25),
    codec: str = "libx264",
    pix_fmt: str = "yuv420p",
    options: dict[str, str] | None = None,
    told: dict[str, int] | None = None,
    format: str | None = None,
) -> Path:
    """A film of these frames, each in the layout of `pix_fmt` as PyAV has it, shown at these ticks."""
    with av.open(str(out), "w", format) as target:
        stream: Any = target.add_stream(codec, rate=25, options=options or {"crf": "10"})
        height = frames[0].shape[0] * 2 // 3 if pix_fmt.startswith(("yuv420p", "yuvj420p")) else frames[0].shape[0]
        stream.width, stream.height, stream.pix_fmt = frames[0].shape[1], height, pix_fmt
        stream.codec_context.time_base = stream.time_base = tick
        for name, value in (told or {}).items():
            setattr(stream.codec_context, name, value)
        for n, values in enumerate(frames):
            frame = av.VideoFrame.from_ndarray(values, format=pix_fmt)
            frame.pts, frame.time_base = (ticks[n] if ticks else n), tick
            target.mux(stream.encode(frame))
        target.mux(stream.encode(None))
    return out


def flat(luma: int, blue: int = 128, red: int = 128, *, width: int = WIDTH, height: int = HEIGHT) -> NDArray[np.uint8]:
    """One colour, as PyAV lays out yuv420p: (height * 3 / 2, width)."""
    values = np.full((height * 3 // 2, width), luma, np.uint8)
    values[height : height + height // 4] = blue
    values[height + height // 4 :] = red
    return values


def patterned(n: int, *, width: int = WIDTH, height: int = HEIGHT) -> NDArray[np.uint8]:
    """A different picture for each number: soft blobs that move, in colour."""
    y, x = np.mgrid[:height, :width]
    luma = 126 + 90 * np.sin((x + 5 * n) / 17) * np.cos((y - 3 * n) / 13)
    values = np.empty((height * 3 // 2, width), np.uint8)
    values[:height] = luma
    chroma = 128 + 60 * np.sin((x[::2, ::2] - 4 * n) / 31)
    values[height:] = np.stack([chroma, chroma[::-1]]).reshape(height // 2, width)
    return values
