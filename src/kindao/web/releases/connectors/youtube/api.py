"""Calls to the YouTube Data API v3 for one channel, its token, and what went wrong in the five words of `base`.

Sources: the method pages and "Errors" of the reference, "Using OAuth 2.0 for Web Server Applications"."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kindao import clock
from kindao.engine.errors import Failed
from kindao.web.releases.connectors.base import Access, Item, Later, NoRight, Refused, Unsure, no_library

SCOPE = "https://www.googleapis.com/auth/youtube"
MAY = frozenset({SCOPE, f"{SCOPE}.force-ssl", f"{SCOPE}partner"})
"""Any one of them allows videos.insert, videos.update and videos.delete alike (discovery document)."""
CHUNK = 8 * 2**20  # bytes of a film sent at once; a multiple of 256 KiB
RESUMES = 4  # times that an upload is taken up again
PAGE_OF = 50  # the most that a listing gives at once
PAGES_AT_MOST = 20

QUOTA = frozenset({"quotaExceeded", "dailyLimitExceeded"})
RATE = frozenset({"rateLimitExceeded", "userRateLimitExceeded"})
A_DAY = frozenset({"uploadLimitExceeded"})  # of a channel, whatever the project's quota
UNAUTHORISED = frozenset(
    {
        "accountClosed",
        "accountDelegationForbidden",
        "accountSuspended",
        "authError",
        "authenticatedUserAccountClosed",
        "authenticatedUserAccountSuspended",
        "authenticatedUserNotChannel",
        "channelClosed",
        "channelSuspended",
        "forbidden",
        "insufficientPermissions",
        "youtubeSignupRequired",
    }
)


class NotThere(Exception):
    """No such video, or not for this account's eyes."""


