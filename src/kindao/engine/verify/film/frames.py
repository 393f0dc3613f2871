"""MP3 and FLAC, frame by frame, against the few things that a recording needs. Whatever else is there is residue.

Their own walks: they know nothing of those in `media`. Sources: ISO 11172-3 and 13818-3 (MP3), the Info tag as LAME
describes it, RFC 9639 (FLAC)."""

import re
import struct
from collections.abc import Iterator
from mmap import mmap

import numpy as np
from numpy.typing import NDArray

from kindao.engine.verify.structure import Part
from kindao.engine.vocabulary import Identifier

Bytes = bytes | mmap

RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}  # by MPEG version
BITS = {  # kilobits a second, by their number in a header
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
ORIGINAL = 0x44  # bits of a header that the tag's frame leaves out: an original, two channels joined
CHANGES = 0x0000_F230  # bits of a header that differ from frame to frame: bit rate, padding, how channels are joined
NAMED = b"LAME3.100"
"""What the encoder fills bits with that it has left: as much of this as they hold, then ones and zeros by turns; at the
end of the sound of one frame, and again before that of the next. The same whatever is said."""
ENCODER = b"Lavf\0\0\0\0\0"
"""The muxer's name without a version in the Info tag, the same in every file."""
VENDOR = b"\x06\0\0\0ffmpeg\0\0\0\0"
"""The muxer's name without a version, and no comment: the same in every FLAC."""
BATCH = 256  # frames whose checksums are computed at once


def mp3(data: Bytes) -> Iterator[Part]:
    """Frames of layer III one after another, the first of them the Info tag that tells how long the sound is."""
    usual, first, sizes, at = 0, b"", list[int](), 0
    while at < len(data):
        head = data[at : at + 4]
        size = _size(head)
        if at + size > len(data) or not (size or sizes):
            raise ValueError
        if not size:
            yield Part(Identifier.EMBEDDED, "trailer")
            break
        said = int.from_bytes(head, "big") & ~CHANGES
        if not sizes:
            first, usual = head, said | ORIGINAL
        elif said != usual and (len(sizes) > 1 or said | ORIGINAL != usual):
            yield Part(Identifier.METADATA, "head")
            break
        if len(sizes) == 1:
            usual = said
        sizes.append(size)
        at += size
    yield from dict.fromkeys(_told(data[: sizes[0]], first, sizes))
    if any(not _filler(bits, count) for bits, count in _left_over(data, sizes)):
        yield Part(Identifier.EMBEDDED, "filler")


def _size(head: bytes) -> int:
    """Bytes of a frame by its first four; 0 when it is none."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return 0
    version, bits, rate = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or bits in (0, 15) or rate == 3:
        return 0
    speed = BITS[3 if version == 3 else 2][bits] * 1000
    return (144 if version == 3 else 72) * speed // RATES[version][rate] + (head[2] >> 1 & 1)


def _left_over(data: Bytes, sizes: list[int]) -> Iterator[tuple[int, int]]:
    """The bits between the sound of one frame and that of the next, which no player reads, and how many they are.

    sizes: of the frames, of which the first holds the tag. Raises ValueError where sound of two frames would overlap,
    and where there are bits in a frame's own description that mean nothing."""
    waiting, held, end = b"", 0, 0  # bytes after the last sound, how many came before these, the bit where it ends
    at = sizes[0]
    for size in sizes[1:]:
        head, frame = data[at : at + 4], data[at + 4 : at + size]
        full, one = head[1] >> 3 & 3 == 3, head[3] >> 6 == 3
        side = {(True, False): 32, (False, True): 9}.get((full, one), 17)
        start = 0 if head[1] & 1 else 2
        begins, sound, private = _described(frame[start : start + side], full=full, channels=1 if one else 2)
        place = 8 * (held + len(waiting) - begins)
        if private or place < end or place < 8 * held:
            raise ValueError
        yield _bits(waiting, end - 8 * held, place - 8 * held)
        end = place + sound
        waiting += frame[start + side :]
        used = min(max(end // 8 - held, 0), len(waiting))
        waiting, held = waiting[used:], held + used
        at += size
    if end > 8 * (held + len(waiting)):
        raise ValueError
    yield _bits(waiting, end - 8 * held, 8 * len(waiting))


def _described(side: bytes, *, full: bool, channels: int) -> tuple[int, int, int]:
    """Of a frame how many bytes before its own its sound begins, how many bits it has, and what is in bits that nobody
    reads. ISO 11172-3, 2.4.1.7; 13818-3, 2.4.1.7."""
    bits, left = int.from_bytes(side, "big"), 8 * len(side)

    def take(count: int) -> int:
        nonlocal left
        left -= count
        return bits >> left & (1 << count) - 1

    begins = take(9 if full else 8)
    private = take({(True, 1): 5, (True, 2): 3, (False, 1): 1}.get((full, channels), 2))
    take(4 * channels if full else 0)
    sound = 0
    for _ in range(channels * (2 if full else 1)):
        sound += take(12)
        take(47 if full else 51)
    return begins, sound, private


def _bits(data: bytes, start: int, end: int) -> tuple[int, int]:
    """The bits start <= n < end of some bytes as a number, and how many they are."""
    whole = int.from_bytes(data, "big") >> 8 * len(data) - end
    return whole & (1 << end - start) - 1, end - start


def _filler(bits: int, count: int) -> bool:
    """Whether bits that are left over say nothing: the encoder's name, then ones and zeros by turns, at most twice."""
    return not count or FILLED.fullmatch(f"{bits:0{count}b}") is not None


def _turns() -> re.Pattern[str]:
    """Of bits as text."""
    name = ""
    for byte in reversed(NAMED):
        name = f"(?:{byte:08b}{name})?"
    once = f"{name}(?:(?:01)*0?|(?:10)*1?)"
    return re.compile(once * 2)


FILLED = _turns()


def _told(frame: bytes, head: bytes, sizes: list[int]) -> Iterator[Part]:
    """What the Info tag tells beside how many frames and bytes there are, and where a player may jump to."""
    one, full = head[3] >> 6 == 3, head[1] >> 3 & 3 == 3
    at = 4 + {(True, True): 17, (False, True): 32, (True, False): 9, (False, False): 17}[one, full]
    if frame[at : at + 4] not in (b"Info", b"Xing"):
        return  # a frame of sound like the others
    flags, frames, length = struct.unpack_from(">III", frame, at + 4)
    jumps, tag = frame[at + 16 : at + 116], frame[at + 120 : at + 156]
    if flags != 15 or frames != len(sizes) - 1 or length != sum(sizes) or any(np.diff(list(jumps)) < 0):
        yield Part(Identifier.METADATA, "info")
    rest = frame[4:at], frame[at + 116 : at + 120], tag[9:21], tag[24:28], frame[at + 156 :]
    if tag[:9] != ENCODER or any(part.strip(b"\0") for part in rest):
        yield Part(Identifier.METADATA, "info")


def flac(data: Bytes) -> Iterator[Part]:
    """One description, empty comments, zeros; then frames of sound, each whole by its checksums."""
    if data[:4] != b"fLaC":
        raise ValueError
    at, kinds, last = 4, list[int](), False
    while not last:
        kind, size = data[at] & 127, int.from_bytes(data[at + 1 : at + 4], "big")
        last, body = bool(data[at] & 128), data[at + 4 : at + 4 + size]
        if len(body) < size:
            raise ValueError
        kinds.append(kind)
        if kind == 4 and body != VENDOR:
            yield Part(Identifier.METADATA, "vorbis-comment")
        elif kind == 1 and any(body[n : n + 4096].strip(b"\0") for n in range(0, size, 4096)):
            yield Part(Identifier.EMBEDDED, "gap")
        elif kind == 6:
            yield Part(Identifier.THUMBNAIL, "second-picture")
        elif kind not in (0, 1, 4):
            yield Part(Identifier.METADATA, "block")
        at += 4 + size
    if kinds[:1] != [0] or kinds.count(0) != 1 or kinds.count(4) > 1:
        raise ValueError
    yield from _sound(data, at)


def _sound(data: Bytes, at: int) -> Iterator[Part]:
    """What lies among the frames from here on that is none of them."""
    starts = list(_starts(data, at))
    if not starts:
        if at < len(data):
            yield Part(Identifier.EMBEDDED, "trailer")
        return
    if starts[0] != at:
        yield Part(Identifier.EMBEDDED, "gap")
    ends = [*starts[1:], len(data)]
    for n in range(0, len(starts), BATCH):
        batch = list(zip(starts[n : n + BATCH], ends[n : n + BATCH], strict=True))
        if _checksums([data[start:end] for start, end in batch]).any():
            yield Part(Identifier.EMBEDDED, "gap")
            return


def _starts(data: Bytes, at: int) -> Iterator[int]:
    """Where frames begin: those whose number is the next one, and whose head is whole by its checksum."""
    number = 0
    for match in re.compile(rb"\xff[\xf8\xf9]").finditer(data, at):
        head = data[match.start() : match.start() + 16]
        size = _head(head, number)
        if size and not _short_sum(head[:size]):
            number += 1
            yield match.start()


def _head(head: bytes, number: int) -> int:
    """Bytes of a frame's head with its checksum, when it is the head of the frame of this number; else 0."""
    if len(head) < 6:
        return 0
    told = _numbered(number) if head[1] == 0xF8 else b""
    if not told or head[4 : 4 + len(told)] != told:
        return 0
    samples, rate = head[2] >> 4, head[2] & 15
    return 4 + len(told) + {6: 1, 7: 2}.get(samples, 0) + {12: 1, 13: 2, 14: 2}.get(rate, 0) + 1


def _numbered(number: int) -> bytes:
    """A number as UTF-8 writes it, which goes further here than characters do."""
    if number < 0x80:
        return bytes((number,))
    tail: list[int] = []
    limit = 0x40
    while number >= limit or not tail:
        tail.append(0x80 | number & 0x3F)
        number >>= 6
        limit = 0x40 >> len(tail)
    return bytes((0xFF << (7 - len(tail)) & 0xFF | number, *reversed(tail)))


def _short_sum(head: bytes) -> int:
    """RFC 9639, section 9.1.8: x⁸ + x² + x + 1, begun with 0; 0 over what ends with it."""
    value = 0
    for byte in head:
        value ^= byte
        for _ in range(8):
            value = (value << 1 ^ 0x07) & 0xFF if value & 0x80 else value << 1
    return value


def _table() -> NDArray[np.uint16]:
    table = np.arange(256, dtype=np.uint32) << 8
    for _ in range(8):
        table = np.where(table & 0x8000, table << 1 ^ 0x8005, table << 1) & 0xFFFF
    return table.astype(np.uint16)


_TABLE = _table()


def _checksums(frames: list[bytes]) -> NDArray[np.uint16]:
    """RFC 9639, section 9.3: x¹⁶ + x¹⁵ + x² + 1, begun with 0, of all frames side by side; 0 over what ends with it."""
    longest = max(map(len, frames))
    # Zeros before a frame change nothing.
    laid = np.stack([np.frombuffer(frame.rjust(longest, b"\0"), np.uint8) for frame in frames], axis=1)
    value = np.zeros(len(frames), np.uint16)
    for row in laid:
        value = (value << np.uint16(8)) ^ _TABLE[(value >> np.uint16(8)) ^ row]
    return value
