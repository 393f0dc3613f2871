"""What the name of a file says of somebody: it goes wherever the file goes."""

import re
from pathlib import PurePath

from kindao.engine.detect.reading import classify
from kindao.engine.detect.reading.found import Found
from kindao.engine.vocabulary import Identifier, Known

APART = re.compile(r"[_+]+")
MOBILE = re.compile(r"(?<!\d)(?:0|84)[35789]\d{8}(?!\d)")  # no camera and no messenger numbers its pictures so
SURE = 0.9  # a number is a person's only with a label or a match: cameras and programs number everything
NUMBERS = frozenset({Identifier.RECORD_NUMBER, Identifier.IDENTITY_NUMBER, Identifier.PHONE, Identifier.BIRTH_DATE})
OF_NOBODY = frozenset({Identifier.DATE, Identifier.INSTITUTION})


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
    return any(found.identifier not in OF_NOBODY for found in in_file_name(name, known))
