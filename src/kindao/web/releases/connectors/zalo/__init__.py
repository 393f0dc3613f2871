"""Zalo Official Account: an article with a film or a picture (documents named in `api`).

A film is handed over. A picture Zalo takes only from a public address (its own uploads serve messages alone): it is put
on the clinic's site first, over SFTP, with a random name, and comes down with the article. An article is made hidden
and shown by a second step, once its name is kept: however an answer is lost, it is there once or not at all."""

import html
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import av

from kindao.engine.errors import KindaoError
from kindao.engine.vocabulary import Destination, Words
from kindao.web.releases.connectors import noting, reaching, tokens
from kindao.web.releases.connectors.base import (
    Access,
    ByHand,
    Field,
    Found,
    Gone,
    Health,
    Item,
    Later,
    Limits,
    NoRight,
    Offer,
    Place,
    Published,
    Refused,
    Unsure,
)
from kindao.web.releases.connectors.sftp import Sftp
from kindao.web.releases.connectors.sites import MARKED
from kindao.web.releases.connectors.zalo.api import Api, Listed

SITE = "site_"  # of the fields of the clinic's site
ON_SITE = "site/"  # of refs
TITLE, AUTHOR, DESCRIPTION = 150, 50, 300  # characters; article/create
PICTURE = 1_000_000  # bytes; article/create
ASKED = "asked "  # of a note: the article's id is not known yet


def _of_the_site(one: Field) -> Field:
    label = Words(f"Trang web chứa ảnh: {one.label.vi}", f"Site for pictures: {one.label.en}")
    return replace(one, name=SITE + one.name, label=label, required=False)


