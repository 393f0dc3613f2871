"""What a file carries and how it is called become findings that say where and about whom, never what."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import carriers
from carriers import WORDS, chunk, clip, jpeg, photo, png, saved, segment
from kindao.engine.detect.base import Detector, Submission
from kindao.engine.detect.metadata import Metadata
from kindao.engine.media.opening import open_picture
from kindao.engine.media.picture import Entry, Format, Frame, Picture
from kindao.engine.vocabulary import Attribute, Finding, Identifier, Known

LAN = Known("lan", names=(WORDS,), phones=("0912 345 678",), numbers=("BA-77031",))
OTHER = Known("other", names=("Trần Thị Bích",))


def found(data: bytes, *, name: str = "") -> list[Finding]:
    return list(Metadata().find(Submission(open_picture(data), file_name=name, known=(LAN, OTHER))))


def kinds(data: bytes) -> set[Identifier]:
    return {finding.identifier for finding in found(data)}


def keys(findings: list[Finding], identifier: Identifier) -> set[str]:
    return {f.where.key for f in findings if f.identifier is identifier and isinstance(f.where, Attribute)}


def bare(*entries: Entry) -> Picture:
    return Picture(Format.PNG, (Frame(np.zeros((16, 16, 3), np.uint8)),), entries)


def test_it_is_a_detector() -> None:
    assert isinstance(Metadata(), Detector)


def test_a_bare_picture_gives_nothing_away() -> None:
    assert found(saved(photo(), "JPEG"), name="IMG_20250601_080102.jpg") == []


def test_a_camera_says_where_when_and_with_what() -> None:
    findings = found(saved(photo(), "JPEG", exif=carriers.exif()))
    assert {"GPSLatitude", "GPSLatitudeRef"} <= keys(findings, Identifier.LOCATION)
    assert {"DateTimeOriginal", "GPSDateStamp"} <= keys(findings, Identifier.TIME)
    assert {"Make", "Model", "BodySerialNumber", "CameraOwnerName"} <= keys(findings, Identifier.DEVICE)
    assert keys(findings, Identifier.THUMBNAIL) == {"exif 1"}
    assert {"Artist", "XPAuthor", "CameraOwnerName"} <= keys(findings, Identifier.NAME)
    assert {finding.about for finding in findings if finding.identifier is Identifier.NAME} == {"lan"}


@pytest.mark.parametrize(
    "data",
    [
        jpeg(after=carriers.samsung(clip())),
        jpeg(after=clip()),
        carriers.heic("ten_bit.heic") + carriers.box(b"mpvd", clip()),
    ],
)
def test_a_film_inside_a_photo_is_embedded(data: bytes) -> None:
    assert Identifier.EMBEDDED in kinds(data)


@pytest.mark.parametrize(
    "data",
    [
        jpeg(segment(0xFE, f"Patient {WORDS}, 0912345678".encode())),
        jpeg(segment(0xED, b"Photoshop 3.0\0" + carriers.iptc())),
        jpeg(segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + carriers.XMP)),
        jpeg(after=f"benh nhan {WORDS}".encode()),
        jpeg(segment(0xE9, b"\0\1\2" + WORDS.encode() + b"\0\xff")),
        png(chunk(b"tEXt", b"Author\0NGUYEN THI LAN")),
        saved(photo(), "PNG", icc_profile=carriers.display_p3()),
        saved(photo(), "GIF", comment=WORDS.encode()),
    ],
)
def test_a_known_name_is_recognised_wherever_it_stands(data: bytes) -> None:
    findings = [finding for finding in found(data) if finding.identifier is Identifier.NAME]
    assert "lan" in {finding.about for finding in findings}
    assert "other" not in {finding.about for finding in findings}


def test_every_entry_is_a_finding() -> None:
    for data in (carriers.heic("turned_gps_thumbnail.heic"), saved(photo(), "WEBP", exif=carriers.exif())):
        holders = {f.where.holder for f in found(data) if isinstance(f.where, Attribute)}
        assert {entry.holder for entry in open_picture(data).entries} == holders


@given(
    key=st.text(max_size=20),
    holder=st.sampled_from(["png-text", "xmp", "unknown", "samsung", "track", "icc", "comment"]),
)
def test_no_finding_repeats_what_the_file_says(key: str, holder: str) -> None:
    """A key that the file's maker chose can be a name: it stays behind, unless it is one that everybody uses."""
    text = "Lan " + key
    for finding in Metadata().find(Submission(bare(Entry(holder, f"Lan {key}", text)), known=(LAN,))):
        assert isinstance(finding.where, Attribute) and finding.where.key == ""


@pytest.mark.parametrize(
    ("name", "about"),
    [
        ("nguyen-thi-lan-mui.jpg", {"lan"}),
        ("NguyenThiLan.jpg", {"lan"}),
        ("BN_Nguyễn Thị Lan_truoc.heic", {"lan"}),
        ("0912345678.png", {"lan"}),
        ("tran thi bich + nguyen thi lan.jpg", {"lan", "other"}),
        ("HIV-duong-tinh.jpg", {""}),
    ],
)
def test_a_telling_file_name_is_a_finding(name: str, about: set[str]) -> None:
    findings = list(Metadata().find(Submission(bare(), file_name=name, known=(LAN, OTHER))))
    assert {finding.identifier for finding in findings} == {Identifier.FILE_NAME}
    assert {finding.about for finding in findings} == about


CAMERAS = """
IMG_20250601_080102.jpg DSC00123.JPG PXL_20240101_010203456.MP.jpg FB_IMG_1698765432109.jpg photo.jpg
z5123456789012_abcdef.jpg image(1).png Screenshot_2025-06-01_at_10.20.30.png
"""


@pytest.mark.parametrize("name", ["", *CAMERAS.split()])
def test_what_cameras_and_programs_call_their_files_is_none(name: str) -> None:
    assert list(Metadata().find(Submission(bare(), file_name=name, known=(LAN, OTHER)))) == []


def test_the_same_file_gives_the_same_findings() -> None:
    data = carriers.heic("turned_gps_thumbnail.heic")
    assert found(data) == found(data)
    assert len(found(data)) == len(set(found(data)))
