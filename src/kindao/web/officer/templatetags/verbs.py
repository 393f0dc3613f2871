"""`{{ event.verb|verb }}`: what was done, in words; `|kind` to what, `|actor` by whom, `|facts_told` with what."""

from collections.abc import Mapping

from django import template

from kindao.web.cases.said import said
from kindao.web.officer import verbs

register = template.Library()


@register.filter
def verb(kept: str) -> str:
    return said(verbs.VERBS[kept]) if kept in verbs.VERBS else kept


@register.filter
def kind(kept: str) -> str:
    """What an event is about, or who did it where that is no colleague, by its label."""
    return said(verbs.KINDS[kept]) if kept in verbs.KINDS else kept


@register.filter
def actor(kept: str) -> str:
    """ "door.link:ID" as "patient's link ID"."""
    label, _, pk = kept.partition(":")
    return f"{kind(label)} {pk}".strip()


@register.filter
def facts_told(facts: Mapping[str, object]) -> str:
    return verbs.told(facts)
