"""What leaves: the very bytes of the permitted copy and a signed claim, under a random name, with words that were
checked."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from django.conf import settings

from kindao import clock
from kindao.engine.errors import Failed
from kindao.engine.match.phash import phash
from kindao.engine.media.opening import open_picture
from kindao.web.releases import credentials
from kindao.web.releases.connectors import connector
from kindao.web.releases.connectors.base import Item
from kindao.web.releases.credentials import Credential
from kindao.web.releases.models import Permit, Release
from kindao.web.review.models import SafeCopy
from kindao.web.vault import store

ALT = "Hình ảnh được đăng với sự đồng ý của người bệnh, đã che thông tin nhận dạng."


@contextmanager
def item(release: Release, copy: SafeCopy, folder: Path) -> Iterator[tuple[Item, str]]:
    """The file in that private folder, and the digest of what lies there now, as long as the block lasts.

    Raises Erased, Missing, Failed."""
    with store.materialise(copy.file, folder) as file:
        yield described(release, file), digest_of(file)


def digest_of(file: Path) -> str:
    with file.open("rb") as stream:
        return f"sha256:{hashlib.file_digest(stream, 'sha256').hexdigest()}"


def described(release: Release, file: Path) -> Item:
    first = release.caption.strip().partition("\n")[0]
    return Item(
        file=file,
        name=release.file_name,
        media_type=release.media_type,
        title=first[:120],
        caption=release.caption,
        alt=ALT,
    )


@dataclass(frozen=True, slots=True)
class Claimed:
    """What is sent: the item, the digest of its bytes, and whether a claim is in them."""

    item: Item
    digest: str
    credential: Credential


def claimed(release: Release, permit: Permit, item: Item, digest: str) -> Claimed:
    """The copy with the claim of its permit in it. Where none can be put there the bare copy goes: a claim that is
    missing tells nobody anything.

    digest: of the copy. Raises Failed where the installation lets nothing out without a claim."""
    signed = item.file.with_name("signed")
    made = credentials.claim(item.file, signed, item.media_type, permit=permit.pk, day=clock.today(), digest=digest)
    most = connector(release.account.connector).limits.size
    if made is Credential.SIGNED and (most is None or signed.stat().st_size <= most):
        return Claimed(replace(item, file=signed), digest_of(signed), made)
    if settings.CREDENTIALS_REQUIRED:
        raise Failed(
            "this could not be signed, and nothing goes out unsigned here",
            hint="See that the folder keys is there, and that it is a JPEG, PNG, WebP, MP4 or M4A",
        )
    return Claimed(item, digest, Credential.NO_WAY if made is Credential.SIGNED else made)


def look_of(item: Item) -> str:
    """The perceptual hash by which it is known again, hexadecimal; "" for films and recordings."""
    if not item.media_type.startswith("image/"):
        return ""
    return phash(open_picture(item.file.read_bytes()).frames[0].pixels).hex()
