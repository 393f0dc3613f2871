"""Whether a voice is left in a written sound track: by its samples, by a second listener, by an attack.

None of this shares a model, a threshold or code with what finds speech and speakers or what silences: WebRTC's voice
activity detection (Gaussian mixtures), and a d-vector network. Thresholds and their measured error:
docs/decisions/0009-voice.md."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kindao.engine import weights
from kindao.engine.errors import Failed, Missing
from kindao.engine.geometry import Interval
from kindao.engine.verify.evidence import BY, Look
from kindao.engine.verify.result import Check
from kindao.engine.vocabulary import Finding, Identifier, Words

Floats = NDArray[np.float32]
Block = tuple[Fraction, NDArray[Any]]
"""The moment of its first sample, in seconds, and its samples: (samples,) or (samples, channels)."""


@dataclass(frozen=True, slots=True)
class Coding:
    """How loud silence may come out of a codec beside what was kept: it smears sound a little over its ends.

    Decibels of full scale: at the very edge, how many fewer a second away from it, and the least. A voice is not
    heard in what is allowed: it lasts a few hundredths of a second and is the kept one's own."""

    edge: float
    slope: float
    floor: float

    def limit(self, seconds: NDArray[np.float64]) -> NDArray[np.float64]:
        """The highest sample allowed so far from what is kept, 1.0 full scale."""
        if self.edge == -np.inf:
            return np.zeros(seconds.shape)
        return np.asarray(10 ** (np.maximum(self.edge - self.slope * seconds, self.floor) / 20))

    @property
    def reach(self) -> Fraction:
        """Seconds beside what is kept in which more than the least is allowed."""
        return (
            Fraction(0) if self.edge == -np.inf else Fraction(round((self.edge - self.floor) / self.slope * 1e6), 10**6)
        )


EXACT = Coding(-np.inf, 0.0, -np.inf)  # PCM and FLAC: zero
AAC = Coding(-26.0, 600.0, -100.0)  # measured: -38 at an edge, -68 after 20 ms, zero after 100 (16, 44.1, 48 kHz)
OPUS = Coding(-26.0, 130.0, -70.0)  # measured: -29 at an edge, -49 after 100 ms, -79 everywhere

RATE = 16_000  # samples a second of what is listened to
JOINED = Fraction(1, 10)  # s; what is louder than allowed less than that apart is one residual
FOREVER = Fraction(10**9)

HEARD = 480  # samples, 30 ms: the longest that the second listener takes at a time
SPOKEN = 3  # such pieces in a row that are speech
KEENEST = 0  # of its four modes, the one that misses least
LOUDER = 4.0  # it hardly hears what is 60 dB below full scale; what a codec leaves of silence must stay below -90

BANDS, FFT, FRAME, HOP = 40, 512, 400, 160  # of the d-vector network, as its package feeds it
FRAMES, STRIDE = 80, 40  # frames of 10 ms that it sees at a time, and between looks
TOGETHER = 5  # looks that are averaged to one voice: 2.4 s
VOICED, OFTEN = 0.6, 0.25  # autocorrelation from which a frame has a pitch; share of frames that a voice has with one
AUDIBLE = 10 ** (-55 / 20)  # root of mean square below which nothing is compared
OWN = 0.45  # cosine to what is kept from which a silenced voice may be the kept speaker's own
KNOWN = 0.55  # cosine from which the attacker says: the same voice


def look(written: Iterable[Block], kept: Sequence[Interval], *, rate: int, coding: Coding = EXACT) -> Look:
    """Whether all is silent outside `kept`, in every channel, sample by sample.

    written: the sound as it decodes from the written file, floats or signed integers, `rate` samples a second;
    kept: what may be heard. What cannot be told from a number is not silent."""
    loudest, found = 0.0, list[Interval]()
    for start, samples in written:
        if not len(samples):
            continue
        channels = np.abs(_scaled(samples)).reshape(len(samples), -1)
        sound = np.where(np.isfinite(channels), channels, np.inf).max(axis=1)
        away = _away(start, len(sound), kept, rate)
        outside = away > 0
        over = outside & (sound > coding.limit(np.maximum(away, 0.0)))
        far = away > float(coding.reach)
        loudest = max(loudest, float(sound[far].max(initial=0.0)))
        found = _joined(found, start, np.flatnonzero(over), rate)
    passed = not found
    words = Words(
        "Ngoài những đoạn được giữ, tệp im lặng hoàn toàn." if passed else "Ngoài những đoạn được giữ vẫn còn tiếng.",
        "Outside what is kept the file is silent." if passed else "Outside what is kept there is still sound.",
    )
    at_most = 0.0 if coding is EXACT else float(10 ** (coding.floor / 20))
    return _look("silence", passed, words, found, loudest, at_most)


