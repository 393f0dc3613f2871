"""An opened picture: upright 8-bit sRGB pixels, and apart from them everything else the file carried."""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]  # (height, width, 3), sRGB


class Format(StrEnum):
    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    AVIF = "avif"
    HEIC = "heic"
    TIFF = "tiff"
    GIF = "gif"
    BMP = "bmp"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing a file carries beside its pixels. `text` may name a person: it never leaves the process."""

    holder: str  # exif, xmp, iptc, icc, png-text, comment, c2pa, trailer, maker-note, mpf …
    key: str = ""
    text: str = ""  # what it says, when it is words; "" otherwise
    size: int = 0  # bytes


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of a medium."""

    pixels: Pixels
    index: int = 0
    milliseconds: int = 0  # how long it is shown, for an animation; 0 for a page or a still

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        return int(self.pixels.shape[0])


@dataclass(frozen=True, slots=True)
class Picture:
    """A still, an animation or a stack of pages; every frame decoded, all of the same kind of pixels."""

    format: Format  # what the content is, whatever the name says
    frames: tuple[Frame, ...]
    entries: tuple[Entry, ...] = field(default=())
    bits: int = 8  # per channel, as stored; 16 is brought to 8
    loops: int = 0  # animations: 0 is for ever

    @property
    def width(self) -> int:
        return self.frames[0].width

    @property
    def height(self) -> int:
        return self.frames[0].height
