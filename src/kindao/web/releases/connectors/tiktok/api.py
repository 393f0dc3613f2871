"""The part of TikTok's Content Posting API v2 that is used: whose account, begin a post, send it, how it is going.

Source: developers.tiktok.com, as of November 2026: Direct Post, Media Transfer Guide, Get Post Status, Query Creator
Info, API v2 Error Handling, Refresh a User Access Token (2 November 2026: access tokens last two hours, refresh tokens
180 days and rotate; earlier they lasted a day and a year, so that what is answered counts, not these numbers)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, NoReturn

import httpx

from kindao.web.releases.connectors import answers, reaching, tokens
from kindao.web.releases.connectors.base import Access, Later, NoRight, Refused, Unsure

WHOLE = 64_000_000  # bytes up to which a film goes in one piece
PIECE = 10_000_000  # of a longer one; at least 5 MB, at most 64 MB, the last up to 128 MB
CAP = timedelta(hours=6)  # until it is tried again after a cap of the day was reached
MINUTE = timedelta(minutes=1)  # after too many requests
PUBLIC = "PUBLIC_TO_EVERYONE"

RIGHTS = frozenset(
    {
        "access_token_invalid",
        "scope_not_authorized",
        "scope_permission_missed",
        "spam_risk_user_banned_from_posting",
        "token_not_authorized_for_specified_publish_id",
        "auth_removed",
    }
)
LATER = {
    "rate_limit_exceeded": MINUTE,
    "spam_risk_too_many_posts": CAP,
    "spam_risk_too_many_pending_share": CAP,
    "reached_active_user_cap": CAP,
    "internal_error": None,
    "internal": None,
}


@dataclass(frozen=True, slots=True)
class Creator:
    """Whose account it is and what it may. seconds: of its longest film."""

    name: str
    privacy: tuple[str, ...]
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Begun:
    """A post that has begun: nothing is seen before its last byte has arrived at `upload`."""

    id: str
    upload: str


@dataclass(frozen=True, slots=True)
class State:
    """How a post is going. posts: the public addresses' numbers, once it passed TikTok's review; sent: bytes."""

    status: str
    why: str
    posts: tuple[str, ...]
    sent: int


def pieces(size: int) -> tuple[int, list[tuple[int, int]]]:
    """How a film of `size` bytes is sent: bytes of a piece, and each piece's (first, past the last). What remains goes
    with the last."""
    if size <= WHOLE:
        return size, [(0, size)]
    count = size // PIECE
    return PIECE, [(n * PIECE, (n + 1) * PIECE if n < count - 1 else size) for n in range(count)]


class Api:
    """TikTok, with one account's access."""

    def __init__(self, client: httpx.Client, access: Access, base: str) -> None:
        self._client, self._access, self._base = client, access, base

    def creator(self) -> Creator:
        data = self._asked("/v2/post/publish/creator_info/query/", {})
        options = data.get("privacy_level_options")
        longest = data.get("max_video_post_duration_sec")
        return Creator(
            answers.text(data.get("creator_username")),
            tuple(one for one in options if isinstance(one, str)) if isinstance(options, list) else (),
            float(longest) if isinstance(longest, int | float) else None,
        )

    def begin(self, caption: str, size: int) -> Begun:
        """A public post of a film of so many bytes, which nobody can cut into another or take along.

        Raises NoRight also where TikTok has not audited the application: it could post for its owner alone."""
        piece, parts = pieces(size)
        post = {
            "title": caption,
            "privacy_level": PUBLIC,
            "disable_duet": True,
            "disable_stitch": True,
            "disable_comment": True,  # somebody may know the person, and say so
            "brand_organic_toggle": True,  # the clinic speaks of its own business: TikTok labels it
            "brand_content_toggle": False,
            "is_aigc": False,
        }
        source = {
            "source": "FILE_UPLOAD",
            "video_size": size,
            "chunk_size": piece,
            "total_chunk_count": len(parts),
        }
        data = self._asked("/v2/post/publish/video/init/", {"post_info": post, "source_info": source})
        begun = Begun(answers.text(data.get("publish_id")), answers.text(data.get("upload_url")))
        if not begun.id or not begun.upload:
            answers.senseless(changes=False)
        return begun

    def send(self, begun: Begun, film: Path, media_type: str) -> None:
        """All of it, in order; whether the last piece has arrived, its state tells. Raises Refused, Later: it has not,
        and nothing is seen."""
        size = film.stat().st_size
        for start, end, part in _read(film, size):
            last = end == size
            self._access.still()  # what is not whole is posted nowhere
            try:
                answer = reaching.asked(
                    self._client,
                    "PUT",
                    begun.upload,
                    changes=last,
                    content=part,
                    headers={"Content-Type": media_type, "Content-Range": f"bytes {start}-{end - 1}/{size}"},
                )
            except Unsure:
                return
            if answer.is_success or (last and answer.status_code >= 500):
                continue
            if answer.status_code in (400, 416):
                raise Refused("TikTok does not take this film", hint="Export it as MP4 (H.264) and have it checked")
            raise Later("TikTok has no time just now", hint="It is tried again by itself")

    def state(self, post: str) -> State | None:
        """None where TikTok knows no post of that name."""
        try:
            data = self._asked("/v2/post/publish/status/fetch/", {"publish_id": post})
        except Refused:
            return None
        ids, sent = data.get("publicaly_available_post_id"), data.get("uploaded_bytes")
        return State(
            answers.text(data.get("status")),
            answers.code(data.get("fail_reason", "")),
            tuple(filter(None, map(answers.text, ids))) if isinstance(ids, list) else (),
            sent if isinstance(sent, int) else 0,
        )

    def _asked(self, path: str, told: dict[str, Any]) -> dict[str, Any]:
        """What it answers; nothing that is asked here shows anybody anything. An access token that has ended is
        renewed, once."""
        dead = ""
        while True:
            token = tokens.token(self._access, self._renewed, dead=dead)
            answer = reaching.asked(
                self._client,
                "POST",
                self._base + path,
                json=told,
                headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json; charset=UTF-8"},
            )
            said = answers.told(answer)
            code = answers.inner(said, "error").get("code")
            if code == "ok" and answer.is_success:
                return answers.inner(said, "data")
            if code == "access_token_invalid" and not dead:
                dead = token
                continue
            fails(answers.code(code) if code else "", answer.status_code)

    def _renewed(self, refresh: str) -> tokens.Renewed:
        told = self._access.told
        try:
            answer = reaching.asked(
                self._client,
                "POST",
                self._base + "/v2/oauth/token/",
                changes=True,
                data={
                    "client_key": told.get("client_key", ""),
                    "client_secret": told.get("client_secret", ""),
                    "grant_type": "refresh_token",
                    "refresh_token": refresh,
                },
            )
        except Unsure:  # the token may be spent; nothing was posted
            answers.senseless(changes=False)
        said = answers.told(answer)
        new = answers.text(said.get("access_token")), answers.text(said.get("refresh_token"))
        if answer.is_success and all(new):
            lasts, longer = said.get("expires_in"), said.get("refresh_expires_in")
            return tokens.Renewed(
                *new,
                lasts if isinstance(lasts, int) else 0,
                longer if isinstance(longer, int) else None,
            )
        if answer.status_code == 429 or answer.status_code >= 500 or not said.get("error"):
            fails("", answer.status_code)
        raise _gone(answers.code(said["error"]))


def _read(film: Path, size: int) -> Iterator[tuple[int, int, bytes]]:
    with film.open("rb") as stream:
        for start, end in pieces(size)[1]:
            yield start, end, stream.read(end - start)


def fails(code: str, status: int = 200) -> NoReturn:
    """The error that a code means; without one, the status."""
    if code == "unaudited_client_can_only_post_to_private_accounts":
        raise NoRight(
            "TikTok has not audited the application: it may post for its owner's eyes alone",
            hint="Have it audited at developers.tiktok.com, then try again",
        )
    if code == "privacy_level_option_mismatch":
        raise not_public()
    if code in RIGHTS or (not code and status in (401, 403)):
        raise _gone(code or str(status))
    if code in LATER or status == 429 or status >= 500 or not code:
        raise Later("TikTok has no time just now", hint="It is tried again by itself", after=LATER.get(code))
    raise Refused(f"TikTok refuses it ({code})", hint="Look at what it asks for, then release it anew")


def not_public() -> NoRight:
    return NoRight("the TikTok account is private", hint="Make it public in the TikTok app, then try again")


def _gone(code: str) -> NoRight:
    return NoRight(
        f"TikTok does not let this account post ({code})", hint="Check what was entered, or connect it again"
    )
