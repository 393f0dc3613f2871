"""A photograph is not taken for a drawing, nor the demo's drawing for a photograph."""

from pathlib import Path

import pytest

from kindao.engine.detect.drawn import looks_photographed
from kindao.engine.media.opening import open_picture
from kindao.engine.media.picture import Format, Pixels
from kindao.engine.media.writing import encode
from support import testdata

DRAWING = open_picture((Path(__file__).parents[3] / "examples" / "illustration.png").read_bytes())


def pixels(*parts: str) -> Pixels:
    return open_picture(testdata(*parts).read_bytes()).frames[0].pixels


@pytest.mark.parametrize("format", [Format.PNG, Format.JPEG, Format.WEBP])
def test_a_drawing_looks_drawn_however_it_was_saved(format: Format) -> None:
    again = open_picture(encode(DRAWING.frames, format))
    assert not looks_photographed(again.frames[0].pixels)


@pytest.mark.parametrize(
    "parts", [("faces_single", "t0370.jpg"), ("scenes", "s015.jpg"), ("faces_masked", "t0358.jpg")]
)
def test_a_photograph_looks_photographed_and_so_does_a_part_of_it(parts: tuple[str, str]) -> None:
    whole = pixels(*parts)
    height, width = whole.shape[:2]
    assert looks_photographed(whole)
    assert looks_photographed(whole[height // 4 : height // 2, width // 4 : width // 2])


def test_one_pixel_is_no_photograph() -> None:
    assert not looks_photographed(pixels("faces_single", "t0370.jpg")[:1, :1])
