"""A file that somebody names is read to a limit, and only if it is one."""

import os
import socket
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest

from kindao import inputs
from kindao.engine.errors import BadInput
from kindao.inputs import content


def pipe(tmp_path: Path, write: Callable[[int], object]) -> Path:
    """A named pipe that a thread writes to."""
    path = tmp_path / "pipe"
    os.mkfifo(path)

    def run() -> None:
        handle = os.open(path, os.O_WRONLY)
        try:
            write(handle)
        except BrokenPipeError:
            pass
        finally:
            os.close(handle)

    Thread(target=run, daemon=True).start()
    return path


def endless(handle: int) -> None:
    while True:
        os.write(handle, b"0" * 4096)


def test_a_file_is_read_whole_and_one_byte_more_tells_that_it_is_too_large(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"12345")
    assert content(file, 5) == content(file, 9) == b"12345"
    assert content(file, 3) == b"1234"


def test_a_pipe_is_read_to_its_end_or_the_limit(tmp_path: Path) -> None:
    assert content(pipe(tmp_path, lambda handle: os.write(handle, b"{}")), 1000) == b"{}"
    (tmp_path / "more").mkdir()
    assert len(content(pipe(tmp_path / "more", endless), 100_000)) == 100_001


def test_a_pipe_that_nobody_writes_to_is_not_waited_for_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inputs, "PATIENCE", 0.2)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(BadInput, match="nothing came"):
        content(tmp_path / "pipe", 1000)


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null", "/dev/urandom"])
def test_a_device_is_no_file(device: str) -> None:
    with pytest.raises(BadInput, match="device") as error:
        content(Path(device), 1000)
    assert error.value.vi


def test_a_socket_and_a_folder_are_no_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the name of a socket is short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket")
        with pytest.raises(BadInput, match="device"):
            content(Path("socket"), 1000)
    with pytest.raises(IsADirectoryError):
        content(tmp_path, 1000)
