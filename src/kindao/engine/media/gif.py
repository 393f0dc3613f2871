"""GIF, block by block. Source: GIF89a specification."""

import struct

from kindao.engine.errors import Unreadable
from kindao.engine.media.foreign import refuse_foreign
from kindao.engine.media.icc import icc_entries
from kindao.engine.media.picture import Entry
from kindao.engine.media.survey import Survey, cut_short
from kindao.engine.media.trailing import trailing
from kindao.engine.media.words import printable, words
from kindao.engine.media.xmp import xmp_entries

BLOCKS, SUB_BLOCKS = 100_000, 4_000_000
LOOPS = frozenset({b"NETSCAPE2.0", b"ANIMEXTS1.0"})


def survey(data: bytes) -> Survey:
    """Raises Unreadable for a file without its end, or with a block of an unknown kind."""
    try:
        return _survey(data)
    except (struct.error, IndexError):
        raise cut_short() from None


def _survey(data: bytes) -> Survey:
    width, height, packed = struct.unpack_from("<HHB", data, 6)
    at = 13 + _palette(packed)
    frames, loops = 0, 1
    entries: list[Entry] = []
    for _ in range(BLOCKS):
        kind = data[at]
        if kind == 0x3B:
            break
        if kind == 0x2C:
            left, top, wide, high, packed = struct.unpack_from("<HHHHB", data, at + 1)
            width, height = max(width, left + wide), max(height, top + high)
            frames += 1
            _, at = _blocks(data, at + 11 + _palette(packed), keep=False)
        elif kind == 0x21:
            label = data[at + 1]
            value, at = _blocks(data, at + 2)
            if label == 0xFF and b"".join(value[:1]) in LOOPS and [len(part) for part in value[1:]] == [3]:
                again = int.from_bytes(value[1][1:3], "little")
                loops = again + 1 if again else 0
            elif label != 0xF9 or [len(part) for part in value] != [4]:
                entries += _extension(label, value)
        else:
            raise Unreadable("the GIF is damaged: a block of an unknown kind", hint="Export it again.")
    else:
        raise Unreadable(f"the GIF has more than {BLOCKS} blocks", hint="Export it again.")
    if not frames:
        raise Unreadable("the GIF holds no picture", hint="Use the original.")
    entries += trailing(data, at + 1)
    return Survey(width, height, frames, 8, loops, 1, tuple(entries))


def _palette(packed: int) -> int:
    return 3 << (packed & 7) + 1 if packed & 0x80 else 0


def _blocks(data: bytes, at: int, *, keep: bool = True) -> tuple[list[bytes], int]:
    """The run of sub-blocks that begins here, and where it ends."""
    found: list[bytes] = []
    for _ in range(SUB_BLOCKS):
        size = data[at]
        if not size:
            return found, at + 1
        if keep:
            found.append(data[at + 1 : at + 1 + size])
        at += 1 + size
    raise cut_short()


def _extension(label: int, parts: list[bytes]) -> list[Entry]:
    name, value = (parts[0] if parts else b""), b"".join(parts[1:])
    match label:
        case 0xFE:
            text = b"".join(parts)
            refuse_foreign(text)
            return [Entry("comment", "", words(text), len(text))]
        case 0xFF if name == b"XMP DataXMP":
            # The packet is not cut into blocks; each character was taken for a length.
            return xmp_entries(b"".join(bytes([len(part)]) + part for part in parts[1:]))
        case 0xFF if name.startswith(b"ICCRGBG1"):
            return icc_entries(value)
        case 0x01:
            return [Entry("comment", "plain text", words(value), len(value))]
        case _:
            refuse_foreign(value)
            return [Entry("unknown", words(name) or f"0x{label:02x}", printable(value), len(value))]
