"""Which releases look like a picture: the perceptual hashes of all that was ever sent, in this process's memory, so
that a look among a hundred thousand is one pass over three megabytes. Whether one of them still stands is asked of the
database, each time."""

import threading
from datetime import datetime, timedelta
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from kindao import clock
from kindao.engine.match.phash import BYTES
from kindao.web.releases.models import Release

OVERLAP = timedelta(minutes=15)  # read again each time: what was being sent then, and clocks that differ
ANEW = timedelta(days=1)  # after which all is read again: what was erased since is in no memory then
AT_FIRST = 1024  # hashes there is room for


class Bank:
    """Hashes are added, and changed where a release was sent a second time; those that were erased go within a day."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        self._rows: dict[UUID, int] = {}
        self._ids: list[UUID] = []
        self._hashes: NDArray[np.uint64] = np.empty((AT_FIRST, BYTES // 8), np.uint64)
        self._until: datetime | None = None
        self._begun = clock.now()

    def _read(self) -> None:
        if clock.now() - self._begun > ANEW:
            self.forget()
        rows = Release.objects.exclude(phash="").exclude(sent_at=None)
        if self._until is not None:
            rows = rows.filter(sent_at__gte=self._until - OVERLAP)
        for pk, written, at in rows.order_by("sent_at").values_list("pk", "phash", "sent_at").iterator():
            n = self._rows.setdefault(pk, len(self._ids))
            if n == len(self._ids):
                self._ids.append(pk)
                if n == len(self._hashes):
                    self._hashes = np.concatenate([self._hashes, np.empty_like(self._hashes)])
            self._hashes[n] = np.frombuffer(bytes.fromhex(written), np.uint64)
            self._until = at

    def near(self, bits: bytes, within: int) -> list[UUID]:
        """The releases whose hash differs in so many bits at most, the closest first."""
        with self._lock:
            self._read()
            away = np.bitwise_count(self._hashes[: len(self._ids)] ^ np.frombuffer(bits, np.uint64)).sum(1, np.uint16)
            (close,) = np.nonzero(away <= within)
            return [self._ids[n] for n in close[np.argsort(away[close], kind="stable")]]


BANK = Bank()
