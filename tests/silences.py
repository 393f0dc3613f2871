"""Talks between two people of whom one agreed to be heard: copies that are silent where they must be, and copies
with a planted leak. Seeded; used by the tests of verification and by bench/voice.py."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from io import BytesIO
from typing import cast

import av
import numpy as np
from numpy.typing import NDArray

import voices
from kindao.engine.geometry import Interval
from kindao.engine.redact.silence import silenced
from kindao.engine.verify import voice
from kindao.engine.verify.evidence import Look
from voices import NOISES, RATE, Block, Sound, blocks, level

LOUD = -20.0  # dB of full scale: how loud people speak
CODINGS = ("pcm", "aac", "opus")
_CODECS = {"aac": ("aac", "mp4", 44_100, 96_000), "opus": ("libopus", "webm", 48_000, 64_000)}
_ALLOWED = {"pcm": voice.EXACT, "aac": voice.AAC, "opus": voice.OPUS}


@dataclass(frozen=True)
class Talk:
    """One conversation and what may be heard of it."""

    original: Sound
    kept: tuple[Interval, ...]  # the doctor's turns, all but some
    doctor: str
    patient: str
    patients: tuple[Interval, ...]  # the patient's turns


@dataclass(frozen=True)
class Planted:
    """A written sound track as it decodes, and whether something leaks in it."""

    kind: str
    coding: str
    rate: int
    written: NDArray[np.float32] | NDArray[np.int16]  # (samples,) or (samples, channels)
    heard: Sound  # the same at 16 kHz, one channel
    talk: Talk
    leaks: bool = True


@cache
def _speech(name: str, number: int) -> NDArray[np.bool_]:
    return voices.spoken(voices.speakers()[name][number])


def clip(random: np.random.Generator, name: str, seconds: float) -> Sound:
    """So long a piece of one reader's recordings, where there is speech."""
    number = int(random.integers(len(voices.speakers()[name])))
    sound, speech = voices.speakers()[name][number], _speech(name, number)
    count = min(int(seconds * RATE), len(sound))
    for _ in range(50):
        start = int(random.integers(0, len(sound) - count + 1))
        piece = sound[start : start + count]
        if speech[start : start + count].mean() > 0.75:
            break
    return level(piece, LOUD)


def talk(random: np.random.Generator, *, turns: int = 4, noise: float = 0.5) -> Talk:
    """Doctor and patient by turns of 2.5 to 5 seconds; in a share `noise` of all with a noise 25 dB below."""
    doctor, patient = (str(name) for name in random.permutation(list(voices.speakers()))[:2])
    parts: list[Sound] = []
    places: list[tuple[str, Interval]] = []
    at = 0
    for turn in range(turns):
        name = (doctor, patient)[turn % 2]
        said = clip(random, name, float(random.uniform(2.5, 5)))
        pause = np.zeros(int(random.uniform(0.2, 0.6) * RATE), np.float32)
        places.append((name, Interval(Fraction(at, RATE), Fraction(at + len(said), RATE))))
        parts += [said, pause]
        at += len(said) + len(pause)
    sound = np.concatenate(parts)
    if random.random() < noise:
        made = NOISES[str(random.choice(["white", "hum", "speech-shaped", "music", "beeps"]))]
        sound = sound + level(made(random, len(sound)), LOUD - 25)
    kept = [place for name, place in places if name == doctor]
    if random.random() < 0.3:
        kept = kept[1:]  # the doctor also speaks where nothing is kept
    return Talk(
        np.clip(sound, -1, 1), tuple(kept), doctor, patient, tuple(place for name, place in places if name == patient)
    )


def quiet(sound: Sound, kept: Sequence[Interval]) -> Sound:
    return np.concatenate([piece for _, piece in silenced(blocks(sound), kept, RATE)])


