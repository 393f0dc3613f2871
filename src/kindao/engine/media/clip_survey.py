"""The one full decoding that makes a file a clip: every frame, every sample, and what goes along with them."""

import re
from array import array
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av.error

from kindao.engine.errors import Unreadable
from kindao.engine.media.chunks import walk_flac, walk_mp3, walk_ogg, walk_riff
from kindao.engine.media.clip import Clip, ClipLimits, Container, Sound
from kindao.engine.media.demuxing import damaged, decoded, demuxed, side_data, unknown_coding
from kindao.engine.media.ebml import walk_ebml
from kindao.engine.media.files import looked_at
from kindao.engine.media.film_boxes import Walked, walk_boxes
from kindao.engine.media.picture import Entry
from kindao.engine.media.survey import SMALLEST
from kindao.engine.media.turning import UPRIGHT, Turn, shown_size, turn_of
from kindao.engine.media.words import LONGEST, printable

QUIET = frozenset({"DISPLAYMATRIX", "MASTERING_DISPLAY_METADATA", "CONTENT_LIGHT_LEVEL", "PANSCAN", "STEREO3D"}) | {
    *("MATRIXENCODING", "DOWNMIX_INFO", "REPLAYGAIN", "AFD", "SKIP_SAMPLES", "AUDIO_SERVICE_TYPE", "VIDEO_HINT"),
    *("FILM_GRAIN_PARAMS", "SPHERICAL", "AMBIENT_VIEWING_ENVIRONMENT", "DYNAMIC_HDR_PLUS", "DYNAMIC_HDR_VIVID"),
    *("DOVI_RPU_BUFFER", "DOVI_METADATA"),
}
"""Side data of frames that only says how they are to be shown."""
PARTS = 64  # distinct pieces of one kind of side data that are listed one by one


class Besides:
    """What goes along with the frames: each distinct piece once."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, bytes], int] = {}
        self._more: dict[str, int] = {}

    def hear(self, frame: Any) -> None:
        try:
            pieces = [(data.type.name, bytes(data)) for data in side_data(frame)]
        except ValueError:
            pieces = [("unknown", b"")]
        for kind, value in pieces:
            if kind in QUIET or (kind, value) in self._seen:
                continue
            if sum(1 for known, _ in self._seen if known == kind) < PARTS:
                self._seen[kind, value] = len(value)
            else:
                self._more[kind] = self._more.get(kind, 0) + len(value)

    def entries(self) -> Iterable[Entry]:
        for (kind, value), size in self._seen.items():
            text = printable(value[16:] if kind == "SEI_UNREGISTERED" else value)
            yield Entry("frame-data", _spoken(kind), text[:LONGEST], size)
        for kind, size in self._more.items():
            yield Entry("frame-data", f"more {_spoken(kind)}", size=size)


def _spoken(kind: str) -> str:
    return kind.lower().replace("_", "-")


def survey_clip(path: Path, container: Container, digest: str, limits: ClipLimits) -> Clip:
    """The clip that this file holds. Raises Unreadable for one that can't be read whole or is beyond `limits`."""
    walked = walk(path, container)
    with demuxed(path, container) as opened:
        streams: list[Any] = list(opened.streams)
        if len(streams) > limits.tracks:
            raise Unreadable(
                f"the file has {len(streams)} tracks; at most {limits.tracks} are opened", hint="Export the film again."
            )
        film = shown_film(streams)
        heard = [stream.index for stream in streams if stream.type == "audio" and _decodable(stream)]
        if any(stream.type == "audio" for stream in streams) and not heard:
            raise unknown_coding()
        if film < 0 and not heard:
            raise Unreadable("the file holds neither a film nor a sound", hint="Use the original.")
        entries = list(tracks_besides(opened, film, heard))
        entries += untold(walked.entries, entries, opened.metadata)
        if film >= 0:
            hold(streams[film].codec_context.width, streams[film].codec_context.height, limits)
    frames = _film(path, container, film, limits) if film >= 0 else None
    sounds = [_sound(path, container, index, limits) for index in heard]
    found = [sound for sound in sounds if sound is not None]
    if frames is None and not found:
        raise Unreadable("the file holds neither a film nor a sound", hint="Use the original.")
    if frames is not None:
        entries += frames.besides.entries()
        entries += _unshown(walked, frames)
    return _clip(path, container, digest, frames, found, entries, limits)


def walk(path: Path, container: Container) -> Walked:
    """The file's own structure, apart from FFmpeg's view of it."""
    with looked_at(path) as data:
        match container:
            case Container.MKV | Container.WEBM:
                return Walked(walk_ebml(data))
            case Container.AVI | Container.WAV:
                return Walked(walk_riff(data))
            case Container.FLAC:
                return Walked(walk_flac(data))
            case Container.OGG:
                return Walked(walk_ogg(data))
            case Container.MP3:
                return Walked(walk_mp3(data))
        return walk_boxes(data)


