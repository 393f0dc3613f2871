"""Nothing that the page may have to say is without words in both languages."""

import re
from enum import StrEnum
from pathlib import Path

import pytest

import kindao
from kindao.engine.policy.decision import Effect, Verified
from kindao.engine.vocabulary import Destination, Identifiability, Identifier, Level, Outcome, Purpose, Words
from kindao.page import wording

ENGINE = Path(kindao.__file__).parent / "engine"

TABLES: dict[str, type[StrEnum]] = {
    "IDENTIFIER": Identifier,
    "HEADLINE": Outcome,
    "SENTENCE": Outcome,
    "OUTCOME": Outcome,
    "LEVEL": Level,
    "IDENTIFIABILITY": Identifiability,
    "EFFECT": Effect,
    "VERIFIED": Verified,
    "VERIFIED_IN_FULL": Verified,
    "PURPOSE": Purpose,
    "DESTINATION": Destination,
}


@pytest.mark.parametrize("name", TABLES)
def test_every_word_of_the_product_has_its_words(name: str) -> None:
    assert set(getattr(wording, name)) == set(TABLES[name])


def test_whatever_a_file_carries_is_named() -> None:
    """Every holder that the openers and the second reader know."""
    written = r'(?:Entry\(|Part\(Identifier\.\w+, |return )"([a-z0-9-]+)"'
    sources = [*(ENGINE / "media").glob("*.py"), ENGINE / "verify/structure.py", ENGINE / "verify/carried.py"]
    holders = {found for file in sources for found in re.findall(written, file.read_text())}
    assert len(holders) > 20
    assert holders - wording.HOLDER.keys() == set()


@pytest.mark.parametrize("name", [n for n in dir(wording) if n.isupper()])
def test_every_entry_is_written_in_both_languages(name: str) -> None:
    for key, words in getattr(wording, name).items():
        assert isinstance(words, Words), key
        assert words.vi.strip(), key
        assert words.en.strip(), key


def test_two_kinds_never_carry_the_same_words() -> None:
    for language in ("vi", "en"):
        assert len({words[language] for words in wording.IDENTIFIER.values()}) == len(Identifier)
