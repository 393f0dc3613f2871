"""Tests that commit empty the database afterwards; what is only ever added must be let go for that alone."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management.commands import flush
from django.db import connection

from kindao.web.audit.append_only import guard, guarded, unguard


@pytest.fixture(autouse=True, scope="session")
def emptied_whole() -> Iterator[None]:
    empty = flush.Command.handle

    def handle(self: flush.Command, **options: Any) -> None:
        tables = guarded(connection)
        for table in tables:
            unguard(connection, table)
        empty(self, **options)
        for table in tables:
            guard(connection, table)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(flush.Command, "handle", handle)
        yield
