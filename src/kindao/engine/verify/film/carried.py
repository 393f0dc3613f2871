"""What a written film carries besides pictures and sound: by its structure, and by its bytes.

What the writer leaves by itself is allowed by name, where the walks tell why: the muxer's handler names, its mark in
MOV, its empty list of metadata in MP4, its name without a version and how long each track is in Matroska."""

import re
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from mmap import ACCESS_READ, mmap

from kindao.engine.errors import Unreadable
from kindao.engine.media.clip import BOXED, EBML, Clip, Container
from kindao.engine.verify.carried import known_in_bytes, needles, spelt
from kindao.engine.verify.evidence import BY, Look
from kindao.engine.verify.film import boxes, ebml, frames, sounds
from kindao.engine.verify.result import Check
from kindao.engine.verify.structure import Part
from kindao.engine.vocabulary import Attribute, Finding, Identifier, Known, Words

OWN = 16  # bytes: a film's own signature lies before
PIECE = 8 << 20  # bytes that are searched at once
OVERLAP = 4096  # bytes of them searched again with the next: longer than what is sought

STARTS: dict[tuple[Identifier, str], tuple[bytes, ...]] = {
    (Identifier.METADATA, "exif"): (b"Exif\0\0II*\0", b"Exif\0\0MM\0*"),
    (Identifier.METADATA, "xmp"): (b"<x:xmpmeta", b"<?xpacket", b"http://ns.adobe.com/"),
    (Identifier.METADATA, "iptc"): (b"Photoshop 3.0\0", b"8BIM\x04\x04\0\0"),
    (Identifier.METADATA, "icc"): (b"ICC_PROFILE\0", b"acspAPPL", b"acspMSFT"),
    (Identifier.METADATA, "c2pa"): (b"jumbc2pa", b"jumdc2pa", b"c2pa.claim", b"c2pa.assertions"),
    (Identifier.THUMBNAIL, "second-picture"): (b"\xff\xd8\xff\xe0\0\x10JFIF\0", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
    (Identifier.EMBEDDED, "stream"): (
        *(b"ftypisom", b"ftypmp42", b"ftypmp41", b"ftypqt  ", b"ftypavif", b"ftypheic", b"AVI LIST", b"MotionPhoto"),
        *(b"%PDF-1.", b"OggS\0\x02\0\0", b"fLaC\0\0\0\x22", b"PK\x05\x06\0\0\0\0", b"SQLite format 3\0"),
    ),
}
"""Beginnings of what has no place in a film, too long to occur by chance in hours of coded pictures."""

WALKS: tuple[tuple[frozenset[str], Callable[[mmap], Iterator[Part]]], ...] = (
    (BOXED, boxes.surplus),
    (EBML, ebml.surplus),
    (frozenset({Container.WAV}), sounds.wav),
    (frozenset({Container.OGG}), sounds.ogg),
    (frozenset({Container.MP3}), frames.mp3),
    (frozenset({Container.FLAC}), frames.flac),
)


def look(written: Clip) -> Look:
    """Everything the file carries that the film does not need; nothing passes because it was not thought of."""
    walk = next((walk for kinds, walk in WALKS if written.container in kinds), None)
    if walk is None:
        raise Unreadable("a film of this kind can't be verified", hint="Use MP4, MOV, MKV or WebM.")
    with _mapped(written) as data:
        try:
            parts = dict.fromkeys([*walk(data), *_signatures(data)])
        except (struct.error, IndexError, ValueError):
            # What a player skips, such as bytes behind the end that are no part of it, is still in the file.
            parts = dict.fromkeys([Part(Identifier.EMBEDDED, "structure"), *_signatures(data)])
    found = tuple(
        dict.fromkeys(
            Finding(part.identifier, Attribute(part.holder, part.key), 1.0, f"{BY}.metadata") for part in parts
        )
    )
    check = Check(
        "metadata",
        not found,
        Words(
            "Tệp không mang gì ngoài hình và tiếng." if not found else "Tệp còn mang dữ liệu ngoài hình và tiếng.",
            "The file carries nothing but picture and sound."
            if not found
            else "The file carries more than picture and sound.",
        ),
        float(len(found)),
        0.0,
    )
    return Look(check, found)


def look_for_known(written: Clip, known: tuple[Known, ...]) -> Look:
    """Names, numbers and dates of those shown, searched in the bytes themselves."""
    sought: dict[bytes, set[tuple[Identifier, str]]] = {}
    for person in known:
        for identifier, words in needles(person):
            for needle in spelt(words):
                sought.setdefault(needle, set()).add((identifier, person.person))
    there: set[tuple[Identifier, str]] = set()
    if sought:
        pattern = re.compile(_any_of(sorted(sought)))
        with _mapped(written) as data:
            for at in range(0, len(data), PIECE):
                piece = data[max(at - OVERLAP, 0) : at + PIECE].lower()
                for match in pattern.finditer(piece):
                    # The longest of those that begin alike hides the others.
                    rest = piece[match.start() : match.start() + OVERLAP]
                    there |= {one for needle, all_ in sought.items() if rest.startswith(needle) for one in all_}
    found = tuple(
        Finding(identifier, Attribute("bytes"), 1.0, f"{BY}.known", person) for identifier, person in sorted(there)
    )
    return known_in_bytes(found)


def _any_of(words: list[bytes]) -> bytes:
    """A pattern of all of them, those that begin alike together: it is tried at every byte of a film."""
    heads: dict[bytes, list[bytes]] = {}
    for word in words:
        heads.setdefault(word[:1], []).append(word[1:])
    return b"|".join(
        re.escape(head) + b"(?:" + b"|".join(map(re.escape, tails)) + b")" for head, tails in heads.items()
    )


def _signatures(data: mmap) -> Iterator[Part]:
    for (identifier, holder), starts in STARTS.items():
        if any(data.find(start, OWN) >= 0 for start in starts):
            yield Part(identifier, holder)


@contextmanager
def _mapped(written: Clip) -> Iterator[mmap]:
    with written.path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as data:
        yield data
