"""What goes out in these tests: a real picture and a real film, small."""

import hashlib
import io
from functools import cache

import av
import numpy as np
from PIL import Image

WIDTH, HEIGHT, RATE, FRAMES = 64, 96, 25, 25
SECONDS = FRAMES / RATE


def picture(mark: str) -> bytes:
    """A JPEG that no other mark has."""
    seed = int.from_bytes(hashlib.sha256(mark.encode()).digest()[:4], "big")
    coarse = np.random.default_rng(seed).integers(0, 256, (6, 8, 3), np.uint8)
    out = io.BytesIO()
    Image.fromarray(coarse).resize((160, 120)).save(out, "JPEG", quality=80)
    return out.getvalue()


@cache
def film() -> bytes:
    """One second of MP4 (H.264), upright."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as film:
        stream = film.add_stream("libx264", rate=RATE, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for n in range(FRAMES):
            shade = np.full((HEIGHT, WIDTH, 3), 40 + 6 * n, np.uint8)
            film.mux(stream.encode(av.VideoFrame.from_ndarray(shade, "rgb24")))
        film.mux(stream.encode(None))
    return out.getvalue()
