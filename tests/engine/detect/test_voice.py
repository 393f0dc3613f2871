"""That and when somebody speaks, and how many take turns."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

import voices
from kindao.engine.detect import speakers, voice
from kindao.engine.detect.hearing import RATE, Samples, cut, runs
from kindao.engine.detect.speakers import Turn, turns, voices_within
from kindao.engine.errors import Unreadable
from kindao.engine.geometry import Interval
from kindao.engine.vocabulary import Identifier
from support import truth
from voices import NOISES, Block, Sound, blocks, level, mixed, spoken, whispered

SECOND = Fraction(1)


def covered(sound: Sound, intervals: Sequence[Interval]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    out = np.zeros(len(sound), np.bool_)
    for interval in intervals:
        out[int(interval.start * RATE) : int(interval.end * RATE)] = True
    return out


def found_of(sound: Sound, clean: Sound) -> float:
    """The share of a clean recording's speech that is found in another form of it."""
    return float(covered(sound, list(voice.activity(blocks(sound))))[spoken(clean)].mean())


def clip(number: int, seconds: int = 6) -> Sound:
    return list(voices.speakers().values())[number][0][: seconds * RATE]


@pytest.mark.parametrize("decibels", [-20, -30, -45])
def test_speech_is_found_however_quiet(decibels: float) -> None:
    shares = [found_of(level(clip(number), decibels), clip(number)) for number in range(5)]
    assert min(shares) > 0.95 and np.mean(shares) > 0.97


def test_whispered_words_are_found() -> None:
    random = np.random.default_rng(5)
    assert np.mean([found_of(whispered(clip(n), random), clip(n)) for n in range(5)]) > 0.9


@pytest.mark.parametrize("noise", NOISES)
def test_speech_as_loud_as_the_noise_around_it_is_found(noise: str) -> None:
    random = np.random.default_rng(6)
    for number in range(3):
        clean = clip(number)
        assert found_of(mixed(clean, NOISES[noise](random, len(clean)), 0), clean) > 0.85


def test_vietnamese_is_speech() -> None:
    for entry in [entry for entry in truth("speech_gt.json") if entry["lang"] == "vi"][:3]:
        sound = voices.recording(entry["file"])
        where = covered(sound, list(voice.activity(blocks(sound))))
        said = slice(int(entry["speech_start"] * RATE), int(entry["speech_end"] * RATE))
        assert where[said].mean() > 0.98


@pytest.mark.parametrize("noise", ["silence", *NOISES])
def test_what_is_no_speech_is_seldom_taken_for_it(noise: str) -> None:
    random = np.random.default_rng(7)
    sound = np.zeros(20 * RATE, np.float32) if noise == "silence" else NOISES[noise](random, 20 * RATE)
    assert covered(sound, list(voice.activity(blocks(sound)))).mean() < 0.25


