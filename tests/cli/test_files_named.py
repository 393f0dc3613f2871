"""Every option and argument that names a file to read takes a file, to a limit, or says what is wrong."""

import json
import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kindao.engine.policy.consent import VIETNAM
from policy import rows
from support import kindao, testdata

FACE = testdata("faces_single", "t0002.jpg")
CHECK = ("check", "--purpose", "advertising", "--destination", "facebook")
GOOD = rows.CONSENT | {"scopes": [rows.SCOPE], "signed_at": "2026-01-05T09:00:00+07:00"}


def one_sentence(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr and len(done.stderr.splitlines()) == 1
    for word in words:
        assert word in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        (*CHECK, FACE, "--consent", "/dev/zero"),
        (*CHECK, "/dev/zero"),
        ("detect", "/dev/zero"),
        ("redact", "/dev/zero", "-o", "out.jpg"),
        ("verify", "/dev/zero"),
        ("verify", FACE, "--against", "/dev/zero"),
        ("law", "decide", "/dev/zero"),
    ],
    ids=lambda words: " ".join(str(word) for word in words if "faces" not in str(word)),
)
def test_a_device_that_never_ends_is_refused(words: tuple[str | Path, ...], tmp_path: Path) -> None:
    one_sentence(kindao(*words, cwd=tmp_path), "device")


def test_a_folder_and_too_large_a_file_are_no_consent(tmp_path: Path) -> None:
    one_sentence(kindao(*CHECK, FACE, "--consent", tmp_path), "consent", "can't be read")
    large = tmp_path / "large.json"
    with large.open("wb") as file:
        file.truncate(1 << 40)
    one_sentence(kindao(*CHECK, FACE, "--consent", large), "large.json", "larger than 1 MiB")
    one_sentence(kindao("law", "decide", large), "large.json", "larger than 1 MiB")


def test_a_consent_through_a_pipe_is_read(tmp_path: Path) -> None:
    """Wrong in one field, so that nothing else need be done to see that it was read."""
    reading, writing = os.pipe()
    os.write(writing, json.dumps(GOOD | {"giver": {}}).encode())
    os.close(writing)
    words = ["kindao", *CHECK, str(FACE), "--consent", f"/dev/fd/{reading}"]
    code = "import sys; from kindao.cli import main; sys.argv = sys.argv[1:]; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, *words], pass_fds=(reading,), capture_output=True, text=True, check=False
    )
    os.close(reading)
    one_sentence(done, "giver.role: is missing")


@pytest.mark.parametrize("field", ["signed_at", "withdrawn_at"])
def test_what_is_still_to_come_is_refused(tmp_path: Path, field: str) -> None:
    """On whatever day is asked: a signature or a withdrawal is not announced."""
    file = tmp_path / "consent.json"
    later = datetime.now(VIETNAM) + timedelta(hours=1)
    file.write_text(json.dumps(GOOD | {field: later.isoformat()}))
    day = (later + timedelta(days=9)).date().isoformat()
    one_sentence(kindao(*CHECK, FACE, "--consent", file, "--on", day), "consent.json", f"{field}: later than now")
