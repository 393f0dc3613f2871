"""Every app of the desk that keeps rows is tested on PostgreSQL, too."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LISTED = (ROOT / "tests/on_postgresql.txt").read_text().splitlines()


def test_every_app_has_tests_that_are_there() -> None:
    tests: dict[str, list[str]] = {}
    app = ""
    for line in LISTED:
        if line.startswith("#"):
            app = line.lstrip("# ").split(":")[0]
        elif line:
            tests.setdefault(app, []).append(line)
    assert {path.parent.name for path in (ROOT / "src/kindao/web").glob("*/models.py")} <= tests.keys()
    for line in (one for listed in tests.values() for one in listed):
        path, _, name = line.partition("::")
        assert (ROOT / path).exists() and (not name or f"def {name}(" in (ROOT / path).read_text()), line
