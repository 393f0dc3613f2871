"""The one place where the desk turns what Kindao refuses into a page: what is wrong, what to do, the right status."""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language, override

from kindao.engine.errors import BadInput, Erased, KindaoError, Unreadable
from kindao.engine.vietnamese import in_vietnamese
from kindao.web.clinics import reached

STATUS: tuple[tuple[type[KindaoError], int], ...] = ((Erased, 410), (Unreadable, 422), (BadInput, 422))
OURS = 503  # something is missing or broke here

LOOK_UP = "/check/"
OF_PATIENTS = re.compile(rf"/p/[^/]+/|/your-rights/|{LOOK_UP}")


def patients_page(request: HttpRequest) -> str:
    """Where the patient's pages begin that this address is one of, "/p/TOKEN/" or what is open to all; "" of the desk:
    no error leads a patient to where staff signs in."""
    found = OF_PATIENTS.match(request.path)
    return found[0] if found else ""


def astray(
    request: HttpRequest, kind: str, status: int, error: KindaoError | None = None, *, gone: bool = False
) -> HttpResponse | None:
    """The page of a failure for a patient, who has pages to go back to, and no account; Vietnamese unless they chose
    otherwise, and with how the clinic is reached, where they may know which it is. Whoever looks a picture up is
    anybody, and reads the language of their browser. None at the desk.

    gone: the database is, and is not asked."""
    if not (back := patients_page(request)):
        return None
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    anybody = back == LOOK_UP
    told = get_language() if anybody else None
    language = chosen if chosen in dict(settings.LANGUAGES) else told or settings.LANGUAGE_CODE
    sentence = ((error.vi if language == "vi" else "") or str(error)) if error else ""
    clinic = None if gone else reached.of_page(request)
    given = {"kind": kind, "back": back, "anybody": anybody, "sentence": sentence, "clinic": clinic}
    if request.method in ("GET", "HEAD") and not gone:  # what was sent would be lost
        given |= {"here": request.get_full_path(), "csrf_token": get_token(request)}
    with override(language):
        page = render_to_string("clinics/astray.html", given)
    return HttpResponse(page, status=status)


class RefusalMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return refused(request, error) if isinstance(error, KindaoError) else None


def refused(request: HttpRequest, error: KindaoError) -> HttpResponse:
    """A page, or for a script that asks for JSON an object with the sentence. Of what broke here the hint stands by
    itself: beside what is sent the page says that it asks again."""
    status = next((status for kind, status in STATUS if isinstance(error, kind)), OURS)
    vietnamese = not (get_language() or "vi").startswith("en")
    sentence = (error.vi or str(error)) if vietnamese else str(error)
    if request.headers.get("Accept", "").startswith("application/json"):
        if status != OURS:
            return JsonResponse({"error": sentence}, status=status)
        told = (in_vietnamese(error.message) or error.vi) if vietnamese else ""
        hint = (in_vietnamese(error.hint) if vietnamese else "") or error.hint
        parts = {"error": told or error.message, "hint": hint}
        return JsonResponse({name: f"{one.rstrip('.')}." for name, one in parts.items() if one}, status=status)
    page = render(request, "clinics/refused.html", {"sentence": sentence}, status=status)
    return astray(request, "refused", status, error) or page
