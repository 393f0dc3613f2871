"""The front page: each role starts where its work is. And what is shown where there is no page."""

import logging
import sys

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
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

log = logging.getLogger("kindao.desk")
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


def bad(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What no page of ours sends, or more than may be sent at once (413)."""
    large = isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    return HttpResponse(render_to_string("ui/bad.html", {"large": large}), status=413 if large else 400)


def broke(request: HttpRequest) -> HttpResponse:
    """Our own failure, or a database that is gone (503). The page asks neither user nor database for anything."""
    error = sys.exc_info()[1]
    gone = isinstance(error, OperationalError | InterfaceError)
    log.error("an answer failed", exc_info=error)
    return HttpResponse(render_to_string("ui/broke.html", {"gone": gone}), status=503 if gone else 500)


def stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose page is too old, or that came from elsewhere."""
    return render(request, "ui/stale.html", status=403)
