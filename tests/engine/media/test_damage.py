"""Real files of every format, damaged in every way: a picture or a refusal, soon, in silence, and nothing else."""

import random
import struct
import subprocess
import sys
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import carriers
from carriers import clip, jpeg, photo, saved
from kindao.engine.errors import Unreadable
from kindao.engine.media.exif import read_exif
from kindao.engine.media.icc import icc_entries
from kindao.engine.media.iptc import iptc_entries, photoshop_entries
from kindao.engine.media.opening import open_picture
from kindao.engine.media.picture import Entry, Picture
from kindao.engine.media.xmp import xmp_entries

SECONDS = 60.0  # one as measured, many on a busy machine; what is meant here takes hours
MUTANTS = 120  # of each sample; bench runs have gone through 100,000


def samples() -> dict[str, bytes]:
    still, second = photo(48, 40), photo(48, 40).rotate(180)
    block = carriers.exif(orientation=6, maker_note=carriers.apple_note())
    several = {"save_all": True, "append_images": [second]}
    return {
        "jpeg": saved(still, "JPEG", exif=block, comment=b"words", icc_profile=carriers.display_p3()),
        "progressive": saved(still, "JPEG", progressive=True),
        "cmyk": saved(still.convert("CMYK"), "JPEG"),
        "motion": jpeg(after=carriers.samsung(clip()[:3000]), image=still),
        "png": saved(still, "PNG", exif=block),
        "apng": saved(still, "PNG", **several),
        "palette": saved(still.quantize(16), "PNG", transparency=0),
        "webp": saved(still, "WEBP", exif=block, xmp=carriers.XMP),
        "moving webp": saved(still.convert("RGBA"), "WEBP", **several),
        "avif": saved(still, "AVIF", exif=block),
        "moving avif": saved(still, "AVIF", **several),
        "tiff": saved(still, "TIFF", exif=block),
        "lzw": saved(still, "TIFF", compression="tiff_lzw", **several),
        "tiff of jpeg": saved(still, "TIFF", compression="jpeg"),
        "fax": saved(still.convert("1"), "TIFF", compression="group4"),
        "gif": saved(still, "GIF", **several),
        "bmp": saved(still, "BMP"),
        "run-length": saved(still.quantize(16), "BMP"),
        "tiled": carriers.tiled_heic(profile=carriers.display_p3(), gain_map=True),
        **{name: carriers.heic(f"{name}.heic") for name in ("turned_gps_thumbnail", "ten_bit", "alpha")},
    }


SAMPLES = samples()


def opened(data: bytes) -> Picture | None:
    """What came of it: anything but a picture or a refusal fails the test by itself."""
    began = time.perf_counter()
    try:
        return open_picture(data)
    except Unreadable:
        return None
    finally:
        assert time.perf_counter() - began < SECONDS


