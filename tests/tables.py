"""The desk's empty tables: the migrations run once for all processes of the tests, whose databases are copies of what
they made. They take seconds, and several installations are made in one run."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path
from urllib.parse import urlsplit

MADE = "kindao_tables"


def of_sqlite(database: Path) -> None:
    """A database there, for its owner alone, as a desk that was only set up has it."""
    with _alone() as shared:
        made = shared / "tables" / "kindao.sqlite3"
        if not made.exists():
            _migrate(shared / "making")
            with closing(sqlite3.connect(shared / "making" / "kindao.sqlite3")) as whole:
                whole.execute("PRAGMA journal_mode = DELETE")  # all in one file
            (shared / "making").rename(shared / "tables")
    database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copy(made, database)


def of_postgresql(url: str) -> str:
    """The database with them on that server, to be named as the template of others."""
    import psycopg

    with _alone() as shared, psycopg.connect(url, autocommit=True) as connection:
        known = "SELECT 1 FROM pg_database WHERE datname = %s"
        if connection.execute(known, [MADE]).fetchone() is None:
            connection.execute(f"CREATE DATABASE {MADE}_making".encode())
            _migrate(shared / "making", url.removesuffix(urlsplit(url).path) + f"/{MADE}_making")
            connection.execute(f"ALTER DATABASE {MADE}_making RENAME TO {MADE}".encode())
    return MADE


def _migrate(home: Path, url: str = "") -> None:
    ours = {name: value for name, value in os.environ.items() if name != "KINDAO_DATABASE"}
    told = {"KINDAO_HOME": str(home), "DJANGO_SETTINGS_MODULE": "kindao.web.settings"}
    where = {"KINDAO_DATABASE": url} if url else {}
    command = [sys.executable, "-m", "django", "migrate", "-v0"]
    home.mkdir(mode=0o700, exist_ok=True)
    (home / "kindao.sqlite3").touch(0o600)
    subprocess.run(command, env=ours | told | where, check=True)


@contextmanager
def _alone() -> Iterator[Path]:
    """The folder that all processes of the tests share, for one of them at a time."""
    shared = Path(os.environ["KINDAO_TEST_SHARED"])
    with (shared / "tables.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        yield shared
