"""Kinds of identifier known by their label or their form alone, whoever they belong to."""

import re
import unicodedata
from collections.abc import Iterator

from kindao.engine.detect.reading.dates import dates, is_date
from kindao.engine.detect.reading.folding import Folded
from kindao.engine.detect.reading.folding import plain as _plain
from kindao.engine.detect.reading.found import Found
from kindao.engine.detect.reading.numbers import spoken
from kindao.engine.detect.reading.words import (
    BETWEEN,
    CLANS,
    GIVEN,
    HEALTH,
    HEALTH_MARKED,
    HEALTH_SHORT,
    MARKED_SURNAMES,
    MARKED_TITLES,
    MIDDLE,
    MINORITY,
    PHRASES,
    PLACES,
    SURNAMES,
    SYLLABLE,
)
from kindao.engine.vocabulary import Identifier

LABELLED, FORM, GUESS = 0.95, 0.8, 0.5  # confidence: said by a label, by a telling form, by a form others share

GAP = r"\s*[:=.\-–#]*\s*"  # between a label and its value
COLON = r"\s*[:=]\s*"
BORN_UNTIL = 2005  # a bare date up to this year is rather a birth than the day of a digital picture
THIS_CENTURY = 30  # a year of two figures from here on is of the last one

_edge, _stop = r"(?<![^\W_])", r"(?![^\W_])"


def _label(words: str) -> str:
    return rf"{_edge}(?:{words}){_stop}"


RECORD = _label(
    r"ma (?:so )?(?:bn|benh nhan|benh an|ho so|kh|khach hang|dieu tri|y te|luu tru|the bhyt|bhyt)|so (?:ho so|"
    r"benh an|luu tru|"
    r"nhap vien|vao vien|tiep nhan|phieu|the bhyt|bhyt)|shs|sba|pid|mrn|ma yt|bhyt|the bhyt|hn|"
    r"acc(?:ession)?(?: no)?|"
    r"(?:hospital|record|chart|case|patient|insurance|file) ?(?:no|number|num|id)|id|ma so|ma"
)
IDENTITY = _label(
    r"(?:so )?(?:cccd|cmnd|cmt|cmtnd|can cuoc(?: cong dan)?|chung minh(?: nhan dan| thu)?|"
    r"dinh danh(?: ca nhan)?|ho chieu)|"
    r"passport(?: no| number)?|ssn|nhs(?: no| number)?|national id|id card(?: no)?"
)
BORN = _label(
    r"ngay(?:,? thang(?:,? nam)?)? sinh|sinh ngay|sinh nam|nam sinh|ngay/thang/nam sinh|n\.?s|s\.?n|dob|d\.o\.b\.?|"
    r"date of birth|birth ?date|born(?: on| in)?|b\.?d|sinh"
)
BIRTHDAY = _label(r"(?:mung |chuc mung )?sinh nhat|birthday|b-?day|hpbd|snvv|tuoi moi")
BORN_SHORT = re.compile(
    rf"{_edge}(?:sinh nam|nam sinh|s\.?n\.?|born in)\s*[:=]?\s*['’‘]?(?P<value>[3-9]\d|0\d)"
    rf"(?!\d|[/.,\-]\d|\s?(?:%|tuoi|thang|ngay))"
    rf"{_stop}"
)
PHONE = _label(
    r"s\.?d\.?t|dt|dien thoai|so dien thoai|phone|tel|telephone|mobile|mob|cell|hotline|zalo|viber|whatsapp|"
    r"lien he|call"
)
ADDRESS = _label(
    r"dia chi(?: thuong tru| lien he| nha)?|d/c|dc|thuong tru|tam tru|noi o|cho o|que quan|nguyen quan|address|"
    r"addr|home address"
)
NAME = _label(
    r"ho (?:va |& ?)?ten(?: benh nhan| bn| khach hang| nguoi benh)?|ten (?:benh nhan|bn|khach hang|kh|"
    r"nguoi benh|be|me|bo)|"
    r"ten|nguoi benh|benh nhan|khach hang|patient(?:'?s)? name|full name|name|patient|pt|surname|first name|"
    r"last name|bn|kh"
)
TITLE = _label(
    r"ong|ba|anh|chi|co|chu|bac|be|em|ban|me|bo|benh nhan|nguoi benh|khach hang|bn|kh|mr|mrs|ms|miss|mx|madam|"
    r"dr|doctor|prof|professor|nurse|sister|patient|pt|bs|bac si|bac sy|gs|pgs|ts|ths|bsck[i12]*|ck[i12]+|dd|"
    r"dieu duong|"
    r"y ta|duoc si|ktv|ho sinh"
)
INSTITUTION = _label(
    r"benh vien|bv|phong kham|pk|tham my vien|tmv|trung tam y te|ttyt|tram y te|nha khoa|vien (?:mat|tim|"
    r"da lieu|tham my|y hoc)|"
    r"hospital|clinic|medical cent(?:er|re)|infirmary|health cent(?:er|re)|khoa|phong|giuong|buong|ward|bed|"
    r"room|department|dept"
)
NUMBERED = r"khoa|phong|giuong|buong|ward|bed|room|department|dept"
GENERIC = (
    r"da khoa|chuyen khoa|quoc te|tu nhan|trung uong|da lieu|tham my|rang ham mat|san nhi|phu san|nhi dong|"
    r"tinh|huyen|quan|thanh pho|khu vuc|so|mat|nhi|va|of|and|for"
)
PLACE = (
    r"(?:phuong|quan|huyen|thi xa|thi tran|thanh pho|tinh|xa|thon|ap|to dan pho|kp|khu pho|"
    r"duong|pho|ngo|ngach|hem|tp)"
)
SHORT = r"(?:p|q|tp|h|tx|d)\."


