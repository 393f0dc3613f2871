"""MP4, MOV, 3GP and M4A, box by box: what they carry that FFmpeg does not tell. Sources: ISO 14496-12,
QuickTime File Format Specification (boxes and user data), ISO 23001-7 (encryption)."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from kindao.engine.errors import Unreadable
from kindao.engine.media.demuxing import damaged
from kindao.engine.media.files import GLIMPSE, NESTED, Bytes, behind
from kindao.engine.media.isobmff import C2PA, Box
from kindao.engine.media.picture import Entry
from kindao.engine.media.words import printable, words
from kindao.engine.media.xmp import xmp_entries

XMP = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
OUTER = frozenset({b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"uuid", b"meta", b"moof", b"mfra"}) | {
    *(b"sidx", b"ssix", b"styp", b"pdin", b"emsg", b"prft", b"pnot", b"udta", b"imda"),
}
PARENTS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"dinf", b"mvex", b"moof", b"traf", b"mfra"})
SILENT = frozenset({b"ftyp", b"styp", b"wide", b"mdat", b"sidx", b"ssix", b"pdin", b"imda", b"iods", b"tref"}) | {
    *(b"vmhd", b"smhd", b"nmhd", b"gmhd", b"sthd", b"hmhd", b"dref", b"elst", b"load", b"tapt", b"trgr", b"elng"),
    *(b"stts", b"ctts", b"stsc", b"stco", b"co64", b"stss", b"stsh", b"stps", b"sdtp", b"sgpd", b"sbgp", b"cslg"),
    *(b"subs", b"saiz", b"saio", b"padb", b"stdp", b"mehd", b"trex", b"leva", b"trep", b"mfhd", b"tfhd", b"tfdt"),
    *(b"trun", b"tfra", b"mfro", b"csgp", b"stz2"),
}
"""Boxes that only say how the tracks are played."""
TIMED = frozenset({b"mvhd", b"tkhd", b"mdhd"})
ENCRYPTED = frozenset({b"encv", b"enca", b"enct", b"encs", b"encm", b"drms", b"drmi", b"drmt"})
DESCRIPTION = 1 << 16  # bytes; the description of a track's coding is shorter
BOXES = 1_000_000  # a film of four hours in fragments of a second has 200,000
HANDLERS = frozenset({"VideoHandler", "SoundHandler", "SubtitleHandler", "DataHandler"})


@dataclass(slots=True)
class Walked:
    """What was found."""

    entries: list[Entry] = field(default_factory=list)
    samples: list[int] = field(default_factory=list)  # stored in each track, in order; 0 for a fragmented one
    boxes: int = 0
    stored: int = 0  # bytes of media
    used: int = 0  # of these, by the tracks' samples; meaningless for a fragmented file
    fragmented: bool = False


def walk_boxes(data: Bytes) -> Walked:
    """Raises Unreadable for a box that reaches beyond the end, and for an encrypted track."""
    found = Walked()
    try:
        end = _top(data, found)
    except (struct.error, IndexError):
        raise damaged() from None
    if not found.fragmented and found.stored - found.used > 8:
        found.entries.append(Entry("unknown", "unused media", size=found.stored - found.used))
    found.entries += behind(data, end)
    return found


def _top(data: Bytes, found: Walked) -> int:
    at, movie = 0, False
    while at + 8 <= data.size:
        kind = data.read(at + 4, at + 8)
        box = _box_at(data, at, data.size)
        if (at and (kind == b"ftyp" or (kind not in OUTER and box is None))) or not _plain(kind):
            break  # a film appended by a camera, or no box at all
        if box is None:
            raise damaged()
        movie = movie or kind == b"moov"
        if kind in (b"mdat", b"imda"):
            found.stored += box.end - box.start
        _visit(data, box, found)
        at = box.end
    if not movie:
        raise damaged()
    return at


def _plain(kind: bytes) -> bool:
    return all(0x20 <= byte < 0x7F or byte == 0xA9 for byte in kind)


def _box_at(data: Bytes, at: int, end: int) -> Box | None:
    head = data.read(at, at + 16)
    if len(head) < 8:
        return None
    size, kind = struct.unpack_from(">I4s", head)
    start = at + 8
    if size == 1:
        if len(head) < 16:
            return None
        (size,) = struct.unpack_from(">Q", head, 8)
        start = at + 16
    elif size == 0:
        size = end - at
    return Box(kind, at, start, at + size) if start - at <= size <= end - at else None


def _within(data: Bytes, start: int, end: int, found: Walked) -> Iterator[Box]:
    at = start
    while at + 8 <= end:
        found.boxes += 1
        box = _box_at(data, at, end)
        if found.boxes > BOXES:
            raise Unreadable(f"the file has more than {BOXES} boxes", hint="Export the film again.")
        if box is None:
            if data.read(at, at + 4) == bytes(4):  # the four zeros that end QuickTime's user data
                return
            raise damaged()
        yield box
        at = box.end


def _visit(data: Bytes, box: Box, found: Walked, depth: int = 0) -> None:
    if depth > NESTED:
        raise damaged()
    match box.kind:
        case kind if kind in PARENTS:
            found.fragmented |= kind == b"moof"
            for part in _within(data, box.start, box.end, found):
                _visit(data, part, found, depth + 1)
        case kind if kind in SILENT:
            pass
        case kind if kind in TIMED:
            size = 16 if data.read(box.start, box.start + 1) == b"\1" else 8
            if data.read(box.start + 4, box.start + 4 + size).strip(b"\0"):
                found.entries.append(Entry("time", words(box.kind), size=size))
        case b"hdlr":
            name = data.read(box.start + 24, box.end)
            _handler(name, found)
        case b"stsd":
            _description(data, box, found)
        case b"stsz":
            _sizes(data, box, found)
        case b"udta":
            for part in _within(data, box.start, box.end, found):
                _user_data(data, part, found)
        case b"meta":
            _meta(data, box, found)
        case b"uuid":
            value = data.read(box.start, box.end)
            if value.startswith(C2PA):
                found.entries.append(Entry("c2pa", "uuid", printable(value), box.end - box.start))
            elif value.startswith(XMP):
                found.entries += xmp_entries(value[16:])
            else:
                _unknown(data, box, found)
        case b"free" | b"skip" if data.blank(box.start, box.end):
            pass
        case _:
            _unknown(data, box, found)


def _handler(name: bytes, found: Walked) -> None:
    said = words(name[1:] if name and name[0] == len(name) - 1 else name.strip(b"\0"))
    if said and said not in HANDLERS:
        found.entries.append(Entry("user-data", "handler", said, len(name)))


def _description(data: Bytes, box: Box, found: Walked) -> None:
    if box.end - box.start > DESCRIPTION:
        _unknown(data, box, found)
    for part in _within(data, box.start + 8, box.end, found):
        if part.kind in ENCRYPTED:
            raise Unreadable("the film or recording is encrypted", hint="Export it without protection.")


def _sizes(data: Bytes, box: Box, found: Walked) -> None:
    each, count = struct.unpack(">II", data.read(box.start + 4, box.start + 12))
    found.samples.append(count)
    if each:
        found.used += each * count
        return
    at, end = box.start + 12, min(box.end, box.start + 12 + 4 * count)
    while at < end:
        piece = data.read(at, min(end, at + (GLIMPSE & ~3)))
        if len(piece) < 4:
            raise damaged()
        found.used += sum(struct.unpack(f">{len(piece) // 4}I", piece[: len(piece) // 4 * 4]))
        at += len(piece)


def _user_data(data: Bytes, box: Box, found: Walked) -> None:
    if box.kind == b"meta":
        _meta(data, box, found)
    elif box.kind == b"XMP_":
        found.entries += xmp_entries(data.read(box.start, box.end))
    elif box.end > box.start and not data.blank(box.start, box.end):
        start = box.start + 4 if box.kind[0] == 0xA9 else box.start  # length and language of a QuickTime text
        value = data.read(start, box.end)
        found.entries.append(Entry("user-data", words(box.kind), printable(value), box.end - box.start))


def _meta(data: Bytes, box: Box, found: Walked) -> None:
    """Apple's and ISO's: the latter begins with four bytes of version and flags."""
    start = box.start if data.read(box.start + 4, box.start + 8) == b"hdlr" else box.start + 4
    for part in _within(data, start, box.end, found):
        if part.kind == b"ilst":
            for item in _within(data, part.start, part.end, found):
                if item.kind == b"covr":
                    found.entries.append(Entry("thumbnail", "cover", size=item.end - item.start))
                    continue
                value = data.read(item.start, item.end)
                key = words(item.kind) if _plain(item.kind) else "item"
                found.entries.append(Entry("user-data", key, printable(value), item.end - item.start))
        elif part.kind == b"keys":
            value = data.read(part.start + 8, part.end)
            found.entries.append(Entry("user-data", "keys", printable(value), part.end - part.start))
        elif part.kind == b"xml ":
            value = data.read(part.start + 4, part.end)
            found.entries.append(Entry("user-data", "xml", words(value), len(value)))
        elif part.kind == b"hdlr":
            _handler(data.read(part.start + 24, part.end), found)
        elif not (part.kind in (b"free", b"skip") and data.blank(part.start, part.end)):
            _unknown(data, part, found)


def _unknown(data: Bytes, box: Box, found: Walked) -> None:
    value = data.read(box.start, box.end)
    found.entries.append(Entry("unknown", words(box.kind), printable(value), box.end - box.start))
