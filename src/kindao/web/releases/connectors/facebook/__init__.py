"""A Facebook Page: pictures and films, with their words.

Graph API v26.0 (`facebook-business` 26.0.3). A picture is uploaded unpublished, then a post shows it; a film is
uploaded in pieces, then finished: until the last, small call nothing is public, so a lost upload is simply sent again.
A film carries the file name's mark as a custom label, which Meta shows nobody ("only appear in insights data"); a
picture is known again by its words and its looks. Limits: "Page Photos" (files under 4 MB), "Page Videos", posts of
63,206 characters, films of 240 minutes.

Addresses are those a stranger may open: the post, its photo or film page, the frame other sites embed. The files behind
them have addresses that Meta signs anew each time and that end by themselves; they are not listed."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from kindao import clock
from kindao.engine.errors import KindaoError
from kindao.engine.vocabulary import Destination, Words
from kindao.web.releases.connectors import answers, meta
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
    Offer,
    Place,
    Published,
    Unsure,
)
from kindao.web.releases.connectors.fitting import fits
from kindao.web.releases.connectors.meta import Graph, NotThere, rights_stand

MANAGE, READ, LIST = "pages_manage_posts", "pages_read_engagement", "pages_show_list"
PICTURE_SIZE = 4 * 10**6  # bytes; "Page Photos" recommends less, larger ones come out blurred
POST_FIELDS = "id,message,created_time,permalink_url,full_picture,attachments{media_type,target,subattachments{target}}"
FILM_FIELDS = "id,custom_labels,created_time,permalink_url,post_id,published,status"
OFFSETS = ("start_offset", "end_offset")
BEGUN = ("upload_session_id", "video_id", *OFFSETS)


class Facebook:
    name = "facebook"
    title = Words("Trang Facebook", "Facebook Page")
    destinations = frozenset({Destination.FACEBOOK})
    by_hand = False
    can_delete = True
    lists_children = False  # who shared the post is not told
    revocability = Words(
        "Gỡ được: bài đăng, ảnh và phim bị xóa khỏi Trang. Bài chia lại mất ảnh; bản mà người khác đã lưu hoặc tự đăng "
        "lại thì không gỡ được.",
        "It can be taken back: post, picture and film are deleted from the Page. Shares of the post lose the picture; "
        "what others have saved or posted anew can't be taken back.",
    )
    taken_back = Words("Gỡ được: phòng khám xóa bài đăng.", "It can be taken back: the clinic deletes the post.")
    fields: tuple[Field, ...] = (
        Field(
            "page",
            Words("Mã của Trang", "Id of the Page"),
            help=Words(
                "Một dãy số; ở mục Giới thiệu, Tính minh bạch của Trang.", "A number; under About, Page transparency."
            ),
        ),
        Field(
            "app",
            Words("Mã ứng dụng Meta", "Id of the Meta app"),
            help=Words(
                "Phòng khám tạo một ứng dụng loại Doanh nghiệp ở trang dành cho nhà phát triển của Meta.",
                "The clinic makes an app of the kind Business on Meta's pages for developers.",
            ),
        ),
        Field(
            "secret",
            Words("Mã bí mật của ứng dụng", "Secret of the app"),
            secret=True,
            help=Words("Ở mục Cài đặt, Thông tin cơ bản của ứng dụng.", "Under Settings, Basic of the app."),
        ),
        Field(
            "token",
            Words("Mã truy cập của Trang", "Access token of the Page"),
            secret=True,
            help=Words(
                "Trong Cài đặt doanh nghiệp, tạo một người dùng hệ thống, giao cho Trang này với toàn quyền, rồi tạo "
                "mã không hết hạn với các quyền pages_manage_posts, pages_read_engagement và pages_show_list; đổi mã "
                "đó lấy mã của Trang ở me/accounts.",
                "In Business settings make a system user, give it this Page with full control, and make a token that "
                "doesn't expire with pages_manage_posts, pages_read_engagement and pages_show_list; trade it for the "
                "Page's token at me/accounts.",
            ),
        ),
    )
    limits = Limits(
        frozenset({"image/jpeg", "image/png", "video/mp4"}), caption=63_206, size=4 * 10**9, seconds=240 * 60
    )

    graph = "https://graph.facebook.com"
    films = "https://graph-video.facebook.com"
    web = "https://www.facebook.com"
    settles = timedelta(minutes=1)  # after which a listing knows a post that was made
    film_settles = timedelta(minutes=30)  # a film is listed when it is worked through

    def test(self, access: Access) -> Health:
        """Whose token it is, what it may do and how long; and whether a picture that is there could be deleted."""
        page, graph = access.told["page"], self._graph(access)
        token = meta.token_of(self.graph, access)
        with meta.seen():
            who = graph.get("me", fields="id,name")
        if str(who.get("id")) != page:
            raise NoRight(
                "the token belongs to another Page, or to a person", hint="Correct the id of the Page, or the token"
            )
        may = all(token.may(scope, page) for scope in (MANAGE, READ, LIST))
        delete = may
        if may:
            with meta.seen():
                newest = graph.get(page, "photos", type="uploaded", fields="id,can_delete", limit=1).get("data", [])
            delete = all(one.get("can_delete", True) for one in newest)
        return Health(publish=may, delete=delete, who=str(who.get("name", "")), ends=token.ends)

    def takes(self, access: Access, offer: Offer) -> None:
        fits(offer, self.limits)
        if offer.media_type.startswith("image/"):
            fits(offer, Limits(self.limits.media_types, size=PICTURE_SIZE))

    def publish(self, access: Access, item: Item) -> Published:
        self.takes(access, item.offer)
        picture = item.media_type.startswith("image/")
        with meta.seen():
            ref = self._picture(access, item) if picture else self._film(access, item)
        try:
            found = self.addresses(access, ref, item.mark)
        except KindaoError:  # it is out, whatever else fails
            found = ()
        return Published(ref, found or (Found(f"{self.web}/{ref}", Place.POST, ref),))

    def _picture(self, access: Access, item: Item) -> str:
        graph, page = self._graph(access), access.told["page"]
        with item.file.open("rb") as stream:
            photo = graph.post(
                page,
                "photos",
                changes=False,
                files={"source": (item.name, stream, item.media_type)},
                published=False,
                alt_text_custom=item.alt,
            )
        try:
            access.still()
            post = graph.post(
                page, "feed", changes=True, message=item.caption, attached_media=[{"media_fbid": str(photo["id"])}]
            )
        except Unsure:
            raise
        except KindaoError:
            with suppress(KindaoError, NotThere):
                graph.delete(str(photo["id"]))
            raise
        return str(post["id"])

    def _film(self, access: Access, item: Item) -> str:
        graph, page = self._graph(access), access.told["page"]
        size = item.file.stat().st_size
        begun = graph.post(
            page, "videos", changes=False, needs=BEGUN, host=self.films, upload_phase="start", file_size=size
        )
        session, film = str(begun["upload_session_id"]), str(begun["video_id"])
        start, end = int(begun["start_offset"]), int(begun["end_offset"])
        with item.file.open("rb") as stream:
            while start < end:
                stream.seek(start)
                taken = graph.post(
                    page,
                    "videos",
                    changes=False,
                    needs=OFFSETS,
                    host=self.films,
                    files={"video_file_chunk": (item.name, stream.read(end - start), "application/octet-stream")},
                    upload_phase="transfer",
                    upload_session_id=session,
                    start_offset=start,
                )
                if int(taken["start_offset"]) <= start:
                    raise Later("the upload does not go on", hint="It is tried again by itself")
                start, end = int(taken["start_offset"]), int(taken["end_offset"])
        try:
            access.still()
            graph.post(
                page,
                "videos",
                changes=True,
                needs=("success",),
                host=self.films,
                upload_phase="finish",
                upload_session_id=session,
                title=item.title,
                description=item.caption,
                custom_labels=[item.mark],
            )
        except Unsure:
            raise
        except KindaoError:
            with suppress(KindaoError, NotThere):
                graph.delete(film)
            raise
        return film

    def find(self, access: Access, item: Item, since: datetime) -> Published | None:
        with meta.seen():
            ref = self._seen(access, item, since)
        if ref:
            return Published(ref, self.addresses(access, ref, item.mark))
        film = item.media_type.startswith("video/")
        age = clock.now() - since
        if age < (self.film_settles if film else self.settles):
            raise answers.unlisted(self.film_settles / 6 if film else self.settles)
        if film:  # it may still be worked through, out of every listing
            raise meta.unclear()
        return None

    def _seen(self, access: Access, item: Item, since: datetime) -> str:
        graph, page = self._graph(access), access.told["page"]
        if item.media_type.startswith("video/"):
            rows = graph.listed(page, "videos", fields=FILM_FIELDS, since=since)
            return next((str(row["id"]) for row in rows if item.mark in (row.get("custom_labels") or ())), "")
        rows = graph.listed(page, "published_posts", fields=POST_FIELDS, since=since)
        same = [
            (row, str(row.get("full_picture") or ""))
            for row in rows
            if row.get("full_picture") and meta.same_words(str(row.get("message") or ""), item.caption)
        ]
        one = meta.the_one(same, item)
        return str(one["id"]) if one else ""

    def addresses(self, access: Access, ref: str, mark: str) -> tuple[Found, ...]:
        graph = self._graph(access)
        try:
            if _is_post(ref):
                return self._of_post(graph.get(ref, fields=POST_FIELDS))
            if ref.isdigit():
                return self._of_film(graph.get(ref, fields=FILM_FIELDS))
        except NotThere:
            rights_stand(self.test(access))
        return ()

    def _of_post(self, post: dict[str, Any]) -> tuple[Found, ...]:
        ref = str(post["id"])
        page = self._whole(post.get("permalink_url")) or f"{self.web}/{ref}"
        shown = [Found(page, Place.POST, ref), self._embedded("post", page, ref)]
        for one in post.get("attachments", {}).get("data", []):
            for each in [one, *one.get("subattachments", {}).get("data", [])]:
                target = each.get("target") or {}
                if str(target.get("id", "")).isdigit():
                    photo = str(target["id"])
                    address = self._whole(target.get("url")) or f"{self.web}/photo/?fbid={photo}"
                    shown.append(Found(address, Place.PAGE, photo))
        return tuple(dict.fromkeys(shown))

    def _of_film(self, film: dict[str, Any]) -> tuple[Found, ...]:
        ref = str(film["id"])
        page = self._whole(film.get("permalink_url")) or f"{self.web}/watch/?v={ref}"
        shown = [Found(page, Place.POST, ref), self._embedded("video", page, ref)]
        if _is_post(post := str(film.get("post_id") or "")):
            shown.append(Found(f"{self.web}/{post}", Place.PAGE, post))
        return tuple(shown)

    def _embedded(self, kind: str, page: str, ref: str) -> Found:
        return Found(f"{self.web}/plugins/{kind}.php?href={quote(page, safe='')}", Place.PAGE, ref)

    def _whole(self, told: object) -> str:
        """Of films Meta tells the path alone."""
        address = str(told or "")
        return f"{self.web}{address}" if address.startswith("/") else address

    def delete(self, access: Access, ref: str, mark: str) -> Gone:
        if not (_is_post(ref) or ref.isdigit()):
            raise ValueError("not a ref of this connector")
        return meta.taken_down(self._graph(access), ref, lambda: self.test(access))

    def _graph(self, access: Access) -> Graph:
        return Graph(self.graph, access.told["token"], access.told["secret"])


def _is_post(ref: str) -> bool:
    page, _, post = ref.partition("_")
    return page.isdigit() and post.isdigit()
