"""The cases that people read are those that the tests hold the rules to, with the answers that the pack gives."""

import runpy
from pathlib import Path

import pytest
import yaml

from kindao.engine.policy import load_pack
from kindao.engine.policy.library import cases, incidents_of, sources, subjects
from kindao.engine.vocabulary import Outcome
from policy import rows
from policy.packs.rows import FILES, load

ROOT = Path(__file__).parents[2]
TOOL = runpy.run_path(str(ROOT / "tools/law_cases.py"))


def test_the_cases_beside_the_law_are_up_to_date() -> None:
    assert (ROOT / "law/cases.json").read_text() == TOOL["text"](), "run: python tools/law_cases.py"
    assert (ROOT / "law/incidents.json").read_text() == TOOL["incidents_text"](), "run: python tools/law_cases.py"


@pytest.mark.parametrize("name", ["vn", "gdpr", "hipaa", "gmc"])
def test_every_rule_has_two_cases_in_two_languages(name: str) -> None:
    mute = set()
    for rule in load_pack(name).rules:
        if rule.id not in cases()[name]:
            mute.add(rule.id)
            continue
        told = cases()[name][rule.id]
        for one in (told.decides, told.leaves):
            assert one.words.vi.endswith(".") and one.words.en and not one.words.vi.isascii(), rule.id
            assert one.words.vi != one.words.en
    # Rules of the house whose cases are about the law or the first day of Việt Nam's pack, or that another's forbid.
    elsewhere = {"KD-OTHERS", "KD-HIDDEN", "KD-NO-LAW", "KD-NOTHING-PERMITS"}
    assert not mute if name == "vn" else mute <= elsewhere


def test_a_case_is_told_with_the_answer_that_the_rules_give() -> None:
    withdrawn = cases()["vn"]["VN-DP-10"].decides
    assert (withdrawn.outcome, "VN-DP-10" in withdrawn.rules) == ("deny", True)
    for name, told in cases().items():
        ours = {rule.id for rule in load_pack(name).rules}
        assert all(set(one.rules) <= ours for both in told.values() for one in (both.decides, both.leaves)), name


def test_what_was_reported_is_told_in_both_languages_and_answered_by_rules_of_its_day() -> None:
    pack = load_pack()
    for one in incidents_of(pack):
        assert one.words.vi.endswith(".") and not one.words.vi.isascii() and one.words.en.endswith(".")
        for answer in filter(None, (one.then, one.today)):
            rules = [pack.rule(rule) for rule in answer.rules]
            # How it was signed and filmed is asked under the law of that earlier day.
            late = [rule for rule in rules if {"publish", "release"} & set(rule.acts) and not rule.in_force(answer.on)]
            assert rules and not late, one.id
            assert answer.outcome is not Outcome.PERMIT, one.id
        assert one.then is None or one.then.on < one.today.on
    assert not incidents_of(load_pack("gdpr"))


def test_no_words_outlive_their_case() -> None:
    told = yaml.safe_load(TOOL["WORDS"].read_text()).keys()
    tables = [rows.load(path.stem) for path in rows.CASES.glob("*.yaml")] + [load(file) for file in FILES]
    assert told <= {rule for table in tables for rule in table}


def test_every_rule_stands_in_a_file_and_every_source_is_told() -> None:
    pack = load_pack()
    assert {rule.id for rule in pack.rules if rule.acts} <= subjects().keys()
    used = {key for article in pack.articles for key in article.source.split(", ")}
    assert used <= sources().keys()
