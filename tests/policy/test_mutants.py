"""A rule that is written slightly wrong is noticed: by the cases of the tables, or by the enumerated facts, of which an
independent oracle says what is right (test_oracle.py)."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest

from kindao.engine.policy import Facts, Pack, load_pack
from kindao.engine.policy.decide import judge
from kindao.engine.policy.decision import Effect
from kindao.engine.policy.pack import Answer
from policy import oracle, rows, space
from policy.mutants import Written, mutants, written
from policy.test_cases import TABLES, incidents
from policy.test_oracle import said

LAW = Path(__file__).resolve().parents[2] / "law/packs/vn"
DECIDED = {rule: said["decides"] for rule, said in TABLES.items()}
SAME = {
    # Shown not at all is only ever somebody of whom the officer confirmed it, and shown indirectly only ever another.
    "VN-DP-DEID-CONFIRMED: when whole: only the right of &&",
    "VN-D13-2-CONFIRMED: when whole: only the right of &&",
    "KD-NOFACE: when &&/left/&&/left: only the left of &&",
    # Where somebody shares it and has not agreed, it is a family's secret.
    "VN-CC-38-2-FAM: when &&/left: only the right of &&",
    # While it is in force whoever has not agreed is refused or looked at, so no permit is told.
    "VN-KCB-HIST-CONSENT: when whole: only the left of &&",
    # While it is in force the officer looks at every consent, so of somebody who is recognisable no permit is told.
    "KD-OTHERS: when &&/right: only the left of ||",
    # So it is when this one begins; and at any time whoever has not agreed is refused or looked at.
    "VN-OTHERS-AGREED: begins later",
    "VN-OTHERS-AGREED: begins earlier",
    "VN-OTHERS-AGREED: when whole: only the left of &&",
    # Asked only of somebody who was unable.
    "VN-CC-38-2-CAPTURE: when &&/left: only the left of &&",
}
"""Mutants that no fact can tell from the rule."""
Told = frozenset[str]
Ask = tuple[date, Mapping[str, Any], Told]
Asked = dict[str, list[Ask]]
"""By act, what was asked: the day, the context, and which effects would be told if a rule spoke there. A permit is told
where nothing forbids and nothing sends to a person, a duty where nothing forbids."""


def told() -> Iterator[Facts]:
    """Cases and incidents; each case on the days on which its rule begins and ends; the enumerated facts, thinned."""
    for table in TABLES.values():
        yield from (rows.facts(row) for row in table.values())
    yield from (rows.facts(row) for _, row in incidents())
    yield from at_the_turns(load_pack(), DECIDED)
    for enumerate_ in space.SPACES:
        yield from (facts for n, facts in enumerate(enumerate_()) if crc32(b"%d" % n) % 3 == 0)


def at_the_turns(pack: Pack, decided: Mapping[str, rows.Row]) -> Iterator[Facts]:
    """What each rule decides, asked on its first and last day and on those beside them. A consent is signed thirty days
    before its use: so for rules on signing the use is thirty days later."""
    for rule in pack.rules:
        if rule.id not in decided:
            continue
        row = decided[rule.id]
        edges = [rule.since - timedelta(1), rule.since]
        edges += [rule.until, rule.until + timedelta(1)] if rule.until else []
        for day in (edge + timedelta(later) for edge in edges for later in (0, 30)):
            if day >= pack.covers_from:
                then = _moved(row, day - date.fromisoformat(str(row.get("day", "2026-11-23")))) | {"day": day}
                if "captured_on" in then.get("use", {}):
                    then["use"]["captured_on"] = day
                yield rows.facts(then)
                held = then.get("consent", {})
                short = then.get("scope", {}).get("ends", day) < day
                if (
                    held is not None and "withdrawn_at" not in held and "more" not in then and not short
                ):  # signed on the very day
                    yield rows.facts(then | {"consent": held | {"signed_at": f"{day}T08:00:00+07:00"}})


def _moved(one: Any, by: timedelta) -> Any:
    """The same with every day and moment in it as much earlier or later."""
    if isinstance(one, dict):
        return {name: _moved(held, by) for name, held in one.items()}
    if isinstance(one, list):
        return [_moved(held, by) for held in one]
    if isinstance(one, date):
        return one + by
    if isinstance(one, str) and one[:4].isdigit() and "T" in one:
        return (datetime.fromisoformat(one) + by).isoformat()
    return date.fromisoformat(one) + by if isinstance(one, str) and one[:4].isdigit() and one[4:5] == "-" else one


def asked_about(pack: Pack, facts_: Iterable[Facts]) -> Asked:
    """What the pack is asked about those facts, by act."""
    found: dict[str, dict[Any, tuple[date, Mapping[str, Any]]]] = defaultdict(dict)
    heard: dict[Any, Told] = defaultdict(frozenset)
    last: dict[bool, Any] = {}  # of a person, of the picture: what was asked before the verdict
    deciding = import_module("kindao.engine.policy.decide")
    ask, verdict = Pack.ask, deciding._verdict

    def noted(self: Pack, act: str, on: date, context: Mapping[str, Any]) -> Any:
        key = (act, on, *context.values())
        if key not in found[act]:
            found[act][key] = on, {name: _plain(one) for name, one in context.items()}
        if act in VERDICTS:
            last[act == "publish"] = key
        return ask(self, act, on, context)

    def judged(person: str, answer: Answer, pack: Pack) -> Any:
        stands = {rule.effect for rule in answer.shut}
        if Effect.FORBID not in stands:
            heard[last[bool(person)]] |= {"require"} if Effect.REVIEW in stands else {"require", "permit"}
        return verdict(person, answer, pack)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Pack, "ask", noted)
        patch.setattr(deciding, "_verdict", judged)
        for facts in facts_:
            judge(facts, pack)
    return {act: [(*said, heard[key]) for key, said in asks.items()] for act, asks in found.items()}


VERDICTS = ("publish", "release", "keep")


def _plain(one: Any) -> Any:
    return frozenset(one) if isinstance(one, tuple) else one


def unnoticed(file: Path, asked: Asked, first: date, same: Collection[str]) -> list[str]:
    """The mutants of a file's rules that speak as the rule does of all that was asked; same: those known to.

    Of a permit, and of a duty on what is published, that counts which would be told: what another rule forbids
    already says nothing of it."""
    survivors = []
    for rule in written(file.read_text()):
        about = [one for act in rule.acts for one in asked[act]]
        if rule.effect in ("permit", "require") and rule.acts <= set(VERDICTS):
            about = [one for one in about if rule.effect in one[2]]
        asks = unlike(rule, [one[:2] for one in about])
        right = [rule.speaks(*one) for one in asks]
        survivors += [
            f"{rule.id}: {what}"
            for what, mutant in mutants(rule, first)
            if f"{rule.id}: {what}" not in same
            and not any(mutant.speaks(*one) is not as_it_is for one, as_it_is in zip(asks, right, strict=True))
        ]
    return survivors


@pytest.fixture(scope="module")
def asked() -> Asked:
    return asked_about(load_pack(), told())


def test_the_oracle_says_the_same_at_the_turns() -> None:
    pack = load_pack()
    for facts in at_the_turns(pack, DECIDED):
        people, picture = judge(facts, pack)
        assert ({one.person: said(one) for one in people}, said(picture)) == oracle.judge(facts), facts


def unlike(rule: Written, asks: list[tuple[date, Mapping[str, Any]]]) -> list[tuple[date, Mapping[str, Any]]]:
    """One of each that the rule and its mutants can tell apart: by the fields they read, and where the day lies beside
    the rule's first and last."""
    fields = sorted(read(rule.when) | read(rule.unless))
    edges = sorted(
        edge + timedelta(days) for edge in (rule.since, rule.until) for days in (-1, 0, 1, 2) if edge.year < 9999
    )
    return list({(bisect_right(edges, on), *(said[one] for one in fields)): (on, said) for on, said in asks}.values())


def read(expression: Any) -> set[str]:
    if isinstance(expression, dict):
        return {expression["."]["attr"]} if "." in expression else read(list(expression.values()))
    return set().union(*map(read, expression)) if isinstance(expression, list) else set()


def test_every_mutant_of_a_rule_is_noticed(asked: Asked) -> None:
    first = load_pack().covers_from
    assert not [one for file in sorted(LAW.glob("*.cedar")) for one in unnoticed(file, asked, first, SAME)]
