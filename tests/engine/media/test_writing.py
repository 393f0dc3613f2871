"""What is written holds pixels and nothing else, is the same every time, and is whole or not there."""

import errno
import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_array_equal
from skimage.metrics import structural_similarity

import carriers
from carriers import jpeg, photo, png, saved
from kindao.engine.errors import BadInput, Failed, KindaoError
from kindao.engine.media.opening import open_picture
from kindao.engine.media.picture import Format, Frame, Pixels
from kindao.engine.media.writing import encode, format_for, write_atomically

WRITTEN = [format for format in Format if format is not Format.HEIC]
LOSSLESS = [Format.PNG, Format.TIFF, Format.BMP]
SEVERAL = [Format.PNG, Format.WEBP, Format.AVIF, Format.TIFF, Format.GIF]


def frames(count: int = 1, size: tuple[int, int] = (96, 80)) -> tuple[Frame, ...]:
    image = photo(*size)
    return tuple(Frame(np.array(image.rotate(30 * index)), index, 70 + index * 10) for index in range(count))


LADEN = {
    "jpeg": jpeg(
        carriers.segment(0xFE, b"words"), after=carriers.samsung(carriers.clip()), exif=carriers.exif(orientation=6)
    ),
    "png": png(carriers.chunk(b"tEXt", b"Author\0Lan"), icc_profile=carriers.display_p3()),
    "webp": saved(photo(), "WEBP", exif=carriers.exif(), xmp=carriers.XMP),
    "tiff": saved(photo(), "TIFF", tiffinfo={33432: "Lan", 700: carriers.XMP}),
    "gif": saved(photo(), "GIF", comment=b"Lan"),
    "heic": carriers.heic("turned_gps_thumbnail.heic"),
}


@pytest.mark.parametrize("format", WRITTEN)
@pytest.mark.parametrize("source", LADEN)
def test_nothing_of_what_a_file_carried_is_written(source: str, format: Format) -> None:
    picture = open_picture(LADEN[source])
    assert picture.entries
    written = encode(picture.frames, format)
    assert open_picture(written).entries == ()
    for word in (b"Lan", b"Exif", b"Canon", b"xmp", b"ICC_PROFILE", b"iCCP", b"Pillow", b"libtiff", b"Lavf"):
        assert word not in written


@pytest.mark.parametrize("format", SEVERAL)
def test_an_animation_is_written_bare_too(format: Format) -> None:
    written = encode(frames(3), format, loops=2)
    picture = open_picture(written)
    assert (picture.entries, len(picture.frames)) == ((), 3)
    if format is not Format.TIFF:
        assert [frame.milliseconds for frame in picture.frames] == [70, 80, 90]
    if format not in (Format.TIFF, Format.AVIF):
        assert picture.loops == 2


small = st.tuples(st.integers(16, 40), st.integers(16, 40)).flatmap(lambda size: arrays(np.uint8, (*size, 3)))


@settings(max_examples=20, deadline=None)
@given(pixels=small)
@pytest.mark.parametrize("format", LOSSLESS)
def test_any_pixels_come_back(format: Format, pixels: Pixels) -> None:
    assert_array_equal(open_picture(encode((Frame(pixels),), format)).frames[0].pixels, pixels)


@settings(max_examples=20, deadline=None)
@given(pixels=st.lists(small, min_size=2, max_size=4))
def test_any_pages_come_back(pixels: list[Pixels]) -> None:
    back = open_picture(encode(tuple(Frame(page, index) for index, page in enumerate(pixels)), Format.TIFF))
    for page, frame in zip(pixels, back.frames, strict=True):
        assert_array_equal(frame.pixels, page)


@settings(max_examples=10, deadline=None)
@given(pixels=small)
@pytest.mark.parametrize("format", [Format.JPEG, Format.WEBP, Format.AVIF, Format.GIF])
def test_any_pixels_can_be_written(format: Format, pixels: Pixels) -> None:
    back = open_picture(encode((Frame(pixels),), format))
    assert (back.frames[0].pixels.shape, back.entries) == (pixels.shape, ())


@pytest.mark.parametrize("format", WRITTEN)
def test_the_picture_stays_the_picture(format: Format) -> None:
    (frame,) = frames(size=(300, 320))
    back = open_picture(encode((frame,), format)).frames[0].pixels
    alike = structural_similarity(back, frame.pixels, channel_axis=2)  # type: ignore[no-untyped-call]
    assert alike > 0.93


