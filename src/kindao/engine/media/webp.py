"""WebP, chunk by chunk. Source: RFC 9649."""

import struct
from dataclasses import dataclass, field

from kindao.engine.errors import Unreadable
from kindao.engine.media.exif import read_exif
from kindao.engine.media.foreign import refuse_foreign
from kindao.engine.media.icc import icc_entries
from kindao.engine.media.picture import Entry
from kindao.engine.media.survey import Survey, cut_short
from kindao.engine.media.trailing import trailing
from kindao.engine.media.words import printable, words
from kindao.engine.media.xmp import xmp_entries

CHUNKS = 20_000
IN_FRAME = frozenset({b"ALPH", b"VP8 ", b"VP8L"})


@dataclass(slots=True)
class _Walk:
    canvas: tuple[int, int] | None = None
    still: tuple[int, int] | None = None
    frames: int = 0
    loops: int = 0
    orientation: int = 1
    chunks: int = 0
    entries: list[Entry] = field(default_factory=list)


def survey(data: bytes) -> Survey:
    """Raises Unreadable for a file that ends before its own length, or a chunk that does."""
    (size,) = struct.unpack_from("<I", data, 4)
    end = 8 + size
    if end > len(data):
        raise cut_short()
    walk = _Walk()
    _chunks(data, 12, end, walk)
    dimensions = walk.canvas or walk.still
    if dimensions is None or not (walk.frames or walk.still):
        raise Unreadable("the WebP holds no picture", hint="Use the original.")
    entries = (*walk.entries, *trailing(data, end + (size & 1)))
    return Survey(*dimensions, max(walk.frames, 1), 8, walk.loops, walk.orientation, entries)


def _chunks(data: bytes, at: int, end: int, walk: _Walk, *, in_frame: bool = False) -> None:
    while at + 8 <= end:
        kind, size = struct.unpack_from("<4sI", data, at)
        start, at = at + 8, at + 8 + size + (size & 1)
        walk.chunks += 1
        if start + size > end:
            raise cut_short()
        if walk.chunks > CHUNKS:
            raise Unreadable(f"the WebP has more than {CHUNKS} chunks", hint="Export it again.")
        _chunk(kind, data[start : start + size], data, start, walk, in_frame=in_frame)
    if at < end:
        walk.entries.append(Entry("unknown", "loose bytes", printable(data[at:end]), end - at))


def _chunk(kind: bytes, value: bytes, data: bytes, start: int, walk: _Walk, *, in_frame: bool) -> None:
    match kind:
        case _ if in_frame and kind in IN_FRAME:
            pass
        case b"VP8X" if len(value) == 10:
            walk.canvas = (1 + int.from_bytes(value[4:7], "little"), 1 + int.from_bytes(value[7:10], "little"))
        case b"VP8 " | b"VP8L":
            walk.still = _lossy_size(value) if kind == b"VP8 " else _lossless_size(value)
        case b"ALPH":
            pass
        case b"ANIM" if len(value) == 6:
            (walk.loops,) = struct.unpack_from("<H", value, 4)
        case b"ANMF" if not in_frame and len(value) >= 16:
            walk.frames += 1
            _chunks(data, start + 16, start + len(value), walk, in_frame=True)
        case b"ICCP":
            walk.entries += icc_entries(value)
        case b"EXIF":
            exif = read_exif(value)
            walk.orientation = exif.orientation
            walk.entries += exif.entries
        case b"XMP ":
            walk.entries += xmp_entries(value)
        case b"C2PA":
            walk.entries.append(Entry("c2pa", "jumbf", printable(value), len(value)))
        case _:
            refuse_foreign(value)
            walk.entries.append(Entry("unknown", words(kind), printable(value), len(value)))


def _lossy_size(value: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from("<HH", value, 6)
    return width & 0x3FFF, height & 0x3FFF


def _lossless_size(value: bytes) -> tuple[int, int]:
    (packed,) = struct.unpack_from("<I", value, 1)
    return 1 + (packed & 0x3FFF), 1 + (packed >> 14 & 0x3FFF)
