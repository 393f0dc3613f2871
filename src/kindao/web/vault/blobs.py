"""Encrypted files on the disk: written under a temporary name, synced, renamed. A file is there whole or not at all."""

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings

from kindao.engine.errors import Failed

NEW = ".new-"  # a name that begins so is of a file that is being written
NAME = re.compile("[0-9a-f]{32}")
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def path(blob: UUID) -> Path:
    """Where it lies: 256 folders, so that none grows too large to list."""
    folder: Path = settings.HOME.vault
    return folder / blob.hex[:2] / blob.hex


def aside(blob: UUID) -> Path:
    """Where it lies once no row names it, until nobody has missed it for long."""
    folder: Path = settings.HOME.vault
    return folder / "aside" / blob.hex


def found(blob: UUID) -> Path:
    """Where it lies; one that was set aside comes back."""
    place = path(blob)
    if not place.exists():
        with suppress(FileNotFoundError):
            aside(blob).rename(place)
    return place


def folders() -> list[Path]:
    """Those that blobs lie in."""
    vault: Path = settings.HOME.vault
    return sorted(one for one in vault.iterdir() if re.fullmatch("[0-9a-f]{2}", one.name) and one.is_dir())


def stored() -> Iterator[UUID]:
    """Every blob that is there."""
    for folder in folders():
        for one in folder.iterdir():
            if NAME.fullmatch(one.name):
                yield UUID(one.name)


@contextmanager
def writing(blob: UUID) -> Iterator[BinaryIO]:
    """A file to write to, which is the blob once the block ends well. Raises Failed; nothing is left then."""
    place = path(blob)
    temporary = place.with_name(NEW + blob.hex)
    try:
        place.parent.mkdir(mode=0o700, exist_ok=True)
        with os.fdopen(os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        temporary.rename(place)
        sync(place.parent)
    except OSError as error:
        raise unwritable(error) from error
    finally:
        temporary.unlink(missing_ok=True)


def clear(blob: UUID) -> None:
    """What somebody left who was killed while they wrote it. For who alone works here."""
    place = path(blob)
    place.with_name(NEW + blob.hex).unlink(missing_ok=True)


def unwritable(error: OSError) -> Failed:
    if error.errno in FULL:
        return Failed(
            "the vault's disk is full; the file was not stored, and nothing was lost",
            hint="Make room on the disk, then send the file again",
        )
    return Failed(
        f"the vault can't be written: {error.strerror}; the file was not stored",
        hint="See that the folder vault is there and yours, then send the file again",
    )


def is_full(error: BaseException | None) -> bool:
    """Whether this says so of a disk. PostgreSQL does by its code, SQLite in words; of a quota it says that its disk
    fails."""
    said = str(error).lower()
    return (
        getattr(error, "errno", None) in FULL
        or getattr(getattr(error, "__cause__", None), "sqlstate", "") == "53100"
        or "database or disk is full" in said
        or "disk i/o error" in said
    )


def reading(blob: UUID) -> BinaryIO:
    """The encrypted bytes. Raises Failed."""
    try:
        return found(blob).open("rb")
    except FileNotFoundError as error:
        raise Failed(
            "a file of the vault is missing from the disk",
            hint="Put it back from the last backup, and tell the officer",
        ) from error
    except OSError as error:
        raise Failed(
            f"a file of the vault can't be read: {error.strerror}", hint="See to the disk, then try again"
        ) from error


def remove(blob: UUID) -> None:
    for place in (path(blob), aside(blob)):
        place.unlink(missing_ok=True)


def sync(folder: Path) -> None:
    """Have the names of a folder on the disk, too: a rename is safe only then."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
