"""What is kept of the forms of who is asked when it comes too late, and how it is said."""

from typing import Any

from django.utils.translation import gettext as _

from kindao.engine.vocabulary import Destination
from kindao.web.asking import words
from kindao.web.asking.readers import called, quoted
from kindao.web.cases.said import language
from kindao.web.consent.models import State
from kindao.web.door.models import Link
from kindao.web.door.unsent import Form, Sent

CHOICE = "choice-"


def _answer(link: Link, given: dict[str, Any], sent: Sent) -> str:
    """Every place with what was chosen for it."""
    labels = {State.GIVEN: _("Yes"), State.REFUSED: _("No"), State.DEFERRED: _("Not now")}
    chosen = [(name.removeprefix(CHOICE), value) for name, value in sent.fields if name.startswith(CHOICE)]
    places = {one.value: words.PLACE[one][language()] for one in Destination}
    told = [
        f"{places[place]}: {labels[State(value)]}" for place, value in chosen if place in places and value in labels
    ]
    return _for(link, _("Your answer: %(what)s") % {"what": "; ".join(told)} if told else _("Your answer"))


def _questions(link: Link, given: dict[str, Any], sent: Sent) -> str:
    return _("Your answers to the two questions")


def _sign(link: Link, given: dict[str, Any], sent: Sent) -> str:
    return _for(link, _("Your signature under your yes"))


def _for(link: Link, said: str) -> str:
    """Who answers for somebody sends it knowing for whom."""
    return f"{said} ({quoted(called(link.person.name))})" if link.guardianship_id else said


def _to_phone(link: Link, given: dict[str, Any], sent: Sent) -> str:
    return _("Send this link to my own phone")


def _own(link: Link, given: dict[str, Any], sent: Sent) -> str:
    return _("Open my own page: see everything, take it back")


FORMS = {
    "asking:page": Form(_answer),
    "asking:questions": Form(_questions),
    "asking:sign": Form(_sign),
    "asking:to_phone": Form(_to_phone),
    "asking:own": Form(_own),
}
