"""Writes law/cases.json: of every rule of each pack one case that it decides and one that it leaves alone, told to a
doctor, with the pack's answer and the rules that gave it; and law/incidents.json: what was reported, under the law of
its day and today's. From tests/policy/cases, tests/policy/packs/cases, the words beside them and the packs.

python tools/law_cases.py
"""

import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from kindao.engine.policy import Facts, Pack, decide, flaws, load_pack
from kindao.engine.policy.decision import Decision

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from policy import rows  # noqa: E402
from policy.packs import rows as other_rows  # noqa: E402

WORDS = ROOT / "tests/policy/case_words.yaml"
INCIDENTS = ROOT / "tests/policy/incident_words.yaml"
NOT_BY_RULE = frozenset({"incidents"})  # files of cases whose keys are no rules
NATIONAL = frozenset({"KD-OTHERS", "KD-HIDDEN"})  # shared rules whose cases are about the law of Việt Nam


def told() -> dict[str, dict[str, Any]]:
    """By pack, rule and kind. Raises SystemExit that names the cases without words."""
    words = yaml.safe_load(WORDS.read_text())
    files = sorted(path.stem for path in rows.CASES.glob("*.yaml") if path.stem not in NOT_BY_RULE)
    home = {rule: said for file in files for rule, said in rows.load(file).items()}
    other = {rule: said for file in other_rows.FILES for rule, said in other_rows.load(file).items()}
    tables = home | other
    mute = [f"{rule}: {kind}" for rule in tables for kind in tables[rule] if not words.get(rule, {}).get(kind)]
    if mute:
        raise SystemExit(f"{WORDS.name} has no words for {', '.join(mute)}")
    return {
        path.parent.name: dict(_of_pack(load_pack(path.parent.name), tables, words))
        for path in sorted((ROOT / "law/packs").glob("*/pack.toml"))
    }


def _of_pack(pack: Pack, tables: dict[str, Any], words: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """A rule that several packs share is told where this pack answers its cases as the words say."""
    for rule in sorted({one.id for one in pack.rules} & tables.keys()):
        if pack.name != "vn" and rule in NATIONAL:
            continue
        facts = {
            kind: rows.facts(row if pack.name == "vn" else other_rows.complete(row))
            for kind, row in tables[rule].items()
        }
        decided = {kind: decide(one, pack, paths=False) for kind, one in facts.items()}
        if all(_speaks(rule, facts[kind], decided[kind], pack) is (kind == "decides") for kind in facts):
            yield (
                rule,
                {
                    kind: _case([*words[rule][kind], row["name"]][:2], facts[kind], decided[kind])
                    for kind, row in tables[rule].items()
                },
            )


def _speaks(rule: str, facts: Facts, decision: Decision, pack: Pack) -> bool:
    wrong = {one.rule for consent in facts.consents for one in flaws(consent, pack, facts)}
    heard = {one for one in wrong if pack.rule(one).acts[:1] in (("sign",), ("rely",))}
    return rule in heard | {reason.rule for reason in decision.reasons + decision.obligations}


def _case(words: list[str], facts: Facts, decision: Decision) -> dict[str, Any]:
    vi, en = words
    return {"vi": vi, "en": en} | _answer(facts, decision)


def _answer(facts: Facts, decision: Decision) -> dict[str, Any]:
    return {
        "on": facts.use.on.isoformat(),
        "purpose": facts.use.purpose.value,
        "destination": facts.use.destination.value,
        "outcome": decision.outcome.value,
        "rules": list(dict.fromkeys(reason.rule for reason in decision.reasons)),
    }


def reported() -> dict[str, Any]:
    """By the number under which an incident is known: its words, and the answers to the same facts on both days."""
    held, pack, found = rows.load("incidents"), load_pack(), {}
    today = max(_day(row) for said in held.values() for row in said)
    for name, said in yaml.safe_load(INCIDENTS.read_text()).items():
        incident = next((those for key, those in held.items() if key.split()[0] == name), None)
        if incident is None:
            raise SystemExit(f"{INCIDENTS.name} tells of {name}, which is no incident")
        row = min(incident, key=_day)
        days = {"then": said.get("day", _day(row)), "today": today}
        asked = {kind: rows.facts(row | {"day": day}) for kind, day in days.items() if kind == "today" or day < today}
        found[name] = {"vi": said["vi"], "en": said["en"]} | {
            kind: _answer(facts, decide(facts, pack, paths=False)) for kind, facts in asked.items()
        }
    return found


def _day(row: rows.Row) -> date:
    return date.fromisoformat(str(row["day"]))


def text() -> str:
    return _written(told())


def incidents_text() -> str:
    return _written(reported())


def _written(held: dict[str, Any]) -> str:
    return json.dumps(held, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    (ROOT / "law/cases.json").write_text(text())
    (ROOT / "law/incidents.json").write_text(incidents_text())
