"""XMP packets, read as a flat list of tags: no XML parser, so no entity, nesting or depth can hurt.
Source: ISO 16684-1."""

import html
import re
from collections.abc import Iterator

from kindao.engine.media.picture import Entry
from kindao.engine.media.words import LONGEST

PROPERTIES = 500  # kept one by one; what comes after is one entry
TAG = re.compile(r"<(/?)([A-Za-z_][\w.:-]*)([^<>]*?)(/?)>([^<]*)")
ATTRIBUTE = re.compile(r"""([A-Za-z_][\w.:-]*)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
FRAME = frozenset({"rdf", "xmlns", "xml", "x"})  # prefixes of the packaging
PICTURES = {
    "xmpGImg:image": "thumbnail",
    "GImage:Data": "preview",
    "GDepth:Data": "depth",
    "GDepth:Confidence": "depth",
    "GAudio:Data": "sound",
}
MOTION = frozenset({"MicroVideo", "MotionPhoto", "MicroVideoOffset", "MotionPhotoPresentationTimestampUs"})
GAIN_MAP = frozenset({"hdrgm", "HDRGainMap"})


def xmp_entries(packet: bytes) -> list[Entry]:
    """One entry for each property, its key with the prefix (dc:creator); for a packet without any, one for itself."""
    found: list[Entry] = []
    for key, value in _properties(_decoded(packet)):
        if len(found) == PROPERTIES:
            found.append(Entry("xmp", "more", size=len(packet)))
            break
        prefix, _, name = key.partition(":")
        if key in PICTURES:
            found.append(Entry(PICTURES[key], "xmp", size=len(value)))
        elif name in MOTION or (key.endswith(":Semantic") and value == "MotionPhoto"):
            found.append(Entry("motion-photo", "xmp", size=len(value)))
        elif prefix in GAIN_MAP or (key.endswith(":Semantic") and value == "GainMap"):
            found.append(Entry("gain-map", "xmp", size=len(value)))
        else:
            found.append(Entry("xmp", key, value[:LONGEST], len(value)))
    return found or [Entry("xmp", "packet", size=len(packet))]


def _decoded(packet: bytes) -> str:
    head = packet[:4]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return packet.decode("utf-16", "replace")
    if b"\0" in head:
        return packet.decode("utf-16-be" if head[:1] == b"\0" else "utf-16-le", "replace")
    return packet.decode("utf-8", "replace")


def _properties(text: str) -> Iterator[tuple[str, str]]:
    """Key and value of every attribute and every run of text, in the order of the packet."""
    around = ""
    for tag in TAG.finditer(text):
        closing, name, attributes, _, after = tag.groups()
        if not closing and name.partition(":")[0] not in FRAME:
            around = name
        for key, double, single in ATTRIBUTE.findall(attributes):
            if key.partition(":")[0] not in FRAME:
                yield key, html.unescape(double or single)
        if after.strip() and around:
            yield around, html.unescape(after.strip())
