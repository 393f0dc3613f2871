"""What a worker does with one delivery: says it, signed, once the receiver takes it."""

import hmac
import json
from datetime import UTC

from django.db import transaction

from kindao import clock
from kindao.engine.errors import Failed, KindaoError
from kindao.web.api import hooks, reaching
from kindao.web.api.models import Delivery
from kindao.web.review.leases import Lease

FRESH_FOR = 300  # seconds: a receiver refuses what was signed longer ago (docs/api.md)


def signature(secret: bytes, at: int, body: bytes) -> str:
    """HMAC-SHA256 over "SECONDS.BODY", hexadecimal: who changes either, or sends it later again, is found out."""
    return hmac.digest(secret, f"{at}.".encode() + body, "sha256").hex()


def body_of(delivery: Delivery) -> bytes:
    told = {
        "id": str(delivery.pk),
        "event": delivery.event,
        "at": delivery.created_at.astimezone(UTC).isoformat(),
        "clinic": str(delivery.endpoint.clinic_id),
        delivery.event.partition(".")[0]: str(delivery.target),
        **delivery.about,
    }
    return json.dumps(told, sort_keys=True).encode()


def deliver(lease: Lease, delivery: Delivery) -> None:
    """Raises Failed where the receiver did not take it: it is tried again."""
    endpoint = delivery.endpoint
    if endpoint.ended_at is not None:
        _done(lease, delivery, None)
        return
    at, body = int(clock.now().timestamp()), body_of(delivery)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Kindao",
        "Kindao-Event": delivery.event,
        "Kindao-Delivery": str(delivery.pk),
        "Kindao-Signature": f"t={at},v1={signature(hooks.secret_of(endpoint), at, body)}",
    }
    try:
        status = reaching.post(endpoint.address, body, headers)
    except (KindaoError, OSError) as error:
        raise _not_taken() from error
    if not 200 <= status < 300:
        Delivery.objects.filter(pk=delivery.pk).update(status=status)
        raise _not_taken()
    _done(lease, delivery, status)


def _not_taken() -> Failed:
    return Failed("the receiver did not take it", hint="See that it answers with a status from 200 to 299")


@transaction.atomic
def _done(lease: Lease, delivery: Delivery, status: int | None) -> None:
    lease.done(status=status)
