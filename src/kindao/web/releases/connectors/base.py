"""What a connector is: one way to the public, with what it can do and what it can't.

A connector knows one platform. It is given an account's access and an item, keeps nothing, decides nothing, and tells
in five ways what went wrong: `Refused`, `NoRight`, `Later`, `Unsure`, `ByHand`. Whatever else it raises is a bug, after
which it is not known whether the item is out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Protocol, runtime_checkable

from kindao.engine.errors import Failed, Missing
from kindao.engine.vocabulary import Destination, Words

NO_WORDS = Words("", "")


class Refused(Failed):
    """The platform says no, and will say so again: a caption too long, a film too long, another's account. Nothing is
    out."""


class NoRight(Failed):
    """The access is gone: revoked, expired, of another account, without the right that is needed. Nothing was done."""


class StillThere(NoRight):
    """It was seen to lie there, and the account may not delete it: whatever strangers are shown, it is not gone."""


class Later(Failed):
    """Nothing was done, and it may work later: maintenance, a quota, nobody answers."""

    def __init__(self, message: str, *, hint: str = "", vi: str = "", after: timedelta | None = None) -> None:
        super().__init__(message, hint=hint, vi=vi)
        self.after = after
        """How long the platform wants to be left alone; None where it doesn't say."""


class Unsure(Failed):
    """It was handed over and the answer was lost: it may be out, or may not."""


class ByHand(Failed):
    """A person has to do it: the platform offers programs no way."""


class NotWhole(ByHand):
    """All that was found is gone, and not all was searched: a person looks. where: an address of what was left out."""

    def __init__(self, message: str, *, hint: str = "", vi: str = "", where: str = "") -> None:
        super().__init__(message, hint=hint, vi=vi)
        self.where = where


def no_library() -> Missing:
    """Of a platform whose own library is an extra."""
    return Missing("the library of this platform is not installed", hint="Install it: pip install 'kindao[platforms]'")


class Place(StrEnum):
    """What kind of address a copy has."""

    POST = "post"  # a page about this release
    FILE = "file"  # the file itself
    SIZE = "size"  # a smaller picture that the platform made of it
    FEED = "feed"  # RSS and the like
    LISTING = "listing"  # what programs read: REST, sitemap
    PAGE = "page"  # another page that shows it
    CACHE = "cache"  # kept by something between the site and the reader
    ELSEWHERE = "elsewhere"  # told by a person: print, a screen, another site


@dataclass(frozen=True, slots=True)
class Found:
    """One address at which the public finds it. ref: what on the platform has to be deleted for it to go; "" where
    nothing that the connector knows."""

    address: str
    place: Place
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    """It is out. ref: the platform's own name of the post; found: where it is seen, as far as the platform told."""

    ref: str
    found: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Health:
    """What an account may do today, tried with the platform itself.

    who: the account as the platform names it; ends: when its access runs out, None where it doesn't; note: what the
    clinic should know though it works, or why a right is missing; home: the address that a site says it has, whatever
    name it is reached by."""

    publish: bool
    delete: bool
    who: str = ""
    ends: datetime | None = None
    note: Words = NO_WORDS
    home: str = ""


class Gone(StrEnum):
    """What the platform says after a deletion; none of them closes anything."""

    GONE = "gone"
    SOON = "soon"  # it was taken in, and happens later


@dataclass(frozen=True, slots=True)
class Limits:
    """What the platform takes. None: no limit that is known."""

    media_types: frozenset[str]
    caption: int | None = None  # characters
    size: int | None = None  # bytes
    seconds: float | None = None  # of a film


@dataclass(frozen=True, slots=True)
class Field:
    """What is asked of whoever opens an account. local: a folder of this machine, which all its clinics share."""

    name: str
    label: Words
    secret: bool = False
    required: bool = True
    help: Words = NO_WORDS
    local: bool = False


