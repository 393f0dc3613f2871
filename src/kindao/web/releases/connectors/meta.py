"""Meta's Graph API as Facebook Pages and Instagram share it: calls, what a token may do, what went wrong in the five
words of `base`.

Graph API v26.0, by Meta's own client `facebook-business` 26.0.3, which is imported when it is needed: the desk starts
without it. Sources: "Handling Errors", "Rate Limits", "Debug-Token" and Instagram's "Error Codes" in Meta's developer
documents."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, BinaryIO

import httpx

from kindao.engine.errors import Failed, KindaoError
from kindao.engine.match.phash import SAME_WITHIN, distance, phash
from kindao.engine.media.opening import open_picture
from kindao.web import calls
from kindao.web.releases.connectors import reaching
from kindao.web.releases.connectors.base import (
    Access,
    ByHand,
    Gone,
    Health,
    Item,
    Later,
    NoRight,
    Refused,
    Unsure,
    no_library,
)

VERSION = "v26.0"
PATIENCE = (10.0, 120.0)  # seconds to connect, and for an answer
PAGE_OF = 50  # rows of a listing asked for at once
PAGES_AT_MOST = 20
SKEW = timedelta(minutes=5)  # by which the platform's clock may be behind ours
PICTURE_AT_MOST = 32 * 2**20  # bytes of one that is compared

EXPIRED = frozenset({102, 190, 463, 467})
NO_PERMISSION = frozenset({3, 10, *range(200, 300)})
RATE = frozenset({4, 17, 32, 341, 613, *range(80_000, 80_015)})
TRANSIENT = frozenset({-2, -1, 1, 2})
DAY_IS_FULL = frozenset({9})  # Instagram: the posts of this day are used up
RESTRICTED = frozenset({25})  # Instagram: the account itself is restricted
NOT_THERE = frozenset({(100, 33), (24, 2207006)})
NO_SUCH_NAME = frozenset({803})
STUCK = 2207085  # "Fatal" of a deletion, by Meta's own fault, met by others until July 2026
RATE_WAIT, DAY_WAIT = timedelta(hours=1), timedelta(hours=24)  # where Meta does not say how long
LONGEST_WAIT = timedelta(hours=24)


class NotThere(Exception):
    """The object does not exist, or the token may not see it: Meta's one answer (100/33) for both."""


def rights_stand(health: Health) -> None:
    """Which of the two it is, the token's rights tell. Raises NoRight."""
    if not health.delete:
        raise NoRight("the token lacks a right that is needed", hint="Make a new one with all rights named")


@dataclass(frozen=True, slots=True)
class Token:
    """What Meta says about a token. of: the ids a permission is limited to; a permission without any is not limited."""

    valid: bool
    app: str
    scopes: frozenset[str]
    of: Mapping[str, frozenset[str]]
    ends: datetime | None

    def may(self, scope: str, target: str) -> bool:
        targets = self.of.get(scope)
        return self.valid and scope in self.scopes and (not targets or target in targets)


