"""The installation's own signature under its checkpoints: Ed25519, the key in the folder keys, not in the database."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from kindao.engine.errors import Failed, Missing

KEY_BYTES = 32  # RFC 8032


def path() -> Path:
    folder: Path = settings.HOME.keys
    return folder / "audit"


def _next() -> Path:
    """Where the key lies that signs next, while it takes over."""
    return path().with_name("audit.next")


def prepare() -> None:
    """Make the key, where there is none. Asked only while nothing was signed: a lost one is not replaced unseen."""
    if not path().exists():
        _make(path())


def prepare_next() -> str:
    """Make the key that takes over; its public half. One that was left from a try before is thrown away: nothing was
    signed with it. Raises Failed."""
    _settle()
    try:
        _next().unlink(missing_ok=True)
    except OSError as error:
        raise unwritten(error) from error
    _make(_next())
    return _public(_read(_next()))


def sign_next(body: bytes) -> str:
    return _read(_next()).sign(body).hex()


def take_next() -> None:
    """The next key takes over, at once for everybody. Raises Failed."""
    try:
        _next().replace(path())
    except OSError as error:
        raise unwritten(error) from error


def _settle() -> None:
    """Who died between the handover and the key's move is followed: the handover says which key signs."""
    if not _next().exists():
        return
    from kindao.web.audit import handovers

    found = handovers.all_of_them()
    if found and found[-1].new == _public(_read(_next())):
        take_next()


def _make(place: Path) -> None:
    made = place.with_name(f".new-{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(Ed25519PrivateKey.generate().private_bytes_raw())
            out.flush()
            os.fsync(out.fileno())
        with suppress(FileExistsError):  # another start was quicker
            os.link(made, place)
    except OSError as error:
        raise unwritten(error) from error
    finally:
        made.unlink(missing_ok=True)


def unwritten(error: OSError) -> Failed:
    return Failed(
        f"the key that signs the audit can't be written: {error.strerror}",
        hint="Make room on the disk and see that the folder keys is yours, then try again",
    )


def _key() -> Ed25519PrivateKey:
    _settle()
    return _read(path())


def _read(place: Path) -> Ed25519PrivateKey:
    try:
        return Ed25519PrivateKey.from_private_bytes(place.read_bytes())
    except OSError as error:
        raise Missing(
            "the key that signs the audit is missing",
            hint="Put the folder keys back from where it is kept apart; where no copy is left: kindao audit rotate "
            "--lost KEY",
        ) from error
    except ValueError as error:
        raise Failed(
            "the key that signs the audit is damaged",
            hint="Put the folder keys back from where it is kept apart; where no copy is left, move the file audit out "
            "of it, then: kindao audit rotate --lost KEY",
        ) from error


def signer() -> str:
    """The public key, hexadecimal: what others check with. Raises Missing, Failed."""
    return _public(_key())


def _public(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes_raw().hex()


def sign(body: bytes) -> tuple[str, str]:
    """(public key, signature), hexadecimal. Raises Missing, Failed."""
    key = _key()
    return _public(key), key.sign(body).hex()


def is_signed(body: bytes, signature: str, by: str) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(by)).verify(bytes.fromhex(signature), body)
    except (InvalidSignature, ValueError):
        return False
    return True
