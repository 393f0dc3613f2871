"""`{{ words|said }}`: the engine's words in the reader's language."""

from django import template

from kindao.engine.vocabulary import Words
from kindao.web.cases.forms import SPECIALTY
from kindao.web.cases.said import said as in_their_language

register = template.Library()


@register.filter
def said(words: Words | str | None) -> str:
    return in_their_language(words) if isinstance(words, Words) else (words or "")


@register.filter
def specialty(written: str) -> str:
    return in_their_language(SPECIALTY[written]) if written in SPECIALTY else written


@register.filter
def at(table: dict[object, object], key: object) -> object:
    """The value under a key that is a variable; "" where there is none."""
    return table.get(key, "") if hasattr(table, "get") else ""
