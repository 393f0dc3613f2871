"""A file that carries a C2PA claim, taken apart: the claim, and the digest of all that is not the claim. By its own
walk of the container, not by the library that put the claim there: what that library added besides is found here.

Sources: C2PA 2.2, appendix A (embedding); ISO 19566-5 (JUMBF); ITU-T T.81; W3C PNG; RFC 9649; ISO 14496-12."""

import hashlib
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from kindao.engine.media.isobmff import C2PA

WITHIN = (b"moov", b"trak", b"mdia", b"minf", b"stbl")  # boxes on the way to a film's offsets
LARGEST_INDEX = 256 << 20  # bytes of a film's index that are read at once
CHUNK = 1 << 20
LISTED = {b"cbor", b"json"}  # what may lie in a box of the claim; a picture lies in bfdb and bidb
LABELS = frozenset(
    {
        "c2pa",
        "c2pa.assertions",
        "c2pa.actions.v2",
        "c2pa.hash.data",
        "c2pa.hash.bmff.v3",
        "c2pa.claim.v2",
        "c2pa.signature",
        "org.kindao.publication-permit",
    }
)


@dataclass(frozen=True, slots=True)
class Apart:
    """claim: its JUMBF boxes; rest: the digest of the file without it, "sha256:…"."""

    claim: bytes
    rest: str


def apart(file: Path, media_type: str) -> Apart:
    """Raises ValueError for a file that is not of this kind, or holds no claim or two."""
    try:
        return WALKS[media_type](file)
    except KeyError:
        raise ValueError("no claim goes into such a file") from None
    except (struct.error, IndexError):
        raise ValueError("the file ends too early") from None


def foreign(claim: bytes) -> list[str]:
    """What lies in the claim and has no business there: a thumbnail, an ingredient, anything but the claim's own few
    boxes. Raises ValueError where it can't be read whole."""
    found = []
    for label, kind in _boxes(claim):
        if kind is None:
            if label not in LABELS and not label.startswith("urn:c2pa:"):
                found.append(label)
        elif kind not in LISTED:
            found.append(f"{label}: {kind!r}")
    return found


def _boxes(data: bytes, label: str = "") -> Iterator[tuple[str, bytes | None]]:
    """Every box: (label, None) of a superbox, (label it stands under, kind) of what it holds."""
    at = 0
    while at < len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        if size < 8 or at + size > len(data):
            raise ValueError("a box of the claim reaches beyond it")
        inner = data[at + 8 : at + size]
        if kind == b"jumb":
            (length, what) = struct.unpack_from(">I4s", inner)
            if what != b"jumd" or not inner[24] & 2:  # 16 bytes of type, then what follows: a label
                raise ValueError("a box of the claim has no label")
            name = inner[25:length].partition(b"\0")[0].decode()
            yield name, None
            yield from _boxes(inner[length:], name)
        else:
            yield label, kind
        at += size


def _jpeg(file: Path) -> Apart:
    data = file.read_bytes()
    if data[:2] != b"\xff\xd8":
        raise ValueError("not a JPEG")
    claim, rest, at = bytearray(), bytearray(data[:2]), 2
    while True:
        marker, code, size = struct.unpack_from(">BBH", data, at)
        if marker != 0xFF or size < 2:
            raise ValueError("not a JPEG")
        segment, at = data[at : at + 2 + size], at + 2 + size
        if code == 0xEB and segment[4:6] == b"JP":
            claim += segment[12 if not claim else 20 :]  # each further segment repeats the box's header
            continue
        rest += segment
        if code == 0xDA:
            return _apart(bytes(claim), bytes(rest) + data[at:])


def _png(file: Path) -> Apart:
    data = file.read_bytes()
    claims, rest, at = [], bytearray(data[:8]), 8
    while at < len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        chunk, at = data[at : at + 12 + size], at + 12 + size
        if kind == b"caBX":
            claims.append(chunk[8:-4])
        else:
            rest += chunk
        if kind == b"IEND":
            rest += data[at:]
            break
    return _apart(_only(claims), bytes(rest))


