"""A row that is locked is locked alone. PostgreSQL refuses to lock what a join may leave empty, and a clinic's row that
is locked beside another stops all who write in that clinic; SQLite, on which most tests run, notices neither."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parents[2] / "src/kindao/web"


def chains(tree: ast.AST) -> Iterator[dict[str, ast.Call]]:
    """Of each chain of calls, `rows.a().b()`: the calls by name."""
    for one in ast.walk(tree):
        node, calls = one, dict[str, ast.Call]()
        while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            calls[node.func.attr] = node
            node = node.func.value
        yield calls


@pytest.mark.parametrize("module", sorted(WEB.rglob("*.py")), ids=lambda path: str(path.relative_to(WEB)))
def test_a_row_that_is_read_with_others_is_locked_alone(module: Path) -> None:
    for calls in chains(ast.parse(module.read_text())):
        if {"select_for_update", "select_related"} <= calls.keys():
            named = {keyword.arg for keyword in calls["select_for_update"].keywords}
            assert "of" in named, f"line {calls['select_for_update'].lineno}"
