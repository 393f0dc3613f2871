"""What a file is made of, byte by byte, against the few parts that a picture needs. Whatever else is there is residue.

Its own walk through each format, strict where a reader is lenient: it knows nothing of the walks in `media`,
and has no list of what to look for, only of what may stay."""

import re
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import ceil

from kindao.engine.errors import Failed
from kindao.engine.media.picture import Format
from kindao.engine.vocabulary import Identifier


@dataclass(frozen=True, slots=True)
class Part:
    """Something in the file that a picture does not need."""

    identifier: Identifier
    holder: str
    key: str = ""


def surplus(data: bytes, format: Format) -> list[Part]:
    """Everything in the file that its pixels, their size and their colour do not need.

    Raises Failed when the file cannot be walked to its end."""
    try:
        return list(WALKS[format](data))
    except (struct.error, IndexError, zlib.error, ValueError) as error:
        raise Failed(f"verification: the structure of the written {format.upper()} cannot be followed") from error


def _rest(data: bytes, end: int) -> Iterator[Part]:
    if end < len(data):
        yield Part(Identifier.EMBEDDED, "trailer")


# --- JPEG: ITU-T T.81, annex B

_JPEG_APPS = (
    (0xE0, b"JFXX\0", "thumbnail"),
    (0xE1, b"Exif\0", "exif"),
    (0xE1, b"http://ns.adobe.com/xap/1.0/", "xmp"),
    (0xE1, b"http://ns.adobe.com/xmp/extension/", "xmp"),
    (0xE2, b"ICC_PROFILE\0", "icc"),
    (0xE2, b"MPF\0", "mpf"),
    (0xEB, b"JP", "c2pa"),
    (0xED, b"Photoshop 3.0\0", "iptc"),
)
_SECOND_PICTURE = frozenset({"thumbnail", "mpf"})


def _jpeg(data: bytes) -> Iterator[Part]:
    at, interval, restarts_due, frame = 2, 0, 0, b""
    while True:
        if data[at] != 0xFF:
            yield Part(Identifier.EMBEDDED, "gap")
            at = data.index(b"\xff", at)
            continue
        marker = data[at + 1]
        if marker == 0xFF:  # a fill byte; data could hide in their number only
            at += 1
            continue
        if marker == 0xD9:
            yield from _rest(data, at + 2)
            return
        (length,) = struct.unpack_from(">H", data, at + 2)
        body = data[at + 4 : at + 2 + length]
        if marker == 0xE0 and body[:5] == b"JFIF\0" and length == 16 and body[12:14] == b"\0\0":
            pass
        elif marker == 0xEE and body[:5] == b"Adobe" and length == 14:
            pass  # says only which colours the three channels are
        elif 0xE0 <= marker <= 0xEF:
            holder = next((h for m, head, h in _JPEG_APPS if m == marker and body.startswith(head)), "")
            kind = Identifier.THUMBNAIL if holder in _SECOND_PICTURE else Identifier.METADATA
            yield Part(kind, holder or f"app{marker - 0xE0}")
        elif marker == 0xFE:
            yield Part(Identifier.METADATA, "comment")
        elif marker not in _JPEG_NEEDED:
            yield Part(Identifier.METADATA, f"segment-{marker:02x}")
        if marker == 0xDD:
            (interval,) = struct.unpack_from(">H", body)
        elif 0xC0 <= marker <= 0xCB and marker not in (0xC4, 0xC8):
            frame = body
        elif marker == 0xDA and interval:
            restarts_due = _units(frame, body) // interval + bool(_units(frame, body) % interval) - 1
        at += 2 + length
        if marker == 0xDA:
            start, at = at, _after_scan(data, at)
            if _restarts_in(data[start:at]) != restarts_due or _words_at_the_end(data[start:at]):
                yield Part(Identifier.EMBEDDED, "gap", "scan")


_JPEG_NEEDED = frozenset({0xDB, 0xC4, 0xDD, 0xDC, 0xDA, *range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC)})


def _after_scan(data: bytes, at: int) -> int:
    """Where the entropy-coded bytes end: at the first marker that is neither a stuffed byte nor a restart."""
    while True:
        at = data.index(b"\xff", at)
        if data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 2


def _restarts_in(scan: bytes) -> int:
    """How many restart markers a scan has; -1 when they are out of order."""
    found = [scan[match.start() + 1] - 0xD0 for match in re.finditer(rb"\xff[\xd0-\xd7]", scan)]
    return len(found) if found == [i % 8 for i in range(len(found))] else -1


