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


def _path() -> Path:
    folder: Path = settings.HOME.keys
    return folder / "audit"


def prepare() -> None:
    """Make the key, where there is none. Asked only while nothing was signed: a lost one is not replaced unseen."""
    path = _path()
    if path.exists():
        return
    made = path.with_name(f".new-{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(Ed25519PrivateKey.generate().private_bytes_raw())
            out.flush()
            os.fsync(out.fileno())
        with suppress(FileExistsError):  # another start was quicker
            os.link(made, path)
    except OSError as error:
        raise Failed(
            f"the key that signs the audit can't be written: {error.strerror}",
            hint="Make room on the disk and see that the folder keys is yours, then try again",
        ) from error
    finally:
        made.unlink(missing_ok=True)


def _key() -> Ed25519PrivateKey:
    try:
        return Ed25519PrivateKey.from_private_bytes(_path().read_bytes())
    except OSError as error:
        raise Missing(
            "the key that signs the audit is missing",
            hint="Put the folder keys back from where it is kept apart, then try again",
        ) from error
    except ValueError as error:
        raise Failed(
            "the key that signs the audit is damaged",
            hint="Put the folder keys back from where it is kept apart, then try again",
        ) from error


def signer() -> str:
    """The public key, hexadecimal: what others check with. Raises Missing, Failed."""
    return _key().public_key().public_bytes_raw().hex()


def sign(body: bytes) -> tuple[str, str]:
    """(public key, signature), hexadecimal. Raises Missing, Failed."""
    key = _key()
    return key.public_key().public_bytes_raw().hex(), key.sign(body).hex()


def is_signed(body: bytes, signature: str, by: str) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(by)).verify(bytes.fromhex(signature), body)
    except (InvalidSignature, ValueError):
        return False
    return True