def patterns(folded: Folded) -> Iterator[Found]:
    """All that has the label or the form of an identifier; kinds may overlap, the surest should be kept."""
    yield from _emails(folded)
    yield from _dates(folded)
    yield from _numbers(folded)
    yield from _addresses(folded)
    yield from _institutions(folded)
    yield from _names(folded)
    for match in re.finditer(_label(HEALTH), folded.plain):
        yield _found(folded, Identifier.DIAGNOSIS, *match.span(), FORM)
    for start, end in _illnesses(folded):
        yield _found(folded, Identifier.DIAGNOSIS, start, end, FORM)


_SMUGGLED = re.compile(r"(?:buon|hang|doi|tran|nhap|ban)\s$")  # buôn lậu


def _illnesses(folded: Folded) -> Iterator[tuple[int, int]]:
    """Those that are told only by their marks or their capitals."""
    for word in re.finditer(r"[^\W\d_]+", folded.plain):
        written = unicodedata.normalize("NFC", folded.original(*word.span()))
        if written in HEALTH_SHORT:
            yield word.span()
        for n in (1, 2, 3, 4):
            some = re.compile(rf"[^\W\d_]+(?: [^\W\d_]+){{{n - 1}}}(?![^\W_])").match(folded.plain, word.start())
            if some is None:
                break
            said = unicodedata.normalize("NFC", folded.original(*some.span()))
            bare = _plain(said) == said.lower()
            named = said.lower() in HEALTH_MARKED and not (n == 1 and _SMUGGLED.search(folded.plain[: word.start()]))
            if named or (
                n > 1 and bare and said.startswith("K ") and said.lower() in _BARE and said.lower() not in _OTHER
            ):
                yield some.span()


_BARE = {_plain(name) for name in HEALTH_MARKED}
_OTHER = frozenset(("k da", "k mau", "k than", "k hach"))  # k đã: k is không, too


def _found(folded: Folded, identifier: Identifier, start: int, end: int, confidence: float) -> Found:
    first, last = folded.span(start, end)
    return Found(identifier, first, last, "", confidence)


def _emails(folded: Folded) -> Iterator[Found]:
    for match in re.finditer(r"[\w.+\-]{1,64}\s?@\s?[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,6}", folded.plain):
        yield _found(folded, Identifier.EMAIL, *match.span(), LABELLED)


