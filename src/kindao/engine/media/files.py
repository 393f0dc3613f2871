"""A file of any size, looked at here and there."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from kindao.engine.media.clip import unread
from kindao.engine.media.picture import Entry
from kindao.engine.media.trailing import trailing

GLIMPSE = 1 << 20  # bytes of one carried thing that are searched for words
TAIL = 64 << 20  # bytes behind a film that are taken apart
NESTED = 16  # parts within parts


@dataclass(frozen=True, slots=True)
class Bytes:
    """The bytes of a file from start to end, read when asked for."""

    file: BinaryIO
    size: int

    def read(self, start: int, end: int) -> bytes:
        """Those from start to end, as far as the file goes, `GLIMPSE` at most."""
        self.file.seek(start)
        return self.file.read(max(0, min(end, self.size, start + GLIMPSE) - start))

    def blank(self, start: int, end: int) -> bool:
        """Whether nothing but zeros, or one space character after the other, is there."""
        while start < end:
            piece = self.read(start, end)
            if not piece:
                return True
            if piece.strip(b"\0 "):
                return False
            start += len(piece)
        return True


@contextmanager
def looked_at(path: Path) -> Iterator[Bytes]:
    """Raises Unreadable when the system does not hand the file over."""
    try:
        with path.open("rb") as file:
            yield Bytes(file, path.stat().st_size)
    except OSError as error:
        raise unread(error) from None


def behind(data: Bytes, at: int) -> list[Entry]:
    """What follows the end of the film or recording, which is here. Raises Unreadable for a file of another kind."""
    if at >= data.size:
        return []
    if data.size - at > TAIL:
        return [Entry("trailer", "more", size=data.size - at)]
    data.file.seek(at)
    return trailing(data.file.read(), 0, camera=True, film=True)
