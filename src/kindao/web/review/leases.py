"""Who works on what: a lease with a heartbeat. A worker that dies stops renewing, and another takes over.

The lease's number is what lets a result in: who lost the lease, because it stood still for too long, writes nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

from django.db import DatabaseError, connection
from django.db.models import F, Q

from kindao import clock
from kindao.engine.medium.base import Step
from kindao.web.review.models import Work

LEASE = timedelta(seconds=90)
BEAT = 20.0  # seconds between two renewals: three may fail
ATTEMPTS = 5
FIRST_WAIT = timedelta(seconds=15)  # before the second attempt; four times as long before each further one
TOLD = 1.0  # seconds between two words of progress


class Lost(Exception):
    """Another worker has taken over; what was done here counts for nothing."""


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
        return bool(self._mine().update(leased_until=clock.now() + LEASE))

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


def free(now: datetime) -> Q:
    """What anybody may take: it waits and its time has come, or who worked on it is gone."""
    waits = Q(state=Work.State.WAITING) & (Q(not_before=None) | Q(not_before__lte=now))
    return waits | Q(state=Work.State.RUNNING, leased_until__lt=now)


def take(kind: type[Work], pk: UUID) -> Lease | None:
    """The lease on that row; None where another has it, where it is done, or where its time has not come."""
    now, number = clock.now(), uuid4()
    taken = kind._default_manager.filter(free(now), pk=pk, attempts__lt=ATTEMPTS).update(
        state=Work.State.RUNNING, lease=number, leased_until=now + LEASE, attempts=F("attempts") + 1, step=""
    )
    if not taken:
        return None
    return Lease(kind._default_manager.get(pk=pk), number)


def bury(kind: type[Work], pk: UUID) -> bool:
    """Give up what has killed its worker at every attempt. True: it was given up just now."""
    over = kind._default_manager.filter(free(clock.now()), pk=pk, attempts__gte=ATTEMPTS)
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
