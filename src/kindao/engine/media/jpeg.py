"""JPEG, segment by segment. Sources: ITU-T T.81; JFIF 1.02; CIPA DC-007 (MPF); ISO 19566-5 (JUMBF)."""

import re
import struct
from dataclasses import dataclass, field

from kindao.engine.errors import Unreadable
from kindao.engine.media.exif import read_exif
from kindao.engine.media.foreign import refuse_foreign
from kindao.engine.media.icc import icc_entries
from kindao.engine.media.iptc import photoshop_entries
from kindao.engine.media.picture import Entry
from kindao.engine.media.survey import Survey, cut_short
from kindao.engine.media.trailing import SCAN_END, SEGMENT, trailing
from kindao.engine.media.words import printable, words
from kindao.engine.media.xmp import xmp_entries

SCANS = 200  # a progressive picture has about ten; thousands over a large one keep a decoder busy for hours
SEGMENTS = 20_000
TABLES = frozenset({0xC4, 0xCC, 0xDB, 0xDD})  # Huffman, arithmetic, quantisation, restart interval
FRAMES = frozenset({0xC0, 0xC1, 0xC2})  # baseline, extended, progressive
OTHER_FRAMES = frozenset({0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})
XMP, XMP_MORE = b"http://ns.adobe.com/xap/1.0/\0", b"http://ns.adobe.com/xmp/extension/\0"
GAIN_MAP = b"urn:iso:std:iso:ts:21496:-1\0"
NEXT = re.compile(rb"\xff[\x01-\xfe]")


@dataclass(slots=True)
class _Walk:
    size: tuple[int, int] | None = None
    scans: int = 0
    orientation: int = 1
    entries: list[Entry] = field(default_factory=list)
    profile: list[tuple[int, bytes]] = field(default_factory=list)
    more_xmp: list[tuple[int, bytes]] = field(default_factory=list)


def survey(data: bytes) -> Survey:
    """Raises Unreadable for a picture without its end, with several frames, or of a kind that no phone writes."""
    walk = _Walk()
    at, code = 2, 0
    for _ in range(SEGMENTS):
        marker = SEGMENT.match(data, at)
        if marker is None:
            at = _loose(data, at, walk)
            continue
        code, at = marker.group(1)[0], marker.end()
        if code == 0xD9:
            break
        if code == 0x01 or 0xD0 <= code <= 0xD8:
            continue
        size = int.from_bytes(data[at : at + 2], "big")
        if size < 2 or at + size > len(data):
            raise cut_short()
        _segment(code, data[at + 2 : at + size], walk)
        at += size
        if code == 0xDA:
            scan = SCAN_END.search(data, at)
            if scan is None:
                raise cut_short()
            at = scan.start()
    else:
        raise Unreadable(f"the JPEG has more than {SEGMENTS} segments", hint="Export it again.")
    if walk.size is None or not walk.scans:
        raise Unreadable("the JPEG holds no picture", hint="Use the original.")
    if walk.profile:
        walk.entries += icc_entries(b"".join(part for _, part in sorted(walk.profile)))
    if walk.more_xmp:
        walk.entries += xmp_entries(b"".join(part for _, part in sorted(walk.more_xmp)))
    walk.entries += trailing(data, at, camera=True)
    return Survey(*walk.size, orientation=walk.orientation, entries=tuple(walk.entries))


def carried(stream: bytes) -> list[Entry]:
    """What a JPEG stream inside another file carries beside its picture; one that is cut short is not judged here."""
    walk = _Walk()
    at = 2
    while (marker := SEGMENT.match(stream, at)) and marker.group(1)[0] not in (0xD9, 0xDA):
        size = int.from_bytes(stream[marker.end() : marker.end() + 2], "big")
        _segment(marker.group(1)[0], stream[marker.end() + 2 : marker.end() + size], walk)
        at = marker.end() + max(size, 2)
    return walk.entries


def _loose(data: bytes, at: int, walk: _Walk) -> int:
    """Bytes between segments, which decoders skip. Returns where the next segment begins."""
    following = NEXT.search(data, at)
    if following is None:
        raise cut_short()
    piece = data[at : following.start()]
    refuse_foreign(piece)
    walk.entries.append(Entry("unknown", "between segments", printable(piece), len(piece)))
    return following.start()


def _segment(code: int, value: bytes, walk: _Walk) -> None:
    if code in FRAMES:
        if walk.size is not None:
            raise Unreadable("the JPEG holds two pictures one over the other", hint="Export it again.")
        precision, height, width = struct.unpack_from(">BHH", value)
        if precision != 8 or not height:
            raise Unreadable("the JPEG is of a kind that is not opened", hint="Export it as an ordinary 8-bit JPEG.")
        walk.size = (width, height)
    elif code in OTHER_FRAMES:
        raise Unreadable("the JPEG is of a kind that is not opened", hint="Export it as an ordinary JPEG or a PNG.")
    elif code == 0xDA:
        walk.scans += 1
        if walk.scans > SCANS:
            raise Unreadable(f"the JPEG has more than {SCANS} scans", hint="Export it again.")
    elif code == 0xFE:
        refuse_foreign(value)
        walk.entries.append(Entry("comment", "", words(value), len(value)))
    elif 0xE0 <= code <= 0xEF:
        _application(code - 0xE0, value, walk)
    elif code not in TABLES:
        walk.entries.append(Entry("unknown", f"0x{code:02x}", printable(value), len(value)))


def _application(number: int, value: bytes, walk: _Walk) -> None:
    match number:
        case 0 if value.startswith(b"JFIF\0") and len(value) == 14 + 3 * value[12] * value[13]:
            if len(value) > 14:
                walk.entries.append(Entry("thumbnail", "jfif", size=len(value) - 14))
        case 0 if value.startswith(b"JFXX\0"):
            walk.entries.append(Entry("thumbnail", "jfxx", size=len(value)))
        case 1 if value.startswith(b"Exif\0"):
            exif = read_exif(value[6:])
            if walk.orientation == 1:
                walk.orientation = exif.orientation
            walk.entries += exif.entries
        case 1 if value.startswith(XMP):
            walk.entries += xmp_entries(value[len(XMP) :])
        case 1 if value.startswith(XMP_MORE):
            start = len(XMP_MORE) + 40  # digest of the whole, its length, this part's offset
            walk.more_xmp.append((int.from_bytes(value[start - 4 : start], "big"), value[start:]))
        case 2 if value.startswith(b"ICC_PROFILE\0") and len(value) > 14:
            walk.profile.append((value[12], value[14:]))
        case 2 if value.startswith(b"MPF\0"):
            walk.entries.append(Entry("mpf", "index", size=len(value)))
        case 2 if value.startswith(GAIN_MAP):
            walk.entries.append(Entry("gain-map", "iso 21496", size=len(value)))
        case 11 if value[:2] == b"JP":
            walk.entries.append(Entry("c2pa", "jumbf", printable(value), len(value)))
        case 13 if value.startswith(b"Photoshop 3.0\0"):
            walk.entries += photoshop_entries(value[14:])
        case 14 if value.startswith(b"Adobe") and len(value) == 12:
            pass  # says how colours are to be read
        case _:
            refuse_foreign(value)
            walk.entries.append(Entry("unknown", f"APP{number}", printable(value), len(value)))
