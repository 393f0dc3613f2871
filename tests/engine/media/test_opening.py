"""One way in: by content, whole, upright, in sRGB, or refused with a reason."""

import struct
import time
import zipfile
import zlib
from io import BytesIO

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_array_equal
from numpy.typing import NDArray
from PIL import Image

import carriers
import support
from carriers import box, chunk, jpeg, photo, png, saved, segment
from kindao.engine.errors import Unreadable
from kindao.engine.media.opening import open_picture
from kindao.engine.media.picture import Format, Pixels
from kindao.engine.media.survey import DEFAULT, Limits

WRITERS = {
    Format.JPEG: "JPEG",
    Format.PNG: "PNG",
    Format.WEBP: "WEBP",
    Format.AVIF: "AVIF",
    Format.TIFF: "TIFF",
    Format.GIF: "GIF",
    Format.BMP: "BMP",
}
LOSSLESS = (Format.PNG, Format.TIFF, Format.BMP)


def first(data: bytes) -> Pixels:
    return open_picture(data).frames[0].pixels


def why(data: bytes, name: str = "", limits: Limits = DEFAULT) -> str:
    with pytest.raises(Unreadable) as refused:
        open_picture(data, name=name, limits=limits)
    assert "Error" not in str(refused.value)
    return str(refused.value)


@pytest.mark.parametrize("format", WRITERS)
def test_every_format_opens_as_what_it_shows(format: Format) -> None:
    image = photo()
    picture = open_picture(saved(image, WRITERS[format]))
    assert (picture.format, picture.width, picture.height, picture.bits) == (format, 96, 80, 8)
    pixels = picture.frames[0].pixels
    assert pixels.dtype == np.uint8 and pixels.flags.c_contiguous
    off = np.abs(pixels.astype(int) - np.asarray(image)).mean()
    assert off == 0 if format in LOSSLESS else off < 6


def test_heic_opens_upright_whatever_its_boxes_and_its_exif_say() -> None:
    """The file is turned by its own box; its EXIF says so too, and must not turn it again."""
    picture = open_picture(carriers.heic("turned_gps_thumbnail.heic"), name="photo.heic")
    assert (picture.format, picture.width, picture.height) == (Format.HEIC, 240, 320)
    assert np.abs(picture.frames[0].pixels.astype(int) - np.asarray(photo(240, 320))).mean() < 4


def test_heic_in_tiles_is_put_together() -> None:
    """Every tile here is the same picture."""
    picture = open_picture(carriers.tiled_heic(profile=carriers.display_p3()))
    assert (picture.width, picture.height, len(picture.frames)) == (512, 384, 1)
    pixels = picture.frames[0].pixels
    assert_array_equal(pixels[:192, :256], pixels[192:, 256:])
    assert pixels.std() > 10


def test_heic_of_ten_bits_comes_out_in_eight() -> None:
    picture = open_picture(carriers.heic("ten_bit.heic"))
    assert picture.bits == 10
    assert picture.frames[0].pixels.dtype == np.uint8 and picture.frames[0].pixels.max() > 150


def test_heic_shows_white_where_it_is_transparent() -> None:
    assert (first(carriers.heic("alpha.heic"))[:44] == 255).all()


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
def test_orientation_is_applied_once(format: str, orientation: int) -> None:
    """Pillow's own turning is the reference."""
    image = photo()
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # Transpose that stores it so that it is shown upright
    stored = image.transpose(Image.Transpose(undo[orientation])) if orientation > 1 else image
    tag = Image.Exif()
    tag[0x0112] = orientation
    options = {"lossless": True} if format == "WEBP" else {"quality": 95} if format in ("JPEG", "AVIF") else {}
    pixels = first(saved(stored, format, exif=tag, **options))
    assert pixels.shape == (80, 96, 3)
    assert np.abs(pixels.astype(int) - np.asarray(image)).mean() < 4


def srgb_of_p3(linear: NDArray[np.float64]) -> NDArray[np.float64]:
    """What linear Display P3, 0 to 1, is in sRGB, 0 to 255: by hand, over XYZ under D50."""
    p3 = np.array([[0.5151, 0.2920, 0.1571], [0.2412, 0.6922, 0.0666], [-0.0011, 0.0419, 0.7841]])
    srgb = np.array([[0.4360, 0.3851, 0.1431], [0.2225, 0.7169, 0.0606], [0.0139, 0.0971, 0.7141]])
    light = np.clip(linear @ p3.T @ np.linalg.inv(srgb).T, 0, 1)
    return 255 * np.asarray(np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055))


COLOURS = np.random.default_rng(1).integers(60, 200, (24, 24, 3), np.uint8)


