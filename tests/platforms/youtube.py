"""YouTube, played: Google's token endpoint, the Data API v3 for one channel, and what strangers see.

Each call is held against YouTube's own discovery document (revision 20261104, in google-api-python-client 2.202):
route, required and known parameters, scopes. Behaviour after the reference of the Data API v3 ("Errors", "Videos:
insert/update/delete/list", "Resumable Uploads", "Quota Calculator") and "Using OAuth 2.0 for Web Server Applications".
Not documented, but so in practice as far as is known: the 404 of oEmbed and of pictures once a video is gone."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlsplit

from googleapiclient.discovery_cache import get_static_doc

from platforms.serving import Answer, Asked, Platform

CHANNEL, OTHER_CHANNEL, UPLOADS = "UCkiemthu00000000000000a", "UCkiemthu00000000000000b", "UUkiemthu00000000000000a"
CLIENT, SECRET, REFRESH = "1234.apps.example", "a-secret-of-the-client", "a-refresh-token"
SCOPE = "https://www.googleapis.com/auth/youtube"
UNITS = {"list": 1, "update": 50, "delete": 50, "insert": 0}  # insert has a quota of its own


@dataclass(slots=True)
class Video:
    id: str
    snippet: dict[str, Any]
    status: dict[str, Any]
    at: float
    data: bytes = b""
    dies_at: float = 0.0
    asked: int = 0  # how often its state was looked at


@dataclass(slots=True)
class Session:
    body: dict[str, Any]
    size: int
    data: bytes = b""
    video: str = ""


@dataclass(slots=True)
class Signed:
    """One sign-in. rotates: a new refresh token comes with each access token; testing: it ends after seven days."""

    channel: str | None = CHANNEL
    scopes: tuple[str, ...] = (SCOPE,)
    valid: bool = True
    testing: bool = False
    rotates: bool = False
    lasts: int = 3599  # seconds of an access token
    access: dict[str, float] = field(default_factory=dict)  # token -> when it ends


@cache
def documented() -> dict[tuple[str, str], dict[str, Any]]:
    """(verb, path) -> method, of the discovery document."""
    document = json.loads(str(get_static_doc("youtube", "v3")))
    methods: dict[tuple[str, str], dict[str, Any]] = {}
    for name, resource in document["resources"].items():
        for verb, method in resource.get("methods", {}).items():
            methods[method["httpMethod"], f"/{method['path']}"] = {**method, "name": f"{name}.{verb}", "verb": verb}
            if upload := method.get("mediaUpload"):
                path = upload["protocols"]["simple"]["path"]
                methods[method["httpMethod"], path] = {**method, "name": f"{name}.{verb}", "verb": verb}
    return methods


COMMON = {"alt", "uploadType", "upload_id", "fields", "key", "prettyPrint", "quotaUser"}


def refused(status: int, reason: str, domain: str = "youtube.quota") -> Answer:
    error = {"code": status, "message": reason, "errors": [{"message": reason, "domain": domain, "reason": reason}]}
    return Answer(status, {"error": error})


class YouTubes(Platform):
    """eventual: seconds that a deletion takes; lag: seconds until the list of uploads knows a video; audited: whether
    films of this project may be public; works: askings after which a film is worked through."""

    def begin(self) -> None:
        super().begin()
        self.signed = {REFRESH: Signed()}
        self.videos: dict[str, Video] = {}
        self.sessions: dict[str, Session] = {}
        self.units = 10_000
        self.inserts = 100
        self.eventual = self.lag = 0.0
        self.audited = True
        self.works = 1
        self.rejects = ""
        self._ids = iter(range(100, 999))

    def public(self) -> list[Video]:
        return [one for one in self.there() if one.status["privacyStatus"] == "public"]

    def there(self) -> list[Video]:
        return [one for one in self.videos.values() if self._alive(one)]

    def _alive(self, one: Video) -> bool:
        return not one.dies_at or time.time() < one.dies_at

    def answer(self, asked: Asked) -> Answer:
        if asked.path == "/token":
            return self._token(asked)
        if asked.path == "/tokeninfo":
            signed = self._signed(asked.told["access_token"])
            told = {"aud": CLIENT, "scope": " ".join(signed.scopes) if signed else "", "expires_in": "3000"}
            return Answer(200, told) if signed else Answer(400, {"error": "invalid_token"})
        if asked.path.startswith("/upload/session/"):
            return self._bytes(asked)
        if asked.path.startswith(("/youtube/", "/upload/")):
            return self._api(asked)
        return self._stranger(asked) if asked.method == "GET" else Answer(405)

    # signing in

    def _token(self, asked: Asked) -> Answer:
        told = asked.told
        if (told["client_id"], told["client_secret"]) != (CLIENT, SECRET):
            return Answer(401, {"error": "invalid_client", "error_description": "The OAuth client was not found."})
        signed = self.signed.get(told["refresh_token"])
        if told["grant_type"] != "refresh_token" or signed is None or not signed.valid:
            return Answer(400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."})
        access = f"access-{next(self._ids)}"
        signed.access[access] = time.time() + signed.lasts
        answer: dict[str, Any] = {"access_token": access, "expires_in": signed.lasts, "token_type": "Bearer"}
        answer["scope"] = " ".join(signed.scopes)
        if signed.testing:
            answer["refresh_token_expires_in"] = 604_799
        if signed.rotates:
            answer["refresh_token"] = f"refresh-{next(self._ids)}"
            self.signed[answer["refresh_token"]] = self.signed.pop(told["refresh_token"])
        return Answer(200, answer)

    def _signed(self, access: str) -> Signed | None:
        for one in self.signed.values():
            if one.valid and one.access.get(access, 0) > time.time():
                return one
        return None

    # the API

    def _api(self, asked: Asked) -> Answer:
        method = documented().get((asked.method, asked.path))
        if method is None:
            return Answer(404, "<html>Not Found</html>")
        signed = self._signed(asked.headers.get("Authorization", "").removeprefix("Bearer "))
        if signed is None:
            return refused(401, "authError", "global")
        if not set(signed.scopes) & set(method["scopes"]):
            return refused(403, "insufficientPermissions", "global")
        known = method["parameters"]
        if missing := [name for name, about in known.items() if about.get("required") and name not in asked.told]:
            return refused(400, "missingRequiredParameter", missing[0])
        if set(asked.told) - set(known) - COMMON:
            return refused(400, "unexpectedParameter", "youtube.parameter")
        self.units -= UNITS[method["verb"]]
        if self.units < 0:
            return refused(403, "quotaExceeded")
        match method["name"]:
            case "channels.list":
                return self._channels(signed)
            case "videos.insert":
                return self._insert(asked)
            case "playlistItems.list":
                return self._playlist(asked)
            case "videos.list":
                return self._list(asked, signed)
            case "videos.update":
                return self._update(asked, signed)
            case "videos.delete":
                return self._delete(asked, signed)
        return refused(400, "badRequest")

    def _channels(self, signed: Signed) -> Answer:
        one = {
            "id": signed.channel,
            "snippet": {"title": "Phòng khám Kiểm Thử"},
            "contentDetails": {"relatedPlaylists": {"uploads": UPLOADS}},
        }
        return Answer(200, {"kind": "youtube#channelListResponse", "items": [one]} if signed.channel else {"kind": ""})

    def _insert(self, asked: Asked) -> Answer:
        if self.inserts <= 0:
            return refused(400, "uploadLimitExceeded", "youtube.video")
        self.inserts -= 1
        body = json.loads(asked.body)
        snippet = body["snippet"]
        if not snippet["title"] or len(snippet["title"]) > 100 or set("<>") & set(snippet["title"]):
            return refused(400, "invalidTitle", "youtube.video")
        if len(snippet["description"].encode()) > 5000 or set("<>") & set(snippet["description"]):
            return refused(400, "invalidDescription", "youtube.video")
        id = f"session{next(self._ids)}"
        self.sessions[id] = Session(body, int(asked.headers["X-Upload-Content-Length"]))
        return Answer(200, "", {"Location": f"{self.address}/upload/session/{id}"})

    def _bytes(self, asked: Asked) -> Answer:
        """After "Resumable Uploads": 308 with the range that is there, 200 with the video at the end."""
        session = self.sessions.get(asked.path.rpartition("/")[2])
        if session is None:
            return Answer(404, "")
        span = asked.headers["Content-Range"].removeprefix("bytes ").partition("/")[0]
        if span != "*" and int(span.partition("-")[0]) == len(session.data):
            session.data += asked.body
        if len(session.data) < session.size:
            there = {"Range": f"bytes=0-{len(session.data) - 1}"} if session.data else {}
            return Answer(308, "", there)
        if not session.video:
            session.video = f"vid{next(self._ids)}AbCdE"
            status = {**session.body["status"], "uploadStatus": "uploaded"}
            snippet = {**session.body["snippet"], "channelId": CHANNEL, "thumbnails": self._pictures(session.video)}
            self.videos[session.video] = Video(session.video, snippet, status, time.time(), session.data)
        return Answer(200, self._shown(self.videos[session.video]))

    def _pictures(self, id: str) -> dict[str, Any]:
        return {size: {"url": f"{self.address}/vi/{id}/{size}.jpg"} for size in ("default", "hqdefault")}

    def _shown(self, one: Video) -> dict[str, Any]:
        return {"kind": "youtube#video", "id": one.id, "snippet": one.snippet, "status": one.status}

    def _playlist(self, asked: Asked) -> Answer:
        if asked.told["playlistId"] != UPLOADS:
            return refused(404, "playlistNotFound", "youtube.playlistItem")
        rows = sorted((one for one in self.there() if one.at <= time.time() - self.lag), key=lambda one: -one.at)
        start, limit = int(asked.told.get("pageToken", "0")), min(int(asked.told.get("maxResults", "5")), 50)
        page = rows[start : start + limit]
        items = [
            {
                "snippet": {"publishedAt": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(one.at))},
                "contentDetails": {"videoId": one.id},
            }
            for one in page
        ]
        more = {"nextPageToken": str(start + limit)} if start + limit < len(rows) else {}
        return Answer(200, {"kind": "youtube#playlistItemListResponse", "items": items, **more})

    def _list(self, asked: Asked, signed: Signed) -> Answer:
        found = [self.videos[id] for id in asked.told["id"].split(",") if id in self.videos]
        seen = [one for one in found if self._alive(one) and (signed.channel == CHANNEL or one in self.public())]
        for one in seen:
            one.asked += 1
            if one.asked >= self.works:
                one.status["uploadStatus"] = "rejected" if self.rejects else "processed"
                if self.rejects:
                    one.status["rejectionReason"] = self.rejects
        return Answer(200, {"kind": "youtube#videoListResponse", "items": [self._shown(one) for one in seen]})

    def _update(self, asked: Asked, signed: Signed) -> Answer:
        body = json.loads(asked.body)
        one = self.videos.get(body["id"])
        if one is None or not self._alive(one):
            return refused(404, "videoNotFound", "youtube.video")
        if signed.channel != CHANNEL:
            return refused(403, "forbidden", "youtube.video")
        given = dict(body["status"])
        if given["privacyStatus"] == "public" and not self.audited:
            given["privacyStatus"] = "private"
        one.status = {"uploadStatus": one.status["uploadStatus"], **given}  # what is not told is deleted
        return Answer(200, {"id": one.id, "status": one.status})

    def _delete(self, asked: Asked, signed: Signed) -> Answer:
        one = self.videos.get(asked.told["id"])
        if one is None or not self._alive(one):
            return refused(404, "videoNotFound", "youtube.video")
        if signed.channel != CHANNEL:
            return refused(403, "forbidden", "youtube.video")
        one.dies_at = time.time() + self.eventual
        return Answer(204)

    # strangers

    def _stranger(self, asked: Asked) -> Answer:
        match asked.path.strip("/").split("/"):
            case ["watch"]:
                return self._page(asked.told["v"])
            case ["oembed"]:
                id = parse_qs(urlsplit(asked.told["url"]).query)["v"][0]
                one = self.videos.get(id)
                if one is None or not self._alive(one):
                    return Answer(404, "Not Found")
                if one.status["privacyStatus"] == "private":
                    return Answer(403, "Forbidden")
                return Answer(200, {"title": one.snippet["title"], "type": "video"})
            case ["vi", id, _]:
                there = id in self.videos and self._alive(self.videos[id])
                return Answer(200, b"\xff\xd8 a frame", {"Content-Type": "image/jpeg"}) if there else Answer(404)
        return Answer(404)

    def _page(self, id: str) -> Answer:
        """Always 200: of what is gone it says so in words."""
        one = self.videos.get(id)
        if one is None or one not in self.public():
            return Answer(200, "<html><title>YouTube</title>Video unavailable</html>")
        tags = ", ".join(one.snippet["tags"])
        return Answer(200, f'<html><title>{one.snippet["title"]}</title><meta name="keywords" content="{tags}"></html>')
