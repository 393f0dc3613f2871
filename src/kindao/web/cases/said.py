"""The engine's words in the language of whoever reads."""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from django.utils.functional import lazy
from django.utils.translation import get_language

from kindao.engine.errors import KindaoError
from kindao.engine.policy.consent import DATA
from kindao.engine.vocabulary import Words

E = TypeVar("E", bound=StrEnum)


def language() -> str:
    return "en" if (get_language() or "vi").startswith("en") else "vi"


def said(words: Words) -> str:
    """On the desk: without what only whoever writes files or commands can use."""
    return for_people(words[language()])


COMMAND = re.compile(
    r"\s*(?:Hãy cài đặt|Install it): pip install '[^']*'\.?"
    r"|(?:, then| rồi hỏi lại:)[^.;]*\bkindao (?:consent|law) [^.\n]*"
)
CODED = {f"{one.value} ({word})": word for one, words in DATA.items() for word in (words.vi, words.en)}


def for_people(sentence: str) -> str:
    """Without the commands that install what is missing or look at a file, and without the codes of a consent file."""
    for coded, word in CODED.items():
        sentence = sentence.replace(coded, word)
    return COMMAND.sub("", sentence)


_later = lazy(said, str)


def choices(table: Mapping[E, Words], only: Iterable[E] | None = None) -> list[tuple[str, Any]]:
    """For a form's field: each value with its words, in the order of the table."""
    kept = set(only) if only is not None else set(table)
    return [(value.value, _later(words)) for value, words in table.items() if value in kept]


def named(table: Mapping[str, Words]) -> list[tuple[str, Any]]:
    """The same of plain words."""
    return [(value, _later(words)) for value, words in table.items()]


def refusal(error: KindaoError) -> str:
    """What an error says to whoever reads, as whole sentences; the page makes the first letter a capital."""
    return closed(COMMAND.sub("", (error.vi or str(error)) if language() == "vi" else str(error)))


def closed(words: str) -> str:
    """Ended as a sentence; "" stays."""
    return words if not words or words.endswith((".", "?", "!", "…")) else f"{words}."
