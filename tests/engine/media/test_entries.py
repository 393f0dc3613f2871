"""Everything a file carries beside its pixels is listed, whatever the format and wherever it hides."""

import struct
import zlib

import numpy as np
import pytest
from PIL import Image

import carriers
from carriers import WORDS, XMP, box, chunk, clip, jpeg, photo, png, riff, saved, segment, webp
from kindao.engine.media.opening import open_picture
from kindao.engine.media.picture import Entry


def carried(data: bytes) -> tuple[Entry, ...]:
    return open_picture(data).entries


def holders(data: bytes) -> set[str]:
    return {entry.holder for entry in carried(data)}


def text(data: bytes, holder: str, key: str = "") -> str:
    found = [entry.text for entry in carried(data) if entry.holder == holder and key in ("", entry.key)]
    assert found, f"no {holder} {key}"
    return "\n".join(found)


def plain() -> list[bytes]:
    heic = [carriers.heic("ten_bit.heic"), carriers.heic("alpha.heic")]
    return heic + [saved(photo(), format) for format in ("JPEG", "PNG", "WEBP", "AVIF", "TIFF", "GIF", "BMP")]


@pytest.mark.parametrize("data", plain())
def test_a_bare_picture_carries_nothing(data: bytes) -> None:
    assert carried(data) == ()


EXIF_CARRIERS = {
    "jpeg": lambda block: saved(photo(), "JPEG", exif=block),
    "png": lambda block: png(chunk(b"eXIf", block[6:])),
    "png, in hexadecimal": lambda block: png(
        chunk(b"zTXt", b"Raw profile type exif\0\0" + packed(b"\nexif\n%8d\n" % len(block) + block.hex().encode()))
    ),
    "webp": lambda block: saved(photo(), "WEBP", exif=block),
    "avif": lambda block: saved(photo(), "AVIF", exif=block),
    "tiff": lambda block: saved(photo(), "TIFF", exif=block),
}


def packed(value: bytes) -> bytes:
    return zlib.compress(value)


@pytest.mark.parametrize("carrier", EXIF_CARRIERS)
def test_exif_is_taken_apart(carrier: str) -> None:
    data = EXIF_CARRIERS[carrier](carriers.exif(thumbnail=carrier != "tiff"))
    keys = {entry.key: entry.text for entry in carried(data) if entry.holder == "exif"}
    assert keys["XPAuthor"] == WORDS
    assert (
        carrier in ("avif", "tiff") or keys["Artist"] == keys["CameraOwnerName"] == WORDS
    )  # Pillow writes ASCII there
    assert keys["UserComment"] == "Bệnh nhân Lan"
    assert keys["BodySerialNumber"] == "0420001"
    assert keys["DateTimeOriginal"] == "2025:06:01 08:00:00"
    assert {"Make", "Model", "ImageDescription", "GPSLatitude", "GPSDateStamp", "settings"} <= keys.keys()
    assert "Orientation" not in keys and "XResolution" not in keys
    assert "maker words" in text(data, "maker-note")


def test_heic_items_are_taken_apart() -> None:
    data = carriers.heic("turned_gps_thumbnail.heic")
    assert text(data, "exif", "Artist") == "Trần Thị Bích"
    assert text(data, "xmp", "dc:creator") == "Le Van C"
    assert {"thumbnail", "preview"} <= holders(data)
    assert any(entry.key == "GPSLatitude" for entry in carried(data))


def test_damaged_exif_is_an_entry_and_no_refusal() -> None:
    whole = carriers.exif()
    for end in range(8, len(whole), 37):
        assert {"exif", "thumbnail"} & holders(jpeg(segment(0xE1, whole[:end])))
    loop = b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<HHHIII", 1, 0x8769, 4, 1, 8, 8)
    assert "exif" in holders(jpeg(segment(0xE1, loop)))


def gif(extension: bytes) -> bytes:
    plain = saved(photo(), "GIF")
    return plain[:-1] + extension + plain[-1:]


MORE_XMP = b"http://ns.adobe.com/xmp/extension/\0" + b"0" * 32
XMP_CARRIERS = {
    "jpeg": lambda packet: jpeg(segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + packet)),
    "jpeg, in parts": lambda packet: jpeg(
        *(
            segment(
                0xE1,
                b"http://ns.adobe.com/xmp/extension/\0"
                + b"0" * 32
                + struct.pack(">II", len(packet), at)
                + packet[at : at + 150],
            )
            for at in reversed(range(0, len(packet), 150))
        )
    ),
    "png": lambda packet: png(chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + packet)),
    "webp": lambda packet: saved(photo(), "WEBP", xmp=packet),
    "avif": lambda packet: saved(photo(), "AVIF", xmp=packet),
    "tiff": lambda packet: saved(photo(), "TIFF", tiffinfo={700: packet}),
    "gif": lambda packet: gif(b"\x21\xff\x0bXMP DataXMP" + packet + b"\1" + bytes(range(255, -1, -1)) + b"\0"),
}


