"""What is kept about releases, in words: why, where, what a look found."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

from kindao.engine.vocabulary import Destination, Words
from kindao.web.cases.said import closed, said
from kindao.web.releases import naming, seeing
from kindao.web.releases.addresses import host_of
from kindao.web.releases.connectors.base import Place
from kindao.web.releases.models import Account, CopyState, Probe, PublicCopy, Release, ReplayFinding, Seen, Takedown

register = template.Library()


@register.simple_tag(takes_context=True)
def called(context: Any, account: Account) -> str:
    """What an account is called; where another of the clinic is called so, with what tells it from that. The clinic's
    accounts are asked for once in a page."""
    request = context["request"]
    if not hasattr(request, "accounts_named"):
        request.accounts_named = naming.names(Account.objects.of(request.membership))
    return str(request.accounts_named.get(account.pk, account.called))


@register.filter
def why(row: Release | ReplayFinding) -> str:
    """Why it did not go out, waits, or is not permitted any more; "" where nothing is said."""
    return _in(row.why_vi, row.why_en)


@register.filter
def hindered(row: Release) -> str:
    """Why what waits will not go out as things are; "" where nothing hinders it."""
    no = seeing.hindered(row)
    return said(no) if no else ""


@register.filter
def unposted(row: Release) -> str:
    """Why what somebody downloaded must not be posted; "" where it may be, or is known to be somewhere."""
    no = seeing.unposted(row)
    return said(no) if no else ""


@register.filter
def waits_for_officer(row: Release) -> bool:
    """Whether what must not be posted is only doubted."""
    return seeing.waits_for_officer(row)


@register.filter
def trouble(row: Account | Takedown) -> str:
    """What the last try met; "" where nothing."""
    return _in(row.trouble_vi, row.trouble_en)


@register.filter
def because(row: Takedown) -> str:
    """The rule by which it was ordered down; "" where none was asked."""
    return _in(row.because_vi, row.because_en)


def _in(vi: str, en: str) -> str:
    told = closed(said(Words(vi or en, en or vi)))
    return told[:1].upper() + told[1:]


@register.filter
def state(copy: PublicCopy) -> str:
    """Where it is, and by whose word; seen is what a look saw."""
    match copy.state:
        case CopyState.PLATFORM_GONE if copy.done_by_id is not None:
            return _("A person says it is gone")
        case CopyState.PLATFORM_GONE | CopyState.DELETE_ASKED if _is_seen_since(copy):
            return _("Still seen after the deletion")
        case CopyState.LIVE if copy.last_seen == Seen.GONE:
            return _("Not seen there")
        case CopyState.LIVE if not copy.looked_at:
            return _("Said to be there")
        case CopyState.LIVE if copy.last_seen != Seen.THERE:
            return _("Said to be there; the look could not tell")
    return str(copy.get_state_display())


@register.filter
def shade(copy: PublicCopy) -> str:
    """Its state, as the colours name it: what is only said is no colour's."""
    return "said" if copy.state == CopyState.LIVE and copy.last_seen != Seen.THERE else copy.state


def _is_seen_since(copy: PublicCopy) -> bool:
    """By a look after the platform was asked: it said so of the post, and what shows it beside is no part of that."""
    looked = copy.asked_at is not None and copy.looked_at is not None and copy.looked_at > copy.asked_at
    return looked and copy.last_seen == Seen.THERE


@register.filter
def place(copy: PublicCopy) -> str:
    return said(seeing.PLACE[Place(copy.place)])


@register.filter
def is_beside(copy: PublicCopy, account: Account) -> bool:
    """Whether it lies on another host than the clinic's site that told of it: a service keeps it."""
    at_site = account.destination == Destination.WEBSITE and account.address and copy.found_by != "person"
    return bool(at_site and copy.address.startswith("http") and host_of(copy.address) != host_of(account.address))


@register.filter
def saw(probe: Probe) -> str:
    return said(seeing.SEEN[Seen(probe.seen)])


@register.filter
def on_the_web(address: str) -> bool:
    """Whether it is an address that a browser opens: never one that runs something."""
    return address.startswith(("https://", "http://"))
