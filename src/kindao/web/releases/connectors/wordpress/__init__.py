"""WordPress, by its own REST API and an application password: the file under its random name, and a post that shows
it. A draft first, then the file, then the draft becomes public: whatever breaks before leaves nothing that a stranger
finds, and what is half done is cleared away before anything is sent anew."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from kindao import clock
from kindao.engine.errors import KindaoError
from kindao.engine.vocabulary import Destination, Words
from kindao.web.releases.connectors.base import (
    NO_WORDS,
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
    NotWhole,
    Place,
    Published,
    Refused,
    Unsure,
)
from kindao.web.releases.connectors.fitting import fits
from kindao.web.releases.connectors.wordpress import looking, wording
from kindao.web.releases.connectors.wordpress.looking import Ours
from kindao.web.releases.connectors.wordpress.site import CORE, PLUGIN, Site, opened, shows_files, stands

SETTLES = timedelta(minutes=2)  # within which a site that fell silent may still do what it was asked
NEEDED = {
    "publish": ("upload_files", "publish_posts", "edit_posts"),
    "delete": ("delete_posts", "delete_published_posts", "edit_published_posts"),
}
"""What a user must be able to: WordPress's role Author is."""
OF_OTHERS = (*NEEDED["delete"], "edit_others_posts", "delete_others_posts")  # the role Editor is
POST_FIELDS = "id,slug,status,title,link,author,date,categories,content"
MEDIA_FIELDS = "id,slug,post,source_url,link,media_details"
CLOSED = {"comment_status": "closed", "ping_status": "closed"}
SHOWN = ("large", "medium_large", "full")  # sizes of which the page shows the first that there is
NOTHING = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
"""A picture of one pixel, with which uploads and deletions are tried."""
NO_PLUGIN = Words(
    "Trang web chưa có phần bổ trợ kindao-takedown: bản thu nhỏ do phần bổ trợ khác tạo ra và bộ nhớ đệm có thể không "
    "được tìm thấy hết.",
    "The site does not have the plugin kindao-takedown: sizes that other plugins made, and caches, may not all be "
    "found.",
)
MAY_NOT_DELETE = Words(
    "Người dùng này không được xóa bài và tệp của mình. Hãy cho họ vai trò Tác giả trên trang web.",
    "This user may not delete their posts and files. Give them the role Author on the site.",
)
MAY_NOT_PUBLISH = Words(
    "Người dùng này không được tải tệp lên và đăng bài. Hãy cho họ vai trò Tác giả trên trang web.",
    "This user may not upload files and publish posts. Give them the role Author on the site.",
)
UNSEEN = Words(
    "Kindao không thấy ảnh mà chính nó vừa tải lên trang web: sẽ không kiểm chứng được bài nào đã gỡ. Hãy xem cái gì "
    "chặn ảnh với người ngoài.",
    "Kindao is not shown a picture that it has just uploaded to the site, so that it could not verify that anything is "
    "gone. See what keeps pictures from strangers there.",
)


