"""What people type: a text of nothing that shows is no text, and no text holds the character NUL: of a form it is left
out, for with it a long form would be refused whole; of an address it is refused."""

import unicodedata
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict

from kindao.engine.errors import BadInput
from kindao.web.clinics.refusals import refused

BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters and a symbol, by Unicode's word, that show nothing
NUL = "\0"


def shows(text: str) -> bool:
    """Whether a letter, figure, punctuation mark or symbol stands in it; marks alone, controls, characters of format
    and white space show nothing (Unicode 15, general categories)."""
    return any(unicodedata.category(one)[0] in "LNPS" and one not in BLANK for one in text)


def typed(text: str) -> str:
    """As it was typed, without NUL; "" for what shows nothing. White space alone is left to whoever asks for the
    text."""
    text = text.replace(NUL, "")
    return text if not text.strip() or shows(text) else ""


class TypedMiddleware:
    """All that a form sends. Databases refuse NUL, and a reason that nobody can see is none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if getattr(view, "by_token", False):  # the API's shapes say what a text may be
            return None
        asked = (text for name, texts in request.GET.lists() for text in (name, *texts))
        if any(NUL in text for text in (request.path, *asked, *request.POST)):
            error = BadInput("what was typed holds a character that nobody sees (NUL)", hint="Type it anew")
            return refused(request, error)
        if any(typed(text) != text for _, texts in request.POST.lists() for text in texts):
            request.POST = _as_typed(request.POST)  # type: ignore[assignment]  # Django hands out the same class
        return None


def _as_typed(sent: QueryDict) -> QueryDict:
    kept = sent.copy()
    for name, texts in sent.lists():
        kept.setlist(name, [typed(text) for text in texts])
    kept._mutable = False
    return kept
