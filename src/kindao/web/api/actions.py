"""All that changes which systems are let in."""

import secrets
from collections.abc import Iterable
from datetime import timedelta
from uuid import uuid4

from django.db import transaction

from kindao import clock
from kindao.engine.errors import BadInput
from kindao.web import audit
from kindao.web.api.models import Token
from kindao.web.api.scopes import Scope
from kindao.web.clinics.models import Membership, User

TOKEN_BYTES = 32
PREFIX = "kindao_"  # so that scanners of source code know one that was left there
LONGEST = timedelta(days=366)


@transaction.atomic
def issue(by: Membership, *, name: str, scopes: Iterable[Scope], days: int) -> tuple[Token, str]:
    """A new token, and the secret itself, which is kept nowhere: it can be shown this one time alone.

    Raises BadInput without a name or scope, and for one that would last longer than a year."""
    told = sorted(set(scopes))
    if not name.strip() or not told:
        raise BadInput("a token needs a name and something it may do", hint="Fill in both")
    if not 0 < days <= LONGEST.days:
        raise BadInput("a token lasts a year at most", hint="Name fewer days")
    identity, now, secret = uuid4(), clock.now(), PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
    user = User.objects.create_user(f"{identity}@token.invalid", name=name.strip()[:120], is_active=False)
    token = Token.objects.create(
        id=identity,
        clinic=by.clinic,
        user=user,
        digest=Token.digest_of(secret),
        scopes=told,
        made_by=by.user,
        made_at=now,
        ends_at=now + timedelta(days=days),
    )
    audit.record("token.made", token, by=by.user, clinic=by.clinic, facts=_of_each_kind(told))
    return token, secret


def _of_each_kind(scopes: Iterable[str]) -> dict[str, str]:
    """{"patients": "read+write", …}: an event has few facts."""
    found: dict[str, str] = {}
    for kind, _, what in (one.partition(":") for one in scopes):
        found[kind] = f"{found[kind]}+{what}" if kind in found else what
    return found


@transaction.atomic
def revoke(by: Membership, token: Token) -> None:
    """It lets nobody in any more, from this transaction on. A second time changes nothing."""
    if Token.objects.of(by).filter(pk=token.pk, revoked_at=None).update(revoked_at=clock.now()):
        audit.record("token.revoked", token, by=by.user, clinic=by.clinic)
