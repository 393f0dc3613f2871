"""MP4 and MOV, box by box, against the few that a film needs. Whatever else is there is residue.

Its own walk: it knows nothing of those in `media`. Sources: ISO 14496-12 (boxes), 14496-15 (H.264 in them),
QuickTime File Format Specification."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from mmap import mmap

import numpy as np
from numpy.typing import NDArray

from kindao.engine.verify.film import h264
from kindao.engine.verify.structure import Part
from kindao.engine.vocabulary import Identifier

Bytes = bytes | mmap

PARENTS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"dinf"})
PLAIN = frozenset({b"vmhd", b"smhd", b"gmhd", b"elst", b"stts", b"stss", b"ctts", b"stsc", b"stsz", b"stco", b"co64"})
"""Only numbers: how tracks are played and where their samples lie."""
SMALL = {b"vmhd": 12, b"smhd": 8, b"gmhd": 64}  # bytes at most
NAMES = frozenset({b"", b"VideoHandler", b"SoundHandler", b"DataHandler"})  # the muxer's, the same in every file
UNDETERMINED = (0x55C4, 0x7FFF, 0)  # languages: "und", and QuickTime's unspecified
VENDORS = frozenset({b"\0\0\0\0", b"FFMP"})  # the muxer's mark in MOV, the same in every file
PICTURES = frozenset({b"avc1", b"hvc1", b"hev1", b"vp09", b"av01", b"mp4v"})
SOUNDS = frozenset({b"mp4a", b"Opus", b"alac", b"fLaC", b"sowt", b"twos", b"lpcm", b".mp3"})
CODING = frozenset({b"avcC", b"hvcC", b"vpcC", b"av1C", b"esds", b"dOps", b"alac", b"dfLa", b"colr", b"pasp", b"btrt",
                    b"fiel", b"clap", b"chan", b"frma", b"mp4a", b"\0\0\0\0"})  # fmt: skip
EMPTY_LIST = bytes.fromhex("00000000 00000021 68646c72 00000000 00000000 6d646972 6170706c 00000000 00000000 00")
"""The muxer's list of metadata with nothing in it: version, and its handler; the list itself follows."""
AS_STORED = struct.pack(">9i", 1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)
"""The matrix of what is shown as it is stored. A copy is written upright: no other has a place in it."""
WORDS = frozenset({
    *("mvhd", "tkhd", "mdhd", "hdlr", "stsd", "tref", "meta", "udta", "gmhd", "nmhd", "sthd", "tapt", "load"),
    *("iods", "moof", "mvex", "mfra", "sidx", "emsg", "chpl", "covr", "nam", "loci", "xyz", "day", "too"),
    *("cmt", "ART", "alb", "gen", "text", "tx3g", "sbtl", "subt", "tmcd", "meta", "data", "clcp", "hint"),
    *("auxv", "pict", "saiz", "saio", "senc", "pssh", "sinf", "uuid"),
})  # fmt: skip
"""Boxes, tags and kinds of tracks that are named where they have no place."""
TAGS = {b"\xa9xyz": Identifier.LOCATION, b"loci": Identifier.LOCATION, b"\xa9day": Identifier.TIME}


