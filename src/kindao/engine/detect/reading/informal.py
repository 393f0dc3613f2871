"""How people name each other in posts rather than on forms: in small letters, by accounts, initials and words.

Each needs something that says a person is meant: a family name, thanks, a role, an account's sign. A clinic's own
accounts are nobody's; how often the rest speaks of nobody is held at none by tests/data/captions.txt and by the
sentences of tests/engine/detect/test_reading.py."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from kindao.engine.detect.reading.compounds import COMPOUNDS
from kindao.engine.detect.reading.folding import Folded, plain
from kindao.engine.detect.reading.found import Found
from kindao.engine.detect.reading.patterns import BORN, BORN_UNTIL, FORM, GUESS, LABELLED
from kindao.engine.detect.reading.words import (
    CALLED,
    FAMILY,
    GIVEN_MARKED,
    GIVEN_PLAIN,
    MARKED_SURNAMES,
    MIDDLE,
    OF_CLINICS,
    PHRASES,
    SURNAMES,
    SYLLABLE,
)
from kindao.engine.vocabulary import Identifier

EDGE, STOP = r"(?<![^\W_])", r"(?![^\W_])"
WORD = r"[^\W\d_]+"
NAMES = GIVEN_PLAIN | {plain(name) for name in GIVEN_MARKED}
UNMISTAKABLE = frozenset({"nguyen", "pham", "huynh", "trinh"})
OFTEN = frozenset({"le", "vo", "vu", "dinh"})  # family names that are other words, too, hardly before thi and van
FIRST = SURNAMES | {plain(name) for name in MARKED_SURNAMES}


AT_END = UNMISTAKABLE | {"tran", "bui", "hoang", "vu"}  # family names after given ones
HILLS = frozenset({"giang", "sung", "thao", "vang", "hang", "chang", "trang", "lau", "lu", "lo", "vu", "quang", "tong"})
"""Family names of the mountains that may be told without their marks, where `_as_name` says what follows them."""


def informal(folded: Folded) -> Iterator[Found]:
    """All that these forms find; kinds may overlap."""
    for identifier, start, end, confidence in (
        *_accounts(folded),
        *_small(folded),
        *_joined(folded),
        *_spaced(folded),
        *_initials(folded),
        *_known_by_office(folded),
        *_mails(folded),
        *_plates(folded),
        *_phones(folded),
        *_births(folded),
    ):
        first, last = folded.span(start, end)
        yield Found(identifier, first, last, "", confidence)


Place = tuple[Identifier, int, int, float]

# --- Accounts

_SITE = (
    r"(?:(?:m|web|www|vm|vt)\.)*(?:facebook\.com|fb\.com|fb\.me|fb\.watch|m\.me|instagram\.com|instagr\.am|tiktok\.com|"
    r"zalo\.me|threads\.net|threads\.com|linktr\.ee|youtube\.com|youtu\.be|twitter\.com|x\.com|linkedin\.com|t\.me|wa\.me)/"
)
_PATH = re.compile(rf"(?:https?://|{EDGE}){_SITE}@?(?P<who>[\w.\-/?=&%]*[\w])")
_AT = re.compile(r"(?<![\w.@/])@(?P<who>[a-z0-9][\w.]{2,29})")
_LABELLED = re.compile(
    rf"{EDGE}(?:zalo|fb|face(?:book)?|ig|insta(?:gram)?|tiktok|messenger|viber|line|skype|telegram|threads)"
    r"(?:\s*[:=]\s*|\s+(?=@))@?(?P<who>[a-z0-9][\w.]{2,29})(?![\w@])"
)


_BESIDE = re.compile(
    rf"{EDGE}(?:zalo|fb|face(?:book)?|ig|insta(?:gram)?|tiktok|messenger|viber|skype|telegram|threads|nick|acc|"
    r"tai khoan)\s+(?P<who>[a-z][a-z._]{3,24}\d{1,8})(?![\w@])"
)
"""An account's name beside its site without a colon: told by its number and by being a name."""


