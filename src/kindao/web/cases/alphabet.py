"""Names as people look for them: without diacritics, and in the order of the Vietnamese alphabet."""

import unicodedata
from typing import Any

from django.db import models

from kindao.engine.detect.reading.folding import plain

LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
"""The 29 letters of Vietnamese, with f, j, w and z of foreign names where Latin has them."""
TONES = "\u0300\u0309\u0303\u0301\u0323"
"""Level, then as dictionaries have it: huyền, hỏi, ngã, sắc, nặng."""
LONGEST_PLAIN, LONGEST_ORDER = 240, 362  # characters: of a name of 120; a sign that is a sentence is cut short
END, SPACE, FIRST = 0, 1, 2  # places before all letters: a name that ends sorts before one that goes on


def words_of(name: str) -> str:
    """What is looked through for a name: plain letters, one space between words."""
    return " ".join(plain(name).split())[:LONGEST_PLAIN]


def sorted_by(name: str) -> str:
    """A key that sorts in any collation as the alphabet does: first by letters, word by word, then by tones.

    Latin letters alone, two for each place in the alphabet, so that no database has a different mind."""
    letters, tones = [], []
    for word in name.split():
        for letter in _letters(word):
            bare = "".join(mark for mark in letter if mark not in TONES)
            place = LETTERS.find(unicodedata.normalize("NFC", bare))
            if place < 0:
                place = LETTERS.find(plain(bare)[:1] or "?")
            letters.append(_code(FIRST + place + 11 if place >= 0 else FIRST + _digit(bare)))
            tones.append(chr(ord("a") + next((n for n, tone in enumerate(TONES, 1) if tone in letter), 0)))
        letters.append(_code(SPACE))
    return "".join([*letters[:-1], _code(END), *tones])[:LONGEST_ORDER]


def _letters(word: str) -> list[str]:
    """Each letter with its marks."""
    out: list[str] = []
    for one in unicodedata.normalize("NFD", word.lower()):
        if unicodedata.combining(one) and out:
            out[-1] += one
        else:
            out.append(one)
    return out


def _digit(letter: str) -> int:
    """0 to 9 of a digit, which sort before letters; 10 of anything else."""
    return int(letter) if letter in "0123456789" and letter else 10


def _code(place: int) -> str:
    return chr(ord("a") + place // 26) + chr(ord("a") + place % 26)


class OfName(models.CharField[str, str]):
    """A column made of the row's name whenever it is saved. `update` has to set it: see `of_name`."""

    def __init__(self, *args: Any, made: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.made = made

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value: str = self.made(model_instance.name)  # type: ignore[attr-defined]
        setattr(model_instance, self.attname, value)
        return value

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


def of_name(name: str) -> dict[str, str]:
    """What goes with a name into the columns that are made of it."""
    return {"name_plain": words_of(name), "name_order": sorted_by(name)}
