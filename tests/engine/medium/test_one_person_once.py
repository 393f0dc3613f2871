"""A film's frame shows one person once: two figures side by side are not one patient, whatever is said of them."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kindao.engine import gate
from kindao.engine.appearance import Appearance, Cast
from kindao.engine.errors import BadInput
from kindao.engine.geometry import Box, Track
from kindao.engine.policy.consent import load_consent
from kindao.engine.policy.facts import Person, Role, Use
from kindao.engine.vocabulary import Destination, Finding, Identifier, Purpose

CONSENTS = Path(__file__).parents[3] / "examples" / "consents"
ADVERT = Use(Purpose.ADVERTISING, Destination.FACEBOOK, date(2026, 11, 23))
CONSENT = load_consent((CONSENTS / "group-patient.json").read_bytes())


def somebody(x: int, first: int = 0, frames: int = 20) -> tuple[Finding, ...]:
    """Face, head, eyes and body of one person in consecutive frames."""
    return tuple(
        Finding(kind, Track.of(first, [Box(x + a, b, x + c, d)] * frames), 0.9, "test")
        for kind, (a, b, c, d) in (
            (Identifier.FACE, (20, 20, 60, 70)),
            (Identifier.HEAD, (5, 0, 75, 85)),
            (Identifier.EYES, (25, 32, 55, 42)),
            (Identifier.PERSON, (0, 0, 160, 300)),
        )
    )


BOTH = somebody(0) + somebody(100)
"""Two people beside each other; one's body reaches over the other's head."""


def whose(findings: tuple[Finding, ...], *people: Appearance) -> Cast:
    return gate._who(ADVERT, findings, gate.Request(b"", ADVERT, people, (CONSENT,)))


def a(role: Role, *tracks: int, everyone: bool = False, name: str = "P1") -> Appearance:
    return Appearance(Person(name, role), tracks=tracks, everyone=everyone)


@pytest.mark.parametrize("role", [Role.PATIENT, Role.STAFF, Role.BYSTANDER])
@pytest.mark.parametrize("named", [(1, 2), ()])
def test_two_figures_of_one_frame_are_not_one_person_who_agreed(role: Role, named: tuple[int, ...]) -> None:
    with pytest.raises(BadInput, match="P1 would be figure 1 and figure 2"):
        whose(BOTH, a(role, *named, everyone=not named))


def test_nor_one_of_the_staff_who_did_not_nor_all_the_rest() -> None:
    with pytest.raises(BadInput, match="S1 would be figure 1 and figure 2"):
        whose(BOTH, a(Role.STAFF, 1, 2, name="S1"))
    with pytest.raises(BadInput, match="P1 would be figure 1 and figure 3"):
        whose(BOTH + somebody(400), a(Role.PATIENT, everyone=True), a(Role.STAFF, 2, name="S1"))


def test_two_people_who_are_together_only_for_a_moment_are_two() -> None:
    with pytest.raises(BadInput, match="one frame shows both"):
        whose(somebody(0) + somebody(300, first=19), a(Role.PATIENT, 1, 2))


def test_bystanders_may_be_many() -> None:
    who = whose(BOTH, a(Role.BYSTANDER, everyone=True, name="rest"))
    assert set(who.whose.values()) == {"rest"}
    assert set(whose(BOTH, a(Role.STAFF, name="nurses")).whose.values()) == {"nurses"}


def test_who_leaves_and_comes_back_or_is_followed_twice_is_one() -> None:
    assert set(whose(somebody(0) + somebody(300, first=20), a(Role.PATIENT, 1, 2)).whose.values()) == {"P1"}
    twice = tuple(replace(f, where=Track.of(10, [Box(4, 3, 62, 74)] * 20)) for f in somebody(0)[:1])
    again = somebody(0, frames=12) + twice
    assert set(whose(again, a(Role.PATIENT, everyone=True)).whose.values()) == {"P1"}
