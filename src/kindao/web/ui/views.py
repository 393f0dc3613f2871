"""The front page: each role starts where its work is. And what is shown where there is no page."""

import logging
import sys

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.views.defaults import page_not_found
from django.views.i18n import set_language as django_set_language

from kindao.page.wording import DESTINATION, PURPOSE
from kindao.web.cases.views import DESK
from kindao.web.clinics.access import public, role_required
from kindao.web.clinics.middleware import DeskRequest
from kindao.web.clinics.models import GUARDED
from kindao.web.clinics.refusals import astray
from kindao.web.ui import starting
from kindao.web.vault import blobs

log = logging.getLogger("kindao.desk")
FULL = (
    _("The disk is full"),
    _(
        "Nothing was changed, and nothing that was saved is lost. Whoever runs the installation makes room on its disk;"
        " then try again."
    ),
)
GONE = (
    _("The database can't be reached"),
    _(
        "Nothing that was saved is lost. In a minute look whether your last step was kept, before you do it again;"
        " whoever runs the installation finds the cause in its log."
    ),
)
OURS = (
    _("Our own failure"),
    _(
        "Look whether your last step was kept, before you do it again. If it happens once more, tell whoever runs the"
        " installation when it was."
    ),
)
set_language = public("who signs in reads, too")(django_set_language)


@role_required()
def home(request: DeskRequest) -> HttpResponse:
    by = request.membership
    at_desk = by.role in DESK
    given = {
        "membership": by,
        "at_desk": at_desk,
        "alone": starting.alone(by),
        "unreached": by.role in GUARDED and not by.clinic.is_reached,
        "waiting": starting.waiting(by),
        "patients": starting.patients_of_late(by) if at_desk else [],
        "uses": starting.asked_of_late(by) if at_desk else [],
        "PURPOSE": PURPOSE,
        "DESTINATION": DESTINATION,
    }
    return render(request, "ui/home.html", given)


def lost(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return astray(request, "gone", 404) or page_not_found(request, exception or Http404())


def bad(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What no page of ours sends, or more than may be sent at once (413)."""
    large = isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    if answer := astray(request, "large" if large else "bad", 413 if large else 400):
        return answer
    return HttpResponse(render_to_string("ui/bad.html", {"large": large}), status=413 if large else 400)


def broke(request: HttpRequest) -> HttpResponse:
    """Our own failure, a full disk, or a database that is gone (503). The page asks neither user nor database for
    anything. A script that asks for JSON is told what it is, and says itself what it does about it."""
    error = sys.exc_info()[1]
    full = blobs.is_full(error)
    gone = isinstance(error, OperationalError | InterfaceError)
    status = 503 if gone or full else 500
    log.error("an answer failed: the disk is full" if full else "an answer failed", exc_info=error)
    if answer := astray(request, "broke", status, gone=gone):
        return answer
    title, text = FULL if full else GONE if gone else OURS
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"error": f"{title}."}, status=status)
    return HttpResponse(render_to_string("ui/broke.html", {"title": title, "text": text}), status=status)


def stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose page is too old, or that came from elsewhere."""
    return astray(request, "stale", 403) or render(request, "ui/stale.html", status=403)
