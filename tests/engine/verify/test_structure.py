"""Only what a picture needs may be in its file."""

import struct
import zlib
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from kindao.engine.errors import Failed
from kindao.engine.media.picture import Format, Frame
from kindao.engine.media.writing import SEVERAL, encode
from kindao.engine.verify.structure import surplus
from kindao.engine.vocabulary import Identifier
from leaks import segment

WRITTEN = [format for format in Format if format is not Format.HEIC]
PIXELS = np.random.default_rng(3).integers(0, 256, (48, 64, 3), np.uint8)


@pytest.mark.parametrize("format", WRITTEN)
def test_what_kindao_writes_holds_nothing_else(format: Format) -> None:
    assert surplus(encode((Frame(PIXELS),), format), format) == []
    if format in SEVERAL:
        two = (Frame(PIXELS, 0, 100), Frame(PIXELS[::-1].copy(), 1, 100))
        assert surplus(encode(two, format), format) == []


@settings(max_examples=60, deadline=None)
@given(format=st.sampled_from([f for f in WRITTEN if f is not Format.AVIF]), tail=st.binary(min_size=1, max_size=40))
def test_nothing_can_be_hung_on_at_the_end(format: Format, tail: bytes) -> None:
    if format is Format.TIFF and not tail.strip(b"\0"):
        return  # padding says nothing
    assert Identifier.EMBEDDED in {part.identifier for part in surplus(encode((Frame(PIXELS),), format) + tail, format)}


@given(marker=st.sampled_from([*range(0xE1, 0xEE), 0xEF, 0xFE]), body=st.binary(max_size=50))
def test_every_segment_that_a_jpeg_does_not_need_is_seen(marker: int, body: bytes) -> None:
    assert surplus(segment(encode((Frame(PIXELS),), Format.JPEG), marker, body), Format.JPEG)


@pytest.mark.parametrize("format", [Format.PNG, Format.WEBP])
def test_alpha_may_hide_what_is_under_it(format: Format) -> None:
    out = BytesIO()
    Image.fromarray(np.dstack((PIXELS, PIXELS[..., 0]))).save(out, format.value)
    assert "alpha" in {part.holder for part in surplus(out.getvalue(), format)}


@settings(max_examples=80, deadline=None)
@given(format=st.sampled_from(WRITTEN), data=st.data())
def test_a_file_that_cannot_be_followed_is_a_failure_never_clean_words(format: Format, data: st.DataObject) -> None:
    whole = encode((Frame(PIXELS),), format)
    cut = whole[: data.draw(st.integers(16, len(whole) - 1))]
    try:
        surplus(cut, format)
    except Failed as failed:
        assert "cannot be followed" in failed.message


@pytest.mark.parametrize("hidden", [b"\xff\xd0Tran Thi Hoa 0912345678", b"Tran Thi Hoa 0912345678"])
def test_what_a_decoder_skips_in_a_scan_is_seen(hidden: bytes) -> None:
    data = encode((Frame(PIXELS),), Format.JPEG)
    assert surplus(data[:-2] + hidden + data[-2:], Format.JPEG)


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"restart_marker_blocks": 4}, {"subsampling": 2}])
@pytest.mark.parametrize("level", [0, 128])
def test_a_jpeg_of_another_program_is_walked_too(options: dict[str, int], level: int) -> None:
    pixels = np.concatenate((PIXELS, np.full_like(PIXELS, level)))
    out = BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=80, **options)
    assert surplus(out.getvalue(), Format.JPEG) == []


def test_a_palette_that_no_pixel_asks_for_is_seen() -> None:
    data = encode((Frame(PIXELS),), Format.PNG)
    body = b"PLTE" + b"Tran Thi Hoa" * 2
    chunk = struct.pack(">I", 24) + body + struct.pack(">I", zlib.crc32(body))
    assert surplus(data[:33] + chunk + data[33:], Format.PNG)
