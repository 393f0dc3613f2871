"""Every rule of the packs of other countries has a case that it decides and one that it leaves alone."""

from pathlib import Path

import pytest
import yaml

from kindao.engine.policy import decide, flaws, load_pack
from policy import rows
from policy.rows import Row

CASES = Path(__file__).parent / "cases"
TABLES = {
    (pack, rule): said
    for file, pack in (("gdpr", "gdpr"), ("hipaa", "hipaa"), ("gmc", "gmc"), ("people", "gdpr"))
    for rule, said in yaml.safe_load((CASES / f"{file}.yaml").read_text()).items()
}
SAYS = ["revoke-in-writing", "care-not-conditioned", "redisclosure", "payment", "no-recall"]


def complete(row: Row) -> Row:
    """A row's consent says all that any pack asks for, but for what the row says."""
    consent = row.get("consent", {})
    consent = None if consent is None else {"statements": SAYS} | consent
    return row | {"consent": consent, "scope": {"ends_when": "the end of the campaign"} | row.get("scope", {})}


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
