"""Words without what reading machines and people drop: diacritics, case, look-alike letters.

The position of every letter is kept, so that what is found in the folded words is found in the text."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

LOOKALIKES = str.maketrans("0q1l58629", "ooiisbbzg")
"""One letter for all that look alike in print: 0, o, Q (Ọ); 1, l, i; 5, s; 8, 6, b; 2, z; 9, g."""

LATIN = str.maketrans(
    "АВЕКМНОРСТУХЅІЈԚԜҮҺԀӀавекмнорстухѕіјԛԝүһԁӏгпиΑΒΕΖΗΙΚΜΝΟΡΤΥΧαβεικνορτυχηγωɑɡɪʀʟɴʙʜʏᴀᴄᴅᴇᴊᴋᴍᴏᴘᴛᴜᴠᴡᴢꜰꜱ",
    "ABEKMHOPCTYXSIJQWYHDIabekmhopctyxsijqwyhdlrnuABEZHIKMNOPTYXabeikvoptuxnywagirlnbhyacdejkmoptuvwzfs",
)
"""Letters of Cyrillic, Greek and the phonetic alphabet that are drawn like Latin ones.
Source: what is alike at sight of Unicode Technical Standard 39, confusables.txt."""


LATIN |= {first + n: ord("A") + n for first in (0x1F150, 0x1F170) for n in range(26)}  # 🅐, 🅰

_UNSEEN = ("Cf", "Mn", "Me")  # not seen by itself: joiners, choice of a form, the frame of a keycap


@dataclass(frozen=True, slots=True)
class Folded:
    """A text beside its plain form: Latin letters, lower case, no diacritics, đ as d, nothing that is not seen."""

    text: str  # as long as it was, in Latin letters of ordinary width
    plain: str
    origin: tuple[int, ...]  # index into `text` of each letter of `plain`, and its length at the end

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The characters of `text` that plain[start:end] came from; marks that follow the last one included."""
        if start >= end:
            return self.origin[start], self.origin[start]
        last = self.origin[end - 1] + 1
        while last < len(self.text) and unicodedata.combining(self.text[last]):
            last += 1
        return self.origin[start], last

    def original(self, start: int, end: int) -> str:
        first, last = self.span(start, end)
        return self.text[first:last]


def latin(text: str) -> str:
    """The text, character for character, with look-alikes of other scripts and widths in Latin letters."""
    return "".join(map(_latin, text))


def _latin(character: str) -> str:
    usual = unicodedata.normalize("NFKC", character)
    return (usual if len(usual) == 1 else character).translate(LATIN)


def fold(text: str) -> Folded:
    text = latin(text)
    plain: list[str] = []
    origin: list[int] = []
    for index, character in enumerate(text):
        for part in unicodedata.normalize("NFKD", character).lower():
            for letter in unicodedata.normalize("NFKD", part).translate(LATIN):  # ё comes apart only here
                if not unicodedata.combining(letter) and unicodedata.category(letter) not in _UNSEEN:
                    plain.append({"đ": "d", "ð": "d", "ı": "i", "ł": "l"}.get(letter, letter))
                    origin.append(index)
    return Folded(text, "".join(plain), (*origin, len(text)))


def plain(text: str) -> str:
    return fold(text).plain


def skeleton(word: str) -> str:
    """Plain letters and digits with look-alikes made one: what stays when a reader slips."""
    return alike(re.sub(r"[\W_]+", "", word).translate(LOOKALIKES))


def alike(letters: str) -> str:
    """Two letters that look like one are made one."""
    return letters.replace("rn", "m").replace("vv", "w")


def marks_only_lost(written: str, known: str) -> bool:
    """Diacritics may be dropped by who writes or reads, hardly added: Lan is not làn. Look-alikes agree."""
    here, there = _lettered(written), _lettered(known)
    if len(here) != len(there):
        return True  # a slip in a long single name
    return all(a in (b, plain(b)) or skeleton(a) == skeleton(plain(b)) for a, b in zip(here, there, strict=True))


def _lettered(text: str) -> list[str]:
    return [letter for letter in unicodedata.normalize("NFC", text).lower() if letter.isalnum()]


def pieces(folded: Folded) -> Iterator[tuple[int, int]]:
    """Runs of letters and digits of the plain text, start and end; AnnaSmith makes two."""
    for run in re.finditer(r"[^\W_]+", folded.plain):
        start = run.start()
        for index in range(run.start() + 1, run.end()):
            before, after = folded.text[folded.origin[index - 1]], folded.text[folded.origin[index]]
            if before.islower() and after.isupper() and folded.origin[index - 1] != folded.origin[index]:
                yield start, index
                start = index
        yield start, run.end()
