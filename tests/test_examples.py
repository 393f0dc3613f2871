"""The example pictures are what examples/README.md says of them."""

import hashlib
from pathlib import Path

import piexif
import pytest
import zxingcpp
from PIL import Image

from kindao.engine.policy.consent import load_consent
from kindao.engine.vocabulary import Destination, Identifiability, Level, Purpose

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"


@pytest.mark.parametrize(
    ("consent", "picture", "identifiability", "level"),
    [
        ("nose-deidentified", "nose.jpg", Identifiability.INDIRECT, Level.ALL_HIDDEN),
        ("group-patient", "group.jpg", Identifiability.DIRECT, Level.OTHERS_HIDDEN),
    ],
)
def test_a_consent_names_the_very_picture(
    consent: str, picture: str, identifiability: Identifiability, level: Level
) -> None:
    given = load_consent((EXAMPLES / "consents" / f"{consent}.json").read_bytes())
    (scope,) = given.scopes
    digest = hashlib.sha256((EXAMPLES / picture).read_bytes()).hexdigest()
    assert scope.assets == {f"sha256:{digest}"}
    assert (scope.purpose, scope.destinations) == (Purpose.ADVERTISING, frozenset({Destination.FACEBOOK}))
    assert (scope.identifiability, scope.level) == (identifiability, level)
    assert given.subject == "P1"


def test_the_nose_carries_what_a_camera_leaves() -> None:
    exif = piexif.load(str(EXAMPLES / "nose.jpg"))
    assert piexif.GPSIFD.GPSLatitude in exif["GPS"]
    assert piexif.ExifIFD.BodySerialNumber in exif["Exif"]
    assert piexif.ExifIFD.MakerNote in exif["Exif"]
    assert piexif.ImageIFD.Artist in exif["0th"]
    assert exif["thumbnail"].startswith(b"\xff\xd8")


@pytest.mark.parametrize("name", ["clinic.jpg", "group.jpg", "illustration.png"])
def test_the_others_carry_nothing(name: str) -> None:
    with Image.open(EXAMPLES / name) as image:
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_the_code_in_the_clinic_can_be_read() -> None:
    with Image.open(EXAMPLES / "clinic.jpg") as image:
        assert [code.text for code in zxingcpp.read_barcodes(image)] == ["HS-2026-000123"]


def test_they_are_few_and_small() -> None:
    sizes = [path.stat().st_size for path in EXAMPLES.rglob("*") if path.is_file()]
    assert sum(sizes) < 2_500_000
    assert "MIT" in (EXAMPLES / "LICENSE-SFHQ-T2I.txt").read_text("utf-8")