def coded(sound: Sound, coding: str) -> tuple[int, NDArray[np.float32] | NDArray[np.int16], Sound]:
    """Through a real encoder and back: rate, samples, and the same at 16 kHz. sound: (samples,) or (samples, 2)."""
    if coding == "pcm":
        whole = np.rint(np.clip(sound, -1, 1) * 32767).astype(np.int16)
        mono = whole if whole.ndim == 1 else whole.mean(axis=1)
        return RATE, whole, np.asarray(mono / 32768, np.float32)
    codec, container, rate, bits = _CODECS[coding]
    layout = "mono" if sound.ndim == 1 else "stereo"
    file = BytesIO()
    with av.open(file, "w", format=container) as out:
        stream = cast(av.AudioStream, out.add_stream(codec, rate=rate, layout=layout))
        stream.bit_rate = bits
        resampler = av.AudioResampler(format=stream.format, layout=layout, rate=rate)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound.reshape(1, -1)), format="flt", layout=layout)
        frame.rate, frame.pts, frame.time_base = RATE, 0, Fraction(1, RATE)
        for piece in [*resampler.resample(frame), *resampler.resample(None), None]:
            out.mux(stream.encode(piece))
    file.seek(0)
    parts = []
    with av.open(file, "r") as back:
        resampler = av.AudioResampler(format="flt", layout=layout, rate=rate)
        for decoded in back.decode(audio=0):
            parts += [p.to_ndarray().reshape(-1, sound.ndim) for p in resampler.resample(decoded)]
    written = np.concatenate(parts).astype(np.float32)
    file.seek(0)
    return rate, written if sound.ndim == 2 else written[:, 0], voices.decoded(file, RATE)


def looks(planted: Planted, *, attacked: bool = True) -> list[Look]:
    """All three, as verification makes them; the first two when not attacked, which takes most of the time."""
    kept, allowed = planted.talk.kept, _ALLOWED[planted.coding]
    written = [(Fraction(n, planted.rate), planted.written[n : n + 4096]) for n in range(0, len(planted.written), 4096)]
    heard: list[Block] = blocks(planted.heard)
    first = [
        voice.look(written, kept, rate=planted.rate, coding=allowed),
        voice.look_for_speech(heard, kept, coding=allowed),
    ]
    return [*first, voice.look_for_speakers(heard, blocks(planted.talk.original), kept)] if attacked else first


def _made(kind: str, coding: str, here: Talk, sound: Sound, *, leaks: bool = True) -> Planted:
    rate, written, heard = coded(np.asarray(np.clip(sound, -1, 1), np.float32), coding)
    return Planted(kind, coding, rate, written, heard, here, leaks)


def _into(random: np.random.Generator, sound: Sound, here: Talk, piece: Sound) -> Sound:
    """With a piece laid somewhere into what must be silent, 0.15 s from what is kept."""
    out = sound.copy()
    outside = np.ones(len(sound), bool)
    for interval in here.kept:
        a, b = (int(edge * RATE) for edge in (interval.start, interval.end))
        outside[max(0, a - 2400) : b + 2400] = False
    before = np.concatenate([[0], np.cumsum(outside)])
    fits = np.flatnonzero(before[len(piece) :] - before[: -len(piece)] == len(piece))
    at = int(random.choice(fits))
    out[at : at + len(piece)] += piece
    return out


def _half_second(decibels: float) -> Callable[[np.random.Generator, str], Planted]:
    """A voice for 0.5 s, so many decibels below speech."""

    def plant(random: np.random.Generator, coding: str) -> Planted:
        here = talk(random)
        piece = level(clip(random, here.patient, 0.5), LOUD + decibels)
        return _made(
            f"0.5 s {decibels:.0f} dB", coding, here, _into(random, quiet(here.original, here.kept), here, piece)
        )

    return plant


def _whisper(random: np.random.Generator, coding: str) -> Planted:
    here = talk(random)
    piece = level(voices.whispered(clip(random, here.patient, 1.0), random), LOUD - 20)
    return _made("whisper", coding, here, _into(random, quiet(here.original, here.kept), here, piece))


def _under_music(random: np.random.Generator, coding: str) -> Planted:
    """Music was left on purpose, a quiet second speaker with it."""
    here = talk(random)
    piece = level(clip(random, here.patient, 1.5), LOUD - 20)
    piece = piece + level(voices.music(random, len(piece)), LOUD - 10)
    return _made("under music", coding, here, _into(random, quiet(here.original, here.kept), here, piece))


def _turn_left(random: np.random.Generator, coding: str) -> Planted:
    here = talk(random)
    place = here.patients[int(random.integers(len(here.patients)))]
    return _made("a turn left", coding, here, quiet(here.original, [*here.kept, place]))


