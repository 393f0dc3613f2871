"""One way out to the web for connectors and looks from outside: patience, sizes, and what went wrong in the five words
of `base`."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, NoReturn

import httpx

from kindao.web.releases.connectors.base import Later, NoRight, Refused, Unsure

AGENT = "Kindao/1 (takedown and release checks)"
PATIENCE = httpx.Timeout(20.0, connect=10.0, read=60.0)


def client(**options: Any) -> httpx.Client:
    headers = {"User-Agent": AGENT, **options.pop("headers", {})}
    return httpx.Client(timeout=PATIENCE, headers=headers, follow_redirects=False, **options)


def asked(client: httpx.Client, method: str, address: str, *, changes: bool = False, **told: Any) -> httpx.Response:
    """The platform's answer, whatever its status. changes: something may have happened though no answer came.

    Raises Later where surely nothing happened, Unsure where it may have."""
    try:
        return client.request(method, address, **told)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol, httpx.InvalidURL):
        raise Later("the platform does not answer", hint="It is tried again by itself") from None
    except httpx.HTTPError:
        if not changes:
            raise Later("the platform does not answer", hint="It is tried again by itself") from None
        raise Unsure(
            "the answer of the platform was lost", hint="Kindao looks there before it sends anything again"
        ) from None


def refused(answer: httpx.Response, said: str = "") -> NoReturn:
    """Turns a status that is no success into one of the errors.

    said: the platform's own code, for the log of whoever opens the account; never its whole text."""
    status = answer.status_code
    code = f" ({status}{' ' + said if said else ''})"
    if status in (401, 403):
        raise NoRight(f"the platform does not let this account do it{code}", hint="Renew its access on its page")
    if status in (408, 425, 429, 500, 502, 503, 504):
        raise Later(
            f"the platform has no time just now{code}", hint="It is tried again by itself", after=_after(answer.headers)
        )
    raise Refused(f"the platform refuses it{code}", hint="Look at what it asks for, then release it anew")


def _after(headers: Mapping[str, str]) -> timedelta | None:
    told = headers.get("retry-after", "")
    return timedelta(seconds=min(int(told), 86_400)) if told.isdigit() else None
