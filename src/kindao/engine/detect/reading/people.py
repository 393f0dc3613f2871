"""Whom of those known the words name: names, phones, dates, numbers, addresses, in whatever writing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from kindao.engine.detect.reading.addresses import at_home
from kindao.engine.detect.reading.compounds import COMPOUNDS
from kindao.engine.detect.reading.dates import dates, loose, partial
from kindao.engine.detect.reading.folding import LOOKALIKES, Folded, alike, marks_only_lost, pieces, plain, skeleton
from kindao.engine.detect.reading.found import Found
from kindao.engine.detect.reading.handles import called_by, handles
from kindao.engine.detect.reading.initials import initials
from kindao.engine.detect.reading.numbers import masked, spoken, unmasks
from kindao.engine.detect.reading.patterns import BIRTHDAY, BORN, BORN_SHORT, TITLE, title
from kindao.engine.detect.reading.places import in_a_place
from kindao.engine.detect.reading.words import CALLERS, MARKED_SURNAMES, PHRASES, PRONOUNS, SURNAMES
from kindao.engine.vocabulary import Identifier, Known

LONG = 8  # letters: from here on a name may be misread by one letter, be written in any case, run together
FAMILY_NAMES = SURNAMES | {plain(name) for name in MARKED_SURNAMES}
SHORTEST = 4  # letters or digits: a shorter number or address is everybody's
JOINTS = re.compile(r"[\s.,^_\-+/|'’@()]{0,4}")  # what may stand between the parts of one name or number
ACTS = re.compile(
    r",?\s+(?:\d|(?:đã|vừa|được|bị|rất|đến|đi|cùng|trước|sau|tuổi|sinh|nói|kể|has|had|is|was|came|says|said|who)(?![^\W_]))|['’]s"
)
ACTS_PLAIN = re.compile(r",?\s+(?:\d|(?:da|vua|duoc|bi|rat|den|di|cung|truoc|sau|tuoi|sinh|noi|ke)(?![^\W_]))")
"""What follows a name rather than the first half of a word: Hoa đã đến, not Hoa hồng. The plain one is for
texts that are written without any diacritics."""

FULL, PAIR, PART = 3, 2, 1  # of a name: all of it; family and given name; given names alone


@dataclass(frozen=True, slots=True)
class _Form:
    """One way to write a name."""

    words: tuple[str, ...]  # as known, with diacritics
    share: int
    confidence: float

    @property
    def letters(self) -> str:
        return skeleton("".join(plain(word) for word in self.words))


def people(folded: Folded, known: tuple[Known, ...]) -> list[Found]:
    """Every mention of those known. Two of one kind about one person never overlap."""
    if not known:
        return []
    forms = {person.person: _all_forms(person) for person in known}
    values = {person.person: tuple(_all_values(person)) for person in known}
    words = _Windows(folded, tuple(pieces(folded)), [f.letters for some in forms.values() for f in some])
    runs = tuple(match.span() for match in re.finditer(r"[^\W\d_]+|\d+", folded.plain))
    finer = _Windows(folded, runs, [letters for some in values.values() for _, letters in some])
    found: list[Found] = []
    for person in known:
        mentions = [
            *_names(words, person, forms[person.person]),
            *_values(finer, person, values[person.person]),
            *_births(folded, person),
        ]
        for mention in sorted(mentions, key=lambda m: (-m.confidence, m.start - m.end, m.start)):
            if not any(
                other.about == mention.about and other.start < mention.end and mention.start < other.end
                for other in found
            ):
                found.append(mention)
    return found


class _Windows:
    """Every run of neighbouring pieces of a text, by the letters it reads."""

    def __init__(self, folded: Folded, parts: tuple[tuple[int, int], ...], wanted: list[str]) -> None:
        self.folded, self.parts = folded, parts
        self.at: dict[str, list[tuple[int, int, int]]] = {}  # letters: start, end, how many pieces
        self.lengths: dict[int, list[str]] = {}
        longest = max((len(letters) + slips(len(letters)) for letters in wanted), default=0)
        squashed = [folded.plain[start:end].translate(LOOKALIKES) for start, end in parts]
        joined = [bool(JOINTS.fullmatch(folded.plain, a[1], b[0])) for a, b in pairwise(parts)]
        for first in range(len(parts)):
            run = ""
            for last in range(first, len(parts)):
                if last > first and not joined[last - 1]:
                    break
                run += squashed[last]
                if len(alike(run)) > longest:
                    break
                # Both ways: rn may be an m misread, or what is left where a vowel was lost.
                for read in {run, alike(run)}:
                    if len(read) <= longest:
                        self.at.setdefault(read, []).append((parts[first][0], parts[last][1], last - first + 1))
        for read in self.at:
            self.lengths.setdefault(len(read), []).append(read)

    def reading(self, letters: str, slips: int) -> Iterator[tuple[int, int, int]]:
        """Where these letters stand, with up to so many misread: start, end, how many pieces."""
        if not slips:
            yield from self.at.get(letters, ())
            return
        for length in range(len(letters) - slips, len(letters) + slips + 1):
            for read in self.lengths.get(length, ()):
                if Levenshtein.distance(read, letters, score_cutoff=slips) <= slips:
                    yield from self.at[read]


def slips(letters: int) -> int:
    """How many letters of a name or number this long may be misread beyond the look-alikes.

    Measured by bench/text.py on sentences that name nobody known: none of 15,600 pairs of a sentence and a name
    matches by a slip at this setting."""
    return 0 if letters < LONG else 1 if letters < 2 * LONG else 2


def _forms(name: str) -> Iterator[_Form]:
    words = tuple(re.findall(r"[^\W_]+", name))
    if not words:
        return
    vietnamese = plain(words[0]) in FAMILY_NAMES
    yield _Form(words, FULL, 0.98)
    if len(words) == 1:
        return
    for order in (words[1:] + words[:1], words[-1:] + words[:-1]):
        yield _Form(order, FULL, 0.97)
    if len(words) > 3:
        yield _Form(words[:1] + words[-2:], FULL, 0.9)
        yield _Form(words[-2:] + words[:1], FULL, 0.9)
    if len(words) > 2:
        for pair in ((words[0], words[-1]), (words[-1], words[0])):
            yield _Form(pair, PAIR, 0.9)
        yield _Form(words[1:], PART, 0.9)
        yield _Form(words[-2:], PART, 0.8)
    yield _Form(words[-1:], PART, 0.6)
    if vietnamese and words[-1].lower() in PRONOUNS:  # of Tuấn Anh friends say Tuấn
        yield from (_Form((word,), PART, 0.6) for word in called_by(words) if word != words[-1])
    if not vietnamese:
        yield _Form(words[:1], PART, 0.6)


def _all_forms(person: Known) -> tuple[_Form, ...]:
    forms = {form for name in person.names for form in _forms(name) if form.letters}
    return tuple(sorted(forms, key=lambda f: (-f.confidence, f.words)))


def _names(windows: _Windows, person: Known, forms: tuple[_Form, ...]) -> Iterator[Found]:
    folded = windows.folded
    for name in person.names:
        words = tuple(re.findall(r"[^\W_]+", name))
        for start, end in _shuffled(folded, windows.parts, words) if len(words) > 2 else ():
            yield Found(Identifier.NAME, *folded.span(start, end), person.person, 0.95)
        for start, end in _shortened(folded, windows.parts, words):
            yield Found(Identifier.NAME, *folded.span(start, end), person.person, 0.9)
        for handle in handles(folded, name):
            if handle.sure:
                yield Found(Identifier.NAME, *folded.span(handle.start, handle.end), person.person, 0.85)
        for short in initials(folded, words):
            if short.sure:
                yield Found(Identifier.NAME, *folded.span(short.start, short.end), person.person, 0.8)
        for start, end in _called_by_letter(folded, words):
            yield Found(Identifier.NAME, *folded.span(start, end), person.person, 0.6)
    for form in forms:
        letters = form.letters
        for start, end, count in windows.reading(letters, slips(len(letters)) if form.share == FULL else 0):
            if _is(folded, form, start, end, count):
                yield Found(Identifier.NAME, *folded.span(start, end), person.person, form.confidence)
        if form.share == FULL and len(letters) >= LONG and len(form.words) > 1:
            for start, end in windows.parts:  # run together with other words: BNNGUYENVANAN
                if end - start > len(letters) and letters in skeleton(folded.plain[start:end]):
                    yield Found(Identifier.NAME, *folded.span(start, end), person.person, form.confidence - 0.1)


_LETTER = re.compile(
    rf"(?:{TITLE}|{CALLERS})[.:]?\s+(?P<short>[^\W\d_](?![^\W\d_])(?:[.\s]\s?[^\W\d_](?![^\W\d_])){{0,3}})(?!['’\-_\d])"
)


def _called_by_letter(folded: Folded, words: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Chị H., bạn M.H: the letters are the first ones of the given name and of what stands before it."""
    heads = [plain(word)[:1] for word in words]
    for match in _LETTER.finditer(folded.plain):
        letters = re.findall(r"[^\W\d_]", match["short"])
        written = folded.original(*match.span("short"))
        said = re.compile(f"{TITLE}|{CALLERS}").match(folded.plain, match.start())
        if said and letters == heads[-len(letters) :] and written.isupper() and title(folded, said):
            yield match.span("short")