def _webp(file: Path) -> Apart:
    data = file.read_bytes()
    claims, rest, at = [], bytearray(), 12
    while at + 8 <= len(data):
        kind, size = struct.unpack_from("<4sI", data, at)
        chunk, at = data[at : at + 8 + size + (size & 1)], at + 8 + size + (size & 1)
        if kind == b"C2PA":
            claims.append(chunk[8 : 8 + size])
        else:
            rest += chunk
    rest += data[at:]
    return _apart(_only(claims), data[:4] + struct.pack("<I", 4 + len(rest)) + data[8:12] + bytes(rest))


def _only(claims: list[bytes]) -> bytes:
    if len(claims) != 1:
        raise ValueError("no claim, or more than one")
    return claims[0]


def _apart(claim: bytes, rest: bytes) -> Apart:
    if not claim:
        raise ValueError("no claim")
    return Apart(claim, _digest(rest))


def _digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _film(file: Path) -> Apart:
    """The claim's box is left out, and what a film's index says of where its samples lie is put back to as it was."""
    with file.open("rb") as stream:
        boxes = list(_outer(stream))
        claims = [one for one in boxes if one[0] == b"uuid" and _read(stream, one[1] + 8, 16) == C2PA]
        if len(claims) != 1:
            raise ValueError("no claim, or more than one")
        ((_, begins, length),) = claims
        inner = _read(stream, begins + 24, length - 24)
        purpose, _, body = inner[4:].partition(b"\0")  # after version and flags; then 8 bytes: where a tree begins
        if purpose != b"manifest":
            raise ValueError("a claim of another kind")
        digest = hashlib.sha256()
        for kind, at, size in boxes:
            if at == begins:
                continue
            if kind == b"moov":
                if size > LARGEST_INDEX:
                    raise ValueError("the film's index is too large")
                digest.update(_moved(_read(stream, at, size), begins, length))
            else:
                stream.seek(at)
                left = size
                while left:
                    piece = stream.read(min(CHUNK, left))
                    if not piece:
                        raise ValueError("the file ends too early")
                    digest.update(piece)
                    left -= len(piece)
    return Apart(body[8:], f"sha256:{digest.hexdigest()}")


def _read(stream: BinaryIO, at: int, size: int) -> bytes:
    stream.seek(at)
    return stream.read(size)


def _outer(stream: BinaryIO) -> Iterator[tuple[bytes, int, int]]:
    """Kind, place and size of each outermost box."""
    end, at = stream.seek(0, 2), 0
    while at < end:
        size, kind = struct.unpack(">I4s", _read(stream, at, 8))
        if size == 1:
            (size,) = struct.unpack(">Q", _read(stream, at + 8, 8))
        size = size or end - at
        if size < 8 or at + size > end:
            raise ValueError("a box of the film reaches beyond it")
        yield kind, at, size
        at += size


def _moved(index: bytes, begins: int, length: int) -> bytes:
    """The film's index with each offset behind the claim brought forward by the claim's length."""
    out = bytearray(index)

    def visit(at: int, end: int) -> None:
        while at + 8 <= end:
            size, kind = struct.unpack_from(">I4s", index, at)
            if size < 8 or at + size > end:
                raise ValueError("a box of the film reaches beyond it")
            if kind in WITHIN:
                visit(at + 8, at + size)
            elif kind in (b"stco", b"co64"):
                form = ">I" if kind == b"stco" else ">Q"
                (count,) = struct.unpack_from(">I", index, at + 12)
                for n in range(count):
                    place = at + 16 + n * struct.calcsize(form)
                    (offset,) = struct.unpack_from(form, index, place)
                    if offset >= begins + length:
                        struct.pack_into(form, out, place, offset - length)
            at += size

    visit(0, len(index))
    return bytes(out)


WALKS: dict[str, Callable[[Path], Apart]] = {
    "image/jpeg": _jpeg,
    "image/png": _png,
    "image/webp": _webp,
    "video/mp4": _film,
    "audio/mp4": _film,
}
