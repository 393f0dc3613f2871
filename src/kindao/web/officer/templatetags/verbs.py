"""`{{ event.verb|verb }}`: what was done, in words."""

from collections.abc import Mapping

from django import template

from kindao.web.cases.said import said
from kindao.web.officer import verbs

register = template.Library()


@register.filter
def verb(kept: str) -> str:
    return said(verbs.VERBS[kept]) if kept in verbs.VERBS else kept


@register.filter
def facts_told(facts: Mapping[str, object]) -> str:
    return verbs.told(facts)
