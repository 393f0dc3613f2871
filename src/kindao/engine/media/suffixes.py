"""File name suffixes and the formats they speak of."""

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
