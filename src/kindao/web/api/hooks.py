"""Webhooks: where a clinic's systems are told, and that they are told what they wanted to hear. Ids alone go out.

A delivery is a row, made in the transaction of what it tells; jobs send it, wait longer after each failure, and give up
after the last: it then waits for a person, who may have it sent again."""

import secrets
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import transaction

from kindao import clock
from kindao.engine.errors import BadInput
from kindao.web import audit
from kindao.web.api import reaching
from kindao.web.api.actions import fresh
from kindao.web.api.models import Delivery, Endpoint, Event
from kindao.web.clinics.models import Clinic, Membership
from kindao.web.review import jobs
from kindao.web.review.models import Work
from kindao.web.vault import ciphers, keys

SECRET_BYTES = 32
PREFIX = "kindaowh_"
USE = "webhook"


@transaction.atomic
def open_endpoint(
    by: Membership, *, address: str, events: Iterable[Event], nonce: UUID | None = None
) -> tuple[Endpoint, str]:
    """Have an address told, and the secret that deliveries to it are signed with: shown this one time alone. nonce: of
    the form, which opens one.

    Raises BadInput for an address that is none, isn't encrypted, or is private; SentBefore."""
    told = sorted(set(events))
    if not told:
        raise BadInput("a webhook needs an address and something to tell", hint="Fill in both")
    reaching.allowed(address.strip())
    identity = fresh(by, Endpoint, nonce)
    secret, key = PREFIX + secrets.token_urlsafe(SECRET_BYTES), keys.shared_key(by.clinic)
    endpoint = Endpoint.objects.create(
        id=identity,
        clinic=by.clinic,
        address=address.strip(),
        events=told,
        key=key,
        secret=ciphers.encrypt(keys.opened(key), secret.encode(), str(identity).encode(), USE),
        made_by=by.user,
        made_at=clock.now(),
    )
    audit.record("webhook.opened", endpoint, by=by.user, clinic=by.clinic)
    return endpoint, secret


def secret_of(endpoint: Endpoint) -> bytes:
    """Raises Erased, Missing, Failed."""
    return ciphers.decrypt(keys.opened(endpoint.key), bytes(endpoint.secret), str(endpoint.pk).encode(), USE)


@transaction.atomic
def close_endpoint(by: Membership, endpoint: Endpoint) -> None:
    """It is told nothing any more, nor what still waits for it. A second time changes nothing."""
    if Endpoint.objects.of(by).open().filter(pk=endpoint.pk).update(ended_at=clock.now()):
        audit.record("webhook.closed", endpoint, by=by.user, clinic=by.clinic)


def tell(clinic: Clinic, event: Event, target: UUID, about: Mapping[str, UUID] | None = None) -> None:
    """Within the transaction of what happened: whoever wanted to be told will be."""
    for endpoint in Endpoint.objects.in_clinic(clinic).open():
        if event in endpoint.events:
            delivery = Delivery.objects.create(
                endpoint=endpoint,
                event=event,
                target=target,
                about={name: str(pk) for name, pk in (about or {}).items()},
                created_at=clock.now(),
            )
            jobs.start(delivery)


@transaction.atomic
def send_again(by: Membership, delivery: Delivery) -> None:
    """Of what was given up."""
    waiting = {"state": Work.State.WAITING, "attempts": 0, "not_before": None, "failure": "", "finished_at": None}
    if Delivery.objects.of(by).dead().filter(pk=delivery.pk, endpoint__ended_at=None).update(**waiting):
        delivery.refresh_from_db()
        jobs.start(delivery)
        audit.record("webhook.sent-again", delivery, by=by.user, clinic=by.clinic)
