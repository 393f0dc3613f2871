"""What plays which connector's platform: each a real server on this machine that behaves as the vendor's documents say,
with switches for what goes wrong.

A module beside this one that plays one says so: ENTRIES = {"name of the connector": its class}. The contract of
connectors (tests/contracts/test_connectors.py) runs over every listed connector against what is entered for it, and
fails for one without an entry."""

import secrets
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import platforms
from kindao.web.releases.actions import ENDINGS
from kindao.web.releases.connectors.base import Access, Connector, Item
from platforms import goods

RECORD_NUMBER, NAME = "HS-004217", "Nguyễn Thị Lan"
"""Of the patient whose picture it is. The working file is called so, to see that it leaves under another name."""


class When(StrEnum):
    BEFORE = "before"  # it has done nothing
    AFTER = "after"  # it has done what was asked


class How(StrEnum):
    """What comes instead of the answer."""

    BREAKS = "500"
    CLOSED = "503"
    BUSY = "429"
    PAGE = "a page"  # 200, HTML
    GARBAGE = "garbage"  # 200, half an object
    CLOSES = "nothing"  # the connection is closed
    CUT = "half an answer"  # and then the connection is closed


class Platform(ABC):
    """One platform with one account. Whoever makes one closes it."""

    connector: Connector
    """Pointed at this server."""
    access: Access
    """To the account; `told` is a dict that `keep` writes into."""
    secrets: tuple[str, ...] = ()
    """What may stand in no error and no log: as told at first. What rotates, `all_secrets` adds."""
    hows: tuple[tuple[When, How], ...] = ()
    """What it can play."""
    takes = ""
    """The media type of `item`; "" for JPEG, or MP4 where it takes no pictures."""
    steps: int = 0
    """Messages that it got so far."""

    def __init__(self, folder: Path) -> None:
        """folder: a new one, for it alone."""
        self.folder = folder
        self.heard = bytearray()
        self._trouble: tuple[int, When, How] | None = None
        self._items = 0

    @abstractmethod
    def public(self) -> set[str]:
        """Addresses of posts that a stranger sees now."""

    @abstractmethod
    def revoke(self) -> None:
        """Nothing that the account was given opens anything any more."""

    def close(self) -> None:  # noqa: B027 - a folder has nothing to close
        """Nobody is served any more."""

    def all_secrets(self) -> set[str]:
        words = {one.name for one in self.connector.fields if one.secret} | {"access_token"}
        return {*self.secrets, *(self.access.told[one] for one in words if self.access.told.get(one))}

    def trouble(self, step: int, when: When, how: How) -> None:
        """The so-many-eth message from now, 1 is the next; 0: every one."""
        self._trouble = (self.steps + step if step else 0, when, how)

    def calm(self) -> None:
        self._trouble = None

    def due(self, when: When) -> How | None:
        """What is played over the message that is being answered."""
        if self._trouble is None or self._trouble[1] != when or self._trouble[0] not in (0, self.steps):
            return None
        return self._trouble[2]

    def item(self, caption: str = "") -> Item:
        """Something that it takes; another each time, with words of its own."""
        self._items += 1
        caption = caption or f"Sau ba tháng, lần thứ {self._items}\n#nangmui & chăm sóc"
        kinds = self.connector.limits.media_types
        media_type = self.takes or ("image/jpeg" if "image/jpeg" in kinds else "video/mp4")
        return self.an_item(media_type, caption)

    def an_item(self, media_type: str, caption: str = "") -> Item:
        mark = secrets.token_hex(12)
        place = self.folder / "work" / mark
        place.mkdir(parents=True)
        file = place / f"{RECORD_NUMBER} {NAME}{ENDINGS[media_type]}"
        file.write_bytes(goods.film() if media_type.startswith("video/") else goods.picture(mark))
        return Item(
            file=file,
            name=f"{mark}{ENDINGS[media_type]}",
            media_type=media_type,
            title=caption.partition("\n")[0],
            caption=caption,
            alt="Hình ảnh được đăng với sự đồng ý của người bệnh",
            seconds=goods.SECONDS if media_type.startswith("video/") else 0.0,
        )


Entry = Callable[[Path], Platform]


@cache
def entries() -> dict[str, Entry]:
    """By the connector's name."""
    found: dict[str, Entry] = {}
    for module in iter_modules(platforms.__path__):
        found |= getattr(import_module(f"platforms.{module.name}"), "ENTRIES", {})
    return found


@contextmanager
def played(name: str, folder: Path) -> Iterator[Platform]:
    if name not in entries():
        raise LookupError(f"{name} is listed, and nothing in tests/platforms plays its platform")
    folder.mkdir(parents=True, exist_ok=True)
    platform = entries()[name](folder)
    try:
        yield platform
    finally:
        platform.close()


def an_access(told: Mapping[str, str], address: str = "") -> Access:
    """As an account's, but that it is kept in memory."""
    kept = dict(told)
    return Access(address, kept, kept.update)
