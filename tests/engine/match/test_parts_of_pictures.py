"""A picture that shows another, or is cut from it, is known by their points; another picture never is."""

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageOps

from kindao.engine.match.parts import shown
from kindao.engine.media.picture import Pixels
from kindao.samples import examples

Box = tuple[float, float, float, float]


def a_picture(name: str = "nose.jpg") -> Image.Image:
    return Image.open(examples() / name).convert("RGB")


def pixels(picture: Image.Image) -> Pixels:
    return np.asarray(picture)


def saved(picture: Image.Image, quality: int = 70) -> Image.Image:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return Image.open(out)


def cut(picture: Image.Image, box: Box) -> Image.Image:
    """box: left, upper, right, lower, in parts of the picture."""
    wide, high = picture.size
    return picture.crop((int(box[0] * wide), int(box[1] * high), int(box[2] * wide), int(box[3] * high)))


def a_screen(picture: Image.Image | None) -> Image.Image:
    """A telephone's screenshot of a page, with the picture, or where it was."""
    screen = Image.new("RGB", (1080, 1920), "white")
    draw = ImageDraw.Draw(screen)
    for line in range(24):
        draw.text(
            (40, 60 + line * 24), f"Phòng khám · {line} · Bài viết và ảnh trước sau · Liên hệ 09{line:02}", "black"
        )
    if picture is not None:
        screen.paste(ImageOps.contain(picture, (700, 900)), (120, 760))
    return screen


@pytest.mark.parametrize("box", [(0.2, 0.2, 0.8, 0.8), (0.0, 0.0, 0.5, 0.6), (0.4, 0.3, 1.0, 0.9)])
def test_what_is_cut_from_it_shows_it(box: Box) -> None:
    part = cut(a_picture(), box)
    for one in (part, ImageOps.mirror(part), part.rotate(90, expand=True), saved(part.resize((600, 500)))):
        assert shown(pixels(one), pixels(a_picture()))


def test_a_screen_on_which_it_still_stands_shows_it() -> None:
    screen = a_screen(a_picture())
    assert shown(pixels(saved(screen)), pixels(a_picture()))
    askew = screen.transform(screen.size, Image.Transform.QUAD, (40, 20, 10, 1900, 1060, 1880, 1040, 50))
    assert shown(pixels(saved(askew)), pixels(a_picture())), "photographed"


def test_another_picture_and_an_empty_place_show_nothing_of_it() -> None:
    noise = Image.effect_noise((900, 700), 60).convert("RGB")
    for one in (a_picture("group.jpg"), a_screen(a_picture("group.jpg")), a_screen(None), noise):
        assert not shown(pixels(one), pixels(a_picture()))
    for size in ((1, 1), (3, 2000), (64, 48)):
        plain = Image.new("RGB", size, "white")
        assert not shown(pixels(plain), pixels(a_picture())) and not shown(pixels(a_picture()), pixels(plain))
