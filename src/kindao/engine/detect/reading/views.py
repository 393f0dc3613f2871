"""A text as it may be meant, besides as it stands: without what is drawn between its letters.

People part the letters of a name or number with pictures and signs that no pattern knows (Tuấn 💪 Anh, 0912💕345💕678),
and write an address of the web with blanks. This is dropped here, once, before any pattern looks; what is found keeps
its place in the text."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kindao.engine.detect.reading.found import Found

_DOTS = "·•‧∙●○◦▪■…"
_FLAGS = {0x1F1E6 + n: ord("A") + n for n in range(26)}  # 🇲🇦🇮 is Mai as well as three halves of flags
_SITE = re.compile(
    r"(?i)\b(?:facebook|fb|instagram|instagr|tiktok|zalo|threads|youtube|youtu|twitter|linkedin|t|m|wa)\b"
    r"(?P<dot>\s*[.(\[]\s*(?:dot|chấm)?\s*[.)\]]?\s*)(?P<end>com|me|net|be|am|watch)\b(?P<slash>\s*/\s*@?\s*)(?=\w)"
)


@dataclass(frozen=True, slots=True)
class View:
    """One way to take a text; at: index into the text of each of its letters, and the text's length at the end."""

    text: str
    at: tuple[int, ...]

    def found(self, one: Found) -> Found:
        """The same in the text as it stands."""
        return replace(one, start=self.at[one.start], end=self.at[one.end - 1] + 1)

    def changed(self, parts: list[tuple[int, int, str]]) -> "View":
        """With these parts, start and end, replaced by as many letters or fewer."""
        text, at, last = "", list[int](), 0
        for start, end, letters in parts:
            text += self.text[last:start] + letters
            at += [*self.at[last:start], *self.at[start : start + len(letters)]]
            last = end
        return View(text + self.text[last:], (*at, *self.at[last:]))


def views(text: str) -> Iterator[View]:
    """The text as it stands, then, where that is another, with signs as blanks and without those inside words;
    then the same with the letters of flags as letters."""
    seen = set[str]()
    for spelt in (text, text.translate(_FLAGS)):
        first = View(spelt, tuple(range(len(text) + 1)))
        for view in (first, *(_linked(_without_signs(first, inside)) for inside in (" ", ""))):
            if view.text not in seen:
                seen.add(view.text)
                yield view


def _without_signs(view: View, inside: str) -> View:
    """inside: what stands for signs right between two letters."""
    parts: list[tuple[int, int, str]] = []
    for first, last in _signs(view.text):
        start, end = first, last
        beside = start and end < len(view.text) and view.text[start - 1].isalnum() and view.text[end].isalnum()
        while not beside and start and view.text[start - 1] in " \t":
            start -= 1
        while not beside and end < len(view.text) and view.text[end] in " \t":
            end += 1
        if parts and start < parts[-1][1]:
            start = parts.pop()[0]
        parts.append((start, end, inside if beside else " "))
    return view.changed(parts)


def _signs(text: str) -> Iterator[tuple[int, int]]:
    start: int | None = None
    for index, letter in enumerate(text):
        if _sign(letter):
            start = index if start is None else start
        elif start is not None:
            if unicodedata.category(letter) in ("Cf", "Mn", "Me"):
                continue  # of the sign before it
            yield start, index
            start = None
    if start is not None:
        yield start, len(text)


def _sign(letter: str) -> bool:
    return letter in _DOTS or (
        letter > "\x7f"
        and unicodedata.category(letter) in ("So", "Sk")
        and unicodedata.normalize("NFKC", letter) == letter
    )


def _linked(view: View) -> View:
    """facebook . com / name in one."""
    parts: list[tuple[int, int, str]] = []
    for site in _SITE.finditer(view.text):
        parts += [(*site.span("dot"), "."), (*site.span("slash"), "/")]
    return view.changed(parts)