def _late(random: np.random.Generator, coding: str) -> Planted:
    """All that is kept begins 0.3 s early and ends 0.3 s late."""
    here = talk(random)
    more = Fraction(3, 10)
    wide = [Interval(max(Fraction(0), i.start - more), i.end + more) for i in here.kept]
    joined = replace(here, original=here.original + level(voices.babble_shaped(random, len(here.original)), LOUD - 15))
    return _made("edges 0.3 s wide", coding, joined, quiet(joined.original, wide))


def _one_channel(random: np.random.Generator, coding: str) -> Planted:
    here = talk(random)
    left = quiet(here.original, here.kept)
    right = _into(random, left, here, level(clip(random, here.patient, 0.5), LOUD))
    return _made("one channel", coding, here, np.stack([left, right], axis=1))


def _opposed(random: np.random.Generator, coding: str) -> Planted:
    """The voice is in both channels with opposite sign: mixed to one it is gone."""
    here = talk(random)
    left = quiet(here.original, here.kept)
    piece = level(clip(random, here.patient, 0.5), LOUD)
    added = _into(random, np.zeros_like(left), here, piece)
    return _made("opposed channels", coding, here, np.stack([left + added, left - added], axis=1))


def _in_kept(kind: str, seconds: float, under: float, over: float) -> Callable[[np.random.Generator, str], Planted]:
    """The patient in what is kept as the doctor's; under: dB below speech, over: of the doctor there, dB."""

    def plant(random: np.random.Generator, coding: str) -> Planted:
        here = talk(random, turns=6)
        sound = here.original.copy()
        place = max(here.kept, key=lambda i: i.seconds)
        a, b = (int(edge * RATE) for edge in (place.start, place.end))
        piece = level(clip(random, here.patient, seconds), LOUD + under)[: b - a]
        at = int(random.integers(a, b - len(piece) + 1))
        sound[at : at + len(piece)] = sound[at : at + len(piece)] * 10 ** (over / 20) + piece
        here = replace(here, original=sound)
        return _made(kind, coding, here, quiet(sound, here.kept))

    return plant


def _swapped(random: np.random.Generator, coding: str) -> Planted:
    """The patient is kept, and nobody else was silenced but in the patient's own voice."""
    here = talk(random, turns=6)
    sound = quiet(here.original, here.patients)
    here = replace(here, original=sound, kept=here.patients[:-1])
    return _made("patient for doctor", coding, here, quiet(sound, here.kept))


LEAKS: dict[str, Callable[[np.random.Generator, str], Planted]] = {
    **{f"0.5 s {decibels} dB": _half_second(decibels) for decibels in (0, -10, -20, -30, -40)},
    "whisper": _whisper,
    "under music": _under_music,
    "a turn left": _turn_left,
    "edges 0.3 s wide": _late,
    "one channel": _one_channel,
    "opposed channels": _opposed,
    "kept: 3 s alone": _in_kept("kept: 3 s alone", 3.0, 0.0, -100.0),
    "kept: 1.5 s alone": _in_kept("kept: 1.5 s alone", 1.5, 0.0, -100.0),
    "kept: 3 s over doctor": _in_kept("kept: 3 s over doctor", 3.0, 0.0, -10.0),
    "kept: 3 s under doctor": _in_kept("kept: 3 s under doctor", 3.0, -15.0, 0.0),
    "patient for doctor": _swapped,
}
OUTSIDE = tuple(LEAKS)[:11]
"""The kinds that lie outside what is kept; the others are voices in it."""


def leaks(seed: int, each: int, kinds: Sequence[str] = tuple(LEAKS)) -> Iterator[Planted]:
    """So many of each kind, through the codings by turns."""
    for number, kind in enumerate(LEAKS):
        if kind in kinds:
            random = np.random.default_rng((seed, number))
            for n in range(each):
                yield LEAKS[kind](random, CODINGS[n % len(CODINGS)])


def clean(seed: int, count: int) -> Iterator[Planted]:
    """Copies in which nothing leaks: what is kept is the doctor's alone."""
    random = np.random.default_rng((seed, 1000))
    for n in range(count):
        here = talk(random, turns=4 + n % 3)
        coding = CODINGS[n % len(CODINGS)]
        yield _made("clean", coding, here, quiet(here.original, here.kept), leaks=False)
