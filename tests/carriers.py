"""Real files with things hidden in them, put together by hand or by other people's writers."""

import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import piexif
from PIL import Image

import support

WORDS = "Nguyễn Thị Lan"  # nobody's name in particular; must not be lost on the way
XMP = f"""<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:aux="http://ns.adobe.com/exif/1.0/aux/" aux:SerialNumber="SN-77001">
<dc:creator><rdf:Seq><rdf:li>{WORDS}</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>""".encode()
MOTION_XMP = b"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:GCamera="http://ns.google.com/photos/1.0/camera/" GCamera:MotionPhoto="1"/>
</rdf:RDF></x:xmpmeta>"""
C2PA_UUID = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")


def photo(width: int = 96, height: int = 80) -> Image.Image:
    """A face of the test data, small."""
    return Image.open(support.testdata("faces_single", "t0002.jpg")).convert("RGB").resize((width, height))


def clip() -> bytes:
    """A real film."""
    return support.testdata("videos", "v5_dark_lying_mask.mp4").read_bytes()


def saved(image: Image.Image, format: str, **options: Any) -> bytes:
    out = BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


def heic(name: str) -> bytes:
    return (Path(__file__).parent / "data" / "heic" / name).read_bytes()


def exif(*, orientation: int = 1, maker_note: bytes = b"Canon\0maker words", thumbnail: bool = True) -> bytes:
    """What a camera writes, by piexif."""
    block: bytes = piexif.dump(
        {
            "0th": {
                piexif.ImageIFD.Make: b"Canon",
                piexif.ImageIFD.Model: b"EOS R5",
                piexif.ImageIFD.Orientation: orientation,
                piexif.ImageIFD.Artist: WORDS.encode(),
                piexif.ImageIFD.ImageDescription: b"before surgery",
                piexif.ImageIFD.XPAuthor: list(WORDS.encode("utf-16-le")),
                piexif.ImageIFD.XResolution: (72, 1),
            },
            "Exif": {
                piexif.ExifIFD.DateTimeOriginal: b"2025:06:01 08:00:00",
                piexif.ExifIFD.CameraOwnerName: WORDS.encode(),
                piexif.ExifIFD.BodySerialNumber: b"0420001",
                piexif.ExifIFD.UserComment: b"UNICODE\0" + "Bệnh nhân Lan".encode("utf-16-le"),
                piexif.ExifIFD.MakerNote: maker_note,
                piexif.ExifIFD.FNumber: (28, 10),
            },
            "GPS": {
                piexif.GPSIFD.GPSLatitudeRef: b"N",
                piexif.GPSIFD.GPSLatitude: ((10, 1), (46, 1), (0, 1)),
                piexif.GPSIFD.GPSDateStamp: b"2025:06:01",
            },
            "1st": {piexif.ImageIFD.Compression: 6} if thumbnail else {},
            "thumbnail": saved(photo(32, 32), "JPEG") if thumbnail else None,
        }
    )
    return block


def apple_note() -> bytes:
    """The maker note of a Live Photo: a table whose tag 17 is the identifier shared with the film."""
    value = b"8A1C-LIVE\0"
    table = struct.pack(">H HHII I", 1, 17, 2, len(value), 14 + 2 + 12 + 4, 0)
    return b"Apple iOS\0\0\1MM" + table + value


def iptc() -> bytes:
    """A by-line, a city and a caption, in a Photoshop resource."""
    record = b"".join(
        struct.pack(">BBBH", 0x1C, 2, number, len(value)) + value
        for number, value in ((80, WORDS.encode()), (90, b"Hue"), (120, b"before"))
    )
    return b"8BIM\x04\x04\0\0" + struct.pack(">I", len(record)) + record + b"\0" * (len(record) & 1)


def jumbf() -> bytes:
    return struct.pack(">I4s", 24, b"jumb") + struct.pack(">I4s", 16, b"jumd") + b"c2pa\0\x11\0\x10"


def segment(code: int, value: bytes) -> bytes:
    return bytes((0xFF, code)) + struct.pack(">H", len(value) + 2) + value


def jpeg(*segments: bytes, after: bytes = b"", image: Image.Image | None = None, **options: Any) -> bytes:
    """A JPEG with these segments behind the first and these bytes behind its end."""
    plain = saved(image or photo(), "JPEG", **options)
    return plain[:20] + b"".join(segments) + plain[20:] + after


def chunk(kind: bytes, value: bytes) -> bytes:
    return struct.pack(">I", len(value)) + kind + value + struct.pack(">I", zlib.crc32(kind + value))


def png(*chunks: bytes, after: bytes = b"", image: Image.Image | None = None, **options: Any) -> bytes:
    """A PNG with these chunks behind its header and these bytes behind its end."""
    plain = saved(image or photo(), "PNG", **options)
    return plain[:33] + b"".join(chunks) + plain[33:] + after


def webp(*chunks: bytes, after: bytes = b"", **options: Any) -> bytes:
    """A WebP with these chunks behind its picture."""
    plain = saved(photo(), "WEBP", **options)
    body = plain[8:] + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body + after


def riff(kind: bytes, value: bytes) -> bytes:
    return kind + struct.pack("<I", len(value)) + value + b"\0" * (len(value) & 1)


def box(kind: bytes, value: bytes) -> bytes:
    return struct.pack(">I4s", len(value) + 8, kind) + value


def full(kind: bytes, value: bytes, *, version: int = 0) -> bytes:
    return box(kind, bytes((version, 0, 0, 0)) + value)


def tiled_heic(*, profile: bytes, gain_map: bool = False) -> bytes:
    """What an iPhone writes: four tiles in a grid, one colour profile for all, and pictures that are not shown.

    All tiles are the one picture of a real file, 256 x 192, so that no encoder is needed."""
    source = heic("ten_bit.heic")
    at = source.index(b"hvcC") - 4
    decoder = source[at : at + int.from_bytes(source[at : at + 4], "big")]
    tile = source[source.index(b"mdat") + 4 :]
    grid = struct.pack(">BBBBHH", 0, 0, 1, 1, 512, 384)
    sizes = [full(b"ispe", struct.pack(">II", *size)) for size in ((256, 192), (512, 384))]
    gain = full(b"auxC", b"urn:com:apple:photo:2020:aux:hdrgainmap\0")
    properties = box(b"ipco", b"".join([decoder, *sizes, box(b"colr", b"prof" + profile), gain]))
    has = {1: (3, 4), 2: (1, 2, 4), 3: (1, 2, 4), 4: (1, 2, 4), 5: (1, 2, 4)} | ({6: (1, 2, 5)} if gain_map else {})
    links = b"".join(struct.pack(">HB", item, len(numbers)) + bytes(numbers) for item, numbers in has.items())
    kinds = {item: b"grid" if item == 1 else b"hvc1" for item in has}
    infos = b"".join(full(b"infe", struct.pack(">HH4sx", item, 0, kind), version=2) for item, kind in kinds.items())
    references = box(b"dimg", struct.pack(">HH4H", 1, 4, 2, 3, 4, 5))
    references += box(b"auxl", struct.pack(">HHH", 6, 1, 1)) if gain_map else b""

    def head(first: int) -> bytes:
        places = struct.pack(">HHHHII", 1, 1, 0, 1, 0, len(grid))  # within idat
        places += b"".join(struct.pack(">HHHHII", item, 0, 0, 1, first, len(tile)) for item in has if item > 1)
        parts = [
            full(b"hdlr", bytes(4) + b"pict" + bytes(13)),
            full(b"pitm", struct.pack(">H", 1)),
            full(b"iinf", struct.pack(">H", len(has)) + infos),
            full(b"iloc", b"\x44\0" + struct.pack(">H", len(has)) + places, version=1),
            box(b"iprp", properties + full(b"ipma", struct.pack(">I", len(has)) + links)),
            box(b"idat", grid),
            full(b"iref", references),
        ]
        return box(b"ftyp", b"heic\0\0\0\0mif1heic") + full(b"meta", b"".join(parts))

    return head(len(head(0)) + 8) + box(b"mdat", tile)


def samsung(film: bytes) -> bytes:
    """The trailer of a Samsung motion photo: two pieces, then the table that lists them backwards."""
    pieces = [
        struct.pack("<HHI", 0, kind, len(name)) + name + value
        for kind, name, value in (
            (0x0A30, b"MotionPhoto_Data", film),
            (0x0A01, b"Image_UTC_Data", b"1700000000000"),
        )
    ]
    whole, table = b"".join(pieces), b""
    at = 0
    for kind, piece in zip((0x0A30, 0x0A01), pieces, strict=True):
        table += struct.pack("<HHII", 0, kind, len(whole) - at, len(piece))
        at += len(piece)
    directory = b"SEFH" + struct.pack("<II", 106, len(pieces)) + table
    return whole + directory + struct.pack("<I", len(directory)) + b"SEFT"


D65, D50 = (0.9505, 1.0, 1.0891), (0.9642, 1.0, 0.8249)


def icc(tags: dict[bytes, bytes], *, space: bytes = b"RGB ", kind: bytes = b"mntr", between: bytes = b"XYZ ") -> bytes:
    """A version 2 colour profile with these tags and a description and copyright with words in them."""
    texts = {
        b"desc": b"desc\0\0\0\0" + struct.pack(">I", 15) + b"Lan's profile\0\0" + bytes(78),
        b"cprt": b"text\0\0\0\0" + WORDS.encode() + b"\0",
        b"wtpt": xyz(*D50),
    }
    all_tags = texts | tags
    table, body = struct.pack(">I", len(all_tags)), b""
    start = 128 + 4 + 12 * len(all_tags)
    for key, value in all_tags.items():
        table += struct.pack(">4sII", key, start + len(body), len(value))
        body += value + bytes(-len(value) % 4)
    head = struct.pack(">I4sI4s4s4s", start + len(body), b"lcms", 0x02100000, kind, space, between)
    head += bytes(12) + b"acsp" + bytes(28) + struct.pack(">III", *(round(v * 65536) for v in D50))
    return head.ljust(128, b"\0") + table + body


def xyz(*values: float) -> bytes:
    return b"XYZ \0\0\0\0" + b"".join(struct.pack(">i", round(value * 65536)) for value in values)


def gamma(value: float) -> bytes:
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(value * 256))


def display_p3() -> bytes:
    """P3 primaries, adapted to D50, with gamma 2.2."""
    tags = {
        b"rXYZ": xyz(0.5151, 0.2412, -0.0011),
        b"gXYZ": xyz(0.2920, 0.6922, 0.0419),
        b"bXYZ": xyz(0.1571, 0.0666, 0.7841),
    }
    return icc(tags | {key: gamma(2.2) for key in (b"rTRC", b"gTRC", b"bTRC")})


def linear_grey() -> bytes:
    return icc({b"kTRC": gamma(1.0)}, space=b"GRAY")


def ink() -> bytes:
    """CMYK by a table of the 16 corners in Lab: paper white, full black black, any ink alone mid grey."""
    corners = b""
    for index in range(16):
        light = 0 if index & 1 else 255 if not index else 128
        corners += bytes((light, 128, 128))
    ramp = bytes(range(256))
    lut = b"mft1\0\0\0\0" + bytes((4, 3, 2, 0))
    lut += b"".join(struct.pack(">i", 65536 if i in (0, 4, 8) else 0) for i in range(9))
    return icc({b"A2B0": lut + ramp * 4 + corners + ramp * 3}, space=b"CMYK", kind=b"prtr", between=b"Lab ")
