"""What the clinic's accounts are called where several stand in one list."""

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format

from kindao.web.releases.models import Account


def names(accounts: Iterable[Account]) -> dict[UUID, str]:
    """By the account's pk: its name; where others have the same, with its host and user and whether it is closed, and
    where that is the same as well, with when it was opened."""
    rows = list(accounts)
    called = Counter(one.called.casefold() for one in rows)
    apart = Counter(one.told_apart.casefold() for one in rows)

    def name(one: Account) -> str:
        if called[one.called.casefold()] == 1:
            return one.called
        if apart[one.told_apart.casefold()] == 1:
            return one.told_apart
        return f"{one.told_apart} · {date_format(timezone.localtime(one.opened_at), 'SHORT_DATETIME_FORMAT')}"

    return {one.pk: name(one) for one in rows}
