"""Film files written with nothing beside the film, and then with something hidden in them, of every kind there is."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.bitstream import BitStreamFilterContext
from av.codec.context import Flags

Spoil = Callable[[Path, Path], None]

MUXERS = {".mp4": "mp4", ".mov": "mov", ".mkv": "matroska", ".webm": "webm"}
TICK = Fraction(1, 12800)
STEP = 512  # ticks a frame: 25 a second


def write(path: Path, frames: Iterator[Any], *, crf: int, size: tuple[int, int], ticks: list[int] | None = None,
          copied: bool = False) -> None:  # fmt: skip
    """yuv420p frames as a film without sound, as the writer of safe copies codes them."""
    options = {"fflags": "+bitexact"} | ({"movflags": "+faststart"} if path.suffix in (".mp4", ".mov") else {})
    with av.open(str(path), "w", MUXERS[path.suffix], options=options) as out:
        if path.suffix == ".webm":
            coding = {"crf": "24", "b": "0", "deadline": "realtime", "cpu-used": "6", "lag-in-frames": "0",
                      "auto-alt-ref": "0"}  # fmt: skip
            stream: Any = out.add_stream("libvpx-vp9", rate=25, options=coding)
        else:
            coding = {"preset": "veryfast", "crf": str(crf), "bf": "0", "udu_sei": "0", "g": "125"}
            stream = out.add_stream("libx264", rate=25, options=coding)
        context = stream.codec_context
        context.flags |= int(Flags.bitexact)
        context.width, context.height = size
        context.pix_fmt, context.thread_count = "yuv420p", 2
        context.time_base = stream.time_base = TICK
        context.colorspace = context.color_primaries = context.color_trc = 1
        context.color_range = 1
        strip: Any = None

        def mux(packets: list[Any]) -> None:
            nonlocal strip
            for packet in packets:
                if context.name == "libx264":
                    strip = strip or BitStreamFilterContext("filter_units=remove_types=6", stream)
                    for one in strip.filter(packet):
                        send(one)
                else:
                    send(packet)

        def send(packet: Any) -> None:
            packet.stream, packet.time_base = stream, TICK
            packet.duration = packet.duration or STEP
            out.mux(packet)

        for n, given in enumerate(frames):
            frame = av.VideoFrame.from_ndarray(given.to_ndarray(), "yuv420p") if copied else given
            frame.pts, frame.time_base = ticks[n] if ticks else n * STEP, TICK
            frame.pict_type = 0
            frame.colorspace, frame.color_range = 1, 1
            mux(stream.encode(frame))
        mux(stream.encode(None))


SPOILS: dict[str, tuple[Spoil, str]] = {}
