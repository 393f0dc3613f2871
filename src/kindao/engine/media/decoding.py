"""From bytes to upright frames, by Pillow and libheif. Only what a structural walk has passed gets here."""

import contextlib
import ctypes
import logging
import warnings
from collections.abc import Iterator
from io import BytesIO

import cv2
import numpy as np
import pi_heif
from PIL import Image, _imaging

from kindao.engine.media.colour import Srgb, profile_of
from kindao.engine.media.picture import Format, Frame, Pixels
from kindao.engine.media.survey import Survey, cut_short

logging.getLogger("PIL").addHandler(logging.NullHandler())  # else its complaints reach stderr
with contextlib.suppress(OSError, AttributeError):  # and so do libtiff's, where it can be reached
    _libtiff = ctypes.CDLL(_imaging.__file__)
    for _handler in (_libtiff.TIFFSetErrorHandler, _libtiff.TIFFSetWarningHandler):
        _handler.argtypes, _handler.restype = [ctypes.c_void_p], ctypes.c_void_p
        _handler(None)

ANIMATED = frozenset({Format.PNG, Format.WEBP, Format.AVIF, Format.GIF})
ORIENTATION = 0x0112
FLIPS = {2: 1, 3: -1, 4: 0, 6: 1, 7: -1, 8: 0}  # EXIF orientation: 0 top to bottom, 1 left to right, -1 both


def decode(data: bytes, format: Format, survey: Survey) -> Iterator[Frame]:
    """Every frame, whole and upright. Raises whatever the decoder raises, and Unreadable when it
    sees another number of frames than the structure has."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if format is Format.HEIC:
            yield Frame(_heic(data, survey))
            return
        with Image.open(BytesIO(data), formats=[format.value]) as image:
            if format in ANIMATED and getattr(image, "n_frames", 1) != survey.frames:
                raise cut_short()
            colours = Srgb(image.info.get("icc_profile") or profile_of(survey.coding))
            for index, page in enumerate(survey.pages or range(survey.frames)):
                image.seek(page)
                image.load()
                shown = image.crop(survey.crop) if survey.crop else image
                pixels = upright(colours.convert(shown), _orientation(image, format, survey))
                yield Frame(pixels, index, round(float(image.info.get("duration", 0) or 0)))


def upright(pixels: Pixels, orientation: int) -> Pixels:
    """Turned and mirrored as the EXIF orientation 1 to 8 says; any other value leaves it as it is.

    Source: EXIF 2.32, tag 274."""
    if orientation in (5, 6, 7, 8):
        pixels = np.asarray(cv2.transpose(pixels), np.uint8)
    if orientation in FLIPS:
        pixels = np.asarray(cv2.flip(pixels, FLIPS[orientation]), np.uint8)
    return pixels


def _orientation(image: Image.Image, format: Format, survey: Survey) -> int:
    """The turn still to be made: Pillow has made a TIFF's, and tells that of AVIF's own boxes as if it were EXIF."""
    match format:
        case Format.AVIF:
            return int(image.getexif().get(ORIENTATION, 1))
        case Format.TIFF:
            return 1
        case _:
            return survey.orientation


def _heic(data: bytes, survey: Survey) -> Pixels:
    """The primary picture; libheif turns, mirrors and crops it itself, and is shown nothing else."""
    bare = bytearray(data)
    for at in survey.apart:
        bare[at : at + 4] = b"skip"
    image = pi_heif.open_heif(BytesIO(bare), convert_hdr_to_8bit=True).to_pillow()
    return Srgb(image.info.get("icc_profile") or profile_of(survey.coding)).convert(image)
