"""The parts of an upload as one stream to read and seek in: nothing of it lies open on the disk."""

import bisect
import io

from kindao.web.cases.models import Part, Upload
from kindao.web.vault import store
from kindao.web.vault.pieces import InPieces


class Parts(InPieces):
    """One part is open at a time."""

    def __init__(self, upload: Upload) -> None:
        super().__init__(upload.size)
        self._parts = list(upload.parts.select_related("file__key").order_by("start"))
        self._starts = [part.start for part in self._parts]
        self._open: tuple[Part, bytes] | None = None

    def at(self, place: int, most: int) -> bytes:
        part = self._parts[bisect.bisect_right(self._starts, place) - 1]
        if self._open is None or self._open[0] is not part:
            self._open = part, store.read(part.file)
        return self._open[1][place - part.start :][:most]


def joined(upload: Upload) -> io.BufferedReader:
    return io.BufferedReader(Parts(upload), 1 << 20)
