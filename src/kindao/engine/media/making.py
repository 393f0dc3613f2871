"""Films and recordings made from bare pictures and samples: size, colour, times, and nothing else that could be
carried along. Same pictures and samples, same bytes."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import av
import av.error
import numpy as np
from av.bitstream import BitStreamFilterContext
from av.stream import Disposition
from numpy.typing import NDArray

from kindao.engine.errors import BadInput, Failed
from kindao.engine.media.clip import Clip, Container, Sound
from kindao.engine.media.demuxing import demuxed
from kindao.engine.media.reading import LAYOUTS, Still
from kindao.engine.media.tones import fresh, views
from kindao.engine.media.writing import whole_or_not

SUFFIXES = {
    ".mp4": Container.MP4,
    ".m4v": Container.MP4,
    ".mov": Container.MOV,
    ".mkv": Container.MKV,
    ".webm": Container.WEBM,
    ".m4a": Container.M4A,
    ".mp3": Container.MP3,
    ".wav": Container.WAV,
    ".ogg": Container.OGG,
    ".opus": Container.OGG,
    ".flac": Container.FLAC,
}
FILMS = frozenset({Container.MP4, Container.MOV, Container.MKV, Container.WEBM})
RECORDINGS = frozenset({Container.M4A, Container.MP3, Container.WAV, Container.OGG, Container.FLAC})
MUXERS = {
    Container.MP4: "mp4",
    Container.MOV: "mov",
    Container.MKV: "matroska",
    Container.WEBM: "webm",
    Container.M4A: "ipod",
    Container.MP3: "mp3",
    Container.WAV: "wav",
    Container.OGG: "ogg",
    Container.FLAC: "flac",
}
SOUND_CODECS = {
    Container.MP4: "aac",
    Container.MOV: "aac",
    Container.M4A: "aac",
    Container.MKV: "libopus",  # Matroska can say how much of it is lead-in; of AAC it can't, and all would be late
    Container.WEBM: "libopus",
    Container.OGG: "libopus",
    Container.MP3: "libmp3lame",
    Container.WAV: "pcm_s16le",
    Container.FLAC: "flac",
}
RATES = {
    "aac": (48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000),
    "libopus": (48_000,),
    "libmp3lame": (48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000),
    "pcm_s16le": (),  # any
    "flac": (),
}
FORMATS = {"aac": "fltp", "libopus": "flt", "libmp3lame": "fltp", "pcm_s16le": "s16", "flac": "s16"}
BITS = 64_000  # a second and channel: speech and music without a difference that is heard, in AAC and Opus

THREADS = 4  # of the encoder, on any machine: another number gives other bytes
PRESET, CRF = "veryfast", 18  # SSIM .991 to .998 on 720p, 9 ms a frame of one core; slower presets gain nothing there
VP9_CRF, VP9_SPEED = 8, 7  # mean SSIM .981 to .992 on 720p, .960 in the worst frame, 20 ms a frame of one core
KEY_EVERY = 5  # seconds between pictures from which a player can start
SHOWN = Disposition.default
FINEST = 1_000_000  # steps a second; finer clocks than that are rounded
COARSEST = 1_000


def clip_container_for(path: Path) -> Container:
    """The container that a file's suffix asks for. Raises BadInput for one that is not written."""
    found = SUFFIXES.get(path.suffix.lower())
    if found is None:
        raise BadInput(
            "output: the suffix names no film or recording that can be written",
            hint="Use .mp4, .mov, .mkv or .webm; for sound alone .m4a, .mp3, .wav, .ogg or .flac.",
        )
    return found


@dataclass(frozen=True, slots=True)
class FilmFacts:
    """What a film that is made has: all that the file will tell."""

    width: int  # pixels, even
    height: int
    rate: Fraction  # mean frames a second
    tick: Fraction  # seconds; every frame's time is a whole number of it
    seconds: Fraction  # when the last frame ends
    sounds: tuple[Sound, ...] = ()  # their rate and channels are those that `sound` will be given
    colours: int = 0
    """How the file tells them to be stored, by H.273: of a part, too, as in the film's first frame; 0: in its own."""

    @classmethod
    def like(cls, clip: Clip, container: Container) -> Self:
        """Those of a clip, with sounds as they are written into this container."""
        tick = clip.tick if clip.frames else Fraction(1, 1000)
        fine = tick.denominator
        while fine < COARSEST:
            fine *= 10
        if (both := lcm(fine, clip.origin.denominator)) <= FINEST:
            fine = both
        tick = Fraction(1, min(fine, FINEST))
        sounds = tuple(written_sound(sound, container) for sound in clip.sounds)
        end = clip.at(0) + clip.frames / clip.rate if clip.frames else Fraction(0)
        return cls(clip.width, clip.height, clip.rate, tick, end, sounds)


