"""Words of a caption that may name somebody, so that only a person can tell: a given name among other words, initials,
letters that could be an account.

The rule for a given name that stands alone, of somebody who is known to be shown. It is theirs where people call
somebody so (`people`: chị Hương, Hương ơi, huong91). Elsewhere it goes to a person, unless
- it is half of another word beside it (`COMPOUNDS`: ngày mai, hoa hồng, lan da), or
- its marks are gone and it is too many other words (beside marked words thu is hardly Thư: `UNMARKED`; in a text
  without any marks dung is đúng, dùng and đừng: `ANYTHING`), or
- it is what everybody is called (`PRONOUNS`), or, in a text without marks, a word of English (`IN_ENGLISH`).
A wrong doubt costs a person's look; a name that was let out is not taken back."""

import re
from collections.abc import Iterator

from kindao.engine.detect.reading.compounds import COMPOUNDS
from kindao.engine.detect.reading.dates import partial
from kindao.engine.detect.reading.disguised import disguised
from kindao.engine.detect.reading.folding import Folded, fold, marks_only_lost, plain
from kindao.engine.detect.reading.forms import forms
from kindao.engine.detect.reading.found import Found
from kindao.engine.detect.reading.handles import beside_a_word, called_by, handles
from kindao.engine.detect.reading.informal import named_like
from kindao.engine.detect.reading.initials import AGE, initials
from kindao.engine.detect.reading.patterns import title
from kindao.engine.detect.reading.places import in_a_place
from kindao.engine.detect.reading.views import views
from kindao.engine.detect.reading.words import (
    ABBREVIATED,
    ANYTHING,
    CALLERS,
    ENGLISH,
    IN_ENGLISH,
    MARKED_SURNAMES,
    PRONOUNS,
    SURNAMES,
    UNMARKED,
)
from kindao.engine.vocabulary import Identifier, Known

DOUBT = 0.3  # confidence of what only a person can tell, below that of every form that counts
NAME = re.compile(r"[^\W\d_]+")
_DOTTED = re.compile(r"(?<![\w.])[^\W\d_](?:\s?\.\s?[^\W\d_]){2,5}\.?(?![\w])")
_CALLED = re.compile(
    rf"(?:{CALLERS}|(?<![^\W_])(?:benh nhan|nguoi benh|khach hang|khach|bn|kh|chi|anh|em|co|chu|bac|be|ong|ba|ban|me|"
    r"ms|mr|mrs|miss))[.:]?\s+"
)
_LETTERS = re.compile(r"[bcdghklmnpqrstvx]{2,3}(?![\w'’\-.])|[^\W\d_](?:\.\s?[^\W\d_]){0,3}(?:\.|(?![\w'’\-.]))")
_JOINED = re.compile(r"(?P<mark>#?)(?<![^\W#])(?P<name>[^\W\d_]{5,24})(?P<digits>\d{0,4})(?![^\W_])")


def doubts(text: str, known: tuple[Known, ...] = ()) -> list[Found]:
    """What may name somebody in `text`, each with confidence `DOUBT`; what certainly does is for `classify`."""
    found: dict[Found, None] = {}
    for view in views(text):
        folded = fold(view.text)
        for start, end, about in dict.fromkeys((*_of_those_known(folded, known), *_of_anybody(folded))):
            found[view.found(Found(Identifier.NAME, *folded.span(start, end), about, DOUBT))] = None
        for kind, start, end, about in (*_days_beside_an_age(folded, known), *forms(folded)):
            found[view.found(Found(kind, *folded.span(start, end), about, DOUBT))] = None
    return list(found)


Place = tuple[int, int, str]


def _of_those_known(folded: Folded, known: tuple[Known, ...]) -> Iterator[Place]:
    for person in known:
        for name in person.names:
            for handle in handles(folded, name):
                yield handle.start, handle.end, person.person
            for short in initials(folded, tuple(re.findall(r"[^\W_]+", name))):
                yield short.start, short.end, person.person
            for start, end in (*_alone(folded, name), *disguised(folded, name), *beside_a_word(folded, name)):
                yield start, end, person.person


def _alone(folded: Folded, name: str) -> Iterator[tuple[int, int]]:
    """Where the given name is a word on its own and could be meant."""
    words = NAME.findall(name)
    if not words:
        return
    vietnamese = plain(words[0]) in SURNAMES | {plain(one) for one in MARKED_SURNAMES} or len(words) == 1
    marked = plain(folded.text) != folded.text.lower()
    tokens = list(NAME.finditer(folded.plain))
    for given in dict.fromkeys(called_by(tuple(words)) if vietnamese else (words[0], words[-1])):
        bare = plain(given)
        if given.lower() in PRONOUNS or (bare in IN_ENGLISH and not marked) or len(bare) < 2:
            continue
        for n, token in enumerate(tokens):
            if token.group() == bare and marks_only_lost(folded.original(*token.span()), given):
                before = tokens[n - 1].group() if n else ""
                after = tokens[n + 1].group() if n + 1 < len(tokens) else ""
                if not in_a_place(folded, *token.span()) and not _another_word(
                    folded, token, given, before, after, marked=marked
                ):
                    yield token.span()


def _another_word(folded: Folded, token: "re.Match[str]", given: str, before: str, after: str, *, marked: bool) -> bool:
    """marked: somewhere in the text diacritics are written."""
    bare = token.group()
    if f"{before} {bare}" in COMPOUNDS or f"{bare} {after}" in COMPOUNDS:
        return True
    written = folded.original(*token.span())
    if marked:
        return plain(given) != given.lower() and written.lower() == bare and bare in UNMARKED
    return bare in ANYTHING and (not written[0].isupper() or folded.text.isupper() or not before)


def _days_beside_an_age(folded: Folded, known: tuple[Known, ...]) -> Iterator[tuple[Identifier, int, int, str]]:
    """8/3, 35 tuổi, of somebody born on 8 March: no caption says so of a holiday."""
    for person in known:
        if not (born := re.fullmatch(r"\d{4}-(\d\d)-(\d\d)", person.birth_date)):
            continue
        for day in partial(folded.plain):
            around = folded.plain[max(0, day.start - 32) : day.end + 32]
            if (day.month, day.day) == (int(born[1]), int(born[2])) and re.search(AGE, around):
                yield Identifier.BIRTH_DATE, day.start, day.end, person.person


def _of_anybody(folded: Folded) -> Iterator[Place]:
    for dotted in _DOTTED.finditer(folded.plain):
        letters = re.sub(r"[^a-z]", "", dotted.group())
        before = re.search(r"tp\.?\s?$", folded.plain[max(0, dotted.start() - 5) : dotted.start()])
        written = re.findall(r"[^\W\d_]", folded.original(*dotted.span()))
        if (
            letters not in ABBREVIATED
            and not before
            and not set(letters) <= set("ivx")
            and all(map(str.isupper, written))
        ):
            yield *dotted.span(), ""
    for called in _CALLED.finditer(folded.plain):
        letter = _LETTERS.match(folded.plain, called.end())
        if letter is None or not title(folded, called):
            continue
        said = folded.original(*letter.span())
        short = len(letter.group()) > 1 and letter.group().isalpha()  # Hg for Hương; VN, BS and SPF are no names
        if (said.istitle() if short else said.isupper()) and letter.group() not in ABBREVIATED:
            yield *letter.span(), ""
    for joined in _JOINED.finditer(folded.plain):
        if (joined["mark"] or joined["digits"]) and joined["name"] not in ENGLISH and named_like(joined["name"]):
            yield *joined.span("name"), ""
