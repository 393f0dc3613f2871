"""File name suffixes and the formats they speak of."""

from kindao.engine.media.clip import SUFFIXES as CLIPS
from kindao.engine.media.picture import Format

SUFFIXES = {
    ".jpg": Format.JPEG,
    ".jpeg": Format.JPEG,
    ".jpe": Format.JPEG,
    ".jfif": Format.JPEG,
    ".png": Format.PNG,
    ".apng": Format.PNG,
    ".webp": Format.WEBP,
    ".avif": Format.AVIF,
    ".heic": Format.HEIC,
    ".heif": Format.HEIC,
    ".hif": Format.HEIC,
    ".tif": Format.TIFF,
    ".tiff": Format.TIFF,
    ".gif": Format.GIF,
    ".bmp": Format.BMP,
    ".dib": Format.BMP,
}

USUAL = {format: next(suffix for suffix, named in SUFFIXES.items() if named is format) for format in Format}
"""The suffix to give a file of a format."""

TAKEN = frozenset(SUFFIXES) | frozenset(CLIPS)
"""Those of all that is opened: pictures, films and recordings."""

INSTEAD = {
    ".heic": ".jpg",
    ".heif": ".jpg",
    ".hif": ".jpg",
    ".avi": ".mp4",
    ".3gp": ".mp4",
    ".3g2": ".mp4",
    ".ogv": ".mp4",
    ".qt": ".mov",
    ".m4b": ".m4a",
    ".mka": ".m4a",
    ".oga": ".ogg",
    ".opus": ".ogg",
}
"""Of what cannot be written as it is: what its copy becomes."""
