"""Where wrong passwords are counted. Django's own takes a count that could not be written for one that somebody else
holds, and so, on a full disk, whoever signs in for somebody who has tried too often."""

from collections.abc import Callable
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import DatabaseError, IntegrityError, OperationalError, connections, router


class Counts(DatabaseCache):
    """In the database. Raises DatabaseError where it could not be written."""

    def _base_set(self, mode: str, key: str, value: object, timeout: Any = DEFAULT_TIMEOUT) -> bool:
        failed: list[DatabaseError] = []

        def noted(execute: Callable[..., Any], *asked: Any) -> Any:
            try:
                return execute(*asked)
            except DatabaseError as error:
                failed.append(error)
                raise

        with connections[router.db_for_write(self.cache_model_class)].execute_wrapper(noted):
            done: bool = super()._base_set(mode, key, value, timeout)  # type: ignore[misc]
        if done or mode == "touch" or any(isinstance(error, IntegrityError) for error in failed):
            return done  # another one was quicker
        raise failed[0] if failed else OperationalError("database or disk is full, or it could not be committed")
