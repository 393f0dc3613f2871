"""The one way in for a picture: judged by its content, held to limits, decoded whole, or refused."""

from io import BytesIO

import pi_heif
from PIL import Image

from kindao.engine.errors import Unreadable
from kindao.engine.media.decoding import PLUGINS, decode
from kindao.engine.media.picture import Format, Picture
from kindao.engine.media.survey import DEFAULT, Limits, Survey, hold


def open_picture(data: bytes, *, name: str = "", limits: Limits = DEFAULT) -> Picture:
    """Every frame upright in 8-bit sRGB, and a list of all that the file carries besides.

    name: the file's name, looked at only for a suffix that contradicts the content.
    Raises Unreadable, always with the reason, for whatever cannot be inspected whole."""
    if not data:
        raise Unreadable("the file is empty")
    if len(data) > limits.bytes:
        raise Unreadable(f"the file is {len(data) >> 20} MiB; at most {limits.bytes >> 20} MiB are opened")
    format = recognise(data)
    try:
        survey = _survey(data, format)
        hold(survey, limits)
        frames = tuple(decode(data, format, survey.frames))
    except Unreadable:
        raise
    except Exception as error:  # noqa: BLE001 - decoders raise anything; whatever it is, the picture was not read whole
        raise Unreadable(
            f"the {format.upper()} picture is damaged or cut short ({type(error).__name__})",
            hint="Export or copy it again from where it was taken; one that can't be read whole is not released.",
        ) from None
    return Picture(format, frames, survey.entries, survey.bits, survey.loops)


def recognise(data: bytes) -> Format:
    """The format by its first bytes. Raises Unreadable when they are no picture's."""
    if data[:3] == b"\xff\xd8\xff":
        return Format.JPEG
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        return Format.PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Format.WEBP
    if data[:6] in (b"GIF87a", b"GIF89a"):
        return Format.GIF
    if data[:4] in (b"II*\0", b"MM\0*"):
        return Format.TIFF
    if data[:2] == b"BM":
        return Format.BMP
    if data[4:8] == b"ftyp":
        brands = {data[8:12]} | {data[at : at + 4] for at in range(16, min(int.from_bytes(data[:4], "big"), 256), 4)}
        if brands & {b"avif", b"avis"}:
            return Format.AVIF
        if brands & {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"}:
            return Format.HEIC
    raise Unreadable(
        "the file is not a picture of a kind that is known", hint="Use JPEG, PNG, WebP, AVIF, HEIC, TIFF, GIF or BMP."
    )


def _survey(data: bytes, format: Format) -> Survey:
    if format is Format.HEIC:
        width, height = pi_heif.open_heif(BytesIO(data)).size
        return Survey(width, height)
    with Image.open(BytesIO(data), formats=[PLUGINS[format]]) as image:
        several = format in (Format.PNG, Format.WEBP, Format.AVIF, Format.TIFF, Format.GIF)
        return Survey(
            *image.size, frames=getattr(image, "n_frames", 1) if several else 1, loops=image.info.get("loop", 0)
        )
