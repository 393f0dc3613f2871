"""The cases that people read are those that the tests hold the rules to, with the answers that the pack gives."""

import runpy
from pathlib import Path

import yaml

from kindao.engine.policy import load_pack
from kindao.engine.policy.library import cases, sources, subjects
from policy import rows

ROOT = Path(__file__).parents[2]
TOOL = runpy.run_path(str(ROOT / "tools/law_cases.py"))


def test_the_cases_beside_the_law_are_up_to_date() -> None:
    assert (ROOT / "law/cases.json").read_text() == TOOL["text"](), "run: python tools/law_cases.py"


def test_every_rule_has_two_cases_in_two_languages() -> None:
    for rule in load_pack().rules:
        for one in (cases()[rule.id].decides, cases()[rule.id].leaves):
            assert one.words.vi.endswith(".") and one.words.en and not one.words.vi.isascii(), rule.id
            assert one.words.vi != one.words.en


def test_a_case_is_told_with_the_answer_that_the_rules_give() -> None:
    withdrawn = cases()["VN-DP-10"].decides
    assert (withdrawn.outcome, "VN-DP-10" in withdrawn.rules) == ("deny", True)


def test_no_words_outlive_their_case() -> None:
    told = yaml.safe_load(TOOL["WORDS"].read_text()).keys()
    files = [path.stem for path in rows.CASES.glob("*.yaml")]
    assert told <= {rule for file in files for rule in rows.load(file)}


def test_every_rule_stands_in_a_file_and_every_source_is_told() -> None:
    pack = load_pack()
    assert {rule.id for rule in pack.rules if rule.acts} <= subjects().keys()
    used = {key for article in pack.articles for key in article.source.split(", ")}
    assert used <= sources().keys()
