"""Every row of the law's tables is a rule, a clock, or is said to be neither, and why."""

import re
import tomllib
from pathlib import Path

import pytest

from kindao.engine.policy import load_pack
from kindao.engine.policy.deadlines import clocks
from support import SHARED

LAW = Path(__file__).resolve().parents[2] / "law"
INFORMS = {one["id"]: one for one in tomllib.loads((LAW / "informs.toml").read_text())["inform"]}
RULES = {rule.id for rule in load_pack().rules}
CLOCKS = {clock.id for clock in clocks(load_pack())}


def rows() -> list[str]:
    """The ids of tables b1 to b7; "VN-D13-17/18" is two."""
    tables = (SHARED / "law.md").read_text().partition("### b1.")[2].partition("### b8.")[0]
    found = []
    for first, more in re.findall(r"^\| \**(VN-[\w-]+)((?:/\w+)*)\** \|", tables, re.M):
        found += [first, *(re.sub(r"\w+$", one, first) for one in more.split("/")[1:])]
    return found


@pytest.mark.parametrize("row", rows())
def test_a_row_of_the_law_has_its_place(row: str) -> None:
    ruled = any(rule.upper() == row.upper() or rule.upper().startswith(f"{row.upper()}-") for rule in RULES)
    assert ruled is not (row in INFORMS)


def test_what_is_no_rule_is_a_row_of_the_law_and_says_why() -> None:
    assert len(rows()) > 100
    assert INFORMS.keys() <= set(rows())
    for one in INFORMS.values():
        assert one["kind"] in ("basis", "clinic", "clock", "reading", "unknown")
        assert one["vi"] and one["en"]
        assert one["kind"] != "clock" or one["clock"] in CLOCKS
    named = {rule for one in INFORMS.values() for rule in re.findall(r"VN-[\w-]+", one["en"])}
    assert named <= RULES
