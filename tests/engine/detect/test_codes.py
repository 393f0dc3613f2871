"""Codes are covered whole, read or not; faces, hair and rooms are not taken for codes."""

from typing import Any

import cv2
import numpy as np
import pytest
import zxingcpp
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

import support
from kindao.engine.detect import corners
from kindao.engine.detect.base import Submission
from kindao.engine.detect.codes import Codes
from kindao.engine.geometry import Region
from kindao.engine.media.picture import Format, Frame, Picture, Pixels
from kindao.engine.redact.fill import GREY, fill
from kindao.engine.verify import codes as verifying
from kindao.engine.vocabulary import Identifier

Mask = NDArray[np.bool_]
KINDS = ("QRCode", "DataMatrix", "Aztec", "PDF417", "Code128", "EAN13", "Code39", "ITF")


def taken(pixels: Pixels) -> Mask:
    """The pixels that a fill of all that was found would take."""
    found = list(Codes().find(Submission(Picture(Format.PNG, (Frame(pixels),)))))
    assert all(finding.identifier is Identifier.CODE for finding in found)
    regions = tuple(finding.where for finding in found if isinstance(finding.where, Region))
    return np.asarray(np.all(fill(np.zeros_like(pixels), regions) == GREY, axis=-1))


def printed(kind: str, *, scale: int = 3, angle: float = 0, blur: float = 0) -> tuple[Pixels, Mask]:
    """A code on a grey sheet, and its dark pixels."""
    words = "5901234123457" if kind == "EAN13" else "4411223344" if kind == "ITF" else "BN46184833"
    made = zxingcpp.create_barcode(words, getattr(zxingcpp.BarcodeFormat, kind))
    code = Image.fromarray(np.array(made.to_image(scale=scale))).convert("L")
    sheet = Image.new("L", (900, 700), 200)
    turned = Image.new("L", code.size, 255).rotate(angle, expand=True)
    corner = (450 - turned.width // 2, 350 - turned.height // 2)
    sheet.paste(code.rotate(angle, expand=True, resample=Image.Resampling.BICUBIC), corner, turned)
    dark = np.array(sheet) < 90
    blurred = sheet.filter(ImageFilter.GaussianBlur(blur)) if blur else sheet
    return np.array(blurred.convert("RGB")), dark


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("angle", [0, 20, 90])
def test_every_kind_of_code_is_covered_whole(kind: str, angle: int) -> None:
    pixels, dark = printed(kind, angle=angle)
    assert taken(pixels)[dark].mean() >= 0.99


@pytest.mark.parametrize(
    "entry", [e for e in support.truth("text_gt.json") if "code" in e["file"]], ids=lambda e: str(e["file"])[-9:]
)
def test_the_codes_of_the_test_data_are_covered_whole(entry: dict[str, Any]) -> None:
    pixels = np.array(Image.open(support.testdata(entry["file"])).convert("RGB"))
    inside = Image.new("L", (pixels.shape[1], pixels.shape[0]), 0)
    ImageDraw.Draw(inside).polygon([tuple(point) for point in entry["items"][0]["poly"]], fill=255)
    dark = (np.array(inside.filter(ImageFilter.MinFilter(5))) > 0) & (pixels.mean(axis=2) < 90)
    assert taken(pixels)[dark].mean() >= 0.99


@pytest.mark.parametrize("angle", [0, 25])
@pytest.mark.parametrize("rows", [1, 25], ids=["bars", "patch"])
def test_what_looks_like_a_code_and_cannot_be_read_is_covered(rows: int, angle: int) -> None:
    modules = np.random.default_rng(3).integers(0, 2, (rows, 60 if rows == 1 else 25), np.uint8) * 255
    large = Image.fromarray(modules).resize((300, 120) if rows == 1 else (200, 200), Image.Resampling.NEAREST)
    sheet, turned = Image.new("L", (700, 500), 220), Image.new("L", large.size, 255).rotate(angle, expand=True)
    sheet.paste(large.rotate(angle, expand=True, resample=Image.Resampling.BICUBIC), (150, 100), turned)
    pixels, dark = np.array(sheet.convert("RGB")), np.array(sheet) < 90
    assert not zxingcpp.read_barcodes(pixels)
    assert taken(pixels)[dark].mean() >= 0.98


def test_a_small_code_in_a_large_picture_is_covered_whole() -> None:
    small, dark = printed("QRCode", scale=3)
    pixels = np.full((3000, 4000, 3), 200, np.uint8)
    pixels[2200:2900, 3000:3900] = small
    assert taken(pixels)[2200:2900, 3000:3900][dark].mean() >= 0.99


def test_people_and_rooms_are_not_codes() -> None:
    pictures = (
        sorted(support.testdata("faces_single").glob("*.jpg"))[::6]
        + sorted(support.testdata("scenes").glob("*.jpg"))[::15]
    )
    shares = [float(taken(np.array(Image.open(path).convert("RGB"))).mean()) for path in pictures]
    assert np.mean(shares) < 0.002


def _tilted(dark: Mask, pixels: Pixels, keystone: float) -> tuple[Pixels, Mask]:
    """The middle of a sheet as seen from aside: its left edge is shorter than its right one."""
    near, far = 300 * keystone, 300 * (1 - keystone)
    source = np.array([(250, 150), (650, 150), (650, 550), (250, 550)], np.float32)
    target = np.array([(250, 350 - near), (550, 150), (550, 550), (250, 350 + near * far / 300)], np.float32)
    turn = cv2.getPerspectiveTransform(source, target)
    seen = cv2.warpPerspective(pixels, turn, (900, 700), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(seen, np.uint8), cv2.warpPerspective(dark.astype(np.uint8), turn, (900, 700)) > 0


@pytest.mark.parametrize("keystone", [0.5, 0.28])
def test_a_code_seen_from_aside_is_covered_though_the_reader_gives_up(keystone: float) -> None:
    pixels, dark = printed("QRCode", scale=10)
    pixels, dark = _tilted(dark, pixels, keystone)
    assert taken(pixels)[dark].mean() >= 0.98


@pytest.mark.parametrize(
    "light, ink", [((0, 120, 0), (200, 0, 0)), ((255, 255, 0), (255, 215, 0)), ((118,) * 3, (104,) * 3)]
)
def test_a_code_that_grey_hardly_shows_is_covered(light: tuple[int, ...], ink: tuple[int, ...]) -> None:
    _, dark = printed("QRCode", scale=6)
    pixels = np.full((*dark.shape, 3), (190, 200, 196), np.uint8)
    pixels[250:450, 350:550] = light
    pixels[dark] = ink
    assert taken(pixels)[dark].mean() >= 0.99
    assert any(True for _ in verifying._codes(pixels))


@pytest.mark.parametrize("y, x", [(11, 30), (30, 11), (44, 30), (30, 46)])
def test_a_scratch_in_its_side_does_not_hide_the_square_in_a_codes_corner(y: int, x: int) -> None:
    """On the left and right it was taken for the way to the core."""
    square = np.zeros((60, 60), np.uint8)
    square[9:51, 9:51] = 1
    square[15:45, 15:45] = 0
    square[21:39, 21:39] = 1
    square[y : y + 2, x : x + 2] = 0
    square[3, 3] = square[17, 17] = 1  # grain
    (seen,) = corners._squares(square, 1.0)
    assert seen.middle.tolist() == [30, 30]


def test_the_other_reader_sees_three_corners_and_takes_cloth_for_none() -> None:
    broken, _ = printed("QRCode", scale=10)
    broken[325:450, 430:550] = 128  # past what a code can mend
    assert not zxingcpp.read_barcodes(broken)
    assert list(verifying.threes(broken[..., 0]))
    for path in sorted(support.testdata("faces_single").glob("*.jpg"))[::9]:
        assert not list(verifying.threes(np.array(Image.open(path).convert("L"))))
