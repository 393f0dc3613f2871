"""`{{ term|ends }}`: by when a clock of the law ends, in words; `{{ told|extended }}`: were it extended."""

from django import template
from django.utils.formats import date_format

from kindao.engine.policy.consent import VIETNAM
from kindao.engine.vocabulary import Destination, Purpose, Words
from kindao.page import terms
from kindao.page.wording import DESTINATION, PURPOSE
from kindao.web.cases.said import said
from kindao.web.consent.models import Consent
from kindao.web.rights.clocks import Term
from kindao.web.rights.keeping import KEPT
from kindao.web.rights.models import RightsRequest
from kindao.web.rights.own import ScopeShown
from kindao.web.rights.running import Told, when

register = template.Library()


@register.filter
def ends(term: Term) -> Words:
    return when(term)


@register.filter
def places_said(scope: ScopeShown) -> str:
    """The places of a scope that are not taken back, in the reader's language."""
    return ", ".join(said(place.name) for place in scope.places if not place.taken_back)


@register.filter
def consent_said(consent: Consent) -> str:
    """What a consent was for, and when it was signed: two of them are told apart."""
    purposes = dict.fromkeys(said(PURPOSE[Purpose(one["purpose"])]) for one in consent.record["scopes"])
    places = dict.fromkeys(
        said(DESTINATION[Destination(place)]) for one in consent.record["scopes"] for place in one["destinations"]
    )
    day = date_format(consent.signed_at.astimezone(VIETNAM), "SHORT_DATE_FORMAT")
    return f"{', '.join(purposes)}, {', '.join(places)} ({day})"


@register.filter
def refused_under(request: RightsRequest) -> Words | str:
    """The article of a refusal; of a record that is kept, in both languages."""
    event = request.events.filter(what="refused").first()
    keeping = KEPT.get(str(event.facts.get("kept", ""))) if event else None
    return keeping.article if keeping else request.refused_article


@register.filter
def extended(one: Told) -> Words:
    return when(one.main_extended) if one.main_extended else terms.NOW
