"""What the law is told of sound: who is heard, whose voice is silence, and that a recording has no faces."""

import wave
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

import voices
from kindao.engine import gate
from kindao.engine.appearance import Appearance
from kindao.engine.errors import BadInput
from kindao.engine.geometry import Interval
from kindao.engine.media.clip import Clip, Container
from kindao.engine.medium.film import Film
from kindao.engine.policy.consent import Consent, DataType, load_consent
from kindao.engine.policy.facts import Kind, Person, Role, Use
from kindao.engine.policy.pack import Pack, load_pack
from kindao.engine.vocabulary import Destination, Finding, Identifier, Level, Outcome, Purpose

CONSENTS = Path(__file__).parents[3] / "examples" / "consents"
ADVERT = Use(Purpose.ADVERTISING, Destination.FACEBOOK, date(2026, 11, 23), medium=Kind.RECORDING)


def during(start: str, end: str) -> Interval:
    return Interval(Fraction(start), Fraction(end))


def spoken(start: str, end: str) -> Finding:
    return Finding(Identifier.VOICE, during(start, end), 0.9, "voice")


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("vn")


@pytest.fixture(scope="module")
def consent() -> Consent:
    given = load_consent((CONSENTS / "group-patient.json").read_bytes())
    scopes = tuple(replace(scope, assets=frozenset()) for scope in given.scopes)
    return replace(given, scopes=scopes, data_types=frozenset({DataType.VOICE}))


PATIENT = Appearance(Person("P1", Role.PATIENT, date(1991, 3, 8)), heard=(during("0", "5"),))
SPEAKERS = list(voices.speakers().values())[:2]
BYSTANDER = Appearance(Person("bystander-2", Role.BYSTANDER))


def a_scene(consent: Consent, *people: Appearance, said: tuple[Finding, ...], use: Use = ADVERT) -> gate._Scene:
    request = gate.Request(b"", use, people, (consent,))
    return gate._Scene(use, request, said, (), gate._who(use, said, request), 0, 0)


@pytest.mark.parametrize("said", [(spoken("1", "4"), spoken("6", "8")), (spoken("1", "4"),), ()])
def test_a_bystander_of_a_recording_is_silence_and_needs_no_face(
    said: tuple[Finding, ...], consent: Consent, pack: Pack
) -> None:
    level, decision = a_scene(consent, PATIENT, BYSTANDER, said=said).best(pack)
    assert (level, decision.outcome) == (Level.OTHERS_HIDDEN, Outcome.PERMIT), decision.reasons


def test_whoever_is_heard_needs_a_consent_to_voice_though_no_speech_was_found_then(
    consent: Consent, pack: Pack
) -> None:
    film = replace(ADVERT, medium=Kind.FILM)
    unheard = replace(consent, data_types=frozenset({DataType.VIDEO}))
    scene = a_scene(unheard, PATIENT, said=(spoken("4", "6"),), use=film)
    assert scene.heard(Level.OTHERS_HIDDEN) == () and spoken("4", "6") in scene.covered(Level.OTHERS_HIDDEN)
    assert Identifier.VOICE not in scene.facts(Level.OTHERS_HIDDEN, (), verified=False).copy.shown[0].visible
    both = replace(consent, data_types=frozenset({DataType.VIDEO, DataType.VOICE}))
    facts = a_scene(both, PATIENT, said=(spoken("4", "6"),), use=film).facts(Level.OTHERS_HIDDEN, (), verified=False)
    assert Identifier.VOICE in facts.copy.shown[0].visible


def test_speech_that_is_cut_is_told_of_with_the_times_to_give() -> None:
    cut = replace(PATIENT, heard=(during("0", "2.6"),))
    with pytest.raises(BadInput, match=r"heard=0\.000-2\.600 of P1 holds only a part .* in 0\.006-2\.650") as refused:
        gate._whole((spoken("0.0060", "2.65"),), (cut,))
    assert "heard=0.006-2.650" in refused.value.hint
    gate._whole((spoken("0.006", "2.6"), spoken("3", "4")), (cut,))


def a_recording(seconds: str) -> Film:
    clip = Clip(Path("a.wav"), Container.WAV, "sha256:a", 0, 0, 0, Fraction(seconds), Fraction(0))
    return Film(clip, Container.WAV, None)


def test_what_lies_beyond_the_end_and_a_part_of_a_body_are_no_recordings() -> None:
    gate.within(a_recording("5.7"), (during("0", "5.705"),), "--person")
    for start, end in (("0", "6"), ("9", "9")):
        with pytest.raises(BadInput, match=r"beyond the end, 5\.700 seconds"):
            gate.within(a_recording("5.7"), (during(start, end),), "--keep")
    with pytest.raises(BadInput, match="a recording shows no part"):
        gate.can_treat(a_recording("5"), "nose")


def test_speech_that_stays_is_for_a_person_to_listen_to(consent: Consent) -> None:
    said = (spoken("1", "4"),)
    scene = a_scene(consent, PATIENT, said=said)
    assert scene.speaks(Level.OTHERS_HIDDEN, ()) and scene.speaks(Level.BARE, ())
    assert not scene.speaks(Level.ALL_HIDDEN, said)


def test_a_second_voice_that_is_short_is_held_until_somebody_listened(
    tmp_path: Path, consent: Consent, pack: Pack
) -> None:
    """Two read 0.9 s each: less than the machine tells voices apart by."""
    both = np.concatenate([each[0][voices.RATE :][: voices.RATE * 9 // 10] for each in SPEAKERS])
    source = tmp_path / "both.wav"
    with wave.open(str(source), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(voices.RATE)
        out.writeframes((np.clip(both, -1, 1) * 32767).astype("<i2").tobytes())
    folder = tmp_path / "out"
    folder.mkdir()
    patient = replace(PATIENT, heard=(during("0", "1.8"),))
    request = gate.Request(source, replace(ADVERT, medium=Kind.PICTURE), (patient,), (consent,), folder=folder)
    report = gate.check(request, detectors=[], pack=pack)
    assert report.verification and not report.verification.residuals
    assert [check.name for check in report.verification.checks if not check.passed] == []
    assert report.outcome is Outcome.INDETERMINATE and report.refused == gate.LISTEN and report.copy is None
    assert report.held_file and report.verification
    names = {check.name for check in report.verification.checks}
    assert "one-voice" in names and "faces" not in names, "there is nothing to see in a recording"
    said = next(check.words for check in report.verification.checks if check.name == "one-voice")
    assert "could be told apart" in said.en
    heard = gate.check(replace(request, confirmed_by="BS. Minh"), detectors=[], pack=pack)
    assert heard.outcome is Outcome.PERMIT and heard.copy
