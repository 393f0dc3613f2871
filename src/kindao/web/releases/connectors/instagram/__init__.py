"""An Instagram account of a business: reels, and pictures where the clinic has a site.

Graph API v26.0 with Facebook Login (`facebook-business` 26.0.3): a container is made, filled, and published, which is
the last, small call; before it nothing is seen. A film is uploaded to Meta directly ("Resumable Uploads"). A picture
Meta fetches by itself from a public address: the connector lays the copy under its random name into a folder that the
clinic's own web server serves, there into one of the account's own, and takes it away when the container is made.
Without such a folder pictures are refused.

Deletion is possible since December 2025, with `instagram_manage_contents` and Facebook Login alone; others met a fault
of Meta there (2207085) until July 2026, which becomes a task for a person. Limits: "IG User Media" (JPEG up to 8 MB;
reels of MP4 up to 300 MB, 3 seconds to 15 minutes; captions of 2,200 characters, 30 hashtags, 20 names)."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from kindao import clock
from kindao.engine.errors import KindaoError
from kindao.engine.vocabulary import Destination, Words
from kindao.web.releases.connectors import answers, meta, reaching, sites
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
    Refused,
    Unsure,
)
from kindao.web.releases.connectors.fitting import fits
from kindao.web.releases.connectors.folder import is_opened
from kindao.web.releases.connectors.meta import Graph, NotThere, rights_stand

BASIC, PUBLISH, DELETE = "instagram_basic", "instagram_content_publish", "instagram_manage_contents"
PICTURE_SIZE = 8 * 10**6  # bytes
REEL_AT_LEAST = 3.0  # seconds
HASHTAGS, NAMES = 30, 20
OPEN = 0o755
ROW_FIELDS = "id,caption,timestamp,permalink,media_type,media_url"
READY, FAILED = frozenset({"FINISHED"}), frozenset({"ERROR", "EXPIRED"})


class Instagram:
    name = "instagram"
    title = Words("Instagram", "Instagram")
    destinations = frozenset({Destination.INSTAGRAM})
    by_hand = False
    can_delete = True
    lists_children = False  # who shared the post is not told
    revocability = Words(
        "Gỡ được: bài đăng bị xóa khỏi tài khoản. Bản mà người khác đã lưu hoặc tự đăng lại thì không gỡ được.",
        "It can be taken back: the post is deleted from the account. What others have saved or posted anew can't be "
        "taken back.",
    )
    taken_back = Words("Gỡ được: phòng khám xóa bài đăng.", "It can be taken back: the clinic deletes the post.")
    fields: tuple[Field, ...] = (
        Field(
            "account",
            Words("Mã tài khoản Instagram", "Id of the Instagram account"),
            help=Words(
                "Một dãy số của tài khoản doanh nghiệp đã nối với Trang Facebook; hỏi bằng "
                "me/accounts?fields=instagram_business_account.",
                "A number, of the business account that is connected with the Facebook Page; ask for "
                "me/accounts?fields=instagram_business_account.",
            ),
        ),
        Field(
            "app",
            Words("Mã ứng dụng Meta", "Id of the Meta app"),
            help=Words("Ứng dụng đã dùng cho Trang Facebook cũng được.", "The one of the Facebook Page will do."),
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
                "Của Trang Facebook đã nối, với các quyền instagram_basic, instagram_content_publish, "
                "instagram_manage_contents, pages_read_engagement và pages_show_list.",
                "Of the Facebook Page that is connected, with instagram_basic, instagram_content_publish, "
                "instagram_manage_contents, pages_read_engagement and pages_show_list.",
            ),
        ),
        Field(
            "folder",
            Words("Thư mục công khai trên máy này, cho ảnh", "Public folder on this machine, for pictures"),
            required=False,
            help=Words(
                "Instagram tự tải ảnh từ một địa chỉ công khai: ảnh nằm ở đây vài giây. Để trống thì chỉ đăng được "
                "phim.",
                "Instagram fetches a picture from a public address: it lies here for seconds. Left empty, only films "
                "can be posted.",
            ),
            local=True,
        ),
        Field(
            "site",
            Words("Địa chỉ của thư mục đó", "Address of that folder"),
            required=False,
            help=Words("Bắt đầu bằng https://.", "It begins with https://."),
        ),
    )
    limits = Limits(frozenset({"image/jpeg", "video/mp4"}), caption=2200, size=300 * 10**6, seconds=15 * 60)

    graph = "https://graph.facebook.com"
    uploads = "https://rupload.facebook.com"
    settles = timedelta(minutes=2)  # after which a listing knows a post that was made
    patience, between = 300.0, 5.0  # seconds that a container is waited for, and between two askings

    def test(self, access: Access) -> Health:
        """Whose token it is, what it may do and how long. Where the folder for pictures is none any more nothing goes
        out, and all comes down."""
        health = self._rights(access)
        if access.told.get("folder"):
            try:
                _folder(access)
            except NoRight as no:
                return replace(health, publish=False, note=Words(no.vi, str(no)))
        return health

    def settled(self, access: Access) -> None:
        """That strangers get what lies in the folder for pictures."""
        if not access.told.get("folder"):
            return
        place, (name, content) = _folder(access), sites.trial()
        try:
            _made(place)
            (place / name).write_bytes(content)
            sites.seen_outside(replace(access, address=_address(access)), name, content)
        except OSError:
            raise NoRight(
                "the public folder for pictures can't be written", hint="Correct the folder of this account"
            ) from None
        finally:
            with suppress(OSError):
                (place / name).unlink(missing_ok=True)
                place.rmdir()

    def _rights(self, access: Access) -> Health:
        account, graph = access.told["account"], self._graph(access)
        token = meta.token_of(self.graph, access)
        try:
            who = graph.get(account, fields="id,username")
        except NotThere:
            raise NoRight(
                "the token does not reach this Instagram account",
                hint="Correct the id of the account, or connect it with the Page of the token",
            ) from None
        return Health(
            publish=token.may(BASIC, account) and token.may(PUBLISH, account),
            delete=token.may(BASIC, account) and token.may(DELETE, account),
            who=str(who.get("username", "")),
            ends=token.ends,
        )

    def publish(self, access: Access, item: Item) -> Published:
        picture = item.media_type.startswith("image/")
        self.takes(access, item.offer)
        graph, account = self._graph(access), access.told["account"]
        with meta.seen():
            container = self._of_picture(access, item) if picture else self._of_film(access, item)
            self._filled(graph, container)
            access.still()
            post = str(graph.post(account, "media_publish", changes=True, creation_id=container)["id"])
        with suppress(KindaoError):
            if found := self.addresses(access, post, item.mark):
                return Published(post, found)
        raise Unsure("it is out, but its address was not told", hint="Kindao asks for it again")

    def takes(self, access: Access, offer: Offer) -> None:
        fits(offer, self.limits)
        if offer.media_type.startswith("image/"):
            fits(offer, Limits(self.limits.media_types, size=PICTURE_SIZE))
            _names_a_folder(access)
        elif 0 < offer.seconds < REEL_AT_LEAST:
            raise Refused("Instagram takes no film under three seconds", hint="Choose another account")
        if offer.caption.count("#") > HASHTAGS or offer.caption.count("@") > NAMES:
            raise Refused(
                f"Instagram takes at most {HASHTAGS} hashtags and {NAMES} names", hint="Leave some of them out"
            )

    def _of_picture(self, access: Access, item: Item) -> str:
        with _shown(access, item) as address:
            return str(
                self._graph(access).post(
                    access.told["account"],
                    "media",
                    changes=False,
                    image_url=address,
                    caption=item.caption,
                    alt_text=item.alt,
                )["id"]
            )

    def _of_film(self, access: Access, item: Item) -> str:
        made = self._graph(access).post(
            access.told["account"],
            "media",
            changes=False,
            media_type="REELS",
            upload_type="resumable",
            caption=item.caption,
            share_to_feed=True,
        )
        container = str(made["id"])
        size = item.file.stat().st_size
        headers = {"Authorization": f"OAuth {access.told['token']}", "offset": "0", "file_size": str(size)}
        address = f"{self.uploads}/ig-api-upload/{meta.VERSION}/{container}"
        with reaching.client(headers=headers, total=reaching.time_for(size)) as client, item.file.open("rb") as stream:
            # Not by Meta's client, which holds a whole film in memory, and sends forms.
            answer = reaching.asked(
                client, "POST", address, content=_pieces(stream), headers={"Content-Length": str(size)}
            )
        if answer.status_code >= 400:
            _upload_failed(answer)
        return container

    def _filled(self, graph: Graph, container: str) -> None:
        """Wait for Meta to work through it. Raises Refused, Later; nothing is public then."""
        until = time.monotonic() + self.patience
        while True:
            told = graph.get(container, fields="status_code,status")
            state = str(told.get("status_code", ""))
            if state in READY:
                return
            if state in FAILED:
                why = "".join(one for one in str(told.get("status", "")) if one.isdigit())
                raise Refused(f"Instagram does not take this file ({why or state})", hint="Look at what it asks for")
            if time.monotonic() > until:
                raise Later("Instagram is still working on the file", hint="It is tried again by itself")
            time.sleep(self.between)

    def find(self, access: Access, item: Item, since: datetime) -> Published | None:
        _taken_away(access, item.mark)
        graph, kind = self._graph(access), "IMAGE" if item.media_type.startswith("image/") else "VIDEO"
        with meta.seen():
            rows = graph.listed(access.told["account"], "media", fields=ROW_FIELDS, since=since)
            same = [
                (row, str(row.get("media_url") or ""))
                for row in rows
                if row.get("media_type") == kind and meta.same_words(str(row.get("caption") or ""), item.caption)
            ]
        if one := meta.the_one(same, item):
            return Published(str(one["id"]), _addresses(one))
        if clock.now() - since < self.settles:
            raise answers.unlisted(self.settles)
        return None

    def addresses(self, access: Access, ref: str, mark: str) -> tuple[Found, ...]:
        left = tuple(Found(address, Place.FILE, ref) for address in _left(access, mark))
        try:
            return (*_addresses(self._graph(access).get(ref, fields=ROW_FIELDS)), *left)
        except NotThere:
            rights_stand(self._rights(access))
            return left

    def delete(self, access: Access, ref: str, mark: str) -> Gone:
        if not ref.isdigit():
            raise ValueError("not a ref of this connector")
        _taken_away(access, mark)
        return meta.taken_down(self._graph(access), ref, lambda: self._rights(access))

    def _graph(self, access: Access) -> Graph:
        return Graph(self.graph, access.told["token"], access.told["secret"])


def _addresses(post: dict[str, Any]) -> tuple[Found, ...]:
    """The post and the frame that other sites embed. The file's address is signed anew each time and ends by itself."""
    page, ref = str(post.get("permalink") or ""), str(post["id"])
    if not page.startswith(("http://", "https://")):
        return ()
    return (Found(page, Place.POST, ref), Found(f"{page.rstrip('/')}/embed/", Place.PAGE, ref))


