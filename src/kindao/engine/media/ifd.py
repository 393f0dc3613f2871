"""Image file directories: the tables of tags in TIFF files, EXIF blocks and MPF indexes."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}  # bytes, by kind of value
WHOLE = {1: "B", 3: "H", 4: "I", 6: "b", 8: "h", 9: "i", 13: "I"}
ASCII = 2
DIRECTORIES, TAGS, VALUES = 2_048, 512, 1 << 20  # read at most: more is an attack


@dataclass(frozen=True, slots=True)
class Tag:
    number: int
    kind: int
    count: int
    at: int  # where the value lies in the block
    size: int  # of the value, bytes

    @property
    def numeric(self) -> bool:
        return self.kind in (3, 4, 5, 8, 9, 10, 11, 12, 13)


@dataclass(frozen=True, slots=True)
class Directory:
    at: int
    tags: dict[int, Tag]
    following: int  # where the next one is, 0 for none
    size: int  # of the table itself, bytes


@dataclass(frozen=True, slots=True)
class Block:
    """Bytes that begin with a TIFF header; offsets count from there."""

    data: bytes
    order: str  # "<" or ">"
    first: int

    @classmethod
    def of(cls, data: bytes) -> "Block":
        """Raises ValueError when this is no TIFF header."""
        order = {b"II": "<", b"MM": ">"}.get(data[:2])
        if order is None or len(data) < 8 or struct.unpack_from(order + "H", data, 2)[0] != 42:
            raise ValueError("no TIFF header")
        return cls(data, order, struct.unpack_from(order + "I", data, 4)[0])

    def directory(self, at: int) -> Directory:
        """The directory at this offset. Raises ValueError when it does not lie within the block."""
        try:
            (count,) = struct.unpack_from(self.order + "H", self.data, at)
            if count > TAGS:
                raise ValueError("too many tags")
            fields = struct.iter_unpack(self.order + "HHI4s", self.data[at + 2 : at + 2 + 12 * count])
            tags: dict[int, Tag] = {}
            for index, (number, kind, many, _) in enumerate(fields):
                size = SIZES.get(kind, 1) * many
                here = at + 2 + 12 * index + 8
                where = here if size <= 4 else struct.unpack_from(self.order + "I", self.data, here)[0]
                tags.setdefault(number, Tag(number, kind, many, where, size))
            end = at + 2 + 12 * count
            following = struct.unpack_from(self.order + "I", self.data, end)[0] if end + 4 <= len(self.data) else 0
        except struct.error:
            raise ValueError("a directory lies beyond the end") from None
        if end > len(self.data):
            raise ValueError("a directory lies beyond the end")
        return Directory(at, tags, following, 6 + 12 * count)

    def chain(self, at: int) -> Iterator[Directory]:
        """The directory at this offset and those that follow it. Raises ValueError where the chain is broken."""
        seen: set[int] = set()
        while at:
            if at in seen or len(seen) == DIRECTORIES:
                raise ValueError("the directories form a loop")
            seen.add(at)
            directory = self.directory(at)
            yield directory
            at = directory.following

    def raw(self, tag: Tag) -> bytes:
        """The value's bytes. Raises ValueError when they lie beyond the end."""
        if tag.at + tag.size > len(self.data):
            raise ValueError("a value lies beyond the end")
        return self.data[tag.at : tag.at + tag.size]

    def whole(self, tag: Tag) -> tuple[int, ...]:
        """The value as whole numbers. Raises ValueError when it is of another kind."""
        if tag.kind not in WHOLE or tag.count > VALUES:
            raise ValueError("not whole numbers, or too many")
        raw = self.raw(tag)
        return struct.unpack(f"{self.order}{tag.count}{WHOLE[tag.kind]}", raw)
