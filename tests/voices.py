"""Voices and what drowns them, built from the shared recordings: the material of tests and of bench/voice.py.

All sound is 16 kHz, one channel, float32, 1.0 full scale. Music, noise and whispers are made here, from seeds."""

from fractions import Fraction
from functools import cache
from io import BytesIO
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from support import testdata, truth

Sound = NDArray[np.float32]
Block = tuple[Fraction, Sound]

RATE = 16000
ORDER = 18  # of the linear prediction that a whisper is made by


@cache
def recording(name: str) -> Sound:
    """One file of the shared test data, whole."""
    sound = decoded(testdata(name), RATE)
    sound.flags.writeable = False
    return sound


def decoded(source: Path | BytesIO, rate: int) -> Sound:
    """All sound of a file, mixed to one channel."""
    parts = []
    with av.open(source, "r") as container:
        resampler = av.AudioResampler(format="flt", layout="mono", rate=rate)
        for frame in container.decode(audio=0):
            parts += [piece.to_ndarray().reshape(-1) for piece in resampler.resample(frame)]
        parts += [piece.to_ndarray().reshape(-1) for piece in resampler.resample(None)]
    return np.concatenate(parts).astype(np.float32)


@cache
def speakers() -> dict[str, tuple[Sound, ...]]:
    """The five readers, four recordings of each."""
    people: dict[str, list[Sound]] = {}
    for entry in truth("speech_gt.json"):
        if "speaker" in entry:
            people.setdefault(entry["speaker"], []).append(recording(entry["file"]))
    return {name: tuple(sounds) for name, sounds in people.items()}


def blocks(sound: NDArray[np.float32], size: int = 4096, rate: int = RATE) -> list[Block]:
    """Sound as a reader hands it on, cut into pieces of this many samples."""
    return [(Fraction(start, rate), sound[start : start + size]) for start in range(0, len(sound), size)]


