"""Bytes that belong to no picture: other files hidden in front of, inside or behind one."""

import re
import struct

from kindao.engine.errors import Unreadable

OTHERS = {
    "a ZIP archive or Office file": re.compile(rb"PK\x03\x04[\x0a-\x3f][\x00-\x0b]..[\x00-\x63]\x00", re.DOTALL),
    "a PDF document": re.compile(rb"%PDF-[0-9]"),
    "a web page or script": re.compile(rb"<(?:!doctype\s+html|html|script|svg|iframe)[\s>]|<\?php", re.IGNORECASE),
    "a RAR archive": re.compile(rb"Rar!\x1a\x07[\x00\x01]"),
    "a 7z archive": re.compile(rb"7z\xbc\xaf\x27\x1c\x00"),
    "a program": re.compile(rb"\x7fELF[\x01\x02][\x01\x02]\x01|MZ.{58}..\x00\x00(?=.{0,512}PE\x00\x00)", re.DOTALL),
    "an Office file": re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    "a second picture": re.compile(rb"\x89PNG\r\n\x1a\n|GIF8[79]a|RIFF....WEBPVP8", re.DOTALL),
}
AT_START = {
    "a program or script": re.compile(rb"#!\s*/|\xca\xfe\xba\xbe"),
    "a packed file": re.compile(rb"\x1f\x8b\x08|BZh[1-9]1AY|\xfd7zXZ\x00|\x28\xb5\x2f\xfd"),
}
END_OF_ZIP = b"PK\x05\x06"
PDF_WITHIN = 1024  # bytes: readers look for the mark that far


def refuse_foreign(data: bytes, *, film: bool = False) -> None:
    """Raises Unreadable when these loose bytes hold the mark of another kind of file."""
    for kind, mark in AT_START.items():
        if mark.match(data):
            raise two_in_one(kind, film=film)
    for kind, mark in OTHERS.items():
        if mark.search(data):
            raise two_in_one(kind, film=film)


def refuse_second_face(data: bytes, *, film: bool = False) -> None:
    """Raises Unreadable when another program would read this whole file as an archive or a document.

    data: the whole of it; of a film its first and its last bytes will do."""
    if b"%PDF-" in data[:PDF_WITHIN]:
        raise two_in_one("a PDF document", film=film)
    at = data.rfind(END_OF_ZIP, max(0, len(data) - 0x10000 - 22))
    if at >= 0 and at + 22 <= len(data):
        entries, size = struct.unpack_from("<HI", data, at + 10)
        if entries and data[at - size : at - size + 4] == b"PK\x01\x02":
            raise two_in_one("a ZIP archive or Office file", film=film)


def two_in_one(kind: str, *, film: bool = False) -> Unreadable:
    """The refusal of a picture, a film or a recording that is something else as well."""
    if film:
        return Unreadable(f"the file is a film or recording and {kind} in one", hint="Export the film again.")
    return Unreadable(
        f"the file is a picture and {kind} in one", hint="Open it in an image editor and export it as a new file."
    )
