"""Who works on what: a lease with a heartbeat. A worker that dies stops renewing, and another takes over.

The lease's number is what lets a result in: who lost the lease, because it stood still for too long, writes nothing.
It also tells which process holds it, so that a worker that is started again need not wait for its own dead hand."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_bytes
from time import monotonic
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connection
from django.db.models import F, Q

from kindao import clock
from kindao.engine.medium.base import Step
from kindao.web.review.models import Work

BEAT = 10.0  # seconds between two renewals: of the shortest lease one may fail
ATTEMPTS = 5
FIRST_WAIT = timedelta(seconds=15)  # before the second attempt; four times as long before each further one
AHEAD = timedelta(hours=1)  # no lease is for as long: the clock of whoever took it stood ahead
TOLD = 1.0  # seconds between two words of progress


class Lost(Exception):
    """Another worker has taken over; what was done here counts for nothing."""


class _This:
    """This process. name: nobody's, until it works under one."""

    name = token_bytes(8)


def at_work_as(name: str) -> None:
    """This process is the worker of that name, on this machine."""
    _This.name = _named(name)


def _named(name: str) -> bytes:
    return sha256(f"{socket.gethostname()}\0{name}".encode()).digest()[:8]


def _number() -> UUID:
    """A new lease of this process: worker, process, and what makes it one of a kind."""
    return UUID(bytes=_This.name + os.getpid().to_bytes(4) + token_bytes(4))


def let_go(kind: type[Work], name: str) -> int:
    """Take from a worker of this name that is dead what it held: its process was on this machine, and is there no more.
    Gives how many; called by the worker that comes after it, before it holds anything itself."""
    first, last = (UUID(bytes=_named(name) + bytes([end]) * 8) for end in (0, 255))
    held = kind._default_manager.filter(state=Work.State.RUNNING, lease__range=(first, last))
    dead = [lease for lease in held.values_list("lease", flat=True) if lease and not _lives(lease.bytes[8:12])]
    return kind._default_manager.filter(lease__in=dead).update(leased_until=clock.now() - timedelta(seconds=1))


def _lives(number: bytes) -> bool:
    """Whether another process has that number: it may be somebody else's by now, and then the lease runs out."""
    pid = int.from_bytes(number)
    if pid == os.getpid():
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


@dataclass
class Lease:
    """The right to work on one row, and to say what came of it."""

    work: Work
    number: UUID
    _said: tuple[str, int, int] = field(default=("", 0, 0))
    _kept: tuple[str, int, int] = field(default=("", 0, 0))

    def _mine(self) -> Any:
        return type(self.work)._default_manager.filter(pk=self.work.pk, lease=self.number, state=Work.State.RUNNING)

    def beat(self) -> bool:
        """Renew it. False: it is lost."""
        return bool(self._mine().update(leased_until=clock.now() + self.work.LEASED))

    def progress(self, step: str) -> None:
        """What the engine is doing; it tells from several threads, and the heartbeat writes it down."""
        done, total = (step.done, step.total) if isinstance(step, Step) else (0, 0)
        self._said = str(step)[:30], done, total

    def tell(self) -> None:
        """Write down what was said last, for whoever waits."""
        if self._said != self._kept:
            step, done, total = self._kept = self._said
            self._mine().update(step=step, steps_done=done, steps_total=total)

    def done(self, **fields: Any) -> None:
        """It is finished; within the transaction of what came of it. Raises Lost, and then nothing of it stays."""
        self._end(state=Work.State.DONE, failure="", finished_at=clock.now(), **fields)

    def failed(self, failure: str) -> bool:
        """It did not work: wait, and try again; after `ATTEMPTS`, give up. True: given up. Raises Lost."""
        attempts = self.work.attempts
        if attempts >= ATTEMPTS:
            self._end(state=Work.State.DEAD, failure=failure[:60], finished_at=clock.now())
            return True
        self._end(state=Work.State.WAITING, failure=failure[:60], not_before=clock.now() + wait(attempts))
        return False

    def later(self, at: datetime, **fields: Any) -> None:
        """So far it went well; the rest is for then. Counts as no attempt that failed. Raises Lost."""
        self._end(state=Work.State.WAITING, not_before=at, attempts=0, **fields)

    def _end(self, **fields: Any) -> None:
        if not self._mine().update(lease=None, leased_until=None, **fields):
            raise Lost


def wait(attempts: int) -> timedelta:
    """How long after so many attempts until the next."""
    longer: int = 4 ** (max(attempts, 1) - 1)
    return FIRST_WAIT * longer


def free(kind: type[Work], now: datetime) -> Q:
    """What anybody may take: it waits and its time has come, or is further than any but one that somebody chose, as a
    clock that stood ahead has set it; or who worked on it is gone."""
    put_off = Q(not_before__gt=now + kind.LONGEST)
    if kind.CHOSEN:
        put_off &= Q(**{f"{kind.CHOSEN}__lte": now})
    waits = Q(state=Work.State.WAITING) & (Q(not_before=None) | Q(not_before__lte=now) | put_off)
    gone = Q(leased_until__lt=now) | Q(leased_until__gt=now + AHEAD)
    return waits | Q(state=Work.State.RUNNING) & gone


def take(kind: type[Work], pk: UUID) -> Lease | None:
    """The lease on that row; None where another has it, where it is done, or where its time has not come."""
    now, number = clock.now(), _number()
    taken = kind._default_manager.filter(free(kind, now), pk=pk, attempts__lt=ATTEMPTS).update(
        state=Work.State.RUNNING, lease=number, leased_until=now + kind.LEASED, attempts=F("attempts") + 1, step=""
    )
    if not taken:
        return None
    return Lease(kind._default_manager.get(pk=pk), number)


def bury(kind: type[Work], pk: UUID) -> bool:
    """Give up what has killed its worker at every attempt. True: it was given up just now."""
    over = kind._default_manager.filter(free(kind, clock.now()), pk=pk, attempts__gte=ATTEMPTS)
    return bool(
        over.update(
            state=Work.State.DEAD, lease=None, leased_until=None, failure="worker-gone", finished_at=clock.now()
        )
    )


@contextmanager
def beating(lease: Lease) -> Iterator[None]:
    """Renew it in the background while the block lasts."""
    over = threading.Event()

    def renew() -> None:
        beaten = monotonic()
        try:
            while not over.wait(TOLD):
                try:
                    lease.tell()
                    if monotonic() - beaten >= BEAT:
                        beaten = monotonic()
                        if not lease.beat():
                            return
                except DatabaseError:
                    connection.close()  # the next time tries again
        finally:
            connection.close()

    thread = threading.Thread(target=renew, name="lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(timeout=BEAT)