class Graph:
    """One token's way in. proof: the secret of the app, by which each call is signed; "" for none."""

    def __init__(self, address: str, token: str, proof: str = "") -> None:
        try:
            from facebook_business.api import FacebookAdsApi
            from facebook_business.session import FacebookSession
        except ImportError:
            raise no_library() from None

        session = FacebookSession(access_token=token, app_secret=proof or None, timeout=PATIENCE)
        session.GRAPH = address
        self._session = session
        self._api = FacebookAdsApi(session, VERSION)

    def get(self, *path: str, **params: object) -> dict[str, Any]:
        """Raises NotThere, NoRight, Later, Refused."""
        return self._call("GET", path, params, changes=False)

    def post(
        self,
        *path: str,
        changes: bool,
        needs: Sequence[str] = ("id",),
        files: Mapping[str, tuple[str, BinaryIO | bytes, str]] | None = None,
        host: str | None = None,
        **params: object,
    ) -> dict[str, Any]:
        """changes: the public may see something afterwards, so a lost answer is Unsure, else Later. needs: what an
        answer tells; one without it is none."""
        answer = self._call("POST", path, params, changes=changes, files=files, host=host)
        if not set(needs) <= set(answer):
            raise _garbled(changes=changes)
        return answer

    def delete(self, *path: str) -> None:
        """Raises NotThere, NoRight, Later, Refused, ByHand. What is asked twice is deleted once: a lost answer is
        Later."""
        self._call("DELETE", path, {}, changes=False)

    def listed(self, *path: str, fields: str, since: datetime) -> Iterator[dict[str, Any]]:
        """Rows of a listing, newest first, down to those made before that time. Raises Unsure where it has no end."""
        after: dict[str, object] = {}
        for _ in range(PAGES_AT_MOST):
            answer = self.get(*path, fields=fields, limit=PAGE_OF, **after)
            for row in answer.get("data", []):
                made = row.get("created_time") or row.get("timestamp")
                if made and moment(str(made)) < since - SKEW:
                    return
                yield row
            paging = answer.get("paging", {})
            if not paging.get("next"):
                return
            after = {"after": paging["cursors"]["after"]}
        raise unclear()

    def _call(
        self,
        method: str,
        path: tuple[str, ...],
        params: Mapping[str, object],
        *,
        changes: bool,
        files: Any = None,
        host: str | None = None,
    ) -> dict[str, Any]:
        from facebook_business.exceptions import FacebookRequestError
        from requests.exceptions import RequestException

        try:
            answer = self._api.call(method, path, params=dict(params), files=files, url_override=host)
        except FacebookRequestError as said:  # its text holds the caption: it is never chained
            raise turned(said.http_status(), said.body(), said.http_headers(), changes=changes) from None
        except RequestException as lost:
            raise _lost(lost, changes=changes) from None
        except (TypeError, AttributeError, ValueError):  # the client trips over pages that are no JSON
            raise _garbled(changes=changes) from None
        body = answer.json()
        if answer.status() >= 400 or not isinstance(body, dict):  # the client takes a 502 of HTML for a success
            raise _garbled(changes=changes)
        return body


def turned(status: int, body: object, headers: Mapping[str, str], *, changes: bool) -> Exception:
    """What an error of the Graph API means: one of the five, or NotThere."""
    error = body.get("error") if isinstance(body, dict) else None
    if not isinstance(error, dict):
        return _garbled(changes=changes)
    code, sub = _number(error.get("code")), _number(error.get("error_subcode"))
    told = f" ({code}{f'/{sub}' if sub else ''})"
    if (code, sub) in NOT_THERE or code in NO_SUCH_NAME:
        return NotThere()
    if sub == STUCK:
        return ByHand(f"the platform does not carry out this deletion{told}", hint="Delete the post in its own app")
    if code in EXPIRED:
        return NoRight(f"the platform does not accept the token any more{told}", hint="Make a new one and enter it")
    if code in NO_PERMISSION or code in RESTRICTED:
        return NoRight(f"the token lacks a right that is needed{told}", hint="Make a new one with all rights named")
    if code in RATE:
        return Later(
            f"the platform wants fewer calls for a while{told}",
            hint="It is tried again by itself",
            after=_told_wait(headers) or RATE_WAIT,
        )
    if code in DAY_IS_FULL:
        return Later(
            f"the platform takes no more posts today{told}", hint="It is tried again by itself", after=DAY_WAIT
        )
    if code in TRANSIENT or error.get("is_transient") or status >= 500:
        return _garbled(changes=changes, told=told)
    return Refused(f"the platform refuses it{told}", hint="Look at what it asks for, then release it anew")


def token_of(address: str, access: Access) -> Token:
    """What Meta says about the account's token, asked by the app it was made for. Raises NoRight, Later."""
    app, secret, token = (access.told.get(name, "") for name in ("app", "secret", "token"))
    try:
        said = Graph(address, f"{app}|{secret}", secret).get("debug_token", input_token=token).get("data", {})
    except (NoRight, Refused, NotThere):
        raise NoRight(
            "the platform does not know this app, or not this secret", hint="Correct the app id and the app secret"
        ) from None
    if not said.get("is_valid"):
        raise NoRight("the platform does not accept the token any more", hint="Make a new one and enter it")
    if str(said.get("app_id")) != app:
        raise NoRight("the token was made for another app", hint="Correct the app id, or make a token for this app")
    ends = [int(said[name]) for name in ("expires_at", "data_access_expires_at") if said.get(name)]
    return Token(
        valid=True,
        app=app,
        scopes=frozenset(said.get("scopes", [])),
        of={one["scope"]: frozenset(map(str, one.get("target_ids", []))) for one in said.get("granular_scopes", [])},
        ends=datetime.fromtimestamp(min(ends), UTC) if ends else None,
    )


