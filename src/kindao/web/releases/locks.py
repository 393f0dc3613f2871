"""One worker at a time, on whatever machine, for what can be used but once: a token that rotates.

A lock of a file in the installation's folder, which all workers have in common as they have the vault. It is no
database row: that one would be held while a platform is asked, and on SQLite with it the whole database. Whoever dies
lets go of it."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

_here = threading.Lock()


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Waits until whoever is in the block of that name has left it. name: letters, digits and hyphens."""
    if not name.replace("-", "").isalnum():
        raise ValueError("not a name")
    try:
        import fcntl
    except ImportError:  # no POSIX: one process serves there
        with _here:
            yield
        return
    folder = settings.HOME.folder / "locks"
    folder.mkdir(mode=0o700, exist_ok=True)
    with os.fdopen(os.open(folder / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # let go when the file closes
        yield