def _folder(access: Access) -> Path:
    """Where the pictures of this account lie: a folder of its own in the one that it names, which several may share.
    Raises NoRight where that isn't there, isn't opened to clinics or can't be written, or its address is missing."""
    folder = Path(access.told.get("folder", ""))
    if not folder.is_absolute() or not os.access(f"{folder}/", os.W_OK | os.X_OK):
        raise NoRight("the public folder for pictures can't be written", hint="Correct the folder of this account")
    if not is_opened(folder):
        raise NoRight(
            "this folder is not one that this installation opens to sites",
            hint="Whoever runs the machine names it: KINDAO_FOLDERS",
        )
    if not access.told.get("site", "").startswith(("http://", "https://")):
        raise NoRight("the address of the public folder is missing", hint="Write it into this account")
    return folder / _name(access)


def _name(access: Access) -> str:
    return f"instagram-{''.join(one for one in access.told.get('account', '') if one.isalnum())}"


def _address(access: Access) -> str:
    return f"{access.told['site'].rstrip('/')}/{_name(access)}"


def _made(place: Path) -> None:
    place.mkdir(exist_ok=True)
    place.chmod(OPEN)  # the web server is another user


def _names_a_folder(access: Access) -> None:
    if not access.told.get("folder"):
        raise Refused(
            "Instagram fetches pictures from a public address, and this account names no folder of a site",
            hint="Name one, or post the picture by hand",
        )


