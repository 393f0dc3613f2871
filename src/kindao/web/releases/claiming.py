"""The permitted copy with the claim of its permit in it, just before it is sent."""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from django.conf import settings

from kindao import clock
from kindao.engine.errors import Failed
from kindao.web.releases import credentials
from kindao.web.releases.connectors import connector
from kindao.web.releases.connectors.base import Item
from kindao.web.releases.credentials import Credential
from kindao.web.releases.models import Permit, Release


@dataclass(frozen=True, slots=True)
class Claimed:
    """What is sent: the item, the digest and the size of its bytes, and whether a claim is in them."""

    item: Item
    digest: str
    size: int
    credential: Credential


def claimed(release: Release, permit: Permit, item: Item, digest: str) -> Claimed:
    """Where no claim can be put there the bare copy goes: a claim that is missing tells nobody anything.

    digest: of the copy. Raises Failed where the installation lets nothing out without a claim."""
    signed = item.file.with_name("signed")
    made = credentials.claim(item.file, signed, item.media_type, permit=permit.pk, day=clock.today(), digest=digest)
    most = connector(release.account.connector).limits.size
    if made is Credential.SIGNED and (most is None or signed.stat().st_size <= most):
        return Claimed(replace(item, file=signed), digest_of(signed), signed.stat().st_size, made)
    if settings.CREDENTIALS_REQUIRED:
        raise Failed(
            "this could not be signed, and nothing goes out unsigned here",
            hint="See that the folder keys is there, and that it is a JPEG, PNG, WebP, MP4 or M4A",
        )
    unsigned = Credential.NO_WAY if made is Credential.SIGNED else made
    return Claimed(item, digest, item.file.stat().st_size, unsigned)


def digest_of(file: Path) -> str:
    with file.open("rb") as stream:
        return f"sha256:{hashlib.file_digest(stream, 'sha256').hexdigest()}"
