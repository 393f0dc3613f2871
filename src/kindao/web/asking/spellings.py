"""In how many ways a text can be read that somebody wrote to be read by people and not by us: words spelt out, cut in
two or run together, a figure for a letter, what nobody sees between them. Each way is a list of plain words."""

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

from kindao.engine.policy.reading import FILLERS
from kindao.engine.vietnamese import unmarked

SPELT = 3  # letters in a row, each on its own, are a word that somebody spelt out
TWO_LETTERS = frozenset({"ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr"})  # that begin a syllable as one
FIGURES = tuple(str.maketrans("013457", f"o{one}east") for one in "il")  # what is written for which letter
SHORTEST_JOINED = 6  # letters of two words run together: shorter ones are other words, as "onus" is
SHORTEST_MARKED = 5  # with their marks: "ưuđãi" is no other word


def unseen_as(blank: str, text: str) -> str:
    """Small letters of one form, and `blank` for each character that nobody sees."""
    shown = (blank if one in FILLERS or unicodedata.category(one) == "Cf" else one for one in text)
    return unicodedata.normalize("NFKC", "".join(shown)).casefold()


def readings(text: str) -> list[list[str]]:
    """text: as `unseen_as` gives it."""
    usual = _spelt(re.findall(r"\w+", text))
    closed = _spelt([word for one in text.split() if (word := re.sub(r"[\W_]+", "", one))])
    figures = [[_letters(word, table) for word in usual] for table in FIGURES]
    found = [usual, closed, *figures]
    return [one for n, one in enumerate(found) if one not in found[:n]]


def _spelt(words: Iterable[str]) -> list[str]:
    """ "g i ả m giá" is "giảm giá"."""
    found: list[str] = []
    letters: list[str] = []
    for word in [*words, ""]:
        if (len(word) == 1 and word.isalpha()) or word in TWO_LETTERS:
            letters.append(word)
            continue
        found += ["".join(letters)] if len(letters) >= SPELT else letters
        letters = []
        found += [word] if word else []
    return found


def _letters(word: str, table: dict[int, int]) -> str:
    """ "d1scount" is "discount"; a figure alone stays one, and so does one with its unit."""
    mixed = any(one.isalpha() for one in word) and any(one.isdigit() for one in word)
    return word.translate(table) if mixed and not re.fullmatch(r"\d+\D{1,3}", word) else word


def joined(phrases: Iterable[str]) -> frozenset[str]:
    """How these phrases look run together, with their marks and without."""
    whole = {"".join(one.split()) for one in phrases if " " in one and not {"#", "*"} & set(one.split())}
    forms = {form for one in whole for form in (one, unmarked(one))}
    return frozenset(
        form for form in forms if len(form) >= (SHORTEST_JOINED if form == unmarked(form) else SHORTEST_MARKED)
    )


def cut_in_two(words: list[str], whole: frozenset[str]) -> bool:
    """Whether two words beside each other are one of these."""
    return any(one + other in whole for one, other in pairwise(words))
