"""What the written file carries besides pixels: by its structure, by two more readers, by its bytes."""

import logging
import re
import unicodedata
import zlib
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any

import exifread
from exifread.core.exceptions import ExifNotFound, InvalidExif
from PIL import Image

from kindao.engine.errors import Failed
from kindao.engine.media.picture import Format
from kindao.engine.verify.evidence import BY, Evidence, Look
from kindao.engine.verify.result import Check
from kindao.engine.verify.structure import Part, surplus
from kindao.engine.vocabulary import Attribute, Finding, Identifier, Known, Words

# What Pillow says of a picture that carries nothing: how it is coded, how it is played.
PLAIN = frozenset({"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi", "progressive", "progression", "adobe",
                   "adobe_transform", "compression", "srgb", "gamma", "chromaticity", "loop", "duration", "blend",
                   "disposal", "bbox", "default_image", "background", "timestamp", "version", "extension", "primary",
                   "bit_depth", "thumbnails", "depth_images", "aux", "metadata", "resolution",
                   "interlace"})  # fmt: skip

SIGNATURES = (
    (Identifier.METADATA, "exif", rb"Exif\0\0(?:II\*\0|MM\0\*)"),
    (Identifier.METADATA, "xmp", rb"<x:xmpmeta|<\?xpacket|http://ns\.adobe\.com/"),
    (Identifier.METADATA, "iptc", rb"Photoshop 3\.0\0|8BIM\x04\x04"),
    (Identifier.METADATA, "icc", rb"ICC_PROFILE\0|acsp(?:APPL|MSFT|SGI |SUNW|\0\0\0\0)"),
    (Identifier.METADATA, "c2pa", rb"jumbc2pa|jumdc2pa|c2pa\.claim|c2pa\.assertions"),
    (Identifier.THUMBNAIL, "second-picture", rb"\xff\xd8\xff\xe0\0\x10JFIF\0|\xff\xd8\xff\xe1..Exif\0\0"),
    (Identifier.THUMBNAIL, "second-picture", rb"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
    (Identifier.EMBEDDED, "stream", rb"ftyp(?:mp4[12]|isom|qt  |iso[2-9]|avc1|M4V |3gp\d)"),
    (
        Identifier.EMBEDDED,
        "stream",
        rb"MotionPhoto|%PDF-1\.|RIFF....AVI LIST|OggS\0\x02|fLaC\0\0\0\x22|ID3[\x03\x04]\0",
    ),
)
"""Beginnings of what has no place in a picture, long enough not to occur by chance in coded pixels."""

SHORTEST = 6  # bytes of a needle: a shorter one occurs by chance (5 MB hold any given 3 bytes with 0.3)
INFLATED_MOST = 64 << 20  # bytes of one compressed chunk that are searched


def look(evidence: Evidence) -> Look:
    """Everything the bytes carry that pixels do not need; nothing passes because it was not thought of."""
    data, format = evidence.data, evidence.written.format
    parts = dict.fromkeys([*surplus(data, format), *_exif(data), *_pillow(data), *_signatures(data)])
    found = list(dict.fromkeys(
        Finding(part.identifier, Attribute(part.holder, part.key), 1.0, f"{BY}.metadata") for part in parts
    ))  # fmt: skip
    check = Check(
        "metadata",
        not found,
        Words(
            "Tệp không mang gì ngoài điểm ảnh." if not found else "Tệp còn mang dữ liệu ngoài điểm ảnh.",
            "The file carries nothing but pixels." if not found else "The file carries more than pixels.",
        ),
        float(len(found)),
        0.0,
    )
    return Look(check, tuple(found))


def look_for_known(evidence: Evidence) -> Look:
    """Names, numbers and dates of those shown, searched in the bytes themselves."""
    found = []
    haystack = [evidence.data.lower(), *(chunk.lower() for chunk in _inflated(evidence))]
    for known in evidence.known:
        for identifier, words in needles(known):
            if any(needle in hay for needle in spelt(words) for hay in haystack):
                found.append(Finding(identifier, Attribute("bytes"), 1.0, f"{BY}.known", known.person))
    return known_in_bytes(tuple(dict.fromkeys(found)))


def known_in_bytes(found: tuple[Finding, ...]) -> Look:
    """What a search for known names, numbers and dates says, of a picture's file as of a film's."""
    check = Check(
        "known-in-bytes",
        not found,
        Words(
            "Không có tên, số hay ngày nào đã biết trong các byte của tệp."
            if not found
            else "Trong các byte của tệp còn thông tin đã biết về người trong đó.",
            "No known name, number or date is in the file's bytes."
            if not found
            else "The file's bytes hold something known of those shown.",
        ),
        float(len(found)),
        0.0,
    )
    return Look(check, found)


def _exif(data: bytes) -> Iterator[Part]:
    logging.getLogger("exifread").setLevel(logging.CRITICAL)  # its warnings quote what it reads
    try:
        tags: dict[str, Any] = exifread.process_file(BytesIO(data), details=True, extract_thumbnail=True)
    except (ExifNotFound, InvalidExif):
        return
    except Exception as error:
        raise Failed("verification: the second metadata reader broke", hint="Run 'kindao doctor'") from error
    pages = data[:4] in (b"II*\0", b"MM\0*")  # a further directory is a page there, elsewhere a thumbnail
    for key in tags:
        if pages and (page := _PAGE.match(key)) and f"Image {key[page.end() :]}" in _TIFF_TAGS:
            continue
        if key in ("JPEGThumbnail", "TIFFThumbnail") or key.startswith("Thumbnail "):
            yield Part(Identifier.THUMBNAIL, "exif")
        elif key.startswith("GPS "):
            yield Part(Identifier.LOCATION, "exif", key[4:])
        elif key not in _TIFF_TAGS:
            yield Part(Identifier.METADATA, "exif", key)


_PAGE = re.compile(r"(?:Thumbnail|IFD \d+) ")
_TIFF_TAGS = frozenset(
    "Image " + name
    for name in ("ImageWidth", "ImageLength", "BitsPerSample", "Compression", "PhotometricInterpretation",
                 "StripOffsets", "SamplesPerPixel", "RowsPerStrip", "StripByteCounts", "PlanarConfiguration",
                 "XResolution", "YResolution", "ResolutionUnit", "Predictor", "SampleFormat", "ColorMap", "FillOrder",
                 "NewSubfileType", "SubfileType", "PageNumber", "TileWidth", "TileLength", "TileOffsets",
                 "TileByteCounts", "YCbCrSubSampling", "YCbCrPositioning", "ReferenceBlackWhite")
)  # fmt: skip


def _pillow(data: bytes) -> Iterator[Part]:
    try:
        with Image.open(BytesIO(data)) as image:
            for index in range(getattr(image, "n_frames", 1)):
                image.seek(index)
                for key, value in image.info.items():
                    if key == "transparency":
                        if image.format != "GIF":
                            yield Part(Identifier.EMBEDDED, "alpha")
                    elif key not in PLAIN and value:
                        yield Part(Identifier.METADATA, "reader", str(key) if str(key).isidentifier() else "")
                if "A" in image.getbands() and image.getchannel("A").getextrema() != (255, 255):
                    yield Part(Identifier.EMBEDDED, "alpha")
                if image.format != "TIFF" and image.getexif():
                    yield Part(Identifier.METADATA, "exif")
    except Exception as error:
        raise Failed("verification: a second reader cannot open the written file") from error


def _signatures(data: bytes) -> Iterator[Part]:
    for identifier, holder, pattern in SIGNATURES:
        if any(match.start() for match in re.finditer(pattern, data, re.DOTALL)):
            yield Part(identifier, holder)


def _inflated(evidence: Evidence) -> Iterator[bytes]:
    """Compressed chunks that hold words, not pixels: what a search of the bytes would pass by."""
    if evidence.written.format is not Format.PNG:
        return
    for match in re.finditer(rb"zTXt|iTXt|iCCP", evidence.data):
        chunk = evidence.data[match.end() :]
        for start in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", chunk[:200]):
            try:
                yield zlib.decompressobj().decompress(chunk[start.start() :], INFLATED_MOST)
            except zlib.error:
                continue


def needles(known: Known) -> Iterator[tuple[Identifier, str]]:
    for name in known.names:
        yield Identifier.NAME, name
        yield from ((Identifier.NAME, part) for part in name.split())
    for phone in known.phones:
        digits = re.sub(r"\D", "", phone)
        local = re.sub(r"^84", "0", digits)
        yield from ((Identifier.PHONE, form) for form in (phone, digits, local, f"84{local[1:]}"))
        yield from ((Identifier.PHONE, f"{local[:4]}{s}{local[4:7]}{s}{local[7:]}") for s in " .-")
    yield from ((Identifier.RECORD_NUMBER, number) for number in known.numbers)
    yield from ((Identifier.ADDRESS, address) for address in known.addresses)
    yield from ((Identifier.EMAIL, email) for email in known.emails)
    if known.birth_date:
        born = date.fromisoformat(known.birth_date)
        forms = ("%Y-%m-%d", "%Y:%m:%d", "%Y/%m/%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y%m%d", "%d%m%Y")
        yield from ((Identifier.BIRTH_DATE, born.strftime(form)) for form in forms)


def spelt(words: str) -> set[bytes]:
    """The words as they may stand in a file, in small letters as far as bytes tell, none shorter than `SHORTEST`.

    A single word short enough to occur by chance is not searched: the structure has no place for it."""
    bare = unicodedata.normalize("NFD", words.replace("đ", "d").replace("Đ", "D"))
    bare = "".join(c for c in bare if not unicodedata.combining(c))
    forms = {unicodedata.normalize(form, case) for form in ("NFC", "NFD") for case in (words, words.upper())} | {bare}
    joined = {form.replace(" ", mark) for form in forms for mark in (" ", "", "_", "-", "^")}
    spelt = set()
    for form in joined:
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "cp1258", "latin-1"):
            try:
                spelt.add(form.encode(encoding).lower())
            except UnicodeEncodeError:
                continue
    return {needle for needle in spelt if len(needle.replace(b"\0", b"")) >= SHORTEST}
