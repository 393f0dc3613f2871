"""A platform that breaks as it is told, before the folder of a site that is really served."""

from datetime import datetime, timedelta
from typing import Literal

from kindao.web.releases.connectors.base import (
    Access,
    Gone,
    Health,
    Item,
    Later,
    NoRight,
    Published,
    Refused,
    Unsure,
)
from kindao.web.releases.connectors.folder import Folder

Breaks = Literal["", "dies before", "dies after", "lost before", "lost after", "later", "refuses", "no right"]


class Fragile(Folder):
    """The folder of a real site, with a platform before it that breaks as it is told."""

    name = "fragile"

    def __init__(self) -> None:
        self.breaks: Breaks = ""
        self.posts = 0
        self.posted: list[str] = []
        self.blind = False  # it can't tell what is out
        self.keeps = False  # it says gone, and keeps
        self.delete_breaks: Exception | None = None
        self.deletes = 0
        self.is_away = False  # the site, as a whole
        self.health = Health(publish=True, delete=True)

    def test(self, access: Access) -> Health:
        if self.breaks == "no right":
            raise NoRight("the access was revoked")
        return self.health

    def publish(self, access: Access, item: Item) -> Published:
        match self.breaks:
            case "dies before":
                raise RuntimeError
            case "lost before":
                raise Unsure("the answer was lost")
            case "later":
                raise Later("maintenance", after=timedelta(minutes=7))
            case "refuses":
                raise Refused("the caption is too long")
            case "no right":
                raise NoRight("the access was revoked")
        self.posts += 1
        self.posted.append(item.name)
        there = super().publish(access, item)
        match self.breaks:
            case "dies after":
                raise RuntimeError
            case "lost after":
                raise Unsure("the answer was lost")
        return there

    def find(self, access: Access, item: Item, since: datetime) -> Published | None:
        if self.blind:
            raise Unsure("this platform lists nothing")
        return super().find(access, item, since)

    def delete(self, access: Access, ref: str, mark: str) -> Gone:
        self.deletes += 1
        if self.delete_breaks:
            raise self.delete_breaks
        return Gone.GONE if self.keeps else super().delete(access, ref, mark)

    def stands(self, access: Access) -> bool:
        return not self.is_away


class Homeless(Fragile):
    """A platform, of which nobody knows an address that must answer: it may hide the whole account."""

    stands = None  # type: ignore[assignment]
