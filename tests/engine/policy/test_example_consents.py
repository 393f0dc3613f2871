"""The examples are read and judged, and the schemas that ship are the ones that the reader follows."""

import importlib.util
from pathlib import Path

import pytest

from kindao.engine.policy import decide, facts_from_json, flaws, load_consent, load_pack
from kindao.engine.vocabulary import Outcome

ROOT = Path(__file__).parents[3]
EXAMPLES = ROOT / "docs" / "examples"


@pytest.mark.parametrize("file", sorted(EXAMPLES.glob("consent-*.json")), ids=lambda file: file.stem)
def test_an_example_consent_is_sound(file: Path) -> None:
    assert flaws(load_consent(file.read_bytes()), load_pack()) == ()


def test_the_example_facts_are_refused_with_a_way_to_yes() -> None:
    decision = decide(facts_from_json((EXAMPLES / "facts.json").read_bytes()), load_pack())
    assert decision.outcome is Outcome.DENY
    assert [step.step for step in decision.path] == ["redact", "ask-consent"]


def test_the_schemas_are_what_the_reader_follows() -> None:
    spec = importlib.util.spec_from_file_location("law_schemas", ROOT / "tools" / "law_schemas.py")
    assert spec and spec.loader
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    for name, text in tool.SCHEMAS.items():
        assert (ROOT / "law" / name).read_text() == text, "run tools/law_schemas.py"


def test_every_source_key_is_explained() -> None:
    explained = (ROOT / "law" / "sources.md").read_text()
    keys = {key for article in load_pack().articles for key in article.source.split(", ")}
    assert {key for key in keys if f"| {key} |" not in explained} == set()
