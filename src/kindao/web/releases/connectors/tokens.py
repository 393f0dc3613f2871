"""Access tokens that end, and refresh tokens that rotate: each may be used once, and the next is worth as much as the
account. Two workers never use the same one, and what came is kept before anything is done with it.

In an account's `told`: refresh_token (asked of whoever opens it, then the newest), access_token, access_ends (ISO),
access_of (by which refresh token's line it came), refresh_ends (ISO; "" where the platform doesn't say)."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from kindao import clock
from kindao.web.releases.connectors.base import Access

KEPT = ("refresh_token", "access_token", "access_ends", "access_of", "refresh_ends")
"""What an account is told of its tokens; the first is good once where the platform gives another for it."""
MARGIN = timedelta(minutes=5)  # a token that ends sooner is renewed before it is used


@dataclass(frozen=True, slots=True)
class Renewed:
    """What a platform gave for a refresh token. seconds: how long each is good; None where it doesn't say."""

    token: str
    refresh: str
    seconds: int
    refresh_seconds: int | None = None


def token(access: Access, renew: Callable[[str], Renewed], *, dead: str = "") -> str:
    """An access token that is good for some minutes.

    renew: trades a refresh token in; dead: an access token that the platform has just refused. Raises what `renew`
    does."""
    if _is_good(access.told, dead):
        return access.told["access_token"]
    with access.alone():
        if _is_good(access.told, dead):  # another worker was quicker
            return access.told["access_token"]
        new, now = renew(access.told.get("refresh_token", "")), clock.now()
        lasts = new.refresh_seconds
        access.keep(
            {
                "refresh_token": new.refresh,
                "access_token": new.token,
                "access_ends": (now + timedelta(seconds=new.seconds)).isoformat(),
                "access_of": _short(new.refresh),
                "refresh_ends": (now + timedelta(seconds=lasts)).isoformat() if lasts else "",
            }
        )
        return new.token


def ends(access: Access) -> datetime | None:
    """When nothing can be renewed any more unless it is renewed before."""
    told = access.told.get("refresh_ends", "")
    return datetime.fromisoformat(told) if told else None


def _is_good(told: Mapping[str, str], dead: str) -> bool:
    """Whether the token that is kept can be used: not the dead one, and of the account that is told now."""
    kept = told.get("access_token", "")
    if not kept or kept == dead or told.get("access_of") != _short(told.get("refresh_token", "")):
        return False
    return datetime.fromisoformat(told["access_ends"]) - MARGIN > clock.now()


def _short(refresh: str) -> str:
    return hashlib.sha256(refresh.encode()).hexdigest()[:16]