def _accounts(folded: Folded) -> Iterator[Place]:
    for pattern in (_PATH, _AT, _LABELLED):
        for match in pattern.finditer(folded.plain):
            who = match["who"]
            if _of_a_clinic(who) or not re.search(r"[a-z]|\d{6}", who):
                continue
            if pattern is _LABELLED and not (re.search(r"[._\d]", who.strip(".")) or named_like(who)):
                continue
            if pattern is _LABELLED and re.fullmatch(r"[\d.]+", who):
                continue  # a number: told as a phone
            yield Identifier.EMAIL, *match.span(), FORM
    for match in _BESIDE.finditer(folded.plain):
        if not _of_a_clinic(match["who"]) and named_like(re.sub(r"[._]", "", match["who"])):
            yield Identifier.EMAIL, *match.span(), FORM


def _of_a_clinic(who: str) -> bool:
    parts = re.split(r"[^a-z]+", who)
    joined = "".join(parts)
    return any(word in joined for word in OF_CLINICS) or bool({"pk", "bv", "spa", "tmv", "ttyt"} & set(parts))


def named_like(letters: str) -> bool:
    """Whether plain letters without a blank are a Vietnamese name: maihuong, nguyenthimaihuong."""
    return any(_as_name(parts) for parts in _syllables(re.sub(r"\d+$", "", letters)))


def _syllables(letters: str, most: int = 5) -> Iterator[tuple[str, ...]]:
    """Every way to part letters into Vietnamese syllables."""
    if not letters:
        yield ()
    elif most:
        for size in range(min(7, len(letters)), 0, -1):
            if re.fullmatch(SYLLABLE, letters[:size]):
                for rest in _syllables(letters[size:], most - 1):
                    yield letters[:size], *rest


def _as_name(parts: tuple[str, ...]) -> bool:
    """A family name with others after it, or two given names."""
    if len(parts) < 2 or " ".join(parts) in PHRASES:
        return False
    if parts[0] in SURNAMES and len(parts) > 2 and (parts[1] in MIDDLE or parts[-1] in NAMES):
        return True
    if parts[0] in FIRST and len(parts) > 2 and parts[1] in MIDDLE and parts[-1] in NAMES:
        return True
    if any(f"{one} {two}" in PHRASES | COMPOUNDS for one, two in pairwise(parts)):
        return False
    if len(parts) == 3 and parts[0] in HILLS and (parts[1] == "thi" or (parts[1] == "a" and len(parts[2]) > 2)):
        return True  # giangapao
    if parts[-1] in AT_END and all(part in NAMES for part in parts[:-1]):
        return len(parts) < 4  # linhtran
    if len(parts) == 2 and parts[1] == "anh" and parts[0] in NAMES | MIDDLE - {"ba", "hai", "nhat"}:
        return True  # lananh
    return len(parts) < 4 and parts[-1] in NAMES and all(part in NAMES | MIDDLE for part in parts)


# --- Names in small letters, joined, parted and shortened

_THANKS = r"(?:cam on|cam ta|chuc mung|thanks?(?: you)?(?: to)?|tks|thank)"
_PATIENT = r"(?:benh nhan|nguoi benh|khach hang|khach)"
_CALL = rf"(?:{'|'.join(sorted(CALLED))})"
_AFTER = (
    r"(?=\s*(?:$|[.,!?;:)\n\U0001f300-\U0001faff❤♥]|(?:da|rat|nhieu|nha|nhe|oi|tin tuong|chia se|hai long|quay lai|"
    rf"sau|tuoi|va gia dinh|\d+\s?tuoi|so much|for){STOP}))"
)
_OF_SOMEBODY = re.compile(rf"{EDGE}(?:{_THANKS}|{_PATIENT})(?: {_CALL})? (?P<name>{WORD}(?: {WORD}){{0,2}}?){_AFTER}")
_CALLED = re.compile(
    rf"{EDGE}(?P<call>{_CALL}) (?P<name>{WORD}(?: {WORD})??) (?=(?:da|rat|tin tuong|chia se|hai long){STOP})"
)
_AGED = re.compile(
    rf"{EDGE}(?P<call>{_PATIENT}|bn|kh|{_CALL})[:\s]+(?P<name>{WORD}(?: {WORD}){{0,2}}),?\s+"
    rf"(?=\d{{1,3}}\s?(?:tuoi|t|y/?o){STOP})"
)
"""bn hoa 34t: with an age any given name is one."""
_FAMILY = re.compile(rf"(?P<family>{WORD}) (?P<middle>{WORD}) (?P<given>{WORD}){STOP}")
_ROLE = re.compile(rf"{EDGE}(?:{_PATIENT}|bn|kh)[:\s]+(?:{_CALL} )?$")


