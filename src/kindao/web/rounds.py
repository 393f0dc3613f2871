"""What is done now and then, for all accounts and clinics: whatever one of them raises, the next has its turn, and what
did not work is told."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")
log = logging.getLogger("kindao.rounds")


class Broke(Exception):
    """Some of it did not work; the rest was done. kind: of the first failure, not its words, which may hold a name."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


def every(rows: Iterable[T], do: Callable[[T], int | None]) -> int:
    """Do it for each row, whatever another raises. Gives the sum of what it gave. Raises Broke at the end."""
    count, first = 0, ""
    for row in rows:
        try:
            count += do(row) or 0
        except Exception as error:  # noqa: BLE001 - whatever it is, the others are not held up
            first = first or failure_of(error)
            log.error("%s failed: %s", row, failure_of(error))
    if first:
        raise Broke(first)
    return count


def failure_of(error: Exception) -> str:
    return error.kind if isinstance(error, Broke) else type(error).__name__
