"""A folder that the clinic's own web server serves: each release is one file with a random name."""

import errno
import io
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from django.conf import settings

from kindao.engine.vocabulary import Destination, Words
from kindao.web.releases.connectors import sites
from kindao.web.releases.connectors.base import (
    Access,
    Field,
    Found,
    Gone,
    Health,
    Item,
    Later,
    Limits,
    NoRight,
    NotWhole,
    Place,
    Published,
    Refused,
    Unsure,
)

READABLE = 0o644  # the web server is another user
NOWHERE = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG)


class Folder:
    name = "folder"
    title = Words("Thư mục của trang web tĩnh", "Folder of a static site")
    destinations = frozenset({Destination.WEBSITE})
    by_hand = False
    can_delete = True
    lists_children = True
    revocability = Words(
        "Gỡ được: tệp bị xóa khỏi trang web của phòng khám, cùng mọi tệp mang tên ấy trong thư mục.",
        "It can be taken back: the file is deleted from the clinic's site, with every file in its folder that has its "
        "name.",
    )
    taken_back = Words(
        "Gỡ được: phòng khám xóa khỏi trang web của mình.",
        "It can be taken back: the clinic deletes it from its website.",
    )
    fields: tuple[Field, ...] = (
        Field(
            "folder",
            Words("Thư mục trên máy này", "Folder on this machine"),
            help=Words("Máy chủ web của phòng khám phục vụ thư mục này.", "The clinic's web server serves it."),
            local=True,
        ),
    )
    limits = Limits(
        frozenset({"image/jpeg", "image/png", "image/webp", "video/mp4", "video/webm", "video/x-matroska", "audio/mp4"})
    )

    def test(self, access: Access) -> Health:
        if not is_opened(Path(access.told.get("folder", ""))):
            raise NoRight(
                "this folder is not one that this installation opens to sites",
                hint="Whoever runs the machine names it: KINDAO_FOLDERS",
            )
        folder, (name, content) = _place(access), sites.trial()
        with _well():
            for one in folder.iterdir():
                if sites.is_left(one.name, one.lstat().st_mtime):
                    one.unlink(missing_ok=True)
            try:
                _written(folder / name, io.BytesIO(content))
                sites.seen_outside(access, name, content)
            finally:
                (folder / name).unlink(missing_ok=True)
            sites.gone_outside(access, name, content)
            if not sites.is_marked(access):
                _written(folder / sites.MARKER, io.BytesIO(sites.MARKS))
                sites.marked(access)
        return Health(publish=True, delete=True, who=access.address)

    def publish(self, access: Access, item: Item) -> Published:
        if item.media_type not in self.limits.media_types:
            raise Refused("the site does not take such a file", hint="Choose another account")
        there = _place(access) / item.name
        made = there.with_name(f".{item.name}.new")
        try:
            with item.file.open("rb") as source:
                _written(made, source)
            access.still()
            made.replace(there)
        except (OSError, Refused) as error:
            try:
                made.unlink(missing_ok=True)
            except OSError:
                raise Unsure(
                    "something of it may lie in the folder of the site",
                    hint="Kindao looks there before it sends anything again",
                ) from None
            if isinstance(error, Refused):
                raise
            raise _said(error) from None
        return Published(item.name, (_found(access, item.name),))

    def find(self, access: Access, item: Item, since: datetime) -> Published | None:
        folder = _place(access)
        with _well():
            if (folder / item.name).is_file():
                return Published(item.name, (_found(access, item.name),))
            (folder / f".{item.name}.new").unlink(missing_ok=True)  # of a worker that was killed
        return None

    def addresses(self, access: Access, ref: str, mark: str) -> tuple[Found, ...]:
        """The files, and the pages among the site's that name one: those are a person's to change."""
        files, pages = _of(_place(access), mark, [])
        told = [_found(access, one, ref=ref or one) for one in files]
        return (*told, *(_found(access, one, Place.PAGE, ref="") for one in pages))

    def delete(self, access: Access, ref: str, mark: str) -> Gone:
        """All that can be deleted goes, also where something can't."""
        folder, kept = _place(access), False
        unread: list[OSError] = []
        for one in _of(folder, mark, unread, pages=False)[0]:
            try:
                (folder / one).unlink(missing_ok=True)
            except OSError:
                kept = True
        if kept:
            raise sites.is_kept()
        if unread:
            raise NotWhole(
                "the site could not be searched whole",
                hint="Look there for files with this name, and delete them by hand",
                where=f"{access.address.rstrip('/')}/",
            )
        return Gone.GONE

    def stands(self, access: Access) -> bool:
        return sites.stands(access.address)


