"""WAV and OGG, part by part, against the few that a recording needs. Whatever else is there is residue.

Their own walks: they know nothing of those in `media`. Sources: Multimedia Programming Interface and Data
Specifications 1.0 (RIFF WAVE), RFC 3533 (Ogg), RFC 7845 (Opus in it)."""

import struct
from collections.abc import Iterator
from mmap import mmap

from kindao.engine.verify.structure import Part
from kindao.engine.vocabulary import Identifier

Bytes = bytes | mmap

PCM = 1
TAGS = b"OpusTags\x06\0\0\0ffmpeg\0\0\0\0"
"""The muxer's name without a version, and no comment: the same in every file."""


def wav(data: Bytes) -> Iterator[Part]:
    """One description of 16 bytes and the samples."""
    kinds: list[bytes] = []
    at, end = 12, 8 + struct.unpack_from("<I", data, 4)[0]
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE" or end > len(data):
        raise ValueError
    while at < end:
        kind, size = struct.unpack_from("<4sI", data, at)
        start = at + 8
        if start + size > end:
            raise ValueError
        kinds.append(kind)
        if kind == b"fmt ":
            coding, channels, rate, speed, frame, bits = struct.unpack_from("<HHIIHH", data, start)
            if size != 16 or coding != PCM or bits != 16 or frame != 2 * channels or speed != rate * frame:
                yield Part(Identifier.METADATA, "chunk", "fmt")
        elif kind != b"data":
            yield Part(Identifier.METADATA, "chunk", _word(kind))
        at = start + size
        if size % 2:
            if at < end and data[at]:
                yield Part(Identifier.EMBEDDED, "gap")
            at += 1
    if sorted(kinds) != [b"data", b"fmt "] and {b"data", b"fmt "} <= set(kinds):
        yield Part(Identifier.EMBEDDED, "chunk", "twice")
    if end < len(data):
        yield Part(Identifier.EMBEDDED, "trailer")


def ogg(data: Bytes) -> Iterator[Part]:
    """One stream of Opus: its head, empty tags, packets, each page whole by its checksum."""
    at, number, stream, closed = 0, 0, b"", False
    while at < len(data):
        if data[at : at + 4] != b"OggS":
            yield Part(Identifier.EMBEDDED, "trailer")
            return
        version, flags, _, serial, order, check, count = struct.unpack_from("<BBQ4sIIB", data, at + 4)
        lacing = data[at + 27 : at + 27 + count]
        end = at + 27 + count + sum(lacing)
        if version or end > len(data) or len(lacing) != count:
            raise ValueError
        body = data[at + 27 + count : end]
        if closed or (number and serial != stream):
            yield Part(Identifier.EMBEDDED, "stream")
        if order != number or check != _checksum(data[at : at + 22] + b"\0\0\0\0" + data[at + 26 : end]):
            yield Part(Identifier.EMBEDDED, "page")
        if number == 0:
            stream = serial
            if len(body) != 19 or body[:9] != b"OpusHead\x01" or body[18]:
                yield Part(Identifier.METADATA, "head")
            if serial != b"\0\0\0\0":
                yield Part(Identifier.METADATA, "serial")
        elif number == 1 and body != TAGS:
            yield Part(Identifier.METADATA, "vorbis-comment")
        closed = bool(flags & 4)
        at, number = end, number + 1
    if number < 2:
        raise ValueError


def _word(kind: bytes) -> str:
    """A chunk's name, when it may be told: not one that says something itself."""
    known = {b"LIST", b"bext", b"iXML", b"id3 ", b"ID3 ", b"cue ", b"fact", b"JUNK", b"_PMX", b"axml", b"C2PA", b"smpl"}
    return kind.decode().strip() if kind in known else "?"


def _table() -> tuple[int, ...]:
    out = []
    for byte in range(256):
        value = byte << 24
        for _ in range(8):
            value = (value << 1) ^ 0x04C11DB7 if value & 0x80000000 else value << 1
        out.append(value & 0xFFFFFFFF)
    return tuple(out)


_TABLE = _table()


def _checksum(page: bytes) -> int:
    """RFC 3533, section 6: the generator 04c11db7, begun with 0."""
    value = 0
    for byte in page:
        value = ((value << 8) & 0xFFFFFFFF) ^ _TABLE[(value >> 24) ^ byte]
    return value
