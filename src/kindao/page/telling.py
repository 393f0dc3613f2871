"""Each reason and each step said once, with everybody whom it concerns."""

from collections.abc import Iterable
from dataclasses import dataclass

from kindao.engine.policy.decision import Effect, Reason, Step, Verified
from kindao.engine.vocabulary import Outcome, Words


@dataclass(frozen=True, slots=True)
class Rests:
    """One rule that a reason rests on."""

    rule: str
    cited: Words
    verified: Verified
    pack: str  # the pack that has it; several, with commas, when they share it


@dataclass(frozen=True, slots=True)
class Told:
    """One reason. people: ids, none for the picture as a whole."""

    effect: Effect
    words: Words
    rests: tuple[Rests, ...]
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """One step. people: who is to be asked or named; none for nobody in particular."""

    words: Words
    people: tuple[str, ...]


def reasons(given: Iterable[Reason]) -> tuple[Told, ...]:
    """In the order given, each where it is said first."""
    alike: dict[tuple[Effect, Words], list[Reason]] = {}
    for reason in given:
        alike.setdefault((reason.effect, reason.words), []).append(reason)
    return tuple(
        Told(
            effect,
            words,
            tuple(dict.fromkeys(Rests(one.rule, one.cited, one.verified, one.pack) for one in of)),
            tuple(dict.fromkeys(one.person for one in of if one.person)),
        )
        for (effect, words), of in alike.items()
    )


def people(given: Iterable[tuple[str, Outcome]]) -> tuple[tuple[Outcome, tuple[str, ...]], ...]:
    """Who has which answer; each answer once, where it comes first."""
    alike: dict[Outcome, list[str]] = {}
    for person, outcome in given:
        alike.setdefault(outcome, []).append(person)
    return tuple((outcome, tuple(ids)) for outcome, ids in alike.items())


def steps(path: Iterable[Step]) -> tuple[Way, ...]:
    """In the order given, each where it comes first."""
    alike: dict[Words, list[Step]] = {}
    for step in path:
        alike.setdefault(step.words, []).append(step)
    return tuple(
        Way(words, tuple(dict.fromkeys(one.person for one in of if one.person))) for words, of in alike.items()
    )