def look_for_speech(heard: Iterable[Block], kept: Sequence[Interval], *, coding: Coding = EXACT) -> Look:
    """Whether a second listener hears speech outside `kept`. heard: the written sound, 16 kHz, one channel."""
    found: list[Interval] = []
    most, louder = 0, LOUDER if coding.floor <= -100 else 1.0
    listener, row, rest, at = _listener(), 0, np.zeros(0, np.float32), Fraction(-1)
    for start, samples in _within(heard, _others(kept, coding.reach)):
        if start != at:
            listener, row, rest = _listener(), 0, np.zeros(0, np.float32)
        begin = start - Fraction(len(rest), RATE)
        sound = np.concatenate([rest, samples])
        pieces = len(sound) // HEARD
        for n in range(pieces):
            piece = np.clip(np.nan_to_num(sound[n * HEARD : (n + 1) * HEARD]) * louder, -1, 1)
            speech = listener.is_speech((piece * 32767).astype("<i2").tobytes(), RATE)
            row = row + 1 if speech else 0
            most = max(most, row)
            if row >= SPOKEN:
                first = np.arange((n + 1 - row) * HEARD, (n + 1) * HEARD)
                found = _joined(found, begin, first, RATE)
        rest, at = sound[pieces * HEARD :], start + Fraction(len(samples), RATE)
    passed = not found
    words = Words(
        "Bộ nghe thứ hai không nghe thấy lời nói ngoài những đoạn được giữ."
        if passed
        else "Bộ nghe thứ hai còn nghe thấy lời nói ngoài những đoạn được giữ.",
        "A second listener hears no speech outside what is kept."
        if passed
        else "A second listener still hears speech outside what is kept.",
    )
    return _look("speech", passed, words, found, float(most), float(SPOKEN - 1))


def look_for_speakers(heard: Iterable[Block], original: Iterable[Block], kept: Sequence[Interval]) -> Look:
    """Whether an attacker who knows the voices that were silenced knows one again in what is kept.

    heard: the written sound; original: what it was made from; both 16 kHz, one channel. A residual is a kept stretch
    that sounds like a silenced voice which is not that of most of what is kept; or all that is kept, when nobody else
    was silenced than somebody who sounds like it. It does not know whose voice is whose: when all that is kept is the
    wrong person's, and another was silenced too, it finds nothing."""
    audible = list(_voices(_within(heard, _ordered(kept))))
    silenced = np.array([voice for _, voice in _voices(_within(original, _others(kept, Fraction(0))))], np.float32)
    found: list[Interval] = []
    most = 0.0
    if audible and len(silenced):
        voices = np.stack([voice for _, voice in audible])
        own = _unit(voices.sum(axis=0))
        others = silenced[silenced @ own < OWN]
        if len(others):
            likeness = (voices @ others.T).max(axis=1)
            most = float(likeness.max())
            found = _merged(part for (part, _), alike in zip(audible, likeness, strict=True) if alike >= KNOWN)
        else:
            most = float((silenced @ own).max())
            found = _merged(interval for interval, _ in audible)
    passed = not found
    words = Words(
        "Kẻ tấn công biết các giọng đã tắt không nhận ra giọng nào trong phần được giữ."
        if passed
        else "Một giọng trong phần được giữ nghe giống giọng đã tắt.",
        "An attacker who knows the silenced voices knows none again in what is kept."
        if passed
        else "A voice in what is kept sounds like one that was silenced.",
    )
    return _look("speakers", passed, words, found, most, KNOWN)


def _look(name: str, passed: bool, words: Words, found: Sequence[Interval], measured: float, limit: float) -> Look:
    residuals = tuple(Finding(Identifier.VOICE, interval, 1.0, f"{BY}.{name}") for interval in found)
    return Look(Check(name, passed, words, measured, limit), residuals)


