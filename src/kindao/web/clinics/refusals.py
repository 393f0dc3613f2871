"""The one place where the desk turns what Kindao refuses into a page: what is wrong, what to do, the right status."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language

from kindao.engine.errors import BadInput, Erased, KindaoError, Unreadable

STATUS: tuple[tuple[type[KindaoError], int], ...] = ((Erased, 410), (Unreadable, 422), (BadInput, 422))
OURS = 503  # something is missing or broke here


class RefusalMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return refused(request, error) if isinstance(error, KindaoError) else None


def refused(request: HttpRequest, error: KindaoError) -> HttpResponse:
    """A page, or for a script that asks for JSON an object with the sentence."""
    status = next((status for kind, status in STATUS if isinstance(error, kind)), OURS)
    vietnamese = not (get_language() or "vi").startswith("en")
    sentence = (error.vi or str(error)) if vietnamese else str(error)
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"error": sentence}, status=status)
    return render(request, "clinics/refused.html", {"sentence": sentence}, status=status)
