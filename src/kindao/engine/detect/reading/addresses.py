"""A known address however its parts are called: 12 Lê Lợi, Quận 1 is so 12 duong le loi q1, too."""

import re
from collections.abc import Iterator

from kindao.engine.detect.reading.folding import Folded, fold, marks_only_lost, skeleton

LETTERS = 4  # of a street: a shorter name with a number is anything
_TOKEN = re.compile(r"[^\W\d_]+|\d+")
_CALLED = frozenset(
    [
        "so",
        "nha",
        "duong",
        "pho",
        "hem",
        "ngo",
        "ngach",
        "kiet",
        "dai",
        "lo",
        "phuong",
        "quan",
        "huyen",
        "xa",
        "thon",
        "ap",
        "tinh",
        "tp",
        "tx",
        "tt",
        "kp",
        "khu",
        "to",
        "street",
        "st",
        "road",
        "rd",
        "avenue",
        "ave",
        "lane",
        "district",
        "dist",
        "ward",
        "no",
        "number",
        "alley",
    ]
)
"""What the parts of an address are called, plain."""
_LETTER = frozenset("pqdhx")  # the same by a letter: P.5, Q1, Đ. Lê Lợi
_GAP = re.compile(r"[\s.,/\-#:()]*")


def at_home(folded: Folded, address: str) -> Iterator[tuple[int, int]]:
    """Where house and street of the address stand in the text; of one without a street as many parts as tell it."""
    wanted = _wanted(address)
    if not wanted:
        return
    letters, known = skeleton("".join(wanted[0])), wanted[1]
    tokens = _tokens(folded)
    for first, (start, _) in enumerate(tokens):
        if start and (folded.plain[start - 1].isalnum() or re.search(r"\d[/\-.]$", folded.plain[:start])):
            continue
        read = ""
        for last in range(first, len(tokens)):
            if last > first and not _joined(folded, tokens[last - 1][1], tokens[last][0]):
                break
            read += skeleton(folded.plain[slice(*tokens[last])])
            if not letters.startswith(read):
                break
            if read == letters:
                written = "".join(folded.original(*span) for span in tokens[first : last + 1])
                if marks_only_lost(written, known):
                    yield start, tokens[last][1]
                break


def _wanted(address: str) -> tuple[list[str], str] | None:
    """The shortest beginning of the address that has a number and a name, plain and as it is written."""
    kept, written = list[str](), ""
    for part in re.split(r"[,;\n]", address):
        folded = fold(part)
        for span in _tokens(folded):
            kept.append(folded.plain[slice(*span)])
            written += folded.original(*span)
        if any(map(str.isdigit, kept)) and sum(len(one) for one in kept if one.isalpha()) >= LETTERS:
            return kept, written
    return None


def _tokens(folded: Folded) -> list[tuple[int, int]]:
    """Words and figures that say which, not what."""
    return [match.span() for match in _TOKEN.finditer(folded.plain) if not _label(folded.plain, match)]


def _label(plain: str, match: "re.Match[str]") -> bool:
    return match.group() in _CALLED or (
        match.group() in _LETTER and bool(re.match(r"\.|\s?\d", plain[match.end() : match.end() + 2]))
    )


def _joined(folded: Folded, end: int, start: int) -> bool:
    """Whether between two words stand signs and what parts of an address are called alone."""
    between = folded.plain[end:start]
    return len(between) <= 24 and bool(_GAP.fullmatch(_TOKEN.sub("", between)))
