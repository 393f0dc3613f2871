"""`{{ term|ends }}`: by when a clock of the law ends, in words; `{{ told|extended }}`: were it extended."""

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kindao.engine.policy.consent import VIETNAM
from kindao.engine.vocabulary import Destination, Purpose, Words
from kindao.page import terms
from kindao.page.wording import DESTINATION, PURPOSE
from kindao.web.cases.said import said
from kindao.web.review.models import Use
from kindao.web.rights.clocks import Term
from kindao.web.rights.keeping import KEPT
from kindao.web.rights.models import Kind, RightsRequest
from kindao.web.rights.own import ScopeShown
from kindao.web.rights.running import Told, when

register = template.Library()


@register.filter
def ends(term: Term) -> Words:
    return when(term)


@register.filter
def places_said(scope: ScopeShown) -> str:
    """The places of a scope for which it counts, in the reader's language."""
    return ", ".join(said(place.name) for place in scope.places if place.stands)


@register.filter
def request_said(request: RightsRequest) -> str:
    """What is asked for; of a withdrawal also what was taken back, and of one consent when it had been signed: two of
    them are told apart."""
    kind = str(request.get_kind_display())
    ended = _ended(request)
    if not ended:
        return kind
    purposes = dict.fromkeys(said(PURPOSE[Purpose(purpose)]) for purpose, places in ended)
    where = dict.fromkeys(said(DESTINATION[Destination(place)]) for purpose, places in ended for place in places)
    said_ = f"{kind}: {', '.join([*purposes, *where])}"
    if request.consent is None:
        return said_
    return f"{said_} ({date_format(request.consent.signed_at.astimezone(VIETNAM), 'SHORT_DATE_FORMAT')})"


def _ended(request: RightsRequest) -> list[tuple[str, list[str]]]:
    """Purposes and places that the request says; of an older one those that were agreed to once."""
    if request.kind != Kind.WITHDRAW:
        return []
    received = next((one for one in request.events.all() if one.what == "received"), None)
    if received is not None and (told := received.facts.get("ended")):
        return [(purpose, places) for purpose, places in told]
    consent = request.consent
    if consent is None:
        return []
    agreed = {event.scope_id for event in consent.events.filter(what__in=("given", "withdrawn"))}
    return [
        (scope.purpose, consent.record["scopes"][scope.number]["destinations"])
        for scope in consent.scopes.all()
        if scope.pk in agreed
    ]


@register.filter
def use_said(use: Use) -> str:
    """Purpose and place of a use."""
    return f"{said(PURPOSE[Purpose(use.purpose)])}, {said(DESTINATION[Destination(use.destination)])}"


@register.filter
def late_said(one: Told) -> str:
    """That the clinic is late, in the case in which it is."""
    late = _("The clinic is late. You can complain.")
    return f"{said(one.condition)}: {late[:1].lower()}{late[1:]}" if one.condition else late


@register.filter
def refused_under(request: RightsRequest) -> Words | str:
    """The article of a refusal; of a record that is kept, in both languages."""
    event = request.events.filter(what="refused").first()
    keeping = KEPT.get(str(event.facts.get("kept", ""))) if event else None
    return keeping.article if keeping else request.refused_article


@register.filter
def extended(one: Told) -> Words:
    return when(one.main_extended) if one.main_extended else terms.NOW
