"""How far it is, as people at a terminal and readers of a log are told."""

import re

import pytest

from kindao.cli import progress
from kindao.engine.medium.base import Step


def test_a_terminal_is_told_in_one_line_that_renews_itself(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = [0.0]
    monkeypatch.setattr(progress, "monotonic", lambda: now[0])
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    with pytest.raises(RuntimeError), progress.told("en", quiet=False) as say:
        say("open")
        for n in range(0, 101, 25):
            now[0] += 2
            say(Step("look", n, 100))
        now[0] += 2
        say(Step("redact", 0, 100))
        raise RuntimeError
    said = capsys.readouterr().err
    assert "\n" not in said and said.endswith(progress.CLEAR)
    lines = [line for line in said.split(progress.CLEAR) if line]
    assert lines[0].endswith(" opening")
    assert lines[2] == "███········· looking 25 %, 12 frames/s, 0:06 left"
    assert lines[-2].startswith("████████████ looking 100 %") and lines[-1] == "············ covering 0 %"


def test_a_log_is_told_each_tenth_of_what_takes_long_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = [0.0]
    monkeypatch.setattr(progress, "monotonic", lambda: now[0])
    with progress.told("vi", quiet=False) as say:
        say("open")
        for n in range(0, 1001, 5):
            say(Step("look", n, 1000))
            now[0] += 0.5
        for n in range(0, 1001, 5):
            say(Step("verify", n, 1000))
            now[0] += 0.05
    lines = capsys.readouterr().err.splitlines()
    assert [re.search(r"(\d+) %", line)[1] for line in lines] == [str(n) for n in range(20, 101, 10)]  # type: ignore[index]
    assert lines[0] == "kindao: đang xem 20 %, 10 khung/giây, còn 1:20"


@pytest.mark.parametrize("terminal", [True, False])
def test_quiet_is_quiet(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], terminal: bool) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: terminal, raising=False)
    with progress.told("en", quiet=True) as say:
        say(Step("look", 5, 10))
    assert capsys.readouterr().err == ""


def test_a_second_attempt_is_counted_from_its_own_beginning(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = [0.0]
    monkeypatch.setattr(progress, "monotonic", lambda: now[0])
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    with progress.told("en", quiet=False) as say:
        say(Step("redact", 10, 10))
        now[0] = 1000.0
        say(Step("redact", 1, 10))
        now[0] = 1002.0
        say(Step("redact", 5, 10))
    assert "covering 50 %, 2.0 frames/s, 0:02 left" in capsys.readouterr().err
