"""From bytes to upright frames, by Pillow and libheif. Only what a structural walk has passed gets here."""

import logging
import warnings
from collections.abc import Iterator
from io import BytesIO

import numpy as np
import pi_heif
from PIL import Image

from kindao.engine.media.colour import Srgb
from kindao.engine.media.picture import Format, Frame, Pixels

logging.getLogger("PIL").addHandler(logging.NullHandler())  # else its complaints reach stderr

PLUGINS = {
    Format.JPEG: "JPEG",
    Format.PNG: "PNG",
    Format.WEBP: "WEBP",
    Format.AVIF: "AVIF",
    Format.TIFF: "TIFF",
    Format.GIF: "GIF",
    Format.BMP: "BMP",
}
UPRIGHT_ALREADY = frozenset({Format.HEIC, Format.TIFF, Format.BMP, Format.GIF})  # the decoder turns, or nothing to turn


def decode(data: bytes, format: Format, frames: int) -> Iterator[Frame]:
    """Every frame, whole and upright. Raises whatever the decoder raises."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if format is Format.HEIC:
            yield Frame(_heic(data))
            return
        with Image.open(BytesIO(data), formats=[PLUGINS[format]]) as image:
            colours = Srgb(image.info.get("icc_profile"))
            for index in range(frames):
                image.seek(index)
                image.load()
                turn = 1 if format in UPRIGHT_ALREADY else image.getexif().get(0x0112, 1)
                pixels = upright(colours.convert(image), turn)
                yield Frame(pixels, index, round(float(image.info.get("duration", 0) or 0)))


def upright(pixels: Pixels, orientation: int) -> Pixels:
    """Turned and mirrored as the EXIF orientation 1 to 8 says; any other value leaves it as it is.

    Source: EXIF 2.32, tag 274."""
    if orientation in (5, 6, 7, 8):
        pixels = pixels.transpose(1, 0, 2)
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    return np.ascontiguousarray(pixels)


def _heic(data: bytes) -> Pixels:
    """The primary picture; libheif turns, mirrors and crops it itself."""
    image = pi_heif.open_heif(BytesIO(data), convert_hdr_to_8bit=True).to_pillow()
    return Srgb(image.info.get("icc_profile")).convert(image)
