"""AVI and WAV, FLAC, Ogg and MP3, piece by piece: what they carry that FFmpeg does not tell.
Sources: Microsoft RIFF (AVI, WAVE), EBU Tech 3306 (RF64), RFC 9639 (FLAC), RFC 3533 (Ogg), id3.org."""

import struct

from kindao.engine.errors import Unreadable
from kindao.engine.media.demuxing import damaged
from kindao.engine.media.files import NESTED, Bytes, behind
from kindao.engine.media.picture import Entry
from kindao.engine.media.words import printable, words

CHUNKS = 100_000
PADDING = frozenset({b"JUNK", b"PAD ", b"FLLR", b"junk"})
SILENT = frozenset({b"avih", b"strh", b"strf", b"indx", b"vprp", b"idx1", b"dmlh", b"fmt ", b"data", b"fact"}) | {
    *(b"ds64", b"PEAK"),
}
LISTS = frozenset({b"hdrl", b"strl", b"odml"})
UNSAID = 0xFFFFFFFF  # the size of what was written to a pipe


def walk_riff(data: Bytes) -> list[Entry]:
    """Raises Unreadable for a chunk that reaches beyond the end."""
    found: list[Entry] = []
    at, count = 0, 0
    while at + 12 <= data.size and data.read(at, at + 4) in (b"RIFF", b"RF64"):
        if at and data.read(at + 8, at + 12) != b"AVIX":
            break
        (size,) = struct.unpack("<I", data.read(at + 4, at + 8))
        long = data.read(at + 12, at + 16) == b"ds64"
        if long:
            (size,) = struct.unpack("<Q", data.read(at + 20, at + 28))
        end = data.size if size == UNSAID else at + 8 + size
        if end > data.size:
            raise damaged()
        wide = struct.unpack("<Q", data.read(at + 28, at + 36))[0] if long else 0
        count = _chunks(data, at + 12, end, found, count, wide)
        at = end + (end & 1)
    if not count:
        raise damaged()
    return found + behind(data, at)


def _chunks(data: Bytes, at: int, end: int, found: list[Entry], count: int, wide: int, depth: int = 0) -> int:
    """wide: the size of a `data` chunk that is told elsewhere, in RF64. Returns how many there were so far."""
    while at + 8 <= end:
        count += 1
        if count > CHUNKS:
            raise Unreadable("the file has more parts than a film of four hours", hint="Export the film again.")
        kind, size = struct.unpack("<4sI", data.read(at, at + 8))
        if size == UNSAID and kind == b"data":
            size = wide or end - at - 8
        start, stop = at + 8, at + 8 + size
        if stop > end or depth > NESTED:
            raise damaged()
        inner = data.read(start, start + 4)
        if kind == b"LIST" and inner in LISTS:
            count = _chunks(data, start + 4, stop, found, count, wide, depth + 1)
        elif kind == b"LIST" and inner == b"movi":
            pass
        elif kind == b"LIST":
            value = data.read(start + 4, stop)
            found.append(Entry("user-data", words(inner), printable(value), size))
        elif kind in PADDING and data.blank(start, stop):
            pass
        elif kind in PADDING or kind not in SILENT:
            value = data.read(start, stop)
            holder = "user-data" if kind in (b"IDIT", b"bext", b"iXML", b"strn", b"id3 ", b"ID3 ") else "unknown"
            found.append(Entry(holder, words(kind), printable(value), size))
        at = stop + (stop & 1)
    return count


FLAC_BLOCKS = {1: "padding", 2: "application", 5: "cue sheet"}


def walk_flac(data: Bytes) -> list[Entry]:
    """Raises Unreadable when the blocks in front of the sound don't fit into the file."""
    found: list[Entry] = []
    at, last = 4, False
    while not last:
        head = data.read(at, at + 4)
        if len(head) < 4:
            raise damaged()
        last, kind, size = bool(head[0] & 0x80), head[0] & 0x7F, int.from_bytes(head[1:], "big")
        if at + 4 + size > data.size:
            raise damaged()
        if kind in (2, 5) or kind > 6 or (kind == 1 and not data.blank(at + 4, at + 4 + size)):
            value = data.read(at + 4, at + 4 + size)
            found.append(Entry("unknown", FLAC_BLOCKS.get(kind, "block"), printable(value), size))
        at += 4 + size
    return found + _id3v1(data)


def walk_ogg(data: Bytes) -> list[Entry]:
    """Raises Unreadable for a page that reaches beyond the end."""
    at = 0
    while at + 27 <= data.size:
        head = data.read(at, at + 27 + 255)
        if head[:4] != b"OggS":
            break
        lacing = head[27 : 27 + head[26]]
        if len(lacing) < head[26]:
            raise damaged()
        at += 27 + len(lacing) + sum(lacing)
        if at > data.size:
            raise damaged()
    return behind(data, at)


def walk_mp3(data: Bytes) -> list[Entry]:
    """The tags before and after the sound, and bytes that are neither."""
    found, at = [], 0
    head = data.read(0, 10)
    if head[:3] == b"ID3":
        size = sum((byte & 0x7F) << shift for byte, shift in zip(head[6:], (21, 14, 7, 0), strict=True))
        at = 10 + size + (10 if head[5] & 0x10 else 0)
        if at > data.size:
            raise damaged()
        if not data.blank(10, at):
            found.append(Entry("user-data", "ID3v2", printable(data.read(10, at)), at))
    footer = data.read(max(0, data.size - 160), data.size)
    if b"APETAGEX" in footer or b"LYRICS200" in footer:
        found.append(Entry("user-data", "APE or Lyrics3", printable(data.read(max(at, data.size - 65_536), data.size))))
    return found + _id3v1(data)


def _id3v1(data: Bytes) -> list[Entry]:
    tag = data.read(max(0, data.size - 128), data.size)
    return [Entry("user-data", "ID3v1", printable(tag[3:]), 128)] if tag[:3] == b"TAG" else []
