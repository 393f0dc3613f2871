"""Film files written with nothing beside the film, and then with something hidden in them, of every kind there is."""

import struct
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.bitstream import BitStreamFilterContext
from av.codec.context import Flags
from av.stream import Disposition

from leaks import ANNA

Spoil = Callable[[Path, Path], None]

MUXERS = {".mp4": "mp4", ".mov": "mov", ".mkv": "matroska", ".webm": "webm"}
TICK = Fraction(1, 12800)
STEP = 512  # ticks a frame: 25 a second
UPSIDE_DOWN = struct.pack(">9i", -(1 << 16), 0, 0, 0, -(1 << 16), 0, 0, 0, 1 << 30)  # ISO 14496-12, 8.3.2


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


NAME = ANNA.names[0]


# --- Written again, with more than the film


def again(
    source: Path,
    target: Path,
    *,
    file: dict[str, str] | None = None,
    track: dict[str, str] | None = None,
    more: Callable[[Any], Callable[[], None]] | None = None,
    each: Callable[[bytes], bytes] | None = None,
) -> None:
    """The film's packets in a new file. file, track: metadata; more: adds tracks, and returns what fills them;
    each: changes a packet's bytes."""
    options = {"fflags": "+bitexact"}
    with av.open(str(source)) as opened, av.open(str(target), "w", MUXERS[target.suffix], options=options) as out:
        stream = opened.streams.video[0]
        copy = out.add_stream_from_template(stream)
        copy.time_base = stream.time_base
        copy.metadata.update(track or {})
        out.metadata.update(file or {})
        fill = more(out) if more else None
        packet: Any
        for n, packet in enumerate(opened.demux(stream)):
            if packet.dts is None:
                continue
            if each:
                sent: Any = av.Packet(each(bytes(packet)))
                sent.pts, sent.dts, sent.duration = packet.pts, packet.dts, packet.duration
                sent.time_base, sent.is_keyframe = packet.time_base, packet.is_keyframe
            else:
                sent = packet
            sent.stream = copy
            out.mux(sent)
            if fill and not n:
                fill()


def _metadata(**told: str) -> Spoil:
    return lambda source, target: again(source, target, file=told)


def _track(**told: str) -> Spoil:
    return lambda source, target: again(source, target, track=told)


def _more(more: Callable[[Any], Callable[[], None]]) -> Spoil:
    return lambda source, target: again(source, target, more=more)


def _second_film(out: Any) -> Callable[[], None]:
    stream = out.add_stream("libx264", rate=25, options={"preset": "ultrafast"})
    stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"

    def fill() -> None:
        random = np.random.default_rng(1)
        for n in range(5):
            frame = av.VideoFrame.from_ndarray(random.integers(0, 255, (180, 320, 3), dtype=np.uint8), "rgb24")
            frame.pts = n
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))

    return fill


def _cover(out: Any) -> Callable[[], None]:
    stream = out.add_stream("mjpeg", rate=25)
    stream.width, stream.height, stream.pix_fmt = 160, 120, "yuvj420p"
    stream.disposition = Disposition.attached_pic

    def fill() -> None:
        frame = av.VideoFrame.from_ndarray(np.full((120, 160, 3), 90, np.uint8), "rgb24").reformat(format="yuvj420p")
        frame.pts = 0
        out.mux([*stream.encode(frame), *stream.encode(None)])

    return fill


def _subtitles(codec: str) -> Callable[[Any], Callable[[], None]]:
    def more(out: Any) -> Callable[[], None]:
        stream = out.add_mux_stream(codec)
        stream.time_base = Fraction(1, 1000)

        def fill() -> None:
            words = NAME.encode()
            packet = av.Packet(struct.pack(">H", len(words)) + words if codec == "mov_text" else words)
            packet.pts = packet.dts = 0
            packet.duration, packet.time_base, packet.stream = 1000, Fraction(1, 1000), stream
            out.mux(packet)

        return fill

    return more


def _chapters(out: Any) -> Callable[[], None]:
    out.set_chapters([{"id": 1, "start": 0, "end": 1000, "time_base": Fraction(1, 1000), "metadata": {"title": NAME}}])
    return lambda: None


def _attachment(out: Any) -> Callable[[], None]:
    out.add_attachment("a.txt", "text/plain", NAME.encode())
    return lambda: None