def is_opened(folder: Path) -> bool:
    """Whether whoever runs the machine lets clinics have sites there: an administrator of a clinic is not theirs."""
    there = Path(os.path.realpath(folder))
    return any(there.is_relative_to(os.path.realpath(one)) for one in settings.SITE_FOLDERS)


def _place(access: Access) -> Path:
    """Raises NoRight where it isn't there, or is another; Later where its disk does not answer."""
    folder = Path(access.told.get("folder", ""))
    with _well():
        if not folder.is_absolute() or not folder.is_dir():
            raise _not_there()
        if sites.is_marked(access) and not (folder / sites.MARKER).is_file():
            raise sites.is_another()
    return folder


@contextmanager
def _well() -> Iterator[None]:
    """What goes wrong with the disk while nothing is seen by anybody, in the words of `base`."""
    try:
        yield
    except OSError as error:
        raise _said(error) from None


def _said(error: OSError) -> NoRight | Later:
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return _no_right()
    if error.errno in NOWHERE:
        return _not_there()
    return Later("the folder of the site can't be reached just now", hint="See that the disk is there and not full")


def _written(there: Path, source: BinaryIO) -> None:
    """Nobody else can read it before it is whole."""
    descriptor = os.open(there, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        shutil.copyfileobj(source, out)
        out.flush()
        os.fsync(descriptor)
        os.fchmod(descriptor, READABLE)


def _of(folder: Path, mark: str, unread: list[OSError], *, pages: bool = True) -> tuple[list[str], list[str]]:
    """(files, pages) of a release, from the folder on: files with the mark anywhere in their path, also what something
    else made of it, and pages in whose text it stands. unread: gets what kept a folder from being looked into."""
    if not mark.isalnum():
        raise ValueError("not a mark")
    files, shown = [], []
    for one in _all(folder, unread):
        inside = one.relative_to(folder).as_posix()
        if mark in inside.lower():
            files.append(inside)
        elif pages and one.suffix.lower() in sites.PAGES and _holds(one, mark.encode()):
            shown.append(inside)
    return sorted(files), sorted(shown)


def _all(folder: Path, unread: list[OSError]) -> Iterator[Path]:
    """Every file, at any depth, also behind links: web servers follow them as well."""
    been = set()
    for place, folders, names in os.walk(folder, onerror=unread.append, followlinks=True):
        if (here := os.path.realpath(place)) in been:
            folders.clear()
            continue
        been.add(here)
        yield from (Path(place, name) for name in names)


def _holds(page: Path, mark: bytes) -> bool:
    try:
        with page.open("rb") as text:
            return mark in text.read(sites.PAGE_AT_MOST).lower()
    except OSError:
        return False


def _found(access: Access, inside: str, place: Place = Place.FILE, *, ref: str | None = None) -> Found:
    address = f"{access.address.rstrip('/')}/{quote(os.fsencode(inside))}"
    return Found(address, place, inside if ref is None else ref)


def _not_there() -> NoRight:
    return NoRight("the folder of the site is not there", hint="Correct the folder of this account")


def _no_right() -> NoRight:
    return NoRight("Kindao may not write into the folder of the site", hint="Give it the right to, then try again")
