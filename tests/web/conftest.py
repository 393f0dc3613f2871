"""A browser for the desk's pages, and a database that can be emptied: tests that commit empty it afterwards, and what
is only ever added must be let go for that alone."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.core.management.commands import flush
from django.db import connection, transaction

import builders
import looked
from kindao.engine.medium.picture import Still
from kindao.web.audit.append_only import guard, guarded, unguard
from kindao.web.review import leases
from kindao.web.vault import certificates
from released import Site, a_site


@pytest.fixture(autouse=True, scope="session")
def emptied_whole() -> Iterator[None]:
    """But for what Django itself put there with the tables, the same each time: what models there are, and what may be
    done with them. Putting it there anew took a third of a second for each test."""

    def handle(self: flush.Command, **options: Any) -> None:
        every = set(connection.introspection.django_table_names(only_existing=True, include_views=False))
        emptied = sorted(every - {ContentType._meta.db_table, Permission._meta.db_table})
        with transaction.atomic():
            tables = guarded(connection)
            for table in tables:
                unguard(connection, table)
            connection.ops.execute_sql_flush(connection.ops.sql_flush(no_style(), emptied))
            for table in tables:
                guard(connection, table)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(flush.Command, "handle", handle)
        yield


@pytest.fixture(autouse=True)
def looked_once() -> Iterator[None]:
    """For the desk's tests alone: the engine's own, which may come after them in the same process, look themselves."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Still, "look", looked.look)
        patched.setattr(Still, "make", looked.make)
        yield


@pytest.fixture(autouse=True)
def numbered_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first patient of each test has the same number: names and numbers are among what the engine compares with."""
    monkeypatch.setattr(builders, "_numbers", count(1))


@pytest.fixture(autouse=True)
def no_beat_within_a_transaction(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that holds a transaction holds SQLite's one lock with it: the heartbeat, on a connection of its own, would
    wait for it as long as it may, twenty seconds in every inspection."""
    marker = request.node.get_closest_marker("django_db")
    with pytest.MonkeyPatch.context() as patched:  # of its own: a test may undo what it patched
        if marker is None or not marker.kwargs.get("transaction"):
            patched.setattr(leases, "TOLD", 3600.0)
        yield


@pytest.fixture(autouse=True, scope="session")
def certified() -> None:
    """The key of claims is made today, not in a test whose clock stands elsewhere."""
    certificates.pair("credentials", certificates.under_a_root)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A clinic's static site, really served."""
    with a_site(tmp_path / "site") as site:
        yield site
