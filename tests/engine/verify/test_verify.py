"""Verification must be able to fail: planted leaks of every kind, and clean copies beside them."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

import kindao.engine.verify.text
from hidden_by_hand import alone
from kindao.engine.errors import Failed, Unreadable
from kindao.engine.geometry import Box, Region
from kindao.engine.media.opening import open_picture
from kindao.engine.media.picture import Format, Frame, Picture
from kindao.engine.media.writing import encode
from kindao.engine.verify import second_sight, verify
from kindao.engine.verify.coverage import Fill
from kindao.engine.verify.evidence import Evidence
from kindao.engine.verify.faces import Seen, look_back
from kindao.engine.verify.result import Verification
from kindao.engine.vocabulary import Identifier, Known
from leaks import ANNA, LEAKS, PIXELS, Planted, controls, leaks, segment
from support import testdata

SEED = 4
RESIDUE = {
    "exif-gps": Identifier.LOCATION,
    "exif-thumbnail": Identifier.THUMBNAIL,
    "trailing-mp4": Identifier.EMBEDDED,
    "alpha": Identifier.EMBEDDED,
    "xmp": Identifier.NAME,
    "code": Identifier.CODE,
    "rotated-bare": Identifier.FACE,
}


def look(planted: Planted) -> Verification:
    return verify(
        planted.data, original=planted.original, covered=planted.covered, found=planted.found, known=planted.known
    )


@pytest.mark.parametrize("kind", LEAKS)
def test_a_planted_leak_is_caught(kind: str) -> None:
    for planted in leaks(SEED, 2 if kind not in PIXELS else 1, (kind,)):
        try:
            seen = look(planted)
        except Unreadable:
            continue  # a second file hung on: not even opened
        assert not seen.clean
        if kind in RESIDUE:
            assert RESIDUE[kind] in {residual.identifier for residual in seen.residuals}


def test_a_fill_that_leaves_a_third_of_the_head_is_seen_without_the_finder_s_word() -> None:
    """Cheek, hair and hat were in sight and the copy was called clean."""
    pixels, (face,) = alone("", "single", 0, code=False)
    picture = Picture(Format.PNG, (Frame(pixels),))
    evidence = Evidence(b"", picture, picture)
    seen = (Seen((), tuple(second_sight.faces(pixels))),)
    x, y = 0.22 * face.width, 0.22 * face.height
    head = face.grown(x, y + 0.3 * face.height, x, y, width=pixels.shape[1], height=pixels.shape[0])
    across, down = head.width // 3, head.height // 3
    for left, top, right, bottom in (
        (0, 0, 0, 0),
        (across, 0, 0, 0),
        (0, down, 0, 0),
        (0, 0, across, 0),
        (0, 0, 0, down),
    ):
        covered = np.zeros(pixels.shape[:2], bool)
        covered[head.y0 + top : head.y1 - bottom, head.x0 + left : head.x1 - right] = True
        check = look_back(evidence, seen, (Fill(covered, covered),)).check
        assert check.passed is not any((left, top, right, bottom)), check


def test_clean_copies_pass_with_every_check_made() -> None:
    for planted in controls(SEED, 9):
        seen = look(planted)
        assert seen.clean, (planted.kind, seen.checks)
        assert {check.name for check in seen.checks} >= {
            "metadata", "known-in-bytes", "frames", "faces", "faces-of-original", "flat", "added", "unaltered",
            "re-identification", "similarity", "text", "codes",
        }  # fmt: skip
        assert seen.ssim is not None
        assert seen.ssim > 0.95


def test_without_the_original_only_what_can_be_seen_is_claimed() -> None:
    data = encode((open_picture(testdata("faces_single", "t0370.jpg").read_bytes()).frames[0],), Format.JPEG)
    seen = verify(data)
    assert Identifier.FACE in {residual.identifier for residual in seen.residuals}
    assert {check.name for check in seen.checks} == {"metadata", "faces", "text", "codes"}
    assert seen.ssim is None


@pytest.mark.parametrize("at", [(460, 480), (380, 300)])
def test_a_huge_word_that_is_left_is_read_also_where_the_frame_cuts_it(at: tuple[int, int]) -> None:
    picture = Image.new("RGB", (1400, 1000), (214, 220, 224))
    ImageDraw.Draw(picture).text(at, "HƯƠNG", font=ImageFont.truetype("DejaVuSans.ttf", 260), fill=(30, 40, 60))
    seen = verify(encode((Frame(np.array(picture)),), Format.PNG))
    assert {residual.by for residual in seen.residuals} == {"verify.text"}


def test_what_stays_on_purpose_is_no_residue() -> None:
    picture = open_picture(testdata("faces_single", "t0370.jpg").read_bytes())
    data = encode(picture.frames, Format.JPEG)
    face = next(r.where for r in verify(data).residuals if r.identifier is Identifier.FACE)
    seen = verify(data, original=picture, kept=(face,))  # type: ignore[arg-type]
    assert seen.clean
    for check in seen.checks:  # … and no check says that nothing is there
        if check.name in ("faces", "faces-of-original", "re-identification"):
            assert check.words.en.endswith("left visible on purpose: 1."), check


def test_a_nose_is_part_of_the_face_that_stays_and_no_face_of_its_own() -> None:
    picture = open_picture((Path(__file__).parents[3] / "examples" / "nose.jpg").read_bytes())
    data = encode(picture.frames, Format.JPEG)
    assert verify(data, original=picture, kept=(Region(Box(284, 30, 1028, 1070)),)).clean
    assert verify(data, original=picture, kept=(Region(Box(284, 30, 400, 200)),)).residuals


@pytest.mark.parametrize("spelling", ["NGUYỄN THỊ BÍCH HẰNG", "nguyen_thi_bich_hang", "23-04-1987", "0912-345-678"])
@pytest.mark.parametrize("coding", ["utf-8", "utf-16-be"])
def test_what_is_known_is_found_in_the_bytes_however_spelt(spelling: str, coding: str) -> None:
    pixels = open_picture(testdata("faces_single", "t0370.jpg").read_bytes()).frames[0].pixels[:60, :60].copy()
    data = segment(encode((Frame(pixels),), Format.JPEG), 0xE9, spelling.encode(coding))
    seen = verify(data, known=(ANNA, Known("p2", names=("Trần Văn Kiên",))))
    check = next(check for check in seen.checks if check.name == "known-in-bytes")
    assert not check.passed
    assert {r.about for r in seen.residuals if r.by == "verify.known"} == {"p1"}


def test_a_check_that_breaks_is_no_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("words that were read")

    monkeypatch.setattr(kindao.engine.verify.text, "look", broken)
    pixels = open_picture(testdata("faces_single", "t0370.jpg").read_bytes()).frames[0].pixels[:60, :60].copy()
    with pytest.raises(Failed) as failed:
        verify(encode((Frame(pixels),), Format.PNG))
    assert "words" not in str(failed.value)


def test_no_residue_says_what_was_read() -> None:
    (planted,) = leaks(SEED, 1, ("tag-upright",))
    for residual in look(planted).residuals:
        assert all(name not in repr(residual) for known in planted.known for name in known.names)
