"""Writes law/cases.json: of every rule one case that it decides and one that it leaves alone, told to a doctor, with
the answer and the rules that gave it. From tests/policy/cases, tests/policy/case_words.yaml and the packs.

python tools/law_cases.py
"""

import json
import sys
from pathlib import Path
from typing import Any

import yaml

from kindao.engine.policy import Pack, decide, load_pack

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from policy import rows  # noqa: E402

WORDS = ROOT / "tests/policy/case_words.yaml"
NOT_BY_RULE = frozenset({"incidents"})  # files of cases whose keys are no rules


def told() -> dict[str, dict[str, Any]]:
    """By rule and kind, with the pack that answers. Raises SystemExit that names the cases without words."""
    words = yaml.safe_load(WORDS.read_text())
    files = (path.stem for path in sorted(rows.CASES.glob("*.yaml")) if path.stem not in NOT_BY_RULE)
    tables = {rule: said for file in files for rule, said in rows.load(file).items()}
    mute = [f"{rule}: {kind}" for rule in tables for kind in tables[rule] if not words.get(rule, {}).get(kind)]
    if mute:
        raise SystemExit(f"{WORDS.name} has no words for {', '.join(mute)}")
    packs = [load_pack(path.parent.name) for path in sorted((ROOT / "law/packs").glob("*/pack.toml"))]
    whose = {rule.id: pack for pack in packs for rule in pack.rules}  # vn, the last, answers for what packs share
    return {
        rule: {"pack": whose[rule].name}
        | {kind: _case(row, words[rule][kind], whose[rule]) for kind, row in tables[rule].items()}
        for rule in sorted(tables.keys() & whose.keys())
    }


def _case(row: rows.Row, words: list[str], pack: Pack) -> dict[str, Any]:
    facts = rows.facts(row)
    decision = decide(facts, pack, paths=False)
    vi, en = (*words, row["name"])[:2]
    return {
        "vi": vi,
        "en": en,
        "on": facts.use.on.isoformat(),
        "purpose": facts.use.purpose.value,
        "destination": facts.use.destination.value,
        "outcome": decision.outcome.value,
        "rules": list(dict.fromkeys(reason.rule for reason in decision.reasons)),
    }


def text() -> str:
    return json.dumps(told(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    (ROOT / "law/cases.json").write_text(text())