class WordPress:
    name = "wordpress"
    title = Words("Trang web WordPress", "WordPress site")
    destinations = frozenset({Destination.WEBSITE})
    by_hand = False
    can_delete = True
    lists_children = True
    revocability = Words(
        "Gỡ được: bài viết, tệp và mọi kích thước của tệp bị xóa khỏi trang web của phòng khám. Bản sao mà công cụ tìm "
        "kiếm hoặc người xem đã lưu thì không gỡ được từ đây.",
        "It can be taken back: the post, the file and all its sizes are deleted from the clinic's site. What search "
        "engines or viewers have saved can't be taken back from here.",
    )
    taken_back = Words(
        "Gỡ được: phòng khám xóa khỏi trang web của mình.",
        "It can be taken back: the clinic deletes it from its website.",
    )
    fields: tuple[Field, ...] = (
        Field(
            "user",
            Words("Tên người dùng trên trang web", "User name on the site"),
            help=Words(
                "Nên là người dùng riêng cho việc này, vai trò Tác giả; tên của họ hiện dưới bài viết.",
                "Best one for this alone, with the role Author; their name stands below the posts.",
            ),
        ),
        Field(
            "password",
            Words("Mật khẩu ứng dụng", "Application password"),
            secret=True,
            help=Words(
                "Tạo trên trang hồ sơ của người dùng đó, mục Mật khẩu ứng dụng; không phải mật khẩu đăng nhập.",
                "Made on that user's profile page, below Application Passwords; not the password they sign in with.",
            ),
        ),
    )
    limits = Limits(
        frozenset({"image/jpeg", "image/png", "image/webp", "video/mp4", "video/webm", "video/x-matroska", "audio/mp4"})
    )
    pages = 120  # of a site that one search reads, at most

    def test(self, access: Access) -> Health:
        """The user's rights as the site tells them; where they would do, a picture of one pixel goes there and back."""
        with opened(access) as site:
            if site.is_page:
                raise NoRight(
                    "this is the address of a page of the site",
                    hint="Write that of its front page, without what follows it",
                )
            user = site.read(f"{CORE}/users/me", context="edit", _fields="id,name,capabilities")
            if not isinstance(user, dict):
                raise NoRight("the site does not say who this user is", hint="Look at what guards its REST API")
            able = user.get("capabilities") or {}
            may = {what: all(able.get(one) for one in needed) for what, needed in NEEDED.items()}
            number = f" (#{user['id']})" if "id" in user else ""  # several may show one name below their posts
            who = f"{user.get('name', '')}{number}, {site.name}".strip(", ")
            if not all(may.values()):
                note = MAY_NOT_PUBLISH if not may["publish"] else MAY_NOT_DELETE
                return Health(may["publish"], may["delete"], who, note=note, home=site.home)
            if not _there_and_back(site):
                return Health(False, True, who, note=UNSEEN, home=site.home)
            return Health(True, True, who, note=NO_WORDS if site.has_plugin else NO_PLUGIN, home=site.home)

    def takes_over(self, access: Access, ref: str, mark: str) -> bool | None:
        """By the site's word, and by a post of whoever was there before, which it lets nobody else open to change."""
        with opened(access) as site:
            user = site.read(f"{CORE}/users/me", context="edit", _fields="id,capabilities")
            if not isinstance(user, dict):
                return False
            of_others = all((user.get("capabilities") or {}).get(one) for one in OF_OTHERS)
            if not ref:
                return of_others
            posts = _ours(site, ref, mark).posts
            if not posts:
                return None
            return of_others or all(one.get("author") == user.get("id", 0) for one in posts)

    def publish(self, access: Access, item: Item) -> Published:
        fits(item.offer, self.limits)
        with opened(access, sends=item.file.stat().st_size) as site:
            number = int(site.change(f"{CORE}/posts", json={"title": item.mark, "status": "draft", **CLOSED})["id"])
            try:
                post, media = _published(site, item, number, access.still)
            except (Refused, NoRight, Later):
                try:
                    _clear(site, item.mark)
                except (Later, NoRight, Refused):
                    raise Unsure(
                        "the site refused it, and what was sent could not be cleared away",
                        hint="Kindao looks there before it sends anything again",
                    ) from None
                raise
            return Published(str(post["id"]), looking.told(Ours((post,), (media,)), str(post["id"])))

    def find(self, access: Access, item: Item, since: datetime) -> Published | None:
        """What is half done is deleted; where there is nothing, the site is given time to do what it was asked."""
        with opened(access) as site:
            ours = _ours(site, "", item.mark)
            if post := next((one for one in ours.posts if one["status"] == "publish"), None):
                ref = str(post["id"])
                return Published(ref, looking.told(ours, ref))
            if clock.now() - since < SETTLES:
                raise Later("the site may still be at work on it", hint="It is tried again by itself", after=SETTLES)
            _clear(site, item.mark)
        return None

    def addresses(self, access: Access, ref: str, mark: str) -> tuple[Found, ...]:
        with opened(access) as site:
            ours = _ours(site, ref, mark)
            return looking.everywhere(site, mark, ref, ours, _told(site, mark), self.pages)

    def delete(self, access: Access, ref: str, mark: str) -> Gone:
        """What is not to be seen is deleted all the same, but for one case: where a new file is seen and none of the
        old, another disk has taken the place of theirs, and what the API deletes now comes back with that disk, known
        to nobody."""
        with opened(access) as site:
            is_hidden = not shows_files(site.client, site.root, site.credentials) and bool(_ours(site, ref, mark).media)
            if is_hidden and _takes_new(site):
                _clear(site, mark, ref, files=False)
                raise ByHand(
                    "the site shows none of its files just now",
                    hint="See that the disk of its uploads is there: Kindao deletes them minutes after it is",
                )
            changed = _clear(site, mark, ref)
        if is_hidden:
            raise ByHand(
                "the site deleted the files, and it shows Kindao none, so that no look can tell",
                hint="Open their addresses yourself, and delete on the site what you still see",
            )
        if changed:
            raise ByHand(
                "the post does not show this picture any more: somebody changed it",
                hint="See on the site whether it still tells of the patient, and delete it there",
            )
        return Gone.GONE

    def stands(self, access: Access) -> bool:
        return stands(access)


