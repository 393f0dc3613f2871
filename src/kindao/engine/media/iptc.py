"""Photoshop resources (8BIM) and the IPTC record in them. Source: IPTC IIM 4.2; Photoshop file formats."""

import struct

from kindao.engine.media.picture import Entry
from kindao.engine.media.words import printable, words
from kindao.engine.media.xmp import xmp_entries

NAMES = {
    5: "ObjectName",
    15: "Category",
    25: "Keywords",
    40: "SpecialInstructions",
    55: "DateCreated",
    60: "TimeCreated",
    62: "DigitalCreationDate",
    63: "DigitalCreationTime",
    80: "By-line",
    85: "By-lineTitle",
    90: "City",
    92: "Sub-location",
    95: "Province-State",
    101: "Country",
    103: "TransmissionReference",
    105: "Headline",
    110: "Credit",
    115: "Source",
    116: "CopyrightNotice",
    118: "Contact",
    120: "Caption-Abstract",
    122: "Writer-Editor",
}
PIECES = 500  # kept one by one; what comes after is one entry


def photoshop_entries(block: bytes) -> list[Entry]:
    """The resources of one block, the IPTC record taken apart."""
    found: list[Entry] = []
    at = 0
    while block[at : at + 4] == b"8BIM" and len(found) < PIECES:
        try:
            number, name = struct.unpack_from(">HB", block, at + 4)
            start = at + 6 + (name + 2) // 2 * 2
            (size,) = struct.unpack_from(">I", block, start)
        except struct.error:
            break
        value = block[start + 4 : start + 4 + size]
        found += _resource(number, value)
        if name:
            found.append(Entry("photoshop", "name", words(block[at + 7 : at + 7 + name]), name))
        at = start + 4 + (size + 1) // 2 * 2
    if block[at:].strip(b"\0"):
        found.append(Entry("photoshop", "unknown", printable(block[at:]), len(block) - at))
    return found or [Entry("photoshop", "block", size=len(block))]


def iptc_entries(record: bytes) -> list[Entry]:
    """One entry for each data set."""
    found: list[Entry] = []
    at = 0
    while record[at : at + 1] == b"\x1c" and at + 5 <= len(record) and len(found) < PIECES:
        part, number, size = struct.unpack_from(">BBH", record, at + 1)
        at += 5
        if size & 0x8000:  # the length itself is that many bytes long
            width = min(size & 0x7FFF, 4)
            size = int.from_bytes(record[at : at + width], "big")
            at += width
        if part != 1 and (part, number) != (2, 0):  # record 1 and 2:0 are versions and the character set
            key = NAMES.get(number, f"{part}:{number}") if part == 2 else f"{part}:{number}"
            found.append(Entry("iptc", key, words(record[at : at + size]), size))
        at += size
    if record[at:].strip(b"\0"):
        found.append(Entry("iptc", "unknown", printable(record[at:]), len(record) - at))
    return found or [Entry("iptc", "record", size=len(record))]


def _resource(number: int, value: bytes) -> list[Entry]:
    match number:
        case 0x0404:
            return iptc_entries(value)
        case 0x0409 | 0x040C:
            return [Entry("thumbnail", "photoshop", size=len(value))]
        case 0x0424:
            return xmp_entries(value)
        case _:
            return [Entry("photoshop", f"0x{number:04x}", printable(value), len(value))]
