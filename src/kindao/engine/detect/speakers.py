"""How many voices take turns, and when: by what GE2E's network hears of 1.6 s at a time, grouped by likeness.

It may send an interval to a person, never release one: two voices alike are one to it, and a turn of less than
a second is often given to whoever spoke before. How often: docs/decisions/0009-voice.md.
Source: Wan, Wang, Papir, Lopez Moreno, Generalized End-to-End Loss for Speaker Verification, ICASSP 2018; weights
and front end as in PyPI Resemblyzer 0.1.4."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import numpy as np
from numpy.typing import NDArray

from kindao.engine import weights
from kindao.engine.detect.hearing import RATE, Block, Samples, cut
from kindao.engine.geometry import Interval

Floats = NDArray[np.float32]

FRAME, HOP, BANDS = 400, 160, 40  # samples, samples, mel bands: as the network was trained
LEVEL = 10 ** (-30 / 20)  # root of mean square that quieter sound is raised to: as the network was trained
HEARD = Fraction(8, 5)  # s; one window
STEP = Fraction(2, 5)  # s between windows
LEAST = Fraction(1, 2)  # s; shorter speech tells no voice
PART = Fraction(30)  # s of sound held at a time
SAME = 0.70  # cosine of a window to a voice's mean from which it is that voice's
ALIKE = 0.74  # cosine of two voices' means from which they are one


@dataclass(frozen=True, slots=True)
class Turn:
    """One voice speaks. speaker: 0 for the first heard, and so on; confidence: cosine to that voice's mean."""

    interval: Interval
    speaker: int
    confidence: float


def turns(blocks: Iterable[Block], speech: Sequence[Interval]) -> list[Turn]:
    """Who speaks when, voices numbered in the order in which they are first heard.

    blocks: 16 kHz, one channel; speech: where somebody speaks, in order and apart (`voice.activity`).
    Raises Unreadable when the blocks are not such."""
    heard = [(interval, part, vector) for part in cut(blocks, speech, PART) for interval, vector in _windows(*part)]
    if not heard:
        return []
    vectors = np.stack([vector for *_, vector in heard])
    voices = grouped(vectors)
    means = _means(vectors, voices)
    sure = np.clip((vectors * means[voices]).sum(axis=1), 0, 1)
    found: list[Turn] = []
    parts: list[Interval] = []
    for (interval, (part, _), _), speaker, score in zip(heard, voices, sure, strict=True):
        last = found[-1] if found else None
        if last is not None and parts[-1] == part and last.speaker == speaker:
            found[-1] = Turn(Interval(last.interval.start, interval.end), last.speaker, max(last.confidence, score))
        else:
            found.append(Turn(interval, int(speaker), float(score)))
            parts.append(part)
    return found


def voices_within(found: Sequence[Turn], interval: Interval, least: Fraction = LEAST) -> int:
    """How many voices speak in an interval for at least so long together. Two in one that was claimed for one
    speaker: a person must listen."""
    seconds: dict[int, Fraction] = {}
    for turn in found:
        seconds[turn.speaker] = seconds.get(turn.speaker, Fraction(0)) + (turn.interval & interval).seconds
    return sum(together >= least for together in seconds.values())


