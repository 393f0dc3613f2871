"""Matroska and WebM, element by element, against the few that a film needs. Whatever else is there is residue.

Its own walk: it knows nothing of those in `media`. Source: RFC 8794 (EBML), RFC 9559 (Matroska)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from mmap import mmap

from kindao.engine.verify.film import h264
from kindao.engine.verify.structure import Part
from kindao.engine.vocabulary import Identifier

Bytes = bytes | mmap

HEADER, SEGMENT, SEEK_HEAD, INFO, TRACKS = 0x1A45DFA3, 0x18538067, 0x114D9B74, 0x1549A966, 0x1654AE6B
CLUSTER, CUES, TAGS, CHAPTERS, ATTACHMENTS = 0x1F43B675, 0x1C53BB6B, 0x1254C367, 0x1043A770, 0x1941A469
ENTRY, VIDEO, AUDIO, COLOUR = 0xAE, 0xE0, 0xE1, 0x55B0
GROUP, BLOCK, SIMPLE_BLOCK = 0xA0, 0xA1, 0xA3
VOID, CRC = 0xEC, 0xBF
TAG, TARGETS, SIMPLE_TAG, TAG_NAME, TAG_TEXT = 0x7373, 0x63C0, 0x67C8, 0x45A3, 0x4487
APPS, WRITER = (0x4D80, 0x5741), b"Lavf"  # the muxer's name without its version, the same in every file
LANGUAGE, NUMBER, KIND, CODING, PRIVATE = 0x22B59C, 0xD7, 0x83, 0x86, 0x63A2
TIME = re.compile(rb"\d\d:\d\d:\d\d\.\d{9}\0*")  # how long a track is, in a tag of the muxer's

INSIDE: dict[int, frozenset[int]] = {
    HEADER: frozenset({0x4286, 0x42F7, 0x42F2, 0x42F3, 0x4282, 0x4287, 0x4285}),
    SEEK_HEAD: frozenset({0x4DBB}),
    0x4DBB: frozenset({0x53AB, 0x53AC}),
    INFO: frozenset({0x2AD7B1, 0x4489}),
    ENTRY: frozenset(
        {NUMBER, 0x73C5, KIND, 0xB9, 0x88, 0x55AA, 0x9C, 0x23E383, CODING, PRIVATE, 0x56AA, 0x56BB, 0x55EE}
    ),
    VIDEO: frozenset({0xB0, 0xBA, 0x54B0, 0x54BA, 0x54B2, 0x9A, 0x9D}),
    COLOUR: frozenset({0x55B1, 0x55B2, 0x55B3, 0x55B4, 0x55B5, 0x55B6, 0x55B7, 0x55B8, 0x55B9, 0x55BA, 0x55BB}),
    AUDIO: frozenset({0xB5, 0x78B5, 0x9F, 0x6264}),
    CLUSTER: frozenset({0xE7, 0xA7, 0xAB}),
    GROUP: frozenset({0x9B, 0xFB, 0x75A2}),
    CUES: frozenset(),
    0xBB: frozenset({0xB3}),
    0xB7: frozenset({0xF7, 0xF1, 0xF0, 0xB2, 0x5378}),
    TARGETS: frozenset({0x63C5, 0x68CA}),
}
"""What each may hold that is a number or a coder's own; longer than `LONGEST` bytes only the coder's."""
PARENTS: dict[int, frozenset[int]] = {
    SEEK_HEAD: frozenset({0x4DBB}),
    TRACKS: frozenset({ENTRY}),
    ENTRY: frozenset({VIDEO, AUDIO}),
    VIDEO: frozenset({COLOUR}),
    CUES: frozenset({0xBB}),
    0xBB: frozenset({0xB7}),
    CLUSTER: frozenset({GROUP}),
    TAGS: frozenset({TAG}),
    TAG: frozenset({TARGETS}),
}
SEGMENT_LEVEL = frozenset({SEEK_HEAD, INFO, TRACKS, CLUSTER, CUES, TAGS})
LONGEST = 32
KINDS = {
    CHAPTERS: (Identifier.METADATA, "chapter"),
    ATTACHMENTS: (Identifier.EMBEDDED, "attachment"),
    0x4461: (Identifier.TIME, "date"),
    TAG: (Identifier.METADATA, "tag"),
}


@dataclass(slots=True)
class _Walk:
    data: Bytes
    kinds: dict[int, int] = field(default_factory=dict)  # of each track's number: 1 a film, 2 a sound
    lengths: dict[int, int] = field(default_factory=dict)  # bytes of a length, of each track in H.264

    def parts(self) -> Iterator[Part]:
        segments = 0
        for element, start, stop in elements(self.data, 0, len(self.data), lenient=True):
            if not element:
                yield Part(Identifier.EMBEDDED, "trailer")
            elif element == HEADER and start < 16:
                yield from self.level(element, start, stop)
            elif element == SEGMENT and not segments:
                segments += 1
                yield from self.segment(start, stop)
            else:
                yield from self.empty(element, start, stop, "trailer")
        if sum(kind == 1 for kind in self.kinds.values()) > 1:
            yield Part(Identifier.EMBEDDED, "track", "video")

    def segment(self, start: int, stop: int) -> Iterator[Part]:
        for element, at, end in elements(self.data, start, stop):
            if element in SEGMENT_LEVEL:
                yield from self.level(element, at, end)
            else:
                yield from self.empty(element, at, end, "element")

    def empty(self, element: int, start: int, stop: int, holder: str) -> Iterator[Part]:
        """A void of zeros, a checksum; anything else is residue."""
        if element == CRC and stop - start == 4:
            return
        if element != VOID:
            identifier, word = KINDS.get(element, (Identifier.METADATA, holder))
            yield Part(identifier, word, f"{element:x}")
        elif any(self.data[n : min(n + 4096, stop)].strip(b"\0") for n in range(start, stop, 4096)):
            yield Part(Identifier.EMBEDDED, "void")

    def level(self, parent: int, start: int, stop: int) -> Iterator[Part]:
        inside, below = INSIDE.get(parent, frozenset()), PARENTS.get(parent, frozenset())
        if parent == ENTRY:
            yield from self.track(start, stop)
        for element, at, end in elements(self.data, start, stop):
            if element in below:
                yield from self.level(element, at, end)
            elif element in inside:
                if end - at > (4096 if element == PRIVATE else LONGEST):
                    yield Part(Identifier.METADATA, "element", f"{element:x}")
            elif element in (SIMPLE_BLOCK, BLOCK) and parent in (CLUSTER, GROUP):
                yield from self.block(at, end)
            elif parent == TAG and element == SIMPLE_TAG:
                yield from self.tag(at, end)
            elif parent == INFO and element in APPS:
                if self.data[at:end].rstrip(b"\0") != WRITER:
                    yield Part(Identifier.METADATA, "element", f"{element:x}")
            elif parent == ENTRY and element == LANGUAGE:
                if self.data[at:end].rstrip(b"\0") != b"und":
                    yield Part(Identifier.METADATA, "language")
            else:
                yield from self.empty(element, at, end, "element")

    def track(self, start: int, stop: int) -> Iterator[Part]:
        told = {element: self.data[at:end] for element, at, end in elements(self.data, start, stop)}
        number, kind = (int.from_bytes(told.get(element, b""), "big") for element in (NUMBER, KIND))
        self.kinds[number] = kind
        if kind not in (1, 2):
            yield Part(Identifier.EMBEDDED, "track", str(kind))
        if told.get(CODING, b"").rstrip(b"\0") == b"V_MPEG4/ISO/AVC":
            private = told.get(PRIVATE, b"")
            self.lengths[number] = (private[4] & 3) + 1
            yield from h264.configuration(private)

    def block(self, start: int, stop: int) -> Iterator[Part]:
        number, at = _number(self.data, start)
        flags = self.data[at + 2]
        if number not in self.kinds or flags & 0x06:  # of no track, or several laced into one
            yield Part(Identifier.EMBEDDED, "block")
        elif number in self.lengths:
            yield from h264.pieces(self.data, at + 3, stop, self.lengths[number])

    def tag(self, start: int, stop: int) -> Iterator[Part]:
        told = {element: self.data[at:end] for element, at, end in elements(self.data, start, stop)}
        plain = set(told) <= {TAG_NAME, TAG_TEXT} and told.get(TAG_NAME, b"").rstrip(b"\0") == b"DURATION"
        if not plain or not TIME.fullmatch(told.get(TAG_TEXT, b"")):
            yield Part(Identifier.METADATA, "tag")


def surplus(data: Bytes) -> Iterator[Part]:
    """Everything in the file that the film, its size and its times do not need. Raises ValueError or IndexError when
    it cannot be followed to its end."""
    yield from dict.fromkeys(_Walk(data).parts())


def elements(data: Bytes, at: int, end: int, *, lenient: bool = False) -> Iterator[tuple[int, int, int]]:
    """Each element of one level: its identity, and where its body is. lenient: what is none after others is 0."""
    first = at
    while at < end:
        length = 9 - data[at].bit_length()
        element = int.from_bytes(data[at : at + length], "big")
        size, start = _number(data, at + length) if length <= 4 and at + length < end else (end, end)
        if start + size > end:  # also one of unknown size: a film that is written is whole
            if not lenient or at == first:
                raise ValueError
            element, start, size = 0, at, end - at
        yield element, start, start + size
        at = start + size


def _number(data: Bytes, at: int) -> tuple[int, int]:
    """A number of one to eight bytes, and where it ends."""
    length = 9 - data[at].bit_length()
    if length > 8 or at + length > len(data):
        raise ValueError
    return int.from_bytes(data[at : at + length], "big") & ((1 << 7 * length) - 1), at + length