@dataclass
class Zalo:
    """base, oauth: where the APIs are; waits: seconds between looks at what Zalo works on."""

    base: str = "https://openapi.zalo.me"
    oauth: str = "https://oauth.zaloapp.com"
    waits: tuple[float, ...] = (1, 2, 4, 6, 8, 12, 15, 15)
    rest: Callable[[float], None] = field(default=time.sleep)
    site: Sftp = field(default_factory=Sftp)

    name = "zalo"
    title = Words("Zalo Official Account", "Zalo Official Account")
    destinations = frozenset({Destination.ZALO})
    by_hand = False
    can_delete = True
    lists_children = True
    revocability = Words(
        "Gỡ được: bài viết bị xóa khỏi Zalo OA, ảnh bị xóa khỏi trang web của phòng khám. Tin đã gửi tới người quan "
        "tâm và bản người khác đã lưu thì không lấy lại được; Kindao không gửi bài qua tin nhắn.",
        "It can be taken back: the article is removed from the Official Account, the picture from the clinic's site. "
        "Messages already sent to followers and copies that others saved can't be; Kindao sends no article by message.",
    )
    taken_back = Words("Gỡ được: phòng khám xóa bài viết.", "It can be taken back: the clinic deletes the article.")
    fields: tuple[Field, ...] = (
        Field(
            "oa_id",
            Words("Mã số của OA", "Number of the Official Account"),
            help=Words("Ở oa.zalo.me, mục thông tin tài khoản.", "At oa.zalo.me, under the account's information."),
        ),
        Field(
            "app_id",
            Words("Mã ứng dụng (app ID)", "App ID"),
            help=Words(
                "Ở developers.zalo.me. Ứng dụng phải được liên kết với OA và có quyền quản lý nội dung.",
                "At developers.zalo.me. The application must be linked to the account and may manage its content.",
            ),
        ),
        Field(
            "app_secret",
            Words("Khóa bí mật của ứng dụng", "Secret key of the app"),
            secret=True,
            help=Words("Ở cùng chỗ đó.", "In the same place."),
        ),
        Field(
            "refresh_token",
            Words("Mã làm mới (refresh token)", "Refresh token"),
            secret=True,
            help=Words(
                "Nhận được khi OA cho phép ứng dụng. Chỉ dùng một lần: đừng dùng mã này ở phần mềm khác; sau đó Kindao "
                "tự giữ mã mới.",
                "Received when the account allows the application. It is good once: use it in no other program; from "
                "then on Kindao keeps the newest.",
            ),
        ),
        Field(
            f"{SITE}address",
            Words("Trang web chứa ảnh: Địa chỉ", "Site for pictures: Address"),
            required=False,
            help=Words(
                "Zalo chỉ nhận ảnh từ một địa chỉ công khai. Để trống nếu chỉ đăng phim.",
                "Zalo takes pictures from a public address only. Leave empty where only films are posted.",
            ),
        ),
        *map(_of_the_site, Sftp.fields),
    )
    limits = Limits(
        frozenset({"image/jpeg", "image/png", "video/mp4"}),
        size=50_000_000,  # of a film; upload_video/preparevideo
    )

    def test(self, access: Access) -> Health:
        with reaching.client() as client:
            zalo = self._api(client, access)
            who = _ours(zalo, access)
            zalo.may_list()
        if site := _site(access):
            self.site.test(site)
        return Health(publish=True, delete=True, who=who, ends=tokens.ends(access))

    def takes(self, access: Access, offer: Offer) -> None:
        _fits(offer, self.limits, _site(access))

    def publish(self, access: Access, item: Item) -> Published:
        site = _site(access)
        self.takes(access, item.offer)
        # Three times it waits for Zalo: for the film, the article, the listing.
        total = reaching.time_for(item.file.stat().st_size) + 3 * sum(self.waits)
        with reaching.client(total=total) as client:
            zalo = self._api(client, access)
            who = _ours(zalo, access)
            try:
                if earlier := self._became(zalo, access, item.mark):
                    return earlier
            except (NoRight, Later, Refused):  # it is asked only about what was begun before
                raise _lost() from None
            try:
                cover = self._cover(zalo, site, item)
                article = _article(item, cover, who)
                asked = zalo.create({**article, "status": "hide"})
                noting.note(access, item.mark, ASKED + asked)
                made = self._awaited(lambda: zalo.verify(asked))
                noting.note(access, item.mark, made)
                access.still()
            except (Refused, NoRight, Later, Unsure):
                self._take_back(zalo, access, site, item.mark)
                raise
            return self._shown(zalo, access, item.mark, made, article)

    def _shown(self, zalo: Api, access: Access, mark: str, made: str, article: Mapping[str, Any]) -> Published:
        """The step after which it is seen: whatever is not known of it from here on is Unsure."""
        try:
            zalo.update(made, {**article, "status": "show"})
            listed = self._awaited(lambda: _if_shown(zalo.listed(made)))
            return Published(made, self._found(access, listed, mark))
        except (NoRight, Later, Refused):
            raise _lost() from None

    def _awaited(self, ask: Callable[[], Any]) -> Any:
        """What it gives as soon as it gives something. Raises Later."""
        for wait in (*self.waits, 0):
            if given := ask():
                return given
            self.rest(wait)
        raise Later("Zalo is still working on it", hint="It is tried again by itself")

    def _cover(self, zalo: Api, site: Access | None, item: Item) -> dict[str, Any]:
        if item.media_type.startswith("image/"):
            assert site is not None
            address = self.site.publish(site, item).found[0].address
            return {"cover_type": "photo", "photo_url": address, "status": "show"}
        handed = zalo.film(item.file, item.name)
        film = self._awaited(lambda: zalo.film_ready(handed))
        return {"cover_type": "video", "cover_view": _view(item), "video_id": film, "status": "show"}

    def _take_back(self, zalo: Api, access: Access, site: Access | None, mark: str) -> None:
        """What an attempt left behind. Raises Unsure where some of it may be seen."""
        with suppress(Refused, NoRight, Later, Unsure):  # hidden; the next attempt removes it
            self._became(zalo, access, mark)
        if site is not None:
            try:
                self.site.delete(site, "", mark)
            except (Refused, NoRight, Later):
                raise Unsure(
                    "a picture may have stayed on the clinic's site", hint="Kindao looks there before it goes on"
                ) from None

    def _became(self, zalo: Api, access: Access, mark: str) -> Published | None:
        """What became of an earlier attempt: shown, or taken away. Raises Later where Zalo still works on it."""
        noted = noting.noted(access, mark)
        if noted is None:
            return None
        made = noted
        if noted.startswith(ASKED):
            try:
                made = zalo.verify(noted.removeprefix(ASKED))
            except Refused:
                return None
            if not made:
                raise Later("Zalo is still working on it", hint="It is looked at again by itself")
            noting.note(access, mark, made)
        listed = zalo.listed(made)
        if listed is None:
            return None
        if listed.shown:
            return Published(made, self._found(access, listed, mark))
        zalo.remove(made)
        return None

    def find(self, access: Access, item: Item, since: datetime) -> Published | None:
        """By the name that was kept before it was shown. What is there but hidden is removed, so that it can't be shown
        any more by something that is on its way."""
        with reaching.client() as client:
            if found := self._became(self._api(client, access), access, item.mark):
                return found
        if item.media_type.startswith("image/") and (site := _site(access)):
            self.site.delete(site, "", item.mark)
        return None

    def addresses(self, access: Access, ref: str, mark: str) -> tuple[Found, ...]:
        listed = None
        if not ref.startswith(ON_SITE):
            with reaching.client() as client:
                try:
                    listed = self._api(client, access).listed(ref)
                except Unsure:  # too many to look through: then it counts as shown
                    listed = Listed(ref, True, "", "")
        return self._found(access, listed if listed and listed.shown else None, mark)

    def _found(self, access: Access, listed: Listed | None, mark: str) -> tuple[Found, ...]:
        found = []
        if listed is not None:
            number = access.told.get("oa_id", "")
            link = listed.link or f"https://rd.zapps.vn/detail/{number}?id={listed.id}&pageId={number}"
            found.append(Found(link, Place.POST, listed.id))
            if listed.thumb:
                found.append(Found(listed.thumb, Place.SIZE, listed.id))
        if site := _site(access):
            found += [replace(one, ref=ON_SITE + one.ref) for one in self.site.addresses(site, "", mark)]
        return tuple(found)

    def delete(self, access: Access, ref: str, mark: str) -> Gone:
        """Article and picture are each tried, also where the other can't be reached."""
        failed: list[KindaoError] = []
        if not ref.startswith(ON_SITE):
            try:
                with reaching.client() as client:
                    _remove(self._api(client, access), ref)
            except (NoRight, Later, Refused, Unsure) as error:
                failed.append(error)
        if site := _site(access):
            try:
                self.site.delete(site, "", mark)
            except (NoRight, Later, Refused) as error:
                failed.append(error)
        for why in failed:
            if isinstance(why, Unsure):
                raise ByHand("Zalo lists too many articles to find this one", hint="Remove it at oa.zalo.me")
            raise why
        return Gone.GONE

    def _api(self, client: Any, access: Access) -> Api:
        return Api(client, access, self.base, self.oauth)


