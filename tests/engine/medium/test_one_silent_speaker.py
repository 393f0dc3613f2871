"""Who is said to speak and did not agree to be heard is silent, and costs the others neither picture nor voice."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from kindao.engine import gate
from kindao.engine.appearance import Appearance
from kindao.engine.geometry import Box, Interval, Track
from kindao.engine.policy.consent import Consent, DataType, load_consent
from kindao.engine.policy.facts import Kind, Person, Role, Use
from kindao.engine.policy.pack import Pack, load_pack
from kindao.engine.vocabulary import Destination, Finding, Identifier, Level, Outcome, Purpose

CONSENTS = Path(__file__).parents[3] / "examples" / "consents"
FILM = Use(Purpose.ADVERTISING, Destination.FACEBOOK, date(2026, 11, 23), medium=Kind.FILM)
HERS, OF_THE_DOCTOR = Interval(Fraction(0), Fraction(2)), Interval(Fraction(3), Fraction(5))
FOUND = (
    *(Finding(Identifier.FACE, Track.of(0, [Box(x, 40, x + 60, 120)] * 50), 0.9, "face") for x in (20, 200)),
    *(Finding(Identifier.VOICE, one, 0.9, "voice") for one in (HERS, OF_THE_DOCTOR)),
)
PATIENT = Appearance(Person("P1", Role.PATIENT, date(1991, 3, 8)), tracks=(1,), heard=(HERS,))
DOCTOR = Appearance(Person("S1", Role.STAFF), tracks=(2,), heard=(OF_THE_DOCTOR,))
PASSER_BY = Appearance(Person("B1", Role.BYSTANDER), tracks=(2,))


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("vn")


def agreed(who: str, *types: DataType) -> Consent:
    """To be recognised in the advert."""
    given = load_consent((CONSENTS / f"group-{who}.json").read_bytes())
    scopes = tuple(replace(scope, assets=frozenset()) for scope in given.scopes)
    return replace(given, scopes=scopes, data_types=frozenset({DataType.VIDEO, *types}))


def test_the_one_who_did_not_agree_to_be_heard_is_silent_alone(pack: Pack) -> None:
    consents = (agreed("patient"), replace(agreed("patient", DataType.VOICE), subject="S1"))
    request = gate.Request(b"", FILM, (PATIENT, DOCTOR), consents)
    scene = gate._Scene(FILM, request, FOUND, (), gate._who(FILM, FOUND, request), 320, 240)
    level, decision = scene.best(pack)
    assert (level, decision.outcome) == (Level.OTHERS_HIDDEN, Outcome.PERMIT), decision.reasons
    assert scene.heard(level) == (OF_THE_DOCTOR,)
    assert scene.covered(level) == (FOUND[2],), "her voice, and neither head"


def test_a_voice_agreed_to_elsewhere_is_none_here(pack: Pack) -> None:
    """Voice and picture in two consents, or the voice for another purpose: silent, and still to be seen."""
    voice = replace(agreed("patient"), data_types=frozenset({DataType.VOICE}))
    other = agreed("patient", DataType.VOICE)
    other = replace(other, scopes=tuple(replace(one, purpose=Purpose.TEACHING) for one in other.scopes))
    for second in (voice, other):
        request = gate.Request(b"", FILM, (PATIENT, PASSER_BY), (agreed("patient"), second))
        scene = gate._Scene(FILM, request, FOUND, (), gate._who(FILM, FOUND, request), 320, 240)
        level, decision = scene.best(pack)
        assert (level, decision.outcome) == (Level.OTHERS_HIDDEN, Outcome.PERMIT) and scene.heard(level) == ()
        assert FOUND[0] not in scene.covered(level), "she is seen"
