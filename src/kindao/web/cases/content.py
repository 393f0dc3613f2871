"""What may come in at all, told by what a file holds, never by its name."""

import hashlib
from typing import BinaryIO

from kindao.engine.errors import Unreadable
from kindao.engine.media.clip import Container, is_clip, recognise_clip
from kindao.engine.media.opening import open_picture, recognise
from kindao.engine.media.picture import Format
from kindao.engine.media.survey import Limits
from kindao.web.cases.models import Original

BEGINNING = 4096  # bytes, by which a film is told from a picture
CHUNK = 1 << 20  # bytes
SOUNDS = frozenset({Container.M4A, Container.MP3, Container.WAV, Container.OGG, Container.FLAC})

PICTURE_TYPES = {
    Format.JPEG: "image/jpeg",
    Format.PNG: "image/png",
    Format.WEBP: "image/webp",
    Format.AVIF: "image/avif",
    Format.HEIC: "image/heic",
    Format.TIFF: "image/tiff",
    Format.GIF: "image/gif",
    Format.BMP: "image/bmp",
}


def looked_at(stream: BinaryIO) -> tuple[Original.Kind, str, str]:
    """What it is, its media type, its digest "sha256:…". A picture is opened whole; a film is only recognised, for
    that takes a while, and its inspection opens it. Leaves the stream at its beginning.

    Raises Unreadable for what is neither, is too large, or cannot be opened."""
    digest = hashlib.sha256()
    beginning, size = b"", 0
    stream.seek(0)
    while part := stream.read(CHUNK):
        beginning = beginning or part[:BEGINNING]
        digest.update(part)
        size += len(part)
    stream.seek(0)
    told = f"sha256:{digest.hexdigest()}"
    if is_clip(beginning):
        container = recognise_clip(beginning)
        sound = container in SOUNDS
        kind = Original.Kind.RECORDING if sound else Original.Kind.FILM
        return kind, film_type(f".{container.value}"), told
    if size > Limits().bytes:
        raise Unreadable(f"the file is larger than {Limits().bytes >> 20} MiB", hint="Export a smaller picture")
    data = stream.read()
    stream.seek(0)
    try:
        format = recognise(data)
    except Unreadable:
        raise _unknown(data) from None
    open_picture(data)
    return Original.Kind.PICTURE, PICTURE_TYPES[format], told


def _unknown(data: bytes) -> Unreadable:
    if data[128:132] == b"DICM":  # DICOM PS3.10, 7.1
        return Unreadable(
            "the file is a DICOM image, which is not taken in",
            hint="Have the machine or its viewer export it as JPEG or PNG, or as an MP4 film",
        )
    return Unreadable(
        "the file is no picture, film or recording of a kind that is known",
        hint="Pictures: JPEG, PNG, WebP, AVIF, HEIC, TIFF, GIF, BMP. Films: MP4, MOV, MKV, WebM, AVI, 3GP. Recordings: "
        "M4A, MP3, WAV, OGG, FLAC",
    )


CLIP_TYPES = {
    Container.MOV: "video/quicktime",
    Container.MKV: "video/x-matroska",
    Container.M4A: "audio/mp4",
    Container.MP3: "audio/mpeg",
    Container.WAV: "audio/wav",
    Container.OGG: "audio/ogg",
    Container.FLAC: "audio/flac",
}


def film_type(suffix: str) -> str:
    """The media type of a film or recording with this suffix, ".mp4"."""
    container = Container(suffix.removeprefix("."))
    return CLIP_TYPES.get(container, f"video/{container.value}")


def suffix_of(file_type: str) -> str:
    """Of a file that a browser saves: ".jpg"."""
    return SUFFIX.get(file_type, ".bin")


SUFFIX = {kind: f".{name.value}" for name, kind in PICTURE_TYPES.items()} | {
    "image/jpeg": ".jpg",
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
    "video/webm": ".webm",
    "audio/mp4": ".m4a",
}
