"""What leaves: the very bytes of the permitted copy, under a random name, with words that were checked."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kindao.engine.match.phash import phash
from kindao.engine.media.opening import open_picture
from kindao.web.cases.models import Original
from kindao.web.releases.connectors.base import Item, Offer
from kindao.web.releases.models import Release
from kindao.web.review.models import SafeCopy, Use, Work
from kindao.web.vault import store

UNNAMED = "Hình ảnh"  # a picture without words
TITLE = 120  # characters of the first line


@contextmanager
def item(release: Release, copy: SafeCopy, folder: Path) -> Iterator[tuple[Item, str]]:
    """The file in that private folder, and the digest of what lies there now, as long as the block lasts.

    Raises Erased, Missing, Failed."""
    with store.materialise(copy.file, folder) as file:
        with file.open("rb") as stream:
            digest = f"sha256:{hashlib.file_digest(stream, 'sha256').hexdigest()}"
        yield described(release, file), digest


def described(release: Release, file: Path) -> Item:
    return Item(
        file=file,
        name=release.file_name,
        media_type=release.media_type,
        title=_title(release.caption),
        caption=release.caption,
        alt=alternative(release.caption),
        seconds=seconds_of(release.use.original),
    )


def offer(use: Use, copy: SafeCopy) -> Offer:
    """What a platform would be given of it, as it is today."""
    return Offer(copy.file.media_type, copy.file.size, use.caption, seconds_of(use.original))


def alternative(caption: str) -> str:
    """What is read out to whoever can't see the picture: words that were checked, and nothing that need not be true of
    this copy."""
    return _title(caption) or UNNAMED


def _title(caption: str) -> str:
    return caption.strip().partition("\n")[0].strip()[:TITLE]


def seconds_of(original: Original) -> float:
    """How long a film lasts, as it was inspected; 0 for pictures."""
    seen = original.inspections.filter(state=Work.State.DONE).order_by("-created_at").values_list("seconds", flat=True)
    return seen.first() or 0.0


def look_of(item: Item) -> str:
    """The perceptual hash by which it is known again, hexadecimal; "" for films and recordings."""
    if not item.media_type.startswith("image/"):
        return ""
    return phash(open_picture(item.file.read_bytes()).frames[0].pixels).hex()
