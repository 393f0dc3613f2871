"""A folder on a shared drive: what is complete in it goes into the vault, and only then out of the folder."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from kindao.engine.errors import BadInput, KindaoError
from kindao.engine.policy.consent import VIETNAM
from kindao.web.cases.actions import LARGEST_UPLOAD
from kindao.web.cases.models import Original
from kindao.web.clinics.models import Clinic
from kindao.web.inbox import actions
from kindao.web.inbox.models import Arrival
from kindao.web.vault import store

SETTLED = 5.0  # seconds that a file must not have changed: whoever copies it has ended
HALF = (".part", ".partial", ".tmp", ".crdownload", ".filepart")  # what programs call a file that they still write
ONLY_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC

Sign = tuple[int, int, int, int]  # device, inode, bytes, nanoseconds: another of any is another file


class Changing(Exception):
    """It changed while it was read: its turn comes later."""


@dataclass(frozen=True)
class Left:
    """What was not taken in, and by what it is found in the folder: a name has no place in a log."""

    why: KindaoError
    size: int  # bytes
    changed: datetime


@dataclass
class Watched:
    """One folder, for one clinic. Folders in it, links, devices and files with a second name are left alone."""

    folder: Path
    clinic: Clinic
    _seen: dict[str, tuple[Sign, float]] = field(default_factory=dict)  # name to what it was, and since when
    _refused: dict[str, Sign] = field(default_factory=dict)

    def look(self, now: float) -> Iterator[Arrival | Left]:
        """Take in what is complete; what can't be taken in is told once and stays where it is.

        now: seconds of a clock that is not set back. Raises BadInput where the folder is gone."""
        try:
            here = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError as error:
            raise BadInput(
                f"the watched folder can't be read: {error.strerror}", hint="See that it is there and yours"
            ) from error
        try:
            signs = dict(_files(here))
            self._seen = {name: one for name, one in self._seen.items() if name in signs}
            self._refused = {name: one for name, one in self._refused.items() if signs.get(name) == one}
            for name, sign in sorted(signs.items()):
                if self._is_complete(name, sign, now):
                    for one in self._take(here, name, sign):
                        yield _left(one, sign) if isinstance(one, KindaoError) else one
        finally:
            os.close(here)

    def _is_complete(self, name: str, sign: Sign, now: float) -> bool:
        before, since = self._seen.setdefault(name, (sign, now))
        if before != sign:
            self._seen[name] = sign, now
            return False
        return now - since >= SETTLED and name not in self._refused

    def _take(self, here: int, name: str, sign: Sign) -> Iterator[Arrival | KindaoError]:
        try:
            with _opened(here, name, sign) as content:
                if sign[2] > LARGEST_UPLOAD:
                    raise BadInput(
                        f"the file is larger than {LARGEST_UPLOAD >> 30} GiB", hint="Cut the film, or export it smaller"
                    )

                def sure(descriptor: int = content.fileno()) -> None:
                    if _sign(os.fstat(descriptor)) != sign:
                        raise Changing

                arrival = actions.arrive(self.clinic, content, by=None, received=Original.Received.FOLDER, sure=sure)
            store.read_through(arrival.file)  # it is in the vault, whole, before it goes here
        except (Changing, FileNotFoundError):
            self._seen.pop(name, None)
            return
        except KindaoError as error:
            self._refused[name] = sign
            yield error
            return
        except OSError as error:
            self._refused[name] = sign
            yield BadInput(f"a file of the watched folder can't be read: {error.strerror}", hint="See whose it is")
            return
        _remove(here, name, sign)
        yield arrival


def _left(why: KindaoError, sign: Sign) -> Left:
    return Left(why, sign[2], datetime.fromtimestamp(sign[3] / 1e9, VIETNAM))


def _files(here: int) -> Iterator[tuple[str, Sign]]:
    """Plain files with one name alone, that nobody hides and nobody says are half written."""
    with os.scandir(here) as entries:
        for entry in entries:
            if entry.name.startswith((".", "~")) or entry.name.lower().endswith(HALF):
                continue
            with suppress(FileNotFoundError):
                found = os.stat(entry.name, dir_fd=here, follow_symlinks=False)
                if _plain(found) and found.st_size:
                    yield entry.name, _sign(found)


def _plain(found: os.stat_result) -> bool:
    return stat.S_ISREG(found.st_mode) and found.st_nlink == 1


def _sign(found: os.stat_result) -> Sign:
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


@contextmanager
def _opened(here: int, name: str, sign: Sign) -> Iterator[BinaryIO]:
    """The very file that was listed. Raises Changing for another one of its name."""
    try:
        descriptor = os.open(name, ONLY_READ, dir_fd=here)
    except OSError as error:
        if isinstance(error, FileNotFoundError | PermissionError):
            raise
        raise Changing from error  # a link by now
    with os.fdopen(descriptor, "rb") as content:
        found = os.fstat(content.fileno())
        if not _plain(found) or _sign(found) != sign:
            raise Changing
        yield content


def _remove(here: int, name: str, sign: Sign) -> None:
    """It goes, if it is still the one that was taken in. One that can't be removed is known by its digest next time."""
    with suppress(OSError):
        if _sign(os.stat(name, dir_fd=here, follow_symlinks=False)) == sign:
            os.unlink(name, dir_fd=here)
