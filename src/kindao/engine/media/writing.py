"""Files made from bare pixels: size and colour, and nothing else that could be carried along."""

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from kindao.engine.errors import BadInput, Failed
from kindao.engine.media import isobmff
from kindao.engine.media.picture import Format, Frame
from kindao.engine.media.suffixes import SUFFIXES
from kindao.engine.media.tiff_writing import write_tiff

SEVERAL = frozenset({Format.PNG, Format.WEBP, Format.AVIF, Format.TIFF, Format.GIF})
"""Formats that hold more than one frame."""


def format_for(path: Path) -> Format:
    """The format that a file's suffix asks for. Raises BadInput when the suffix is unknown."""
    found = SUFFIXES.get(path.suffix.lower())
    if found is None:
        raise BadInput(
            "output: the suffix names no picture format", hint="Use .jpg, .png, .webp, .avif, .tiff or .gif."
        )
    return found


def encode(picture_frames: tuple[Frame, ...], format: Format, *, quality: int = 92, loops: int = 0) -> bytes:
    """A file of these pixels and nothing else. Same frames, same bytes.

    quality: 1 to 100 for JPEG (at full colour resolution), WebP and AVIF; the others lose nothing
    but what a palette of 256 loses (GIF). loops: how often an animation plays, 0 for ever.
    Frames that equal the one before are joined with it in an animation.
    Raises BadInput for HEIC, which cannot be written, and for several frames in JPEG or BMP."""
    if not picture_frames:
        raise BadInput("there is no frame to write")
    if format is Format.HEIC:
        raise BadInput("HEIC cannot be written", hint="Write .jpg.")
    if len(picture_frames) > 1 and format not in SEVERAL:
        raise BadInput(
            f"a {format.upper()} file holds one frame, not {len(picture_frames)}",
            hint="Write .webp, .png, .gif or .tiff.",
        )
    match format:
        case Format.TIFF:
            return write_tiff(tuple(frame.pixels for frame in picture_frames))
        case Format.AVIF if len(picture_frames) > 1:
            return _timeless(_by_pillow(picture_frames, format, quality, loops))
        case _:
            return _by_pillow(picture_frames, format, quality, loops)


def write_atomically(path: Path, data: bytes, *, force: bool = False) -> None:
    """All of `data` under `path`, or no file at all: written beside it, synced, then renamed.

    Raises BadInput when something is there already and `force` is not set, when what is there is no ordinary file,
    or when the folder does not take files; Failed when the disk does not take all of it. Neither leaves anything
    behind."""
    with whole_or_not(path, force=force) as part, part.open("xb") as file:
        file.write(data)


def ordinary(path: Path) -> None:
    """Raises BadInput where a device, a pipe or a socket has this name, or a link leads to one: root would replace it
    by the file, for everybody. Nothing there, and a link that leads nowhere, are no matter."""
    try:
        there = path.stat().st_mode
    except OSError:
        return
    if not (stat.S_ISREG(there) or stat.S_ISDIR(there)):
        raise BadInput("output: a device or pipe has this name, no file", hint="Name a file.")


@contextmanager
def whole_or_not(path: Path, *, force: bool = False) -> Iterator[Path]:
    """A name beside `path` to write to. What is there when the block ends without an error is synced and
    renamed to `path`; after an error nothing is left. Raises what `write_atomically` raises."""
    if path.is_dir():
        raise BadInput("output: there is a folder of that name", hint="Name a file.")
    ordinary(path)
    if not force and os.path.lexists(path):
        raise _exists()
    part = path.parent / f".kindao-{secrets.token_hex(8)}.part"
    try:
        yield part
        _sync(part)
        if force:
            part.replace(path)
        else:
            _rename_to_new(part, path)
        _sync(path.parent)
    except OSError as error:
        raise in_words(error, path.parent) from None
    finally:
        part.unlink(missing_ok=True)


def _by_pillow(frames: tuple[Frame, ...], format: Format, quality: int, loops: int) -> bytes:
    images = [Image.fromarray(frame.pixels) for frame in frames]
    options: dict[str, Any] = {}
    match format:
        case Format.JPEG:
            options = {"quality": quality, "subsampling": 0, "optimize": True}
        case Format.WEBP:
            options = {"quality": quality, "method": 4}
        case Format.AVIF:
            # One tile: the library else splits by the number of processors, and the bytes would differ.
            options = {"quality": quality, "subsampling": "4:4:4", "speed": 8, "autotiling": False}
        case Format.GIF:
            images = [_palette(image) for image in images]
    if len(images) > 1:
        options |= {"save_all": True, "append_images": images[1:]}
        options |= {"duration": [frame.milliseconds for frame in frames]}
        if format is not Format.GIF:
            options |= {"loop": loops}
        elif loops != 1:  # a GIF counts how often it plays again, and says nothing when it plays once
            options |= {"loop": loops - 1 if loops else 0}
    out = BytesIO()
    images[0].save(out, format.value, **options)
    return out.getvalue()


def _timeless(data: bytes) -> bytes:
    """An AVIF animation without the day on which it was made."""
    bare = bytearray(data)
    for start, end in isobmff.times(data):
        bare[start:end] = bytes(end - start)
    return bytes(bare)


def _palette(image: Image.Image) -> Image.Image:
    """At most 256 colours, without dithering: what was filled flat stays flat."""
    return image.quantize(256, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)


def _rename_to_new(part: Path, path: Path) -> None:
    """Rename that never lands on another file, where the file system can promise that."""
    try:
        path.hardlink_to(part)
    except FileExistsError:
        raise _exists() from None
    except OSError:  # no hard links here, e.g. FAT
        if os.path.lexists(path):
            raise _exists() from None
        part.rename(path)


def _sync(path: Path) -> None:
    """Has the disk keep a file's bytes, or a folder's names."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _exists() -> BadInput:
    return BadInput("output: the file exists", hint="Name another one, or allow it to be replaced with --force.")


def in_words(error: OSError, folder: Path) -> BadInput | Failed:
    """Why nothing could be written into a folder."""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return Failed(
                "output: the disk is full, nothing was written", hint="Free some space, or name another folder."
            )
        case errno.ENOENT | errno.ENOTDIR if not folder.is_dir():
            return BadInput("output: the folder does not exist", hint="Make it first, or name another one.")
        case errno.EACCES | errno.EPERM | errno.EROFS | errno.ENOENT:  # the last: a folder such as /proc
            return BadInput(
                "output: the folder cannot be written to", hint="Name another one, or change its permissions."
            )
        case _:
            return Failed(f"output: the file could not be written ({errno.errorcode.get(error.errno or 0, 'unknown')})")
