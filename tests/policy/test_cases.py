"""Every rule has a case that it decides and one that it leaves alone; reported incidents come out as they should."""

from collections.abc import Iterator
from functools import cache

import pytest

from kindao.engine.policy import Pack, decide, flaws, load_pack
from kindao.engine.policy.decision import Decision
from policy import rows
from policy.rows import Row

BY_FILE = ("blocks", "children", "consent", "image", "health", "data", "decree13", "advertising", "network", "house")
TABLES = {rule: said for file in BY_FILE for rule, said in rows.load(file).items()}


@cache
def pack() -> Pack:
    return load_pack()


def spoke(decision: Decision) -> set[str]:
    return {reason.rule for reason in decision.reasons + decision.obligations}


def test_every_rule_has_its_cases() -> None:
    assert TABLES.keys() == {rule.id for rule in pack().rules}


@pytest.mark.parametrize("rule", TABLES)
def test_a_rule_decides_its_case_and_leaves_the_other_alone(rule: str) -> None:
    for kind, row in TABLES[rule].items():
        facts = rows.facts(row)
        decision = decide(facts, pack(), paths=False)
        told = spoke(decision)
        for consent in facts.consents:
            wrong = {flaw.rule for flaw in flaws(consent, pack(), facts)}
            told |= {one for one in wrong if pack().rule(one).acts[:1] in (("sign",), ("rely",))}
        assert decision.outcome == row["expect"], (kind, row["name"], sorted(told))
        assert set(row.get("because", ())) <= told, (kind, row["name"])
        assert (rule in told) is (kind == "decides"), (kind, row["name"], sorted(told))


def incidents() -> Iterator[tuple[str, Row]]:
    for name, held in rows.load("incidents").items():
        for row in held:
            yield f"{name}, {row['day']}", row


@pytest.mark.parametrize(("name", "row"), list(incidents()))
def test_what_was_reported_is_answered_under_the_law_of_its_day(name: str, row: Row) -> None:
    decision = decide(rows.facts(row), pack())
    told = spoke(decision)
    assert decision.outcome == row["expect"], (name, sorted(told))
    assert set(row["because"]) <= told, (name, sorted(told))
    assert not set(row.get("not", ())) & told, name
    assert decision.path, name