def _small(folded: Folded) -> Iterator[Place]:
    """A name that is written like any other word."""
    for pattern, sure in ((_OF_SOMEBODY, GUESS), (_CALLED, GUESS)):
        for match in pattern.finditer(folded.plain):
            parts = match["name"].split(" ")
            first = match.start("name")
            spans = _spans(first, parts)
            called = "call" not in match.groupdict() or _written(folded, *match.span("call")) in (
                CALLED[match["call"]],
                match["call"],
            )
            if (
                called
                and " ".join(parts) not in PHRASES
                and all(_given(folded, *span, last=span == spans[-1]) for span in spans)
            ):
                yield Identifier.NAME, first, match.end("name"), sure
    for aged in _AGED.finditer(folded.plain):
        parts = aged["name"].split(" ")
        spans = _spans(aged.start("name"), parts)
        called = _written(folded, *aged.span("call")) in (CALLED.get(aged["call"], aged["call"]), aged["call"])
        if (
            called
            and " ".join(parts) not in PHRASES
            and all(_given(folded, *span, last=span == spans[-1]) for span in spans)
        ):
            yield Identifier.NAME, *aged.span("name"), GUESS
    for begin in re.finditer(EDGE + WORD, folded.plain):
        name = _FAMILY.match(folded.plain, begin.start())
        if name is None:
            continue
        role = bool(_ROLE.search(folded.plain[: name.start()]))
        written = all(re.fullmatch(SYLLABLE, name[part]) for part in ("middle", "given"))
        if written and _in_full(folded, name, role=role):
            yield Identifier.NAME, name.start(), name.end("given"), FORM if role else GUESS


def _in_full(folded: Folded, match: "re.Match[str]", *, role: bool) -> bool:
    """Whether three words are a family, a middle and a given name. role: they stand after what a patient is called."""
    family, middle, given = match["family"], match["middle"], match["given"]
    written = _written(folded, *match.span("family"))
    if written not in FAMILY and (written != family or family not in FIRST):
        return False
    between = _written(folded, *match.span("middle")) in ("thi", "thị", "van", "văn")
    if f"{family} {middle}" in PHRASES:
        return False
    if family in UNMISTAKABLE and (between or (role and middle in MIDDLE)):
        return True
    if role and between and family in SURNAMES:
        return True
    return given in NAMES and ((between and family in SURNAMES | OFTEN) or (role and middle in MIDDLE))


def _spans(first: int, parts: list[str]) -> list[tuple[int, int]]:
    spans = []
    for part in parts:
        spans.append((first, first + len(part)))
        first += len(part) + 1
    return spans


def _written(folded: Folded, start: int, end: int) -> str:
    return unicodedata.normalize("NFC", folded.original(start, end).lower())


def _given(folded: Folded, start: int, end: int, *, last: bool) -> bool:
    """Whether this word can be a given name as it is written; one before the last may be any middle name."""
    written, bare = _written(folded, start, end), folded.plain[start:end]
    if written in GIVEN_MARKED or (written == bare and bare in GIVEN_PLAIN):
        return True
    return not last and (bare in MIDDLE or bare in FIRST)


_CAMEL = re.compile(r"[A-ZÀ-Ỹ][a-zà-ỹ]+")


def _joined(folded: Folded) -> Iterator[Place]:
    """NguyenThiMaiHuong, #MaiHuong, nguyenthimaihuong."""
    for match in re.finditer(r"(?P<mark>#?)(?P<name>[^\W\d_]{6,40})\d{0,4}(?![^\W_])", folded.plain):
        if match.start("name") and folded.plain[match.start("name") - 1] in "@/.":
            continue
        written = unicodedata.normalize("NFC", folded.original(*match.span("name")))
        parts = tuple(plain(part) for part in _CAMEL.findall(written))
        humps = len(parts) > 1 and "".join(parts) == match["name"]
        family = humps and len(parts) > 2 and parts[0] in FIRST and all(re.fullmatch(SYLLABLE, one) for one in parts)
        if _of_a_clinic(match["name"]):
            continue
        if family or (humps and match["mark"] and _as_name(parts)) or _small_joined(match["name"]):
            yield Identifier.NAME, *match.span("name"), GUESS