def _dates(folded: Folded) -> Iterator[Found]:
    for day in dates(folded.plain):
        before = folded.plain[max(0, day.start - 24) : day.start]
        clock = re.match(r"[\s,t]*\d{1,2}[:h]\d{2}", folded.plain[day.end :])
        old = 1900 <= day.year <= BORN_UNTIL or (day.named and THIS_CENTURY <= day.year < 100)
        if re.search(rf"{BORN}[\s:=.,\-(]*$", before):
            yield _found(folded, Identifier.BIRTH_DATE, day.start, day.end, LABELLED)
        elif old and not clock:
            yield _found(folded, Identifier.BIRTH_DATE, day.start, day.end, GUESS)
        else:
            yield _found(folded, Identifier.DATE, day.start, day.end, FORM)
    for match in re.finditer(rf"{BORN}{GAP}(?P<value>(?:19|20)\d\d)(?![\d/.\-])", folded.plain):
        yield _found(folded, Identifier.BIRTH_DATE, *match.span("value"), LABELLED)
    for match in BORN_SHORT.finditer(folded.plain):
        yield _found(folded, Identifier.BIRTH_DATE, *match.span("value"), FORM)


def _numbers(folded: Folded) -> Iterator[Found]:
    plain = folded.plain
    code = rf"(?P<value>(?=[^\s]*\d)[a-z]{{0,4}}[\-/. ]?\d(?:[\d{'ol'}]|[ .\-/](?=\d)){{2,18}}[a-z]?){_stop}"
    for label, identifier in ((RECORD, Identifier.RECORD_NUMBER), (IDENTITY, Identifier.IDENTITY_NUMBER)):
        for match in re.finditer(label + GAP + code, plain):
            value = match["value"]
            if not is_date(value):
                yield _found(folded, identifier, *match.span("value"), LABELLED if len(value) > 3 else GUESS)
    for match in re.finditer(PHONE + GAP + r"(?P<value>\(?\+?[\d(][\d ().\-]{6,18}\d)", plain):
        if not re.match(r"1[89]00", match["value"]):  # a company's number, the same for everybody
            yield _found(folded, Identifier.PHONE, *match.span("value"), LABELLED)
    for start, end, _ in spoken(folded):
        yield _found(folded, Identifier.PHONE, start, end, FORM)
    for match in re.finditer(r"(?<![\w+])[a-z]{2}\s?[1-5](?:[\s.\-]?\d){12}(?!\d)", plain):  # Quyết định 1351/QĐ-BHXH
        yield _found(folded, Identifier.RECORD_NUMBER, *match.span(), FORM)
    for match in re.finditer(r"(?<![\w/])(?:\(?\+\d{1,3}\)?[ .\-]?)?\(?\d(?:[ .\-()]{0,2}\d){7,14}(?![\w/])", plain):
        digits = re.sub(r"\D", "", match.group())
        kind = _kind_of_number(match.group(), digits)
        if kind:
            yield _found(folded, kind[0], *match.span(), kind[1])
    for match in re.finditer(
        rf"{_edge}(?:bn|hs|ba|benh nhan|nguoi benh|ho so|kh)\s(?:so|no)\b[:. ]*(?P<value>\d{{4,12}}){_stop}", plain
    ):
        yield _found(folded, Identifier.RECORD_NUMBER, *match.span("value"), LABELLED)
    for match in re.finditer(rf"{_edge}(?:bn|hs|ba|pt|mr)[\-. ]?\d{{5,12}}{_stop}", plain):
        yield _found(folded, Identifier.RECORD_NUMBER, *match.span(), FORM)


def _kind_of_number(written: str, digits: str) -> tuple[Identifier, float] | None:
    """What a bare number is by its form; None for what is a date, a price or a hotline."""
    if is_date(written) or re.fullmatch(r"1[89]00\d{4,6}", digits):
        return None
    if written.lstrip("(").startswith("+") and 9 <= len(digits) <= 15:
        return Identifier.PHONE, FORM
    if re.fullmatch(r"(?:0|84)(?:[35789]\d{8}|2\d{9})", digits):  # Viet Nam: mobile, fixed
        return Identifier.PHONE, FORM
    if len(digits) == 12 and 1 <= int(digits[:3]) <= 96:  # Thông tư 07/2016/TT-BCA: province, century and sex, year
        return Identifier.IDENTITY_NUMBER, FORM
    if digits.startswith("0") and len(digits) in (10, 11):
        return Identifier.PHONE, GUESS
    if re.search(r"\d[.]\d{3}[.]\d{3}", written) or len(digits) < 8:  # 12.500.000 is a price
        return None
    return (Identifier.IDENTITY_NUMBER, GUESS) if len(digits) == 9 else (Identifier.RECORD_NUMBER, GUESS)