def _takes_new(site: Site) -> bool:
    """Whether a file that is put there now is seen, or none can be: of a disk that is away the folder often can't be
    written. Raises Later."""
    try:
        return _there_and_back(site)
    except NoRight:
        return True


def _there_and_back(site: Site) -> bool:
    """Whether a stranger saw what was uploaded. Raises NoRight where it can't be deleted; Later, where it broke: then
    it is looked for."""
    mark = secrets.token_hex(12)
    try:
        media = site.change(f"{CORE}/media", files={"file": (f"{mark}.png", NOTHING, "image/png")})
        address = str(media.get("source_url", ""))
        is_seen = bool(address) and looking.is_pixel(site, address, NOTHING)
        site.delete(f"{CORE}/media/{int(media['id'])}")
        if address and looking.is_pixel(site, address, NOTHING):
            raise NoRight(
                "the site says that it deleted a picture, and strangers still see it",
                hint="See which plugin keeps deleted files, and switch that off",
            )
        return is_seen
    except (Unsure, Later):
        with suppress(Later, NoRight, Refused):
            _clear(site, mark)
        raise Later("the platform does not answer", hint="It is tried again by itself") from None
    except Refused as no:
        raise NoRight(
            "the site refused to take a picture of one pixel, or to delete it",
            hint="Try an upload and a deletion on the site's own page, which says why",
        ) from no