def test_a_wide_gamut_is_brought_to_srgb() -> None:
    wanted = srgb_of_p3((COLOURS / 255) ** 2.2)
    pixels = first(saved(Image.fromarray(COLOURS), "PNG", icc_profile=carriers.display_p3()))
    assert np.abs(pixels - wanted).max() < 3 < np.abs(COLOURS - wanted).max()


def test_colours_coded_by_number_are_brought_to_srgb() -> None:
    """PNG and AVIF can say Display P3 in a few bytes, without a profile."""
    wanted = srgb_of_p3(((COLOURS / 255 + 0.055) / 1.055) ** 2.4)
    image = Image.fromarray(COLOURS)
    assert np.abs(first(png(chunk(b"cICP", bytes((12, 13, 0, 1))), image=image)) - wanted).max() < 3
    flat = Image.new("RGB", (24, 24), (180, 90, 60))
    wanted = srgb_of_p3(((np.array(flat)[0, 0] / 255 + 0.055) / 1.055) ** 2.4)
    avif = saved(flat, "AVIF", quality=100)
    assert avif.count(b"nclx\0\1\0\x0d") == 1
    assert np.abs(first(avif.replace(b"nclx\0\1", b"nclx\0\x0c"))[0, 0] - wanted).max() < 4
    assert np.abs(first(avif)[0, 0] - wanted).max() > 9


def test_high_dynamic_range_is_refused_with_a_way_out() -> None:
    avif = saved(photo(), "AVIF").replace(b"nclx\0\1\0\x0d", b"nclx\0\x09\0\x12")
    for data in (png(chunk(b"cICP", bytes((9, 16, 0, 1)))), avif):
        assert "dynamic range" in why(data)


def test_a_grey_profile_is_applied() -> None:
    grey = Image.new("L", (20, 20), 55)  # linear light
    assert_array_equal(first(saved(grey, "PNG", icc_profile=carriers.linear_grey()))[0, 0], [128, 128, 128])


def test_cmyk_comes_out_as_paper_and_ink() -> None:
    inks = Image.new("CMYK", (40, 20), (0, 0, 0, 0))
    inks.paste((0, 0, 0, 255), (20, 0, 40, 20))
    for profile in (None, carriers.ink()):
        pixels = first(saved(inks, "TIFF", **({"icc_profile": profile} if profile else {})))
        assert pixels[5, 5].min() > 250 and pixels[5, 35].max() < 10
    assert first(saved(photo().convert("CMYK"), "JPEG")).std() > 20


def test_a_broken_or_foreign_profile_is_left_aside() -> None:
    for profile in (b"no profile at all", carriers.display_p3()[:200], carriers.linear_grey()):
        assert_array_equal(first(saved(photo(), "PNG", icc_profile=profile)), np.asarray(photo()))


@pytest.mark.parametrize("suffix", [".png", ".tiff"])
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_sixteen_bits_keep_their_high_byte(suffix: str, channels: int) -> None:
    deep = np.random.default_rng(2).integers(0, 65536, (20, 24, channels), np.uint16)
    if channels == 4:
        deep[..., 3] = 65535
    picture = open_picture(cv2.imencode(suffix, deep)[1].tobytes())
    wanted = (deep >> 8).astype(np.uint8)
    wanted = np.repeat(wanted, 3, axis=2) if channels == 1 else wanted[..., 2::-1]  # OpenCV says blue first
    assert picture.bits == 16
    assert np.abs(picture.frames[0].pixels.astype(int) - wanted).max() <= 1


colours = arrays(np.uint8, (18, 17, 3))


@settings(max_examples=25, deadline=None)
@given(shown=colours, hidden=colours, alpha=arrays(np.uint8, (18, 17), elements=st.sampled_from([0, 0, 90, 255])))
@pytest.mark.parametrize("format", ["PNG", "TIFF", "WEBP"])
def test_what_lay_under_transparency_cannot_matter(
    format: str, shown: Pixels, hidden: Pixels, alpha: NDArray[np.uint8]
) -> None:
    twin = np.where(alpha[..., None] == 0, hidden, shown)
    options = {"lossless": True, "exact": True} if format == "WEBP" else {}
    one, other = (
        first(saved(Image.fromarray(np.dstack([pixels, alpha]).astype(np.uint8)), format, **options))
        for pixels in (shown, twin)
    )
    assert_array_equal(one, other)
    assert (one[alpha == 0] == 255).all()


def test_transparent_palette_and_grey_are_white() -> None:
    palette = photo().quantize(16)
    clear = np.asarray(palette) == 3
    for data in (saved(palette, "PNG", transparency=3), saved(palette, "GIF", transparency=3)):
        assert clear.any() and (first(data)[clear] == 255).all()
    deep = np.full((20, 20), 4660, np.uint16)
    assert (first(png_with_clear_grey(deep, 4660)) == 255).all()