@dataclass(frozen=True, slots=True)
class Access:
    """An account, opened. keep: stores what the platform renewed (a token that rotates), at once and for good; `told`
    has it from then on. alone: while its block lasts no other worker has a block of this account, and `told` is what
    was kept last, by whomever. still: asked just before the call after which strangers may see it; raises Refused where
    it is not to go out any more, and what was sent so far is cleared away as after any refusal."""

    address: str
    told: Mapping[str, str]
    keep: Callable[[Mapping[str, str]], None] = field(default=lambda renewed: None)
    alone: Callable[[], AbstractContextManager[None]] = field(default=nullcontext)
    still: Callable[[], None] = field(default=lambda: None)


@dataclass(frozen=True, slots=True)
class Offer:
    """What is known of an item before its file is opened. size: bytes; seconds: of a film, 0 where not known."""

    media_type: str
    size: int
    caption: str
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Item:
    """What goes out. name: the random file name, also what it is looked for by; title and caption were checked."""

    file: Path
    name: str
    media_type: str
    title: str
    caption: str
    alt: str
    seconds: float = 0.0

    @property
    def mark(self) -> str:
        """The file name without its ending: random, and nobody else's."""
        return self.name.partition(".")[0]

    @property
    def offer(self) -> Offer:
        return Offer(self.media_type, self.file.stat().st_size, self.caption, self.seconds)


class Connector(Protocol):
    """One platform. Its facts are constants; its methods raise the five errors of this module and no other."""

    name: str
    title: Words
    destinations: frozenset[Destination]
    by_hand: bool
    """A person downloads the copy, once, and posts it."""
    can_delete: bool
    """By program. Where not, an account names a person who deletes by hand before the first release."""
    lists_children: bool
    """Whether it can tell all addresses of a post."""
    revocability: Words
    """Whether and how a release is taken back, in words for the desk."""
    taken_back: Words
    """The same in one short, plain sentence for a patient; that copies of others stay is said beside it."""
    fields: tuple[Field, ...]
    limits: Limits

    def test(self, access: Access) -> Health:
        """Try the account, changing nothing that stays. Raises NoRight, Later."""

    def publish(self, access: Access, item: Item) -> Published:
        """Hand it over, once; `still` is asked before the last call. Raises Refused, NoRight, Later where surely
        nothing is out; Unsure."""

    def find(self, access: Access, item: Item, since: datetime) -> Published | None:
        """The post that was made of the item since then; None where there surely is none. Raises Unsure where the
        platform can't tell, NoRight, Later."""

    def addresses(self, access: Access, ref: str, mark: str) -> tuple[Found, ...]:
        """Every address of the post that the platform, or its site, tells of now. Raises NoRight, Later."""

    def delete(self, access: Access, ref: str, mark: str) -> Gone:
        """Take it down for good. What is not there any more is GONE. Raises NoRight, Later, ByHand, Refused."""


@runtime_checkable
class Particular(Protocol):
    """A connector to a platform that is known to refuse more than its `limits` say."""

    def takes(self, access: Access, offer: Offer) -> None:
        """Asked when somebody wants it out, and again before it is sent. Raises Refused."""


@runtime_checkable
class OfSite(Protocol):
    """A connector to the clinic's own site, which may be away as a whole: then every address of it answers 404."""

    def stands(self, access: Access) -> bool:
        """Whether the site of an account shows a stranger now what it always has. Any KindaoError is a no."""


@runtime_checkable
class OfUsers(Protocol):
    """A connector to a site that has several users, of whom one may take the place of another who left."""

    def takes_over(self, access: Access, ref: str, mark: str) -> bool | None:
        """Whether this user may delete that release, whoever posted it; where none is named, what others post there.
        None: it is not there, or nobody shows it to them. Raises NoRight, Later, Refused."""


@runtime_checkable
class OfMachine(Protocol):
    """A connector that needs something of this machine, and does what it can without."""

    def settled(self, access: Access) -> None:
        """Try that, when an account is opened or given a new access. Raises NoRight, Later."""
