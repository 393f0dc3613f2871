"""TIFF, page by page. Sources: TIFF 6.0; TIFF technical note 2 (JPEG); Adobe DNG 1.7."""

from dataclasses import dataclass, field

from kindao.engine.errors import Unreadable
from kindao.engine.media import jpeg
from kindao.engine.media.exif import FRAMING, directory_entries
from kindao.engine.media.foreign import refuse_foreign
from kindao.engine.media.gaps import Extent, gaps
from kindao.engine.media.ifd import Block, Directory, Tag
from kindao.engine.media.picture import Entry
from kindao.engine.media.survey import Survey, cut_short
from kindao.engine.media.trailing import trailing
from kindao.engine.media.words import printable

KIND, OLD_KIND, WIDTH, HEIGHT, BITS, PACKING = 254, 255, 256, 257, 258, 259
STRIPS, STRIP_SIZES, TILES, TILE_SIZES, TABLES, SUB = 273, 279, 324, 325, 347, 330
STRUCTURAL = (
    FRAMING
    | {254, 255, 256, 257, 258, 259, 262, 263, 264, 265, 266, 273, 277, 278, 279, 280, 281, 284}
    | {
        *(290, 291, 292, 293, 301, 317, 318, 319, 320, 321, 322, 323, 324, 325, 332, 334, 336, 338, 339, 340, 341, 347),
        *(512, 513, 514, 515, 517, 518, 519, 520, 521, 530),
    }
)
RAW = frozenset({50706, 50740, 33421, 37399})  # DNG version, private data, colour filter patterns
REDUCED, JPEG_IN_TIFF = 1, 7
POINTERS = (34665, 34853, 40965, SUB)
DEEPEST = 4


@dataclass(slots=True)
class _Walk:
    block: Block
    used: list[Extent] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    sizes: list[tuple[int, int]] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)
    bits: int = 8


def survey(data: bytes) -> Survey:
    """Raises Unreadable for pixels beyond the end, for loops, and for a camera's raw file."""
    if data[8:10] == b"CR":
        raise _raw()
    try:
        block = Block.of(data)
        walk = _Walk(block, used=[(0, 8)])
        for number, directory in enumerate(block.chain(block.first)):
            _page(number, directory, walk)
    except (ValueError, IndexError):
        raise cut_short() from None
    if not walk.pages:
        raise Unreadable("the TIFF holds no picture", hint="Use the original.")
    end = max(last for _, last in walk.used)
    for piece in gaps(data, 0, end, walk.used):
        refuse_foreign(piece)
        walk.entries.append(Entry("unknown", "gap", printable(piece), len(piece)))
    walk.entries += trailing(data, end)
    width, height = max(walk.sizes, key=lambda size: size[0] * size[1])
    return Survey(
        width,
        height,
        len(walk.pages),
        walk.bits,
        entries=tuple(walk.entries),
        total_pixels=sum(wide * high for wide, high in walk.sizes),
        pages=tuple(walk.pages),
    )


def _page(number: int, directory: Directory, walk: _Walk) -> None:
    _use(directory, walk)
    tags, block = directory.tags, walk.block
    if RAW & tags.keys():
        raise _raw()
    width, height = _one(WIDTH, directory, walk), _one(HEIGHT, directory, walk)
    strips = _strips(directory, walk, width, height)
    walk.entries += directory_entries(block, directory, structural=STRUCTURAL)
    kind = _one(KIND, directory, walk)
    if kind & REDUCED and walk.pages:
        walk.entries.append(Entry("thumbnail", "page", size=sum(last - first for first, last in strips)))
        return
    if kind & REDUCED and SUB in tags:  # the small picture first, the real one below it: how raw files are made
        raise _raw()
    if _one(PACKING, directory, walk) == JPEG_IN_TIFF:
        for first, last in [*strips, *([_extent(tags[TABLES])] if TABLES in tags else [])]:
            walk.entries += jpeg.carried(block.data[first:last])
    if BITS in tags:
        walk.bits = max(walk.bits, *block.whole(tags[BITS]))
    walk.pages.append(number)
    walk.sizes.append((width, height))


def _one(number: int, directory: Directory, walk: _Walk) -> int:
    """The tag's number, 0 when it is not there."""
    return walk.block.whole(directory.tags[number])[0] if number in directory.tags else 0


def _strips(directory: Directory, walk: _Walk, width: int, height: int) -> list[Extent]:
    """Where the pixels lie. Raises ValueError when that is not within the file, or not said."""
    tags, block = directory.tags, walk.block
    at, sizes = (tags.get(TILES), tags.get(TILE_SIZES)) if TILES in tags else (tags.get(STRIPS), tags.get(STRIP_SIZES))
    if at is None or not width or not height:
        raise ValueError("no pixels")
    starts = block.whole(at)
    if sizes is None:
        if len(starts) != 1 or _one(PACKING, directory, walk) > 1:
            raise ValueError("no sizes")
        samples = block.whole(tags[BITS]) if BITS in tags else (1,)
        lengths: tuple[int, ...] = ((width * sum(samples) + 7) // 8 * height,)
    else:
        lengths = block.whole(sizes)
    if len(lengths) != len(starts):
        raise ValueError("sizes do not match")
    extents = [(start, start + length) for start, length in zip(starts, lengths, strict=True)]
    if any(last > len(block.data) for _, last in extents):
        raise ValueError("pixels beyond the end")
    walk.used += extents
    return extents


def _use(directory: Directory, walk: _Walk, depth: int = 0) -> None:
    """Marks the table, its values and the tables below it as pointed to."""
    walk.used.append((directory.at, directory.at + directory.size))
    for tag in directory.tags.values():
        first, last = _extent(tag)
        if last <= len(walk.block.data):
            walk.used.append((first, last))
    for number in POINTERS if depth < DEEPEST else ():
        if number in directory.tags:
            for at in walk.block.whole(directory.tags[number]):
                below = walk.block.directory(at)
                _use(below, walk, depth + 1)
                if number == SUB and STRIPS in below.tags and STRIP_SIZES in below.tags:
                    starts, lengths = walk.block.whole(below.tags[STRIPS]), walk.block.whole(below.tags[STRIP_SIZES])
                    walk.used += [(start, start + length) for start, length in zip(starts, lengths, strict=False)]


def _extent(tag: Tag) -> Extent:
    return tag.at, tag.at + tag.size


def _raw() -> Unreadable:
    return Unreadable("the file is a camera's raw picture", hint="Develop it and export it as a JPEG or a TIFF.")