def _small_joined(letters: str) -> bool:
    begins = re.match(r"(nguyen|tran|pham|huynh|phan|bui|truong|trinh)(thi|van)", letters)
    if begins and any(len(parts) < 4 for parts in _syllables(letters[begins.end() :], 3) if parts):
        return True
    between = re.match(rf"(?:{'|'.join(sorted(FIRST | HILLS, key=lambda name: -len(name)))})(?:thi|van)", letters)
    return between is not None and any(
        2 < len(parts) < 5
        and parts[0] in FIRST
        and parts[1] in ("thi", "van")
        and parts[-1] in NAMES
        and _as_name(parts)
        for parts in _syllables(letters)
    )


_LETTERS = re.compile(r"(?<![^\W])[^\W\d_](?: {1,3}[^\W\d_]| ?\. ?[^\W\d_]){4,30}(?![^\W_])")


def _spaced(folded: Folded) -> Iterator[Place]:
    """N g u y e n  T h i."""
    for match in _LETTERS.finditer(folded.plain):
        letters = re.sub(r"[^a-z]", "", match.group())
        if named_like(letters) or (re.match("|".join(SURNAMES), letters) and any(_syllables(letters, 6))):
            yield Identifier.NAME, *match.span(), FORM


_SHORT = re.compile(rf"{EDGE}(?P<family>{WORD})(?P<short>(?:\s?\b[^\W\d_]\.){{2,4}})")


def _initials(folded: Folded) -> Iterator[Place]:
    """Nguyễn T. M. H."""
    for match in _SHORT.finditer(folded.plain):
        written = folded.original(*match.span())
        known = match["family"] in SURNAMES or _written(folded, *match.span("family")) in MARKED_SURNAMES
        if known and written[0].isupper() and all(one.isupper() for one in re.findall(rf"{WORD}(?=\.)", written)):
            yield Identifier.NAME, *match.span(), FORM


_OFFICE = re.compile(
    rf"{EDGE}(?:dien vien|ca si|hoa hau|a hau|nguoi mau|hot ?girl|hot ?face|tiktoker|youtuber|kol|mc|nghe si|cau thu|"
    rf"(?:{_PATIENT}|bn|kh|chi|anh|em|be) ten(?: la)?)\s+(?P<name>{WORD}(?:\.{WORD})*(?:\s{WORD})?)"
)


def _known_by_office(folded: Folded) -> Iterator[Place]:
    for match in _OFFICE.finditer(folded.plain):
        written = [folded.original(match.start("name") + one.start(), match.start("name") + one.end())
                   for one in re.finditer(WORD, match["name"])]  # fmt: skip
        if written[0][0].isupper() and not folded.original(*match.span()).isupper():
            yield Identifier.NAME, *match.span("name"), GUESS


# --- Addresses, plates, numbers and days

_MAIL = re.compile(
    r"(?P<who>[a-z0-9](?:[\w.]| (?=\d)){1,40}?)"
    r"\s*(?:[(\[{]\s*(?:a\s?cong|at|@)\s*[)\]}]|\sa\s?cong|\sat(?=\s\w+\s?[(\[{]?\s?(?:dot|cham)))"
    r"\s*[a-z0-9\-]{2,20}\s*(?:[(\[{]\s*(?:cham|dot|\.)\s*[)\]}]|\s(?:cham|dot)\s|\.)\s*(?:com|vn|net|org|edu)(?![^\W_])"
)


def _mails(folded: Folded) -> Iterator[Place]:
    for match in _MAIL.finditer(folded.plain):
        yield Identifier.EMAIL, *match.span(), FORM


