"""How often something happened within a time, and whether it may happen again.

A count begins with the first time and ends when its own time is over, whatever happens in between: neither counting
nor refusing makes it longer or shorter. It lies in the database, for all processes and over a restart; Django's cache
would not do, whose `incr` gives a count a time of its own (five minutes)."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from kindao import clock
from kindao.web.door.models import Count, keyed


@dataclass(frozen=True, slots=True)
class Limit:
    """So often within so many seconds."""

    times: int
    within: int


def _key(name: str, value: str, limit: Limit) -> str:
    return keyed("count", f"{name}:{limit.within}:{value}")


@transaction.atomic
def count(name: str, value: str, limit: Limit) -> int:
    """Count it. Gives how often it happened within the time, this time included."""
    now = clock.now()
    ends = now + timedelta(seconds=limit.within)
    key = _key(name, value, limit)
    row, made = Count.objects.select_for_update().get_or_create(key=key, defaults={"ends_at": ends})
    if made:
        Count.objects.over(now).purge()
    if row.ends_at <= now:
        row.times, row.ends_at = 0, ends
    row.times += 1
    row.save()
    return row.times


def wait(name: str, value: str, limit: Limit) -> int:
    """For how many seconds it may not happen again; 0: it may. Asking counts nothing."""
    now = clock.now()
    row = Count.objects.filter(key=_key(name, value, limit), ends_at__gt=now, times__gte=limit.times).first()
    return max(1, -int(-(row.ends_at - now).total_seconds() // 1)) if row else 0