def _scaled(samples: NDArray[Any]) -> NDArray[np.float64]:
    """Samples as floats, 1.0 full scale."""
    if samples.dtype.kind == "f":
        return samples.astype(np.float64)
    if samples.dtype.kind == "i":
        return samples.astype(np.float64) / -float(np.iinfo(samples.dtype).min)
    raise Failed(f"verification broke ({samples.dtype})", hint="Run 'kindao doctor'")


def _away(start: Fraction, count: int, kept: Sequence[Interval], rate: int) -> NDArray[np.float64]:
    """How far each sample is from what is kept, in seconds; 0 inside, which begins with an interval's start."""
    away = np.full(count, np.inf)
    number = np.arange(count)
    end_of_block = start + Fraction(count, rate)
    near = [i for i in kept if i.start <= end_of_block and i.end >= start]
    # Of the others the last before and the first after are enough: a talk has hundreds.
    near += sorted((i for i in kept if i.end < start), key=lambda i: i.end)[-1:]
    near += sorted((i for i in kept if i.start > end_of_block), key=lambda i: i.start)[:1]
    for interval in near:
        if interval.seconds:
            before, after = float((interval.start - start) * rate), float((interval.end - start) * rate)
            first, end = -((start - interval.start) * rate // 1), -((start - interval.end) * rate // 1)
            apart = np.where(number < first, before - number, np.where(number >= end, number - after, -np.inf))
            # A sample just before the start, or at the end itself, is outside however near it is.
            away = np.minimum(away, np.where(apart == -np.inf, 0.0, np.maximum(apart / rate, 1e-9)))
    return away


def _joined(found: list[Interval], start: Fraction, samples: NDArray[np.intp], rate: int) -> list[Interval]:
    """The intervals found so far and those of these samples, which come after them."""
    if not len(samples):
        return found
    breaks = np.flatnonzero(np.diff(samples) > float(JOINED * rate))
    out = list(found)
    for group in np.split(samples, breaks + 1):
        interval = Interval(
            max(Fraction(0), start + Fraction(int(group[0]), rate)),
            max(Fraction(0), start + Fraction(int(group[-1]) + 1, rate)),
        )
        if out and interval.start - out[-1].end <= JOINED:
            out[-1] = Interval(out[-1].start, max(out[-1].end, interval.end))
        else:
            out.append(interval)
    return out


def _merged(intervals: Iterable[Interval]) -> list[Interval]:
    out: list[Interval] = []
    for interval in intervals:
        if out and interval.start - out[-1].end <= JOINED:
            out[-1] = Interval(out[-1].start, max(out[-1].end, interval.end))
        else:
            out.append(interval)
    return out


def _ordered(kept: Sequence[Interval]) -> list[Interval]:
    return _merged(sorted((i for i in kept if i.seconds), key=lambda i: i.start))


def _others(kept: Sequence[Interval], reach: Fraction) -> list[Interval]:
    """What lies outside `kept` and farther than `reach` from it, in order."""
    widened = [Interval(max(Fraction(0), i.start - reach), i.end + reach) for i in _ordered(kept)]
    edges = [Interval(Fraction(0), Fraction(0)), *_ordered(widened), Interval(FOREVER, FOREVER)]
    return [Interval(a.end, b.start) for a, b in pairwise(edges) if a.end < b.start]


def _within(blocks: Iterable[Block], intervals: Sequence[Interval]) -> Iterator[tuple[Fraction, Floats]]:
    """The parts of the blocks that lie in the intervals, in order of time, each as one channel of floats."""
    for start, samples in blocks:
        sound = _scaled(samples).astype(np.float32)
        if sound.ndim != 1:
            raise Failed(f"verification broke ({sound.shape})", hint="Run 'kindao doctor'")
        for interval in intervals:
            first = max(0, -((start - interval.start) * RATE // 1))
            end = min(len(sound), -((start - interval.end) * RATE // 1))
            if first < end:
                yield start + Fraction(first, RATE), sound[first:end]


def _listener() -> Any:
    try:
        import webrtcvad
    except ImportError as error:
        raise Missing("verification: webrtcvad is not installed", hint="Install again") from error
    return webrtcvad.Vad(KEENEST)


def _voices(pieces: Iterable[tuple[Fraction, Floats]]) -> Iterator[tuple[Interval, Floats]]:
    """How the voices sound, 2.4 s at a time and 0.4 s apart; shorter stretches as one, from 0.8 s on."""
    looks: list[tuple[Fraction, Floats]] = []
    rest, at = np.zeros(0, np.float32), Fraction(-1)
    size, step = FFT + (FRAMES - 1) * HOP, STRIDE * HOP
    given = False

    def voice(of: Sequence[tuple[Fraction, Floats]]) -> tuple[Interval, Floats]:
        interval = Interval(of[0][0], of[-1][0] + Fraction(size, RATE))
        return interval, _unit(np.sum([vector for _, vector in of], axis=0))

    for start, samples in pieces:
        if start != at:
            if looks and not given:
                yield voice(looks)
            looks, rest, given = [], np.zeros(0, np.float32), False
        rest = np.concatenate([rest, samples])
        at = start + Fraction(len(samples), RATE)
        while len(rest) >= size:
            begin, sound = at - Fraction(len(rest), RATE), rest[:size]
            rest = rest[step:]
            if not _is_voice(sound):
                if looks and not given:
                    yield voice(looks)
                looks, given = [], False
                continue
            looks = [*looks[1 - TOGETHER :], (begin, embedding(sound))]
            if len(looks) == TOGETHER:
                given = True
                yield voice(looks)
    if looks and not given:
        yield voice(looks)


def _is_voice(sound: Floats) -> bool:
    """Whether it is loud enough, and often has a pitch from 70 to 400 Hz: the attacker's own idea of a voice."""
    if float(np.sqrt(np.mean(sound.astype(np.float64) ** 2))) < AUDIBLE:
        return False
    frames = sound[: len(sound) // 640 * 640].reshape(-1, 640).astype(np.float64)
    frames = frames - frames.mean(axis=1, keepdims=True)
    power = np.abs(np.fft.rfft(frames, 2048)) ** 2
    likeness = np.fft.irfft(power)[:, :640]
    peak = likeness[:, RATE // 400 : RATE // 70].max(axis=1) / np.maximum(likeness[:, 0], 1e-12)
    loud = likeness[:, 0] > 0.05 * likeness[:, 0].max()
    return bool(np.mean((peak >= VOICED) & loud) >= OFTEN)


def embedding(sound: Floats) -> Floats:
    """How a voice sounds: (256,), of length 1. sound: 16 kHz, from 0.8 s; the mean of all looks at it."""
    mels = mel(sound)
    if len(mels) < FRAMES:
        mels = np.pad(mels, ((0, FRAMES - len(mels)), (0, 0)))
    looks = np.stack([mels[n : n + FRAMES] for n in range(0, len(mels) - FRAMES + 1, STRIDE)])
    vectors = np.asarray(weights.session("dvector").run(None, {"mel_window": looks})[0], np.float32)
    return _unit(_unit(vectors).sum(axis=0))


def mel(sound: Floats) -> Floats:
    """Logarithm of power in 40 mel bands every 10 ms, (frames, 40), as the network's package computes it."""
    window = np.zeros(FFT)
    edge = (FFT - FRAME) // 2
    window[edge : edge + FRAME] = 0.54 - 0.46 * np.cos(2 * np.pi * np.arange(FRAME) / FRAME)
    frames = np.lib.stride_tricks.sliding_window_view(sound.astype(np.float64), FFT)[::HOP]
    power = np.abs(np.fft.rfft(frames * window)) ** 2
    return np.asarray(np.log10(power @ _filters() + 1e-10), np.float32)


@cache
def _filters() -> NDArray[np.float64]:
    """(257, 40). Source: Slaney, Auditory Toolbox, Interval Research 1998-010: mels are 3/200 of a hertz up to 1 kHz,
    then 27 to each factor of 6.4; every triangle has area one."""
    mels = np.linspace(0, 15 + 27 * np.log(8) / np.log(6.4), BANDS + 2)
    corners = np.where(mels < 15, mels / 0.015, 1000 * 6.4 ** ((mels - 15) / 27))
    hertz = np.linspace(0, RATE / 2, FFT // 2 + 1)
    bands = [np.interp(hertz, corners[n : n + 3], [0, 2 / (corners[n + 2] - corners[n]), 0]) for n in range(BANDS)]
    return np.stack(bands, axis=1)


def _unit(vectors: NDArray[Any]) -> Floats:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-12), np.float32)
