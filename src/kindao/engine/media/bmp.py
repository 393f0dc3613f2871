"""BMP: headers, palette, pixels, and the gaps between them. Source: Microsoft, BITMAPV5HEADER."""

import struct

from kindao.engine.errors import Unreadable
from kindao.engine.media.icc import icc_entries
from kindao.engine.media.picture import Entry
from kindao.engine.media.survey import Survey, cut_short
from kindao.engine.media.trailing import trailing
from kindao.engine.media.words import printable, words

HEADERS = frozenset({12, 40, 52, 56, 64, 108, 124})
BITS = frozenset({1, 4, 8, 16, 24, 32})
RLE = (1, 2)
MASKS = {3: 12, 6: 16}  # bytes after a 40-byte header, by kind of packing
EMBEDDED, LINKED = b"DEBM", b"KNIL"


def survey(data: bytes) -> Survey:
    """Raises Unreadable for a file that ends before its pixels do."""
    try:
        return _survey(data)
    except struct.error:
        raise cut_short() from None


def _survey(data: bytes) -> Survey:
    whole, start, header = struct.unpack_from("<I4xII", data, 2)
    if header not in HEADERS:
        raise Unreadable("the BMP is of a kind that is not opened", hint="Export it as a PNG.")
    if header == 12:
        width, height, _, bits = struct.unpack_from("<HHHH", data, 18)
        packing = packed_size = colours = 0
    else:
        width, height, _, bits, packing, packed_size, colours = struct.unpack_from("<iiHHII8xI", data, 18)
    height = abs(height)
    if bits not in BITS or width <= 0 or not height:
        raise Unreadable("the BMP is of a kind that is not opened", hint="Export it as a PNG.")
    palette = (3 if header == 12 else 4) * min(colours or 1 << bits, 1 << bits) if bits <= 8 else 0
    used = 14 + header + palette + (MASKS.get(packing, 0) if header == 40 else 0)
    end = start + (packed_size if packing in RLE else (width * bits + 31) // 32 * 4 * height)
    if max(whole, end) > len(data):
        raise cut_short()
    entries: list[Entry] = []
    if any(data[used:start]):
        entries.append(Entry("unknown", "gap", printable(data[used:start]), start - used))
    end = _profile(data, header, end, entries)
    return Survey(width, height, entries=(*entries, *trailing(data, end)))


def _profile(data: bytes, header: int, end: int, entries: list[Entry]) -> int:
    """A colour profile that follows the pixels, or the path of one. Returns where the rest begins."""
    if header != 124 or data[70:74] not in (EMBEDDED, LINKED):
        return end
    at, size = struct.unpack_from("<II", data, 14 + 112)
    value = data[14 + at : 14 + at + size]
    entries += icc_entries(value) if data[70:74] == EMBEDDED else [Entry("icc", "path", words(value), size)]
    return 14 + at + size if 14 + at == end and 14 + at + size <= len(data) else end
