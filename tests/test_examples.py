"""The example pictures are what examples/README.md says of them."""

import hashlib
from datetime import date
from pathlib import Path

import piexif
import pytest
import zxingcpp
from PIL import Image

import kindao
from kindao.engine.appearance import Appearance
from kindao.engine.errors import BadInput
from kindao.engine.policy.consent import DataType, load_consent
from kindao.engine.policy.decide import flaws
from kindao.engine.policy.facts import Person, Role, Use
from kindao.engine.policy.pack import load_pack
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


def test_the_doctor_of_films_is_nobodys_patient() -> None:
    doctor = load_consent((EXAMPLES / "consents" / "film-doctor.json").read_bytes())
    assert doctor.subject == "S1" and doctor.data_types == {DataType.VIDEO, DataType.VOICE}
    assert not doctor.of_a_patient and not doctor.scopes[0].assets
    assert flaws(doctor, load_pack()) == ()


def test_a_patients_consent_tells_by_which_fields_it_is_one() -> None:
    nose = load_consent((EXAMPLES / "consents" / "nose-deidentified.json").read_bytes())
    assert nose.tells_of_care == ("blocks_checked", "scopes[0].body_areas")
    film = Use(Purpose.ADVERTISING, Destination.FACEBOOK, date(2026, 11, 23))
    staff = [Appearance(Person("P1", Role.STAFF))]
    with pytest.raises(BadInput, match=r"it states blocks_checked, scopes\[0\]\.body_areas"):
        kindao.check(
            EXAMPLES / "nose.jpg",
            purpose=film.purpose,
            destination=film.destination,
            on=film.on,
            consents=[nose],
            people=staff,
        )


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
