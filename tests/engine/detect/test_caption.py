"""The caption is searched for what names somebody, and findings say only where."""

import numpy as np
import pytest

from kindao.engine.detect.base import Submission
from kindao.engine.detect.caption import Caption
from kindao.engine.detect.reading import DOUBT
from kindao.engine.media.picture import Format, Frame, Picture
from kindao.engine.vocabulary import Finding, Identifier, Known, Span
from support import captions

LAN = Known("lan", names=("Nguyễn Thị Lan",), phones=("0912345678",))


def find(caption: str, *known: Known, ours: tuple[str, ...] = ()) -> list[Finding]:
    picture = Picture(Format.PNG, (Frame(np.zeros((1, 1, 3), np.uint8)),))
    return list(Caption().find(Submission(picture, caption=caption, known=known, ours=ours)))


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


OURS = (
    "Phòng khám Ánh Dương",
    "123 Nguyễn Trãi, Quận 1",
    "0909 123 456",
    "028 3822 1234",
    "BS. Trần Văn Minh",
    "Nguyễn Thu Hà",
    "Lê Hoàng Phúc",
)
OF_THE_CLINIC = (
    "Địa chỉ phòng khám: 123 Nguyễn Trãi, Quận 1",
    "Hotline: 0909 123 456",
    "Liên hệ hotline phòng khám 028 3822 1234",
    "BS. Trần Văn Minh trực tiếp thực hiện",
    "ThS.BS Nguyễn Thu Hà",
    "Bác sĩ CKI Lê Hoàng Phúc",
)


@pytest.mark.parametrize("caption", OF_THE_CLINIC)
def test_what_the_clinic_declares_as_its_own_is_nobodys(caption: str) -> None:
    assert find(caption, LAN, ours=OURS) == []


@pytest.mark.parametrize("caption", OF_THE_CLINIC)
def test_what_seems_the_clinics_own_is_for_a_person_to_tell(caption: str) -> None:
    found = find(caption, LAN)
    assert found and {(one.about, one.confidence) for one in found} == {("", DOUBT)}


@pytest.mark.parametrize(
    ("caption", "declared"),
    [
        ("Hotline phòng khám: 0912 345 678", "0912345678"),
        ("BS. Nguyễn Thị Lan", "Nguyễn Thị Lan"),
        ("Liên hệ 0912345678", "0912 345 678"),
    ],
)
def test_what_is_known_of_somebody_shown_is_theirs_whatever_is_declared(caption: str, declared: str) -> None:
    for ours in ((), (declared,)):
        assert [(one.about, one.confidence > DOUBT) for one in find(caption, LAN, ours=ours)] == [("lan", True)]


@pytest.mark.parametrize(
    ("caption", "declared"),
    [
        ("Trần Văn Minh Anh, 35 tuổi", "Trần Văn Minh"),
        ("Khách ở 112 Lê Lợi, Quận 3", "12 Lê Lợi, Quận 3"),
        ("Nhà khách: 45/12 Lê Lợi, Quận 3", "12 Lê Lợi, Quận 3"),
        ("SĐT khách 09091234567", "0909123456"),
        ("Bệnh nhân Nguyễn Thị Hoà", "Nguyễn Thị Hòe"),
        ("Bệnh nhân Phạm Thị Hoa do BS. Trần Văn Minh mổ", "Trần Văn Minh"),
        ("Khách ở 123 Nguyễn Trãi, Quận 1", "Phòng khám Ánh Dương"),
        ("Địa chỉ của khách: 123 Nguyễn Trãi, Quận 1", "Phòng khám Ánh Dương"),
    ],
)
def test_a_declaration_lets_out_nothing_but_what_it_says(caption: str, declared: str) -> None:
    assert any(one.confidence > DOUBT for one in find(caption, ours=(declared,)))
