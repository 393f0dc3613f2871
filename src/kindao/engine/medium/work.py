"""Where the work on a long film lies until it is done: a folder beside the copy, gone when the work ends well, fails or
is called off. Only a crash leaves it, and the next run of the same work goes on from it."""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kindao.engine.errors import BadInput, Failed

VERSION = 3  # of what lies in the folder: another one begins anew


@contextmanager
def work(folder: Path, *parts: str) -> Iterator[Path | None]:
    """The folder of this work, empty or as a crash left it; None where another run is at the same work just now.

    parts: all that must be the same for the work to be the same."""
    place = _named(folder, *parts)
    try:
        place.mkdir(exist_ok=True, mode=0o700)
        lock = os.open(place / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise _no_place(error) from None
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


def kept(folder: Path, *parts: str) -> Path:
    """A folder in the folder of a work, for what is taken up again as long as that work lasts, and gone with it.

    parts: as `work` has them."""
    place = _named(folder, *parts)
    try:
        place.mkdir(exist_ok=True, mode=0o700)
    except OSError as error:
        raise _no_place(error) from None
    return place


def _named(folder: Path, *parts: str) -> Path:
    key = hashlib.sha256("\0".join((str(VERSION), *parts)).encode()).hexdigest()[:24]
    return folder / f".kindao-{key}.work"


def _no_place(error: OSError) -> Failed:
    return Failed(f"the work on the film has no place ({error.strerror})", hint="Name another folder")


@contextmanager
def alone(out: Path) -> Iterator[Path]:
    """A hidden folder beside a copy for all the work on it, its owner's only. No other run writes that copy meanwhile.

    What a crash left of the work is there; copies that it left, which may not be verified, are not.
    Raises BadInput while another run writes it."""
    with work(out.parent, "copy of", out.name) as place:
        if place is None:
            raise BadInput("output: another run is writing it just now", hint="Wait until it is done, or end it")
        for copy in place.glob(".kindao-*"):
            if copy.is_file():
                copy.unlink(missing_ok=True)
        yield place


def left(folder: Path) -> list[Path]:
    """Works that a crash left in a folder."""
    return sorted(folder.glob(".kindao-*.work"))
