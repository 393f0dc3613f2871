"""`{{ term|ends }}`: by when a clock of the law ends, in words; `{{ term|extended }}`: were it extended."""

from django import template

from kindao.engine.vocabulary import Words
from kindao.page import terms
from kindao.web.rights.clocks import Term
from kindao.web.rights.running import when

register = template.Library()


@register.filter
def ends(term: Term) -> Words:
    return when(term)


@register.filter
def extended(term: Term | None) -> Words:
    later = term.running.if_extended if term else None
    return terms.whole_day(later) if later else terms.NOW
