"""Whoever states or confirms something is somebody, and not one and the same."""

import io
import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import kindao
from hidden_by_hand import alone
from kindao.engine.appearance import Appearance
from kindao.engine.errors import BadInput
from kindao.engine.gate import MAYBE_NAMED
from kindao.engine.geometry import Box, Region
from kindao.engine.policy.consent import VIETNAM, DataType, load_consent
from kindao.engine.policy.facts import Person, Role
from kindao.engine.vocabulary import Known
from kindao.officers import same
from kindao.page import render
from support import testdata

DRAWING = Path(__file__).parents[1] / "examples" / "illustration.png"
ADVERT: dict[str, Any] = {"purpose": "advertising", "destination": "facebook"}


@pytest.mark.parametrize("name", ["", " ", ".", "  .", "😀", "7", "x"])
@pytest.mark.parametrize("option", ["illustration_by", "confirmed_by"])
def test_a_statement_needs_somebody_who_made_it(option: str, name: str) -> None:
    with pytest.raises(BadInput, match="names nobody"):
        kindao.check(DRAWING, **(ADVERT | {option: name}))


@pytest.mark.parametrize("officer", ["BS Mai", " bs  mai ", "ＢＳ ＭＡＩ", "BS.Mai", "bs-mai!"])
def test_nobody_confirms_their_own_statement(officer: str) -> None:
    with pytest.raises(BadInput, match="--confirmed-by"):
        kindao.check(DRAWING, **ADVERT, illustration_by="BS Mai", confirmed_by=officer)


@pytest.mark.parametrize(
    "officer",
    ["Hoa BS", "BS Hoa", "Bác sĩ Hoa", "bac sy hòa", "Hoà, BS.", "ВЅ. Ноа", "Chị Hòa", "BSCKII Hoa", "H0a BS."],
)
def test_the_maker_under_another_spelling_is_still_the_maker(officer: str) -> None:
    with pytest.raises(BadInput, match="is who stated"):
        kindao.check(DRAWING, **ADVERT, illustration_by="BS. Hòa", confirmed_by=officer)


@pytest.mark.parametrize(
    ("one", "other"),
    [("BS. Hòa", "BS. Hạnh"), ("BS Anh", "BS Chi"), ("Lê Thị Hoa", "Lê Văn Hoa"), ("Bà Ba", "Ông Năm")],
)
def test_two_people_may_have_one_title(one: str, other: str) -> None:
    assert not same(one, other)


def test_a_drawing_is_kept_whole_or_left_to_the_officer() -> None:
    alone = kindao.check(DRAWING, **ADVERT, illustration_by="Mai")
    assert alone.outcome == "indeterminate"
    assert alone.copy is None
    assert [step.step for step in alone.decision.path] if alone.decision else []
    both = kindao.check(DRAWING, **ADVERT, illustration_by="Mai", confirmed_by="Lan")
    assert both.outcome == "permit"
    assert both.covered == ()
    assert (both.use and both.use.stated_by, both.confirmed_by) == ("Mai", "Lan")
    checks = {check.name: check for check in both.verification.checks} if both.verification else {}
    assert checks["faces-of-original"].words.en == "Nothing was covered: it was declared an illustration."
    assert checks["faces-of-original"].measured is None
    assert "nothing is filled" in checks["unaltered"].words.en
    page = render(both, before=None, after=both.copy.data if both.copy else None, use=both.use)
    assert "that was found in the original is covered" not in page
    assert "<b>Mai</b>" in page and "<b>Lan</b>" in page


def test_a_face_turned_into_black_and_white_is_no_drawing_on_one_word() -> None:
    photograph = Image.open(DRAWING.parent / "nose.jpg").convert("1")
    stencil = io.BytesIO()
    photograph.save(stencil, "PNG")
    report = kindao.check(stencil.getvalue(), **ADVERT, illustration_by="Mai")
    assert report.outcome == "indeterminate" and report.copy is None


def test_a_part_is_kept_only_where_it_is_clear_whose_it_is() -> None:
    with pytest.raises(BadInput, match="several people"):
        kindao.redact(DRAWING.parent / "group.jpg", body_area="nose")


def test_what_was_asked_to_stay_is_named() -> None:
    made = kindao.redact(DRAWING.parent / "group.jpg", keep=("face",))
    assert sum(finding.identifier == "face" for finding in made.visible) == 3
    assert not set(made.visible) & set(made.covered)


def test_a_consent_still_to_be_signed_is_refused_in_python_too() -> None:
    signed = json.loads((DRAWING.parents[1] / "docs/examples/consent-advertising.json").read_text())
    later = (datetime.now(VIETNAM) + timedelta(minutes=5)).isoformat()
    signed["scopes"] = [{"purpose": "advertising", "destinations": ["facebook"]}]
    said = kindao.load_consent(signed)
    for field in ("signed_at", "withdrawn_at"):
        to_come = kindao.load_consent(signed | {"id": "c2", field: later})
        with pytest.raises(BadInput, match=rf"^consents\[1\]\.{field}: later than now"):
            kindao.check(DRAWING, **ADVERT, consents=[said, to_come], on=date(2027, 1, 4))


FACES = sorted(testdata("faces_single").iterdir())[:3]


