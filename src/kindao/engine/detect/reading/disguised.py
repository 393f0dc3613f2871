"""A known name as those write it who do not want it read: a letter off, without its vowels, with figures or stars for
letters, as it is typed, backwards, half of a tag. Each only says that a person must look (`doubts`)."""

import re
from collections.abc import Iterator
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from kindao.engine.detect.reading.compounds import COMPOUNDS
from kindao.engine.detect.reading.folding import Folded, fold, marks_only_lost, plain, skeleton
from kindao.engine.detect.reading.handles import called_by, squash
from kindao.engine.detect.reading.places import in_a_place
from kindao.engine.detect.reading.words import ANYTHING, ENGLISH, PHRASES, PRONOUNS, SYLLABLE

_TOKEN = re.compile(r"[^\W_]+")
_JOINT = re.compile(r"[ .\-_~,/|]{1,3}")
_STARRED = re.compile(r"(?<![^\W_*])(?=[^\s*]+\*)[^\W\d_][^\W\d_*]*(?:\*+[^\W\d_]*)+")
_TAG = re.compile(r"#(?P<words>[^\W_]{4,60})")
_LEET = str.maketrans("43701@", "aetoia")
_SPELT = (
    (r"([aeo])w", r"\1"), (r"uw", "u"), (r"w", "u"), (r"j", "i"), (r"f", "ph"), (r"nk$", "nh"),
    (r"(?<=[aeiouy])k$", "nh"), (r"(?<=[aeiouy])g$", "ng"), (r"^z", "d"), (r"dd", "d"), (r"([aeo])\1", r"\1"),
)  # fmt: skip
"""How Telex and young people spell: huwowng, minhk, mjnk, huog."""
NEAR, LONGER = 6, 7  # letters of two words of a name of which one may be off; those in one word


def disguised(folded: Folded, name: str) -> Iterator[tuple[int, int]]:
    """Where the text may have this name in such a form, as places in its plain letters."""
    words = tuple(re.findall(r"[^\W\d_]+", name))
    if not words:
        return
    givens = called_by(words)
    tokens = list(_TOKEN.finditer(folded.plain))
    for token in tokens:
        if _alone(folded, token, words, givens):
            yield token.span()
    for n, (one, two) in enumerate(pairwise(tokens)):
        if not _JOINT.fullmatch(folded.plain, one.end(), two.start()):
            continue
        beside = (tokens[n - 1].group() if n else "", tokens[n + 2].group() if n + 2 < len(tokens) else "")
        if _together(folded, (one, two), beside, words):
            yield one.start(), two.end()
    yield from _starred(folded, words, givens)
    yield from _tagged(folded, givens)


def _alone(folded: Folded, token: "re.Match[str]", words: tuple[str, ...], givens: tuple[str, ...]) -> bool:
    one, written = token.group(), folded.original(*token.span())
    if not re.search(r"[^\W\d_]", one) or one in ENGLISH:
        return False
    other = _readings(one) - {squash(skeleton(one))}
    for given in givens:
        bare = plain(given)
        titled = written[0].isupper() and not written[1:].isupper()
        if (given.lower() not in PRONOUNS or titled) and squash(skeleton(bare)) in other and len(bare) > 2:
            return marks_only_lost(re.sub(r"\d", "", written), given) or plain(written) == written.lower()
        if one == bare[::-1] and len(bare) > 3 and not _syllable(one):
            return True
        if titled and 1 < len(one) < 5 and one in _bones(bare):
            return True
    if len(words) < 3:
        return False
    first, last = (plain(word) for word in words[-2:])
    if one in {first[:n] + last for n in range(2, len(first))} and not _syllable(one) and one not in ENGLISH:
        return True  # Tuanh
    letters = squash(skeleton(one))
    return len(letters) >= LONGER and not _of_syllables(one) and any(
        len(form) >= LONGER and Levenshtein.distance(letters, form, score_cutoff=1) <= 1 for form in _pairs(words)
    )  # fmt: skip