def _addresses(folded: Folded) -> Iterator[Found]:
    plain = folded.plain
    for match in re.finditer(
        ADDRESS + r"(?P<gap>\s*[:=]\s*|\s+(?=[^\n;|,]{0,24}\d))(?P<value>[^\n;|,][^\n;|]{3,120})", plain
    ):
        value = re.split(rf"\s{{3,}}|{PHONE}\s*:|{BORN}\s*:|{IDENTITY}\s*:", match["value"])[0].rstrip(" .,-")
        if len(value) >= 4:
            yield _found(folded, Identifier.ADDRESS, match.start("value"), match.start("value") + len(value), LABELLED)
    words = r"[^\W\d_]\w*(?:\s[^\W\d_]\w*){0,3}"
    part = rf"(?:{_edge}(?:(?:{PLACE}|{SHORT})\s?\d{{1,2}}{_stop}|{PLACE}\s{words}|{SHORT}\s?{words}))"
    house = rf"{_edge}(?:so(?: nha)?\s)?\d{{1,4}}[a-z]?(?:/\d{{1,4}}[a-z]?)*,?\s"
    for match in re.finditer(rf"{house}(?:[^\W\d_]\w*\s?){{1,5}},\s?{part}|{house}{part}|{part}(?:,\s?{part})+", plain):
        if re.search(r"\d", match.group()) or _title(folded, match):
            yield _found(folded, Identifier.ADDRESS, *match.span(), FORM)
    flat = (
        rf"{_edge}(?:chung cu|can ho|toa(?: nha)?\s[a-z]{{0,2}}\d{{1,3}}|block|thap)(?![^\W_])[^\n;]{{0,48}}?"
        rf"{_edge}(?:phong|can(?: ho)?|p)[\s.]?[a-z]?\d{{1,5}}[a-z]?{_stop}"
    )
    for match in re.finditer(flat, plain):
        yield _found(folded, Identifier.ADDRESS, *match.span(), FORM)
    street = r"(?:street|st|road|rd|avenue|ave|lane|ln|drive|close|boulevard|blvd|way|square)"
    for match in re.finditer(rf"{_edge}\d{{1,5}}[a-z]?,?\s(?:[^\W\d_][\w'’]*\s){{1,4}}{street}{_stop}", plain):
        if _title(folded, match):
            yield _found(folded, Identifier.ADDRESS, *match.span(), FORM)


def _title(folded: Folded, match: "re.Match[str]") -> bool:
    """Whether a proper name is in it: places are written with capitals."""
    return any(letter.isupper() for letter in folded.original(*match.span())[1:])


def _institutions(folded: Folded) -> Iterator[Found]:
    """A clinic or ward with its own name or number; "the clinic" alone is nobody's."""
    plain = folded.plain
    for match in re.finditer(INSTITUTION, plain):
        start, end = match.span()
        number = re.compile(rf"{GAP}(?:so\s)?[a-z]?\d{{1,4}}[a-z]?{_stop}").match(plain, end)
        if number and re.fullmatch(NUMBERED, match.group()):
            yield _found(folded, Identifier.INSTITUTION, start, number.end(), FORM)
            continue
        last = end
        for _ in range(6):
            generic = re.compile(rf"\s+(?:{GENERIC}){_stop}").match(plain, end)
            word = re.compile(r"\s+([^\W\d_][\w'’]*)").match(plain, end)
            if generic:
                end = generic.end()
                last = end if word and _capital(folded, *word.span(1)) else last
            elif word and _capital(folded, *word.span(1)):
                end = last = word.end()
            else:
                break
        before = re.search(r"(?:[^\W\d_][\w'’.]*\s+){1,4}$", plain[:start])
        if last == match.end() and before and re.fullmatch(r"hospital|clinic|medical cent.*|infirmary", match.group()):
            for word in re.finditer(r"[^\W\d_][\w'’]*", before.group()):
                if _capital(folded, before.start() + word.start(), before.start() + word.end()):
                    start = min(start, before.start() + word.start())
        if last > match.end() or start < match.start():
            yield _found(folded, Identifier.INSTITUTION, start, last, FORM)


