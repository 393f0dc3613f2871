"""What may be somebody nobody declared, by its form alone: for a person to tell."""

import re
import unicodedata
from collections.abc import Iterator

from kindao.engine.detect.reading.folding import Folded
from kindao.engine.detect.reading.initials import AGE, CASE, NOBODYS, groups
from kindao.engine.detect.reading.numbers import masked
from kindao.engine.detect.reading.words import (
    ABBREVIATED,
    ENGLISH,
    FAMILY,
    GIVEN,
    GIVEN_MARKED,
    GIVEN_PLAIN,
    IN_ENGLISH,
    SYLLABLE,
)
from kindao.engine.vocabulary import Identifier

_LAST = FAMILY - {
    "mai", "hà", "hồ", "đào", "lâm", "cao", "thái", "châu", "kiều", "giang", "từ", "bạch", "lục", "tạ", "đàm", "phùng",
    "dương", "phan", "lương", "thiều", "lưu", "mạc", "tống", "tô", "lã", "đoàn", "trương", "triệu",
}  # fmt: skip
"""Family names that stand after a given one and are hardly any other word there."""
_OWN = re.compile(r"(?:nha|trieu|thoi|ho|vua|chua|duong|pho|doi|tran|op|den)$")  # nhà Nguyễn, ốp trần
_WORD = re.compile(r"[^\W\d_]+")
_PAIR = re.compile(r"(?<![^\W_])([^\W\d_]{2,}) ([^\W\d_]{2,})(?![^\W_])")
_OF = re.compile(r"(?<![^\W_])(?P<name>[^\W\d_]{3,})['’]s(?![^\W_])")
_CLIENT = re.compile(r"(?<![^\W_])(?:client|patient|customer|guest)\s(?P<name>[^\W\d_]{3,})(?![^\W_])")
_PLATE = re.compile(r"(?<![\w.\-])[1-9]\d[a-z]{1,2}\d{5,6}(?![\w\-.])")
_TURNED = re.compile("[\u202a-\u202e\u2066-\u2069]")  # with these a text reads otherwise than it stands
_AFTER = re.compile(rf"[)\].,:;\s\-–|]{{0,4}}{AGE}")

Place = tuple[Identifier, int, int, str]


def forms(folded: Folded) -> Iterator[Place]:
    """Where such words stand, as places in the plain letters."""
    for kind, start, end in (*_names(folded), *_initials(folded)):
        yield kind, start, end, ""
    for match in _PLATE.finditer(folded.plain):  # 59A112345
        if folded.original(*match.span()).isupper():
            yield Identifier.IDENTITY_NUMBER, *match.span(), ""
    if _TURNED.search(folded.text):
        yield Identifier.NAME, 0, len(folded.plain), ""
    for start, end, shown in masked(folded):
        if re.match(r"(?:0|84)[235789]", "".join(shown)) and shown[0]:
            yield Identifier.PHONE, start, end, ""


def _names(folded: Folded) -> Iterator[tuple[Identifier, int, int]]:
    """Hoa Lê, Tommy Nguyễn; Emma's nose; our client Jennifer."""
    for begin in _WORD.finditer(folded.plain):
        pair = _PAIR.match(folded.plain, begin.start())
        if pair and _reversed(folded, pair):
            yield Identifier.NAME, *pair.span()
    for match in (*_OF.finditer(folded.plain), *_CLIENT.finditer(folded.plain)):
        name = match["name"]
        titled = folded.original(*match.span("name")).istitle()
        if titled and name in GIVEN and name not in IN_ENGLISH:
            yield Identifier.NAME, *match.span("name")


def _reversed(folded: Folded, pair: "re.Match[str]") -> bool:
    given, family = (unicodedata.normalize("NFC", folded.original(*pair.span(n))) for n in (1, 2))
    if not given.istitle() or not family.istitle():
        return False
    if family.lower() not in _LAST and family.lower() not in ("nguyen", "tran", "pham", "huynh"):
        return False
    before = re.search(r"([^\W\d_]+) $", folded.text[: folded.span(*pair.span())[0]])
    after = re.match(r" ([^\W\d_])", folded.text[folded.span(*pair.span())[1] :])
    if (before and before[1][0].isupper()) or (after and after[1].isupper()) or _OWN.search(pair[1]):
        return False
    foreign = given.isascii() and not re.fullmatch(SYLLABLE, pair[1]) and pair[1] not in ENGLISH
    return given.lower() in GIVEN_MARKED | GIVEN_PLAIN or pair[1] in GIVEN or foreign


def _initials(folded: Folded) -> Iterator[tuple[Identifier, int, int]]:
    """M.H, 34 tuổi; case M.H."""
    for start, end, letters, upper, dotted in groups(folded):
        if not upper or letters in NOBODYS | ABBREVIATED:
            continue
        before = folded.plain[max(0, start - 24) : start]
        aged = _AFTER.match(folded.plain, end)
        sex = letters in ("m", "f") and aged
        if (aged and not sex) or (dotted and len(letters) > 1 and re.search(CASE, before)):
            yield Identifier.NAME, start, end