@contextmanager
def seen() -> Iterator[None]:
    """Where what is asked for must be there: NotThere is a right that is missing."""
    try:
        yield
    except NotThere:
        raise NoRight(
            "the platform shows this account nothing there", hint="Correct the id, or renew the access"
        ) from None


def taken_down(graph: Graph, ref: str, tried: Callable[[], Health]) -> Gone:
    """Deleted, and looked for once more. tried: of the account, asked where Meta says that it is not there."""
    try:
        graph.delete(ref)
        graph.get(ref, fields="id")
    except NotThere:
        rights_stand(tried())
        return Gone.GONE
    return Gone.SOON


def moment(told: str) -> datetime:
    """2026-11-27T03:26:53+0000."""
    return datetime.fromisoformat(told)


def same_words(one: str, other: str) -> bool:
    """Platforms trim a caption and fold its spaces; Instagram hides its @ from some apps."""
    return " ".join(one.replace("@", "").split()) == " ".join(other.replace("@", "").split())


def looks_like(item: Item, address: str) -> bool | None:
    """Whether the picture at that address is the item; None where that can't be told."""
    if not item.media_type.startswith("image/") or not address:
        return None
    try:
        with reaching.client() as client, client.stream("GET", address) as answer:
            if answer.status_code != 200:
                return None
            data = calls.body(answer, PICTURE_AT_MOST)
        there, sent = (phash(open_picture(one).frames[0].pixels) for one in (data, item.file.read_bytes()))
    except (httpx.HTTPError, httpx.InvalidURL, KindaoError, ValueError):
        return None
    return distance(there, sent) <= SAME_WITHIN


def the_one(candidates: list[tuple[dict[str, Any], str]], item: Item) -> dict[str, Any] | None:
    """Of posts with the item's words, the one that shows it. candidates: with the address of the picture.

    Raises Unsure where it can't be told."""
    looks = [(row, looks_like(item, picture)) for row, picture in candidates]
    if same := [row for row, look in looks if look]:
        if len(same) > 1:
            raise unclear()
        return same[0]
    open_ones = [row for row, look in looks if look is None]
    if not open_ones:
        return None
    if len(open_ones) > 1 or not item.caption.strip():
        raise unclear()
    return open_ones[0]


def unclear() -> Unsure:
    return Unsure("the listing of the platform does not tell whether it is out", hint="Look there, then say so here")


def _garbled(*, changes: bool, told: str = "") -> Failed:
    """No answer, or none that says anything."""
    if changes:
        return Unsure(f"the answer of the platform was lost{told}", hint="Kindao looks there before it sends again")
    return Later(f"the platform has no time just now{told}", hint="It is tried again by itself")


def _lost(error: Exception, *, changes: bool) -> Failed:
    """Where no connection came about, surely nothing happened."""
    from requests.exceptions import ConnectionError as NoConnection
    from requests.exceptions import ConnectTimeout
    from urllib3.exceptions import MaxRetryError, NewConnectionError

    cause = error.args[0] if error.args else None
    never = isinstance(error, ConnectTimeout) or (
        isinstance(error, NoConnection)
        and isinstance(cause, MaxRetryError)
        and isinstance(cause.reason, NewConnectionError)
    )
    return _garbled(changes=changes and not never)


def _told_wait(headers: Mapping[str, str]) -> timedelta | None:
    """The longest `estimated_time_to_regain_access`, in minutes, of X-Business-Use-Case-Usage."""
    try:
        told = json.loads(headers.get("x-business-use-case-usage") or "{}")
        minutes = max(int(one["estimated_time_to_regain_access"]) for uses in told.values() for one in uses)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return min(timedelta(minutes=minutes), LONGEST_WAIT) if minutes > 0 else None


def _number(told: object) -> int:
    try:
        return int(str(told))
    except ValueError:
        return 0
