"""One-time codes: sent, tried, used once. Whoever may guess, and how often, is said here."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext, override

from kindao import clock
from kindao.web import audit
from kindao.web.door import reaching, sending
from kindao.web.door.models import Code, Link, Visit, keyed

DIGITS = 6
LASTS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Limit:
    """So often within so many seconds."""

    times: int
    within: int


SENT = (Limit(1, 30), Limit(5, 3600), Limit(15, 24 * 3600))  # codes of one link
TRIED_FROM = Limit(60, 3600)  # wrong codes and unknown links from one network address
ASKED_FROM = Limit(60, 3600)  # codes sent on behalf of one network address: a waiting room shares one
LOOKED_UP_FROM = Limit(120, 3600)  # whether pictures are released with consent: anybody may ask, nobody tries them all


def _counted(name: str, value: str, limit: Limit) -> int:
    """How often it happened within the time, this time included."""
    key = f"door:{name}:{limit.within}:{keyed('limit', value)[:32]}"
    cache.add(key, 0, limit.within)
    try:
        return cache.incr(key)
    except ValueError:  # it ran out between the two
        cache.set(key, 1, limit.within)
        return 1


def _happened(name: str, value: str, limit: Limit) -> int:
    return int(cache.get(f"door:{name}:{limit.within}:{keyed('limit', value)[:32]}", 0))


def tries_too_much(address: str) -> bool:
    return _happened("tried", address, TRIED_FROM) >= TRIED_FROM.times


def failed_from(address: str) -> None:
    """Somebody at this network address had a wrong code, or a link that isn't one."""
    _counted("tried", address, TRIED_FROM)


def looks_up_too_much(address: str) -> bool:
    """Whether somebody at this network address has looked up very many releases; counts it."""
    return _counted("looked-up", address, LOOKED_UP_FROM) > LOOKED_UP_FROM.times


def may_send(link: Link, address: str) -> bool:
    """Whether another code may be sent now; counts it."""
    if _counted("asked", address, ASKED_FROM) > ASKED_FROM.times:
        return False
    return all(_counted("sent", str(link.pk), limit) <= limit.times for limit in SENT)


@transaction.atomic
def send(link: Link) -> Code | None:
    """Make a code and have it sent; those before it end. None where the clinic no longer holds what it would go to."""
    ways = reaching.contacts(reaching.whom(link))
    if not ways:
        return None
    contact, now = ways[0], clock.now()
    Link.objects.select_for_update().get(pk=link.pk)  # two taps: one code after the other
    Code.objects.filter(link=link, used_at=None, ended_at=None).update(ended_at=now)
    digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    code = Code(link=link, channel=contact.channel, made_at=now, ends_at=now + LASTS)
    code.digest = _digest(code, digits)
    code.save(force_insert=True)
    with override("vi"):
        text = gettext("%(code)s is your code for %(clinic)s. It holds for 10 minutes. Tell it to nobody, not even us.")
    sending.post(link, contact, text % {"code": digits, "clinic": link.clinic.name}, code=code)
    audit.record("door.code-sent", link, by=None, clinic=link.clinic, facts={"channel": str(contact.channel)})
    return code


def _digest(code: Code, digits: str) -> str:
    return keyed("code", f"{code.pk}:{digits}")


def enter(link: Link, typed: str, *, address: str, by_staff: bool) -> Visit | None:
    """The visit that begins with this code; None for a wrong one, one that is over, was used or was tried too often.

    address: from where, kept as a keyed digest. by_staff: in a browser where somebody of the desk is signed in."""
    digits = "".join(one for one in typed if one.isdecimal())
    # Counted before it is compared: guesses that come at once are counted as well.
    code = link.codes.open().order_by("-made_at").first()
    if code is None or not Code.objects.open().filter(pk=code.pk).update(attempts=F("attempts") + 1):
        failed_from(address)
        return None
    if not digits.isascii() or not constant_time_compare(code.digest, _digest(code, digits)):
        failed_from(address)
        audit.record("door.code-refused", link, by=None, clinic=link.clinic, facts={"attempt": code.attempts + 1})
        return None
    return _begun(link, code, address, by_staff)


@transaction.atomic
def _begun(link: Link, code: Code, address: str, by_staff: bool) -> Visit | None:
    now = clock.now()
    if not Code.objects.filter(pk=code.pk, used_at=None, ended_at=None, ends_at__gt=now).update(used_at=now):
        return None  # the same code twice at once: one of them is in
    code.used_at = now
    visit = Visit.objects.create(link=link, code=code, at=now, from_address=keyed("from", address), by_staff=by_staff)
    audit.record("door.entered", link, by=link, clinic=link.clinic, facts={"channel": code.channel})
    return visit