def _capital(folded: Folded, start: int, end: int) -> bool:
    return start < end and folded.original(start, end)[:1].isupper()


def _names(folded: Folded) -> Iterator[Found]:
    plain = folded.plain
    for match in re.finditer(NAME + COLON, plain):
        end = _name_after(folded, match.end(), anyhow=True)
        if end:
            yield _found(folded, Identifier.NAME, match.end(), end, LABELLED)
    for match in re.finditer(TITLE + r"\.?\s+", plain):
        end = _name_after(folded, match.end(), anyhow=False) if title(folded, match) else 0
        title_is_word = folded.original(*match.span()).strip().isupper()  # in upper case a capital says nothing
        if end and (not title_is_word or _surname(folded, match.end()) or "." in match.group()):
            yield _found(folded, Identifier.NAME, match.end(), end, FORM)
    for word in re.finditer(r"[^\W\d_]+", plain):
        end = _vietnamese(folded, word) or _western(folded, word) or _of_a_minority(folded, word)
        if end:
            yield _found(folded, Identifier.NAME, word.start(), end, FORM - 0.1)
    several = r"[^\W\d_]{2,}(?:[\s,]+[^\W\d_]+){1,4}"
    for match in re.finditer(rf"{_edge}(?P<name>{several})[\s,]+\d{{1,3}}\s?(?:y|yo|yrs|t|tuoi){_stop}", plain):
        start, end = match.span("name")
        if all(_capital(folded, start + w.start(), start + w.end()) for w in re.finditer(r"[^\W\d_]+", match["name"])):
            yield _found(folded, Identifier.NAME, start, end, GUESS)

    for match in re.finditer(_WESTERN_AGED, plain):
        if _capital(folded, *match.span("name")) and (match["called"] or match["name"] in GIVEN):
            yield _found(folded, Identifier.NAME, *match.span("name"), GUESS)


_WESTERN_AGED = (
    rf"(?P<called>{_edge}(?:client|patient|customer|guest|pt|khach(?: hang)?|benh nhan|bn)\s)?{_edge}"
    r"(?P<name>[^\W\d_]{3,})(?:,|\s\()?\s(?:(?:aged?|is)\s)?\d{2}"
    r"(?:\s?(?:tuoi|t|y/?o|yrs?|years?(?: old)?))?(?![\w%/.\-]|[.,:]\d|\s?(?:%|percent|"
    r"[^\W\d_]*(?:off|am|pm|gio|ngay|thang|phut|lan|cc|ml)(?![^\W_])))"
)
_NOT_A_NAME = re.compile(
    _label(
        r"nam|nu|sinh|tuoi|ngay|gioi|sdt|dt|dia|d/c|ma|so|khoa|phong|giuong|dob|sex|age|male|female|born|mrn|id|chan|bhyt|cccd|"
        r"cmnd|date|tel|phone|ns|years?|ward|bed|room|da|duoc|bi|den|va|voi|tai|the|and|was|is|has|at|with|on|of|in|for"
    )
)


def _name_after(folded: Folded, start: int, *, anyhow: bool) -> int:
    """The end of the name that begins here, 0 when none does. `anyhow`: a label stands before, case is no matter."""
    word = re.compile(r"([^\W\d_](?:[^\W\d_]|['’\-](?=[^\W\d_]))*)(?!\d)(\.?[ ,^]{0,2})")
    at, end = start, 0
    for _ in range(6):
        match = word.match(folded.plain, at)
        if not match or _NOT_A_NAME.fullmatch(match[1]) or not (anyhow or _capital(folded, *match.span(1))):
            break
        at, end = match.end(), match.end(1)
    return end if end - start > 1 else 0


def _surname(folded: Folded, start: int) -> bool:
    word = re.compile(r"[^\W\d_]+").match(folded.plain, start)
    return word is not None and _family(folded, word)


def title(folded: Folded, match: "re.Match[str]") -> bool:
    """Whether a match of `TITLE` is one as it is written: chị or chi, not chí."""
    said = match.group().strip(" .:\n")
    written = unicodedata.normalize("NFC", folded.original(*match.span()).lower()).strip(" .:\n")
    return written in (said, MARKED_TITLES.get(said, written))


