"""All that changes which systems are let in."""

import secrets
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Model

from kindao import clock
from kindao.engine.errors import BadInput
from kindao.web import audit
from kindao.web.api.models import Token
from kindao.web.api.scopes import Scope
from kindao.web.clinics.models import Clinic, Membership, User

TOKEN_BYTES = 32
PREFIX = "kindao_"  # so that scanners of source code know one that was left there
LONGEST = timedelta(days=366)


class SentBefore(BadInput):
    """A form that made what it makes."""


@transaction.atomic
def issue(
    by: Membership, *, name: str, scopes: Iterable[Scope], days: int, nonce: UUID | None = None
) -> tuple[Token, str]:
    """A new token, and the secret itself, which is kept nowhere: it can be shown this one time alone. nonce: of the
    form, which makes one.

    Raises BadInput without a name or scope, for one that would last longer than a year; SentBefore."""
    told = sorted(set(scopes))
    if not name.strip() or not told:
        raise BadInput("a token needs a name and something it may do", hint="Fill in both")
    if not 0 < days <= LONGEST.days:
        raise BadInput("a token lasts a year at most", hint="Name fewer days")
    identity = fresh(by, Token, nonce)
    now, secret = clock.now(), PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
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


def fresh(by: Membership, kind: type[Model], nonce: UUID | None) -> UUID:
    """The id of what a form makes: the form's own, until the transaction ends. Raises SentBefore."""
    Clinic.objects.select_for_update(no_key=True).get(pk=by.clinic_id)  # sent twice at once: one after the other
    if nonce and kind._default_manager.filter(pk=nonce).exists():
        raise SentBefore(
            "this form was sent already, and what it made was shown then; nothing more was made",
            hint="If nobody kept it, end it in the list and make another",
        )
    return nonce or uuid4()


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
