"""The front page: each role starts where its work is. And what is shown where there is no page."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.i18n import set_language as django_set_language

from kindao.page.wording import DESTINATION, PURPOSE
from kindao.web.cases.views import DESK
from kindao.web.clinics.access import public, role_required
from kindao.web.clinics.middleware import DeskRequest
from kindao.web.ui import starting

set_language = public("who signs in reads, too")(django_set_language)


@role_required()
def home(request: DeskRequest) -> HttpResponse:
    by = request.membership
    at_desk = by.role in DESK
    given = {
        "membership": by,
        "at_desk": at_desk,
        "alone": starting.alone(by),
        "waiting": starting.waiting(by),
        "patients": starting.patients_of_late(by) if at_desk else [],
        "uses": starting.asked_of_late(by) if at_desk else [],
        "PURPOSE": PURPOSE,
        "DESTINATION": DESTINATION,
    }
    return render(request, "ui/home.html", given)


def broke(request: HttpRequest) -> HttpResponse:
    """Our own failure, or a database that is gone (503). The page asks neither user nor database for anything."""
    gone = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    return HttpResponse(render_to_string("ui/broke.html", {"gone": gone}), status=503 if gone else 500)


def stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose page is too old, or that came from elsewhere."""
    return render(request, "ui/stale.html", status=403)