def untold(found: list[Entry], told: list[Entry], tags: dict[str, str]) -> Iterable[Entry]:
    """The entries that say more than what FFmpeg told of the same file."""
    known = "\n".join([entry.text for entry in told] + [*tags.keys(), *tags.values(), *HANDLERS, *WRITERS])
    for entry in found:
        lines = [line for line in entry.text.split("\n") if not LABEL.fullmatch(line)]
        covered = any(other.holder == "thumbnail" for other in told) if entry.holder == "thumbnail" else False
        if entry.holder == "user-data" and entry.text:
            covered = all(line.removeprefix("mdta") in known for line in lines)
        if not covered:
            yield entry


def _unshown(walked: Walked, film: "_Film") -> Iterable[Entry]:
    """Frames that the file holds and no player shows: before and after a trimmed film."""
    if not walked.fragmented and film.index < len(walked.samples):
        hidden = walked.samples[film.index] - len(film.ticks)
        if hidden > 0:
            yield Entry("unshown", "frames", size=hidden)


class _Film:
    """What the decoding of the film showed."""

    def __init__(self, index: int, tick: Fraction) -> None:
        self.index, self.tick = index, tick
        self.ticks = array("q")
        self.last = 0  # duration of the last frame, in ticks; 0 when it isn't told
        self.size = (0, 0)
        self.stored: tuple[int, int] = (0, 0)
        self.turn: Turn = UPRIGHT
        self.besides = Besides()


def shown_film(streams: list[Any]) -> int:
    """The index of the film that a player shows by itself: the first that is marked as default, else the first.

    -1 when there is none. Covers, thumbnails and single pictures that accompany a sound are none."""
    films = [stream for stream in streams if stream.type == "video" and not _accompanies(stream)]
    chosen = next((stream for stream in films if stream.disposition & stream.disposition.default), None)
    chosen = chosen or (films[0] if films else None)
    if chosen is None:
        return -1
    if not _decodable(chosen):
        raise unknown_coding()
    return int(chosen.index)


def _accompanies(stream: Any) -> bool:
    told = stream.disposition
    return bool(told & (told.attached_pic | told.timed_thumbnails | told.still_image | told.dependent))


def _decodable(stream: Any) -> bool:
    return stream.codec_context is not None and (stream.type != "video" or stream.codec_context.width >= 0)


def tracks_besides(opened: Any, film: int, heard: list[int]) -> Iterable[Entry]:
    """Tags, chapters and all tracks that are neither the film nor a sound."""
    yield from _tags("tag", opened.metadata)
    for stream in opened.streams:
        yield from _tags("track-tag", stream.metadata)
        if stream.index == film or stream.index in heard:
            continue
        told = stream.disposition
        if stream.type == "attachment":
            yield Entry("attachment", stream.mimetype or "", printable(stream.data), len(stream.data))
        elif stream.type == "video" and told & told.attached_pic:
            yield Entry("thumbnail", "cover")
        elif stream.type == "video":
            yield Entry("track", "film")
        elif stream.type == "audio":
            yield Entry("sound", "unknown coding")
        else:
            yield Entry("track", stream.type, *_said(opened, stream))
    for chapter in opened.chapters():
        yield Entry("chapter", "", "\n".join(chapter["metadata"].values()))


def _said(opened: Any, stream: Any) -> tuple[str, int]:
    """The words in a track of subtitles or data, and its size in bytes."""
    words, letters, size = [], 0, 0
    try:
        opened.seek(0)
        for packet in opened.demux(stream):
            size += packet.size
            if letters < LONGEST:
                words.append(printable(bytes(packet)[:LONGEST]))
                letters += len(words[-1])
    except av.error.FFmpegError:
        raise damaged() from None
    return "\n".join(word for word in words if word)[:LONGEST], size


NEUTRAL = {"major_brand", "minor_version", "compatible_brands", "DURATION", "duration", "rotate"}
HANDLERS = {"VideoHandler", "SoundHandler", "SubtitleHandler", "VideoHandle", "SoundHandle", "DataHandler"}
LABEL = re.compile(r"[A-Z][A-Z0-9]{3}|.?(?:data|mdta)")  # of a field in RIFF, ID3 and QuickTime
WRITERS = {"Lavf", "mdirappl", "mdta"}
SAYING_NOTHING = {
    "language": {"und"},
    "vendor_id": {"[0][0][0][0]", "FFMP"},
    "handler_name": HANDLERS,
    "encoder": {"Lavf"},  # what our copies say
}


def _tags(holder: str, tags: dict[str, str]) -> Iterable[Entry]:
    for key, value in tags.items():
        if key not in NEUTRAL and value not in SAYING_NOTHING.get(key.lower(), ()):
            yield Entry(holder, key, value[:LONGEST], len(value.encode()))


