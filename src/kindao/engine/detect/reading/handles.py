"""Names as accounts, hashtags and word play write them: joined, shortened, with numbers around, letter by letter.

How sure it is depends on how much of the name is there; what others could mean as well is left to a person
(`doubts`)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, permutations

from kindao.engine.detect.reading.compounds import COMPOUNDS
from kindao.engine.detect.reading.folding import Folded, marks_only_lost, plain, skeleton
from kindao.engine.detect.reading.words import ENGLISH, PHRASES, PRONOUNS, SYLLABLE

WORDS = 5  # of a name; of a longer one the last: every order of more would take long
JOINED, SHORT, INSIDE = 6, 3, 7  # letters: of joined words, of a given name between letters, inside a longer word
LONGEST = 5  # letters of a given name that hardly any other word has in it
WHOLE, HALF, SINGLE, INITIALS, NOTHING = 4, 3, 2, 1, 0  # words of a name; one and initials; the given name; initials
BEFORE = 24  # letters that may tell that an account follows

_LEET = str.maketrans("4370", "aeto")
_BORN = re.compile(r"(?<=[^\W\d])(?:[4-9]x|0x|2k\d?|[4-9]\d{1,2}|\d{4})$")  # huong9x, tuananh2k1
_CHAIN = re.compile(r"(?<![^\W_])[^\W_]+(?:[._\-~][^\W_]+)*")
_APART = re.compile(r"(?<![^\W_])[^\W\d_](?:[ .\-_*/|]{1,3}[^\W\d_](?![^\W_]))+")
_ACCOUNT = re.compile(
    r"(?:[@#]|(?<![^\W_])(?:zalo|fb|face(?:book)?|ig|insta(?:gram)?|tiktok|messenger|viber|skype|telegram|threads|nick|"
    r"acc|account|tai khoan)\s*[:=]?\s*@?|\.(?:com|me|net)/@?)$"
)


@dataclass(frozen=True, slots=True)
class Handle:
    """plain[start:end] reads like a name. sure: hardly anything else is written so."""

    start: int
    end: int
    sure: bool


@dataclass(frozen=True, slots=True)
class _Read:
    """What letters without a blank say of one name."""

    share: int
    words: tuple[str, ...]  # those of the name that are whole, with their marks, as they follow each other


def handles(folded: Folded, name: str) -> Iterator[Handle]:
    """Where the text has this name in such a form; places may overlap."""
    words = tuple(word.lower() for word in re.findall(r"[^\W\d_]+", name))[-WORDS:]
    if not words:
        return
    ways, short = _ways(words)
    for chain in _CHAIN.finditer(folded.plain):
        yield from _in_chain(folded, chain, ways, short)
    givens = [squash(skeleton(plain(word))) for word in called_by(words)]
    for apart in _APART.finditer(folded.plain):
        letters, bare = squash(skeleton(apart.group())), re.sub(r"[\W_]", "", apart.group())
        read = ways.get(letters)
        if read and not _marked(folded.original(*apart.span()), read):
            continue
        if (read and len(letters) >= SHORT) or any(len(given) > SHORT and given in letters for given in givens):
            yield Handle(*apart.span(), True)
        elif short.get(bare) == INITIALS and folded.original(*apart.span()).isupper():
            yield Handle(*apart.span(), "." in apart.group() or len(bare) > SHORT)


def _in_chain(
    folded: Folded, chain: "re.Match[str]", ways: dict[str, _Read], short: dict[str, int]
) -> Iterator[Handle]:
    account = bool(_ACCOUNT.search(folded.plain[max(0, chain.start() - BEFORE) : chain.start()]))
    parts = list(re.finditer(r"[^\W_]+", chain.group()))
    numbered = len(parts) > 1 and (parts[0].group().isdigit() or parts[-1].group().isdigit())
    for first in range(len(parts)):
        for last in range(first, min(first + WORDS, len(parts))):
            written = chain.group()[parts[first].start() : parts[last].end()]
            core = _BORN.sub("", written).strip("0123456789._-~")
            start, end = chain.start() + parts[first].start(), chain.start() + parts[last].end()
            read = next((ways[one] for one in _readings(core) if one in ways), None)
            share = read.share if read else short.get(core, NOTHING)
            if read and len(re.sub(r"[\W_]", "", core)) < len("".join(read.words)) - 1:
                continue  # chinh is no Chi Linh, though l looks like i
            if share == NOTHING or (read and not _marked(folded.original(start, end), read)):
                continue
            short_call = first > 0 and parts[first - 1].group() in ("a", "c", "e")  # c.huong
            handle = account or numbered or core != written or short_call or bool(re.search(r"[._~]", core))
            letters = re.sub(r"[\W\d_]", "", core)
            drawn_out = read is not None and squash(letters) != letters != plain("".join(read.words))
            if share == SINGLE and not (handle or "-" in core or drawn_out):
                continue  # a word alone is for `people` and `doubts` to tell
            if share == INITIALS and not (handle or folded.original(start, end).isupper()):
                continue
            yield Handle(start, end, _sure(share, read, letters, handle=handle))
    for part in parts:
        if len(part.group()) < INSIDE:
            continue
        inside = squash(skeleton(part.group()))
        if any(_within(form, inside) for form, read in ways.items() if read.share == WHOLE and len(form) >= INSIDE):
            yield Handle(chain.start() + part.start(), chain.start() + part.end(), True)


_WORDS = re.compile(
    r"(?:iam|im|its?|hey|my|the|xinh|dep|cute|be|shop|store|beauty|babe|baby|love|lovely|official|real|girl|boy|style|"
    r"house|makeup|nail|model|queen|xau|ngoan|iu|yeu|me|chi|anh|em|co|ms|miss|mr|vlog|tv|channel|daily|ne|day|ngo)+"
)
"""What people put beside their name in an account: with these a short name is told."""


def beside_a_word(folded: Folded, name: str) -> Iterator[tuple[int, int]]:
    """iamhuong, huongxinh: a given name joined with other words, that is no part of one of them."""
    words = tuple(word.lower() for word in re.findall(r"[^\W\d_]+", name))
    for token in re.finditer(r"(?<![^\W_])[^\W\d_]{6,}(?![^\W\d_])", folded.plain):
        for given in called_by(words) if words else ():
            bare = plain(given)
            before, found, after = token.group().partition(bare)
            if not found or len(bare) < SHORT or given in PRONOUNS or not (before or after):
                continue
            sides = [side for side in (before, after) if side]
            told = all(_WORDS.fullmatch(side) for side in sides)
            if not told and (len(bare) < LONGEST or any(not _of_words(side) for side in sides)):
                continue
            if not told and (
                (before and _another(before[-1] + bare, before[:-1]))
                or (after and _another(bare + after[0], after[1:]))
            ):
                continue
            start = token.start() + len(before)
            own = not any(
                pair in COMPOUNDS | PHRASES
                for n in range(1, 8)
                for pair in (f"{before[-n:]} {bare}", f"{bare} {after[:n]}")
            )
            if (
                own
                and token.group() not in ENGLISH
                and marks_only_lost(folded.original(start, start + len(bare)), given)
            ):
                yield token.span()


def _another(syllable: str, rest: str) -> bool:
    """hoaphuong is hoa phuong, not hoap huong."""
    return bool(re.fullmatch(SYLLABLE, syllable)) and bool(re.fullmatch(rf"(?:{SYLLABLE}){{0,4}}", rest[:28]))


def _of_words(side: str) -> bool:
    return len(side) > 1 and bool(re.fullmatch(rf"(?:{SYLLABLE}){{1,4}}", side[:28]))


def _within(form: str, letters: str) -> bool:
    """shopmaihuong, and not Xuân Ánh in thanhxuan: what is beside the name is a word or nothing."""
    before, found, after = letters.partition(form)
    return bool(found) and all(not side or re.search(r"[aeiouy]", side) for side in (before, after))


def _marked(written: str, read: _Read) -> bool:
    """Whether the marks it is written with, if any, are those of the name: lần 2 is not Lan."""
    return bool(plain(written) == written.lower()) or marks_only_lost(re.sub(r"\d", "", written), "".join(read.words))


def _sure(share: int, read: _Read | None, letters: str, *, handle: bool) -> bool:
    if share == WHOLE and read:
        return " ".join(map(plain, read.words)) not in PHRASES and (len(letters) >= JOINED or handle)
    if share == HALF:
        return len(letters) >= JOINED - 1 and (handle or len(letters) > JOINED)
    return share == SINGLE and len(letters) > SHORT


def _readings(core: str) -> Iterator[str]:
    """The letters that are meant: as they stand, digits for letters, digits left out."""
    for letters in (core, core.translate(_LEET), re.sub(r"\d", "", core)):
        yield squash(skeleton(letters))


def called_by(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a name by which its bearer is called: the last; of Trần Quang Tuấn Anh Tuấn, too, and of Nguyễn Minh
    Anh Minh, since anh alone is what everybody is called."""
    if len(words) < 3 or plain(words[-2]) in _FILLED or words[-2].lower() in PRONOUNS:
        return words[-1:]
    return words[-1:] if len(words) == 3 and words[-1].lower() not in PRONOUNS else (words[-1], words[-2])