def level(sound: Sound, decibels: float) -> Sound:
    """The same with its speech (the louder half of its frames) at this level, dB of full scale."""
    frames = sound[: len(sound) // 480 * 480].reshape(-1, 480)
    power = np.mean(frames**2, axis=1)
    loud = float(np.sqrt(np.mean(power[power >= np.median(power)])))
    return np.asarray(sound * (10 ** (decibels / 20) / max(loud, 1e-9)), np.float32)


def spoken(sound: Sound) -> NDArray[np.bool_]:
    """Which samples of a clean recording are speech, by no network: within 30 dB of its loud frames and 0.1 s of a
    frame with a pitch from 80 to 400 Hz. Clicks, rumble, breath and the room between words are none."""
    width = 640
    spectrum = np.fft.rfft(sound.astype(np.float64))
    spectrum[: int(80 * len(sound) / RATE)] = 0
    frames = np.fft.irfft(spectrum, len(sound))[: len(sound) // width * width].reshape(-1, width)
    power = np.mean(frames**2, axis=1)
    loud = power > np.quantile(power, 0.95) * 10**-3
    likeness = np.fft.irfft(np.abs(np.fft.rfft(frames - frames.mean(axis=1, keepdims=True), 2 * width)) ** 2)
    pitch = likeness[:, RATE // 400 : RATE // 80].max(axis=1) > 0.5 * likeness[:, 0]
    voiced = loud & pitch & (power > np.quantile(power, 0.95) * 10**-2)
    near = np.convolve(voiced, np.ones(5), "same") > 0.5
    whole = np.repeat(loud & near, width)
    return np.pad(whole, (0, len(sound) - len(whole)))


def _shaped(random: np.random.Generator, count: int, shape: NDArray[np.float64]) -> Sound:
    """Noise whose spectrum follows `shape`, given at equal steps from 0 to 8 kHz; at -20 dB of full scale."""
    spectrum = np.fft.rfft(random.standard_normal(count))
    spectrum *= np.interp(np.linspace(0, 1, len(spectrum)), np.linspace(0, 1, len(shape)), shape)
    sound = np.fft.irfft(spectrum, count)
    return np.asarray(0.1 * sound / np.sqrt(np.mean(sound**2)), np.float32)


def white(random: np.random.Generator, count: int) -> Sound:
    return _shaped(random, count, np.ones(2))


def hum(random: np.random.Generator, count: int) -> Sound:
    """An air conditioner: noise that falls off towards the treble, and the mains."""
    noise = _shaped(random, count, 1 / (1 + np.arange(400.0)))
    t = np.arange(count) / RATE
    return np.asarray(0.7 * noise + 0.03 * np.sin(2 * np.pi * 50 * t) + 0.02 * np.sin(2 * np.pi * 100 * t), np.float32)


def babble_shaped(random: np.random.Generator, count: int) -> Sound:
    """Noise with the long-term spectrum of speech."""
    speech = np.concatenate([sounds[0] for sounds in speakers().values()])
    power = np.abs(np.fft.rfft(speech[: len(speech) // 512 * 512].reshape(-1, 512))).mean(axis=0)
    return _shaped(random, count, power)


def music(random: np.random.Generator, count: int) -> Sound:
    """Chords of plucked strings over a beat."""
    out = np.zeros(count)
    beat = int(RATE * float(random.uniform(0.3, 0.5)))
    scale = np.array([0, 2, 4, 5, 7, 9, 11, 12, 14, 16])
    for start in range(0, count, beat):
        n = min(beat * 2, count - start)
        t = np.arange(n) / RATE
        for note in random.choice(scale, 3, replace=False):
            pitch = 220 * 2 ** (note / 12)
            for k in range(1, 7):
                out[start : start + n] += np.sin(2 * np.pi * k * pitch * t) * np.exp(-t * (2 + k)) / k
        out[start : start + n] += random.standard_normal(n) * np.exp(-t * 60) * 0.8
    return np.asarray(0.1 * out / np.sqrt(np.mean(out**2)), np.float32)


def knocks(random: np.random.Generator, count: int) -> Sound:
    """Instruments laid down, doors, steps: short and loud, silence between."""
    out = np.zeros(count)
    for _ in range(max(1, count // RATE)):
        at = int(random.integers(0, max(1, count - 2000)))
        n = min(2000, count - at)
        t = np.arange(n) / RATE
        ring = np.sin(2 * np.pi * float(random.uniform(300, 3000)) * t)
        out[at : at + n] += (random.standard_normal(n) * 0.5 + ring) * np.exp(-t * float(random.uniform(40, 150))) * 0.4
    return np.asarray(np.clip(out, -1, 1), np.float32)


def beeps(random: np.random.Generator, count: int) -> Sound:
    """A monitor: one tone a second."""
    t = np.arange(count) / RATE
    return np.asarray(0.1 * np.sin(2 * np.pi * float(random.uniform(600, 1200)) * t) * (t % 1 < 0.12), np.float32)


NOISES = {"white": white, "hum": hum, "speech-shaped": babble_shaped, "music": music, "knocks": knocks, "beeps": beeps}


def mixed(speech: Sound, noise: Sound, snr: float) -> Sound:
    """Speech over noise, so many decibels above it where it is loud."""
    quiet = level(noise, -20 - snr) if len(noise) >= 480 else noise
    return np.asarray(level(speech, -20) + quiet[: len(speech)], np.float32)


def prediction(frame: NDArray[np.float64], order: int = ORDER) -> NDArray[np.float64]:
    """Coefficients a of the linear prediction of a frame, a[0] = 1 (Levinson and Durbin's recursion)."""
    r = np.correlate(frame, frame, "full")[len(frame) - 1 : len(frame) + order]
    a, error = np.zeros(order + 1), float(r[0]) * 1.0001 + 1e-9
    a[0] = 1.0
    for i in range(1, order + 1):
        k = -float(np.dot(a[:i], r[i:0:-1])) / error
        a[: i + 1] = a[: i + 1] + k * a[: i + 1][::-1]
        error *= 1 - k * k
    return a


def whispered(speech: Sound, random: np.random.Generator) -> Sound:
    """The same words without a voice: noise through each 30 ms frame's vocal tract."""
    size, hop = 480, 240
    window = np.sqrt(0.5 - 0.5 * np.cos(2 * np.pi * np.arange(size) / size))
    out = np.zeros(len(speech) + size)
    for start in range(0, len(speech) - size, hop):
        frame = speech[start : start + size].astype(np.float64) * window
        tract = np.fft.rfft(prediction(frame), size)
        breath = np.fft.irfft(np.fft.rfft(random.standard_normal(size)) / tract, size)
        gain = np.sqrt(np.sum(frame**2) / max(float(np.sum(breath**2)), 1e-12))
        out[start : start + size] += breath * gain * window
    return level(np.asarray(out[: len(speech)], np.float32), -30)
