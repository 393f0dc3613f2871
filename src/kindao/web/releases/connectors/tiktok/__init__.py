"""TikTok: films, posted for everybody by the Content Posting API v2 (documents named in `api`).

Pictures are not offered: TikTok takes them only from an address (PULL_FROM_URL) under a domain that the application has
proven to own, and an installation of Kindao is nobody's public site. Nothing can be deleted by program: whoever is
named for the account does it in TikTok's app."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kindao import clock
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
from kindao.web.releases.connectors.tiktok import api
from kindao.web.releases.connectors.tiktok.api import PUBLIC, Api, Creator, State

TRIED = 1_000_000  # bytes of the film that a test announces and never sends
UPLOAD_ENDS = timedelta(hours=1)  # after which TikTok takes no more of a film that was begun
LOOKED_AT_AGAIN = timedelta(minutes=2)


@dataclass
class TikTok:
    """base: where the API is; waits: seconds between looks at a post that TikTok works on."""

    base: str = "https://open.tiktokapis.com"
    waits: tuple[float, ...] = (1, 2, 4, 8, 15, 15, 15)
    rest: Callable[[float], None] = field(default=time.sleep)

    name = "tiktok"
    title = Words("TikTok", "TikTok")
    destinations = frozenset({Destination.TIKTOK})
    by_hand = False
    can_delete = False
    lists_children = False
    revocability = Words(
        "Không gỡ tự động được: TikTok không cho phần mềm xóa. Một người của phòng khám xóa trong ứng dụng TikTok, và "
        "chụp màn hình làm bằng chứng. Không ai ghép hay cắt lại được (Duet, Stitch đã tắt); bản người khác đã tải về "
        "thì không lấy lại được.",
        "Not by itself: TikTok lets no program delete. Somebody of the clinic deletes it in the TikTok app, with a "
        "picture of that as evidence. Nobody can build it into a film of theirs (Duet and Stitch are off); what others "
        "have downloaded can't be taken back.",
    )
    taken_back = Words(
        "Chỉ gỡ được bằng tay: một người của phòng khám phải tự xóa trên điện thoại.",
        "Only by hand: somebody of the clinic must delete it on a phone.",
    )
    fields: tuple[Field, ...] = (
        Field(
            "username",
            Words("Tên tài khoản TikTok", "Name of the TikTok account"),
            help=Words("Như sau dấu @ trong địa chỉ trang.", "As after the @ in the page's address."),
        ),
        Field(
            "client_key",
            Words("Mã ứng dụng (client key)", "Client key of the application"),
            help=Words(
                "Ở developers.tiktok.com, mục App credentials. Ứng dụng phải được TikTok duyệt (audit) mới đăng công "
                "khai được.",
                "At developers.tiktok.com, under App credentials. TikTok must have audited the application, or it "
                "can't post publicly.",
            ),
        ),
        Field(
            "client_secret",
            Words("Khóa bí mật của ứng dụng (client secret)", "Client secret of the application"),
            secret=True,
            help=Words("Ở cùng chỗ đó.", "In the same place."),
        ),
        Field(
            "refresh_token",
            Words("Mã làm mới (refresh token)", "Refresh token"),
            secret=True,
            help=Words(
                "Nhận được khi tài khoản cho phép ứng dụng, với quyền video.publish. Chỉ dùng một lần: sau đó Kindao "
                "tự giữ mã mới.",
                "Received when the account allows the application, with the scope video.publish. It is good once: "
                "from then on Kindao keeps the newest.",
            ),
        ),
    )
    limits = Limits(
        frozenset({"video/mp4", "video/webm"}),
        caption=2200,  # UTF-16 units; Direct Post, post_info.title
        size=4_000_000_000,  # Media Transfer Guide, video restrictions
        seconds=600.0,  # the longest of any account; each account's own is asked before it is sent
    )

    def test(self, access: Access) -> Health:
        """Also announces a public film, of which no byte is sent: only so TikTok tells whether the application is
        audited. It ends by itself within the hour."""
        with reaching.client() as client:
            tiktok = Api(client, access, self.base)
            who = _ours(tiktok.creator(), access)
            tiktok.begin("", TRIED)
        return Health(publish=True, delete=False, who=f"@{who.name}", ends=tokens.ends(access))

    def takes(self, access: Access, offer: Offer) -> None:
        _fits(offer, self.limits)

    def publish(self, access: Access, item: Item) -> Published:
        self.takes(access, item.offer)
        with reaching.client(total=reaching.time_for(item.file.stat().st_size)) as client:
            tiktok = Api(client, access, self.base)
            who = _ours(tiktok.creator(), access)
            if who.seconds is not None and item.seconds > who.seconds:
                raise Refused(
                    f"this TikTok account may post films of {who.seconds:.0f} seconds at most",
                    hint="Shorten the film and have it checked again",
                )
            begun = tiktok.begin(item.caption, item.file.stat().st_size)
            noting.note(access, item.mark, begun.id)
            tiktok.send(begun, item.file, item.media_type)
            return self._awaited(tiktok, access, begun.id)

    def _awaited(self, tiktok: Api, access: Access, post: str) -> Published:
        """All was sent, so that it may be seen at any moment: what can't be told now is Unsure, never an error that
        says that nothing is out."""
        state = None
        for wait in (*self.waits, 0):
            try:
                state = tiktok.state(post)
            except (Later, NoRight):
                break
            if state is None or _is_over(state):
                break
            self.rest(wait)
        if state is not None and state.status == "FAILED":
            api.fails(state.why)
        if state is not None and state.status == "PUBLISH_COMPLETE":
            return _published(access, post, state)
        raise _at_work()

    def find(self, access: Access, item: Item, since: datetime) -> Published | None:
        """By the name of the post, kept before its first byte was sent; without one none was."""
        post = noting.noted(access, item.mark)
        if post is None:
            return None
        with reaching.client() as client:
            state = Api(client, access, self.base).state(post)
        if state is None or state.status == "SEND_TO_USER_INBOX":
            raise Unsure(
                "TikTok does not tell what became of the film", hint="Look for it in the TikTok app, and say so"
            )
        if state.status == "PUBLISH_COMPLETE":
            return _published(access, post, state)
        if state.status == "FAILED":
            return None
        if state.sent < item.file.stat().st_size and clock.now() > since + UPLOAD_ENDS:
            return None
        raise Later(
            "TikTok is still working on the film", hint="It is looked at again by itself", after=LOOKED_AT_AGAIN
        )

    def addresses(self, access: Access, ref: str, mark: str) -> tuple[Found, ...]:
        """ref: the number in the post's address, or the name it had before TikTok gave it one."""
        if ref.isdigit():
            return (_found(access, ref),)
        with reaching.client() as client:
            state = Api(client, access, self.base).state(ref)
        return tuple(_found(access, one) for one in state.posts) if state else ()

    def delete(self, access: Access, ref: str, mark: str) -> Gone:
        raise ByHand(
            "TikTok lets no program delete",
            hint="Open the film in the TikTok app with the clinic's account, tap the three dots, then Delete, confirm, "
            "and add a picture of the screen that follows",
        )