def written_sound(sound: Sound, container: Container) -> Sound:
    """A sound as this container will hold it: at a rate that its coding knows, with one channel or two."""
    known = RATES[SOUND_CODECS[container]]
    rate = sound.rate
    if known and rate not in known:
        rate = min((higher for higher in known if higher > rate), default=known[0])
    return replace(sound, rate=rate, channels=2 if sound.channels == 2 else 1)


class FilmWriter:
    """One film, written picture by picture; no file at all unless it ends well.

    segment: only a part of one, pictures alone, in the coding that `container` asks for; `join` puts parts together.
    Every part begins with a picture that needs no other. Pictures come in order, each sound in order;
    in a whole film both should advance together, so that little waits in memory."""

    def __init__(
        self, path: Path, facts: FilmFacts, container: Container, *, segment: bool = False, force: bool = False
    ) -> None:
        if container not in FILMS:
            raise BadInput(f"a film cannot be written as {container.upper()}", hint="Use .mp4, .mov, .mkv or .webm.")
        self._path, self._facts, self._container = path, facts, container
        self._segment, self._force = segment, force
        self._stack = ExitStack()
        self._film: _Film
        self._sounds: list[_Track] = []

    def picture(self, picture: Still | Any, at: Fraction) -> None:
        """The next frame, shown from `at` on (seconds), until the one after it or the film's end.

        picture: a Still, or a yuv420p av.VideoFrame of the film's size. Only its planes are taken."""
        own = isinstance(picture, Still)  # whose planes are in a frame with nothing else
        self._film.picture(picture.planes if own else picture, at, bare=own)

    def sound(self, track: int, at: Fraction, samples: NDArray[np.float32]) -> None:
        """The next samples of a track, (n,) or (n, channels) from -1 to 1, from `at` on (seconds).

        Nothing between them and those before is silence."""
        self._sounds[track].samples(at, samples)

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            part = stack.enter_context(whole_or_not(self._path, force=self._force))
            written = Container.MP4 if self._segment else self._container
            out = stack.enter_context(_Output(part, written, self._facts.tick.denominator))
            self._film = _Film(out, self._facts, self._container)
            if not self._segment:
                self._sounds = [_Track(out, sound, self._container) for sound in self._facts.sounds]
            stack.push(self._complete)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    def _complete(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if error is None:
            self._film.finish(None if self._segment else self._facts.seconds)
            for track in self._sounds:
                track.finish()


class _Output:
    """A container that is being written, with nothing of its own to tell. What FFmpeg can't do is Failed."""

    def __init__(self, part: Path, container: Container, steps: int = 1000) -> None:
        """steps: of the clock, a second, by which a delay before the first frame is told."""
        options = {"fflags": "+bitexact"}
        if container in (Container.MP4, Container.MOV, Container.M4A):
            options |= {"movflags": "+faststart", "movie_timescale": str(steps)}
        if container is Container.MP3:
            options |= {"id3v2_version": "0", "write_id3v1": "0"}
        self.file: Any = av.open(f"file:{part.absolute()}", "w", MUXERS[container], options=options)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.file.close()
        except av.error.FFmpegError as failed:
            if error is None:
                raise in_words(failed) from None
        if isinstance(error, av.error.FFmpegError):
            raise in_words(error) from None

    def coded(self, codec: str, rate: Any, options: Mapping[str, str]) -> Any:
        """A stream with its encoder."""
        stream = self.file.add_stream(codec, rate=rate, options=dict(options))
        stream.codec_context.flags |= int(av.codec.context.Flags.bitexact)
        if not any(other.type == stream.type for other in self.file.streams if other is not stream):
            stream.disposition = SHOWN
        return stream


def in_words(error: Exception) -> Exception:
    """What the system says stays an OSError, to be worded where files are placed; the rest is Failed."""
    if isinstance(error, OSError) and error.errno:
        return OSError(error.errno, error.strerror)
    return Failed("the film or recording could not be written")


class _Film:
    """The encoder of a film's pictures. Frames leave it in the order in which they came in."""

    def __init__(self, out: _Output, facts: FilmFacts, container: Container) -> None:
        self._out, self._facts = out, facts
        rate = told_rate(facts)
        every = str(max(1, round(rate * KEY_EVERY)))
        if container is Container.WEBM:
            codec, options = "libvpx-vp9", vp9_options()
        else:
            codec, options = "libx264", h264_options()
        self._stream = out.coded(codec, rate, options | {"g": every})
        context = self._stream.codec_context
        context.width, context.height, context.pix_fmt = facts.width, facts.height, "yuv420p"
        context.thread_count, context.thread_type = THREADS, "AUTO"
        context.time_base = self._stream.time_base = facts.tick
        context.sample_aspect_ratio = Fraction(1)
        self._context = context
        self._stripped: Any = None
        self._held: Any = None
        self._last: int | None = None
        self.pictures = 0

    def picture(self, frame: Any, at: Fraction, *, bare: bool) -> None:
        """bare: whether it holds planes alone, and may be given its time."""
        facts = self._facts
        if (frame.width, frame.height, frame.format.name) != (facts.width, facts.height, "yuv420p"):
            raise ValueError(f"not a frame of this film: {frame.format.name} {frame.width} x {frame.height}")
        tick = round(at / facts.tick)
        if self._last is not None and tick <= self._last:
            raise ValueError(f"frame {self.pictures} is not shown after the one before")
        if not bare:
            frame = fresh(*views(frame), frame.colorspace)
        frame.pts, frame.time_base = tick, facts.tick
        if not self.pictures:
            self._begin(frame)
        self._last = tick
        self.pictures += 1
        self._mux(self._stream.encode(frame))

    def _begin(self, frame: Any) -> None:
        context = self._context
        told = self._facts.colours or frame.colorspace
        context.colorspace = context.color_primaries = context.color_trc = told
        context.color_range = frame.color_range

    def finish(self, end: Fraction | None) -> None:
        """end: when the last frame ends; None: after the mean time."""
        if not self.pictures or self._last is None:
            raise BadInput("there is no frame to write")
        self._mux(self._stream.encode(None))
        if self._stripped is not None:
            self._pass(self._stripped.filter(None))
        mean = max(1, round(1 / self._facts.rate / self._facts.tick)) if self._facts.rate else 1
        until = self._last + mean if end is None else max(self._last + 1, round(end / self._facts.tick))
        if self._held is not None:
            self._held.duration = until - self._held.pts
            self._out.file.mux(self._held)

    def _mux(self, packets: Sequence[Any]) -> None:
        for packet in packets:
            if self._context.name != "libx264":
                self._pass([packet])
                continue
            if self._stripped is None:  # SEI: x264 names its build and its settings in one
                self._stripped = BitStreamFilterContext("filter_units=remove_types=6", self._stream)
            self._pass(self._stripped.filter(packet))

    def _pass(self, packets: Sequence[Any]) -> None:
        """Each packet is held until the next one says how long it is shown."""
        for packet in packets:
            packet.stream = self._stream
            packet.time_base = self._facts.tick
            if self._held is not None:
                self._held.duration = packet.pts - self._held.pts
                self._out.file.mux(self._held)
            self._held = packet


def told_rate(facts: FilmFacts) -> Fraction:
    """Frames a second as encoders and players like it told: at least one, no odd fraction."""
    return max(Fraction(1), facts.rate).limit_denominator(1001)


def h264_options() -> dict[str, str]:
    """No B-frames: frames are stored in the order in which they are shown, and their times need no shift."""
    return {
        "preset": PRESET,
        "crf": str(CRF),
        "a53cc": "0",
        "udu_sei": "0",
        "bf": "0",
        "flags": "+cgop",
        "x264-params": "open-gop=0",
    }


def vp9_options() -> dict[str, str]:
    """No look-ahead: each frame is a packet of its own, and none is hidden in another."""
    return {
        "crf": str(VP9_CRF),
        "b": "0",
        "deadline": "realtime",
        "cpu-used": str(VP9_SPEED),
        "lag-in-frames": "0",
        "auto-alt-ref": "0",
        "row-mt": "1",
        "tile-columns": "2",
    }


def coding(container: Container) -> tuple[Any, ...]:
    """What the bytes of a part rest on beside its pictures and facts."""
    options = vp9_options() if container is Container.WEBM else h264_options()
    return av.__version__, sorted(av.library_versions.items()), THREADS, KEY_EVERY, options


class _Track:
    """The encoder of one sound."""

    def __init__(self, out: _Output, sound: Sound, container: Container) -> None:
        codec = SOUND_CODECS[container]
        self._out, self._sound, self._format = out, sound, FORMATS[codec]
        options = {"b": str(BITS * sound.channels)} if RATES[codec] else {}
        if codec == "libmp3lame":
            options = {"b": str(2 * BITS if sound.channels == 1 else 3 * BITS)}
        self._stream = out.coded(codec, sound.rate, options)
        context = self._stream.codec_context
        context.layout, context.format = LAYOUTS[sound.channels], self._format
        context.thread_count = 1
        self._stream.time_base = Fraction(1, sound.rate)
        self._place = 0

    @property
    def seconds(self) -> Fraction:
        """How far it has been written."""
        return Fraction(self._place, self._sound.rate)

    def samples(self, at: Fraction, samples: NDArray[np.float32]) -> None:
        values = samples[:, None] if samples.ndim == 1 else samples
        if values.shape[1] != self._sound.channels:
            values = _mixed(values, self._sound.channels)
        due = round(at * self._sound.rate)
        if due < self._place:
            raise ValueError("samples overlap those before them")
        while due > self._place:
            self._encode(np.zeros((min(due - self._place, 1 << 16), self._sound.channels), np.float32))
        self._encode(values)

    def _encode(self, values: NDArray[np.float32]) -> None:
        if not len(values):
            return
        for piece in np.split(values, range(1 << 14, len(values), 1 << 14)):
            ready = np.clip(np.nan_to_num(piece), -1, 1)
            if self._format == "s16":
                ready = np.round(ready * 32767).astype(np.int16)
            planar = self._format == "fltp"
            packed = np.ascontiguousarray(ready.T) if planar else np.ascontiguousarray(ready).reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(packed, self._format, LAYOUTS[self._sound.channels])
            frame.sample_rate, frame.pts = self._sound.rate, self._place
            frame.time_base = Fraction(1, self._sound.rate)
            self._place += len(piece)
            self._out.file.mux(self._stream.encode(frame))

    def finish(self) -> None:
        if not self._place:  # a track without a packet is no track: a moment of silence instead
            self._encode(np.zeros((self._sound.rate // 10, self._sound.channels), np.float32))
        self._out.file.mux(self._stream.encode(None))


def _mixed(values: NDArray[np.float32], channels: int) -> NDArray[np.float32]:
    """Other channels than a track has: the mean of all, in each."""
    return np.repeat(values.mean(1, keepdims=True, dtype=np.float32), channels, axis=1)


Blocks = Iterator[tuple[Fraction, NDArray[np.float32]]]
"""What `samples` yields: a moment in seconds, and the samples from there on."""


def write_sound(path: Path, blocks: Blocks, sound: Sound, container: Container, *, force: bool = False) -> None:
    """A recording alone.

    sound: as `written_sound` gives it; blocks at its rate. Raises BadInput for a container of films."""
    if container not in RECORDINGS:
        raise BadInput(
            f"a recording cannot be written as {container.upper()}", hint="Use .m4a, .mp3, .wav, .ogg or .flac."
        )
    with whole_or_not(path, force=force) as part, _Output(part, container) as out:
        track = _Track(out, sound, container)
        for at, samples in blocks:
            track.samples(at, samples)
        track.finish()


def join(
    segments: Sequence[Path],
    out: Path,
    facts: FilmFacts,
    container: Container,
    *,
    sounds: Sequence[Blocks] = (),
    force: bool = False,
) -> None:
    """One film of parts that `FilmWriter` wrote, as they are, and of sounds, one for each of `facts.sounds`.

    Raises Failed when a part is not of this film: of another size or coding, or not after the one before."""
    if len(sounds) != len(facts.sounds):
        raise ValueError(f"{len(sounds)} sounds for {len(facts.sounds)}")
    with whole_or_not(out, force=force) as part, _Output(part, container, facts.tick.denominator) as file:
        with demuxed(segments[0], Container.MP4) as first:
            stream: Any = file.file.add_stream_from_template(first.streams[0])
            like = _kind(first.streams[0])
        stream.time_base, stream.codec_context.framerate = facts.tick, told_rate(facts)
        stream.disposition = SHOWN
        tracks = [_Track(file, sound, container) for sound in facts.sounds]
        held: Any = None
        for segment in segments:
            with demuxed(segment, Container.MP4) as opened:
                if _kind(opened.streams[0]) != like:
                    raise _another_film()
                for packet in opened.demux(opened.streams[0]):
                    if packet.pts is None:  # the end
                        continue
                    at = round(Fraction(packet.pts) * packet.time_base / facts.tick)
                    if held is not None:
                        if at <= held.pts:
                            raise _another_film()
                        held.duration = at - held.pts
                        file.file.mux(held)
                        _advance(tracks, sounds, at * facts.tick)
                    packet.pts = packet.dts = at
                    packet.time_base, packet.stream = facts.tick, stream
                    held = packet
        if held is None:
            raise _another_film()
        held.duration = max(1, round(facts.seconds / facts.tick) - held.pts)
        file.file.mux(held)
        _advance(tracks, sounds, None)
        for track in tracks:
            track.finish()


def _advance(tracks: Sequence[_Track], sounds: Sequence[Blocks], until: Fraction | None) -> None:
    for track, blocks in zip(tracks, sounds, strict=True):
        while until is None or track.seconds <= until:
            block = next(blocks, None)
            if block is None:
                break
            track.samples(*block)


def _kind(stream: Any) -> tuple[Any, ...]:
    context = stream.codec_context
    return context.name, context.width, context.height, bytes(context.extradata or b"")


def _another_film() -> Failed:
    return Failed("a part of the copy does not belong to this film", hint="Delete the parts and begin again.")
