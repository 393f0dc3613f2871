"""One call over SFTP has an end, whatever the server does, and what was not searched is a person's."""

import struct
import time
from collections.abc import Iterator
from pathlib import Path

import paramiko
import pytest
from paramiko.message import Message
from paramiko.sftp import CMD_NAME

from kindao.web.releases.connectors import reaching, sftp
from kindao.web.releases.connectors.base import Gone, Later, NotWhole
from platforms.sites import SftpPlatform

MARK = "6a1fe0c2b7d94a5588aa01ff"


class Drips(paramiko.SFTPServer):  # type: ignore[misc]  # paramiko has no types
    """Announces a long answer, and sends it byte by byte."""

    def _read_folder(self, request_number: int, folder: object) -> None:
        self.sock.send(struct.pack(">I", 30_000))
        while not self.sock.closed:
            self.sock.send(b"x")
            time.sleep(0.05)


class Endless(paramiko.SFTPServer):  # type: ignore[misc]
    """Lists so many files at once, and never all of them."""

    AT_ONCE = 0

    def _read_folder(self, request_number: int, folder: object) -> None:
        told = Message()
        told.add_int(request_number)
        told.add_int(self.AT_ONCE)
        for _ in range(self.AT_ONCE):
            told.add_string("x.jpg")
            told.add_string("x.jpg")
            paramiko.SFTPAttributes()._pack(told)
        self._send_packet(CMD_NAME, told)


class Many(Endless):
    AT_ONCE = 100


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[SftpPlatform]:
    one = SftpPlatform(tmp_path)
    yield one
    one.close()


@pytest.mark.parametrize("server", [Drips, Endless])
def test_a_server_that_never_ends_is_left(
    platform: SftpPlatform, server: type[paramiko.SFTPServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paramiko, "SFTPServer", server)
    monkeypatch.setattr(reaching, "TOTAL", 1.5)
    access, kind = platform.access, platform.connector
    for way in (kind.test, lambda access: kind.delete(access, "", MARK)):
        began = time.monotonic()
        with pytest.raises(Later, match="does not answer"):
            way(access)
        assert time.monotonic() - began < 10


def test_a_listing_without_an_end_is_none(platform: SftpPlatform, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paramiko, "SFTPServer", Many)
    monkeypatch.setattr(sftp, "ENTRIES", 1000)
    with pytest.raises(Later, match="more than can be searched"):
        platform.connector.delete(platform.access, "", MARK)


def test_a_line_that_breaks_in_a_folder_below_is_no_empty_folder(
    platform: SftpPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    (platform.served / "nhỏ").mkdir()
    real, seen = paramiko.SFTPServer._read_folder, []

    def breaks(self: paramiko.SFTPServer, number: int, folder: object) -> None:
        seen.append(number)
        if len(seen) > 2:  # the top in two answers
            self.sock.get_transport().close()
        real(self, number, folder)

    monkeypatch.setattr(paramiko.SFTPServer, "_read_folder", breaks)
    with pytest.raises(Later, match="does not answer"):
        platform.connector.delete(platform.access, "", MARK)


def test_what_there_was_no_time_for_is_a_persons(platform: SftpPlatform, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sftp, "SEARCH", -1.0)
    file = platform.served / f"{MARK}.jpg"
    file.write_bytes(b"x")
    assert platform.connector.delete(platform.access, "", MARK) is Gone.GONE and not file.exists()
    (platform.served / "thumbs").mkdir()
    below = platform.served / "thumbs" / f"thumb_{MARK}.jpg"
    for one in (file, below):
        one.write_bytes(b"x")
    with pytest.raises(NotWhole) as caught:
        platform.connector.delete(platform.access, "", MARK)
    assert caught.value.where == f"{platform.site.address}/" and not file.exists() and below.exists()
