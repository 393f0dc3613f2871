"""The caption is searched for what names somebody, and findings say only where."""

import numpy as np

from kindao.engine.detect.base import Submission
from kindao.engine.detect.caption import Caption
from kindao.engine.detect.reading import DOUBT
from kindao.engine.media.picture import Format, Frame, Picture
from kindao.engine.vocabulary import Finding, Identifier, Known, Span
from support import captions

LAN = Known("lan", names=("Nguyễn Thị Lan",), phones=("0912345678",))


def find(caption: str, *known: Known) -> list[Finding]:
    picture = Picture(Format.PNG, (Frame(np.zeros((1, 1, 3), np.uint8)),))
    return list(Caption().find(Submission(picture, caption=caption, known=known)))


def test_names_numbers_and_health_words_are_found_where_they_stand() -> None:
    caption = "Chị Lan (0912 345 678), HIV, sinh năm 1990, Bệnh viện Bạch Mai"
    found = {caption[f.where.start : f.where.end]: f for f in find(caption, LAN) if isinstance(f.where, Span)}
    assert {words: finding.identifier for words, finding in found.items()} == {
        "Lan": Identifier.NAME,
        "0912 345 678": Identifier.PHONE,
        "HIV": Identifier.DIAGNOSIS,
        "1990": Identifier.BIRTH_DATE,
        "Bệnh viện Bạch Mai": Identifier.INSTITUTION,
    }
    assert found["Lan"].about == found["0912 345 678"].about == "lan"
    assert found["HIV"].about == ""


def test_an_empty_caption_gives_nothing_away() -> None:
    assert find("", LAN) == []


def test_sentences_about_nobody_name_nobody_known() -> None:
    assert [finding for text in captions() for finding in find(text, LAN) if finding.about] == []


def test_what_may_be_a_name_is_a_finding_that_only_a_person_can_tell() -> None:
    (found,) = find("hôm nay lan xinh ghê", LAN)
    assert (found.identifier, found.about, found.confidence) == (Identifier.NAME, "lan", DOUBT)
    assert [one.confidence > DOUBT for one in find("chị Lan xinh ghê", LAN)] == [True]