def _fits(offer: Offer, limits: Limits) -> None:
    """Raises Refused."""
    if offer.media_type not in limits.media_types:
        raise Refused("TikTok takes films alone from Kindao", hint="Post a picture by hand")
    if limits.caption is not None and len(offer.caption.encode("utf-16-le")) // 2 > limits.caption:
        raise Refused("the caption is longer than TikTok takes", hint="Shorten it; each emoji counts twice")
    if limits.size is not None and not 0 < offer.size <= limits.size:
        raise Refused("the film is larger than TikTok takes", hint="Shorten the film and have it checked again")
    if limits.seconds is not None and offer.seconds > limits.seconds:
        raise Refused("the film is longer than TikTok takes", hint="Shorten the film and have it checked again")


def _ours(creator: Creator, access: Access) -> Creator:
    """Raises NoRight where it is somebody else's account, or can't post publicly."""
    if creator.name.lower() != access.told.get("username", "").lstrip("@").lower():
        raise NoRight(
            "the access leads to another TikTok account", hint="Correct the name, or connect the account that is meant"
        )
    if PUBLIC not in creator.privacy:
        raise api.not_public()
    return creator


def _is_over(state: State) -> bool:
    return state.status == "FAILED" or (state.status == "PUBLISH_COMPLETE" and bool(state.posts))


def _published(access: Access, post: str, state: State) -> Published:
    found = tuple(_found(access, one) for one in state.posts)
    return Published(state.posts[0] if state.posts else post, found)


def _found(access: Access, post: str) -> Found:
    name = access.told.get("username", "").lstrip("@")
    return Found(f"https://www.tiktok.com/@{name}/video/{post}", Place.POST, post)


def _at_work() -> Unsure:
    return Unsure("TikTok is still working on the film", hint="It is looked at again by itself")
