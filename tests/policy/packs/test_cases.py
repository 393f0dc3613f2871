"""Every rule of the packs of other countries has a case that it decides and one that it leaves alone."""

import pytest

from kindao.engine.policy import decide, flaws, load_pack
from policy import rows
from policy.packs.rows import FILES, complete, load

TABLES = {(pack, rule): said for file, pack in FILES.items() for rule, said in load(file).items()}


def test_every_rule_has_its_cases() -> None:
    """The house's rules, which the packs share, have theirs beside the national pack's."""
    house = set(rows.load("house")) | {"KD-NOTHING-PERMITS", "KD-NO-LAW"}
    for name in ("gdpr", "hipaa", "gmc"):
        own = {rule.id for rule in load_pack(name).rules} - house
        cased = {rule for pack, rule in TABLES if pack == name or rule.startswith("KD-")}
        assert own == cased, name


@pytest.mark.parametrize(("pack", "rule"), TABLES)
def test_a_rule_decides_its_case_and_leaves_the_other_alone(pack: str, rule: str) -> None:
    law = load_pack(pack)
    for kind, row in TABLES[pack, rule].items():
        facts = rows.facts(complete(row))
        decision = decide(facts, law, paths=False)
        told = {reason.rule for reason in decision.reasons + decision.obligations}
        for consent in facts.consents:
            wrong = {flaw.rule for flaw in flaws(consent, law, facts)}
            told |= {one for one in wrong if law.rule(one).acts[:1] in (("sign",), ("rely",))}
        assert decision.outcome == row["expect"], (kind, row["name"], sorted(told))
        assert set(row.get("because", ())) <= told, (kind, row["name"])
        assert (rule in told) is (kind == "decides"), (kind, row["name"], sorted(told))
