"""Which parts of a copy are, byte for byte, those of the copy before, so that what was seen of them there holds here.

A part is a stretch of frames whose pictures need none before them: with how pictures are coded at all, its coded bytes
say everything that is shown. What was seen is that of this very part only where these bytes are the same, and all that
the looks at it were told; where anything about the coding is not as it is known here, no part is like another."""

import hashlib
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Any

from kindao.engine.geometry import Track
from kindao.engine.media.clip import Clip
from kindao.engine.media.demuxing import decoded, demuxed
from kindao.engine.media.reading import Still, stills
from kindao.engine.media.turning import UPRIGHT, turn_of
from kindao.engine.verify.film.planes import Colour
from kindao.engine.verify.film.told import Told
from kindao.engine.vocabulary import Finding

INSTANT, OTHER = 5, 1  # pieces of H.264: of a picture after which none needs one before it, itself neither; of others
KEY, BETWEEN = 0x80, 0x84  # the same in VP9: six bits of a frame's first byte, profile 0


@dataclass(frozen=True, slots=True)
class Part:
    """The frames first <= n < end. coded: a digest of all that is decoded of them; "" is like no other."""

    first: int
    end: int
    coded: str = ""


def parts_of(written: Clip, starts: Sequence[int]) -> tuple[Part, ...]:
    """The parts of a film, which begin at these frames, the first at 0; or all of it as one, like no other, where one
    of them needs a picture before it, or that cannot be told."""
    whole = (Part(0, written.frames),)
    if not starts or starts[0] or list(starts) != sorted(set(starts)) or starts[-1] >= written.frames:
        return whole
    ticks = memoryview(written.ticks).cast("q")
    with demuxed(written.path, written.container) as opened:
        stream: Any = opened.streams[written.film]
        context = stream.codec_context
        head = bytes(context.extradata or b"")
        begins = _begins(context.name, head)
        if begins is None or not _upright(written):
            return whole
        shown = (
            *(written.container, written.width, written.height, written.tick, written.origin, context.name, head),
            *(context.width, context.height, context.pix_fmt, context.colorspace, context.color_range),
            *(context.color_primaries, context.color_trc, stream.sample_aspect_ratio, stream.time_base),
        )
        digests, at = [hashlib.sha256(repr(shown).encode()) for _ in starts], 0
        part = -1
        for packet in opened.demux(stream):
            if packet.pts is None and not packet.size:  # the end
                continue
            coded = bytes(packet)
            anew = begins(coded)
            if at == len(ticks) or packet.pts != ticks[at] or anew is None or any(True for _ in packet.iter_sidedata()):
                return whole
            if part + 1 < len(starts) and at == starts[part + 1]:
                if not anew:
                    return whole
                part += 1
            digests[part].update(f"{packet.pts} {len(coded)} ".encode() + coded)
            at += 1
        if at != len(ticks):
            return whole
    spans = pairwise((*starts, written.frames))
    return tuple(Part(first, end, digest.hexdigest()) for (first, end), digest in zip(spans, digests, strict=True))


def _upright(written: Clip) -> bool:
    """Whether frames are shown as they are stored: what the file says beside them is said of all, the first as well."""
    with demuxed(written.path, written.container) as opened:
        return turn_of(next(decoded(opened, written.film))) == UPRIGHT


def _begins(codec: str, head: bytes) -> Callable[[bytes], bool | None] | None:
    """Whether a coded frame needs none before it, by its bytes; None of what else it may be. None of other codings."""
    if codec == "h264" and len(head) > 4 and head[0] == 1:
        length_size = (head[4] & 3) + 1
        return lambda coded: _either(_kinds(coded, length_size), INSTANT, OTHER)
    if codec in ("vp9", "libvpx-vp9"):
        return lambda coded: _either({coded[0] & 0xFC}, KEY, BETWEEN) if coded else None
    return None


def _either(kinds: set[int], anew: int, on: int) -> bool | None:
    return True if kinds == {anew} else False if kinds == {on} else None


def _kinds(coded: bytes, length_size: int) -> set[int]:
    """Of the pieces of a frame in H.264; -1 where they do not fit. Source: ITU-T H.264, 7.3.1."""
    kinds, at = set(), 0
    while at < len(coded):
        size = int.from_bytes(coded[at : at + length_size], "big")
        at += length_size
        if not size or at + size > len(coded):
            return {-1}
        kinds.add(coded[at] & 31)
        at += size
    return kinds


def question(part: Part, written: Clip, original: Clip, said: Told, colour: Colour | None) -> str:
    """All on which the answer to a look at a part rests: the same question has the same answer."""
    told = (
        *(written.frames, said.width, said.height, said.drawn, said.somewhere, said.known, colour),
        *([_told(f) for f in some] for some in (said.covered, said.found)),
        [_place(track) for track in said.kept],
    )
    asked = (original.digest, part.first, part.end, part.coded, told)
    return hashlib.sha256(repr(asked).encode()).hexdigest()


def _told(finding: Finding) -> tuple[Any, ...]:
    assert isinstance(finding.where, Track)
    return finding.identifier, finding.about, _place(finding.where)


def _place(track: Track) -> tuple[int, bytes, bytes, list[int]]:
    return track.first, track.packed, track.whole, sorted(track.unsure)


class Frames:
    """The frames of a film, span by span; where one follows the one before it goes on."""

    def __init__(self, clip: Clip) -> None:
        self._clip, self._next = clip, -1
        self._stills: Generator[Still, None, None] | None = None

    def of(self, first: int, end: int) -> Iterator[Still]:
        """Raises what `stills` raises."""
        if self._stills is None or first != self._next:
            self.close()
            self._stills = stills(self._clip, start=first)
        for still in islice(self._stills, end - first):
            self._next = still.index + 1
            yield still
        if end == self._clip.frames:
            next(self._stills, None)  # which looks whether the film ends there, too

    def close(self) -> None:
        if self._stills is not None:
            self._stills.close()
