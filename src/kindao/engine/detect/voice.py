"""That and when somebody speaks: for the report and the law. What is silenced does not rest on it, for it misses
cries, whispers in noise and words under music; figures are in docs/decisions/0009-voice.md.

Silero VAD, the form that takes many windows at once. Source: snakers4/silero-vad, 6.2.3."""

from collections.abc import Iterable, Iterator
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from kindao.engine import weights
from kindao.engine.detect.hearing import RATE, Block, Samples, runs
from kindao.engine.errors import Failed
from kindao.engine.geometry import Interval
from kindao.engine.vocabulary import Finding, Identifier, Words

BY = "voice"
WINDOW, BEFORE = 512, 64  # samples; what the network hears at a time, and what it is shown of the time before
BATCH = 64  # windows, two seconds
SPEECH = 0.15  # its authors: 0.5; a miss is the worse error, and noise and music stay below 0.05
AROUND = Fraction(1, 4)  # s; breath and the ends of words; also joins what is less than twice that apart
WORDS_NOT_CHECKED = Words(
    "Nội dung lời nói không được kiểm tra: tên, địa danh hay bệnh tật được nhắc đến vẫn có thể cho biết đó là ai.",
    "What is said was not checked: a name, a place or an illness that is spoken of may still tell who it is.",
)
"""For the report's list of what was not looked for, whenever speech is kept."""

Spoken = tuple[Interval, float]


def find(blocks: Iterable[Block]) -> Iterator[Finding]:
    """Where somebody speaks, one finding a stretch. blocks: 16 kHz, one channel, in the order of time.

    Raises Unreadable when the blocks are not such, Failed when the network breaks."""
    for interval, sure in spoken(blocks):
        yield Finding(Identifier.VOICE, interval, sure, BY)


def activity(blocks: Iterable[Block]) -> Iterator[Interval]:
    """Where somebody speaks, in order and apart; a quarter of a second is added on either side. Memory stays flat."""
    return (interval for interval, _ in spoken(blocks))


def spoken(blocks: Iterable[Block]) -> Iterator[Spoken]:
    """The same, each with the network's highest score in it."""
    held: Spoken | None = None
    over = [Fraction(0)]
    for start, sure in _windows(_watched(blocks, over)):
        end = start + Fraction(WINDOW, RATE)
        around = Interval(max(Fraction(0), start - AROUND), max(Fraction(0), end + AROUND))
        if held is not None and around.start <= held[0].end:
            held = Interval(held[0].start, max(held[0].end, around.end)), max(held[1], sure)
        else:
            if held is not None:
                yield held
            held = around, sure
    if held is not None:
        interval, sure = held
        yield Interval(interval.start, max(interval.start, min(interval.end, over[0]))), sure


def _watched(blocks: Iterable[Block], over: list[Fraction]) -> Iterator[Block]:
    """The same blocks; over[0] is where the last of them ended."""
    for start, samples in blocks:
        over[0] = start + Fraction(len(samples), RATE)
        yield start, samples


def _windows(blocks: Iterable[Block]) -> Iterator[tuple[Fraction, float]]:
    """When each window with speech starts, with its score."""
    for start, pieces in runs(blocks):
        count = 0
        for scores in _scores(pieces):
            for n in np.flatnonzero(scores >= SPEECH):
                yield start + Fraction((count + int(n)) * WINDOW, RATE), float(scores[n])
            count += len(scores)


def _scores(pieces: Iterable[Samples]) -> Iterator[NDArray[np.float32]]:
    """The network's score of each window, in batches; the last window is filled up with silence."""
    session = weights.session("silero")
    state = {"h": np.zeros((1, 1, 128), np.float32), "c": np.zeros((1, 1, 128), np.float32)}
    held = np.zeros(BEFORE, np.float32)

    def run(sound: Samples) -> NDArray[np.float32]:
        windows = np.lib.stride_tricks.sliding_window_view(sound, BEFORE + WINDOW)[::WINDOW]
        try:
            scores, state["h"], state["c"] = session.run(None, {"input": np.ascontiguousarray(windows), **state})
        except Exception as error:
            raise Failed(f"{BY} broke ({type(error).__name__})", hint="Run 'kindao doctor'") from error
        return np.asarray(scores, np.float32).reshape(-1)

    for piece in pieces:
        held = np.concatenate([held, piece])
        while len(held) >= BEFORE + BATCH * WINDOW:
            yield run(held[: BEFORE + BATCH * WINDOW])
            held = held[BATCH * WINDOW :]
    if len(held) > BEFORE:
        windows = -(-(len(held) - BEFORE) // WINDOW)
        yield run(np.pad(held, (0, BEFORE + windows * WINDOW - len(held))))
