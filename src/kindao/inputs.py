"""The bytes of a file that somebody named: of an ordinary file or a pipe, and never more than was asked for."""

import os
import select
import stat
from pathlib import Path
from time import monotonic

from kindao.engine.errors import BadInput

PATIENCE = 30  # seconds until a pipe must have given all it has
CHUNK = 1 << 20  # bytes


def content(file: Path, most: int) -> bytes:
    """All that is in it; of more than `most` bytes the first `most` + 1, so that who asks sees that it is too much.

    Raises BadInput for a device, a socket and a pipe that stays open and silent, OSError for a folder and for what
    can't be read."""
    kind = file.stat().st_mode
    if not (stat.S_ISREG(kind) or stat.S_ISFIFO(kind) or stat.S_ISDIR(kind)):
        raise BadInput("this is a device, not a file", hint="Name a file.")
    # Without O_NONBLOCK a pipe that nobody writes to holds up the very opening.
    handle = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        held, until = bytearray(), monotonic() + PATIENCE
        while len(held) <= most:
            _wait(handle, until)
            part = os.read(handle, min(CHUNK, most + 1 - len(held)))
            if not part:
                break
            held += part
        return bytes(held)
    finally:
        os.close(handle)


def _wait(handle: int, until: float) -> None:
    """Until there is something to read or the end; an ordinary file is always ready."""
    if not hasattr(select, "poll"):  # Windows
        return
    ready = select.poll()
    ready.register(handle, select.POLLIN | select.POLLHUP)
    if not ready.poll(max(0.0, until - monotonic()) * 1000):
        raise BadInput("nothing came through the pipe", hint="Save it as a file first.")
