"""What a patient reads in Vietnamese is plain by rule: short sentences, and no lawyer's words outside a citation."""

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import ModuleType

import pytest

from kindao.engine.vocabulary import Words
from kindao.web.asking import words as asked_words
from kindao.web.releases.connectors import installed
from kindao.web.rights import asking_words, clocks, explaining, seeing

ROOT = Path(__file__).parents[3]
LONGEST = 22  # words of a sentence: syllables, as Vietnamese writes them
MINUTES, A_MINUTE = 5, 200  # of reading aloud, unhurried
JARGON = re.compile(
    r"chủ thể dữ liệu|bên kiểm soát|bên xử lý|xử lý dữ liệu|theo quy định|pháp luật|căn cứ|nghĩa vụ|hiệu lực thi hành"
    r"|cơ quan có thẩm quyền|chấm dứt|khoản \d|điểm [a-zđ]\b|Điều \d|Nghị định|Thông tư|định danh|khử nhận dạng"
    r"|chế tài",
    re.I,
)
CITED = re.compile(r"(?:(?:điểm [a-zđ] )?(?:khoản \d+ )?Điều \d+\b.*|Luật \d+/\d+/QH\d+.*)")
FOR_STAFF = ("rights/desk.py", "rights/request.html", "rights/requests.html", "rights/forms.py", "rights/reminding.py",
             "rights/own_link.html", "rights/enter.html", "rights/poster.html", "rights/words.py")  # fmt: skip


def sentences(text: str) -> Iterator[str]:
    yield from (
        one.strip() for one in re.split(r"[.!?:;\n]+(?:\s|$)|\n", re.sub(r"%\(\w+\)[sd]", "x", text)) if one.strip()
    )


def wrong(text: str) -> list[str]:
    if CITED.fullmatch(text):
        return []
    found = [f"{len(one.split())} words: {one}" for one in sentences(text) if len(one.split()) > LONGEST]
    return found + [f"a lawyer's word: {word} in {text}" for word in JARGON.findall(text)]


@pytest.fixture(scope="module")
def catalogue() -> dict[str, str]:
    """What a patient may read of the catalogue: English to Vietnamese."""
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        import translations
    finally:
        sys.path.remove(str(ROOT / "tools"))
    assert isinstance(translations, ModuleType)
    theirs: dict[str, str] = {}
    where = {(str(one.id), one.context): [place for place, _ in one.locations] for one in translations.collected()}
    for one in translations.kept():
        places = [
            place
            for place in where.get((str(one.id), one.context), [])
            if (place.startswith(("rights/", "door/", "asking/")) and not place.endswith(FOR_STAFF))
            or place.endswith("releases/lookup.html")
        ]
        if one.id and places:
            theirs[str(one.id)] = one.string if isinstance(one.string, str) else str((one.string or ("",))[0])
    return theirs


def test_the_rule_notices() -> None:
    assert wrong("Theo quy định tại khoản 1 Điều 4, chủ thể dữ liệu có quyền.")
    assert wrong("một " * (LONGEST + 1))
    assert not wrong("điểm đ khoản 1 Điều 4 Luật 91/2025/QH15")


def test_every_sentence_of_the_pages_is_short_and_plain(catalogue: dict[str, str]) -> None:
    assert len(catalogue) > 80
    assert [fault for text in catalogue.values() for fault in wrong(text)] == []


def lines() -> Iterator[Words]:
    for asked in asking_words.ASKED.values():
        yield from (asked.title, *asked.happens, asked.button)
    for section in explaining.SECTIONS:
        yield from (section.title, *section.says)
    yield from (seeing.LOOKING, seeing.NOBODY_SAID, seeing.OTHERS, seeing.FILM)


def within(told: object) -> Iterator[Words]:
    """All words in tables of them, however deep."""
    if isinstance(told, Words):
        yield told
    elif isinstance(told, Mapping):
        yield from (one for value in told.values() for one in within(value))
    elif isinstance(told, list | tuple | set | frozenset):
        yield from (one for value in told for one in within(value))
    elif is_dataclass(told) and not isinstance(told, type):
        yield from (one for field in fields(told) for one in within(getattr(told, field.name)))


def test_every_line_of_what_is_asked_is_short_and_plain() -> None:
    told = [one for name, value in vars(asked_words).items() if name.isupper() for one in within(value)]
    assert len(told) > 50
    assert [fault for one in told for fault in wrong(one.vi)] == []


def test_what_each_connector_says_of_taking_back_is_short_and_plain() -> None:
    assert [fault for one in installed().values() for fault in wrong(one.revocability.vi)] == []
    for one in installed().values():
        assert wrong(one.taken_back.vi) == [] and len(one.taken_back.vi.split()) <= 18, one.name
        assert not re.search("tệp|thư mục|máy chủ|kích thước|OA|phần mềm", one.taken_back.vi), "a patient reads it"


def test_every_line_of_the_rights_is_short_and_plain() -> None:
    told = list(lines())
    assert len(told) > 50
    assert [fault for one in told for fault in wrong(one.vi)] == []
    assert all(one.vi and one.en for one in told)


def test_the_rights_take_five_minutes_to_read() -> None:
    said = " ".join(line.vi for section in explaining.SECTIONS for line in (section.title, *section.says))
    assert 200 < len(said.split()) < MINUTES * A_MINUTE


def test_each_right_is_explained_with_its_article() -> None:
    assert {section.term for section in explaining.SECTIONS if section.term} >= {
        clocks.Kind.WITHDRAW, clocks.Kind.COPY, clocks.Kind.CORRECT, clocks.Kind.RESTRICT, clocks.Kind.DELETE,
        clocks.Kind.COMPLAIN,
    }  # fmt: skip
    assert all("Điều" in section.article.vi and "Article" in section.article.en for section in explaining.SECTIONS)
