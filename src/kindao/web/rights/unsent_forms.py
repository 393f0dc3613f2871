"""What is kept of the forms of somebody's own page when it comes too late, and how it is said. *Is it me?* is not
among them: its signs are compared and forgotten."""

from typing import Any

from django.utils.translation import gettext as _

from kindao.web.cases.said import said
from kindao.web.door.models import Link
from kindao.web.door.unsent import Form, Sent
from kindao.web.rights import own
from kindao.web.rights.asking_words import ASKED, asked
from kindao.web.rights.models import Kind


def _all(link: Link, given: dict[str, Any], sent: Sent) -> str:
    return _("Take everything back")


def _one(link: Link, given: dict[str, Any], sent: Sent) -> str:
    """One consent, one purpose of it, or one place."""
    number, place = given.get("number"), given.get("place")
    what = [
        f"{said(scope.purpose)} ({', '.join(said(one.name) for one in scope.places if place in (None, one.value))})"
        for consent in own.consents(link.person)
        if consent.consent.pk == given["pk"]
        for scope in consent.scopes
        if number in (None, scope.scope.number)
    ]
    return _("Take back: %(what)s") % {"what": "; ".join(what)} if what else _("Take an answer back")


def _right(link: Link, given: dict[str, Any], sent: Sent) -> str:
    kind = given["kind"]
    return said(asked(Kind(kind), link.person).title) if kind in ASKED else _("A request to the clinic")


def _lift(link: Link, given: dict[str, Any], sent: Sent) -> str:
    return _("End the pause")


def _copy(link: Link, given: dict[str, Any], sent: Sent) -> str:
    return _("Save my copy on this phone")


FORMS = {
    "rights:withdraw_all": Form(_all, first=True),
    "rights:withdraw": Form(_one, first=True),
    "rights:withdraw_scope": Form(_one, first=True),
    "rights:withdraw_place": Form(_one, first=True),
    "rights:ask": Form(_right),
    "rights:lift": Form(_lift),
    "rights:fetch_copy": Form(_copy),
}
