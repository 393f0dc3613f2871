"""Meta's Graph API v26.0, played: a Page, an Instagram account, the app they are reached by, and what strangers see.

After Meta's developer documents as of v26.0: "Handling Errors", "Debug-Token", "Page Photos", "Page Feed", "Page
Videos" (upload_phase), "Posts" of the Pages API, "Content Publishing", "Resumable Uploads" (rupload) and "IG Media" of
the Instagram Platform. Not documented, and made up here: that a stranger gets 404 for a post that is gone."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote
from urllib.request import urlopen

from platforms.serving import Answer, Asked, Platform

VERSION = "v26.0"
APP, SECRET = "4001", "a-secret-of-the-app"
PAGE, INSTAGRAM, OTHER_PAGE = "100200300", "17841400000000001", "100200399"
TOKEN = "token-of-the-page"
FACEBOOK_RIGHTS = ("pages_manage_posts", "pages_read_engagement", "pages_show_list")
INSTAGRAM_RIGHTS = ("instagram_basic", "instagram_content_publish", "instagram_manage_contents")
CHUNK = 40_000  # bytes that it asks for at once


@dataclass(slots=True)
class Told:
    """One token, as debug_token knows it."""

    profile: str = PAGE
    name: str = "Phòng khám Kiểm Thử"
    scopes: tuple[str, ...] = (*FACEBOOK_RIGHTS, *INSTAGRAM_RIGHTS)
    app: str = APP
    expires: int = 0
    data_expires: int = 0
    valid: bool = True
    targets: dict[str, list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Thing:
    """A node of the graph."""

    id: str
    kind: str  # photo, post, film, session, container, media
    at: float
    fields: dict[str, Any] = field(default_factory=dict)
    data: bytes = b""
    dies_at: float = 0.0  # when a deletion that was taken in happens


def refused(code: int, message: str = "", sub: int = 0, status: int = 400, **more: Any) -> Answer:
    error = {"message": message or "An error", "type": "OAuthException", "code": code, "fbtrace_id": "A1b2", **more}
    return Answer(status, {"error": {**error, "error_subcode": sub} if sub else error})


GONE = refused(100, "Unsupported get request. Object does not exist, cannot be loaded due to missing permissions", 33)


class Meta(Platform):
    """eventual: seconds that a deletion takes; lag: seconds until a listing knows a new post."""

    def begin(self) -> None:
        super().begin()
        self.tokens = {TOKEN: Told()}
        self.things: dict[str, Thing] = {}
        self.eventual = 0.0
        self.lag = 0.0
        self.can_delete = True
        self.can_fetch = True  # whether its servers reach the address of a picture
        self.film_seconds = 20.0
        self.film_works = True
        self.posts_left = 100
        self._ids = iter(range(500_001, 900_000))

    # what strangers and tests look at

    def of(self, kind: str) -> list[Thing]:
        return [one for one in self.things.values() if one.kind == kind and self._alive(one)]

    def _alive(self, thing: Thing) -> bool:
        return not thing.dies_at or time.time() < thing.dies_at

    def made(self, kind: str, prefix: str = "", **fields: Any) -> Thing:
        thing = Thing(f"{prefix}{next(self._ids)}", kind, time.time(), fields)
        self.things[thing.id] = thing
        return thing

    # requests

    def answer(self, asked: Asked) -> Answer:
        first, *rest = [unquote(one) for one in asked.path.strip("/").split("/")]
        if first == VERSION:
            return self._api(asked, rest)
        if first == "ig-api-upload":
            return self._reel_bytes(asked, rest)
        if re.fullmatch(r"v\d+\.\d+", first):
            return refused(2635, "You are calling a deprecated version of the Ads API")
        return self._stranger(asked, [first, *rest]) if asked.method == "GET" else Answer(405)

    def _api(self, asked: Asked, path: list[str]) -> Answer:
        token = asked.told.get("access_token", "")
        proof = hmac.new(SECRET.encode(), token.encode(), hashlib.sha256).hexdigest()
        if asked.told.get("appsecret_proof") != proof:
            return refused(100, "Invalid appsecret_proof provided in the API argument")
        if path == ["debug_token"]:
            return self._debugged(asked, token)
        told = self.tokens.get(token)
        if told is None or not told.valid:
            return refused(190, "Error validating access token", 460 if told else 0)
        if told.expires and told.expires < time.time():
            return refused(190, "Error validating access token: Session has expired", 463)
        match asked.method, path:
            case "GET", ["me"]:
                return Answer(200, {"id": told.profile, "name": told.name})
            case "GET", [id]:
                return self._node(id, asked, told)
            case "DELETE", [id]:
                return self._deleted(id, told)
            case "POST", [owner, "photos"] if owner == told.profile:
                return self._photo(asked, told)
            case "POST", [owner, "feed"] if owner == told.profile:
                return self._post(asked, told)
            case "POST", [owner, "videos"] if owner == told.profile:
                return self._film(asked, told)
            case "GET", [owner, "published_posts" | "photos" | "videos" as edge] if owner == told.profile:
                return self._listing(
                    {"published_posts": "post", "photos": "photo", "videos": "film"}[edge], asked, told
                )
            case "POST", [owner, "media"] if owner == INSTAGRAM:
                return self._container(asked, told)
            case "POST", [owner, "media_publish"] if owner == INSTAGRAM:
                return self._media(asked, told)
            case "GET", [owner, "media"] if owner == INSTAGRAM:
                return self._listing("media", asked, told)
            case _:
                return GONE

    def _debugged(self, asked: Asked, token: str) -> Answer:
        if token != f"{APP}|{SECRET}":
            return refused(190, "Invalid OAuth access token signature")
        told = self.tokens.get(asked.told["input_token"])
        if told is None:
            return Answer(200, {"data": {"is_valid": False, "scopes": [], "error": {"code": 190, "message": "Bad"}}})
        return Answer(
            200,
            {
                "data": {
                    "app_id": told.app,
                    "type": "PAGE",
                    "application": "Kindao",
                    "profile_id": told.profile,
                    "is_valid": told.valid and not 0 < told.expires < time.time(),
                    "expires_at": told.expires,
                    "data_access_expires_at": told.data_expires,
                    "issued_at": 1_700_000_000,
                    "scopes": list(told.scopes),
                    "granular_scopes": [
                        {"scope": scope, **({"target_ids": told.targets[scope]} if scope in told.targets else {})}
                        for scope in told.scopes
                    ],
                }
            },
        )

    def _may(self, told: Told, scope: str) -> Answer | None:
        return None if scope in told.scopes else refused(200, f"Requires {scope} permission", status=403)

    # Facebook

    def _photo(self, asked: Asked, told: Told) -> Answer:
        if no := self._may(told, "pages_manage_posts"):
            return no
        if not (data := asked.files.get("source")):
            return refused(324, "Requires upload file")
        if not data.startswith((b"\xff\xd8", b"\x89PNG")):
            return refused(1, "Invalid image")
        published = json.loads(asked.told.get("published", "true"))
        photo = self.made("photo", alt=asked.told.get("alt_text_custom"), public=published)
        photo.data = data
        return Answer(200, {"id": photo.id})

    def _post(self, asked: Asked, told: Told) -> Answer:
        if no := self._may(told, "pages_manage_posts"):
            return no
        message = asked.told.get("message", "")
        if len(message) > 63_206:
            return refused(100, "Message is too long")
        photos = [one["media_fbid"] for one in json.loads(asked.told.get("attached_media", "[]"))]
        if not message and not photos:
            return refused(197, "The post is empty. Please enter a message to share.")
        if any(one not in self.things or not self._alive(self.things[one]) for one in photos):
            return refused(100, "The media does not exist", 33)
        post = self.made("post", f"{PAGE}_", message=message, photos=photos)
        for one in photos:
            self.things[one].fields["public"] = True
        return Answer(200, {"id": post.id})

    def _film(self, asked: Asked, told: Told) -> Answer:
        if no := self._may(told, "pages_manage_posts"):
            return no
        match asked.told.get("upload_phase"):
            case "start":
                film = self.made("draft")
                session = self.made("session", film=film.id, size=int(asked.told["file_size"]))
                where = {"start_offset": "0", "end_offset": str(min(CHUNK, session.fields["size"]))}
                return Answer(200, {"upload_session_id": session.id, "video_id": film.id, **where})
            case "transfer":
                session = self.things[asked.told["upload_session_id"]]
                if int(asked.told["start_offset"]) != len(session.data):
                    return refused(6001, "There was a problem uploading your video file", 1363037, is_transient=True)
                session.data += asked.files["video_file_chunk"]
                end = min(len(session.data) + CHUNK, session.fields["size"])
                return Answer(200, {"start_offset": str(len(session.data)), "end_offset": str(end)})
            case "finish":
                session = self.things[asked.told["upload_session_id"]]
                if len(session.data) != session.fields["size"]:
                    return refused(6000, "There was a problem uploading your video file", 1363031)
                film = self.things[session.fields["film"]]
                film.kind, film.data, film.at = "film", session.data, time.time()
                post = self.made("post", f"{PAGE}_", message=asked.told.get("description", ""), photos=[], film=film.id)
                film.fields |= {
                    "description": asked.told.get("description", ""),
                    "title": asked.told.get("title", ""),
                    "custom_labels": json.loads(asked.told.get("custom_labels", "[]")),
                    "post": post.id,
                }
                return Answer(200, {"success": True})
            case _:
                return refused(100, "(#100) upload_phase must be one of start, transfer, finish, cancel")

    # both

    def _node(self, id: str, asked: Asked, told: Told) -> Answer:
        if id == INSTAGRAM and "instagram_basic" in told.scopes and told.profile == PAGE:
            return Answer(200, {"id": INSTAGRAM, "username": "phongkham.kiemthu"})
        thing = self.things.get(id)
        if thing is None or not self._alive(thing) or told.profile != PAGE:
            return GONE
        return Answer(200, self._shown(thing, asked.told.get("fields", "id")))

    def _deleted(self, id: str, told: Told) -> Answer:
        thing = self.things.get(id)
        if thing is None or not self._alive(thing) or told.profile != PAGE:
            return GONE
        scope = "instagram_manage_contents" if thing.kind == "media" else "pages_manage_posts"
        if no := self._may(told, scope):
            return no
        thing.dies_at = time.time() + self.eventual
        if film := thing.fields.get("film"):
            self.things[film].dies_at = thing.dies_at
        return Answer(200, {"success": True})

    def _listing(self, kind: str, asked: Asked, told: Told) -> Answer:
        if no := self._may(told, "instagram_basic" if kind == "media" else "pages_read_engagement"):
            return no
        limit = min(int(asked.told.get("limit", "25")), 100)
        rows = sorted((one for one in self.of(kind) if one.at <= time.time() - self.lag), key=lambda one: -one.at)
        start = int(asked.told.get("after", "0"))
        page = rows[start : start + limit]
        paging: dict[str, Any] = {"cursors": {"before": str(start), "after": str(start + limit)}}
        if start + limit < len(rows):
            paging["next"] = f"{self.address}/{VERSION}/{PAGE}?after={start + limit}"
        data = [self._shown(one, asked.told.get("fields", "id")) for one in page]
        return Answer(200, {"data": data, "paging": paging} if page else {"data": []})

    def _shown(self, thing: Thing, fields: str) -> dict[str, Any]:
        """The fields that were asked for, and no others; the braces of an expansion are passed over."""
        wanted = set(re.sub(r"\{[^{}]*\}", "", re.sub(r"\{[^{}]*\}", "", fields)).split(",")) | {"id"}
        made = time.strftime("%Y-%m-%dT%H:%M:%S+0000", time.gmtime(thing.at))
        has: dict[str, Any] = {"id": thing.id, "created_time": made, "timestamp": made}
        given = thing.fields
        match thing.kind:
            case "post":
                tail = thing.id.partition("_")[2]
                has |= {"message": given["message"], "permalink_url": f"{self.address}/{PAGE}/posts/{tail}"}
                if given["photos"]:
                    has["full_picture"] = f"{self.address}/cdn/{given['photos'][0]}.jpg"
                    has["attachments"] = {
                        "data": [
                            {
                                "media_type": "photo",
                                "target": {"id": one, "url": f"{self.address}/photo/?fbid={one}"},
                            }
                            for one in given["photos"]
                        ]
                    }
            case "photo":
                has |= {"can_delete": self.can_delete}
            case "film":
                has |= {
                    "custom_labels": given["custom_labels"],
                    "description": given["description"],
                    "permalink_url": f"/{PAGE}/videos/{thing.id}/",
                    "post_id": given["post"],
                    "published": True,
                }
            case "container":
                has |= {"status_code": given["status"], "status": given.get("why", given["status"])}
            case "media":
                has |= {
                    "caption": given["caption"],
                    "permalink": f"{self.address}/p/{given['code']}/",
                    "media_url": f"{self.address}/cdn/{thing.id}.jpg",
                    "media_type": given["type"],
                }
        return {name: value for name, value in has.items() if name in wanted and value != ""}

    # Instagram

    def _container(self, asked: Asked, told: Told) -> Answer:
        if no := self._may(told, "instagram_content_publish"):
            return no
        caption = asked.told.get("caption", "")
        if len(caption) > 2200:
            return refused(100, "The caption was too long", 2207010)
        given = {"caption": caption, "alt": asked.told.get("alt_text", "")}
        if asked.told.get("media_type") == "REELS" and asked.told.get("upload_type") == "resumable":
            one = self.made("container", type="VIDEO", status="IN_PROGRESS", **given)
            where = f"{self.address}/ig-api-upload/{VERSION}/{one.id}"
            return Answer(200, {"id": one.id, "uri": where})
        try:
            assert self.can_fetch
            with urlopen(asked.told["image_url"], timeout=5) as fetched:
                data = fetched.read()
        except (OSError, AssertionError, KeyError, ValueError):
            return refused(9004, "The media could not be fetched from this URI", 2207052)
        one = self.made("container", type="IMAGE", status="FINISHED", **given)
        one.data = data
        return Answer(200, {"id": one.id})

    def _reel_bytes(self, asked: Asked, path: list[str]) -> Answer:
        """After "Resumable Uploads": the token as `Authorization: OAuth`, offset and file_size as headers."""
        token = asked.headers.get("Authorization", "").removeprefix("OAuth ")
        if token not in self.tokens or asked.method != "POST" or path[0] != VERSION:
            return Answer(400, {"debug_info": {"retriable": False, "type": "NotAuthorizedError", "message": "No"}})
        one = self.things[path[1]]
        if int(asked.headers["offset"]) != 0 or int(asked.headers["file_size"]) != len(asked.body):
            return Answer(400, {"debug_info": {"retriable": False, "type": "ProcessingFailedError", "message": "Size"}})
        one.data = asked.body
        one.fields["status"] = "FINISHED" if self.film_works else "ERROR"
        one.fields["why"] = "" if self.film_works else "Error: 2207026"
        return Answer(200, {"success": True, "message": "Upload successful."})

    def _media(self, asked: Asked, told: Told) -> Answer:
        if no := self._may(told, "instagram_content_publish"):
            return no
        if not self.posts_left:
            return refused(9, "The user reached the maximum number of posts", 2207042, 403)
        one = self.things.get(asked.told.get("creation_id", ""))
        if one is None or one.kind != "container":
            return refused(24, "The media builder does not exist", 2207006)
        if one.fields["status"] != "FINISHED":
            return refused(9007, "The media is not ready for publishing", 2207027)
        self.posts_left -= 1
        one.fields["status"] = "PUBLISHED"
        media = self.made("media", caption=one.fields["caption"], type=one.fields["type"], code=f"C{one.id}")
        media.data = one.data
        return Answer(200, {"id": media.id})

    # strangers

    def _stranger(self, asked: Asked, path: list[str]) -> Answer:
        match path:
            case ["plugins", _]:
                return self._stranger(asked, asked.told["href"].removeprefix(self.address).strip("/").split("/"))
            case [page, "posts", tail] if page == PAGE:
                return self._page(self.things.get(f"{PAGE}_{tail}"))
            case [page, "videos", id] if page == PAGE:
                return self._page(self.things.get(id))
            case ["photo"]:
                return self._page(self.things.get(asked.told.get("fbid", "")))
            case ["cdn", name]:
                thing = self.things.get(name.partition(".")[0])
                return Answer(200, thing.data, {"Content-Type": "image/jpeg"}) if thing else Answer(404)
            case ["p", code, *_]:
                return self._page(next((one for one in self.of("media") if one.fields["code"] == code), None))
            case [id] if "_" in id:
                return self._page(self.things.get(id))
            case _:
                return Answer(404)

    def _page(self, thing: Thing | None) -> Answer:
        if thing is None or not self._alive(thing) or (thing.kind == "photo" and not thing.fields["public"]):
            return Answer(404, "<html>This content isn't available right now</html>")
        return Answer(200, f"<html>{thing.fields.get('message') or thing.fields.get('caption') or ''}</html>")
