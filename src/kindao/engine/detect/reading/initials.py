"""Initials of somebody known, in whatever groups: M.H, 34 tuổi; case MH; Nguyễn TMH.

Letters are many things. Beside an age or after what a patient is called, and after the family name, those of all the
rest, they are meant; alone they are for a person to tell."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from kindao.engine.detect.reading.folding import Folded, marks_only_lost, plain
from kindao.engine.detect.reading.words import ABBREVIATED

AGE = r"(?<![^\W_])(?:(?:age|aged|tuoi)\s?\d{2}|\d{1,3}\s?(?:tuoi|t|y/?o|yrs?(?:\s?old)?|years?[ \-]old))(?![^\W_])"
"""How old somebody is, plain."""
CASE = (
    r"(?<![^\W_])(?:case|ca|bn|benh nhan|nguoi benh|khach(?: hang)?|kh|client|customer|patient|pt|guest|model)"
    r"[\s:.#]+(?:\d{1,4}[\s:.\-]*)?[(\[]?$"
)
"""What a patient is called, with a number of the case, right before."""

_AFTER = re.compile(rf"[)\].,:;\s\-–|]{{0,4}}(?:{AGE}|(?<![^\W_])(?:19[3-9]\d|20[01]\d)(?![^\W_]))")
_GROUP = re.compile(
    r"(?<![\w'’\-.@#/])(?:(?P<joined>[^\W\d_]{1,5})(?!\.[^\W_])|[^\W\d_](?:(?:\.\s?|\s|-)[^\W\d_](?![^\W_])){1,4})"
    r"\.?(?![\w'’\-@/])"
)
_FAMILY = re.compile(r"(?<![^\W_])([^\W\d_]+)\s$")
_CALLS = "ace"  # anh, chị, em
NOBODYS = frozenset(
    [
        "bn",
        "kh",
        "nb",
        "hn",
        "sg",
        "dn",
        "hp",
        "ct",
        "tp",
        "vn",
        "us",
        "uk",
        "eu",
        "kr",
        "jp",
        "ml",
        "mg",
        "kg",
        "cm",
        "mm",
        "cc",
        "pm",
        "am",
        "id",
        "no",
        "ok",
        "tv",
        "pr",
        "ai",
    ]
)
"""Two letters that are places, measures and what everybody is called."""


@dataclass(frozen=True, slots=True)
class Short:
    """plain[start:end] are initials. sure: beside what tells that somebody is meant."""

    start: int
    end: int
    sure: bool


def initials(folded: Folded, words: tuple[str, ...]) -> Iterator[Short]:
    """Where the text has initials of this name."""
    if not words:
        return
    heads = "".join(plain(word)[0] for word in words)
    tails = groupings(heads)
    ends = {heads[-1] + heads[0], heads[0] + heads[-1]} if len(heads) > 1 else set()
    shouted = folded.text.isupper()
    for start, end, letters, upper, dotted in groups(folded):
        before = folded.plain[max(0, start - 24) : start]
        age, case = _AFTER.match(folded.plain, end), re.search(CASE, before)
        family = _FAMILY.search(before)
        if family and len(words) > 1 and upper:
            known = plain(words[0]) == family[1]
            written = folded.original(start - 1 - len(family[1]), start - 1)
            if known and marks_only_lost(written, words[0]) and written[0].isupper():
                if letters in {heads[n:] for n in range(1, len(heads))}:
                    yield Short(start - 1 - len(family[1]), end, len(letters) > 1 and letters == heads[1:])
                continue
        if letters in NOBODYS | ABBREVIATED and not dotted:
            continue
        if letters in tails and (upper or (age and case)):
            if age or (case and (len(letters) > 1 or not re.search(r"cas?e?[\s:.#]", case.group()))):
                yield Short(start, end, True)
            elif len(letters) > 1 and (not shouted or end - start == len(folded.plain)):
                yield Short(start, end, False)
        elif (letters in ends and upper and (dotted or age or case)) or (
            len(letters) > 1 and letters[0] in _CALLS and letters[1:] in tails and _called(folded, start, end)
        ):
            yield Short(start, end, False)


def groupings(heads: str) -> set[str]:
    """Letters that may stand for a name of these initials: the last ones, or three and more with the last."""
    ends = {heads[-n:] for n in range(1, len(heads) + 1)}
    some = (combinations(heads[-6:-1], n) for n in range(2, min(len(heads), 6)))
    return ends | {"".join(one) + heads[-1] for chosen in some for one in chosen}


def groups(folded: Folded) -> Iterator[tuple[int, int, str, bool, bool]]:
    """Letters that could be initials: start, end, the letters, whether all are capitals, whether dots part them."""
    for match in _GROUP.finditer(folded.plain):
        written = [one for one in folded.original(*match.span()) if one.isalpha()]
        letters = re.sub(r"[^a-z]", "", match.group())
        if letters:
            yield *match.span(), letters, all(map(str.isupper, written)), "." in match.group()


def _called(folded: Folded, start: int, end: int) -> bool:
    """C.H, c H: the letter of anh, chị or em apart from capitals."""
    written = folded.original(start, end)
    return bool(re.fullmatch(r"[^\W\d_](?:\.\s?|\s)[^a-z\W\d_]+\.?", written)) and written.rstrip(".")[-1].isupper()