def hold(width: int, height: int, limits: ClipLimits) -> None:
    """Raises Unreadable for a frame of more pixels than are opened, or of fewer than can be inspected."""
    if width * height > limits.pixels:
        raise Unreadable(
            f"the film is {width} x {height} pixels; at most 4096 x 2304 are opened",
            hint="Export it smaller, in 4K or less.",
        )
    if width < SMALLEST or height < SMALLEST:
        raise Unreadable(
            f"the film is {width} x {height} pixels; below {SMALLEST} a side nothing can be inspected",
            hint="Use the original, not a preview of it.",
        )


def _too_long(limits: ClipLimits) -> Unreadable:
    return Unreadable(
        f"the film or recording is longer than {limits.seconds // 3600} hours", hint="Cut it into shorter parts."
    )


def _film(path: Path, container: Container, index: int, limits: ClipLimits) -> _Film:
    with demuxed(path, container) as opened:
        stream: Any = opened.streams[index]
        found = _Film(index, Fraction(stream.time_base))
        longest = limits.seconds / found.tick
        aspect = stream.sample_aspect_ratio
        for frame in decoded(opened, index, unseen=True):
            stored = (frame.width, frame.height)
            if not found.ticks:
                found.stored, found.turn = stored, turn_of(frame)
                found.size = shown_size(*stored, aspect, found.turn)
                hold(*found.size, limits)
            elif stored != found.stored:
                raise Unreadable("the film changes its size on the way", hint="Export it again in one size.")
            elif frame.pts is None or frame.pts <= found.ticks[-1]:
                raise _broken_times()
            if frame.pts is None or frame.pts - (found.ticks[0] if found.ticks else frame.pts) > longest:
                raise _broken_times() if frame.pts is None else _too_long(limits)
            found.ticks.append(frame.pts)
            if len(found.ticks) > limits.frames:
                raise Unreadable(f"the film has more than {limits.frames} frames", hint="Cut it into shorter parts.")
            found.last = frame.duration or 0
            found.besides.hear(frame)
    if not found.ticks:
        raise Unreadable("the film has no frame that can be shown", hint="Export or copy it again.")
    return found


def _broken_times() -> Unreadable:
    return Unreadable("the film does not say when each of its frames is to be shown", hint="Export the film again.")


def _sound(path: Path, container: Container, index: int, limits: ClipLimits) -> Sound | None:
    """One track of sound, its start still by the file's own clock; None when nothing is in it."""
    start = end = None
    rate = channels = 0
    with demuxed(path, container) as opened:
        for frame in decoded(opened, index):
            if not frame.samples:
                continue
            if rate and (frame.sample_rate, frame.layout.nb_channels) != (rate, channels):
                raise Unreadable("the sound changes its kind on the way", hint="Export the film again.")
            rate, channels = frame.sample_rate, frame.layout.nb_channels
            if not 4_000 <= rate <= 384_000 or not 1 <= channels <= 8:
                raise unknown_coding()
            at = end if frame.pts is None else Fraction(frame.pts) * frame.time_base
            at = Fraction(0) if at is None else at
            start = at if start is None else start
            end = max(end or at, at + Fraction(frame.samples, rate))
            if end - start > limits.seconds:
                raise _too_long(limits)
    if start is None or end is None:
        return None
    return Sound(index, channels, rate, start, end - start)


def _clip(
    path: Path,
    container: Container,
    digest: str,
    film: _Film | None,
    sounds: list[Sound],
    entries: list[Entry],
    limits: ClipLimits,
) -> Clip:
    starts = [sound.start for sound in sounds] + ([film.ticks[0] * film.tick] if film else [])
    origin = min(starts)
    placed = tuple(Sound(s.index, s.channels, s.rate, s.start - origin, s.seconds) for s in sounds)
    end = max((s.start + s.seconds for s in placed), default=Fraction(0))
    rate = Fraction(0)
    if film is not None:
        span = film.ticks[-1] - film.ticks[0]
        last = film.last or round(Fraction(span, max(1, len(film.ticks) - 1))) or round(Fraction(1, 25) / film.tick)
        shown = (span + last) * film.tick
        if not shown:
            raise damaged()
        rate = len(film.ticks) / shown
        end = max(end, film.ticks[0] * film.tick - origin + shown)
    if end > limits.seconds:
        raise _too_long(limits)
    entries = list(dict.fromkeys(entries))
    if len(entries) > limits.entries:
        entries = [*entries[: limits.entries], Entry("unknown", "more")]
    if film is None:
        if container in (Container.MP4, Container.MOV, Container.THREE_GP):
            container = Container.M4A
        return Clip(path, container, digest, 0, 0, 0, end, rate, placed, tuple(entries), origin=origin)
    return Clip(
        path,
        container,
        digest,
        *film.size,
        len(film.ticks),
        end,
        rate,
        placed,
        tuple(entries),
        film.index,
        origin,
        film.tick,
        film.ticks.tobytes(),
    )