def _published(
    site: Site, item: Item, number: int, still: Callable[[], None]
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The draft of that number made public, and its file. Raises Refused, NoRight, Later, Unsure."""
    with item.file.open("rb") as stream:
        media = site.change(
            f"{CORE}/media",
            files={"file": (item.name, stream, item.media_type)},
            data={
                "title": item.mark,
                "slug": f"{item.mark}-file",
                "alt_text": wording.alternative(item),
                "post": str(number),
                **CLOSED,
            },
        )
    size, shown = _shown(media)
    content = wording.content(item, int(media["id"]), shown, size)
    said = {"title": wording.title(item), "slug": item.mark, "content": content}
    still()
    public = site.change(f"{CORE}/posts/{number}", json={**said, "status": "publish"})
    if public.get("status") != "publish":
        raise Refused(
            "the site holds posts back until somebody there approves them", hint="Let this user publish without that"
        )
    return public, media


def _shown(media: Mapping[str, Any]) -> tuple[str, str]:
    """(name of the size, address) that the page shows."""
    sizes = (media.get("media_details") or {}).get("sizes") or {}
    for one in SHOWN:
        if where := (sizes.get(one) or {}).get("source_url"):
            return one, str(where)
    return "full", str(media["source_url"])


def _ours(site: Site, ref: str, mark: str) -> Ours:
    """The posts and files of a release, in whatever state: by its mark and by the post's number."""
    if not mark.isalnum():
        raise ValueError("not a mark")
    site.read(f"{CORE}/users/me", _fields="id")  # WordPress takes a wrong password for none, and tells strangers less
    asked = {"context": "edit", "_fields": POST_FIELDS, "status": "any,trash", "per_page": 50}
    rows = [
        *(site.read(f"{CORE}/posts", slug=f"{mark},{mark}__trashed", **asked) or ()),
        *(site.read(f"{CORE}/posts", search=mark, **asked) or ()),
    ]
    if ref.isdigit() and (one := site.read(f"{CORE}/posts/{ref}", context="edit", _fields=POST_FIELDS)):
        rows.append(one)
    posts = {row["id"]: row for row in rows if _is_ours(row, ref, mark)}
    told = {"context": "edit", "_fields": MEDIA_FIELDS, "status": "inherit,private,trash", "per_page": 100}
    shown = site.read(f"{CORE}/media", search=mark, _fields=MEDIA_FIELDS, per_page=100) or ()  # also somebody else's
    files = [*shown, *(site.read(f"{CORE}/media", search=mark, **told) or ())]
    if posts:
        files += site.read(f"{CORE}/media", parent=",".join(map(str, posts)), **told) or ()
    return Ours(tuple(posts.values()), tuple({row["id"]: row for row in files if _has(row, mark)}.values()))


def _is_ours(post: Mapping[str, Any], ref: str, mark: str) -> bool:
    """By its name; a draft by its title; one whose name somebody changed by its number, while it shows the file."""
    if str(post["slug"]).startswith(mark) or (post.get("title") or {}).get("raw") == mark:
        return True
    return str(post["id"]) == ref and mark in str((post.get("content") or {}).get("raw", ""))


def _has(media: Mapping[str, Any], mark: str) -> bool:
    """Anywhere in its path: a header that was cropped of it is `cropped-NAME.jpg`."""
    return mark in urlsplit(str(media.get("source_url", ""))).path or mark in str(media.get("slug", ""))


def _told(site: Site, mark: str) -> list[tuple[str, Place, bool]]:
    """What the plugin knows, and whether it deletes it."""
    if not site.has_plugin:
        return []
    told = site.read(f"{PLUGIN}/copies", mark=mark) or {}
    files = [(str(one), Place.CACHE if "/cache/" in str(one) else Place.SIZE, True) for one in told.get("files", ())]
    return [
        *files,
        *((str(one), Place.CACHE, True) for one in told.get("caches", ())),
        *((str(one), Place.PAGE, False) for one in told.get("pages", ())),
    ]


def _clear(site: Site, mark: str, ref: str = "", *, files: bool = True) -> bool:
    """Delete all of it, files first: a post without its file shows nothing, a file without its post is still public.
    files: whether they go, or the posts alone.
    Whether a post of that number stays because it is no longer this one. Raises NoRight, Later, Refused."""
    ours = _ours(site, ref, mark)
    refused: KindaoError | None = None  # one file that somebody else made of it holds up nothing else
    media = ours.media if files else ()
    for route in (*(f"media/{one['id']}" for one in media), *(f"posts/{one['id']}" for one in ours.posts)):
        try:
            site.delete(f"{CORE}/{route}")
        except (NoRight, Refused) as error:
            refused = refused or error
    if site.has_plugin and files:
        _purge(site, mark)
    if refused is not None:
        raise refused
    there = ref.isdigit() and not any(str(one["id"]) == ref for one in ours.posts)
    return bool(there and site.read(f"{CORE}/posts/{ref}", context="edit", _fields="id"))


def _purge(site: Site, mark: str) -> None:
    try:
        told = site.change(f"{PLUGIN}/purge", json={"mark": mark})
    except Unsure:
        raise Later("the platform does not answer", hint="It is tried again by itself") from None
    if told.get("left"):
        raise Refused(
            "the site could not delete all files of it",
            hint="Let its web server write into wp-content, or delete them there by hand",
        )
    if told.get("whole") is not True:
        raise NotWhole(
            "the site could not be searched whole",
            hint="Look there for files with this name, and delete them by hand",
            where=f"{site.address}/wp-content/",
        )