class Channel:
    """One account. Its access token is renewed when it has run out, and kept. pause: seconds between two tries of an
    upload."""

    def __init__(self, api: str, oauth: str, access: Access, pause: float) -> None:
        try:
            from google.oauth2.credentials import Credentials
            from google_auth_httplib2 import AuthorizedHttp
            from googleapiclient.http import build_http
        except ImportError:
            raise no_library() from None

        self._access, self._oauth, self._pause = access, oauth, pause
        told = access.told
        expires = _moment(told.get("expires"))
        self.ends = _moment(told.get("refresh_ends"))
        """When the sign-in itself ends; None where Google does not say."""
        self._token = Credentials(  # type: ignore[no-untyped-call]
            told.get("token") or None,
            refresh_token=told.get("refresh"),
            token_uri=f"{oauth}/token",
            client_id=told.get("client"),
            client_secret=told.get("secret"),
            expiry=expires.astimezone(UTC).replace(tzinfo=None) if expires else None,
        )
        self._plain = build_http()  # waits 60 s for an answer, and follows no 308, which here is "go on"
        self._http = AuthorizedHttp(self._token, http=self._plain, refresh_status_codes=())
        self._service = _service(api)

    def mine(self) -> dict[str, Any]:
        """The channel the token belongs to. Raises NoRight where that is another than was named."""
        asked = self._service.channels().list(part="id,snippet,contentDetails", mine=True)
        for one in self._asked(asked).get("items", []):
            if one["id"] == self._access.told.get("channel"):
                return dict(one)
        raise NoRight(
            "the token belongs to another channel, or to none",
            hint="Correct the id of the channel, or sign in with the channel's account",
        )

    def scopes(self) -> frozenset[str]:
        """What whoever signed in has allowed. Raises NoRight, Later."""
        address = f"{self._oauth}/tokeninfo?access_token={self._token.token}"
        answer, body = self._done(lambda: self._plain.request(address))
        try:
            told = dict(json.loads(body))
        except (ValueError, TypeError):
            raise _silent(changes=False) from None
        if answer.status in (400, 401):
            raise NoRight("Google does not accept the sign-in any more", hint="Sign in anew, enter the new token")
        if answer.status != 200 or "scope" not in told:
            raise _silent(changes=False)
        return frozenset(str(told["scope"]).split())

    def upload(self, item: Item, body: Mapping[str, Any]) -> str:
        """The id of the new video. Raises Unsure where it may be there though no answer came."""
        from googleapiclient.http import MediaFileUpload

        media = MediaFileUpload(str(item.file), mimetype=item.media_type, chunksize=CHUNK, resumable=True)
        request = self._service.videos().insert(
            part="snippet,status", body=dict(body), media_body=media, notifySubscribers=False
        )
        for again in range(RESUMES):
            try:
                answer = None
                while answer is None:
                    _, answer = self._done(lambda: request.next_chunk(http=self._http))
            except Later as later:
                if later.after:
                    raise
                time.sleep(self._pause * (again + 1))
            else:
                if not isinstance(answer, dict) or "id" not in answer:
                    raise _silent(changes=True)
                return str(answer["id"])
        if request.resumable_progress + CHUNK >= item.file.stat().st_size and request.resumable_uri:
            raise _silent(changes=True)
        raise Later("the upload does not go on", hint="It is tried again by itself")

    def video(self, id: str) -> dict[str, Any]:
        """Raises NotThere."""
        asked = self._service.videos().list(part="id,snippet,status", id=id)
        for one in self._asked(asked).get("items", []):
            return dict(one)
        raise NotThere

    def uploads(self, playlist: str, since: datetime) -> Iterator[dict[str, Any]]:
        """Videos of the channel uploaded since then, newest first, private ones too. Raises Unsure where the list has
        no end."""
        page = None
        for _ in range(PAGES_AT_MOST):
            asked = self._service.playlistItems().list(
                part="snippet,contentDetails", playlistId=playlist, maxResults=PAGE_OF, pageToken=page
            )
            listed = self._asked(asked)
            rows = listed.get("items", [])
            new = [one for one in rows if datetime.fromisoformat(one["snippet"]["publishedAt"]) >= since]
            if new:
                ids = ",".join(one["contentDetails"]["videoId"] for one in new)
                videos = self._service.videos().list(part="id,snippet,status", id=ids, maxResults=PAGE_OF)
                yield from self._asked(videos).get("items", [])
            page = listed.get("nextPageToken")
            if page is None or len(new) < len(rows):
                return
        raise Unsure("the listing of the platform does not tell whether it is out", hint="Look there, then say so here")

    def update(self, id: str, status: Mapping[str, Any]) -> None:
        """Raises NotThere, Unsure."""
        asked = self._service.videos().update(part="status", body={"id": id, "status": dict(status)})
        self._asked(asked, changes=True)

    def delete(self, id: str) -> None:
        """Raises NotThere. Asked twice it is deleted once: a lost answer is Later."""
        self._asked(self._service.videos().delete(id=id), silent=True)

    def _asked(self, request: Any, *, changes: bool = False, silent: bool = False) -> dict[str, Any]:
        """silent: a success has no body. The client hands on whatever is no JSON as it came."""
        answer = self._done(lambda: request.execute(http=self._http), changes=changes)
        if isinstance(answer, dict):
            return answer
        if silent and not answer:
            return {}
        raise _silent(changes=changes)

    def _done(self, ask: Callable[[], Any], *, changes: bool = False) -> Any:
        from google.auth.exceptions import GoogleAuthError, RefreshError, TransportError
        from googleapiclient.errors import Error, HttpError
        from httplib2 import HttpLib2Error, ServerNotFoundError

        try:
            if not self._token.valid:
                self._token.refresh(self._renewing)  # type: ignore[no-untyped-call]
            try:
                return ask()
            except HttpError as said:
                if said.resp.status != http.client.UNAUTHORIZED:
                    raise
                self._token.refresh(self._renewing)  # type: ignore[no-untyped-call]
                return ask()
        except HttpError as said:
            raise turned(said.resp.status, _reason(said.content), changes=changes) from None
        except RefreshError as no:
            raise (_silent(changes=False) if no.retryable else _signed_out(no)) from None
        except (TransportError, ServerNotFoundError, ConnectionRefusedError):  # nothing was asked yet
            raise _silent(changes=False) from None
        except (GoogleAuthError, HttpLib2Error, http.client.HTTPException, OSError, Error, ValueError):
            raise _silent(changes=changes) from None

    def _renewing(self, *args: Any, **kwargs: Any) -> Any:
        """A request for a new access token; what comes is kept at once: a refresh token may rotate."""
        from google_auth_httplib2 import Request

        answer = Request(self._plain)(*args, **kwargs)
        if answer.status == http.client.OK:
            told, now = json.loads(answer.data), clock.now()
            new = {
                "token": str(told["access_token"]),
                "expires": (now + timedelta(seconds=int(told.get("expires_in", 0)))).isoformat(),
            }
            if told.get("refresh_token"):
                new["refresh"] = str(told["refresh_token"])
            if told.get("refresh_token_expires_in"):  # of an app in testing: seven days
                self.ends = now + timedelta(seconds=int(told["refresh_token_expires_in"]))
                new["refresh_ends"] = self.ends.isoformat()
            self._access.keep(new)
        return answer