def test_a_flat_fill_stays_flat() -> None:
    """Where all was filled with one colour, a palette must not scatter another."""
    pixels = frames()[0].pixels.copy()
    pixels[20:60, 20:60] = 128
    for format in (Format.GIF, *LOSSLESS):
        inside = open_picture(encode((Frame(pixels),), format)).frames[0].pixels[20:60, 20:60].reshape(-1, 3)
        assert len(np.unique(inside, axis=0)) == 1


def test_pixels_of_few_colours_are_kept_by_a_gif() -> None:
    pixels = np.array(photo().quantize(60).convert("RGB"))
    assert_array_equal(open_picture(encode((Frame(pixels),), Format.GIF)).frames[0].pixels, pixels)


@pytest.mark.parametrize("format", WRITTEN)
def test_the_same_pixels_give_the_same_bytes(format: Format) -> None:
    many = frames(3) if format in SEVERAL else frames()
    before = encode(many, format)
    time.sleep(1.1 if format is Format.AVIF else 0)  # its animations carry the second they were made in
    assert encode(many, format) == before


def test_heic_and_several_frames_in_a_still_are_refused_with_a_way_out() -> None:
    with pytest.raises(BadInput, match=r"Write \.jpg"):
        encode(frames(), Format.HEIC)
    with pytest.raises(BadInput, match="2"):
        encode(frames(2), Format.JPEG)
    with pytest.raises(BadInput):
        encode((), Format.PNG)


def test_the_suffix_says_the_format() -> None:
    assert format_for(Path("a/b.JPG")) is Format.JPEG
    assert format_for(Path("b.tif")) is Format.TIFF
    for name in ("b", "b.doc", "b.jpg.exe"):
        with pytest.raises(BadInput):
            format_for(Path(name))


def test_a_file_is_written_whole_and_alone(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a.png", b"all of it")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a.png", b"all of it")]


def test_what_is_there_stays_unless_forced(tmp_path: Path) -> None:
    target = tmp_path / "a.png"
    target.write_bytes(b"old")
    with pytest.raises(BadInput, match="exists"):
        write_atomically(target, b"new")
    assert target.read_bytes() == b"old"
    write_atomically(target, b"new", force=True)
    assert target.read_bytes() == b"new"
    dangling = tmp_path / "b.png"
    dangling.symlink_to(tmp_path / "nowhere")
    with pytest.raises(BadInput):
        write_atomically(dangling, b"new")


def test_a_device_or_pipe_is_never_replaced(tmp_path: Path) -> None:
    """Root, who may, replaced /dev/full by the picture."""
    pipe, link = tmp_path / "pipe.jpg", tmp_path / "link.jpg"
    os.mkfifo(pipe)
    link.symlink_to("/dev/null")
    for path in (pipe, link, Path("/dev/null")):
        for force in (True, False):
            with pytest.raises(BadInput, match="device or pipe"):
                write_atomically(path, b"picture", force=force)
    assert stat.S_ISFIFO(pipe.stat().st_mode) and link.is_symlink() and Path("/dev/null").is_char_device()
    assert len(list(tmp_path.iterdir())) == 2


def test_a_file_that_appears_meanwhile_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "a.png"
    sync = os.fsync

    def meanwhile(descriptor: int) -> None:
        target.write_bytes(b"theirs")
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", meanwhile)
    with pytest.raises(BadInput, match="exists"):
        write_atomically(target, b"ours")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"theirs"]


@pytest.mark.parametrize(
    ("number", "kind", "says"),
    [(errno.ENOSPC, Failed, "disk is full"), (errno.EIO, Failed, "EIO"), (errno.EACCES, BadInput, "cannot be written")],
)
def test_a_disk_that_does_not_take_it_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, kind: type[KindaoError], says: str
) -> None:
    def refuse(descriptor: int) -> None:
        raise OSError(number, "no")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(kind, match=says) as refused:
        write_atomically(tmp_path / "lan.png", b"all of it")
    assert "lan" not in str(refused.value) and not list(tmp_path.iterdir())


def test_a_file_that_the_system_cuts_short_is_not_left(tmp_path: Path) -> None:
    """A real limit, in a process of its own."""
    program = """
import resource, sys
from pathlib import Path
from kindao.engine.errors import Failed
from kindao.engine.media.writing import write_atomically
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    write_atomically(Path(sys.argv[1]) / "a.png", bytes(10_000))
except Failed as refused:
    print(refused)
"""
    done = subprocess.run([sys.executable, "-c", program, tmp_path], capture_output=True, text=True, check=True)
    assert "could not be written" in done.stdout and not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="does not exist"):
        write_atomically(tmp_path / "none" / "a.png", b"x")
    with pytest.raises(BadInput, match="folder of that name"):
        write_atomically(tmp_path, b"x", force=True)
