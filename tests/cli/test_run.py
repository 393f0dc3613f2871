"""The one script: it lists what it can do, and works in the folder where it is called."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from kindao.cli import COMMANDS

RUN = Path(__file__).parents[2] / "run"


def run(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [RUN, *words],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=os.environ | {"NO_COLOR": "1"},
    )


@pytest.mark.parametrize("words", [(), ("help",), ("--help",)])
def test_help_lists_every_command(words: tuple[str, ...], tmp_path: Path) -> None:
    done = run(*words, cwd=tmp_path)
    assert done.returncode == 0 and not done.stderr
    listed = re.findall(r"^ +\./run (\w+)", done.stdout, re.MULTILINE)
    assert {*COMMANDS, "test", "bench", "lock", "setup"} <= set(listed)
    assert "set -euo" not in done.stdout and "#" not in done.stdout


def test_paths_are_those_of_the_caller(tmp_path: Path) -> None:
    (tmp_path / "empty.jpg").touch()
    done = run("detect", "empty.jpg", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (2, "kindao: empty.jpg: the file is empty\n")