def turned(status: int, reason: str, *, changes: bool) -> Exception:
    """What an error of the API means: one of the five, or NotThere."""
    told = f" ({status}{f' {reason}' if reason else ''})"
    if status == 404:
        return NotThere()
    if reason in QUOTA:
        return Later(
            f"the quota of the Google project is used up{told}",
            hint="It is tried again by itself",
            after=_to_midnight(),
        )
    if reason in A_DAY:
        return Later(
            f"the platform takes no more posts today{told}", hint="It is tried again by itself", after=timedelta(days=1)
        )
    if reason in RATE or status == 429:
        return Later(
            f"the platform wants fewer calls for a while{told}",
            hint="It is tried again by itself",
            after=timedelta(minutes=5),
        )
    if status == 401 or reason in UNAUTHORISED:
        return NoRight(f"the token lacks a right that is needed{told}", hint="Make a new one with all rights named")
    if status >= 500 or status == 408 or status < 400:
        return _silent(changes=changes, told=told)
    return Refused(f"the platform refuses it{told}", hint="Look at what it asks for, then release it anew")


def _reason(content: bytes) -> str:
    """The reason of the first error; "" where there is none that is a plain word."""
    try:
        told = str(json.loads(content)["error"]["errors"][0]["reason"])
    except (ValueError, KeyError, IndexError, TypeError):
        return ""
    return told if told.isalnum() and len(told) < 60 else ""


def _silent(*, changes: bool, told: str = "") -> Failed:
    if changes:
        return Unsure(f"the answer of the platform was lost{told}", hint="Kindao looks there before it sends again")
    return Later(f"the platform has no time just now{told}", hint="It is tried again by itself")


def _signed_out(error: Exception) -> NoRight:
    said = error.args[1] if len(error.args) > 1 and isinstance(error.args[1], dict) else {}
    if said.get("error") in ("invalid_client", "unauthorized_client"):
        return NoRight("Google does not know this OAuth client", hint="Correct the client id and the client secret")
    return NoRight("Google does not accept the sign-in any more", hint="Sign in anew, enter the new token")


def _to_midnight() -> timedelta:
    """Until the quota begins anew, at midnight Pacific time."""
    try:
        now = clock.now().astimezone(ZoneInfo("America/Los_Angeles"))
    except ZoneInfoNotFoundError:
        return timedelta(days=1)
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight.astimezone(UTC) - now.astimezone(UTC)


def _moment(told: str | None) -> datetime | None:
    return datetime.fromisoformat(told) if told else None


@cache
def _service(api: str) -> Any:
    """Made of YouTube's own description of its API, which the client carries: nothing is fetched. Each call brings its
    own way out."""
    from googleapiclient.discovery import build_from_document
    from googleapiclient.discovery_cache import get_static_doc
    from googleapiclient.http import build_http

    document = json.loads(str(get_static_doc("youtube", "v3")))
    return build_from_document({**document, "rootUrl": f"{api}/"}, http=build_http())