def _family(folded: Folded, word: "re.Match[str]") -> bool:
    return word.group() in SURNAMES or folded.original(*word.span()).lower() in MARKED_SURNAMES


_AMBIGUOUS = frozenset(_plain(name) for name in MARKED_SURNAMES)


def _vietnamese(folded: Folded, word: "re.Match[str]") -> int:
    """The end of a family name with the names that follow it, in title case or all in upper case."""
    plain, upper = folded.plain, folded.original(*word.span()).isupper()
    telling = _family(folded, word)
    if not _capital(folded, *word.span()) or not (telling or word.group() in _AMBIGUOUS):
        return 0
    if any(plain.startswith(place, word.start()) for place in PLACES):
        return 0
    end, given = word.end(), list[str]()
    name = re.compile(rf"[ .^_\-]{{1,2}}({SYLLABLE})(?![^\W_])")
    while len(given) < 4 and (match := name.match(plain, end)):
        written = folded.original(*match.span(1))
        if not written[0].isupper() or (upper and not written.isupper()):
            break
        if given and _NOT_A_NAME.fullmatch(match[1]):
            break
        given.append(match[1])
        end = match.end()
    if upper and (_another(folded, word.start(), -1) or _another(folded, end, 1)):
        return 0  # a heading
    if telling:
        return end if given else 0
    return end if len(given) >= 2 and given[0] in MIDDLE else 0


def _another(folded: Folded, at: int, step: int) -> bool:
    """Whether the neighbouring word on this side is in upper case, too, and no label or title."""
    side = re.search(r"([^\W\d_]+) $", folded.plain[:at]) if step < 0 else re.match(r" ([^\W\d_]+)", folded.plain[at:])
    if side is None:
        return False
    first, last = (side.start(1), side.end(1)) if step < 0 else (at + side.start(1), at + side.end(1))
    label = re.fullmatch(rf"{TITLE}|{NAME}", side[1]) if step < 0 else _NOT_A_NAME.fullmatch(side[1])
    return label is None and folded.original(first, last).isupper()


_CAPITALISED = re.compile(r"\s([^\W\d_][\w'’]*)")


def _of_a_minority(folded: Folded, word: "re.Match[str]") -> int:
    """Giàng A Páo, Sùng Thị Mỷ; H'Hen Niê, K'Brơi, Y Moan Êban."""
    plain = folded.plain
    if not _capital(folded, *word.span()) or folded.original(*word.span()) in ("Ca", "CA"):
        return 0

    def following(end: int) -> "re.Match[str] | None":
        one = _CAPITALISED.match(plain, end)
        return one if one and _capital(folded, *one.span(1)) else None

    def written(start: int, end: int) -> str:
        return unicodedata.normalize("NFC", folded.original(start, end).lower())

    first = following(word.end())
    if written(*word.span()) in MINORITY and first and written(*first.span(1)) in BETWEEN:
        given = following(first.end())
        if (
            given
            and re.fullmatch(SYLLABLE, given[1])
            and not folded.original(word.start(), given.end()).isupper()
            and f"{word.group()} {first[1]}" not in PHRASES
        ):
            return given.end()
    called = re.compile(r"[hky]['’]\s?(?=[^\W\d_]{2})[^\W\d_]+").match(plain, word.start())
    if (
        called
        and word.group() in ("h", "k", "y")
        and _capital(folded, called.end() - len(called.group()) + 2, called.end())
    ):
        while (more := following(called.end())) and written(*more.span(1)) in CLANS:
            called = more
        return called.end()
    if first and (word.group() == "y" or written(*word.span()) in CLANS):
        second = following(first.end())
        if second and written(*second.span(1)) in CLANS:
            return second.end()
        if written(*word.span()) in CLANS and re.match(r"[hky]['’]|y$", first[1]):
            return first.end()
    return 0


def _western(folded: Folded, word: "re.Match[str]") -> int:
    """The end of a given name with the capitalised words that follow it."""
    if word.group() not in GIVEN or not _capital(folded, *word.span()):
        return 0
    after = re.compile(r"(?:\s[^\W\d_]\.?)?\s([^\W\d_][\w'’\-]+)").match(folded.plain, word.end())
    if not after or not _capital(folded, *after.span(1)) or _NOT_A_NAME.fullmatch(after[1]):
        return 0
    return after.end(1)