def _unit(kind: int, body: bytes) -> Spoil:
    """One more piece before each picture of a film in H.264."""
    piece = bytes([kind]) + body
    return lambda source, target: again(
        source, target, each=lambda packet: struct.pack(">I", len(piece)) + piece + packet
    )


SEI = b"\x05" + bytes([16 + len(NAME.encode())]) + bytes(range(16)) + NAME.encode() + b"\x80"


# --- Bytes put in


def _bytes(change: Callable[[bytes], bytes]) -> Spoil:
    return lambda source, target: void(target.write_bytes(change(source.read_bytes())))


def void(_: object) -> None:
    return None


def _box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(body), kind) + body


def _in_media(data: bytes) -> bytes:
    """Bytes at the end of the media, which no sample uses."""
    at = data.rindex(b"mdat") - 4
    hidden = NAME.encode() * 20
    (size,) = struct.unpack_from(">I", data, at)
    return data[:at] + struct.pack(">I", size + len(hidden)) + data[at + 4 :] + hidden


def _reserved(data: bytes) -> bytes:
    at = data.index(b"mvhd") + 4 + 80  # among those that are not used
    return data[:at] + b"Binh" + data[at + 4 :]


def _created(data: bytes) -> bytes:
    at = data.index(b"tkhd") + 8
    return data[:at] + struct.pack(">I", 3_850_000_000) + data[at + 4 :]


def _turned(data: bytes) -> bytes:
    at = data.index(b"tkhd") + 4 + 40
    return data[:at] + UPSIDE_DOWN + data[at + 36 :]


def _moved(data: bytes) -> bytes:
    at = data.index(b"mvhd") + 4 + 36 + 24  # how far to the right all that is shown is
    return data[:at] + b"Hang" + data[at + 4 :]


def _in_void(data: bytes) -> bytes:
    at = data.index(b"\xec\x01\0\0\0\0\0\0") + 12
    return data[:at] + b"Hang 1987" + data[at + 9 :]


SPOILS: dict[str, tuple[Spoil, str]] = {
    "title": (_metadata(title=NAME), ".mp4"),
    "place": (_metadata(location="+10.7769+106.7009/"), ".mp4"),
    "time": (_metadata(creation_time="2026-05-03T09:12:00Z"), ".mp4"),
    "handler": (_track(handler_name=NAME), ".mp4"),
    "language": (_track(language="vie"), ".mp4"),
    "chapters": (_more(_chapters), ".mp4"),
    "subtitles": (_more(_subtitles("mov_text")), ".mp4"),
    "second-film": (_more(_second_film), ".mp4"),
    "cover": (_more(_cover), ".mp4"),
    "sei": (_unit(6, SEI), ".mp4"),
    "unit": (_unit(30, NAME.encode()), ".mov"),
    "filler": (_unit(12, NAME.encode() + b"\x80"), ".mov"),
    "free": (_bytes(lambda data: data + _box(b"free", NAME.encode() * 3)), ".mp4"),
    "uuid": (_bytes(lambda data: data + _box(b"uuid", bytes(16) + b"<x:xmpmeta>")), ".mp4"),
    "box": (_bytes(lambda data: data + _box(b"Hang", b"1987")), ".mov"),
    "trailing": (_bytes(lambda data: data + b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(400)), ".mp4"),
    "in-media": (_bytes(_in_media), ".mp4"),
    "reserved": (_bytes(_reserved), ".mov"),
    "created": (_bytes(_created), ".mp4"),
    "turned": (_bytes(_turned), ".mp4"),
    "moved": (_bytes(_moved), ".mov"),
    "mkv-title": (_metadata(title=NAME), ".mkv"),
    "mkv-tag": (_metadata(comment=NAME), ".webm"),
    "mkv-track-name": (_track(title=NAME), ".mkv"),
    "mkv-time": (_metadata(creation_time="2026-05-03T09:12:00Z"), ".mkv"),
    "mkv-chapters": (_more(_chapters), ".mkv"),
    "mkv-attachment": (_more(_attachment), ".mkv"),
    "mkv-subtitles": (_more(_subtitles("subrip")), ".mkv"),
    "mkv-second-film": (_more(_second_film), ".mkv"),
    "mkv-sei": (_unit(6, SEI), ".mkv"),
    "mkv-void": (_bytes(_in_void), ".mkv"),
    "mkv-trailing": (_bytes(lambda data: data + bytes(20) + NAME.encode()), ".webm"),
}
"""Each kind, and the suffix of the file that it is hidden in."""
