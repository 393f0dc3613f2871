"""A folder that the clinic's own web server serves: each release is one file with a random name."""

import os
import shutil
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from django.conf import settings

from kindao.engine.vocabulary import Destination, Words
from kindao.web.releases.connectors import trying
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
    Place,
    Published,
    Refused,
)

READABLE = 0o644  # the web server is another user


class Folder:
    name = "folder"
    title = Words("Thư mục của trang web tĩnh", "Folder of a static site")
    destinations = frozenset({Destination.WEBSITE})
    by_hand = False
    can_delete = True
    lists_children = True
    revocability = Words(
        "Gỡ được: tệp bị xóa khỏi trang web của phòng khám.",
        "It can be taken back: the file is deleted from the clinic's site.",
    )
    fields: tuple[Field, ...] = (
        Field(
            "folder",
            Words("Thư mục trên máy này", "Folder on this machine"),
            help=Words("Máy chủ web của phòng khám phục vụ thư mục này.", "The clinic's web server serves it."),
        ),
    )
    limits = Limits(
        frozenset({"image/jpeg", "image/png", "image/webp", "video/mp4", "video/webm", "video/x-matroska", "audio/mp4"})
    )

    def test(self, access: Access) -> Health:
        """Also whether the account's address leads to this folder, and no other one."""
        if not is_opened(Path(access.told.get("folder", ""))):
            raise NoRight(
                "this folder is not one that this installation opens to sites",
                hint="Whoever runs the machine names it: KINDAO_FOLDERS",
            )
        name = trying.a_name()
        made = _place(access) / name
        try:
            made.write_text(name)
            made.chmod(READABLE)
            trying.is_seen(access.address, name, name.encode())
        except OSError:
            raise _no_right() from None
        finally:
            with suppress(OSError):
                made.unlink()
        if made.exists():
            raise _no_right()
        return Health(publish=True, delete=True, who=access.address)

    def publish(self, access: Access, item: Item) -> Published:
        if item.media_type not in self.limits.media_types:
            raise Refused("the site does not take such a file", hint="Choose another account")
        there = _place(access) / item.name
        made = there.with_name(f".{item.name}.new")
        try:
            with item.file.open("rb") as source, made.open("wb") as out:
                shutil.copyfileobj(source, out)
                out.flush()
                os.fsync(out.fileno())
            made.chmod(READABLE)
            made.replace(there)
        except PermissionError:
            raise _no_right() from None
        except OSError:
            with suppress(OSError):
                made.unlink()
            raise Later(
                "the folder of the site can't be written just now", hint="See that the disk is there and not full"
            ) from None
        return Published(item.name, (_found(access, item.name),))

    def find(self, access: Access, item: Item, since: datetime) -> Published | None:
        there = (_place(access) / item.name).is_file()
        return Published(item.name, (_found(access, item.name),)) if there else None

    def addresses(self, access: Access, ref: str, mark: str) -> tuple[Found, ...]:
        return tuple(_found(access, one.name) for one in _files(access, mark))

    def delete(self, access: Access, ref: str, mark: str) -> Gone:
        try:
            for one in _files(access, mark):
                one.unlink(missing_ok=True)
        except OSError:
            raise _no_right() from None
        return Gone.GONE


def is_opened(folder: Path) -> bool:
    """Whether whoever runs the machine lets clinics have sites there: an administrator of a clinic is not theirs."""
    there = folder.resolve()
    return any(there.is_relative_to(Path(one).resolve()) for one in settings.SITE_FOLDERS)


def _place(access: Access) -> Path:
    """Raises NoRight where it isn't there."""
    folder = Path(access.told.get("folder", ""))
    if not folder.is_absolute() or not folder.is_dir():
        raise NoRight("the folder of the site is not there", hint="Correct the folder of this account")
    return folder


def _files(access: Access, mark: str) -> list[Path]:
    """All whose name begins with the mark, also what something else made of it."""
    if not mark.isalnum():
        raise ValueError("not a mark")
    return sorted(one for one in _place(access).iterdir() if one.name.startswith(mark) and one.is_file())


def _found(access: Access, name: str) -> Found:
    return Found(f"{access.address.rstrip('/')}/{quote(name)}", Place.FILE, name)


def _no_right() -> NoRight:
    return NoRight("Kindao may not write into the folder of the site", hint="Give it the right to, then try again")
