"""A run that is killed loses nothing, a run that is called off leaves nothing."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from films import film

LONG = 120  # seconds, for a machine that has other things to do


def start(source: Path, out: Path) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "kindao", "redact", str(source), "-o", str(out)]
    return subprocess.Popen(
        words, env=os.environ | {"KINDAO_LANG": "en"}, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def until_noted(folder: Path, run: subprocess.Popen[bytes], what: str = "seen") -> None:
    """Waits until something was noted of what was seen, or written of the copy."""
    for _ in range(LONG * 20):
        if any(path.stat().st_size for path in folder.glob(f".kindao-*.work/.kindao-*.work/{what}")):
            return
        assert run.poll() is None, run.communicate()
        time.sleep(0.05)
    raise AssertionError("nothing was noted")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return film(tmp_path_factory.mktemp("film") / "film.mp4", scenes=("pan",), width=480, height=270, seconds=5).path


@pytest.fixture(scope="module")
def whole(source: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The copy that nobody disturbs."""
    copy = tmp_path_factory.mktemp("whole") / "copy.mp4"
    assert start(source, copy).wait(LONG) in (0, 3)
    return copy.read_bytes()


@pytest.mark.parametrize("what", ["seen", "part-*.mp4"])
def test_a_killed_run_goes_on_where_it_was_and_gives_the_same_copy(
    what: str, source: Path, whole: bytes, tmp_path: Path
) -> None:
    killed = tmp_path / "killed"
    killed.mkdir()
    run = start(source, killed / "copy.mp4")
    until_noted(killed, run, what)
    run.kill()
    run.wait()
    assert [path.suffix for path in killed.iterdir()] == [".work"]
    assert start(source, killed / "copy.mp4").wait(LONG) in (0, 3)
    assert [path.name for path in killed.iterdir()] == ["copy.mp4"]
    assert (killed / "copy.mp4").read_bytes() == whole


def test_a_run_that_is_called_off_leaves_nothing(source: Path, tmp_path: Path) -> None:
    run = start(source, tmp_path / "copy.mp4")
    until_noted(tmp_path, run)
    run.send_signal(signal.SIGINT)
    _, said = run.communicate(timeout=LONG)
    assert run.returncode and list(tmp_path.iterdir()) == []
    assert b"Traceback" not in said and len(said.strip().splitlines()) == 1
