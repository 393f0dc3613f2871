"""Which data keys were destroyed, in a file beside the database: a backup from before brings none of them back."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from kindao.engine.errors import Failed


def path() -> Path:
    folder: Path = settings.HOME.folder
    return folder / "erased.jsonl"


def add(key: UUID, at: datetime) -> None:
    """Note it, on the disk when this returns. Raises Failed."""
    line = json.dumps({"key": str(key), "at": at.astimezone(UTC).isoformat()}) + "\n"
    try:
        descriptor = os.open(path(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "a", encoding="ascii") as out:
            out.write(line)
            out.flush()
            os.fsync(out.fileno())
    except OSError as error:
        raise Failed(
            f"the list of what was erased can't be written: {error.strerror}",
            hint="Make room on the disk; erase once more",
        ) from error


@contextmanager
def kept_unless_done() -> Iterator[None]:
    """Where the block fails, the list is as it was before. For who alone works here; it needs no room on the disk."""
    size = path().stat().st_size if path().exists() else None
    try:
        yield
    except BaseException:
        if size is None:
            path().unlink(missing_ok=True)
        else:
            os.truncate(path(), size)
        raise


def erased() -> dict[UUID, datetime]:
    """Key to when it was destroyed. Raises Failed where the list is damaged: without it erasures could be undone."""
    return read(path().read_bytes()) if path().exists() else {}


def read(data: bytes) -> dict[UUID, datetime]:
    """The same of a list from elsewhere."""
    try:
        told = [json.loads(line) for line in data.decode("ascii").splitlines()]
        return {UUID(one["key"]): datetime.fromisoformat(one["at"]) for one in reversed(told)}
    except (ValueError, KeyError, TypeError) as error:
        raise Failed(
            "the list of what was erased is damaged",
            hint="Put erased.jsonl back from a copy; without it a restore could bring back what was erased",
        ) from error