def _units(frame: bytes, scan: bytes) -> int:
    """How many units of coding a scan has: T.81, A.2."""
    height, width, count = struct.unpack_from(">HHB", frame, 1)
    sampled = {frame[6 + 3 * i]: (frame[7 + 3 * i] >> 4, frame[7 + 3 * i] & 15) for i in range(count)}
    wide, high = (int(max(factor[way] for factor in sampled.values())) for way in range(2))
    if scan[0] > 1:  # of all its components together
        return int(ceil(width / (8 * wide)) * ceil(height / (8 * high)))
    across, down = sampled[scan[1]]
    return int(ceil(ceil(width * across / wide) / 8) * ceil(ceil(height * down / high) / 8))


def _words_at_the_end(scan: bytes) -> bool:
    """Whether a stretch of a scan ends in what reads as words, which every decoder passes over: coded pixels do so once
    in 60,000 times. Which of its last bytes are of pixels no decoder tells: altered, they may change none."""
    return re.search(rb"[ -~]{11}[ -~]?(?:\xff[\xd0-\xd7]|$)", scan) is not None


# --- PNG: ISO/IEC 15948

_PNG_NEEDED = {b"IHDR": 13, b"sRGB": 1, b"gAMA": 4, b"cHRM": 32, b"acTL": 8, b"fcTL": 26}
_PNG_HOLDERS = {b"tEXt": "png-text", b"zTXt": "png-text", b"iTXt": "png-text", b"iCCP": "icc", b"eXIf": "exif",
                b"tIME": "time", b"caBX": "c2pa"}  # fmt: skip
_PNG_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


def _png(data: bytes) -> Iterator[Part]:
    at, pixels, depth, colour, needed, got = 8, zlib.decompressobj(), 8, 2, 0, 0
    while True:
        length, kind = struct.unpack_from(">I4s", data, at)
        body = data[at + 8 : at + 8 + length]
        at += 12 + length
        if kind == b"IHDR":
            width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", body)
            row = (width * _PNG_CHANNELS[colour] * depth + 7) // 8 + 1
            needed = 0 if interlaced else row * height
            if colour in (4, 6):
                yield Part(Identifier.EMBEDDED, "alpha")
        elif kind == b"IDAT":
            for i in range(0, length, 1 << 18):
                chunk = pixels.decompress(body[i : i + (1 << 18)])
                got += len(chunk)
        elif kind == b"IEND":
            if (needed and got > needed) or pixels.unused_data:
                yield Part(Identifier.EMBEDDED, "after-pixels")
            yield from _rest(data, at)
            return
        elif kind == b"tRNS":
            yield Part(Identifier.EMBEDDED, "alpha")
        elif kind == b"PLTE" and (colour != 3 or length > 3 << depth):
            yield Part(Identifier.EMBEDDED, "gap", "palette")  # no pixel asks for it
        elif kind not in (b"PLTE", b"fdAT") and _PNG_NEEDED.get(kind) != length:
            yield Part(Identifier.METADATA, _PNG_HOLDERS.get(kind, "chunk"), kind.decode("latin-1"))


# --- WebP: RFC 9649

_WEBP_HOLDERS = {b"EXIF": "exif", b"XMP ": "xmp", b"ICCP": "icc", b"C2PA": "c2pa"}


def _webp(data: bytes) -> Iterator[Part]:
    (size,) = struct.unpack_from("<I", data, 4)
    yield from _riff(data, 12, 8 + size, still=True)
    yield from _rest(data, 8 + size + size % 2)


def _riff(data: bytes, at: int, end: int, *, still: bool) -> Iterator[Part]:
    """The chunks of a file, or of one frame: there, alpha says which pixels stay as they were before."""
    while at + 8 <= end:
        kind, length = struct.unpack_from("<4sI", data, at)
        if still and (kind == b"ALPH" or (kind == b"VP8L" and data[at + 12] & 0x10)):
            yield Part(Identifier.EMBEDDED, "alpha")
        elif kind == b"ANMF":
            yield from _riff(data, at + 8 + 16, at + 8 + length, still=False)
        elif kind not in (b"VP8 ", b"VP8L", b"VP8X", b"ANIM", b"ALPH"):
            yield Part(Identifier.METADATA, _WEBP_HOLDERS.get(kind, "chunk"), kind.decode("latin-1"))
        at += 8 + length + length % 2


# --- GIF: GIF89a