_FILLED = ("van", "thi", "huu", "dinh", "cong", "ba", "dac", "the")  # between names, hardly what somebody is called


def squash(letters: str) -> str:
    """huonggg is huong."""
    return re.sub(r"(.)\1+", r"\1", letters)


@lru_cache(maxsize=512)
def _ways(words: tuple[str, ...]) -> tuple[dict[str, _Read], dict[str, int]]:
    """Every way to write a name without blanks: with words of it by what stays of the letters when a reader slips; with
    initials by the letters themselves, since of three any others would be a slip."""
    bare = tuple(map(plain, words))
    given, others = bare[-1], bare[:-1]
    ways: dict[str, _Read] = {}
    short: dict[str, int] = {}
    for size in range(len(words), 1, -1):
        for some in combinations(range(len(words)), size):
            if len(words) - 1 in some:
                for order in permutations(some):
                    letters = squash(skeleton("".join(bare[n] for n in order)))
                    ways.setdefault(letters, _Read(WHOLE, tuple(words[n] for n in order)))
    for word in called_by(words):
        ways.setdefault(squash(skeleton(plain(word))), _Read(SINGLE, (word,)))
    for size in range(len(others), 0, -1):
        for chosen in combinations(others, size):
            heads = "".join(word[0] for word in chosen)
            for letters in (heads + given, given + heads, heads[::-1] + given, given + heads[::-1]):
                if len(given) >= SHORT and not _a_word(letters):
                    short.setdefault(letters, HALF)
    if len(others) > 1 and len(others[-1]) >= SHORT and others[-1] not in ("van", "thi"):
        for letters in (given[0] + others[-1], others[-1] + given[0]):  # hmai: half of what friends call Mai Hương
            if not _a_word(letters):
                short.setdefault(letters, HALF)
    if len(words) > 2:
        short.setdefault("".join(word[0] for word in bare), INITIALS)
    return ways, short


def _a_word(letters: str) -> bool:
    return letters in ENGLISH or bool(re.fullmatch(SYLLABLE, squash(letters)))
