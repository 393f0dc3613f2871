"""Builders and data shared by the tests."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import forks

SHARED = Path(__file__).resolve().parents[2] / "shared"


def testdata(*parts: str) -> Path:
    """A file of the shared test data: pictures, text and sound with ground truth, licences beside them."""
    return SHARED.joinpath("testdata", *parts)


testdata.__test__ = False  # type: ignore[attr-defined]  # its name looks like a test's


def examples(number: int) -> int:
    """How many of a property are tried: all on SQLite, a few where the same tests run once more on PostgreSQL."""
    return max(3, number // 5) if os.environ.get("KINDAO_DATABASE") else number


def kindao(*words: object, cwd: Path | None = None, anew: bool = False) -> subprocess.CompletedProcess[str]:
    """The real command in a real process, which is forked from one that has read the modules, unless started anew."""
    environment = os.environ | {"KINDAO_LANG": "en", "NO_COLOR": "1"}
    if not anew:
        return forks.kindao([*map(str, words)], cwd=cwd, environment=environment)
    return subprocess.run(
        [sys.executable, "-m", "kindao", *map(str, words)],
        capture_output=True,
        text=True,
        cwd=cwd,
        env=environment,
        timeout=forks.PATIENCE,
        check=False,
    )


def captions() -> list[str]:
    """Sentences as clinics post them, in both languages, that name nobody; many of their words are names, too."""
    return (Path(__file__).parent / "data" / "captions.txt").read_text(encoding="utf-8").splitlines()


def truth(name: str) -> list[dict[str, Any]]:
    """The entries of one ground truth of the test data, e.g. text_gt.json."""
    entries: list[dict[str, Any]] = json.loads(testdata(name).read_text(encoding="utf-8"))
    return entries
