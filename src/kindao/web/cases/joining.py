"""The parts of an upload as one stream to read and seek in: nothing of it lies open on the disk."""

import bisect
import io

from kindao.web.cases.models import Part, Upload
from kindao.web.vault import store


class Parts(io.RawIOBase):
    """One part is open at a time."""

    def __init__(self, upload: Upload) -> None:
        self._parts = list(upload.parts.select_related("file__key").order_by("start"))
        self._starts = [part.start for part in self._parts]
        self._size = upload.size
        self._at = 0
        self._open: tuple[Part, bytes] | None = None

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if self._at >= self._size:
            return 0
        part = self._parts[bisect.bisect_right(self._starts, self._at) - 1]
        if self._open is None or self._open[0] is not part:
            self._open = part, store.read(part.file)
        piece = self._open[1][self._at - part.start :][: len(buffer)]
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)


def joined(upload: Upload) -> io.BufferedReader:
    return io.BufferedReader(Parts(upload), 1 << 20)
