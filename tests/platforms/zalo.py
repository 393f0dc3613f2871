"""Zalo's Official Account API as others compared it with developers.zalo.me in September and October 2026: articles
(v2.0 article/*, upload_video/*), oa/getoa, oauth v4. It answers 200, and tells what went wrong in the body."""

import secrets
from pathlib import Path
from typing import Any

from kindao.web.releases.connectors.zalo import Zalo
from platforms.breaking import HttpPlatform, Reply, Request, said
from platforms.registry import an_access

OA = "579745863508352884"
OAUTH = "/v4/oa/access_token"


class ZaloPlatform(HttpPlatform):
    """Switches: packaged (articles are in the account's package), cap (articles a month), works (looks until what was
    asked is done), film (the state in which films end), lingers (looks at the list in which a removed article is still
    there), lasts (seconds of an access token)."""

    takes = "video/mp4"  # a picture needs the clinic's site beside it

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.packaged, self.cap, self.works, self.film, self.lingers, self.lasts = True, 1000, 1, 1, 0, 90_000
        self.app, self.refresh, self.tokens = ("4007", "appS3cretKey"), "zrt-first", set[str]()
        self.refreshes = 0
        self.articles: dict[str, dict[str, Any]] = {}
        self.asked: dict[str, list[Any]] = {}  # by token: looks left, article or film
        self.going: dict[str, int] = {}  # removed articles that are listed for so many looks yet
        self.connector = Zalo(self.address, self.address, waits=(0, 0, 0), rest=lambda seconds: None)
        number, secret = self.app
        self.access = an_access(
            {"oa_id": OA, "app_id": number, "app_secret": secret, "refresh_token": self.refresh},
            f"https://zalo.me/{OA}",
        )
        self.secrets = (secret, self.refresh)

    def public(self) -> set[str]:
        with self.lock:
            return {one["link_view"] for one in self.articles.values() if one["status"] == "show"}

    def revoke(self) -> None:
        self.refresh, self.tokens = secrets.token_hex(8), set()

    def answered(self, request: Request) -> Reply:
        if request.path == OAUTH:
            return self._token(request)
        if request.headers.get("access_token") not in self.tokens:
            return no(-216, "Access token has expired")
        told = request.told
        match request.method, request.path:
            case "GET", "/v2.0/oa/getoa":
                return yes({"oa_id": OA, "name": "Phòng khám Lan", "is_verified": True})
            case "POST", "/v2.0/article/upload_video/preparevideo":
                return self._film(request)
            case "GET", "/v2.0/article/upload_video/verify":
                return self._film_state(request.query.get("token", ""))
            case "POST", "/v2.0/article/create":
                return self._created(told)
            case "POST", "/v2.0/article/update":
                return self._updated(told)
            case "POST", "/v2.0/article/verify":
                return self._verified(told.get("token", ""))
            case "GET", "/v2.0/article/getslice":
                return self._list(request.query)
            case "POST", "/v2.0/article/remove":
                return self._removed(told.get("id", ""))
        return no(-201, "no such method")

    def _token(self, request: Request) -> Reply:
        told = request.told
        if (told.get("app_id"), request.headers.get("secret_key")) != self.app:
            return said({"error": -14004, "error_name": "Invalid app", "error_description": "secret"})
        if told.get("grant_type") != "refresh_token" or told.get("refresh_token") != self.refresh:
            return said({"error": -14020, "error_name": "Invalid refresh token", "error_description": "used"})
        self.refreshes += 1
        self.refresh, token = f"zrt-{secrets.token_hex(8)}", f"zat-{secrets.token_hex(8)}"
        self.tokens = {token}
        return said({"access_token": token, "refresh_token": self.refresh, "expires_in": str(self.lasts)})

    def _film(self, request: Request) -> Reply:
        kind = request.headers.get("content-type", "")
        if not kind.startswith("multipart/form-data") or b'name="file"; filename="' not in request.body:
            return no(-201, "file is missing")
        if len(request.body) > 50_000_000:
            return no(-201, "file is too large")
        return yes({"token": self._begin({"video_id": secrets.token_hex(9)})})

    def _begin(self, what: dict[str, Any]) -> str:
        token = secrets.token_urlsafe(12)
        self.asked[token] = [self.works, what]
        return token

    def _film_state(self, token: str) -> Reply:
        asked = self.asked.get(token)
        if asked is None:
            return no(-201, "token is invalid")
        if asked[0] > 0:
            asked[0] -= 1
            return yes({"status": 3, "status_message": "Video is being converted", "convert_percent": 40})
        return yes({"status": self.film, "convert_percent": 100, **asked[1]})

    def _wrong(self, told: dict[str, Any]) -> str:
        """What Zalo would say of an article; "" where it takes it."""
        cover, body = told.get("cover", {}), told.get("body", [])
        films = {what[1].get("video_id") for what in self.asked.values()}
        picture = cover.get("cover_type") == "photo" and cover.get("photo_url", "").startswith("http")
        moving = (
            cover.get("cover_type") == "video"
            and cover.get("cover_view") in ("horizontal", "vertical", "square")
            and cover.get("video_id") in films
        )
        for wrong, what in (
            (told.get("type") != "normal", "type accept only 2 value normal and video."),
            (not 0 < len(told.get("title", "")) <= 150, "title is invalid"),
            (not 0 < len(told.get("author", "")) <= 50, "author is invalid"),
            (not 0 < len(told.get("description", "")) <= 300, "description is invalid"),
            (not (picture or moving) or cover.get("status") not in ("show", "hide"), "create media fail"),
            (not body or any(one.get("type") not in ("text", "image", "video") for one in body), "body is invalid"),
            (told.get("status") not in ("show", "hide") or told.get("comment") not in ("show", "hide"), "status"),
        ):
            if wrong:
                return what
        return ""

    def _created(self, told: dict[str, Any]) -> Reply:
        if not self.packaged:
            return no(-224, "OA tier package")
        if len(self.articles) >= self.cap:
            return no(-223, "quota")
        if wrong := self._wrong(told):
            return no(-201, wrong)
        id = secrets.token_hex(10)
        self.articles[id] = {
            **told,
            "id": id,
            "link_view": f"https://rd.zapps.vn/detail/{OA}?id={id}&pageId={OA}",
            "thumb": f"https://photo.example/{id}.jpg",
            "create_date": 1764200000000,
        }
        return yes({"token": self._begin({"id": id})})

    def _updated(self, told: dict[str, Any]) -> Reply:
        if told.get("id") not in self.articles or told["id"] in self.going:
            return no(-201, "id is invalid")
        if wrong := self._wrong(told):
            return no(-201, wrong)
        self.articles[told["id"]] |= told
        return yes({"token": self._begin({"id": told["id"]})})

    def _verified(self, token: str) -> Reply:
        asked = self.asked.get(token)
        if asked is None:
            return no(-201, "token is invalid")
        if asked[0] > 0:
            asked[0] -= 1
            return no(-214, "Media is being processed")
        return yes({"id": asked[1]["id"]})

    def _list(self, query: dict[str, str]) -> Reply:
        offset, limit = int(query.get("offset", 0)), int(query.get("limit", 10))
        if query.get("type") not in ("normal", "video"):
            return no(-201, "type accept only 2 value normal and video.")
        if limit > 10:
            return no(-201, "limit is invalid")
        for id in list(self.going):
            self.going[id] -= 1
            if self.going[id] < 0:
                del self.going[id], self.articles[id]
        whole = list(reversed(self.articles.values())) if query["type"] == "normal" else []
        shown = ("id", "type", "title", "status", "create_date", "thumb", "link_view")
        medias = [{name: one[name] for name in shown} for one in whole[offset : offset + limit]]
        return yes({"medias": medias, "total": len(whole)})

    def _removed(self, id: str) -> Reply:
        if id not in self.articles or id in self.going:
            return no(-201, "id is invalid")
        if self.lingers:
            self.going[id] = self.lingers
        else:
            del self.articles[id]
        return yes({})


def yes(data: dict[str, Any]) -> Reply:
    return said({"data": data, "error": 0, "message": "Success"})


def no(error: int, message: str) -> Reply:
    return said({"error": error, "message": message})


ENTRIES = {"zalo": ZaloPlatform}