def _site(access: Access) -> Access | None:
    """The clinic's site, where it was told."""
    address = access.told.get(f"{SITE}address", "")
    told = {one: access.told.get(SITE + one, "") for one in (*(field.name for field in Sftp.fields), MARKED)}

    def keep(renewed: Mapping[str, str]) -> None:
        access.keep({SITE + name: value for name, value in renewed.items()})

    return Access(address, told, keep) if address else None


def _fits(offer: Offer, limits: Limits, site: Access | None) -> None:
    """Raises Refused."""
    if offer.media_type not in limits.media_types:
        raise Refused("Zalo does not take such a file", hint="Choose another account")
    size = offer.size
    if offer.media_type.startswith("image/"):
        if site is None:
            raise Refused(
                "Zalo takes pictures from a public address only",
                hint="Add the clinic's site to this account, or post it by hand",
            )
        if size > PICTURE:
            raise Refused("the picture is larger than the 1 MB that Zalo takes", hint="Have a smaller one checked")
    elif limits.size is not None and not 0 < size <= limits.size:
        raise Refused("the film is larger than the 50 MB that Zalo takes", hint="Shorten it and have it checked again")


def _ours(zalo: Api, access: Access) -> str:
    """The account's name. Raises NoRight where it is somebody else's."""
    number, name = zalo.account()
    if number != access.told.get("oa_id", ""):
        raise NoRight(
            "the access leads to another Zalo account", hint="Correct its number, or connect the account that is meant"
        )
    return name


def _article(item: Item, cover: Mapping[str, Any], who: str) -> dict[str, Any]:
    title = (item.title.strip() or who)[:TITLE]
    lines = [line.strip() for line in item.caption.splitlines() if line.strip()] or [title]
    return {
        "type": "normal",
        "title": title,
        "author": who[:AUTHOR],
        "cover": dict(cover),
        "description": " ".join(lines)[:DESCRIPTION],
        "body": [{"type": "text", "content": html.escape(line, quote=False)} for line in lines],
        "comment": "hide",  # somebody may know the person, and say so
    }


def _view(item: Item) -> str:
    """How Zalo lays the film out."""
    try:
        with av.open(str(item.file)) as film:
            shape = film.streams.video[0]
            width, height = shape.width, shape.height
    except (av.error.FFmpegError, IndexError):
        raise Refused("Zalo can't use this film", hint="Export it as MP4 and have it checked again") from None
    return "square" if width == height else "horizontal" if width > height else "vertical"


def _lost() -> Unsure:
    return Unsure("the answer of Zalo was lost", hint="Kindao looks there before it sends anything again")


def _if_shown(listed: Listed | None) -> Listed | None:
    return listed if listed is not None and listed.shown else None


def _remove(zalo: Api, id: str) -> None:
    """Raises Refused where it is still there."""
    try:
        zalo.remove(id)
    except Refused:
        if zalo.listed(id) is not None:
            raise