@pytest.mark.parametrize("carrier", XMP_CARRIERS)
def test_xmp_is_taken_apart(carrier: str) -> None:
    data = XMP_CARRIERS[carrier](XMP)
    assert text(data, "xmp", "dc:creator") == WORDS
    assert text(data, "xmp", "aux:SerialNumber") == "SN-77001"


@pytest.mark.parametrize("coding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_xmp_is_read_in_any_coding(coding: str) -> None:
    assert text(XMP_CARRIERS["webp"](XMP.decode().lstrip("\ufeff").encode(coding)), "xmp", "dc:creator") == WORDS


def test_iptc_is_taken_apart() -> None:
    for data in (
        jpeg(segment(0xED, b"Photoshop 3.0\0" + carriers.iptc())),
        saved(photo(), "TIFF", tiffinfo={34377: carriers.iptc()}),
    ):
        assert text(data, "iptc", "By-line") == WORDS
        assert {"City", "Caption-Abstract"} <= {entry.key for entry in carried(data)}


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF", "TIFF"])
def test_the_words_of_a_colour_profile_are_read(format: str) -> None:
    data = saved(photo(), format, icc_profile=carriers.display_p3())
    assert "Lan's profile" in text(data, "icc", "desc")
    assert WORDS in text(data, "icc", "cprt")


HIDING = {
    "JPEG comment": (jpeg(segment(0xFE, WORDS.encode())), "comment"),
    "JPEG application segment": (jpeg(segment(0xE7, WORDS.encode())), "unknown"),
    "bytes between JPEG segments": (jpeg(WORDS.encode()), "unknown"),
    "bytes behind a JPEG": (jpeg(after=WORDS.encode()), "trailer"),
    "JPEG C2PA": (jpeg(segment(0xEB, b"JP\0\1\0\0\0\1" + carriers.jumbf() + WORDS.encode())), "c2pa"),
    "PNG text": (png(chunk(b"tEXt", b"Author\0" + WORDS.encode())), "png-text"),
    "PNG packed text": (png(chunk(b"zTXt", b"Author\0\0" + packed(WORDS.encode()))), "png-text"),
    "PNG international text": (png(chunk(b"iTXt", b"Author\0\1\0vi\0T\0" + packed(WORDS.encode()))), "png-text"),
    "PNG chunk of nobody": (png(chunk(b"laNg", WORDS.encode())), "unknown"),
    "an overlong PNG chunk": (png(chunk(b"gAMA", struct.pack(">I", 45455) + WORDS.encode())), "unknown"),
    "PNG C2PA": (png(chunk(b"caBX", carriers.jumbf() + WORDS.encode())), "c2pa"),
    "bytes behind a PNG": (png(after=WORDS.encode()), "trailer"),
    "WebP chunk of nobody": (webp(riff(b"LANG", WORDS.encode())), "unknown"),
    "bytes behind a WebP": (webp(after=WORDS.encode()), "trailer"),
    "GIF comment": (saved(photo(), "GIF", comment=WORDS.encode()), "comment"),
    "bytes behind a GIF": (saved(photo(), "GIF") + WORDS.encode(), "trailer"),
    "bytes behind a BMP": (saved(photo(), "BMP") + WORDS.encode(), "trailer"),
    "bytes behind a TIFF": (saved(photo(), "TIFF") + WORDS.encode(), "trailer"),
    "private TIFF tag": (saved(photo(), "TIFF", tiffinfo={65000: WORDS.encode()}), "exif"),
    "HEIC box": (carriers.heic("ten_bit.heic") + box(b"uuid", bytes(16) + WORDS.encode()), "unknown"),
    "HEIC C2PA": (carriers.heic("ten_bit.heic") + box(b"uuid", carriers.C2PA_UUID + WORDS.encode()), "c2pa"),
    "a free box that is not": (carriers.heic("ten_bit.heic") + box(b"free", WORDS.encode()), "unknown"),
    "bytes behind an AVIF": (saved(photo(), "AVIF") + b"\0\0\0\1" + WORDS.encode(), "trailer"),
}


@pytest.mark.parametrize("where", HIDING)
def test_words_are_found_wherever_they_hide(where: str) -> None:
    data, holder = HIDING[where]
    assert WORDS in text(data, holder)


def test_words_in_the_gaps_of_a_file_are_found() -> None:
    bmp = saved(photo(), "BMP")
    hidden = WORDS.encode().ljust(24, b"\0")
    moved = bmp[:10] + struct.pack("<I", 54 + len(hidden)) + bmp[14:54] + hidden + bmp[54:]
    assert WORDS in text(moved[:2] + struct.pack("<I", len(moved)) + moved[6:], "unknown", "gap")
    tiff = saved(photo(), "TIFF")
    (first,) = struct.unpack_from("<I", tiff, 4)
    relocated = tiff[:4] + struct.pack("<I", len(tiff) + len(hidden)) + tiff[8:] + hidden + tiff[first:]
    assert WORDS in text(relocated, "unknown", "gap")


def test_words_in_the_media_box_that_nothing_points_to_are_found() -> None:
    data = carriers.heic("ten_bit.heic")
    at = data.index(b"mdat") - 4
    assert struct.unpack_from(">I", data, at)[0] == len(data) - at
    assert WORDS in text(
        data[:at] + struct.pack(">I", len(data) - at + 20) + data[at + 4 :] + WORDS.encode().ljust(20, b"\0"),
        "unknown",
        "gap",
    )


def test_a_depth_map_is_found() -> None:
    """The transparency of a real file, declared to be a depth map."""
    data = carriers.heic("alpha.heic")
    assert holders(data) == set()
    for urn in (b"urn:mpeg:hevc:2015:auxid:1", b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha"):
        data = data.replace(urn, urn.replace(b"auxid:1", b"auxid:2").replace(b"alpha", b"depth"))
    assert holders(data) == {"depth"}


def test_the_tiles_of_a_heic_are_no_entries_and_its_gain_map_is() -> None:
    assert [entry.key for entry in carried(carriers.tiled_heic(profile=carriers.display_p3()))] == ["desc", "cprt"]
    assert holders(carriers.tiled_heic(profile=carriers.display_p3(), gain_map=True)) == {"icc", "gain-map"}


def test_pictures_behind_the_end_of_a_jpeg_are_found() -> None:
    """A preview and a gain map, as phones append them and list them in their index."""
    data = jpeg(
        segment(0xE2, b"MPF\0" + b"II*\0\x08\0\0\0" + bytes(6)), after=saved(photo(32, 32), "JPEG") * 2 + bytes(9)
    )
    assert [entry.holder for entry in carried(data)] == ["mpf", "preview", "preview", "trailer"]


MOTION = {
    "Google, appended": jpeg(segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + carriers.MOTION_XMP), after=clip()),
    "Google, the film lost": jpeg(segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + carriers.MOTION_XMP)),
    "Google, in a box": carriers.heic("ten_bit.heic") + box(b"mpvd", clip()),
    "Samsung": jpeg(after=carriers.samsung(clip())),
    "Samsung, in a HEIC": carriers.heic("ten_bit.heic") + carriers.samsung(clip()),
    "appended to a HEIC": carriers.heic("ten_bit.heic") + clip(),
    "after padding": jpeg(after=bytes(64) + clip()),
    "Apple": saved(photo(), "JPEG", exif=carriers.exif(maker_note=carriers.apple_note())),
}