@contextmanager
def _shown(access: Access, item: Item) -> Iterator[str]:
    """The copy lies at that public address as long as the block lasts. Raises Refused where the account names no
    folder, Later where a stranger does not get it."""
    _names_a_folder(access)
    place = _folder(access)
    address = f"{_address(access)}/{quote(item.name)}"
    there = place / item.name
    try:
        _made(place)
        made = there.with_name(f".{item.name}.new")
        with item.file.open("rb") as source, made.open("wb") as out:
            shutil.copyfileobj(source, out)
        made.replace(there)
        with reaching.client() as client:
            if reaching.asked(client, "GET", address).content != item.file.read_bytes():
                raise Later("the picture is not at the address of the public folder", hint="Correct the address")
        yield address
    except OSError:
        raise Later(
            "the public folder can't be written just now", hint="See that its disk is there and not full"
        ) from None
    finally:
        _taken_away(access, item.mark)


def _taken_away(access: Access, mark: str) -> None:
    for one in _files(access, mark):
        with suppress(OSError):
            one.unlink()
    if folder := access.told.get("folder"):
        with suppress(OSError):  # others may lie there
            (Path(folder) / _name(access)).rmdir()


def _left(access: Access, mark: str) -> tuple[str, ...]:
    """Addresses at which a picture still lies though it should not."""
    site, folder = access.told.get("site", "").rstrip("/"), access.told.get("folder", "")
    there = (one.relative_to(folder) for one in _files(access, mark) if not one.name.startswith("."))
    return tuple(f"{site}/{quote(one.as_posix())}" for one in there)


def _files(access: Access, mark: str) -> list[Path]:
    """In its own folder; in the one around it lay those of accounts before they had their own."""
    folder = access.told.get("folder")
    if not folder or not mark.isalnum():
        return []
    found: list[Path] = []
    for place in (Path(folder), Path(folder) / _name(access)):
        with suppress(OSError):  # it isn't there, or nothing can be deleted in it
            found += [one for one in place.iterdir() if one.name.lstrip(".").startswith(f"{mark}.")]
    return found


def _pieces(stream: Any) -> Iterator[bytes]:
    while piece := stream.read(2**20):
        yield piece


def _upload_failed(answer: httpx.Response) -> None:
    """Nothing is public before the container is published. Raises NoRight, Later."""
    try:
        told = answer.json().get("debug_info", {})
    except (ValueError, AttributeError):
        told = {}
    if told.get("type") == "NotAuthorizedError" or answer.status_code in (401, 403):
        raise NoRight("the platform does not accept the token any more", hint="Make a new one and enter it")
    raise Later("the upload does not go on", hint="It is tried again by itself")
