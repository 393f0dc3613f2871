"""Matroska and WebM, element by element: what they carry that FFmpeg does not tell. Source: RFC 8794, RFC 9559."""

from dataclasses import dataclass, field

from kindao.engine.errors import Unreadable
from kindao.engine.media.demuxing import damaged
from kindao.engine.media.files import NESTED, Bytes, behind
from kindao.engine.media.picture import Entry
from kindao.engine.media.words import printable, words

HEAD, SEGMENT, CLUSTER, VOID, CHECKSUM = 0x1A45DFA3, 0x18538067, 0x1F43B675, 0xEC, 0xBF
INFO, TRACKS, CHAPTERS, TAGS, CUES, ATTACHMENTS, SEEK = (
    *(0x1549A966, 0x1654AE6B, 0x1043A770, 0x1254C367, 0x1C53BB6B, 0x1941A469, 0x114D9B74),
)
TOLD = frozenset({CHAPTERS, TAGS, CUES, ATTACHMENTS, SEEK, CHECKSUM})  # by FFmpeg, or nothing to tell
UPPER = TOLD | {INFO, TRACKS, CLUSTER, SEGMENT, HEAD}
NAMES = {0x7384: "SegmentFilename", 0x3C83AB: "PrevFilename", 0x3E83BB: "NextFilename", 0x73A4: "SegmentUUID"}
NAMES |= {0x3CB923: "PrevUUID", 0x3EB923: "NextUUID", 0x4444: "SegmentFamily"}
IN_INFO = frozenset({0x2AD7B1, 0x4489, 0x4D80, 0x5741, 0x7BA9, 0x4461, 0x6924, VOID, CHECKSUM}) | NAMES.keys()
TRACK, ENCODINGS, ENCODING, ENCRYPTION = 0xAE, 0x6D80, 0x6240, 0x5035
ELEMENTS = 2_000_000
OPEN = -1  # size of an element that ends where one begins that can't be in it


@dataclass(slots=True)
class _Walk:
    data: Bytes
    elements: int = 0
    entries: list[Entry] = field(default_factory=list)


def walk_ebml(data: Bytes) -> list[Entry]:
    """Raises Unreadable for an element that reaches beyond the end, and for an encrypted track."""
    walk = _Walk(data)
    kind, start, size = _head(walk, 0, data.size)
    at = start + size
    kind, start, size = _head(walk, at, data.size)
    if kind != SEGMENT:
        raise damaged()
    end = data.size if size == OPEN else start + size
    at = _segment(walk, start, end, whole=size != OPEN)
    return walk.entries + behind(data, at)


def _head(walk: _Walk, at: int, end: int) -> tuple[int, int, int]:
    """Identity, start of the content and its size of the element that begins here."""
    walk.elements += 1
    if walk.elements > ELEMENTS:
        raise Unreadable("the file has more parts than a film of four hours", hint="Export the film again.")
    head = walk.data.read(at, min(at + 12, end))
    if not head or not head[0] & 0xF0:
        raise damaged()
    wide = 9 - head[0].bit_length()
    kind = int.from_bytes(head[:wide], "big")
    if len(head) <= wide or not head[wide]:
        raise damaged()
    long = 9 - head[wide].bit_length()
    if len(head) < wide + long:
        raise damaged()
    size = int.from_bytes(head[wide : wide + long], "big") & ((1 << 7 * long) - 1)
    start = at + wide + long
    if size == (1 << 7 * long) - 1:
        return kind, start, OPEN
    if start + size > end:
        raise damaged()
    return kind, start, size


def _segment(walk: _Walk, at: int, end: int, *, whole: bool) -> int:
    """Returns where it ends."""
    data = walk.data
    while at < end:
        if not whole and not data.read(at, at + 1).strip(b"\0"):
            return at  # an open segment ends where no element begins
        kind, start, size = _head(walk, at, end)
        if size == OPEN:
            if kind != CLUSTER:
                raise damaged()
            at = _open_cluster(walk, start, end)
            continue
        if kind == INFO:
            _info(walk, start, start + size)
        elif kind == TRACKS:
            _refuse_encrypted(walk, start, start + size)
        elif kind == VOID:
            _void(walk, start, start + size)
        elif kind not in TOLD and kind != CLUSTER:
            value = data.read(start, start + size)
            walk.entries.append(Entry("unknown", "element", printable(value), size))
        at = start + size
    return at


def _open_cluster(walk: _Walk, at: int, end: int) -> int:
    while at < end:
        kind, start, size = _head(walk, at, end)
        if kind in UPPER:
            return at
        if size == OPEN:
            raise damaged()
        at = start + size
    return at


def _info(walk: _Walk, at: int, end: int) -> None:
    while at < end:
        kind, start, size = _head(walk, at, end)
        if size == OPEN:
            raise damaged()
        value = walk.data.read(start, start + size)
        if kind in NAMES:
            said = words(value) if "Filename" in NAMES[kind] else ""
            walk.entries.append(Entry("user-data", NAMES[kind], said, size))
        elif kind == 0x4461:
            walk.entries.append(Entry("time", "DateUTC", size=size))
        elif kind == VOID:
            _void(walk, start, start + size)
        elif kind not in IN_INFO:
            walk.entries.append(Entry("unknown", "element", printable(value), size))
        at = start + size


def _void(walk: _Walk, start: int, end: int) -> None:
    if not walk.data.blank(start, end):
        value = walk.data.read(start, end)
        walk.entries.append(Entry("unknown", "void", printable(value), end - start))


def _refuse_encrypted(walk: _Walk, at: int, end: int, depth: int = 0) -> None:
    while at < end:
        kind, start, size = _head(walk, at, end)
        if size == OPEN or depth > NESTED:
            raise damaged()
        if kind == ENCRYPTION:
            raise Unreadable("the film or recording is encrypted", hint="Export it without protection.")
        if kind in (TRACK, ENCODINGS, ENCODING):
            _refuse_encrypted(walk, start, start + size, depth + 1)
        at = start + size
