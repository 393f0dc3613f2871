"""One-time codes: sent, tried, used once. Whoever may guess, and how often, is said here."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext, override

from kindao import clock
from kindao.web import audit
from kindao.web.door import counting, reaching, sending
from kindao.web.door.counting import Limit
from kindao.web.door.models import GOOD_FOR, Code, Link, Visit, keyed

DIGITS = 6
LASTS = GOOD_FOR + timedelta(minutes=5)  # what it is good for begins when it is sent, and tries go on for minutes
SENT = (Limit(1, 30), Limit(5, 3600), Limit(15, 24 * 3600))  # codes of one link: at most 75 guesses a day
TRIED = Limit(20, 3600)  # wrong codes of one link from one network address, after which none is sent from there
UNKNOWN_FROM = Limit(60, 3600)  # links that lead nowhere, from one network address
LOOKED_UP_FROM = Limit(120, 3600)  # whether pictures are released with consent: anybody may ask, nobody tries them all


def unknown_from(address: str) -> int:
    """Somebody at this network address opened a link that leads nowhere; counts it. Gives for how many seconds further
    ones are refused. Links that stand are open to everybody there all the same: many share an address."""
    if wait := counting.wait("unknown", address, UNKNOWN_FROM):
        return wait
    counting.count("unknown", address, UNKNOWN_FROM)
    return 0


def looks_up_too_much(address: str) -> bool:
    """Whether somebody at this network address has looked up very many releases; counts it."""
    if counting.wait("looked-up", address, LOOKED_UP_FROM):
        return True
    counting.count("looked-up", address, LOOKED_UP_FROM)
    return False


def _pair(link: Link, address: str) -> str:
    return f"{link.pk} {address}"


def wait_to_send(link: Link, address: str) -> int:
    """For how many seconds no further code is sent for this link; 0: one may be. Asking counts nothing."""
    waits = [counting.wait("sent", str(link.pk), limit) for limit in SENT]
    return max(*waits, counting.wait("tried", _pair(link, address), TRIED))


def on_its_way(link: Link) -> int:
    """For how many seconds none is sent because one was sent just now; 0: that is no reason."""
    return counting.wait("sent", str(link.pk), SENT[0])


def last_of(link: Link) -> Code | None:
    """The code that was sent last, whatever became of it."""
    return link.codes.order_by("-made_at").first()


@transaction.atomic
def ask(link: Link, address: str) -> int:
    """Have a code sent, unless that was too often. Gives for how many seconds none is sent; 0: it is on its way.

    address: from where it is asked for."""
    Link.objects.select_for_update().get(pk=link.pk)  # two taps: one after the other
    if wait := wait_to_send(link, address):
        return wait
    if send(link) is not None:
        for limit in SENT:
            counting.count("sent", str(link.pk), limit)
    return 0


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
        counting.count("tried", _pair(link, address), TRIED)
        return None
    if not digits.isascii() or not constant_time_compare(code.digest, _digest(code, digits)):
        counting.count("tried", _pair(link, address), TRIED)
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