_PLATE = re.compile(
    r"(?<![\w.\-])(?P<said>(?:bien so|bien kiem soat|bks|bsx|xe)(?: xe)?[:\s]+)?"
    r"(?P<plate>[1-9]\d[\s\-]?[a-z]{1,2}\d?(?P<gap>[\s.\-]*)\d{3}(?:\.?\d{2}|\d)?)(?![\w\-]|\.\d)"
)


def _plates(folded: Folded) -> Iterator[Place]:
    """The province's number, one or two letters, a digit for motorcycles, four or five digits.
    Source: Thông tư 79/2024/TT-BCA."""
    for match in _PLATE.finditer(folded.plain):
        digits = re.sub(r"\D", "", match["plate"].rpartition(match["gap"])[2] if match["gap"] else match["plate"])
        dotted = re.search(r"\d{3}\.\d{2}$", match["plate"])
        if match["said"] or (len(digits) >= 5 and (dotted or "-" in match["gap"])):
            yield Identifier.IDENTITY_NUMBER, *match.span("plate"), LABELLED if match["said"] else FORM


_ALIKE = str.maketrans("oilsbz", "011582")
_PHONE = re.compile(r"(?<![^\W])[o0][\doilsbz](?:[ .\-]?[\doilsbz]){8}(?![^\W_])")


def _phones(folded: Folded) -> Iterator[Place]:
    """O9I2345678."""
    for match in _PHONE.finditer(folded.plain):
        letters = re.sub(r"[ .\-]", "", match.group())
        if sum(one.isdigit() for one in letters) >= 6 and re.fullmatch(r"0[35789]\d{8}", letters.translate(_ALIKE)):
            yield Identifier.PHONE, *match.span(), FORM


_ONE = "mot|hai|ba|bon|tu|nam|lam|sau|bay|tam|chin"
_COUNT = rf"(?:(?:hai|ba) muoi(?: (?:{_ONE}|mot))?|muoi(?: (?:{_ONE}))?|{_ONE}|\d{{1,2}})"
_MONTH = r"(?:muoi(?: mot| hai)?|gieng|chap|mot|hai|ba|tu|bon|nam|sau|bay|tam|chin|\d{1,2})"
_TENS = rf"(?:{_ONE}) (?:muoi )?(?:{_ONE}|khong)|(?:{_ONE}) muoi"
_YEAR = rf"(?:(?:mot|mot nghin|mot ngan) chin (?:tram )?(?:{_TENS})|(?:{_TENS})|\d{{4}}|'?\d{{2}})"
_YEAR_SAID = re.compile(
    rf"{BORN}[\s:,]*(?:nam\s)?(?P<year>(?:mot|mot nghin|mot ngan) chin (?:tram )?(?:{_TENS})|"
    rf"(?:sau|bay|tam|chin) (?:muoi )?(?:{_ONE}|khong)){STOP}"
)
_DAY = re.compile(
    rf"(?P<born>{BORN}[\s:,]*)?{EDGE}(?:(?:ngay|mung|mong|hom)\s)*(?P<day>{_COUNT})(?:\s(?:thang)\s|/)(?P<month>{_MONTH}){STOP}"
    rf"(?:\s(?:am lich\s)?nam\s(?P<year>{_YEAR}){STOP}(?!\s(?:nay|sau|truoc|qua)))?"
)


def _births(folded: Folded) -> Iterator[Place]:
    """Mùng tám tháng ba năm chín mốt; sinh ngày 8/3. A day without a year, and one of our time, is nobody's birth."""
    for match in _YEAR_SAID.finditer(folded.plain):
        yield Identifier.BIRTH_DATE, *match.span("year"), LABELLED
    for match in _DAY.finditer(folded.plain):
        born = match["born"] is not None and not re.search(
            r"(?:hoc|ve|khai|phat|ho|y|thi|ngay|ky) $", folded.plain[: match.start()]
        )
        year = match["year"] or ""
        if year.isdigit() and len(year) == 4:
            continue  # as a date
        short = year.strip("'")
        old = bool(year) and (not short.isdigit() or int(short) >= 30 or 2000 + int(short) <= BORN_UNTIL)
        if born or old:
            yield Identifier.BIRTH_DATE, match.start("day"), match.end(), LABELLED if born else GUESS
