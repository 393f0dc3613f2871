"""A platform that let us wait in vain is left alone for a while: there may be one worker, and others wait for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID

from kindao import clock
from kindao.web.releases.connectors.base import Later, Unsure
from kindao.web.releases.models import Account

IN_VAIN = 10.0  # seconds without an answer, from which on it counts as hanging
LEFT_ALONE = timedelta(minutes=2)
_silent: dict[UUID, datetime] = {}  # accounts, until when; of this worker


@contextmanager
def asking(account: Account) -> Iterator[None]:
    """Around a call of a connector. Raises Later at once, instead of the call, where the last one hung."""
    until = _silent.get(account.pk)
    if until is not None and timedelta(0) < (left := until - clock.now()) <= LEFT_ALONE:
        raise Later("the platform does not answer", hint="It is tried again by itself", after=left)
    begun = monotonic()
    try:
        yield
    except (Later, Unsure):
        if monotonic() - begun >= IN_VAIN:
            _silent[account.pk] = clock.now() + LEFT_ALONE
        raise
    _silent.pop(account.pk, None)
