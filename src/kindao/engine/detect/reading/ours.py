"""What is the clinic's own and not a patient's: what it declares, and what stands where a clinic tells of itself.

An advert must tell the clinic's name, address and licence, and who treats. The rule:
- what is declared as the clinic's own is not counted as anybody's, wherever it stands whole in the caption;
- undeclared, an address or number said to be a clinic's (hotline, địa chỉ phòng khám, cơ sở, liên hệ) and a name after
  a doctor's title goes to a person: this only lowers the confidence to `DOUBT`, never to nothing;
- what is known of somebody shown counts as theirs in either case."""

import re
from dataclasses import replace

from kindao.engine.detect.reading.doubts import DOUBT
from kindao.engine.detect.reading.folding import Folded, fold, plain
from kindao.engine.detect.reading.found import Found
from kindao.engine.vocabulary import Identifier

SHORTEST = 6  # letters or digits of what may be declared: less stands in anything

_CLINIC = (
    r"phong kham|pk|tham my vien|tmv|vien tham my|nha khoa|benh vien|bv|spa|clinic|dental|trung tam|chi nhanh|co so|"
    r"showroom|van phong|tru so"
)
_PLACE = re.compile(
    rf"(?<![^\W_])(?:(?:dia chi|d/c|dc|address)(?: lien he)?(?: (?:cua )?)?[:\s]*(?:{_CLINIC})|(?:{_CLINIC})|"
    r"(?:lien he|ghe|den|tai)(?: ngay)?)(?![^\W_])[^\n.;]{0,40}?$"
)
_NUMBER = re.compile(
    rf"(?<![^\W_])(?:hotline|tong dai|lien he|inbox|dat (?:lich|hen)|tu van|goi(?: ngay)?|{_CLINIC})(?![^\W_])"
    r"[^\n;]{0,40}?$"
)
_PERSON = r"(?:(?<!quy )khach|benh nhan|nguoi benh|bn|kh|chi(?! (?:em|nhanh))|anh(?! chi)|em|be|co ay)"
_HERS = re.compile(
    rf"(?<![^\W_])(?:(?:cua|nha|so|sdt|dt|dien thoai|zalo|dia chi) (?:mot )?{_PERSON}|{_PERSON} (?:o|tai)|thuong tru|"
    r"tam tru|noi o|que|o so)(?![^\W_])"
)
_DOCTOR = re.compile(
    r"(?<![^\W_])(?:(?:pgs|gs|ts|ths|tsbs|bs|bac si|bac sy|bsck[i12]*|ck[i12]+|dr|doctor|duoc si|dieu duong|"
    r"ky thuat vien|ktv|chuyen khoa (?:i+|[12]))[.,:/\s\-]*)+$"
)


def ours(text: str, declared: tuple[str, ...]) -> str:
    """The text with what is declared replaced by line ends, letter for letter.

    As it is written, marks, case, blanks and signs between aside; numbers by their digits. Only whole: 12 Lê Lợi is not
    in 112 Lê Lợi, nor Trần Văn Minh in Trần Văn Minh Anh."""
    folded = fold(text)
    for one in declared:
        letters = re.findall(r"[^\W_]", plain(one))
        if len(letters) < SHORTEST:
            continue
        pattern = r"(?<![^\W_])" + r"[\W_]{0,3}".join(map(re.escape, letters)) + r"(?![^\W_])"
        for match in re.finditer(pattern, folded.plain):
            start, end = folded.span(*match.span())
            if _goes_on(folded, match) or not _same_marks(text[start:end], one):
                continue
            text = text[:start] + "\n" * (end - start) + text[end:]
    return text


def _goes_on(folded: Folded, match: "re.Match[str]") -> bool:
    """Whether a name or number goes on beside it."""
    before, after = folded.plain[: match.start()], folded.plain[match.end() :]
    if match.group()[0].isdigit() and re.search(r"\d[ /.\-]?$", before):
        return True
    if match.group()[-1].isdigit():
        return bool(re.match(r"[ /.\-]?\d", after))
    following = re.match(r" ([^\W\d_]+)", after)
    if following is None or re.search(r"\d", match.group()):
        return False
    return folded.original(match.end() + 1, match.end() + 2).isupper()


def _same_marks(written: str, declared: str) -> bool:
    """Marks may be left out, not others put: Nguyễn Thị Hoà is not Nguyễn Thị Hoa."""
    here, there = (re.sub(r"[\W_]", "", part.lower()) for part in (written, declared))
    return plain(here) == here or here == there or plain(there) == there


def at_most_doubted(text: str, found: list[Found]) -> list[Found]:
    """With what seems the clinic's own lowered to `DOUBT`; what is known of somebody stays."""
    folded = fold(text)
    places = {origin: n for n, origin in reversed(list(enumerate(folded.origin)))}
    return [
        replace(one, confidence=DOUBT) if not one.about and _of_a_clinic(folded, places.get(one.start, 0), one) else one
        for one in found
    ]


def _of_a_clinic(folded: Folded, at: int, one: Found) -> bool:
    line = folded.plain[:at].rpartition("\n")[2]
    if one.identifier is Identifier.NAME:
        return bool(_DOCTOR.search(line))
    if one.identifier not in (Identifier.ADDRESS, Identifier.PHONE):
        return False
    said = (_PLACE if one.identifier is Identifier.ADDRESS else _NUMBER).search(line)
    within = folded.plain[at : at + one.end - one.start] if one.identifier is Identifier.ADDRESS else ""
    said = said or re.match(rf"(?:cua )?(?:{_CLINIC})(?![^\W_])", within)
    return bool(said) and not _HERS.search(line[-60:] + within)