def _shuffled(folded: Folded, parts: tuple[tuple[int, int], ...], words: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Runs of pieces that are these words in any order, each read as it is written."""
    wanted = sorted(skeleton(plain(word)) for word in words)
    read = [skeleton(folded.plain[start:end]) for start, end in parts]
    for first in range(len(parts) - len(words) + 1):
        last = first + len(words)
        if read[first] in wanted and sorted(read[first:last]) == wanted:
            run = parts[first:last]
            if all(JOINTS.fullmatch(folded.plain, a[1], b[0]) for a, b in pairwise(run)):
                yield run[0][0], run[-1][1]


ONSET = re.compile(r"ngh|[cgknpt]h|ng|gi|qu|tr|[a-z]")
DOT = re.compile(r"\.")
INITIALS = re.compile(r"[\s._\-]{0,3}")  # what may stand between the parts of a shortened name


@dataclass(frozen=True, slots=True)
class _Part:
    """One word of a name as it stands in the text."""

    word: int  # which of the name's
    whole: bool
    dotted: bool
    capital: bool


def _shortened(folded: Folded, parts: tuple[tuple[int, int], ...], words: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Runs of pieces that are the name with initials: Lê T. Hoa, L.T. Hoa, Lê Thị H., Hoa L., A. Kowalska."""
    if len(words) < 2:
        return
    last = len(words) - 1
    heads = {plain(word)[:1] for word in words}
    for first, (start, _) in enumerate(parts):
        if folded.plain[start] not in heads:
            continue
        runs = sorted(_runs(folded, parts, words, first, ()), key=lambda run: -run[1])
        for run, end in runs:
            following = re.match(r"\.?\s+([^\W_])", folded.text[folded.span(start, parts[end][1])[1] :])
            if _tells(run, words, last, before_a_capital=bool(following and following[1].isupper())):
                yield start, parts[end][1]
                break


def _runs(
    folded: Folded, parts: tuple[tuple[int, int], ...], words: tuple[str, ...], at: int, said: tuple[_Part, ...]
) -> Iterator[tuple[tuple[_Part, ...], int]]:
    """Every way to read the pieces from `at` on as words of the name, in its order or the given name before it:
    the words, and the last piece."""
    if at == len(parts) or (said and not INITIALS.fullmatch(folded.plain, parts[at - 1][1], parts[at][0])):
        return
    start, end = parts[at]
    written, piece = folded.original(start, end), folded.plain[start:end]
    dotted, capital = bool(DOT.match(folded.plain, end)), written[0].isupper()
    if not said:
        left = [0, len(words) - 1]  # family name first, or given name first: Hoa L.T.
    elif said[0].word == 0:
        left = list(range(said[-1].word + 1, len(words)))
    else:
        left = list(range(said[-1].word + 1 if len(said) > 1 else 0, len(words) - 1))
    ways: list[tuple[_Part, ...]] = []
    for n in left:
        word = plain(words[n])
        if skeleton(piece) == skeleton(word) and marks_only_lost(written, words[n]):
            ways.append((_Part(n, True, dotted, capital),))
        onset = ONSET.match(word)
        if len(word) > len(piece) and onset and piece in (word[:1], onset[0]):
            ways.append((_Part(n, False, dotted, capital),))
    if 1 < len(piece) < len(words) and written.isupper():  # LT Hoa
        for n in left:
            together = range(n, n + len(piece))
            if (
                together[-1] < len(words)
                and not {part.word for part in said} & set(together)
                and piece == "".join(plain(words[m])[0] for m in together)
            ):
                ways.append(tuple(_Part(m, False, dotted, True) for m in together))
    for way in ways:
        yield (*said, *way), at
        yield from _runs(folded, parts, words, at + 1, (*said, *way))


def _tells(run: tuple[_Part, ...], words: tuple[str, ...], last: int, *, before_a_capital: bool) -> bool:
    """Whether parts of a name, some of them initials, are meant as the name.

    Both ends of it are there. An initial is a capital or has its dot; where the family name or all but one word
    is an initial, each has its dot and no proper name follows: P. Hoa Hưng is a ward."""
    whole = {part.word for part in run if part.whole}
    short = [part for part in run if not part.whole]
    if not whole or not short or not {0, last} <= {part.word for part in run}:
        return False
    if any(not (part.capital or part.dotted) for part in short):
        return False
    in_order = run[0].word == 0
    if in_order and {0, last} <= whole:
        return True
    if in_order and 0 in whole and len(whole) > 1:  # Lê Thị H
        return short[-1].capital
    vietnamese = plain(words[0]) in FAMILY_NAMES
    if vietnamese and last not in whole:
        return False  # Lê H. is half of the country
    if in_order and len(run) > 2 and all(part.capital for part in run):
        return True
    return all(part.capital and part.dotted for part in short) and not before_a_capital


def _is(folded: Folded, form: _Form, start: int, end: int, count: int) -> bool:
    """Whether words that read like this form are meant as the name. Short ones are other words, too."""
    if form.share == FULL and len(form.words) > 1 and (len(form.letters) >= LONG or count == len(form.words) > 2):
        return True
    if count != len(form.words) or not marks_only_lost(folded.original(start, end), "".join(form.words)):
        return False
    if len(form.words) == 2 and form.share == PART and _two_names(folded, start, end):
        return True
    if in_a_place(folded, start, end) and not _called(folded, start):
        return False
    if len(form.letters) >= LONG and (form.share == PAIR or folded.original(start, end)[0].isupper()):
        return True
    return _stands_as_name(folded, start, end)


def _two_names(folded: Folded, start: int, end: int) -> bool:
    """Tuấn Anh, each with its capital, in words that are not all so, and no name of a place or a thing."""
    first, second = re.split(r"[\W_]+", folded.original(start, end))[:2] if " " in folded.plain[start:end] else ("", "")
    if not (first[:1].isupper() and second[:1].isupper()) or (first + second).isupper():
        return False
    pair = f"{plain(first)} {plain(second)}"
    if pair in PHRASES | COMPOUNDS or in_a_place(folded, start, end):
        return False
    before, after = folded.text[: folded.span(start, end)[0]], folded.text[folded.span(start, end)[1] :]
    previous, following = re.search(r"([^\W_]+)[ ,]*$", before), re.match(r"[ ]*([^\W_]+)", after)
    return not (previous and previous[1][0].isupper()) and not (following and following[1][0].isupper())


def _called(folded: Folded, start: int) -> bool:
    called = re.search(rf"{TITLE}[.:]?\s+$", folded.plain[:start])
    return bool(called and title(folded, called))


def _stands_as_name(folded: Folded, start: int, end: int) -> bool:
    """Alone, after a title, or with a capital that no sentence or heading explains and no proper name beside it."""
    written, text = folded.original(start, end), folded.text
    first, last = folded.span(start, end)
    before, after = text[:first], text[last:]
    if _called(folded, start):
        return True
    if re.match(r"\s+oi(?![^\W_])", folded.plain[end:]) and folded.plain[start:end] not in PRONOUNS:
        return True  # Hương ơi: somebody is spoken to
    if re.search(r"(?:^|[\n|:;/_\-–(\[\d])\s*$", before) and re.match(r"\s*(?:$|[\n|;/_\-–)\].!?\d])", after):
        chain = (
            re.search(r"[^\s/]*$", before),
            re.match(r"[^\s/]*", after),
        )  # lan-sau.jpg, not a-whole-title-with-dashes
        return sum(len(re.findall(r"[^\W\d_]+", part[0])) for part in chain if part) <= 3
    if not written[0].isupper() or (len(written) > 1 and written.isupper() and (before + after).isupper()):
        return False
    acts = ACTS.match(after.lower()) or (text.isascii() and ACTS_PLAIN.match(after.lower()))
    previous, following = re.search(r"([^\W_]+)\s*$", before), re.match(r"\s*([^\W_]+)", after)
    if following and following[1][0].isupper():
        return False
    if previous is None or re.search(r"[.!?:\n]\s*$", before):
        return bool(acts)
    return bool(acts) or not previous[1][0].isupper()


def _all_values(person: Known) -> Iterator[tuple[Identifier, str]]:
    """Numbers, addresses and e-mail addresses as the letters they read."""
    for value in person.numbers:
        number = re.sub(r"[\W_]", "", plain(value))
        kind = Identifier.IDENTITY_NUMBER if re.fullmatch(r"\d{9}|\d{12}", number) else Identifier.RECORD_NUMBER
        yield kind, skeleton(number)
        bare = re.fullmatch(r"[a-z]{1,4}(\d{6,})", number)
        if bare:
            yield kind, skeleton(bare[1])
    for value in person.emails:
        yield Identifier.EMAIL, skeleton(plain(value))
    for value in person.addresses:
        for form in _address_forms(value):
            yield Identifier.ADDRESS, skeleton(plain(form))


def _values(windows: _Windows, person: Known, values: tuple[tuple[Identifier, str], ...]) -> Iterator[Found]:
    for identifier, letters in values:
        if len(letters) >= SHORTEST:
            for start, end, _ in windows.reading(letters, slips(len(letters))):
                yield Found(identifier, *windows.folded.span(start, end), person.person, 0.97)
    for value in person.addresses:
        for start, end in at_home(windows.folded, value):
            yield Found(Identifier.ADDRESS, *windows.folded.span(start, end), person.person, 0.95)
    for value in person.numbers:
        yield from _tails(windows.folded, re.sub(r"\D", "", value), person.person)
    for phone in person.phones:
        yield from _phone(windows.folded, phone, person.person)


TAIL = 5  # digits: with fewer the end of a number is everybody's


def _tails(folded: Folded, number: str, about: str) -> Iterator[Found]:
    """The end of a number standing alone: 000123 of HS-2026-000123."""
    for match in re.finditer(rf"(?<!\d)(?<!\d[.,])\d{{{TAIL},}}(?!\d|[.,]\d)", folded.plain):
        if number.endswith(match.group()):
            yield Found(Identifier.RECORD_NUMBER, *folded.span(*match.span()), about, 0.9)


def _address_forms(address: str) -> Iterator[str]:
    """The whole address, and its house number with the street."""
    yield address
    street = re.split(r"[,;\n]", address)[0]
    if re.search(r"\d", street) and len(skeleton(plain(street))) >= LONG:
        yield street


_AS_DIGITS = str.maketrans("oilsbz", "011582")


def _phone(folded: Folded, phone: str, about: str) -> Iterator[Found]:
    wanted = re.sub(r"\D", "", phone)
    wanted = re.sub(r"^(?:0+|84(?=\d{9,10}$))", "", wanted)
    if len(wanted) < 6:
        return
    for start, end, shown in masked(folded):
        if any(unmasks(shown, before + wanted) for before in ("", "0", "84", "0084")):
            yield Found(Identifier.PHONE, *folded.span(start, end), about, 0.8)
    for start, end, digits in spoken(folded):
        if wanted in digits:
            yield Found(Identifier.PHONE, *folded.span(start, end), about, 0.97)
    for run in re.finditer(r"(?<![^\W\d_])[\d(+oils][\doilsbz .\-()/+]{5,}", folded.plain):
        at = [i for i in range(run.start(), run.end()) if folded.plain[i].isalnum()]
        digits = "".join(folded.plain[i] for i in at).translate(_AS_DIGITS)
        if sum(folded.plain[i].isdigit() for i in at) < 0.6 * len(at):
            continue
        best: tuple[int, int, int] | None = None
        for size in (len(wanted), len(wanted) - 1, len(wanted) + 1) if len(wanted) >= LONG else (len(wanted),):
            for first in range(len(digits) - size + 1):
                off = Levenshtein.distance(digits[first : first + size], wanted, score_cutoff=1)
                if off <= (1 if len(wanted) >= LONG else 0) and (best is None or off < best[0]):
                    best = off, first, first + size
        if best:
            first = best[1]
            while first and digits[:first] in ("0", "84", "084", "0084", "8", "4"):
                first -= 1
            start = at[first]
            while start > run.start() and folded.plain[start - 1] == "+":
                start -= 1
            yield Found(Identifier.PHONE, *folded.span(start, at[best[2] - 1] + 1), about, 0.97 - 0.1 * best[0])


def _births(folded: Folded, person: Known) -> Iterator[Found]:
    match = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", person.birth_date)
    if not match:
        return
    year, month, day = (int(part) for part in match.groups())
    digits = re.sub(
        r"(?<=[\d/.\-])[oil](?=[\d/.\-])|(?<![^\W\d])[oil](?=\d)|(?<=\d)[oil](?![^\W\d])",
        lambda m: "0" if m[0] == "o" else "1",
        folded.plain,
    )
    for one in (*dates(digits), *loose(digits)):
        if one.year in (year, year % 100) and (one.month, one.day) in ((month, day), (day, month)):
            yield Found(Identifier.BIRTH_DATE, *folded.span(one.start, one.end), person.person, 0.97)
    for one in partial(digits):
        beside = digits[max(0, one.start - 24) : one.start], digits[one.end : one.end + 16]
        said = re.search(rf"(?:{BORN}|{BIRTHDAY})[\s:=.,\-(]*(?:la |ngay |vao |is |on )*$", beside[0])
        if (one.month, one.day) == (month, day) and (said or re.match(rf"[\s,(\-:]*(?:la )?{BIRTHDAY}", beside[1])):
            yield Found(Identifier.BIRTH_DATE, *folded.span(one.start, one.end), person.person, 0.8)
    for short in BORN_SHORT.finditer(digits):
        if int(short["value"]) == year % 100:
            yield Found(Identifier.BIRTH_DATE, *folded.span(*short.span("value")), person.person, 0.7)
    yyyy, mm, dd = f"{year}", f"{month:02}", f"{day:02}"
    compact = rf"(?<!\d)(?:{'|'.join((yyyy + mm + dd, dd + mm + yyyy, mm + dd + yyyy, dd + mm + yyyy[2:]))})(?!\d)"
    for number in re.finditer(compact, digits):
        yield Found(Identifier.BIRTH_DATE, *folded.span(*number.span()), person.person, 0.9)
    for born in re.finditer(rf"{BORN}[\s:=.,\-]*(?P<year>{year})(?![\d/.\-])", digits):
        yield Found(Identifier.BIRTH_DATE, *folded.span(*born.span("year")), person.person, 0.7)
