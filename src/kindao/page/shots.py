"""Pictures for the page: small, upright, and made from pixels alone, so that no metadata comes along."""

import base64
import io
from dataclasses import dataclass

import numpy as np
from PIL import Image

from kindao.engine.errors import Failed
from kindao.engine.media.picture import Pixels

LONG_SIDE = 1100  # pixels: sharp in half a desktop page, a few hundred kilobytes at most
QUALITY = 82


@dataclass(frozen=True, slots=True)
class Shot:
    """A JPEG data URI with its size in pixels."""

    uri: str
    width: int
    height: int


def jpeg(pixels: Pixels, long_side: int = LONG_SIDE) -> bytes:
    """pixels: (height, width, 3) uint8 sRGB; brought down to `long_side`, never up."""
    return _small(pixels, long_side)[0]


def shot(pixels: Pixels) -> Shot:
    """pixels: (height, width, 3) uint8 sRGB; brought down to `LONG_SIDE`, never up."""
    data, width, height = _small(pixels)
    encoded = base64.b64encode(data).decode("ascii")
    return Shot(f"data:image/jpeg;base64,{encoded}", width, height)


def _small(pixels: Pixels, long_side: int = LONG_SIDE) -> tuple[bytes, int, int]:
    image = Image.fromarray(np.ascontiguousarray(pixels))
    image.thumbnail((long_side, long_side), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue(), image.width, image.height


def first_frame(data: bytes) -> Pixels:
    """The first frame of a copy that Kindao wrote: (height, width, 3) uint8.

    Raises Failed when the bytes cannot be decoded."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            return np.asarray(image.convert("RGB"))
    except (OSError, ValueError, SyntaxError) as error:
        raise Failed("the copy that was made cannot be shown", hint="Run the check again.") from error
