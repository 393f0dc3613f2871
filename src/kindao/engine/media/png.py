"""PNG and APNG, chunk by chunk. Source: W3C PNG, third edition."""

import struct
import zlib
from dataclasses import dataclass, field

from kindao.engine.errors import Unreadable
from kindao.engine.media.exif import read_exif
from kindao.engine.media.foreign import refuse_foreign
from kindao.engine.media.icc import icc_entries
from kindao.engine.media.iptc import iptc_entries, photoshop_entries
from kindao.engine.media.picture import Entry
from kindao.engine.media.survey import Survey, cut_short
from kindao.engine.media.trailing import trailing
from kindao.engine.media.words import printable, words
from kindao.engine.media.xmp import xmp_entries

CHUNKS = 200_000
UNPACKED, UNPACKED_TOGETHER = 1 << 20, 16 << 20  # bytes of one text or profile; of all
CRITICAL = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND"})
FRAMING = {b"cHRM": 32, b"gAMA": 4, b"sRGB": 1, b"sBIT": 4, b"cICP": 4, b"bKGD": 6, b"hIST": 512, b"tRNS": 256} | {
    b"pHYs": 9,
    b"mDCV": 24,
    b"cLLI": 8,
}
"""Chunks of size and colour, and how long they can be at most."""


@dataclass(slots=True)
class _Walk:
    header: tuple[int, int, int] | None = None
    animated: int = 0
    loops: int = 0
    controls: int = 0
    unpacked: int = 0
    default_apart: bool = False  # the picture for those that show no animation is not its first frame
    pixels: bool = False
    orientation: int = 1
    coding: tuple[int, int] = (1, 13)
    entries: list[Entry] = field(default_factory=list)


def survey(data: bytes) -> Survey:
    """Raises Unreadable for a chunk that is damaged, lies beyond the end, or is not known and matters."""
    walk = _Walk()
    at = 8
    view = memoryview(data)
    for _ in range(CHUNKS):
        if at + 12 > len(data):
            raise cut_short()
        size, kind = struct.unpack_from(">I4s", data, at)
        if at + 12 + size > len(data):
            raise cut_short()
        (crc,) = struct.unpack_from(">I", data, at + 8 + size)
        if zlib.crc32(view[at + 4 : at + 8 + size]) != crc:
            raise Unreadable("the PNG is damaged: a checksum is wrong", hint="Export or copy it again.")
        value = b"" if kind in (b"IDAT", b"fdAT") else data[at + 8 : at + 8 + size]
        at += 12 + size
        if kind == b"IEND":
            break
        _chunk(kind, value, walk)
    else:
        raise Unreadable(f"the PNG has more than {CHUNKS} chunks", hint="Export it again.")
    if walk.header is None or not walk.pixels:
        raise Unreadable("the PNG holds no picture", hint="Use the original.")
    width, height, bits = walk.header
    frames = walk.animated + walk.default_apart if walk.animated else 1
    entries = (*walk.entries, *trailing(data, at))
    return Survey(width, height, frames, bits, walk.loops, walk.orientation, entries, coding=walk.coding)


def _chunk(kind: bytes, value: bytes, walk: _Walk) -> None:
    if (walk.header is None) != (kind == b"IHDR"):
        raise Unreadable("the PNG is damaged: its header is missing or repeated", hint="Export it again.")
    match kind:
        case b"IHDR":
            width, height, bits = struct.unpack_from(">IIB", value)
            walk.header = (width, height, max(bits, 8))
        case b"IDAT":
            if walk.animated and not walk.pixels and not walk.controls:
                walk.default_apart = True
            walk.pixels = True
        case b"acTL":
            walk.animated, walk.loops = struct.unpack(">II", value)
        case b"fcTL":
            walk.controls += 1
            _same_size(value, walk)
        case b"eXIf":
            exif = read_exif(value)
            walk.orientation = exif.orientation
            walk.entries += exif.entries
        case b"iCCP":
            name, _, rest = value.partition(b"\0")
            walk.entries += icc_entries(_unpacked(rest[1:], walk))
            if name.lower() not in (b"icc profile", b"icc", b"srgb"):
                walk.entries.append(Entry("icc", "name", words(name), len(name)))
        case b"tEXt" | b"zTXt" | b"iTXt":
            walk.entries += _text(kind, value, walk)
        case b"cICP" if len(value) == 4:
            walk.coding = (value[0], value[1])
        case b"tIME":
            walk.entries.append(Entry("png-text", "tIME", size=len(value)))
        case b"caBX":
            walk.entries.append(Entry("c2pa", "jumbf", printable(value), len(value)))
        case _ if kind in CRITICAL or kind == b"fdAT" or len(value) <= FRAMING.get(kind, -1):
            pass
        case _ if not kind[0] & 0x20:
            raise Unreadable(
                "the PNG holds a chunk that is not known and matters", hint="Export it as an ordinary PNG."
            )
        case _:
            refuse_foreign(value)
            walk.entries.append(Entry("unknown", words(kind), printable(value), len(value)))


def _same_size(control: bytes, walk: _Walk) -> None:
    width, height, left, top = struct.unpack_from(">IIII", control, 4)
    if walk.header is None or left + width > walk.header[0] or top + height > walk.header[1]:
        raise Unreadable("the PNG is damaged: a frame reaches beyond the picture", hint="Export it again.")


def _text(kind: bytes, value: bytes, walk: _Walk) -> list[Entry]:
    name, _, rest = value.partition(b"\0")
    key = words(name)
    if kind == b"zTXt":
        rest = _unpacked(rest[1:], walk)
    elif kind == b"iTXt":
        packed, rest = rest[:1] == b"\1", rest[2:].split(b"\0", 2)[-1]  # after language and translated keyword
        rest = _unpacked(rest, walk) if packed else rest
    if name == b"XML:com.adobe.xmp":
        return xmp_entries(rest)
    if name.startswith(b"Raw profile type "):
        return _raw_profile(name.removeprefix(b"Raw profile type "), rest)
    refuse_foreign(rest)
    return [Entry("png-text", key, words(rest), len(rest))]


def _raw_profile(name: bytes, text: bytes) -> list[Entry]:
    """A block in hexadecimal, as ImageMagick writes it: a name, a length, the digits."""
    try:
        block = bytes.fromhex(b"".join(text.split()[2:]).decode("ascii"))
    except ValueError:
        return [Entry("png-text", words(name), printable(text), len(text))]
    match name:
        case b"exif" | b"APP1" if not block.startswith(b"http"):
            return read_exif(block).entries
        case b"xmp" | b"APP1":
            return xmp_entries(block)
        case b"icc" | b"icm":
            return icc_entries(block)
        case b"iptc" | b"8bim":
            return photoshop_entries(block) if block.startswith(b"8BIM") else iptc_entries(block)
        case _:
            return [Entry("png-text", words(name), printable(block), len(block))]


def _unpacked(packed: bytes, walk: _Walk) -> bytes:
    most = max(1, min(UNPACKED, UNPACKED_TOGETHER - walk.unpacked))  # to zlib, 0 would mean no limit
    unpacker = zlib.decompressobj()
    try:
        whole = unpacker.decompress(packed, most)
    except zlib.error:
        return packed
    walk.unpacked += len(whole)
    if unpacker.unconsumed_tail:
        raise Unreadable(
            f"a text or profile in the PNG unpacks to more than {most / (1 << 20):.1f} MiB",
            hint="Export it without metadata.",
        )
    return whole
