"""Who wraps the data keys: the clinic's master key, in a file by default, or a key service (KMS) that never shows it.

KINDAO_MASTER_KEYS names another one: an entry point of `kindao.master_keys`, or `package.module:factory`."""

import os
import re
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import Protocol, cast
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from kindao.engine.errors import BadInput, Failed, Missing
from kindao.web.vault import blobs

KEY_BYTES = 32  # AES-256
NONCE_BYTES = 12  # NIST SP 800-38D, 5.2.1.1
GROUP = "kindao.master_keys"


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A data key that only the named master key opens."""

    master: str
    secret: bytes


class Masters(Protocol):
    """What wraps data keys. `bound` is what the key belongs to: another `bound` must not open it.

    tests/contracts/test_master_keys.py runs these promises over whatever is installed."""

    def prepare(self, clinic: UUID) -> None:
        """Make the clinic's first master key, where there is none yet. Asked only of a clinic without any data key."""

    def renew(self, clinic: UUID) -> str:
        """Make a new master key, which wraps from now on; what others wrapped still opens. Gives its name."""

    def wrap(self, clinic: UUID, key: bytes, bound: bytes) -> Wrapped:
        """Raises Missing where the clinic has no master key."""

    def unwrap(self, clinic: UUID, wrapped: Wrapped, bound: bytes) -> bytes:
        """Raises Missing where the named master key is gone, Failed where it does not open this."""

    def forget(self, clinic: UUID, master: str) -> None:
        """Destroy a master key that wraps nothing any more, and older ones. None of that name: nothing happens."""


class KeyFiles:
    """Master keys as files for their owner alone: KEYS/master-CLINIC-NUMBER, 32 bytes each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _numbers(self, clinic: UUID) -> list[int]:
        name = re.compile(rf"master-{clinic}-([0-9]+)")
        return sorted(int(found[1]) for path in self._folder.glob("master-*") if (found := name.fullmatch(path.name)))

    def _path(self, clinic: UUID, number: int) -> Path:
        return self._folder / f"master-{clinic}-{number}"

    def prepare(self, clinic: UUID) -> None:
        if not self._numbers(clinic):
            self._make(clinic, 1)

    def renew(self, clinic: UUID) -> str:
        number = max(self._numbers(clinic), default=0) + 1
        self._make(clinic, number)
        return f"file:{number}"

    def _make(self, clinic: UUID, number: int) -> None:
        """Whole or not at all, and once: of two that make it, the second keeps what the first made."""
        made = self._folder / f".new-{secrets.token_hex(8)}"
        try:
            with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                out.write(secrets.token_bytes(KEY_BYTES))
                out.flush()
                os.fsync(out.fileno())
            with suppress(FileExistsError):
                os.link(made, self._path(clinic, number))
            blobs.sync(self._folder)
        except OSError as error:
            raise Failed(
                f"the clinic's master key can't be written: {error.strerror}",
                hint="Make room on the disk and see that the folder keys is yours, then try again",
            ) from error
        finally:
            made.unlink(missing_ok=True)

    def _read(self, clinic: UUID, number: int) -> bytes:
        try:
            key = self._path(clinic, number).read_bytes()
        except OSError as error:
            raise Missing(
                "the clinic's master key is missing; its files stay closed",
                hint="Put the folder keys back from where it is kept apart, then try again",
            ) from error
        if len(key) != KEY_BYTES:
            raise Failed(
                "the clinic's master key is damaged; its files stay closed",
                hint="Put the folder keys back from where it is kept apart, then try again",
            )
        return key

    def wrap(self, clinic: UUID, key: bytes, bound: bytes) -> Wrapped:
        number = max(self._numbers(clinic), default=1)
        nonce = secrets.token_bytes(NONCE_BYTES)
        return Wrapped(f"file:{number}", nonce + AESGCM(self._read(clinic, number)).encrypt(nonce, key, bound))

    def unwrap(self, clinic: UUID, wrapped: Wrapped, bound: bytes) -> bytes:
        number = _number(wrapped.master)
        nonce, secret = wrapped.secret[:NONCE_BYTES], wrapped.secret[NONCE_BYTES:]
        try:
            return AESGCM(self._read(clinic, number)).decrypt(nonce, secret, bound)
        except (InvalidTag, ValueError) as error:
            raise _another() from error

    def forget(self, clinic: UUID, master: str) -> None:
        for number in range(1, _number(master) + 1):
            self._path(clinic, number).unlink(missing_ok=True)
        blobs.sync(self._folder)


def _number(master: str) -> int:
    if not re.fullmatch(r"file:[1-9][0-9]{0,8}", master):
        raise _another()
    return int(master.removeprefix("file:"))


def _another() -> Failed:
    return Failed(
        "the master key does not open this data key; one of them was altered or is another clinic's",
        hint="Put back the folder keys that belongs to this database, then try again",
    )


def masters() -> Masters:
    """Those that KINDAO_MASTER_KEYS names, else the files of the installation."""
    named: str = settings.MASTER_KEYS
    return _named(named) if named else KeyFiles(settings.HOME.keys)


@cache
def _named(name: str) -> Masters:
    try:
        if ":" in name:
            module, _, factory = name.partition(":")
            made = getattr(import_module(module), factory)
        else:
            made = next(iter(entry_points(group=GROUP, name=name))).load()
    except (ImportError, AttributeError, StopIteration) as error:
        raise BadInput(
            "KINDAO_MASTER_KEYS names nothing that is installed",
            hint="Name an entry point of kindao.master_keys, or package.module:factory",
        ) from error
    return cast(Callable[[], Masters], made)()