def flip(data: bytearray, chance: random.Random) -> bytearray:
    for _ in range(chance.choice((1, 1, 2, 8, 40))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return data


def cut(data: bytearray, chance: random.Random) -> bytearray:
    return data[: chance.randrange(1, len(data))]


def lengthen(data: bytearray, chance: random.Random) -> bytearray:
    """Extreme values where a length may stand."""
    width = chance.choice((2, 4, 4, 8))
    at = chance.randrange(min(len(data) - width, chance.choice((64, 600, len(data)))))
    values = (b"\xff" * width, bytes(width), b"\x7f" + b"\xff" * (width - 1), bytes(width - 1) + b"\1")
    data[at : at + width] = chance.choice((*values, chance.randbytes(width)))
    return data


def reorder(data: bytearray, chance: random.Random) -> bytearray:
    first, second = sorted(chance.sample(range(8, len(data)), 2))
    third = min(len(data), second + chance.randrange(1, 300))
    return data[:first] + data[second:third] + data[first:second] + data[third:]


def repeat(data: bytearray, chance: random.Random) -> bytearray:
    at = chance.randrange(len(data))
    return data[:at] + data[at : at + chance.randrange(1, 300)] + data[at:]


def leave_out(data: bytearray, chance: random.Random) -> bytearray:
    at = chance.randrange(len(data))
    return data[:at] + data[at + chance.randrange(1, 64) :]


DAMAGE = (flip, cut, lengthen, reorder, repeat, leave_out)


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_damaged_file_is_a_picture_or_a_refusal(sample: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert opened(SAMPLES[sample]) is not None
    chance = random.Random(sample)
    refused = 0
    for _ in range(MUTANTS):
        refused += opened(bytes(chance.choice(DAMAGE)(bytearray(SAMPLES[sample]), chance))) is None
    assert refused > MUTANTS // 10
    assert capfd.readouterr() == ("", "")


@settings(max_examples=200, deadline=None)
@given(data=st.binary(max_size=300), start=st.sampled_from(sorted(SAMPLES)), kept=st.integers(3, 60))
def test_any_bytes_behind_a_true_beginning(data: bytes, start: str, kept: int) -> None:
    opened(SAMPLES[start][:kept] + data)


READERS: list[Callable[[bytes], list[Entry]]] = [
    lambda data: read_exif(data).entries,
    xmp_entries,
    iptc_entries,
    photoshop_entries,
    icc_entries,
]
BLOCKS = [carriers.exif(), carriers.XMP, carriers.iptc(), carriers.display_p3(), b"II*\0\x08\0\0\0", b"8BIM", b""]


@settings(max_examples=300, deadline=None)
@given(block=st.sampled_from(BLOCKS), seed=st.integers(0, 2**32), tail=st.binary(max_size=100))
def test_what_stands_in_a_block_never_breaks_a_reader(block: bytes, seed: int, tail: bytes) -> None:
    chance = random.Random(seed)
    damaged = bytes(chance.choice(DAMAGE)(bytearray(block), chance)) if len(block) > 30 else block
    for read in READERS:
        assert read(damaged + tail)  # a block that is there is an entry


def test_many_tiny_pieces_stay_few_and_quick() -> None:
    for data in (
        jpeg(*[carriers.segment(0xE7, b"x")] * 15_000),
        carriers.png(*[carriers.chunk(b"laNg", b"x")] * 30_000),
        carriers.heic("ten_bit.heic") + carriers.box(b"uuid", b"x") * 30_000,
        carriers.png(carriers.chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + b"<dc:a b:c='d'>" * 20_000)),
    ):
        picture = opened(data)
        assert picture and 500 < len(picture.entries) <= 2_001


def promise(items: int, extents: int) -> bytes:
    """A HEIC that lists pieces of no length, which take no room in the list."""
    places = b"".join(struct.pack(">HHH", item, 0, extents) for item in range(items))
    iloc = carriers.full(b"iloc", b"\0\0" + struct.pack(">H", items) + places)
    return carriers.box(b"ftyp", b"heic\0\0\0\0") + carriers.full(b"meta", iloc)


def many_directories() -> bytes:
    """A TIFF whose pages follow each other through one table of 60,000 tags."""
    return b"II*\0\x08\0\0\0" + struct.pack("<H", 60_000) + bytes(12 * 60_000) + struct.pack("<I", 9)


ATTACKS = {
    "extents of no length": promise(60_000, 60_000),
    "directories over directories": many_directories(),
    "starts without ends behind a JPEG": jpeg(after=b"\xff\xd8\xff\xe0\0\x04" * 500_000),
    "boxes without ends behind a JPEG": jpeg(after=b"\0\0\xff\xffftypmp42" * 300_000),
    "a GIF of tiny blocks": saved(photo(), "GIF")[:-1] + b"\x21\xfe" + b"\1a" * 3_000_000,
    "a JPEG of many scans": jpeg()[:-2] + carriers.segment(0xDA, b"\1\1\0\0\x3f\0") * 10_000 + b"\xff\xd9",
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_is_made_to_keep_a_reader_busy_does_not(attack: str) -> None:
    began = time.process_time()
    opened(ATTACKS[attack])
    assert time.process_time() - began < 60  # a second as measured; what is meant here takes hours


def test_twelve_megapixels_open_in_250_mib() -> None:
    """In a process of its own, so that nothing else counts."""
    program = """
import re, sys
from pathlib import Path
from kindao.engine.media.opening import open_picture
picture = open_picture(sys.stdin.buffer.read())
assert (picture.width, picture.height) == (3000, 4000)
peak = re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())  # not the parent's, as rusage may be
print(int(peak[1]) >> 10)
"""
    data = saved(
        photo(4000, 3000), "JPEG", quality=92, exif=carriers.exif(orientation=6), icc_profile=carriers.display_p3()
    )
    done = subprocess.run([sys.executable, "-c", program], input=data, capture_output=True, check=True, timeout=60)
    assert int(done.stdout) < 250