def png_with_clear_grey(deep: NDArray[np.uint16], value: int) -> bytes:
    plain = cv2.imencode(".png", deep)[1].tobytes()
    return plain[:33] + chunk(b"tRNS", struct.pack(">H", value)) + plain[33:]


@pytest.mark.parametrize("format", ["GIF", "PNG", "WEBP", "AVIF"])
def test_every_frame_of_an_animation_is_whole(format: str) -> None:
    """The second frame changes a corner only; it must come with the rest of the picture."""
    still, moved = photo(), photo()
    moved.paste((255, 0, 0), (0, 0, 20, 20))
    options = {"lossless": True} if format == "WEBP" else {"quality": 95} if format == "AVIF" else {}
    picture = open_picture(saved(still, format, save_all=True, append_images=[moved, still], duration=80, **options))
    assert [frame.index for frame in picture.frames] == [0, 1, 2]
    assert [frame.milliseconds for frame in picture.frames] == [80, 80, 80]
    assert np.abs(picture.frames[1].pixels.astype(int) - np.asarray(moved)).mean() < 8


def test_the_picture_for_those_that_show_no_animation_is_a_frame_too() -> None:
    hidden = saved(photo(), "PNG", save_all=True, default_image=True, append_images=[photo().rotate(90)] * 2)
    assert_array_equal(first(hidden), np.asarray(photo()))


def test_the_pages_of_a_tiff_keep_their_sizes() -> None:
    pages = [photo(40, 30), photo(30, 50), photo(64, 64)]
    picture = open_picture(saved(pages[0], "TIFF", save_all=True, append_images=pages[1:]))
    for frame, page in zip(picture.frames, pages, strict=True):
        assert_array_equal(frame.pixels, np.asarray(page))


def test_all_test_data_open() -> None:
    files = sorted(path for path in support.testdata().rglob("*") if path.suffix in (".jpg", ".png"))
    assert len(files) > 300
    for path in files[::5]:
        assert open_picture(path.read_bytes(), name=path.name).width > 16


# What is refused.


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"this is a letter, not a picture", "not a picture"),
        (b"\0" * 500, "not a picture"),
        (b"%PDF-1.7\n/Encrypt", "not a picture"),
        (b"PK\x03\x04" + bytes(60), "not a picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(60), "not a picture"),
    ],
)
def test_what_is_no_picture_is_refused(data: bytes, says: str) -> None:
    assert says in why(data, "photo.jpg")


def test_a_film_is_no_picture() -> None:
    assert "not a picture" in why(carriers.clip())


@pytest.mark.parametrize("format", WRITERS)
def test_a_name_that_says_another_format_is_refused(format: Format) -> None:
    data = saved(photo(), WRITERS[format])
    wrong = "a.png" if format is not Format.PNG else "a.jpg"
    right = {Format.JPEG: "jpg", Format.TIFF: "tif"}.get(format, format.value)
    assert f"rename it to .{right}" in why(data, wrong)
    for name in ("", "a", "a.unknown", "a.b.c"):
        open_picture(data, name=name)


@pytest.mark.parametrize("name", ["A.JPG", "a.jpeg", "a.jpe", "a.jfif"])
def test_synonyms_are_no_lie(name: str) -> None:
    open_picture(saved(photo(), "JPEG"), name=name)