def _windows(part: Interval, sound: Samples) -> Iterator[tuple[Interval, Floats]]:
    """Each window's own share of time, the middle of it, and how its voice sounds."""
    window, step = int(HEARD * RATE), int(STEP * RATE)
    if len(sound) < int(LEAST * RATE):
        return
    starts = [*range(0, max(1, len(sound) - window + 1), step)]
    vectors = embeddings([sound[start : start + window] for start in starts])
    edges = [0, *((a + b + window) // 2 for a, b in itertools.pairwise(starts)), len(sound)]
    for start, end, vector in zip(edges[:-1], edges[1:], vectors, strict=True):
        yield Interval(part.start + Fraction(start, RATE), part.start + Fraction(end, RATE)), vector


def embeddings(sounds: Sequence[Samples]) -> Floats:
    """How voices sound: (n, 256), rows of length 1. sounds: n of them, 16 kHz, of one length or padded to the longest
    with silence."""
    longest = max(len(sound) for sound in sounds)
    mels = np.stack([mel(np.pad(raised(sound), (0, longest - len(sound)))) for sound in sounds])
    return np.asarray(weights.session("ge2e").run(None, {"mel": mels})[0], np.float32)


def raised(sound: Samples) -> Samples:
    """The same, made as loud as the network expects when it is quieter."""
    root = float(np.sqrt(np.mean(sound.astype(np.float64) ** 2)))
    return sound if root >= LEVEL or root == 0 else np.asarray(sound * (LEVEL / root), np.float32)


def mel(sound: Samples) -> Floats:
    """Power in 40 mel bands every 10 ms: (frames, 40). Frames are centred, silence lies around."""
    padded = np.pad(sound.astype(np.float64), FRAME // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, FRAME)[::HOP]
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(FRAME) / FRAME)
    power = np.abs(np.fft.rfft(frames * window)) ** 2
    return np.asarray(power @ _bands().T, np.float32)


@cache
def _bands() -> NDArray[np.float64]:
    """(40, 201): triangles from 0 to 8 kHz, evenly apart on Slaney's mel scale (straight below 1 kHz, logarithmic
    above), each of area one. Source: Slaney, Auditory Toolbox, Interval Research 1998-010."""
    top = 15 + np.log(8) / (np.log(6.4) / 27)
    places = np.linspace(0, top, BANDS + 2)
    hertz = np.where(places < 15, places * 200 / 3, 1000 * np.exp((places - 15) * np.log(6.4) / 27))
    low, middle, high = hertz[:-2, None], hertz[1:-1, None], hertz[2:, None]
    at = np.arange(FRAME // 2 + 1)[None] * RATE / FRAME
    rising, falling = (at - low) / (middle - low), (high - at) / (high - middle)
    return np.asarray(np.maximum(0, np.minimum(rising, falling)) * 2 / (high - low))


def grouped(vectors: Floats) -> NDArray[np.int64]:
    """Which voice each window is, (n,), numbered from 0 in the order of first hearing. vectors: (n, 256).

    Once through, each window going to the voice it is most like or beginning a new one; then voices that are alike
    are joined, those heard in one window only are given up, and every window goes to the nearest that is left."""
    sums: list[Floats] = []
    counts: list[int] = []
    for vector in vectors:
        likeness = [float(vector @ total) / float(np.linalg.norm(total)) for total in sums]
        best = int(np.argmax(likeness)) if likeness else -1
        if best >= 0 and likeness[best] >= SAME:
            sums[best] = sums[best] + vector
            counts[best] += 1
        else:
            sums.append(vector)
            counts.append(1)
    while len(sums) > 1:
        means = np.stack([total / np.linalg.norm(total) for total in sums])
        likeness_of = means @ means.T - 2 * np.eye(len(sums))
        a, b = divmod(int(np.argmax(likeness_of)), len(sums))
        if likeness_of[a, b] < ALIKE:
            break
        a, b = min(a, b), max(a, b)
        sums[a], counts[a] = sums[a] + sums[b], counts[a] + counts[b]
        del sums[b], counts[b]
    kept = [total for total, count in zip(sums, counts, strict=True) if count > 1] or sums
    means = np.stack([total / np.linalg.norm(total) for total in kept])
    nearest = np.argmax(vectors @ means.T, axis=1)
    order = {speaker: n for n, speaker in enumerate(dict.fromkeys(nearest.tolist()))}
    return np.array([order[speaker] for speaker in nearest.tolist()], np.int64)


def _means(vectors: Floats, voices: NDArray[np.int64]) -> Floats:
    totals = np.stack([vectors[voices == speaker].sum(axis=0) for speaker in range(int(voices.max()) + 1)])
    return np.asarray(totals / np.linalg.norm(totals, axis=1, keepdims=True), np.float32)
