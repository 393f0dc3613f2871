"""What the name of a file says of somebody: it goes wherever the file goes."""

import re
import unicodedata
from pathlib import PurePath

from kindao.engine.detect.reading import classify, doubts
from kindao.engine.detect.reading.compounds import COMPOUNDS
from kindao.engine.detect.reading.dates import dates, loose, partial
from kindao.engine.detect.reading.folding import fold, plain
from kindao.engine.detect.reading.found import Found
from kindao.engine.detect.reading.informal import NAMES, UNMISTAKABLE, named_like
from kindao.engine.detect.reading.initials import groupings
from kindao.engine.detect.reading.words import COUNTED, ENGLISH, GIVEN, HARMLESS
from kindao.engine.vocabulary import Identifier, Known

APART = re.compile(r"[_+]+")
MOBILE = re.compile(r"(?<!\d)(?:0|84)[35789]\d{8}(?!\d)")  # no camera and no messenger numbers its pictures so
SURE = 0.9  # a number is a person's only with a label or a match: cameras and programs number everything
NUMBERS = frozenset({Identifier.RECORD_NUMBER, Identifier.IDENTITY_NUMBER, Identifier.PHONE, Identifier.BIRTH_DATE})
OF_NOBODY = frozenset({Identifier.DATE, Identifier.INSTITUTION})

NAME = re.compile(r"[^\W\d_]+")
PATIENTS = frozenset({"bn", "kh", "benhnhan", "khachhang", "mrn", "pid", "sba", "hoso", "cccd", "cmnd", "patient"})
JOINED, INITIALS, LABEL = 5, 3, 4  # letters of joined names; letters on their own; letters and figures of a label
_CALLED = re.compile(
    r"(?P<call>chi|anh|em|co|be|ba|ong|chu|bac|bs|bsi|bacsi|dr|ms|mr|mrs|khach|bn|kh|me)(?P<name>[a-z]{2,})"
)
_BORN = re.compile(r"(?<![^\W_])(?:sn|ns|sinh(?: nam)?|born|dob)[ \-.]?(?:\d\d|\d{4})(?!\d)")
PROGRAMS = re.compile(r"(?=[\d\-]*[a-f])[0-9a-f]{8}-?[0-9a-f\-]{8,}|(?:fb img |fb_img_)?1[4-9]\d{11}")
"""A random name, and milliseconds since 1970, as messengers call what they save."""
CAMERA = re.compile(
    r"(?:img|vid|pxl|dsc[fn]?|mvi|dji|gopr|screenshot|signal|photo|video|wp|p|whatsapp (?:image|video))[ \-]?"
    r"(?:20(?:0[6-9]|[1-9]\d)[ \-.]?[01]\d[ \-.]?[0-3]\d(?:[ \-.]?(?:at )?\d{2}[ \-.h]?\d{2}(?:[ \-.m]?\d{2,5})?)?|"
    r"\d{1,5}|1\d{6})(?!\d)"
)
"""A camera's or phone's name for a picture: its counter, or the day and moment, since phones name them so."""
NUMBER = re.compile(
    r"(?<!\d)(?:(?P<day>(?:19|20)\d\d[ \-.][01]?\d[ \-.][0-3]?\d|[0-3]?\d[ \-.][01]?\d[ \-.](?:(?:19|20)\d\d|\d\d))"
    r"|(?P<year>19\d\d|200[0-5])|\d{6,})(?!\d)"
)
"""A day outside a camera's name, a year up to `BORN_UNTIL`, and a number as records have."""


def sure(words: list[Found]) -> list[Found]:
    """Those that are not only the form of a number, the surest first."""
    kept = [word for word in words if word.identifier not in NUMBERS or word.confidence >= SURE]
    return sorted(kept, key=lambda word: -word.confidence)


def in_file_name(name: str, known: tuple[Known, ...] = ()) -> list[Found]:
    """What the file's name says besides a day; its places are those in the words, not in the name."""
    words = APART.sub(" ", PurePath(name).stem)
    found = classify(words, known) if words else []
    mobile = [
        one for one in found if one.identifier is Identifier.PHONE and MOBILE.fullmatch(words[one.start : one.end])
    ]
    return [one for one in dict.fromkeys([*sure(found), *mobile]) if one.identifier is not Identifier.DATE]


def names_somebody(name: str, known: tuple[Known, ...] = ()) -> bool:
    """Whether a file of this name tells of a person: a ward or a clinic in it is nobody."""
    return bool(telling(name, known))


