"""What changed in the law between two days: which rules ended, which began, and what took the place of what."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from kindao.engine.errors import BadInput
from kindao.engine.policy.decide import decide
from kindao.engine.policy.decision import Decision, Reason
from kindao.engine.policy.explaining import instruments, successor
from kindao.engine.policy.facts import Facts
from kindao.engine.policy.pack import Instrument, Pack, Rule, expired


@dataclass(frozen=True, slots=True)
class Change:
    """One instrument that took another's place, or one whose rules changed (`old` is `new`).

    old: None for one that is new; new: None for one that ended without a successor in the pack."""

    old: Instrument | None
    new: Instrument | None
    ended: tuple[Rule, ...]  # in force on the first day, and not on the last
    begun: tuple[Rule, ...]  # in force on the last day, and not on the first


@dataclass(frozen=True, slots=True)
class Changes:
    first: date
    last: date
    changes: tuple[Change, ...]  # in the order in which they came
    between: tuple[Rule, ...]  # began after the first day and ended before the last


@dataclass(frozen=True, slots=True)
class Answers:
    """The same facts asked on both days."""

    before: Decision
    after: Decision
    gone: tuple[Reason, ...]  # reasons and duties of the first day alone
    new: tuple[Reason, ...]  # of the last day alone


def changes(pack: Pack, first: date, last: date) -> Changes:
    """Raises BadInput when the days are the wrong way round or the pack does not cover them."""
    if first > last:
        raise BadInput("--from: later than --to", hint="Exchange the two days")
    if first < pack.covers_from:
        raise BadInput(f"--from: the law pack begins on {pack.covers_from}", hint="Choose that day or a later one")
    expired(pack, last)
    ended = [rule for rule in pack.rules if rule.in_force(first) and not rule.in_force(last)]
    begun = [rule for rule in pack.rules if rule.in_force(last) and not rule.in_force(first)]
    groups: dict[tuple[Instrument | None, Instrument | None], tuple[list[Rule], list[Rule]]] = {}
    for rule in ended:
        groups.setdefault((_of(rule), _after(_of(rule), last, pack)), ([], []))[0].append(rule)
    for rule in begun:
        taken = next((key for key in groups if key[1] == _of(rule)), None)
        stood = _of(rule) if _of(rule).since <= first else None
        groups.setdefault(taken or (stood, _of(rule)), ([], []))[1].append(rule)
    told = [Change(old, new, tuple(gone), tuple(come)) for (old, new), (gone, come) in groups.items()]
    between = tuple(rule for rule in pack.rules if first < rule.since and rule.until and rule.until < last)
    return Changes(first, last, tuple(sorted(told, key=_when)), between)


def answers(facts: Facts, pack: Pack, first: date, last: date) -> Answers:
    """How the answer for these facts differs. Raises what `decide` raises."""
    before, after = (decide(replace(facts, use=replace(facts.use, on=on)), pack) for on in (first, last))
    was, now = (decision.reasons + decision.obligations for decision in (before, after))
    return Answers(
        before, after, tuple(one for one in was if one not in now), tuple(one for one in now if one not in was)
    )


def _of(rule: Rule) -> Instrument:
    """The instrument that it belongs to: that of the first article it cites."""
    return rule.articles[0].instrument


def _after(instrument: Instrument, last: date, pack: Pack) -> Instrument | None:
    """What stands in its place on that day: itself while it is in force."""
    for one in _line(instrument, pack):
        if one.until is None or last <= one.until:
            return one
    return None


def _line(instrument: Instrument, pack: Pack) -> Iterator[Instrument]:
    """The instrument, what replaced it, what replaced that."""
    left = len(instruments(pack))
    here: Instrument | None = instrument
    while here is not None and left:
        yield here
        here, left = successor(here, pack), left - 1


def _when(change: Change) -> tuple[date, str]:
    days = [rule.until for rule in change.ended if rule.until] + [rule.since for rule in change.begun]
    return min(days), (change.new or change.old or _of(change.ended[0])).id
