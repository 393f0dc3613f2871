"""Days as people write them: figures with any sign between, months by name or in Roman figures, Vietnamese words,
ordinals, an apostrophe before the year, the signs of East Asia. All on plain words."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from kindao.engine.detect.reading.numbers import DIGITS


@dataclass(frozen=True, slots=True)
class Day:
    """plain[start:end] is a day. year: 0 where none is said, below 100 where its century is not."""

    start: int
    end: int
    year: int
    month: int
    day: int
    named: bool = False  # by the month's name or in words: hardly anything else is written so


_EDGE, _STOP = r"(?<![^\W_])", r"(?![^\W_])"
_ONE = "mot|hai|ba|bon|tu|nam|lam|sau|bay|tam|chin"
_COUNT = rf"(?:(?:hai|ba) muoi(?: (?:{_ONE}))?|muoi(?: (?:{_ONE}))?|{_ONE}|\d{{1,2}})"
_MONTH = r"(?:muoi(?: mot| hai)?|gieng|chap|mot|hai|ba|tu|bon|nam|sau|bay|tam|chin|\d{1,2}|[ivx]{1,4})"
_TENS = rf"(?:{_ONE}) (?:muoi )?(?:{_ONE}|khong)|(?:{_ONE}) muoi"
_CENTURY = r"(?:mot chin|mot (?:nghin|ngan) chin tram|mot chin tram) "
_YEAR = rf"(?:(?:{_CENTURY})?(?:{_TENS})|\d{{4}}|['’‘´`]?\d{{2}})"
_NAMED = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TH = r"(?:st|nd|rd|th)?"
_SIGN = r"\s?[/.\-|·•∙\\_–—~]\s?"
_SHORT = r"['’‘´`]?"  # before a year without its century
_SIGNS = [unicodedata.normalize("NFKD", some) for some in ("年|년", "月|월", "日|号|號|일")]

_WITH_SIGNS = tuple(
    re.compile(rf"(?<![\d/.]){form}(?![/\d])")
    for form in (
        rf"(?P<d>\d{{1,2}}){_SIGN}(?P<m>\d{{1,2}}){_SIGN}(?P<y>\d{{4}}|{_SHORT}\d{{2}})",
        rf"(?P<y>\d{{4}}){_SIGN}(?P<m>\d{{1,2}}){_SIGN}(?P<d>\d{{1,2}})",
        rf"(?P<d>\d{{1,2}}){_SIGN}(?P<m>[ivx]{{1,4}}){_SIGN}(?P<y>\d{{4}}|['’‘´`]\d{{2}})",
        rf"{_EDGE}(?P<d>[ivx]{{1,6}}){_SIGN}(?P<m>[ivx]{{1,4}}){_SIGN}(?P<y>m[cdlxvim]{{2,}}){_STOP}",
    )
)
_IN_WORDS = tuple(
    re.compile(form)
    for form in (
        rf"{_EDGE}(?:ngay\s)?(?P<d>{_COUNT})(?:\s?thang\s?|\s?[/.\-]\s?)(?P<m>{_MONTH}){_STOP}"
        rf",?\s(?:am lich\s)?nam\s(?P<y>{_YEAR}){_STOP}(?!\s(?:nay|sau|truoc|qua){_STOP})",
        rf"{_EDGE}(?:ngay\s)?(?P<d>{_COUNT})\s?thang\s?(?P<m>{_MONTH}){_STOP},?\s(?P<y>\d{{4}}){_STOP}",
        rf"{_EDGE}(?:the\s)?(?P<d>\d{{1,2}}){_TH}[\s\-.,/]{{0,2}}(?:(?:day\s)?of\s)?(?P<n>{_NAMED})"
        rf"[\s\-.,/]{{0,2}}(?:of\s)?(?P<y>\d{{4}}|{_SHORT}\d{{2}})(?![\d%]|[.,/]\d){_STOP}",
        rf"{_EDGE}(?P<n>{_NAMED})[\s.\-]{{0,2}}(?:the\s)?(?P<d>\d{{1,2}}){_TH}[,.\s\-]{{1,2}}(?P<y>\d{{4}}|['’‘´`]\d{{2}}){_STOP}",
        rf"(?P<y>\d{{4}})\s?(?P<n>{_NAMED})\s?(?P<d>\d{{1,2}})(?!\d)",
        rf"(?<!\d)(?P<y>\d{{4}}|\d\d)\s?(?:{_SIGNS[0]})\s?(?P<m>\d{{1,2}})\s?(?:{_SIGNS[1]})\s?(?P<d>\d{{1,2}})"
        rf"(?:\s?(?:{_SIGNS[2]}))?(?!\d)",
    )
)
_LOOSE = tuple(
    re.compile(rf"(?<![\d])(?<!\d[\s.,]){form}(?![\s.,/]?\d)")
    for form in (
        r"(?P<d>\d{1,2})(?:[^\w\n]|_){1,3}(?P<m>\d{1,2}|[ivx]{1,4})(?:[^\w\n]|_){1,3}(?P<y>\d{4})",
        r"(?P<y>\d{4})(?:[^\w\n]|_){1,3}(?P<m>\d{1,2}|[ivx]{1,4})(?:[^\w\n]|_){1,3}(?P<d>\d{1,2})",
        rf"(?P<d>{_COUNT})\s?thang\s?(?P<m>{_MONTH})[\s,]{{1,2}}(?P<y>{_SHORT}\d\d)",
    )
)
_PARTIAL = tuple(
    re.compile(form)
    for form in (
        r"(?<![\w/.,\-])(?P<d>\d{1,2})\s?[/.\-]\s?(?P<m>\d{1,2})(?![\w%]|[/.,\-]\d)",
        rf"{_EDGE}(?P<d>{_COUNT})\s?thang\s?(?P<m>{_MONTH}){_STOP}",
        rf"{_EDGE}(?P<d>\d{{1,2}}){_TH}\s?(?:(?:day\s)?of\s)?(?P<n>{_NAMED}){_STOP}",
        rf"{_EDGE}(?P<n>{_NAMED})\.?\s?(?:the\s)?(?P<d>\d{{1,2}}){_TH}{_STOP}",
        rf"(?<!\d)(?P<m>\d{{1,2}})\s?(?:{_SIGNS[1]})\s?(?P<d>\d{{1,2}})\s?(?:{_SIGNS[2]})",
    )
)


def dates(plain: str) -> Iterator[Day]:
    """Every day with its year in plain words; day and month stand in the order that is written."""
    for pattern in _WITH_SIGNS:
        yield from _found(pattern, plain, named=False)
    for pattern in _IN_WORDS:
        yield from _found(pattern, plain, named=True)


def loose(plain: str) -> Iterator[Day]:
    """Figures that are a day only for who looks for it: with any signs or blanks between."""
    for pattern in _LOOSE:
        yield from _found(pattern, plain, named=False)


def partial(plain: str) -> Iterator[Day]:
    """Days without a year."""
    for pattern in _PARTIAL:
        yield from _found(pattern, plain, named=False)


def is_date(text: str) -> bool:
    """Whether plain words are a day in figures and nothing besides."""
    return any(pattern.fullmatch(text.strip()) for pattern in _WITH_SIGNS)


def _found(pattern: "re.Pattern[str]", plain: str, *, named: bool) -> Iterator[Day]:
    for match in pattern.finditer(plain):
        part = match.groupdict()
        year = _number(part.get("y") or "")
        month = _MONTHS.index(part["n"][:3]) + 1 if part.get("n") else _month(part["m"])
        day = _number(part["d"])
        if 1 <= day <= 31 and 1 <= month <= 31 and min(day, month) <= 12 and (year < 100 or 1900 <= year < 2100):
            yield Day(*match.span(), year, month, day, named)


def _month(written: str) -> int:
    return {"gieng": 1, "chap": 12}.get(written) or _number(written)


_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}


def _number(written: str) -> int:
    """0 for what is none."""
    figures = written.strip("'’‘´`")
    if not figures or figures.isdigit():
        return int(figures or 0)
    if set(figures) <= set(_ROMAN):
        values = [_ROMAN[letter] for letter in figures]
        return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))
    words = [word for word in figures.split() if word not in ("tram", "nghin", "ngan")]
    if words[0] == "muoi":
        words[0:1] = ["mot", "muoi"]
    tens = [word for n, word in enumerate(words) if word != "muoi" or n == len(words) - 1]
    return int("".join("0" if word == "muoi" else DIGITS.get(word, "") for word in tens) or 0)
