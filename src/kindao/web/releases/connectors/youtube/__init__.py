"""A YouTube channel: films. Each is uploaded private, looked at as YouTube has it, then made public; it comes down by
being made private, which is at once, then deleted.

YouTube Data API v3, discovery revision 20261104, by `google-api-python-client` 2.202 and `google-auth` 2.63, imported
when they are needed. The file name's mark goes along as a tag: by it a film is found again, and a look from outside
sees it in the page. Limits: "Videos" (title 100 characters, description 5,000 bytes, neither with < or >), films of 12
hours; quota: "Quota Calculator" (10,000 units and 100 uploads a day, Pacific time; update and delete 50 units each).

Addresses are those a stranger may open and that tell by themselves when it is gone: the page (it names the mark), what
other sites ask about it (404), the pictures made of it (404). The frame that other sites embed answers 200 whatever it
shows: it proves nothing, and is not listed."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from kindao import clock
from kindao.engine.errors import KindaoError
from kindao.engine.vocabulary import Destination, Words
from kindao.web.releases.connectors import answers
from kindao.web.releases.connectors.base import (
    Access,
    Field,
    Found,
    Gone,
    Health,
    Item,
    Later,
    Limits,
    Offer,
    Place,
    Published,
    Refused,
    Unsure,
)
from kindao.web.releases.connectors.fitting import fits
from kindao.web.releases.connectors.youtube.api import MAY, Channel, NotThere

TITLE_AT_MOST = 100  # characters
DESCRIPTION_AT_MOST = 5000  # bytes
UNTITLED = "Video"
SKEW = timedelta(minutes=5)  # by which the platform's clock may be behind ours
STATUS = {"embeddable": True, "license": "youtube", "publicStatsViewable": True, "selfDeclaredMadeForKids": False}
"""Told whole with each change: what an update leaves out, it deletes."""


class YouTube:
    name = "youtube"
    title = Words("Kênh YouTube", "YouTube channel")
    destinations = frozenset({Destination.YOUTUBE})
    by_hand = False
    can_delete = True
    lists_children = False  # clips, remixes and playlists of others are not told
    revocability = Words(
        "Gỡ được: phim bị ẩn ngay rồi bị xóa khỏi kênh. Bản mà người khác đã tải về hoặc tự đăng lại thì không gỡ "
        "được.",
        "It can be taken back: the film is hidden at once, then deleted from the channel. What others have downloaded "
        "or posted anew can't be taken back.",
    )
    taken_back = Words(
        "Gỡ được: phòng khám ẩn phim ngay rồi xóa.",
        "It can be taken back: the clinic hides the film at once, then deletes it.",
    )
    fields: tuple[Field, ...] = (
        Field(
            "channel",
            Words("Mã kênh", "Id of the channel"),
            help=Words(
                "Bắt đầu bằng UC; ở Cài đặt nâng cao của tài khoản YouTube.",
                "It begins with UC; in the advanced settings of the YouTube account.",
            ),
        ),
        Field(
            "client",
            Words("Mã ứng dụng OAuth", "OAuth client id"),
            help=Words(
                "Phòng khám tạo một dự án Google Cloud, bật YouTube Data API v3 và tạo ứng dụng OAuth; màn hình xin "
                "phép phải ở trạng thái Đang phát hành, nếu không mã làm mới hết hạn sau 7 ngày.",
                "The clinic makes a Google Cloud project, switches on the YouTube Data API v3 and makes an OAuth "
                "client; its consent screen must be In production, or the refresh token ends after 7 days.",
            ),
        ),
        Field(
            "secret",
            Words("Mã bí mật của ứng dụng OAuth", "OAuth client secret"),
            secret=True,
            help=Words("Ở trang của ứng dụng OAuth đó trong Google Cloud.", "On that client's page in Google Cloud."),
        ),
        Field(
            "refresh",
            Words("Mã làm mới", "Refresh token"),
            secret=True,
            help=Words(
                "Đăng nhập bằng tài khoản của kênh, cho phép phạm vi https://www.googleapis.com/auth/youtube với "
                "access_type=offline; dự án phải qua kiểm tra của YouTube, nếu không phim luôn bị để riêng tư.",
                "Sign in with the channel's account and allow the scope https://www.googleapis.com/auth/youtube with "
                "access_type=offline; the project must have passed YouTube's audit, or every film stays private.",
            ),
        ),
    )
    limits = Limits(
        frozenset({"video/mp4", "video/webm", "video/x-matroska"}), caption=5000, size=256 * 2**30, seconds=12 * 3600
    )

    api = "https://youtube.googleapis.com"
    oauth = "https://oauth2.googleapis.com"
    web = "https://www.youtube.com"
    settles = timedelta(minutes=10)  # after which the channel's list knows an upload
    patience, between = 120.0, 5.0  # seconds that YouTube's own look at a film is waited for, and between two askings

    def test(self, access: Access) -> Health:
        channel = self._channel(access)
        mine = channel.mine()
        may = bool(MAY & channel.scopes())
        return Health(publish=may, delete=may, who=str(mine["snippet"].get("title", "")), ends=channel.ends)

    def takes(self, access: Access, offer: Offer) -> None:
        """Also what YouTube calls invalidTitle or invalidDescription: the title is the caption's first line."""
        fits(offer, self.limits)
        if set("<>") & set(offer.caption):
            raise Refused("YouTube takes no < and no > in words", hint="Write them otherwise")
        if len(offer.caption.encode()) > DESCRIPTION_AT_MOST:
            raise Refused("the caption is too long for YouTube once written in bytes", hint="Shorten the caption")

    def publish(self, access: Access, item: Item) -> Published:
        self.takes(access, item.offer)
        words = _words(item)
        channel = self._channel(access)
        channel.mine()
        try:
            video = channel.upload(item, {"snippet": words, "status": {**STATUS, "privacyStatus": "private"}})
        except NotThere:
            raise Later("the upload does not go on", hint="It is tried again by itself") from None
        try:
            self._as_sent(channel, video, words)
            access.still()
            channel.update(video, {**STATUS, "privacyStatus": "public"})
            self._is_public(channel, video)
        except Unsure:
            raise
        except NotThere:
            raise Refused("YouTube has removed the film itself", hint="Look at its message to the channel") from None
        except KindaoError:
            _undo(channel, video)
            raise
        try:
            found = self.addresses(access, video, item.mark)
        except KindaoError:  # it is out, whatever else fails
            found = ()
        return Published(video, found or self._pages(video))

    def _as_sent(self, channel: Channel, video: str, words: dict[str, Any]) -> None:
        """Wait until YouTube has worked through it, but not for ever. Raises NotThere, Refused for what it rejects or
        altered."""
        until = time.monotonic() + self.patience
        while True:
            over = time.monotonic() > until
            try:
                if _is_through(channel.video(video), words) or over:
                    return
            except NotThere:  # it may not be listed yet
                if over:
                    raise
            time.sleep(self.between)

    def _is_public(self, channel: Channel, video: str) -> None:
        if channel.video(video)["status"].get("privacyStatus") != "public":
            raise Refused(
                "YouTube keeps films of this project private", hint="Have the Google project audited by YouTube first"
            )

    def find(self, access: Access, item: Item, since: datetime) -> Published | None:
        """A private one with the mark is half a release: it is deleted, and counts as not out."""
        channel = self._channel(access)
        mine = channel.mine()
        out, half = "", False
        for one in channel.uploads(mine["contentDetails"]["relatedPlaylists"]["uploads"], since - SKEW):
            if item.mark not in one["snippet"].get("tags", ()):
                continue
            if one["status"].get("privacyStatus") == "private":
                half = True
                with suppress(NotThere):
                    channel.delete(one["id"])
            else:
                out = one["id"]
        if out:
            return Published(out, self.addresses(access, out, item.mark) or self._pages(out))
        if not half and clock.now() - since < self.settles:
            raise answers.unlisted(self.settles / 2)
        return None

    def addresses(self, access: Access, ref: str, mark: str) -> tuple[Found, ...]:
        channel = self._channel(access)
        try:
            one = channel.video(ref)
        except NotThere:
            channel.mine()  # another channel's eyes would see nothing either
            return ()
        pictures = {str(each["url"]) for each in one["snippet"].get("thumbnails", {}).values()}
        return (*self._pages(ref), *(Found(address, Place.SIZE, ref) for address in sorted(pictures)))

    def _pages(self, video: str) -> tuple[Found, ...]:
        watch = f"{self.web}/watch?v={video}"
        return (
            Found(watch, Place.POST, video),
            Found(f"{self.web}/oembed?format=json&url={quote(watch, safe='')}", Place.LISTING, video),
        )

    def delete(self, access: Access, ref: str, mark: str) -> Gone:
        channel = self._channel(access)
        channel.mine()
        try:
            with suppress(Later, Refused, Unsure):  # hidden or not, it is deleted
                channel.update(ref, {**STATUS, "privacyStatus": "private"})
            channel.delete(ref)
            channel.video(ref)
        except NotThere:
            return Gone.GONE
        return Gone.SOON

    def _channel(self, access: Access) -> Channel:
        return Channel(self.api, self.oauth, access, self.between)