def test_half_a_second_is_found_where_it_is() -> None:
    sound = np.zeros(6 * RATE, np.float32)
    sound[3 * RATE : 3 * RATE + RATE // 2] = level(clip(0)[2 * RATE : 2 * RATE + RATE // 2], -30)
    (finding,) = voice.find(blocks(sound))
    assert finding.identifier is Identifier.VOICE and finding.by == "voice" and 0 < finding.confidence <= 1
    assert isinstance(finding.where, Interval)
    assert Fraction(27, 10) < finding.where.start <= 3 and Fraction(7, 2) <= finding.where.end < 4


def test_intervals_are_in_order_apart_and_within_the_sound() -> None:
    sound = np.concatenate([level(clip(n, 3), -25) if n % 2 else np.zeros(2 * RATE, np.float32) for n in range(5)])
    found = list(voice.activity(blocks(sound)))
    assert len(found) >= 2
    assert all(a.end < b.start for a, b in pairwise(found))
    assert found[0].start >= 0 and found[-1].end <= Fraction(len(sound), RATE)
    assert list(voice.activity(blocks(clip(0)[: 2 * RATE])))[-1].end <= 2


@given(st.integers(1, 9000))
@settings(max_examples=10, deadline=None)
def test_how_sound_is_cut_into_blocks_cannot_matter(size: int) -> None:
    sound = clip(1, 3)
    assert list(voice.spoken(blocks(sound, size))) == list(voice.spoken(blocks(sound)))


def test_a_gap_in_time_moves_what_comes_after_it() -> None:
    said = level(clip(0, 3), -20)
    late = [*blocks(said), *((start + 100, samples) for start, samples in blocks(said))]
    found = list(voice.activity(late))
    assert found[0].start < 3 and found[-1].start >= Fraction(997, 10) and found[-1].end <= 103
    assert not any(4 < interval.start < 99 for interval in found)


def test_memory_stays_flat() -> None:
    """A block is asked for only when the ones before it were heard."""
    asked = 0

    def endless() -> Iterator[Block]:
        nonlocal asked
        said = level(clip(0), -20)
        for n in range(10_000):
            asked += 1
            yield Fraction(n * len(said) * 2, RATE), said

    next(iter(voice.activity(endless())))
    assert asked <= 3


@pytest.mark.parametrize(
    "wrong",
    [
        [(SECOND, np.zeros(RATE, np.float32)), (SECOND, np.zeros(RATE, np.float32))],
        [(Fraction(0), np.full(RATE, np.nan, np.float32))],
        [(Fraction(0), np.zeros((RATE, 2), np.float32))],
    ],
)
def test_sound_that_cannot_be_heard_is_refused(wrong: list[Block]) -> None:
    with pytest.raises(Unreadable) as caught:
        list(voice.activity(wrong))
    assert caught.value.vi


def test_a_moment_that_a_container_rounded_is_no_gap() -> None:
    shaken = [(start + Fraction(n % 3, 1000), samples) for n, (start, samples) in enumerate(blocks(clip(0)))]
    assert len(list(runs_of(shaken))) == 1


def runs_of(sound: list[Block]) -> Iterator[int]:
    for _, pieces in runs(sound):
        yield sum(len(piece) for piece in pieces)


@given(st.lists(st.fractions(0, 3, max_denominator=1000), min_size=2, max_size=8, unique=True), st.integers(50, 20000))
@settings(max_examples=40, deadline=None)
def test_a_cut_holds_the_samples_of_its_interval(edges: list[Fraction], size: int) -> None:
    edges = sorted(edges)[: len(edges) // 2 * 2]
    wanted = [Interval(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    sound = np.arange(2 * RATE, dtype=np.float32)
    parts = list(cut(blocks(sound, size), wanted, Fraction(1, 2)))
    for interval, samples in parts:
        assert interval.seconds <= Fraction(1, 2) + Fraction(1, RATE)
        assert_array_equal(samples, sound[int(interval.start * RATE) : int(interval.end * RATE)])
    numbers: Samples = np.concatenate([samples for _, samples in parts]) if parts else np.zeros(0, np.float32)
    expected = [np.arange(int(i.start * RATE), min(int(i.end * RATE), len(sound))) for i in wanted]
    assert_array_equal(numbers, np.concatenate(expected))


def test_the_front_end_is_that_of_the_package_the_network_comes_from() -> None:
    """Figures: librosa 0.11.0, as PyPI Resemblyzer 0.1.4 calls it, on the same sound."""
    t = np.arange(32000) / RATE
    tones = sum(np.sin(2 * np.pi * k * (120 + 20 * t) * t) / k for k in range(1, 20))
    mel = speakers.mel(np.asarray(0.05 * tones * (1 + np.sin(2 * np.pi * 3 * t)), np.float32))
    assert mel.shape == (201, 40)
    chosen = [mel[place] for place in ((0, 0), (17, 3), (60, 12), (100, 25), (200, 39))]
    assert_allclose(chosen, [0.188088, 0.0538926, 1.26465e-05, 0.000966813, 1.04948e-05], rtol=2e-3)


def test_recordings_of_one_speaker_are_more_alike_than_those_of_two() -> None:
    people = voices.speakers()
    vectors = [[speakers.embeddings([sound[: 3 * RATE]])[0] for sound in sounds] for sounds in people.values()]
    same = [a @ b for mine in vectors for n, a in enumerate(mine) for b in mine[:n]]
    other = [a @ b for n, mine in enumerate(vectors) for theirs in vectors[:n] for a in mine for b in theirs]
    assert np.mean(same) > np.mean(other) + 0.2
    assert np.mean(np.array(same) > np.max(other)) > 0.8


def turns_of(names: Sequence[int], seconds: float = 4.0) -> tuple[Sound, list[Turn]]:
    people = list(voices.speakers().values())
    said = [level(people[name][n % 2][: int(seconds * RATE)], -22) for n, name in enumerate(names)]
    sound = np.concatenate([piece for part in said for piece in (part, np.zeros(RATE // 3, np.float32))])
    return sound, turns(blocks(sound), list(voice.activity(blocks(sound))))


def test_one_voice_is_one() -> None:
    for name in range(5):
        _, found = turns_of([name, name, name])
        assert {turn.speaker for turn in found} == {0}


def test_two_voices_are_two_and_are_told_when() -> None:
    """Where both are heard a person must listen; in one's own time there is only one."""
    sound, found = turns_of([0, 1, 0, 1])
    whole = Interval(Fraction(0), Fraction(len(sound), RATE))
    assert voices_within(found, whole) == 2
    assert voices_within(found, Interval(Fraction(1, 2), Fraction(3))) == 1
    assert voices_within(found, Interval(Fraction(2), Fraction(7))) == 2
    assert all(a.interval.end <= b.interval.start for a, b in pairwise(found))
    assert all(0 <= turn.confidence <= 1 for turn in found)


def test_nobody_takes_no_turn() -> None:
    assert turns(blocks(np.zeros(RATE, np.float32)), []) == []
    assert turns(blocks(clip(0)), [Interval(Fraction(1), Fraction(5, 4))]) == []


def test_what_was_said_was_not_checked_is_said_in_both_languages() -> None:
    assert "not checked" in voice.WORDS_NOT_CHECKED.en and "không được kiểm tra" in voice.WORDS_NOT_CHECKED.vi
