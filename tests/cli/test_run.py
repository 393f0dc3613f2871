"""The one script: it lists what it can do, and works in the folder where it is called."""

import os
import re
import shutil
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


STAND_IN = """#!/bin/sh
case "$*" in
  "-m venv"*) mkdir -p .venv/bin; cp "$0" .venv/bin/python; printf '#!/bin/sh\necho done\n' > .venv/bin/kindao
              chmod +x .venv/bin/kindao ;;
  "-m pip"*) echo "WARNING: Location 'x' is ignored"; echo "a wall of words" >&2; exit %d ;;
esac
"""


@pytest.mark.parametrize("status", [0, 1])
def test_the_set_up_is_quiet_unless_it_fails(tmp_path: Path, status: int) -> None:
    """A stand-in for Python makes the environment; its pip warns, and works or fails."""
    (tmp_path / "requirements").mkdir()
    for name in ("requirements/main.lock", "requirements/dev.lock", "pyproject.toml"):
        (tmp_path / name).touch()
    shutil.copy(RUN, tmp_path / "run")
    python = tmp_path / "python"
    python.write_text(STAND_IN % status)
    python.chmod(0o755)
    done = subprocess.run(
        [tmp_path / "run", "doctor"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=os.environ | {"KINDAO_PYTHON": str(python)},
    )
    first, *rest = done.stderr.splitlines()
    assert first.startswith("kindao: making .venv") and done.returncode == status
    if status:
        assert "a wall of words" in rest and rest[-1].startswith("kindao: ") and not done.stdout
    else:
        assert (rest, done.stdout) == ([], "done\n")
