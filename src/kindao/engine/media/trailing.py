"""What follows the end of a picture: motion photos, previews, vendors' trailers, or what nobody announced."""

import re
import struct

from kindao.engine.media.foreign import refuse_foreign, two_in_one
from kindao.engine.media.picture import Entry
from kindao.engine.media.words import printable, words

KNOWN_START = re.compile(rb"\xff\xd8\xff[\xc0-\xfe]|....ftyp[\x20-\x7e]{4}", re.DOTALL)
PADDING = re.compile(rb"\0+")
SAMSUNG_END, SAMSUNG_TABLE = b"SEFT", b"SEFH"
SAMSUNG_VIDEO = "MotionPhoto_Data"
PIECES = 256


def trailing(data: bytes, start: int, *, camera: bool = False, film: bool = False) -> list[Entry]:
    """Every piece from `start` to the end, in order.

    camera: cameras write this format, and append films and previews to it. film: it is no picture itself.
    Raises Unreadable when a piece is a file of another kind."""
    found: list[Entry] = []
    end = len(data)
    if data.endswith(SAMSUNG_END):
        end, found = _samsung(data, start)
    at = start
    while at < end and len(found) < PIECES:
        size, entry = _piece(data, at, end, film=film)
        if not camera and entry.holder in ("preview", "motion-photo"):
            raise two_in_one("a second picture" if entry.holder == "preview" else "a film")
        found.append(entry)
        at += size
    if at < end:
        refuse_foreign(data[at:end], film=film)
        found.append(Entry("trailer", "more", size=end - at))
    return found


def _piece(data: bytes, at: int, end: int, *, film: bool) -> tuple[int, Entry]:
    """The size and the entry of what begins here."""
    if padding := PADDING.match(data, at, end):
        # A video begins with up to three zeros of its own length.
        own = next((back for back in (3, 2, 1) if KNOWN_START.match(data, padding.end() - back, end)), 0)
        size = padding.end() - at - own
        if size > 0:
            return size, Entry("trailer", "padding", size=size)
    start = KNOWN_START.match(data, at, end)
    if start and start.group().startswith(b"\xff\xd8"):
        size = jpeg_size(data, at, end)
        if size:
            return size, Entry("preview", "jpeg", size=size)
    elif start:
        size = boxes_size(data, at, end)
        if size:
            return size, Entry("motion-photo", "video", size=size)
    # One that begins like a known piece and is none hides all that follows: no second try, no quadratic search.
    following = None if start else KNOWN_START.search(data, at + 1, end)
    size = (following.start() if following else end) - at
    piece = data[at : at + size]
    refuse_foreign(piece, film=film)
    return size, Entry("trailer", "unknown", printable(piece), size)


def boxes_size(data: bytes, at: int, end: int) -> int:
    """How many bytes a run of ISO-BMFF boxes takes; 0 when the first one does not fit."""
    start = at
    while at + 8 <= end:
        (size,) = struct.unpack_from(">I", data, at)
        kind = data[at + 4 : at + 8]
        if size == 1 and at + 16 <= end:
            (size,) = struct.unpack_from(">Q", data, at + 8)
        elif size == 0 and kind == b"mdat":
            size = end - at
        if size < 8 or at + size > end or not kind.isascii() or not all(0x20 <= byte < 0x7F for byte in kind):
            break
        at += size
    return at - start


SEGMENT = re.compile(rb"\xff+([\x01-\xfe])")
SCAN_END = re.compile(rb"\xff+[\x01-\xcf\xd8-\xfe]")


def jpeg_size(data: bytes, at: int, end: int) -> int:
    """How many bytes the JPEG that begins here takes, to its end mark; 0 when it has none."""
    start = at
    at += 2
    while marker := SEGMENT.match(data, at, end):
        code = marker.group(1)[0]
        at = marker.end()
        if code == 0xD9:
            return at - start
        if code == 0x01 or 0xD0 <= code <= 0xD8:
            continue
        if at + 2 > end:
            return 0
        at += int.from_bytes(data[at : at + 2], "big")
        if code == 0xDA:
            scan = SCAN_END.search(data, at, end)
            if scan is None:
                return 0
            at = scan.start()
    return 0


def _samsung(data: bytes, start: int) -> tuple[int, list[Entry]]:
    """Where Samsung's trailer begins and what its table lists. Source: ExifTool, Samsung trailer."""
    whole = len(data)
    try:
        (length,) = struct.unpack_from("<I", data, whole - 8)
        table = whole - 8 - length
        if table < start or data[table : table + 4] != SAMSUNG_TABLE:
            return whole, []
        (count,) = struct.unpack_from("<I", data, table + 8)
        first, found = table, []
        for index in range(min(count, PIECES)):
            back, size = struct.unpack_from("<II", data, table + 12 + 12 * index + 4)
            at = table - back
            if at < start or size < 8:
                continue
            (letters,) = struct.unpack_from("<I", data, at + 4)
            name = words(data[at + 8 : at + 8 + min(letters, 64)])
            value = data[at + 8 + letters : at + size]
            first = min(first, at)
            if name == SAMSUNG_VIDEO:
                found.append(Entry("motion-photo", "samsung", size=len(value)))
            else:
                found.append(Entry("samsung", name, printable(value[:10_000]), len(value)))
        return first, found or [Entry("samsung", "trailer", size=whole - table)]
    except struct.error:
        return whole, []