def _gif(data: bytes) -> Iterator[Part]:
    at = 13 + (3 << ((data[10] & 7) + 1) if data[10] & 0x80 else 0)
    while True:
        kind = data[at]
        if kind == 0x3B:
            yield from _rest(data, at + 1)
            return
        if kind == 0x2C:
            at += 10 + (3 << ((data[at + 9] & 7) + 1) if data[at + 9] & 0x80 else 0) + 1
        elif kind == 0x21:
            label, at = data[at + 1], at + 2
            loop = label == 0xFF and data[at + 1 : at + 12] == b"NETSCAPE2.0" and data[at + 12 : at + 14] == b"\3\1"
            if label == 0xFE:
                yield Part(Identifier.METADATA, "comment")
            elif label != 0xF9 and not loop:
                yield Part(Identifier.METADATA, "xmp" if data[at + 1 : at + 9] == b"XMP Data" else "extension")
        else:
            raise ValueError
        while data[at]:  # sub-blocks, each after its length; one of length 0 ends them
            at += 1 + data[at]
        at += 1


# --- BMP


def _bmp(data: bytes) -> Iterator[Part]:
    start, header, width, height, _, bits = struct.unpack_from("<10xIIiiHH", data)
    compression, _, _, _, colours = struct.unpack_from("<IIiiI", data, 30)
    if header != 40:
        yield Part(Identifier.METADATA, "icc")
    if bits == 32:
        yield Part(Identifier.EMBEDDED, "alpha")
    table = 4 * (colours or (1 << bits if bits <= 8 else 0)) + (12 if compression == 3 else 0)
    if start > 14 + header + table:
        yield Part(Identifier.EMBEDDED, "gap")
    if compression in (0, 3) and len(data) > start + (width * bits + 31) // 32 * 4 * abs(height):
        yield Part(Identifier.EMBEDDED, "trailer")


# --- TIFF 6.0

_TIFF_NEEDED = frozenset({254, 255, 256, 257, 258, 259, 262, 266, 273, 274, 277, 278, 279, 282, 283, 284, 292, 293,
                          296, 297, 317, 318, 319, 320, 322, 323, 324, 325, 339, 529, 530, 531, 532})  # fmt: skip
_TIFF_KINDS = {
    330: (Identifier.EMBEDDED, "sub-picture"), 338: (Identifier.EMBEDDED, "alpha"), 513: (Identifier.THUMBNAIL, "exif"),
    700: (Identifier.METADATA, "xmp"), 33723: (Identifier.METADATA, "iptc"), 34377: (Identifier.METADATA, "iptc"),
    34665: (Identifier.METADATA, "exif"), 34675: (Identifier.METADATA, "icc"), 34853: (Identifier.LOCATION, "exif"),
}  # fmt: skip
_TIFF_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}


def _tiff(data: bytes) -> Iterator[Part]:
    order = "<" if data[:2] == b"II" else ">"
    (directory,) = struct.unpack_from(order + "I", data, 4)
    used = [(0, 8)]
    seen: set[int] = set()
    while directory and directory not in seen:
        seen.add(directory)
        (count,) = struct.unpack_from(order + "H", data, directory)
        offsets: tuple[int, ...] = ()
        lengths: tuple[int, ...] = ()
        for i in range(count):
            at = directory + 2 + 12 * i
            tag, kind, number = struct.unpack_from(order + "HHI", data, at)
            size = _TIFF_SIZES[kind] * number
            if size > 4:
                (start,) = struct.unpack_from(order + "I", data, at + 8)
                used.append((start, start + size))
            else:
                start = at + 8
            if tag not in _TIFF_NEEDED:
                identifier, holder = _TIFF_KINDS.get(tag, (Identifier.METADATA, "exif"))
                yield Part(identifier, holder, f"tag-{tag}")
            if tag in (273, 279, 324, 325):
                values = struct.unpack_from(f"{order}{number}{'H' if kind == 3 else 'I'}", data, start)
                offsets, lengths = (values, lengths) if tag in (273, 324) else (offsets, values)
        used += [(o, o + n) for o, n in zip(offsets, lengths, strict=True)]
        end = directory + 2 + 12 * count
        used.append((directory, end + 4))
        (directory,) = struct.unpack_from(order + "I", data, end)
    at = 0
    for start, end in [*sorted(used), (len(data), len(data))]:
        if data[at:start].strip(b"\0"):
            yield Part(Identifier.EMBEDDED, "trailer" if start == len(data) else "gap")
        at = max(at, end)


# --- AVIF, HEIC: ISO/IEC 14496-12, 23008-12