@pytest.mark.parametrize("suffix", ["gif", "webp", "png", "avif", "tiff"])
def test_a_picture_of_several_frames_goes_through(tmp_path: Path, suffix: str) -> None:
    """A third page was taken for something that the file carries beside its pixels."""
    first, *others = [Image.open(face).convert("RGB").resize((256, 256)) for face in FACES]
    source, lasting = tmp_path / f"several.{suffix}", {"duration": 200} if suffix != "tiff" else {}
    first.save(source, None, save_all=True, append_images=others, **lasting)
    made = kindao.redact(source, tmp_path / f"copy.{suffix}")
    assert made.made == "clean", made.verification
    assert len({f.where.frame for f in made.covered if isinstance(f.where, Region)}) == 3


@pytest.mark.parametrize("role", [Role.BYSTANDER, Role.STAFF])
def test_a_patients_consent_covers_no_nurse_and_no_visitor(role: Role) -> None:
    """Beside a named patient anybody could be shown under the consent of another."""
    consent = load_consent((DRAWING.parent / "consents" / "group-patient.json").read_bytes())
    group = DRAWING.parent / "group.jpg"
    for ids, says in ((("P2", "P1"), "a patient's consent has this id"), (("P1", "\u04201"), "is given twice")):
        people = [Appearance(Person(ids[0], Role.PATIENT)), Appearance(Person(ids[1], role))]
        with pytest.raises(BadInput, match=says):
            kindao.check(group, **ADVERT, consents=[consent], people=people)


@pytest.mark.parametrize("role", [Role.BYSTANDER, Role.STAFF])
def test_a_patient_who_is_called_somebody_else_does_not_go_out_on_one_word(role: Role) -> None:
    """`--person bystander` alone permitted the picture of a nose without any consent."""
    people = [Appearance(Person("somebody", role))]
    report = kindao.check(DRAWING.parent / "nose.jpg", **ADVERT, people=people)
    assert report.outcome == "indeterminate" and report.copy is None
    assert report.decision and "KD-NO-PATIENT" in {reason.rule for reason in report.decision.reasons}


@pytest.mark.parametrize(
    ("caption", "ours", "outcome"),
    [
        ("Hotline phòng khám: 0909 123 456", ("0909 123 456",), "permit"),
        ("Hotline phòng khám: 0909 123 456", (), "indeterminate"),
        ("Nhà khách: 45 Lê Lợi, Quận 3", ("0909 123 456",), "deny"),
        ("Hotline phòng khám: 0912 345 678", ("0912 345 678",), "deny"),
    ],
)
def test_a_clinic_may_tell_of_itself_in_a_caption(caption: str, ours: tuple[str, ...], outcome: str) -> None:
    consent = load_consent((DRAWING.parent / "consents" / "group-patient.json").read_bytes())
    known = Known("P1", names=("Nguyễn Thị Mai Hương",), phones=("0912345678",))
    patient = Appearance(Person("P1", Role.PATIENT, known=known), (Box(1127, 369, 1399, 713),))
    report = kindao.check(
        DRAWING.parent / "group.jpg", **ADVERT, consents=[consent], people=[*GROUP, patient], caption=caption, ours=ours
    )
    assert report.outcome == outcome


def test_what_stands_in_anything_is_no_clinics_own() -> None:
    with pytest.raises(BadInput, match="too short"):
        kindao.check(DRAWING, **ADVERT, ours=["0909"])


GROUP = (
    Appearance(Person("relative", Role.BYSTANDER), (Box(190, 359, 453, 709),)),
    Appearance(Person("nurse", Role.STAFF), (Box(678, 314, 963, 707),)),
)


@pytest.mark.parametrize(
    ("caption", "outcome"),
    [("Da mịn sau 3 tháng", "permit"), ("huong dep qua", "indeterminate"), ("facebook maihuong91", "deny")],
)
def test_a_caption_that_may_name_the_patient_goes_to_a_person(tmp_path: Path, caption: str, outcome: str) -> None:
    consent = load_consent((DRAWING.parent / "consents" / "group-patient.json").read_bytes())
    known = Known("P1", names=("Nguyễn Thị Mai Hương",))
    patient = Appearance(Person("P1", Role.PATIENT, known=known), (Box(1127, 369, 1399, 713),))
    report = kindao.check(
        DRAWING.parent / "group.jpg",
        **ADVERT,
        consents=[consent],
        people=[*GROUP, patient],
        caption=caption,
        out=tmp_path / "copy-0001.jpg",
    )
    assert report.outcome == outcome and bool(list(tmp_path.iterdir())) == (outcome == "permit")
    assert (report.refused is MAYBE_NAMED) == (outcome == "indeterminate")
    agreed = replace(consent, data_types=consent.data_types | {DataType.NAME})
    if outcome == "indeterminate":  # who agreed to be named leaves no doubt
        told = kindao.check(
            DRAWING.parent / "group.jpg", **ADVERT, consents=[agreed], people=[*GROUP, patient], caption=caption
        )
        assert told.outcome == "permit"


def test_a_copy_without_the_law_says_that_somebody_was_hidden_by_hand_before(tmp_path: Path) -> None:
    """Beside a face that is found stands one under a box that somebody drew, with hair and neck about it."""
    (left, _), (right, _) = (alone(kind, "single", n, code=False) for kind, n in (("", 0), ("sticker", 33)))
    Image.fromarray(np.hstack((left[:470, :470], right[:470, :470]))).save(tmp_path / "two.png")
    made = kindao.redact(tmp_path / "two.png", tmp_path / "copy.png")
    assert made.made == "hidden-by-hand" and made.why is not None
    assert (tmp_path / "copy.png").exists()