@dataclass(slots=True)
class _Track:
    handler: bytes = b""
    coding: bytes = b""
    length_size: int = 0
    sizes: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    runs: list[tuple[int, int]] = field(default_factory=list)  # first chunk, samples in each from there
    chunks: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))

    def samples(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where each sample begins, and its size."""
        counts = np.zeros(len(self.chunks), np.int64)
        for first, per_chunk in self.runs:
            counts[first - 1 :] = per_chunk
        if counts.sum() != len(self.sizes):
            raise ValueError
        before = np.concatenate([[0], np.cumsum(self.sizes)])
        starts = np.concatenate([[0], np.cumsum(counts)])[:-1]
        chunk = np.repeat(np.arange(len(counts)), counts)
        return self.chunks[chunk] + before[:-1] - before[starts[chunk]], self.sizes


@dataclass(slots=True)
class _Walk:
    data: Bytes
    tracks: list[_Track] = field(default_factory=list)
    media: list[tuple[int, int]] = field(default_factory=list)

    def parts(self) -> Iterator[Part]:
        for kind, start, stop in boxes(self.data, 0, len(self.data), lenient=True):
            if not kind:
                yield Part(Identifier.EMBEDDED, "trailer")
            else:
                yield from self.one(kind, start, stop, b"")
        if sum(track.handler == b"vide" for track in self.tracks) > 1:
            yield Part(Identifier.EMBEDDED, "track", "vide")
        used = []
        for track in self.tracks:
            where, sizes = track.samples()
            used.append(np.stack([where, where + sizes], axis=1))
            if track.coding == b"avc1":
                yield from dict.fromkeys(h264.samples(self.data, where, sizes, track.length_size))
        yield from self.unused(np.concatenate(used) if used else np.zeros((0, 2), np.int64))

    def unused(self, used: NDArray[np.int64]) -> Iterator[Part]:
        """Bytes of media that no sample of a track lies in."""
        used = used[np.argsort(used[:, 0], kind="stable")]
        reached = np.maximum.accumulate(used[:, 1]) if len(used) else used[:, 1]
        for start, end in self.media:
            inside = (used[:, 0] >= start) & (used[:, 1] <= end)
            starts, ends = used[inside, 0], reached[inside]
            if end > start and (
                not len(starts) or starts[0] > start or ends[-1] < end or (starts[1:] > ends[:-1]).any()
            ):
                yield Part(Identifier.EMBEDDED, "gap")

    def level(self, at: int, end: int, parent: bytes) -> Iterator[Part]:
        for kind, start, stop in boxes(self.data, at, end):
            yield from self.one(kind, start, stop, parent)

    def one(self, kind: bytes, start: int, stop: int, parent: bytes) -> Iterator[Part]:
        if kind == b"trak":
            self.tracks.append(_Track())
        if kind in PARENTS:
            yield from self.level(start, stop, kind)
            if kind == b"trak" and self.tracks[-1].handler not in (b"vide", b"soun"):
                yield Part(Identifier.EMBEDDED, "track", _word(self.tracks[-1].handler))
        elif kind == b"mdat":
            self.media.append((start, stop))
        else:
            yield from self.leaf(kind, start, stop, parent)

    def leaf(self, kind: bytes, start: int, stop: int, parent: bytes) -> Iterator[Part]:
        size = stop - start
        if kind in (b"free", b"skip", b"wide"):
            if any(self.data[n : min(n + 4096, stop)].strip(b"\0") for n in range(start, stop, 4096)):
                yield Part(Identifier.EMBEDDED, "free")
        elif kind in PLAIN:
            if size > SMALL.get(kind, size):
                yield Part(Identifier.METADATA, "box", _word(kind))
            self.table(kind, start, stop)
        else:
            body = self.data[start : min(stop, start + (1 << 20))]
            match kind:
                case b"ftyp" if not parent and size <= 64:
                    return
                case b"mvhd" | b"tkhd" | b"mdhd":
                    yield from _header(kind, body)
                case b"hdlr":
                    yield from self.handler(body, parent)
                case b"dref" if body == bytes.fromhex("00000000000000010000000c75726c2000000001"):
                    return
                case b"stsd":
                    yield from self.description(body)
                case b"sgpd" | b"sbgp" if body[4:8] == b"roll" and size <= 64:
                    return  # how many samples before one it needs
                case b"udta":
                    yield from _user(body)
                case b"uuid":
                    c2pa = body[:16] == bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
                    yield Part(Identifier.METADATA, "c2pa" if c2pa else "xmp")
                case b"meta":
                    yield Part(Identifier.METADATA, "box", "meta")
                case _:
                    yield Part(Identifier.METADATA, "box", _word(kind))

    def table(self, kind: bytes, start: int, stop: int) -> None:
        if kind not in (b"stsz", b"stsc", b"stco", b"co64") or not self.tracks:
            return
        track, body = self.tracks[-1], self.data[start:stop]
        if kind == b"stsz":
            each, count = struct.unpack_from(">II", body, 4)
            listed = np.frombuffer(body, ">u4", count, 12) if not each else np.full(count, each)
            track.sizes = listed.astype(np.int64)
        elif kind == b"stsc":
            (count,) = struct.unpack_from(">I", body, 4)
            track.runs = [struct.unpack_from(">II", body, 8 + 12 * n) for n in range(count)]
        else:
            (count,) = struct.unpack_from(">I", body, 4)
            track.chunks = np.frombuffer(body, ">u4" if kind == b"stco" else ">u8", count, 8).astype(np.int64)

    def handler(self, body: bytes, parent: bytes) -> Iterator[Part]:
        if parent == b"mdia" and self.tracks:
            self.tracks[-1].handler = body[8:12]
        name = body[24:]
        name = name[1 : 1 + name[0]] if name and body[4:8] in (b"mhlr", b"dhlr") else name.rstrip(b"\0")
        whole = len(body) - 24 - len(name) <= 1
        if name not in NAMES or not whole or body[12:24].strip(b"\0"):
            yield Part(Identifier.METADATA, "box", "hdlr")

    def description(self, body: bytes) -> Iterator[Part]:
        if struct.unpack_from(">I", body, 4)[0] != 1:
            yield Part(Identifier.EMBEDDED, "track", "stsd")
        for kind, start, stop in boxes(body, 8, len(body)):
            entry = body[start:stop]
            self.tracks[-1].coding = kind
            if kind in PICTURES:
                name = entry[42:74]
                if entry[12:16] not in VENDORS or name.strip(b"\0"):
                    yield Part(Identifier.METADATA, "box", "stsd")
                inside = 78
            elif kind in SOUNDS:
                inside = {0: 28, 1: 44, 2: 64}.get(int.from_bytes(entry[8:10], "big"), 28)
            else:
                yield Part(Identifier.EMBEDDED, "track", _word(kind))
                continue
            yield from self.coding(entry, inside, len(entry))

    def coding(self, entry: bytes, at: int, end: int) -> Iterator[Part]:
        for kind, start, stop in boxes(entry, at, end):
            if kind == b"wave":
                yield from self.coding(entry, start, stop)
            elif kind == b"avcC":
                self.tracks[-1].length_size = (entry[start + 4] & 3) + 1
                yield from h264.configuration(entry[start:stop])
            elif kind == b"colr" and entry[start : start + 4] not in (b"nclx", b"nclc"):
                yield Part(Identifier.METADATA, "icc")
            elif kind not in CODING or stop - start > 256:
                yield Part(Identifier.METADATA, "box", _word(kind))


def surplus(data: Bytes) -> Iterator[Part]:
    """Everything in the file that the film, its size and its times do not need. Raises ValueError, struct.error or
    IndexError when it cannot be followed to its end."""
    yield from _Walk(data).parts()


def boxes(data: Bytes, at: int, end: int, *, lenient: bool = False) -> Iterator[tuple[bytes, int, int]]:
    """Each box of one level: its kind, and where its body is. lenient: what is no box after others has no kind."""
    first = at
    while at < end:
        if end - at == 4 and data[at:end] == b"\0\0\0\0":
            return  # QuickTime's end of a list
        start, stop, kind = at + 8, 0, b""
        if end - at >= 16 or (end - at >= 8 and data[at : at + 4] != b"\0\0\0\1"):
            size, kind = struct.unpack_from(">I4s", data, at)
            if size == 1:
                (size,) = struct.unpack_from(">Q", data, start)
                start += 8
            stop = at + size if size else end
        if stop < start or stop > end:
            if not lenient or at == first:
                raise ValueError
            kind, start, stop = b"", at, end
        yield kind, start, stop
        at = stop


def _header(kind: bytes, body: bytes) -> Iterator[Part]:
    wide = 8 if body[0] == 1 else 4
    if body[4 : 4 + 2 * wide].strip(b"\0"):
        yield Part(Identifier.TIME, "box", _word(kind))
    rest = body[4 + 2 * wide :]
    matrix = {b"mvhd": 20, b"tkhd": 24}.get(kind)  # how it is turned and moved when it is shown
    if matrix is not None and rest[matrix + wide : matrix + wide + 36] != AS_STORED:
        yield Part(Identifier.METADATA, "box", _word(kind))
    if kind == b"mvhd":
        unused = rest[4 + wide + 6 : 4 + wide + 16] + rest[4 + wide + 52 : 4 + wide + 76]
    elif kind == b"tkhd":
        unused = rest[4:8] + rest[8 + wide : 16 + wide]
        if not body[3] & 1:
            yield Part(Identifier.EMBEDDED, "track", "disabled")
    else:
        unused = rest[4 + wide + 2 :]
        if int.from_bytes(rest[4 + wide : 4 + wide + 2], "big") not in UNDETERMINED:
            yield Part(Identifier.METADATA, "language")
    if unused.strip(b"\0"):
        yield Part(Identifier.METADATA, "box", _word(kind))


def _user(body: bytes) -> Iterator[Part]:
    for kind, start, stop in boxes(body, 0, len(body)):
        if kind == b"meta" and body[start:stop].startswith(EMPTY_LIST):
            for inner, at, end in boxes(body, start + len(EMPTY_LIST), stop):
                for tag, _, _ in boxes(body, at, end) if inner == b"ilst" else ((inner, at, end),):
                    yield Part(TAGS.get(tag, Identifier.METADATA), "tag", _word(tag))
        else:
            yield Part(TAGS.get(kind, Identifier.METADATA), "tag", _word(kind))


def _word(kind: bytes) -> str:
    """The name of a box that is known; another is not repeated, it may be a person's."""
    word = kind.decode("latin-1").strip("\xa9\0 ")
    return word if word in WORDS else ""