_ISO_NEEDED = frozenset({b"ftyp", b"meta", b"mdat", b"moov", b"hdlr", b"pitm", b"iloc", b"iinf", b"iprp", b"iref",
                         b"idat", b"ipco", b"ipma", b"ispe", b"pixi", b"av1C", b"hvcC", b"colr", b"pasp", b"clap",
                         b"irot", b"imir", b"mvhd", b"trak", b"tkhd", b"edts", b"elst", b"mdia", b"mdhd", b"minf",
                         b"vmhd", b"dinf", b"dref", b"stbl", b"stsd", b"stts", b"stsc", b"stsz", b"stco", b"co64",
                         b"stss", b"ccst", b"auxi", b"a1op", b"lsel", b"a1lx"})  # fmt: skip
_ISO_PARENTS = {b"meta": 4, b"iprp": 0, b"ipco": 0, b"moov": 0, b"trak": 0, b"mdia": 0, b"minf": 0, b"stbl": 0}
_ISO_ITEMS = {b"Exif": "exif", b"mime": "xmp", b"uri ": "uri"}


def _iso(data: bytes) -> Iterator[Part]:
    pictures, listed = 0, 0  # bytes in mdat; bytes that items and samples account for
    for kind, start, end in _boxes(data, 0, len(data)):
        body = data[start:end]
        if kind == b"mdat":
            pictures += len(body)
        elif kind == b"iloc":
            listed += sum(_extents(body))
        elif kind == b"stsz":
            each, number = struct.unpack_from(">II", body, 4)
            listed += each * number or sum(struct.unpack_from(f">{number}I", body, 12))
        elif kind == b"iinf":
            yield from _items(body)
        elif kind == b"iref":
            for name, _, _ in _boxes(body, 4, len(body)):
                if name in (b"thmb", b"auxl", b"prem"):
                    yield Part(Identifier.THUMBNAIL if name == b"thmb" else Identifier.EMBEDDED, "second-picture")
        elif kind == b"colr" and body[:4] != b"nclx":
            yield Part(Identifier.METADATA, "icc")
        elif kind == b"hdlr" and body[8:12] != b"pict" and b"auxv" not in body[8:12]:
            yield Part(Identifier.EMBEDDED, "track", body[8:12].decode("latin-1"))
        elif kind == b"auxi" or (kind == b"hdlr" and body[8:12] == b"auxv"):
            yield Part(Identifier.EMBEDDED, "alpha")
        elif kind == b"uuid":
            yield Part(Identifier.METADATA, "c2pa" if body[:4] == b"\xd8\xfe\xc3\xd6" else "xmp")
        elif kind not in _ISO_NEEDED:
            yield Part(Identifier.METADATA, "box", kind.decode("latin-1"))
    if pictures > listed:
        yield Part(Identifier.EMBEDDED, "gap")


def _boxes(data: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Every box with where its body is, those inside others after them."""
    while at < end:
        size, kind = struct.unpack_from(">I4s", data, at)
        start = at + 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", data, start)
            start += 8
        stop = at + size if size else end
        if stop < start or stop > end:
            raise ValueError
        yield kind, start, stop
        if kind in _ISO_PARENTS:
            yield from _boxes(data, start + _ISO_PARENTS[kind], stop)
        at = stop


def _items(body: bytes) -> Iterator[Part]:
    for kind, start, _ in _boxes(body, 6 if body[0] == 0 else 8, len(body)):
        version = body[start]
        at = start + (8 if version == 2 else 10)
        item = body[at : at + 4]
        if kind != b"infe" or version not in (2, 3) or item not in (b"av01", b"hvc1", b"grid", b"iden"):
            yield Part(Identifier.METADATA, _ISO_ITEMS.get(item, "item"))


def _extents(body: bytes) -> Iterator[int]:
    """The length of every piece that an item location box lists."""
    version = body[0]
    sizes = (body[4] >> 4, body[4] & 15, body[5] >> 4, body[5] & 15 if version else 0)
    offset_size, length_size, base_size, index_size = sizes
    wide = 4 if version == 2 else 2
    at = 6 + wide
    for _ in range(int.from_bytes(body[6:at], "big")):
        at += wide + (2 if version else 0) + 2 + base_size
        (extents,) = struct.unpack_from(">H", body, at)
        at += 2
        for _ in range(extents):
            at += index_size + offset_size
            yield int.from_bytes(body[at : at + length_size], "big")
            at += length_size


WALKS: dict[Format, Callable[[bytes], Iterator[Part]]] = {
    Format.JPEG: _jpeg,
    Format.PNG: _png,
    Format.WEBP: _webp,
    Format.GIF: _gif,
    Format.BMP: _bmp,
    Format.TIFF: _tiff,
    Format.AVIF: _iso,
    Format.HEIC: _iso,
}
