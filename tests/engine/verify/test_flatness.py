"""A fill holds nothing, and outside it nothing is added."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageDraw

from kindao.engine.geometry import Box, Region
from kindao.engine.media.opening import open_picture
from kindao.engine.media.picture import Pixels
from kindao.engine.redact.fill import fill
from kindao.engine.verify import coverage, flatness
from kindao.engine.verify.evidence import Evidence
from support import testdata

FACE = Region(Box(150, 90, 340, 330))
BEFORE = open_picture(testdata("faces_single", "t0370.jpg").read_bytes())
PIXELS = BEFORE.frames[0].pixels


def looks(after: Pixels, format: str = "PNG", quality: int = 92) -> tuple[bool, bool]:
    """Whether the fill is flat, and nothing added."""
    out = BytesIO()
    Image.fromarray(after).save(out, format, quality=quality)
    written = open_picture(out.getvalue())
    evidence = Evidence(out.getvalue(), written, BEFORE)
    fills = (coverage.filled(written.frames[0].pixels, PIXELS, ()),)
    return (
        flatness.look(evidence, fills).check.passed,
        flatness.look_for_additions(evidence, fills).check.passed,
    )


@pytest.mark.parametrize(
    "format, quality",
    [("JPEG", 60), ("JPEG", 75), ("JPEG", 95), ("WEBP", 75), ("WEBP", 92), ("AVIF", 75), ("PNG", 0), ("BMP", 0)],
)
def test_a_codec_adds_nothing(format: str, quality: int) -> None:
    assert looks(fill(PIXELS, (FACE,)), format, quality) == (True, True)


@pytest.mark.parametrize("levels", [1, 3, 8])
def test_a_pattern_of_a_level_in_the_fill_is_seen(levels: int) -> None:
    after = fill(PIXELS, (FACE,))
    bright = PIXELS[FACE.box.slices].mean(axis=2, keepdims=True) > 110
    after[FACE.box.slices] += (bright * levels).astype(np.uint8)
    assert looks(after)[0] is False


def test_every_sixth_row_of_a_face_is_seen() -> None:
    after = fill(PIXELS, (FACE,))
    rows = slice(FACE.box.y0, FACE.box.y1, 6)
    after[rows, FACE.box.x0 : FACE.box.x1] = PIXELS[rows, FACE.box.x0 : FACE.box.x1]
    assert looks(after)[0] is False


def test_pale_letters_in_the_fill_are_seen() -> None:
    picture = Image.fromarray(fill(PIXELS, (FACE,)))
    ImageDraw.Draw(picture).text((190, 200), "HOA", fill=(128, 128, 140))
    assert looks(np.array(picture))[0] is False


@pytest.mark.parametrize("format", ["PNG", "JPEG"])
def test_three_small_letters_that_were_added_are_seen(format: str) -> None:
    picture = Image.fromarray(fill(PIXELS, (FACE,)))
    ImageDraw.Draw(picture).text((5, 5), "Hoa", fill=(250, 250, 250), stroke_width=1, stroke_fill=(0, 0, 0))
    assert looks(np.array(picture), format)[1] is False
