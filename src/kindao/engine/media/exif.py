"""EXIF: which way is up, and all that a camera or an editor wrote about the picture.
Source: EXIF 2.32 (CIPA DC-008); TIFF 6.0."""

from collections.abc import Callable
from dataclasses import dataclass, field

from PIL import ExifTags

from kindao.engine.media.icc import icc_entries
from kindao.engine.media.ifd import ASCII, Block, Directory, Tag
from kindao.engine.media.iptc import iptc_entries, photoshop_entries
from kindao.engine.media.picture import Entry
from kindao.engine.media.words import printable, wide, words
from kindao.engine.media.xmp import xmp_entries

ORIENTATION = 274
EXIF, GPS, INTEROP, SUB = 34665, 34853, 40965, 330
POINTERS = {EXIF: "exif", GPS: "gps", INTEROP: "interop"}
FRAMING = frozenset({274, 282, 283, 296, 529, 531, 532, 36864, 37121, 40960, 40961, 40962, 40963})
"""Tags that say size, turn, resolution, colour space or version."""

INTEROPERABILITY = frozenset({1, 2, 4096, 4097, 4098})
USER_COMMENT = 37510
WIDE = frozenset({40091, 40092, 40093, 40094, 40095})  # XPTitle, XPComment, XPAuthor, XPKeywords, XPSubject
APPLE, APPLE_HEADER, LIVE_PHOTO = b"Apple iOS\0", 14, 17
DEEPEST = 4  # directories below directories
MANY = 64  # directories read in one EXIF block


@dataclass(slots=True)
class Exif:
    orientation: int = 1
    entries: list[Entry] = field(default_factory=list)


def read_exif(data: bytes) -> Exif:
    """An EXIF block, with or without its "Exif" mark. Never raises: what cannot be read is an entry too."""
    data = data.removeprefix(b"Exif\0\0")
    found = Exif()
    try:
        block = Block.of(data)
        for index, directory in enumerate(block.chain(block.first)):
            if index == 0:
                found.orientation = _orientation(block, directory)
                found.entries += directory_entries(block, directory)
            else:  # the second one describes the thumbnail
                size = max((tag.size for tag in directory.tags.values()), default=0)
                lengths = [block.whole(tag)[0] for number, tag in directory.tags.items() if number in (514, 279)]
                found.entries.append(Entry("thumbnail", f"exif {index}", size=max([size, *lengths])))
            if index == MANY:
                raise ValueError("too many directories")
    except (ValueError, IndexError):
        found.entries.append(Entry("exif", "damaged", printable(data), len(data)))
    if not found.entries:
        found.entries.append(Entry("exif", "block", size=len(data)))
    return found


def directory_entries(
    block: Block, directory: Directory, *, structural: frozenset[int] = FRAMING, names: str = "", depth: int = 0
) -> list[Entry]:
    """What one directory and those below it say, but the structural tags. Damaged values are entries without text."""
    found: list[Entry] = []
    settings = 0
    for number, tag in directory.tags.items():
        if number in POINTERS:
            found += _below(block, tag, POINTERS[number], depth)
        elif number == SUB:
            found.append(Entry("preview", "sub-directory", size=tag.size))
        elif number in (INTEROPERABILITY if names == "interop" else structural) and names != "gps":
            continue
        elif tag.numeric and names != "gps":
            settings += tag.size  # exposure, lens data, focus: one entry for all
        else:
            found += _entry(block, tag, names)
    if settings:
        found.append(Entry("exif", "settings", size=settings))
    return found


def _below(block: Block, tag: Tag, names: str, depth: int) -> list[Entry]:
    if depth >= DEEPEST:
        return [Entry("exif", "damaged", size=tag.size)]
    try:
        directory = block.directory(block.whole(tag)[0])
    except (ValueError, IndexError):
        return [Entry("exif", f"damaged {names}", size=tag.size)]
    return directory_entries(block, directory, names=names, depth=depth + 1)


def _entry(block: Block, tag: Tag, names: str) -> list[Entry]:
    table = ExifTags.GPSTAGS if names == "gps" else ExifTags.TAGS
    key = table.get(tag.number, f"0x{tag.number:04x}")
    try:
        raw = block.raw(tag)
    except ValueError:
        return [Entry("exif", key, size=tag.size)]
    if names == "gps":
        return [Entry("exif", key, _tagged(raw) if tag.kind in (ASCII, 7) else "", tag.size)]
    if tag.number in READERS:
        return READERS[tag.number](raw)
    if tag.number == USER_COMMENT:
        return [Entry("exif", key, _tagged(raw), tag.size)] if raw.strip(b"\0 ") else []
    if tag.number in WIDE:
        return [Entry("exif", key, wide(raw), tag.size)]
    return [Entry("exif", key, words(raw) if tag.kind == ASCII else printable(raw), tag.size)]


def _maker_note(raw: bytes) -> list[Entry]:
    found = [Entry("maker-note", "", printable(raw), len(raw))]
    if raw.startswith(APPLE):
        try:
            # The offsets count from the start of the note, whose table has no TIFF header of its own.
            block = Block(raw, "<" if raw[12:14] == b"II" else ">", APPLE_HEADER)
            if LIVE_PHOTO in block.directory(APPLE_HEADER).tags:
                found.append(Entry("motion-photo", "ContentIdentifier", size=len(raw)))
        except ValueError:
            pass
    return found


def _tagged(raw: bytes) -> str:
    """A text that names its character set in the first eight bytes, as comments do."""
    mark, rest = raw[:8], raw[8:]
    if mark == b"UNICODE\0":
        return wide(rest)
    if mark in (b"ASCII\0\0\0", b"JIS\0\0\0\0\0", bytes(8)):
        return words(rest)
    return words(raw)


def _orientation(block: Block, directory: Directory) -> int:
    tag = directory.tags.get(ORIENTATION)
    try:
        return block.whole(tag)[0] if tag and tag.count == 1 else 1
    except ValueError:
        return 1


READERS: dict[int, Callable[[bytes], list[Entry]]] = {
    700: xmp_entries,
    33723: iptc_entries,
    34377: photoshop_entries,
    34675: icc_entries,
    37500: _maker_note,
}
"""Tags that hold a block of another kind."""
