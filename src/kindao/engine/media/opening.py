"""The one way in for a picture: judged by its content, held to limits, decoded whole, or refused."""

from collections.abc import Callable
from pathlib import PurePath

from kindao.engine.errors import Unreadable
from kindao.engine.media import bmp, gif, isobmff, jpeg, png, tiff, webp
from kindao.engine.media.decoding import decode
from kindao.engine.media.foreign import refuse_second_face
from kindao.engine.media.picture import Entry, Format, Picture
from kindao.engine.media.suffixes import SUFFIXES, USUAL
from kindao.engine.media.survey import DEFAULT, Limits, Survey, cut_short, hold

FAMILIES: dict[Format, Callable[[bytes], Survey]] = {
    Format.JPEG: jpeg.survey,
    Format.PNG: png.survey,
    Format.WEBP: webp.survey,
    Format.AVIF: isobmff.survey,
    Format.HEIC: isobmff.survey,
    Format.TIFF: tiff.survey,
    Format.GIF: gif.survey,
    Format.BMP: bmp.survey,
}
"""Who walks through the structure of which format."""

ENTRIES = 2_000  # listed one by one; a real file has some hundreds


def open_picture(data: bytes, *, name: str = "", limits: Limits = DEFAULT) -> Picture:
    """Every frame upright in 8-bit sRGB, and a list of all that the file carries besides.

    name: the file's name, looked at only for a suffix that contradicts the content.
    Raises Unreadable, always with the reason, for whatever cannot be inspected whole."""
    if not data:
        raise Unreadable("the file is empty")
    if len(data) > limits.bytes:
        raise Unreadable(f"the file is {len(data) >> 20} MiB; at most {limits.bytes >> 20} MiB are opened")
    format = recognise(data)
    _refuse_another_name(name, format)
    refuse_second_face(data)
    try:
        survey = FAMILIES[format](data)
        hold(survey, limits)
        frames = tuple(decode(data, format, survey))
    except Unreadable:
        raise
    except Exception:  # noqa: BLE001 - decoders raise anything; whatever it is, the picture was not read whole
        raise cut_short() from None
    entries = survey.entries
    if len(entries) > ENTRIES:
        entries = (*entries[:ENTRIES], Entry("unknown", "more", size=len(data)))
    return Picture(format, frames, entries, survey.bits, survey.loops)


def _refuse_another_name(name: str, format: Format) -> None:
    told = SUFFIXES.get(PurePath(name).suffix.lower())
    if told is not None and told is not format:
        raise Unreadable(
            f"the name says {told.upper()}, the content is {format.upper()}",
            hint=f"It is {'an' if format is Format.AVIF else 'a'} {format.upper()}: rename it to {USUAL[format]}.",
        )


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
