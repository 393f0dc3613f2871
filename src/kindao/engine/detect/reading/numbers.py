"""Numbers as they are said: figure by figure, in tens and hundreds, mixed with figures; dots that are said, too."""

import re
from collections.abc import Iterator

from kindao.engine.detect.reading.folding import Folded

DIGITS = {
    word: str(digit)
    for words in (
        ("khong", "mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin"),
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    )
    for digit, word in enumerate(words)
} | {"tu": "4", "lam": "5", "nham": "5", "oh": "0"}
"""Digits as they are said, by the plain word."""

MOBILE = re.compile(r"(?:0|84)[35789]\d{8}")
MASKED = re.compile(r"(?<![^\W_])[(+]?(?:[\dx*#?_●•∙]|\.{2,})(?:[\s\-.()]?[\dx*#?_●•∙]|\.{2,}){2,20}(?![^\W_])")
"""A number with places left out: 0912xxx678, 0912…678, 0912 *** 678."""
_LEFT_OUT = re.compile(r"(?:[\s\-()]*(?:[x*#?_●•∙]|\.{2,})[\s\-()]*)+")
AGREE = 6  # places of a masked number that must agree: with fewer it is anybody's
_SAID = r"cham|dot|phay|gach|cach"  # what is said for a sign between figures
_TENS = r"muoi|chuc|tram|linh|le"
_WORD = rf"(?:{'|'.join(DIGITS)}|{_TENS}|\d{{1,4}})(?![^\W_])"
_RUN = re.compile(rf"(?<![^\W_]){_WORD}(?:(?:[\s,.;\-]{{1,3}}|\s(?:{_SAID})\s){_WORD}){{2,}}")


def spoken(folded: Folded) -> Iterator[tuple[int, int, str]]:
    """Numbers of nine digits or more of which three or more are words, or whose dots are: start, end, digits.

    Twice where there are two ways to read one. A word alone is any word."""
    for match in _RUN.finditer(folded.plain):
        parts = re.findall(r"[a-z]+|\d+", match.group())
        said = sum(not part.isdigit() for part in parts)
        counted = [part for part in parts if not re.fullmatch(_SAID, part)]
        for digits in dict.fromkeys((_digits(counted, ten=False), _digits(counted, ten=True))):
            if len(digits) >= 9 and (said >= 3 or (said and MOBILE.fullmatch(digits))):
                yield *match.span(), digits


def masked(folded: Folded) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Numbers with places left out: start, end, the figures before, between and after what is left out."""
    for match in MASKED.finditer(folded.plain):
        shown = tuple(re.sub(r"\D", "", part) for part in _LEFT_OUT.split(match.group()))
        if len(shown) > 1 and sum(map(len, shown)) >= AGREE:
            yield *match.span(), shown


def unmasks(shown: tuple[str, ...], number: str) -> bool:
    """Whether these figures stand in the number in their order, the first at its beginning, the last at its end."""
    return bool(re.fullmatch(r"\d+".join(shown), number))


def _digits(parts: list[str], *, ten: bool) -> str:
    """Sáu trăm bảy mươi tám is 678, hai mươi 20, hai trăm linh năm 205. ten: muoi is mười, chín mười hai 912."""
    digits = ""
    for n, part in enumerate(parts):
        before, after = (parts[m] if 0 <= m < len(parts) else "" for m in (n - 1, n + 1))
        one_follows = after in DIGITS and after != "khong"
        if part in ("muoi", "chuc"):
            digits += "1" if ten or before not in DIGITS else ""
            digits += "" if one_follows else "0"
        elif part == "tram":
            tens = after in ("muoi", "linh", "le") or (n + 2 < len(parts) and parts[n + 2] in ("muoi", "chuc"))
            digits += "" if tens else "0" if one_follows else "00"
        elif part in ("linh", "le"):
            digits += "0"
        else:
            digits += DIGITS.get(part, part)
    return digits
