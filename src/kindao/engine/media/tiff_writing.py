"""TIFF pages of 8-bit colour, deflated, with the tags that TIFF demands and no other. Source: TIFF 6.0."""

import struct
import zlib

import numpy as np

from kindao.engine.media.picture import Pixels

STRIP = 1 << 20  # bytes of pixels in a strip, about
SHORT, LONG, RATIONAL = 3, 4, 5
DEFLATE, RGB, HORIZONTAL = 8, 2, 2


def write_tiff(pages: tuple[Pixels, ...]) -> bytes:
    """A little-endian TIFF of these pages, each (height, width, 3)."""
    out = bytearray(b"II*\0\0\0\0\0")
    link = 4  # where the offset of the next directory goes
    for pixels in pages:
        height, width, _ = pixels.shape
        rows = max(1, min(height, STRIP // (3 * width)))
        starts, sizes = [], []
        for top in range(0, height, rows):
            strip = _packed(pixels[top : top + rows])
            starts.append(len(out))
            sizes.append(len(strip))
            out += strip + bytes(len(strip) & 1)
        values = [
            (256, LONG, [width]),
            (257, LONG, [height]),
            (258, SHORT, [8, 8, 8]),
            (259, SHORT, [DEFLATE]),
            (262, SHORT, [RGB]),
            (273, LONG, starts),
            (277, SHORT, [3]),
            (278, LONG, [rows]),
            (279, LONG, sizes),
            (282, RATIONAL, [72, 1]),
            (283, RATIONAL, [72, 1]),
            (317, SHORT, [HORIZONTAL]),
        ]
        table = bytearray(struct.pack("<H", len(values)))
        for number, kind, many in values:
            value = struct.pack(f"<{len(many)}{'H' if kind == SHORT else 'I'}", *many)
            if len(value) > 4:
                where = struct.pack("<I", len(out))
                out += value + bytes(len(value) & 1)
                value = where
            table += struct.pack("<HHI4s", number, kind, len(many) // (2 if kind == RATIONAL else 1), value)
        struct.pack_into("<I", out, link, len(out))
        out += table + bytes(4)
        link = len(out) - 4
    return bytes(out)


def _packed(strip: Pixels) -> bytes:
    """Each row as differences to the pixel on its left, deflated."""
    differences = strip.copy()
    differences[:, 1:] = np.subtract(strip[:, 1:], strip[:, :-1])
    return zlib.compress(differences.tobytes())
