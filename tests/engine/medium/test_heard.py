"""What the law is told of sound: who is heard, whose voice is silence, and that a recording has no faces."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from kindao.engine import gate
from kindao.engine.appearance import Appearance
from kindao.engine.geometry import Interval
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
    level, decision = a_scene(unheard, PATIENT, said=(spoken("4", "6"),), use=film).best(pack)
    assert not (level is Level.OTHERS_HIDDEN and decision.outcome is Outcome.PERMIT)
    both = replace(consent, data_types=frozenset({DataType.VIDEO, DataType.VOICE}))
    facts = a_scene(both, PATIENT, said=(spoken("4", "6"),), use=film).facts(Level.OTHERS_HIDDEN, (), verified=False)
    assert Identifier.VOICE in facts.copy.shown[0].visible