def _is_through(video: dict[str, Any], words: dict[str, Any]) -> bool:
    """Whether YouTube has worked through it. Raises Refused for what it rejects or altered."""
    status, has = video["status"], video["snippet"]
    if status.get("uploadStatus") in ("failed", "rejected", "deleted"):
        why = status.get("failureReason") or status.get("rejectionReason") or status["uploadStatus"]
        raise Refused(f"YouTube does not take this film ({why})", hint="Look at what it asks for")
    same = all(str(has.get(name, "")).split() == words[name].split() for name in ("title", "description"))
    if not same or not set(words["tags"]) <= set(has.get("tags", ())) or status.get("privacyStatus") != "private":
        raise Refused("YouTube altered what was sent", hint="Look at the channel's default settings")
    return bool(status.get("uploadStatus") == "processed")


def _undo(channel: Channel, video: str) -> None:
    """Nothing private stays behind. Raises Unsure where it does: `find` tries again, before anything is sent anew."""
    try:
        channel.delete(video)
    except NotThere:
        return
    except KindaoError:
        raise Unsure("half a release lies on YouTube, where nobody sees it", hint="Kindao deletes it first") from None


def _words(item: Item) -> dict[str, Any]:
    title = item.title.strip()[:TITLE_AT_MOST].strip() or UNTITLED
    return {"title": title, "description": item.caption, "tags": [item.mark]}