@pytest.mark.parametrize("format", WRITERS)
def test_a_file_cut_short_anywhere_is_refused(format: Format) -> None:
    data = saved(photo(), WRITERS[format])
    for end in [*range(1, 60, 7), *range(60, len(data), len(data) // 40), len(data) - 1]:
        why(data[:end])


@pytest.mark.parametrize("name", ["turned_gps_thumbnail.heic", "ten_bit.heic", "alpha.heic"])
def test_a_heic_cut_short_anywhere_is_refused(name: str) -> None:
    data = carriers.heic(name)
    for end in [*range(1, 1500, 61), len(data) // 2, len(data) - 1]:
        why(data[:end])


def test_a_png_with_a_wrong_checksum_is_refused() -> None:
    data = bytearray(saved(photo(), "PNG"))
    data[len(data) // 2] ^= 1
    assert "checksum" in why(bytes(data))


def test_a_jpeg_that_ends_without_its_end_is_refused() -> None:
    assert "cut short" in why(saved(photo(), "JPEG")[:-2])


def archive(*, behind: bytes = b"") -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        zipped.writestr("patients.csv", "name\n" * 20)
    return behind + out.getvalue()


FOREIGN = {
    "ZIP": archive(),
    "PDF": b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
    "page": b"\n<html><script>fetch('/patients')</script></html>",
    "PHP": b"<?php system($_GET['c']); ?>",
    "ELF": b"\x7fELF\x02\x01\x01" + bytes(60),
    "script": b"#!/bin/sh\necho\n",
    "RAR": b"Rar!\x1a\x07\x01\x00" + bytes(40),
    "7z": b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(40),
    "picture": saved(photo(20, 20), "PNG"),
}


@pytest.mark.parametrize("foreign", FOREIGN)
@pytest.mark.parametrize("format", WRITERS)
def test_another_file_behind_the_picture_is_refused(format: Format, foreign: str) -> None:
    data = saved(photo(), WRITERS[format])
    says = why(data + FOREIGN[foreign])
    assert "in one" in says
    if foreign != "script":  # which nothing runs from the middle of a file
        why(data + b"some words, then " * 3 + FOREIGN[foreign])


@pytest.mark.parametrize("foreign", FOREIGN)
def test_another_file_in_front_is_refused(foreign: str) -> None:
    why(FOREIGN[foreign] + saved(photo(), "JPEG"))


@pytest.mark.parametrize("foreign", [name for name in FOREIGN if name != "ZIP"])
def test_another_file_in_a_comment_is_refused(foreign: str) -> None:
    why(jpeg(segment(0xFE, FOREIGN[foreign])))
    why(png(chunk(b"tEXt", b"Comment\0" + FOREIGN[foreign])))
    why(saved(photo(), "GIF", comment=FOREIGN[foreign][:250]))


def test_an_archive_behind_a_film_behind_a_picture_is_refused() -> None:
    assert "in one" in why(jpeg(after=carriers.clip() + archive()))


def test_a_camera_raw_file_is_refused() -> None:
    tiff = saved(photo(), "TIFF", tiffinfo={50706: bytes((1, 4, 0, 0))})
    assert "raw" in why(tiff)


def header(width: int, height: int) -> dict[str, bytes]:
    """Files that promise this size and hold next to nothing."""
    lines = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    plain = saved(photo(), "PNG")
    jpg = bytearray(saved(photo(), "JPEG"))
    frame = jpg.index(b"\xff\xc0")
    jpg[frame + 5 : frame + 9] = struct.pack(">HH", height, width)
    gif = bytearray(saved(photo(), "GIF"))
    gif[6:10] = struct.pack("<HH", width, height)
    heic = carriers.heic("ten_bit.heic").replace(struct.pack(">II", 256, 192), struct.pack(">II", width, height))
    return {"png": plain[:8] + chunk(b"IHDR", lines) + plain[33:], "jpeg": bytes(jpg), "gif": bytes(gif), "heic": heic}


@pytest.mark.parametrize("kind", ["png", "jpeg", "gif", "heic"])
def test_a_picture_of_900_million_pixels_is_refused_before_it_is_decoded(kind: str) -> None:
    began = time.perf_counter()
    says = why(header(30_000, 30_000)[kind])
    assert time.perf_counter() - began < 5
    assert "30000 x 30000" in says and "900 million" in says and "120 million" in says


def test_too_many_frames_are_refused_before_they_are_decoded() -> None:
    frames = [Image.new("RGB", (20, 20), (index, 0, 0)) for index in range(12)]
    data = saved(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert "12 frames" in why(data, limits=Limits(frames=10))
    assert "together" in why(data, limits=Limits(total_pixels=3_000))
    assert "MiB" in why(data, limits=Limits(bytes=100))


def test_a_text_that_unpacks_to_a_flood_is_refused() -> None:
    flood = zlib.compress(bytes(64 << 20), 9)
    assert "unpacks to more than" in why(png(chunk(b"zTXt", b"Comment\0\0" + flood)))
    assert "unpacks to more than" in why(png(chunk(b"iCCP", b"p\0\0" + flood)))
    assert "unpacks to more than" in why(png(chunk(b"iTXt", b"Comment\0\1\0\0\0" + flood)))
    drops = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(1_000_000), 9))
    assert "unpacks to more than" in why(png(*[drops] * 30))


@pytest.mark.parametrize("size", [(1, 1), (15, 400), (400, 3)])
def test_what_is_too_small_to_be_looked_at_is_refused(size: tuple[int, int]) -> None:
    assert "nothing can be inspected" in why(saved(Image.new("RGB", size), "PNG"))


def test_measurements_are_no_colours() -> None:
    assert "measurements" in why(saved(Image.fromarray(np.random.default_rng(3).random((20, 20), np.float32)), "TIFF"))


def test_an_encrypted_heic_is_refused() -> None:
    data = carriers.heic("ten_bit.heic")
    at = data.index(b"infe") + 8 + 2
    assert "encrypted" in why(data[:at] + b"\0\1" + data[at + 2 :])


def test_a_box_beyond_the_end_is_refused() -> None:
    why(carriers.heic("ten_bit.heic") + box(b"mdat", bytes(100))[:50])


def test_no_refusal_says_the_name() -> None:
    for data in (b"", b"text", saved(photo(), "PNG"), saved(photo(), "JPEG")[:200]):
        assert "lan-nguyen" not in why(data, "lan-nguyen.jpg")
