"""What people type: a text of nothing that shows is no text, and no text holds the character NUL: of a form it is left
out, for with it a long form would be refused whole; of an address it is refused. What may come to stand in a consent's
record is kept as it is seen, whether it comes by a form (`LineField`) or by the API."""

import unicodedata
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext_lazy as _

from kindao.engine.errors import BadInput
from kindao.engine.policy.reading import seen
from kindao.web.clinics.refusals import refused

BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters and a symbol, by Unicode's word, that show nothing
NUL = "\0"
TURNED = _("This holds a character that turns the direction of writing. Type it again by hand.")
TURNS = frozenset("\u202b\u202e\u2067")  # right to left: as nothing that is typed here reads


def shows(text: str) -> bool:
    """Whether a letter, figure, punctuation mark or symbol stands in it; marks alone, controls, characters of format
    and white space show nothing (Unicode 15, general categories)."""
    return any(unicodedata.category(one)[0] in "LNPS" and one not in BLANK for one in text)


def typed(text: str) -> str:
    """As it was typed, without NUL; "" for what shows nothing. White space alone is left to whoever asks for the
    text."""
    text = text.replace(NUL, "")
    return text if not text.strip() or shows(text) else ""


def one_line(text: str) -> str:
    """As it is seen (`reading.seen`). Raises ValueError for a text that turns the direction of writing: it reads
    otherwise than it stands, and nobody can say what was meant."""
    if not TURNS.isdisjoint(text):
        raise ValueError("must not turn the direction of writing")
    return seen(text)


class LineField(forms.CharField):
    """One line that may come to stand in a record."""

    def to_python(self, value: Any) -> str:
        return self._seen(super().to_python(value) or "")

    def _seen(self, text: str) -> str:
        try:
            return one_line(text)
        except ValueError:
            return text  # which `validate` refuses

    def validate(self, value: Any) -> None:
        super().validate(value)
        if not TURNS.isdisjoint(value):
            raise ValidationError(TURNED, code="turned")


class LinesField(LineField):
    """Several, each as it is seen."""

    def _seen(self, text: str) -> str:
        return "\n".join(map(super()._seen, text.splitlines()))


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
