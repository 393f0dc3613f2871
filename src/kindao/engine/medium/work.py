"""Where the work on a long film lies until it is done: a folder beside the copy, gone when the work ends well, fails or
is called off. Only a crash leaves it, and the next run of the same work goes on from it."""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kindao.engine.errors import Failed

VERSION = 2  # of what lies in the folder: another one begins anew


@contextmanager
def work(folder: Path, *parts: str) -> Iterator[Path | None]:
    """The folder of this work, empty or as a crash left it; None where another run is at the same work just now.

    parts: all that must be the same for the work to be the same."""
    key = hashlib.sha256("\0".join((str(VERSION), *parts)).encode()).hexdigest()[:24]
    place = folder / f".kindao-{key}.work"
    try:
        place.mkdir(exist_ok=True, mode=0o700)
        lock = os.open(place / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise Failed(f"the work on the film has no place ({error.strerror})", hint="Name another folder") from None
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield None
            return
        try:
            yield place
        finally:  # a crash comes by here no more
            shutil.rmtree(place, ignore_errors=True)
    finally:
        os.close(lock)


def left(folder: Path) -> list[Path]:
    """Works that a crash left in a folder."""
    return sorted(folder.glob(".kindao-*.work"))