@pytest.mark.parametrize("maker", MOTION)
def test_motion_photos_are_recognised(maker: str) -> None:
    assert "motion-photo" in holders(MOTION[maker])


def test_the_trailer_of_a_samsung_is_taken_apart() -> None:
    data = jpeg(after=carriers.samsung(clip()))
    assert [(entry.holder, entry.key) for entry in carried(data)] == [
        ("motion-photo", "samsung"),
        ("samsung", "Image_UTC_Data"),
    ]
    assert carried(data)[0].size == len(clip())


def test_a_small_page_of_a_tiff_is_a_thumbnail_and_no_frame() -> None:
    small = photo(32, 32)
    small.encoderinfo = {"tiffinfo": {254: 1}}
    picture = open_picture(saved(photo(), "TIFF", save_all=True, append_images=[small]))
    assert len(picture.frames) == 1 and "thumbnail" in {entry.holder for entry in picture.entries}


def test_an_animation_says_no_more_than_how_often_it_plays() -> None:
    data = saved(photo(), "GIF", save_all=True, append_images=[photo().rotate(90)], loop=4)
    picture = open_picture(data)
    assert (picture.entries, picture.loops) == ((), 5)


def test_the_day_an_animation_was_made_is_found() -> None:
    data = saved(photo(), "AVIF", save_all=True, append_images=[photo().rotate(90)])
    assert holders(data) == {"time"}


def test_a_thumbnail_in_the_first_segment_is_found() -> None:
    small = np.asarray(Image.new("RGB", (4, 4))).tobytes()
    data = saved(photo(), "JPEG")
    segments = segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1" + bytes((4, 4)) + small)
    assert holders(data[:2] + segments + data[20:]) == {"thumbnail"}
