"""HEIC and AVIF, box by box. Sources: ISO 14496-12 (boxes), ISO 23008-12 (HEIF), AV1 Image File Format 1.1."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from kindao.engine.errors import Unreadable
from kindao.engine.media.exif import read_exif
from kindao.engine.media.foreign import refuse_foreign
from kindao.engine.media.gaps import Extent, gaps
from kindao.engine.media.icc import icc_entries
from kindao.engine.media.picture import Entry
from kindao.engine.media.survey import Survey, cut_short
from kindao.engine.media.trailing import trailing
from kindao.engine.media.words import printable, words
from kindao.engine.media.xmp import xmp_entries

BOXES = 50_000
ITEMS = 20_000
CODED = frozenset({b"hvc1", b"hev1", b"av01", b"grid", b"iovl", b"iden", b"tmap", b"jpeg", b"avc1", b"unci", b"j2k1"})
ALPHA = frozenset({b"urn:mpeg:hevc:2015:auxid:1", b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha"})
DEPTH = frozenset({b"urn:mpeg:hevc:2015:auxid:2", b"urn:mpeg:mpegB:cicp:systems:auxiliary:depth"})
OUTER = frozenset({b"ftyp", b"meta", b"mdat", b"moov", b"free", b"skip", b"uuid", b"mpvd", b"sefd"})
C2PA = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
PROPERTIES = frozenset({b"ispe", b"pixi", b"colr", b"hvcC", b"av1C", b"avcC", b"irot", b"imir", b"clap", b"pasp"}) | {
    *(b"auxC", b"clli", b"mdcv", b"cclv", b"amve", b"a1op", b"a1lx", b"lsel", b"rloc", b"lhvC", b"oinf", b"tols"),
    *(b"ndwt", b"reve"),
}
NAMES = frozenset({b"", b"Color", b"Alpha", b"Exif", b"XMP", b"HEVC Image", b"AV1 Image"})  # that writers give to items


@dataclass(frozen=True, slots=True)
class Box:
    kind: bytes
    at: int  # of its header
    start: int  # of its content
    end: int


@dataclass(slots=True)
class _Item:
    kind: bytes = b""
    kind_at: int = 0  # where the file says so
    content: bytes = b""  # media type of a mime item
    extents: list[Extent] = field(default_factory=list)
    properties: list[int] = field(default_factory=list)  # numbers from 1, in order

    @property
    def size(self) -> int:
        """In bytes."""
        return sum(end - start for start, end in self.extents)


@dataclass(slots=True)
class _Walk:
    data: bytes
    boxes: int = 0
    primary: int = 0
    items: dict[int, _Item] = field(default_factory=dict)
    properties: list[Box] = field(default_factory=list)
    references: list[tuple[bytes, int, tuple[int, ...]]] = field(default_factory=list)  # kind, from, to
    targets: int = 0
    idat: Extent = (0, 0)
    coding: tuple[int, int] = (1, 13)
    media: list[Extent] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    sequence: tuple[int, int, int] | None = None  # width, height, samples of the moving picture
    times: list[Extent] = field(default_factory=list)  # of making and changing, where they are set

    def within(self, at: int, end: int) -> Iterator[Box]:
        """The boxes from here to there. Raises Unreadable when one reaches further."""
        while at + 8 <= end:
            self.boxes += 1
            if self.boxes > BOXES:
                raise Unreadable(f"the file has more than {BOXES} boxes", hint="Export it again.")
            box = box_at(self.data, at, end)
            if box is None:
                raise cut_short()
            yield box
            at = box.end


def box_at(data: bytes, at: int, end: int) -> Box | None:
    """The box that begins here; None when it reaches beyond the end or is none."""
    if at + 8 > end:
        return None
    size, kind = struct.unpack_from(">I4s", data, at)
    start = at + 8
    if size == 1:
        if at + 16 > end:
            return None
        (size,) = struct.unpack_from(">Q", data, at + 8)
        start = at + 16
    elif size == 0:
        size = end - at
    if size < start - at or at + size > end:
        return None
    return Box(kind, at, start, at + size)


def survey(data: bytes) -> Survey:
    """Raises Unreadable for a box or an item beyond the end, and for an encrypted one."""
    walk = _Walk(data)
    try:
        end = _top(walk)
        return _survey(walk, end)
    except (struct.error, IndexError, KeyError):
        raise cut_short() from None


def times(data: bytes) -> list[Extent]:
    """Where a file that was just written says when that was."""
    walk = _Walk(data)
    _top(walk)
    return walk.times


def _top(walk: _Walk) -> int:
    """Goes through the outermost boxes; returns where they end."""
    data, at = walk.data, 0
    while at + 8 <= len(data):
        box, kind = box_at(data, at, len(data)), data[at + 4 : at + 8]
        if (at and kind == b"ftyp") or (box is None and kind not in OUTER) or not kind.isascii() or b"\0" in kind:
            break  # a film appended by a camera, or no box at all
        walk.boxes += 1
        if box is None or walk.boxes > BOXES:
            raise cut_short()
        _outer(box, walk)
        at = box.end
    return at


def _outer(box: Box, walk: _Walk) -> None:
    value = walk.data[box.start : box.end] if box.kind not in (b"mdat", b"mpvd") else b""
    match box.kind:
        case b"ftyp" if box.at == 0:
            pass
        case b"meta":
            _meta(box, walk)
        case b"moov":
            _movie(box, walk)
        case b"mdat":
            walk.media.append((box.start, box.end))
        case b"mpvd":
            walk.entries.append(Entry("motion-photo", "mpvd", size=box.end - box.start))
        case b"sefd":
            walk.entries.append(Entry("samsung", "sefd", printable(value), len(value)))
        case b"uuid" if value.startswith(C2PA):
            walk.entries.append(Entry("c2pa", "uuid", printable(value), len(value)))
        case _:
            _unknown(box, walk)


def _meta(box: Box, walk: _Walk) -> None:
    data = walk.data
    for part in walk.within(box.start + 4, box.end):
        match part.kind:
            case b"pitm":
                walk.primary = int.from_bytes(data[part.start + 4 : part.end], "big")
            case b"iinf":
                _item_infos(part, walk)
            case b"iloc":
                _locations(part, walk)
            case b"iref":
                _references(part, walk)
            case b"iprp":
                _properties(part, walk)
            case b"idat":
                walk.idat = (part.start, part.end)
            case b"hdlr":
                name = data[part.start + 24 : part.end].strip(b"\0")
                if name:
                    walk.entries.append(Entry("comment", "handler", words(name), len(name)))
            case b"dinf" | b"grpl":
                pass
            case _:
                _unknown(part, walk)


def _item_infos(box: Box, walk: _Walk) -> None:
    data = walk.data
    at = box.start + (6 if data[box.start] == 0 else 8)
    for info in walk.within(at, box.end):
        version = data[info.start]
        if info.kind != b"infe" or version not in (2, 3):
            raise Unreadable("the file lists its pictures in a way that is not known", hint="Export it as a JPEG.")
        wide = 2 if version == 2 else 4
        at = info.start + 4
        number = int.from_bytes(data[at : at + wide], "big")
        protected, kind = struct.unpack_from(">H4s", data, at + wide)
        if protected:
            raise Unreadable("the picture is encrypted", hint="Export it without protection.")
        name, _, rest = data[at + wide + 6 : info.end].partition(b"\0")
        if not rest.isascii():  # a media type; libheif's binding breaks down over others
            raise cut_short()
        if name not in NAMES:
            walk.entries.append(Entry("comment", "item name", words(name), len(name)))
        item = _item(walk, number)
        item.kind, item.kind_at, item.content = kind, at + wide + 2, rest.partition(b"\0")[0]


def _item(walk: _Walk, number: int) -> _Item:
    if number not in walk.items and len(walk.items) >= ITEMS:
        raise Unreadable(f"the file has more than {ITEMS} items", hint="Export it again.")
    return walk.items.setdefault(number, _Item())


def _locations(box: Box, walk: _Walk) -> None:
    data, at = walk.data, box.start + 4
    version = data[box.start]
    sizes, more = data[at], data[at + 1]
    offset_size, length_size, base_size, index_size = sizes >> 4, sizes & 15, more >> 4, more & 15 if version else 0
    wide = 2 if version < 2 else 4
    at += 2

    def number(size: int) -> int:
        nonlocal at
        at += size
        if at > box.end:
            raise cut_short()
        return int.from_bytes(data[at - size : at], "big")

    extents = 0
    for _ in range(number(wide)):
        item = _item(walk, number(wide))
        method = number(2) & 15 if version else 0
        number(2)  # which file the data are in
        base = number(base_size)
        for _ in range(number(2)):
            number(index_size)
            start = base + number(offset_size)
            length = number(length_size)
            if method == 0:
                end = start + length if length else len(data)
                if end > len(data):
                    raise cut_short()
                item.extents.append((start, end))
            elif method == 1:
                item.extents.append((-1 - start, length))  # within idat, whose place may not be known yet
            else:
                raise Unreadable("the file keeps its pictures in a way that is not known", hint="Export it as a JPEG.")
            extents += 1
            if extents > ITEMS:
                raise cut_short()


def _references(box: Box, walk: _Walk) -> None:
    wide = 4 if walk.data[box.start] else 2
    for part in walk.within(box.start + 4, box.end):
        values = walk.data[part.start : part.end]
        source, count = int.from_bytes(values[:wide], "big"), int.from_bytes(values[wide : wide + 2], "big")
        walk.targets += count
        if walk.targets > 4 * ITEMS:
            raise cut_short()
        places = range(wide + 2, wide + 2 + wide * count, wide)
        targets = tuple(int.from_bytes(values[at : at + wide], "big") for at in places)
        walk.references.append((part.kind, source, targets))


def _properties(box: Box, walk: _Walk) -> None:
    data = walk.data
    for part in walk.within(box.start, box.end):
        if part.kind == b"ipco":
            walk.properties += list(walk.within(part.start, part.end))
        elif part.kind == b"ipma":
            version, flags = data[part.start], data[part.start + 3]
            at = part.start + 8
            for _ in range(int.from_bytes(data[part.start + 4 : at], "big")):
                wide = 4 if version else 2
                item = _item(walk, int.from_bytes(data[at : at + wide], "big"))
                count, at = data[at + wide], at + wide + 1
                for _ in range(count):
                    if flags & 1:
                        number, at = int.from_bytes(data[at : at + 2], "big") & 0x7FFF, at + 2
                    else:
                        number, at = data[at] & 0x7F, at + 1
                    item.properties.append(number)
                if at > part.end:
                    raise cut_short()


def _survey(walk: _Walk, end: int) -> Survey:
    data = walk.data
    if walk.primary not in walk.items and walk.sequence is None:
        raise Unreadable("the file holds no picture", hint="Use the original.")
    _place_in_idat(walk)
    for kind in (box.kind for box in walk.properties):
        if kind not in PROPERTIES:
            walk.entries.append(Entry("unknown", f"property {words(kind)}"))
    shown = _shown(walk)
    _items(walk, shown)
    _colours(walk, shown)
    if walk.sequence is None:
        used = [extent for item in walk.items.values() for extent in item.extents]
        for first, last in [*walk.media, walk.idat]:
            for piece in gaps(data, first, last, used):
                refuse_foreign(piece)
                walk.entries.append(Entry("unknown", "gap", printable(piece), len(piece)))
    walk.entries += trailing(data, end, camera=True)
    width, height = _size(walk, shown)
    frames, crop = 1, _clean(walk) if walk.primary in walk.items else None
    if walk.sequence is not None:
        width, height = max(width, walk.sequence[0]), max(height, walk.sequence[1])
        frames = walk.sequence[2]
    apart = tuple(item.kind_at for number, item in walk.items.items() if number not in shown and item.kind_at)
    depth, entries = _bits(walk, shown), tuple(walk.entries)
    return Survey(width, height, frames, depth, entries=entries, coding=walk.coding, apart=apart, crop=crop)


def _place_in_idat(walk: _Walk) -> None:
    """Puts the extents that count from the idat box where they lie in the file."""
    first, last = walk.idat
    for item in walk.items.values():
        for index, (start, end) in enumerate(item.extents):
            if start < 0:
                begin = first - 1 - start
                item.extents[index] = (begin, begin + end if end else last)
                if item.extents[index][1] > last:
                    raise cut_short()


def _items(walk: _Walk, shown: set[int]) -> None:
    """An entry for every item that is not part of the picture shown."""
    parts = {target for kind, _, targets in walk.references if kind == b"dimg" for target in targets}
    thumbnails = {source for kind, source, _ in walk.references if kind == b"thmb"}
    for number, item in walk.items.items():
        if number in shown:
            continue
        if item.kind not in CODED:
            walk.entries += _words_of(walk, item)
        elif number in thumbnails:
            walk.entries.append(Entry("thumbnail", "item", size=item.size))
        elif number not in parts or item.kind == b"tmap":
            walk.entries.append(Entry(_auxiliary(walk, number, item), "item", size=item.size))


def _colours(walk: _Walk, shown: set[int]) -> None:
    """How the colours of the picture are coded; what a profile says besides is an entry, once for all tiles."""
    for box in {box.at: box for number in shown for box in _kinds(walk, number, b"colr")}.values():
        if walk.data[box.start : box.start + 4] in (b"prof", b"rICC"):
            walk.entries += icc_entries(walk.data[box.start + 4 : box.end])
        else:
            walk.coding = struct.unpack_from(">HH", walk.data, box.start + 4)


def _shown(walk: _Walk) -> set[int]:
    """The primary item, what it is put together from, and what makes that transparent."""
    below: dict[int, list[int]] = {}
    for kind, source, targets in walk.references:
        if kind == b"dimg":
            below.setdefault(source, []).extend(targets)
        elif kind == b"auxl" and _auxiliary_type(walk, source) in ALPHA:
            for target in targets:
                below.setdefault(target, []).append(source)
    shown: set[int] = set()
    ahead = [walk.primary]
    while ahead:
        number = ahead.pop()
        if number not in shown and number in walk.items:
            shown.add(number)
            ahead += below.get(number, [])
    return shown


def _words_of(walk: _Walk, item: _Item) -> list[Entry]:
    if item.size > len(walk.data):
        raise cut_short()
    value = b"".join(walk.data[start:end] for start, end in item.extents)
    if item.kind == b"Exif":
        return read_exif(value[4 + int.from_bytes(value[:4], "big") :]).entries
    if item.kind == b"mime" and item.content == b"application/rdf+xml":
        return xmp_entries(value)
    refuse_foreign(value)
    return [Entry("unknown", f"item {words(item.kind)}", printable(value), len(value))]


def _kinds(walk: _Walk, number: int, kind: bytes) -> list[Box]:
    """The properties of this kind that an item has."""
    found = (walk.properties[index - 1] for index in walk.items[number].properties if 0 < index <= len(walk.properties))
    return [box for box in found if box.kind == kind]


def _auxiliary_type(walk: _Walk, number: int) -> bytes:
    boxes = _kinds(walk, number, b"auxC") if number in walk.items else []
    return walk.data[boxes[0].start + 4 : boxes[0].end].partition(b"\0")[0] if boxes else b""


def _auxiliary(walk: _Walk, number: int, item: _Item) -> str:
    """The holder of a picture that is not shown."""
    kind = _auxiliary_type(walk, number)
    if kind in DEPTH or b"depth" in kind or b"disparity" in kind:
        return "depth"
    if item.kind == b"tmap" or b"gainmap" in kind:
        return "gain-map"
    return "auxiliary" if kind else "preview"


def _size(walk: _Walk, shown: set[int]) -> tuple[int, int]:
    """Width and height, in pixels, of the largest of the items that are decoded, as they announce them."""
    sizes = [(0, 0)]
    for number in shown:
        for box in _kinds(walk, number, b"ispe"):
            sizes.append(struct.unpack_from(">II", walk.data, box.start + 4))
        item = walk.items[number]
        if item.kind in (b"grid", b"iovl") and item.extents:
            start = item.extents[0][0]
            fields = ">II" if walk.data[start + 1] & 1 else ">HH"
            sizes.append(struct.unpack_from(fields, walk.data, start + (4 if item.kind == b"grid" else 10)))
    return max(sizes, key=lambda size: size[0] * size[1])


def _bits(walk: _Walk, shown: set[int]) -> int:
    """Bits per channel of the deepest item shown."""
    depths = [8]
    for number in shown:
        for box in _kinds(walk, number, b"pixi"):
            depths += walk.data[box.start + 5 : box.end]
        for box in _kinds(walk, number, b"hvcC"):
            depths.append(8 + (walk.data[box.start + 17] & 7))
        for box in _kinds(walk, number, b"av1C"):
            depths.append((8, 10, 8, 12)[walk.data[box.start + 2] >> 5 & 3])
    return max(depths)


def _clean(walk: _Walk) -> tuple[int, int, int, int] | None:
    """The part of the picture that is shown, when it is not all of it."""
    claps, sizes = _kinds(walk, walk.primary, b"clap"), _kinds(walk, walk.primary, b"ispe")
    if not claps or not sizes:
        return None
    width, height = struct.unpack_from(">II", walk.data, sizes[0].start + 4)
    fields = struct.unpack_from(">IIIIiIiI", walk.data, claps[0].start)
    if not all(fields[1::2]):
        raise cut_short()
    wide, high, across, down = (top / bottom for top, bottom in zip(fields[::2], fields[1::2], strict=True))
    left, top = round(across + (width - wide) / 2), round(down + (height - high) / 2)
    crop = (max(left, 0), max(top, 0), min(left + round(wide), width), min(top + round(high), height))
    if crop[0] >= crop[2] or crop[1] >= crop[3]:
        raise cut_short()
    return crop


def _movie(box: Box, walk: _Walk) -> None:
    """The tracks: the first picture track of an AVIF sequence is what is shown, all others are carried along."""
    sequence = walk.data[8:12] == b"avis"
    for part in walk.within(box.start, box.end):
        if part.kind == b"mvhd":
            _times(part, walk)
        elif part.kind == b"trak":
            _track(part, walk, sequence=sequence)
        else:
            _unknown(part, walk)


def _track(box: Box, walk: _Walk, *, sequence: bool) -> None:
    handler, size, samples = b"", (0, 0), 0
    for part in walk.within(box.start, box.end):
        if part.kind == b"tkhd":
            _times(part, walk)
            wide, high = struct.unpack_from(">II", walk.data, part.end - 8)
            size = (wide >> 16, high >> 16)
        elif part.kind == b"mdia":
            for inner in walk.within(part.start, part.end):
                if inner.kind == b"mdhd":
                    _times(inner, walk)
                elif inner.kind == b"hdlr":
                    handler = walk.data[inner.start + 8 : inner.start + 12]
                    name = walk.data[inner.start + 24 : inner.end].strip(b"\0")
                    if name:
                        walk.entries.append(Entry("comment", "handler", words(name), len(name)))
                elif inner.kind == b"minf":
                    samples = _samples(inner, walk)
                else:
                    _unknown(inner, walk)
        elif part.kind not in (b"edts", b"tref", b"meta"):
            _unknown(part, walk)
    if sequence and handler in (b"pict", b"vide") and walk.sequence is None:
        walk.sequence = (*size, samples)
    elif not (sequence and handler == b"auxv"):
        walk.entries.append(Entry("sound" if handler == b"soun" else "track", words(handler), size=box.end - box.start))


def _samples(minf: Box, walk: _Walk) -> int:
    for part in walk.within(minf.start, minf.end):
        if part.kind == b"stbl":
            for inner in walk.within(part.start, part.end):
                if inner.kind == b"stsz":
                    return int(struct.unpack_from(">I", walk.data, inner.start + 8)[0])
    return 0


def _times(box: Box, walk: _Walk) -> None:
    size = 16 if walk.data[box.start] == 1 else 8
    if any(walk.data[box.start + 4 : box.start + 4 + size]):
        walk.times.append((box.start + 4, box.start + 4 + size))
        walk.entries.append(Entry("time", words(box.kind), size=size))


def _unknown(box: Box, walk: _Walk) -> None:
    value = walk.data[box.start : box.end]
    if box.kind in (b"free", b"skip") and not value.strip(b"\0"):
        return
    refuse_foreign(value)
    walk.entries.append(Entry("unknown", words(box.kind), printable(value), len(value)))
