"""A rule of another country's pack that is written slightly wrong is noticed: by a case, or by facts of which the
pack's own oracle says what is right."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from kindao.engine.policy import Facts, load_pack
from kindao.engine.policy.decide import judge
from policy import rows
from policy.packs import oracle
from policy.packs.rows import complete
from policy.packs.space import SPACES
from policy.packs.test_cases import TABLES
from policy.packs.test_oracle import PACKS, shown
from policy.test_mutants import Asked, asked_about, at_the_turns, unnoticed
from policy.test_oracle import said

LAW = Path(__file__).resolve().parents[3] / "law/packs"
FIRST = {name: load_pack(name).covers_from for name in PACKS}
SAME = {
    # Not shown at all is only ever somebody of whom the officer confirmed it.
    "GD-4-1-NOBODY: when whole: only the right of &&",
    "HI-DEID: when &&/left: only the right of &&",
    # Whoever else is seen without having agreed is refused (KD-OTHER-SEEN), so no permit is told of them.
    "KD-OTHER-WELL: when whole: only the left of &&",
    "KD-OTHER-WELL: when &&/right/||/left: one more",
    # Asked only of somebody who was unable.
    "KD-CAPTURED: when &&/left: only the left of &&",
}
"""Mutants that no fact can tell from the rule."""


def decided(name: str) -> Mapping[str, rows.Row]:
    """What each rule of the pack, and each that the three share, decides."""
    mine = load_pack(name).rules
    return {rule: complete(said["decides"]) for (_, rule), said in TABLES.items() if rule in {one.id for one in mine}}


def told(name: str) -> Iterator[Facts]:
    """The cases; each on the days on which its rule begins and ends; the facts that test_oracle.py asks the oracle."""
    for (pack, rule), kinds in TABLES.items():
        if pack == name or rule.startswith("KD-"):
            yield from (rows.facts(complete(row)) for row in kinds.values())
    yield from at_the_turns(load_pack(name), decided(name))
    for enumerate_ in SPACES:
        yield from shown(enumerate_)


@pytest.fixture(scope="module")
def asked() -> Mapping[str, Asked]:
    """By file of rules; what the three share is asked by each of them."""
    found = {name: asked_about(load_pack(name), told(name)) for name in PACKS}
    together: Asked = defaultdict(list)
    for asks in found.values():
        for act, those in asks.items():
            together[act] += those
    return {f"{name}/{name}.cedar": found[name] for name in PACKS} | {"common/people.cedar": together}


@pytest.mark.parametrize("name", PACKS)
def test_the_oracle_says_the_same_at_the_turns(name: str) -> None:
    pack = load_pack(name)
    for facts in at_the_turns(pack, decided(name)):
        people, picture = judge(facts, pack)
        assert ({one.person: said(one) for one in people}, said(picture)) == oracle.judge(name, facts), facts


def test_every_mutant_of_a_rule_is_noticed(asked: Mapping[str, Asked]) -> None:
    survivors: list[str] = []
    for file, asks in asked.items():
        first = FIRST.get(file.split("/", maxsplit=1)[0], min(FIRST.values()))
        survivors += unnoticed(LAW / file, asks, first, SAME)
    assert not survivors