def _together(
    folded: Folded, pair: tuple["re.Match[str]", "re.Match[str]"], beside: tuple[str, str], words: tuple[str, ...]
) -> bool:
    """Whether two words beside each other may be the two that the name ends with."""
    one, two = (token.group() for token in pair)
    written = [folded.original(*token.span()) for token in pair]
    if len(words) < 2 or (one.isdigit() and two.isdigit()):
        return False
    if len(words) > 2 and _half(folded, pair, written, words):
        return True
    first, last = words[-2:]
    if len(words) < 3 or min(len(one), len(two)) < 2:
        return False
    if any(
        {f"{a} {b}", f"{b} {a}"} & (COMPOUNDS | PHRASES) for a, b in ((beside[0], one), (one, two), (two, beside[1]))
    ):
        return False
    if in_a_place(folded, pair[0].start(), pair[1].end()) or in_a_place(folded, *pair[0].span()):
        return False
    marks = _marks("".join(written)) <= _marks("".join(words))
    forms = _pairs(words)
    read = {squash(skeleton(a + b)) for a in _readings(one) for b in _readings(two)}
    as_it_stands = squash(skeleton(one + two))
    if marks and read & forms:
        return as_it_stands not in forms or not (one in ANYTHING and two in ANYTHING and "".join(written).islower())
    if one[::-1] in (plain(first), plain(last)) and two[::-1] in (plain(first), plain(last)) and one != two:
        return True
    if not marks or len(as_it_stands) < NEAR:
        return False
    titled = all(word[0].isupper() and not word.isupper() for word in written)
    words_of_their_own = _syllable(one) and _syllable(two)
    return (titled or not words_of_their_own) and any(
        Levenshtein.distance(letters, form, score_cutoff=1) <= 1 for letters in read for form in forms
    )


def _half(
    folded: Folded, pair: tuple["re.Match[str]", "re.Match[str]"], written: list[str], words: tuple[str, ...]
) -> bool:
    """Mai H, H. Mai: one of the two words, and the other's first letter."""
    first, last = words[-2:]
    for (whole, known), (letter, other), token in (
        ((written[0], first), (written[1], last), pair[1]),
        ((written[1], last), (written[0], first), pair[0]),
        ((written[1], first), (written[0], last), pair[0]),
        ((written[0], last), (written[1], first), pair[1]),
    ):
        if (
            len(letter) == 1 < len(whole)
            and letter.isupper()
            and plain(letter) == plain(other)[0]
            and plain(whole) == plain(known)
            and marks_only_lost(whole, known)
            and (whole[0].isupper() or folded.plain[token.end() : token.end() + 1] == ".")
        ):
            return True
    return False


def _readings(one: str) -> set[str]:
    """The letters that may be meant, look-alikes made one, doubled ones one."""
    read = {one, one.translate(_LEET)}
    for letters in tuple(read):
        spelt = letters
        for pattern, meant in _SPELT:
            spelt = re.sub(pattern, meant, spelt)
        read.add(spelt)
        if re.search(r"w|([aeod])\1", letters):
            read.add(re.sub(r"[sfrxj]$", "", spelt))  # the key of a tone
    return {squash(skeleton(letters)) for letters in read}


def _pairs(words: tuple[str, ...]) -> set[str]:
    first, last = (plain(word) for word in words[-2:])
    return {squash(skeleton(first + last)), squash(skeleton(last + first))}


def _bones(bare: str) -> set[str]:
    """Hg, Hng of huong: what a word begins and ends with."""
    begin, end = re.match(r"[^aeiouy]*", bare), re.search(r"[^aeiouy]*$", bare)
    if not begin or not end or not begin[0] or not end[0]:
        return set()
    return {head + tail for head in (begin[0], begin[0][0]) for tail in (end[0], end[0][-1])}


def _marks(text: str) -> set[str]:
    return {letter for letter in fold(text).text.lower() if plain(letter) != letter}


def _syllable(letters: str) -> bool:
    return bool(re.fullmatch(SYLLABLE, letters))


def _of_syllables(letters: str) -> bool:
    return bool(re.fullmatch(rf"(?:{SYLLABLE}){{1,5}}", letters[:40]))


def _starred(folded: Folded, words: tuple[str, ...], givens: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """T**n A*h, H***g: a star is a letter or a few."""
    for masked in _STARRED.finditer(folded.plain):
        pattern = re.escape(masked.group()).replace(r"\*", "*").replace("*", "[a-z]+")
        pattern = re.sub(r"(?:\[a-z\]\+)+", "[a-z]+", pattern)
        if any(re.fullmatch(pattern, plain(word)) for word in {*words[-2:], *givens}):
            yield masked.span()


def _tagged(folded: Folded, givens: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """#HươngLộtXác, #huonglotxac: a tag that begins with the given name, no part of its first word."""
    for tag in _TAG.finditer(folded.plain):
        for given in givens:
            bare = plain(given)
            if given.lower() in PRONOUNS or len(bare) < 3 or not tag["words"].startswith(bare):
                continue
            start = tag.start("words")
            rest = tag["words"][len(bare) :]
            written = folded.original(start, start + len(bare))
            following = folded.original(start + len(bare), start + len(bare) + 1) if rest else ""
            humped = following.isupper() and not written.isupper()
            own = not any(f"{bare} {rest[:n]}" in COMPOUNDS | PHRASES for n in range(1, 8))
            if own and marks_only_lost(written, given) and (not rest or humped or _of_syllables(rest)):
                yield start, start + len(bare)
