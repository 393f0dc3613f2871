"""Decoded pixels of any kind brought to opaque 8-bit sRGB."""

import struct
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

from kindao.engine.errors import Unreadable
from kindao.engine.media.picture import Pixels

BAND = 1 << 20  # pixels converted at a time: a large picture is never held three times over
WHITE = 255  # what shows through transparent pixels

SPACES = {"L": "GRAY", "RGB": "RGB", "CMYK": "CMYK", "LAB": "Lab"}  # Pillow's mode: the profile's own word
PLAIN = {
    "1": "L",
    "P": "RGB",
    "PA": "RGBA",
    "La": "LA",
    "RGBa": "RGBA",
    "RGBX": "RGB",
    "YCbCr": "RGB",
    "HSV": "RGB",
}
SIXTEEN = {"I;16": "<u2", "I;16L": "<u2", "I;16B": ">u2", "I;16N": "=u2"}


class Srgb:
    """Converts images that share one colour profile.

    icc: the embedded profile; one that is broken or speaks of another kind of colour is left
    aside, as every viewer does."""

    def __init__(self, icc: bytes | None) -> None:
        self._profile = _profile(icc)
        self._transforms: dict[str, ImageCms.ImageCmsTransform | None] = {}

    def convert(self, image: Image.Image) -> Pixels:
        """The image as (height, width, 3) uint8, transparent parts over white.

        Raises Unreadable for kinds of pixels that are not a photograph's (32-bit, floating point)."""
        width, height = image.size
        out = np.empty((height, width, 3), np.uint8)
        rows = max(1, BAND // max(1, width))
        for top in range(0, height, rows):
            bottom = min(top + rows, height)
            out[top:bottom] = self._band(image.crop((0, top, width, bottom)))
        return out

    def _band(self, band: Image.Image) -> Pixels:
        band = _eight_bits(band)
        clear = band.info.get("transparency")
        if clear is not None and band.mode in ("1", "L", "P", "RGB"):
            band = band.convert("RGBA")
        band = band.convert(PLAIN[band.mode]) if band.mode in PLAIN else band
        if band.mode in ("LA", "RGBA"):
            opaque = band.convert(band.mode[:-1])
            return over_white(self._opaque(opaque), np.asarray(band.getchannel("A")))
        return self._opaque(band)

    def _opaque(self, band: Image.Image) -> Pixels:
        if band.mode not in SPACES:
            raise Unreadable(
                "the picture holds measurements, not colours", hint="Export it as an 8-bit or 16-bit JPEG, PNG or TIFF."
            )
        transform = self._transform(band.mode)
        if transform is not None:
            return np.asarray(transform.apply(band))
        return np.asarray(band.convert("RGB"))

    def _transform(self, mode: str) -> ImageCms.ImageCmsTransform | None:
        if mode not in self._transforms:
            self._transforms[mode] = self._build(mode)
        return self._transforms[mode]

    def _build(self, mode: str) -> ImageCms.ImageCmsTransform | None:
        profile = self._profile
        if mode == "LAB":
            profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
        if profile is None or profile.profile.xcolor_space.strip() != SPACES[mode]:
            return None
        try:
            return ImageCms.ImageCmsTransform(
                profile,
                ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")),
                mode,
                "RGB",
                ImageCms.Intent.RELATIVE_COLORIMETRIC,
                flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
            )
        except (ImageCms.PyCMSError, OSError, ValueError):
            return None


PRIMARIES = {
    9: ((0.6734, 0.2790, -0.0019), (0.1656, 0.6753, 0.0300), (0.1251, 0.0456, 0.7969)),  # BT.2020
    12: ((0.5151, 0.2412, -0.0011), (0.2920, 0.6922, 0.0419), (0.1571, 0.0666, 0.7841)),  # Display P3
}
"""Red, green and blue as XYZ under D50, by their number in ITU-T H.273; any other is taken for sRGB."""
PQ, HLG = 16, 18
CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)  # IEC 61966-2-1


def profile_of(coding: tuple[int, int]) -> bytes | None:
    """A colour profile for primaries and transfer given by number; None when they are sRGB's.

    Raises Unreadable for high dynamic range, whose brightness no 8-bit picture holds."""
    primaries, transfer = coding
    if transfer in (PQ, HLG):
        raise Unreadable(
            "the picture is of high dynamic range", hint="Export it with standard dynamic range, as a JPEG or a PNG."
        )
    if primaries not in PRIMARIES:
        return None
    curve = b"para\0\0\0\0\0\3\0\0" + struct.pack(">5i", *(round(value * 65536) for value in CURVE))
    tags = [(key, curve) for key in (b"rTRC", b"gTRC", b"bTRC")]
    for key, colour in zip((b"rXYZ", b"gXYZ", b"bXYZ"), PRIMARIES[primaries], strict=True):
        tags.append((key, b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(value * 65536) for value in colour))))
    table, body, start = struct.pack(">I", len(tags)), b"", 132 + 12 * len(tags)
    for key, value in tags:
        table += struct.pack(">4sII", key, start + len(body), len(value))
        body += value
    white = struct.pack(">3i", *(round(value * 65536) for value in (0.9642, 1, 0.8249)))
    head = struct.pack(">I4xI4s4s4s", start + len(body), 0x04000000, b"mntr", b"RGB ", b"XYZ ")
    return (head.ljust(36, b"\0") + b"acsp" + bytes(28) + white).ljust(128, b"\0") + table + body


def over_white(colour: Pixels, alpha: NDArray[np.uint8]) -> Pixels:
    """Colours (h, w, 3) seen through alpha (h, w) on white: what lies under alpha 0 cannot matter."""
    through = alpha[..., None].astype(np.uint16)
    return ((colour * through + WHITE * (255 - through) + 127) // 255).astype(np.uint8)


def _eight_bits(band: Image.Image) -> Image.Image:
    """16-bit grey by its high byte, the way 16-bit colour is read."""
    if band.mode not in SIXTEEN:
        return band
    values = np.frombuffer(band.tobytes(), SIXTEEN[band.mode]).reshape(band.height, band.width)
    grey = Image.fromarray((values >> 8).astype(np.uint8))
    clear = band.info.get("transparency")
    if isinstance(clear, int):
        grey.putalpha(Image.fromarray(np.where(values == clear, 0, 255).astype(np.uint8)))
    return grey


def _profile(icc: bytes | None) -> ImageCms.ImageCmsProfile | None:
    if not icc:
        return None
    try:
        return ImageCms.ImageCmsProfile(BytesIO(icc))
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None
