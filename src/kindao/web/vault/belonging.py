"""A vault and its database belong together: both hold the id of their installation. A database that is empty, another's
or a mistyped one beside a vault that holds files would take every one of them for left over."""

import os
import secrets
from contextlib import suppress
from itertools import islice
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction

from kindao.engine.errors import Failed
from kindao.web.home import Home
from kindao.web.vault import blobs
from kindao.web.vault.models import Installation, StoredFile

AT_ONCE = 500  # names of files that are asked for in one question


def _mark() -> Path:
    folder: Path = settings.HOME.vault
    return folder / "installation"


def check() -> None:
    """That they are one installation's. Those without an id take one, where rows and files fit together. Raises
    Failed; nothing is changed then."""
    if not _agree():
        _fit()
        join()


def join() -> None:
    """Give both the id of one of them, or a new one. For who knows that they fit. Raises Failed."""
    with transaction.atomic():
        ours, _ = Installation.objects.get_or_create(only=True, defaults={"id": _there() or uuid4()})
    _write(ours.id)
    _agree()


def begin() -> None:
    """Have a database's file, made now where there is none or nothing in it. Raises Failed where the vault holds files:
    then it is away, and what was written last may lie beside it still."""
    if connection.vendor != "sqlite":
        return
    home: Home = settings.HOME
    if not (home.database.exists() and home.database.stat().st_size):
        if next(blobs.stored(), None):
            raise _unnamed()
        home.begin()


def may_be_filled(named: set[str]) -> None:
    """That a backup may be brought back here: what the vault holds is of that backup, left by a restore that was cut
    off. named: its blobs. Raises Failed; nothing is changed then."""
    _agree()
    if any(blob.hex not in named for blob in blobs.stored()):
        raise Failed(
            "the vault holds files that are not of this backup; nothing was changed",
            hint="Restore into a new one: KINDAO_HOME=FOLDER, and an empty database",
        )


def problem() -> Failed | None:
    """What is wrong between rows and files, every one looked for; None: nothing. Changes nothing."""
    try:
        if not _agree():
            _fit()
    except Failed as error:
        return error
    rows = StoredFile.objects.filter(erased_at=None).values_list("blob", flat=True)
    gone = sum(not (blobs.path(blob).exists() or blobs.aside(blob).exists()) for blob in rows.iterator())
    if not gone:
        return None
    return Failed(
        f"the database names {gone} files that the vault does not hold",
        hint="See whether the disk of the folder vault is whole; put them back from a copy of the folder or a backup",
    )


def _agree() -> bool:
    """Whether both hold the same id; False where one has none yet. Raises Failed where they differ."""
    ours, there = Installation.objects.first(), _there()
    if ours is None or there is None:
        return False
    if ours.id != there:
        raise Failed(
            "the vault is of another installation than the database; nothing was changed",
            hint="See which KINDAO_HOME and KINDAO_DATABASE belong together",
        )
    return True


def _there() -> UUID | None:
    try:
        return UUID(_mark().read_text("ascii").strip())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise Failed(
            "the file vault/installation can't be read, or is damaged; nothing was changed",
            hint="Put it back from a copy of the folder; or take it away: it is made anew where rows and files fit",
        ) from error


def _fit() -> None:
    """Rows and files that share one file are of one installation: names are random. Raises Failed."""
    names, files = blobs.stored(), False
    while some := list(islice(names, AT_ONCE)):
        files = True
        if StoredFile.objects.filter(blob__in=some).exists():
            return
    if files:
        raise _unnamed()
    if count := StoredFile.objects.filter(erased_at=None).count():
        raise Failed(
            f"the database names {count} files, and the vault holds none of them; nothing was changed",
            hint="See that the disk of the folder vault is there; where it is lost, restore a backup into another "
            "folder, or go on without them: docs/vault.md",
        )


def _unnamed() -> Failed:
    return Failed(
        "the vault holds files, and the database names none of them; nothing was changed",
        hint="See that KINDAO_DATABASE is right, or kindao.sqlite3 whole and in its place; where it is lost, restore a "
        "backup into another folder",
    )


def _write(ours: UUID) -> None:
    """Whole or not at all, and once."""
    place = _mark()
    made = place.with_name(f"{blobs.NEW}{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as out:
            out.write(f"{ours}\n")
            out.flush()
            os.fsync(out.fileno())
        with suppress(FileExistsError):
            os.link(made, place)
        blobs.sync(place.parent)
    except OSError as error:
        raise blobs.unwritable(error) from error
    finally:
        made.unlink(missing_ok=True)
