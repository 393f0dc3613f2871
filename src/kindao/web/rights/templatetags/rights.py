"""`{{ term|ends }}`: by when a clock of the law ends, in words; `{{ told|extended }}`: were it extended."""

from django import template

from kindao.engine.vocabulary import Words
from kindao.page import terms
from kindao.web.rights.clocks import Term
from kindao.web.rights.keeping import KEPT
from kindao.web.rights.models import RightsRequest
from kindao.web.rights.running import Told, when

register = template.Library()


@register.filter
def ends(term: Term) -> Words:
    return when(term)


@register.filter
def refused_under(request: RightsRequest) -> Words | str:
    """The article of a refusal; of a record that is kept, in both languages."""
    event = request.events.filter(what="refused").first()
    keeping = KEPT.get(str(event.facts.get("kept", ""))) if event else None
    return keeping.article if keeping else request.refused_article


@register.filter
def extended(one: Told) -> Words:
    return when(one.main_extended) if one.main_extended else terms.NOW
