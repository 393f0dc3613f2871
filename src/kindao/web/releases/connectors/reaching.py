"""One way out to the web for connectors and looks from outside: patience, whose network it is, and what went wrong in
the five words of `base`."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, NoReturn

import httpx
from django.conf import settings

from kindao.web import calls
from kindao.web.networks import is_anybodys, is_public, places
from kindao.web.releases.connectors.base import Later, NoRight, Refused, Unsure

AGENT = "Kindao/1 (takedown and release checks)"
PATIENCE = httpx.Timeout(20.0, connect=10.0, read=60.0)
TOTAL = 180.0  # seconds for all that one call of a connector asks for: a site that drips holds up the one worker
SLOWEST = 50_000  # bytes a second that leave at least, of a file
BROWSER = {
    "User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
    "Accept-Language": "vi-VN,vi;q=0.9,en;q=0.8",
}
"""What a common browser says of itself: a site may show robots nothing, and people all."""
OF_THE_WAY = frozenset({"content-encoding", "content-length", "transfer-encoding"})
"""Headers that say how a body was sent, not what it is."""


def _reached(host: str, port: int) -> list[str]:
    """Addresses of sites and platforms, judged. Raises Refused, OSError, UnicodeError."""
    found = places(host, port)
    if not all(is_anybodys(address) for *_, address in found):
        raise Refused("no site is at such an address", hint="Correct the address")
    if not settings.SITES_PRIVATE and not all(is_public(address) for *_, address in found):
        raise Refused(
            "the address lies in a private network",
            hint="Name a public one, or allow private ones: KINDAO_SITES=private",
        )
    return [str(where[0]) for _, where, _ in found]


def visitor_of(page: str) -> dict[str, str]:
    """What a common browser says of itself where a page shows a picture. page: its address, "" for none; its letters
    are written as browsers send them, and of one that can't be, nothing is said."""
    try:
        told = str(httpx.URL(page))
    except httpx.InvalidURL:
        told = ""
    return {**BROWSER, "Referer": told} if told.isascii() and told.startswith("http") else BROWSER


def client(*, total: float = TOTAL, **options: Any) -> httpx.Client:
    """For one call of a connector, or one round of looks. Redirects are followed by whoever asks for it.

    total: seconds from now on, after which nothing is waited for any more."""
    told = {"timeout": PATIENCE, **options, "headers": {"User-Agent": AGENT, **options.get("headers", {})}}
    return calls.client(total=total, reached=_reached, **told)


def time_for(sent: int) -> float:
    """Seconds for a call that sends a file of so many bytes."""
    return TOTAL + sent / SLOWEST


def asked(client: httpx.Client, method: str, address: str, *, changes: bool = False, **told: Any) -> httpx.Response:
    """The platform's answer, whatever its status. changes: something may have happened though no answer came.

    Raises Later where surely nothing happened, Unsure where it may have; NoRight for what no request can hold."""
    try:
        with client.stream(method, address, **told) as answer:
            return httpx.Response(
                answer.status_code,
                headers=[(name, value) for name, value in answer.headers.multi_items() if name not in OF_THE_WAY],
                content=calls.body(answer),
                request=answer.request,
            )
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol, httpx.InvalidURL):
        raise Later("the platform does not answer", hint="It is tried again by itself") from None
    except UnicodeEncodeError:  # of a header, before anything was sent
        raise NoRight(
            "something that this account was told holds letters that no program can send",
            hint="Copy it anew from where it was made",
        ) from None
    except httpx.HTTPError:
        if not changes:
            raise Later("the platform does not answer", hint="It is tried again by itself") from None
        raise Unsure(
            "the answer of the platform was lost", hint="Kindao looks there before it sends anything again"
        ) from None


def refused(answer: httpx.Response, said: str = "", *, changes: bool = False) -> NoReturn:
    """Turns a status that is no success into one of the errors. changes: as in `asked`; a server that broke over it may
    have done it before.

    said: the platform's own code, for whoever opens the account; never its whole text."""
    status = answer.status_code
    code = f" ({status}{' ' + said if said else ''})"
    if status in (401, 403):
        raise NoRight(f"the platform does not let this account do it{code}", hint="Renew its access on its page")
    if changes and status in (408, 500, 502, 503, 504):
        raise Unsure(f"the platform broke over it{code}", hint="Kindao looks there before it sends anything again")
    if status in (408, 425, 429, 500, 502, 503, 504):
        raise Later(
            f"the platform has no time just now{code}", hint="It is tried again by itself", after=_after(answer.headers)
        )
    raise Refused(f"the platform refuses it{code}", hint="Look at what it asks for, then release it anew")


def _after(headers: Mapping[str, str]) -> timedelta | None:
    told = headers.get("retry-after", "")
    return timedelta(seconds=min(int(told), 86_400)) if told.isdigit() else None
