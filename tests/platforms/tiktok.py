"""TikTok's Content Posting API v2 as its documents of November 2026 have it (Direct Post, Media Transfer Guide, Get
Post Status, Query Creator Info, Error Handling, Refresh a User Access Token)."""

import re
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from kindao.web.releases.connectors.tiktok import TikTok
from platforms.breaking import HttpPlatform, Reply, Request, said
from platforms.registry import an_access

MB = 1_000_000
USER = "phongkhamlan"


@dataclass
class Post:
    """One that was begun. looks: how often its state was asked for since all of it was there."""

    id: str
    number: str
    privacy: str
    title: str
    size: int
    piece: int
    count: int
    told: dict[str, object]
    film: bytearray = field(default_factory=bytearray)
    pieces: int = 0
    looks: int = 0
    failed: str = ""

    @property
    def is_whole(self) -> bool:
        return len(self.film) == self.size


class TikTokPlatform(HttpPlatform):
    """Switches: audited, private (the account), longest (seconds), cap (posts), works and reviews (looks at a state
    until it is through them), fails (the reason for which every film is refused), lasts (seconds of an access
    token)."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.audited, self.private, self.longest, self.cap = True, False, 300, 1000
        self.works, self.reviews, self.fails, self.lasts = 1, 1, "", 7200
        self.refreshes = 0
        self.posts: dict[str, Post] = {}
        self.client = ("awk4ey", "cl1entS3cret")
        self.refresh, self.tokens = "rft.first", set[str]()
        self.connector = TikTok(self.address, waits=(0, 0, 0, 0), rest=lambda seconds: None)
        key, secret = self.client
        self.access = an_access(
            {"username": USER, "client_key": key, "client_secret": secret, "refresh_token": self.refresh},
            f"https://www.tiktok.com/@{USER}",
        )
        self.secrets = (secret, self.refresh)

    def public(self) -> set[str]:
        with self.lock:
            return {
                f"https://www.tiktok.com/@{USER}/video/{one.number}"
                for one in self.posts.values()
                if one.is_whole and not one.failed and one.privacy == "PUBLIC_TO_EVERYONE"
            }

    def revoke(self) -> None:
        self.refresh, self.tokens = secrets.token_hex(8), set()

    def answered(self, request: Request) -> Reply:
        if request.path == "/v2/oauth/token/":
            return self._token(request)
        if request.path.startswith("/upload/"):
            return self._piece(request)
        if request.headers.get("authorization", "").removeprefix("Bearer ") not in self.tokens:
            return error("access_token_invalid", 401)
        match request.path:
            case "/v2/post/publish/creator_info/query/":
                return self._creator()
            case "/v2/post/publish/video/init/":
                return self._begun(request)
            case "/v2/post/publish/status/fetch/":
                return self._state(request)
        return Reply(404)

    def _token(self, request: Request) -> Reply:
        told = request.told
        if (told.get("client_key"), told.get("client_secret")) != self.client:
            return said({"error": "invalid_client", "error_description": "Client key or secret is incorrect."}, 401)
        if told.get("grant_type") != "refresh_token" or told.get("refresh_token") != self.refresh:
            return said({"error": "invalid_grant", "error_description": "Refresh token is invalid or expired."}, 400)
        self.refreshes += 1
        self.refresh, token = f"rft.{secrets.token_hex(8)}", f"act.{secrets.token_hex(8)}"
        self.tokens = {token}
        return said(
            {
                "open_id": "u-1",
                "scope": "user.info.basic,video.publish",
                "access_token": token,
                "expires_in": self.lasts,
                "refresh_token": self.refresh,
                "refresh_expires_in": 180 * 86400,
                "token_type": "Bearer",
            }
        )

    def _options(self) -> list[str]:
        first = "FOLLOWER_OF_CREATOR" if self.private else "PUBLIC_TO_EVERYONE"
        return [first, "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"]

    def _creator(self) -> Reply:
        return ok(
            {
                "creator_avatar_url": "https://example.invalid/a.jpg",
                "creator_username": USER,
                "creator_nickname": "Phòng khám Lan",
                "privacy_level_options": self._options(),
                "comment_disabled": False,
                "duet_disabled": False,
                "stitch_disabled": True,
                "max_video_post_duration_sec": self.longest,
            }
        )

    def _begun(self, request: Request) -> Reply:
        post, source = request.told.get("post_info", {}), request.told.get("source_info", {})
        size, piece, count = (source.get(one, 0) for one in ("video_size", "chunk_size", "total_chunk_count"))
        if post.get("privacy_level") not in self._options():
            return error("privacy_level_option_mismatch", 403)
        if not self.audited and post["privacy_level"] != "SELF_ONLY":
            return error("unaudited_client_can_only_post_to_private_accounts", 403)
        if sum(one.is_whole for one in self.posts.values()) >= self.cap:
            return error("spam_risk_too_many_posts", 403)
        title = post.get("title", "")
        whole = size < 5 * MB or (size <= 64 * MB and count == 1)
        fits = piece == size and count == 1 if whole else 5 * MB <= piece <= 64 * MB and count == size // piece
        if (
            source.get("source") != "FILE_UPLOAD"
            or not fits
            or not 1 <= count <= 1000
            or len(title.encode("utf-16-le")) // 2 > 2200
        ):
            return error("invalid_params", 400)
        one = Post(
            f"v_pub_file~v2-1.{secrets.randbits(60)}",
            str(7_400_000_000_000_000_000 + secrets.randbits(50)),
            post["privacy_level"],
            title,
            size,
            piece,
            count,
            post,
            failed=self.fails,
        )
        self.posts[one.id] = one
        return ok({"publish_id": one.id, "upload_url": f"{self.address}/upload/{one.id}"})

    def _piece(self, request: Request) -> Reply:
        post = self.posts.get(request.path.removeprefix("/upload/"))
        if post is None or request.method != "PUT":
            return Reply(404)
        told = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", request.headers.get("content-range", ""))
        if not told or request.headers.get("content-type") not in ("video/mp4", "video/webm", "video/quicktime"):
            return Reply(400)
        first, last, size = map(int, told.groups())
        end = post.size if post.pieces == post.count - 1 else (post.pieces + 1) * post.piece
        if (first, last + 1, size) != (len(post.film), end, post.size) or len(request.body) != end - first:
            return Reply(416)
        post.film += request.body
        post.pieces += 1
        return Reply(201 if post.is_whole else 206)

    def _state(self, request: Request) -> Reply:
        post = self.posts.get(request.told.get("publish_id", ""))
        if post is None:
            return error("invalid_publish_id", 400)
        data: dict[str, object] = {"uploaded_bytes": len(post.film), "publicaly_available_post_id": []}
        post.looks += post.is_whole
        if not post.is_whole or post.looks <= self.works:
            return ok(data | {"status": "PROCESSING_UPLOAD"})
        if post.failed:
            return ok(data | {"status": "FAILED", "fail_reason": post.failed})
        if post.looks > self.works + self.reviews:
            data["publicaly_available_post_id"] = [int(post.number)]
        return ok(data | {"status": "PUBLISH_COMPLETE"})


def ok(data: dict[str, object]) -> Reply:
    return said({"data": data, "error": {"code": "ok", "message": "", "log_id": "20261127"}})


def error(code: str, status: int) -> Reply:
    return said({"error": {"code": code, "message": f"About {code}.", "log_id": "20261127"}}, status)


ENTRIES = {"tiktok": TikTokPlatform}