def telling(name: str, known: tuple[Known, ...] = ()) -> list[Found]:
    """What makes a name one that may not go out: besides what is read in any words a given name on its own, joined
    names, initials, a patient's label, a day or year that may be a birth, and a long number. A camera's own day and
    number tell of nobody by themselves. Places are those in the words."""
    stem = unicodedata.normalize("NFC", PurePath(name).stem)
    words = APART.sub(" ", stem)
    found = [one for one in in_file_name(name, known) if one.identifier not in OF_NOBODY]
    found += [one for one in doubts(words, known) if one.about] if words else []
    if PROGRAMS.fullmatch(stem.lower()):
        return found
    folded = fold(words)
    tokens = list(NAME.finditer(folded.plain))
    for n, token in enumerate(tokens):
        before, after = (tokens[m].group() if 0 <= m < len(tokens) else "" for m in (n - 1, n + 1))
        if _a_name(token.group(), before, after):
            found.append(Found(Identifier.NAME, *folded.span(*token.span()), confidence=0.5))
    found += _of_those_known(words, known)
    if sum(len(token.group()) == 1 for token in tokens) >= INITIALS:
        found.append(Found(Identifier.NAME, 0, len(words), confidence=0.5))
    camera = CAMERA.match(folded.plain)
    counted = camera.end() if camera else 0
    for day in (*dates(folded.plain[counted:]), *loose(folded.plain[counted:])):
        span = folded.span(counted + day.start, counted + day.end)
        found.append(Found(Identifier.BIRTH_DATE, *span, confidence=0.5))
    for born in _BORN.finditer(folded.plain):
        found.append(Found(Identifier.BIRTH_DATE, *folded.span(*born.span()), confidence=0.5))
    for number in NUMBER.finditer(folded.plain, counted):
        kind = Identifier.BIRTH_DATE if number["day"] or number["year"] else Identifier.RECORD_NUMBER
        found.append(Found(kind, *folded.span(*number.span()), confidence=0.5))
    return found


def _of_those_known(words: str, known: tuple[Known, ...]) -> list[Found]:
    """Where a file's name has somebody's initials, label, day or year of birth, or what a caption would tell of them.

    A name is short and nobody chooses it to say something else: letters and figures that are nothing in a caption are
    somebody's here."""
    folded, found = fold(words), list[Found]()
    tokens = [match.span() for match in re.finditer(r"[^\W\d_]+|\d+", folded.plain)]
    letters = [folded.plain[start:end] for start, end in tokens]
    for someone in known:
        wanted = _short_forms(someone)
        label = re.sub(r"[\W_]", "", plain(someone.person))
        for first, (start, _) in enumerate(tokens):
            read = ""
            for last in range(first, len(tokens)):
                read += letters[last]
                alone = last == first or all(len(one) == 1 for one in letters[first : last + 1])
                if (alone and read in wanted) or (read == label and re.search(r"\d", label) and len(label) >= LABEL):
                    span = folded.span(start, tokens[last][1])
                    found.append(Found(Identifier.NAME, *span, someone.person, 0.5))
        born = re.fullmatch(r"\d{4}-(\d\d)-(\d\d)", someone.birth_date)
        for day in partial(folded.plain) if born else ():
            if born and {day.month, day.day} == {int(born[1]), int(born[2])}:
                found.append(Found(Identifier.BIRTH_DATE, *folded.span(day.start, day.end), someone.person, 0.5))
    return found + [one for one in classify(words, known) if one.about]


def _short_forms(someone: Known) -> set[str]:
    """Initials of the given name and of what stands before it; day and month, or year, of birth."""
    forms = set[str]()
    for name in someone.names:
        forms |= groupings("".join(plain(part)[0] for part in NAME.findall(name)))
    if born := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", someone.birth_date):
        forms |= {born[1], born[2] + born[3], born[3] + born[2]}
    return forms


def harmless(name: str) -> bool:
    """Whether a name is made of words that tell of nobody, small counters and a camera's numbers alone: what a copy may
    keep where nobody looks at each name. A day is not: it is when somebody was treated."""
    stem = plain(PurePath(name).stem)
    tokens = re.findall(r"[^\W\d_]+|\d+", stem)
    single = 0
    if any(number["day"] for number in NUMBER.finditer(APART.sub(" ", stem))):
        return False
    for n, token in enumerate(tokens):
        counted = n > 0 and tokens[n - 1] in COUNTED
        single += len(token) == 1 and not token.isdigit()
        if token.isdigit() and len(token) > (4 if counted else 3):
            return False
        if not token.isdigit() and len(token) > 1 and token not in HARMLESS | COUNTED:
            return False
    return single < 2 and not names_somebody(name)


def _a_name(word: str, before: str, after: str) -> bool:
    if word in HARMLESS | COUNTED and (before or after or word not in NAMES):
        return False
    if f"{before} {word}" in COMPOUNDS or f"{word} {after}" in COMPOUNDS:
        return False
    called = _CALLED.fullmatch(word)
    if called and called["name"] in NAMES and f"{called['call']} {called['name']}" not in COMPOUNDS:
        return True  # chihoa, BSHoa
    joined = len(word) >= JOINED and word not in ENGLISH and named_like(word)
    return joined or word in NAMES | UNMISTAKABLE | GIVEN | PATIENTS
