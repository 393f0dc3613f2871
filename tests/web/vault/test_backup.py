"""A backup is taken while the desk runs, and comes back whole, without a key and without what was erased since."""

import errno
import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Generator
from contextlib import nullcontext
from datetime import datetime
from inspect import GEN_CLOSED, getgeneratorstate
from pathlib import Path
from typing import Any

import pytest
from django.core import serializers
from django.db.models import Model

from builders import a_member
from installation import WORKS, Installation
from kindao.engine.errors import BadInput, Failed
from kindao.web.vault import backup, blobs, restore

ALL = """
broken = [str(file.pk) for file, _ in sweeping.broken(StoredFile.objects.filter(erased_at=None))]
print(json.dumps({
    "files": StoredFile.objects.filter(erased_at=None).count(), "broken": broken,
    "erased": [str(pk) for pk in DataKey.objects.exclude(erased_at=None).values_list("pk", flat=True)],
    "ledger": [str(pk) for pk in ledger.erased()],
    "names": sorted({store.name(file) for file in StoredFile.objects.filter(erased_at=None)} if not broken else []),
    "audit": [verifying.verify(log).problem is None for log in Log.objects.all()],
    "missing": len(sweeping.sweep().missing),
    "restored_from": Clinic.objects.get().restored_from.isoformat(),
}))
"""


@pytest.fixture
def old(tmp_path: Path) -> Installation:
    return Installation(tmp_path / "old").migrate()


def test_all_comes_back_but_what_was_erased_since(old: Installation, tmp_path: Path) -> None:
    """In one go, for its processes: what a backup holds, each refusal of a restore, and what comes back."""
    told = old.python(
        "kept = put(b'kept' * 1000); film = put(os.urandom(9_000_000), 'video/mp4'); gone = put(b'gone')\n"
        "early = put(b'early'); vault.erase(early.key, by=None); print(gone.key_id, gone.blob.hex, early.key_id)"
    )
    gone, blob, early = told.split()
    out = tmp_path / "backup.tar"
    done = old.kindao("backup", out)
    assert done.returncode == 0 and "3 files" in done.stdout and "keep the folder keys apart" in done.stdout
    assert out.stat().st_mode & 0o777 == 0o600
    again = old.kindao("backup", out)
    assert again.returncode == 2 and "exists already" in again.stderr
    secrets = [path.read_bytes() for path in (old.folder / "keys").iterdir()]
    whole = out.read_bytes()
    assert len(secrets) >= 2 and not any(secret in whole for secret in secrets)
    assert "Bùi A".encode() not in whole and b"kept" * 10 not in whole
    old.python(f"vault.erase(DataKey.objects.get(pk='{gone}'), by=None)")

    new = Installation(tmp_path / "new")
    refused = new.kindao("restore", out)
    assert refused.returncode == 2 and "list of what was erased" in refused.stderr
    damaged = tmp_path / "damaged.tar"
    for place in (len(whole) // 2, whole.index(b"clinics.clinic") + 3, whole.index(b'"migrations"') + 20):
        damaged.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        refused = new.kindao("restore", damaged, "--nothing-erased")
        assert refused.returncode == 2 and "Traceback" not in refused.stderr, refused.stderr
    damaged.write_bytes(whole[: len(whole) // 3])
    assert new.kindao("restore", damaged, "--nothing-erased").returncode == 2
    assert not [path for path in (new.folder / "vault").rglob("*") if path.is_file()]

    back = new.kindao("restore", out, "--erased", old.folder / "erased.jsonl", "--json")
    assert back.returncode == 3, back.stderr
    assert json.loads(back.stdout) == {
        **json.loads(back.stdout),
        "files": 2,
        "erased": 1,
        "closed": 2,
        "missing": 0,
    }
    for key in (old.folder / "keys").iterdir():
        (new.folder / "keys" / key.name).write_bytes(key.read_bytes())
    state = json.loads(new.python(ALL))
    assert state["files"] == 2 and not state["broken"] and state["missing"] == 0
    assert set(state["erased"]) == {gone, early} and gone in state["ledger"]
    assert state["audit"] == [True] and state["names"] == ["Bùi A.png"]
    made = json.loads(back.stdout)["at"]
    assert datetime.fromisoformat(state["restored_from"]) == datetime.fromisoformat(made), "the officer is asked first"
    assert not list((new.folder / "vault").rglob(blob))
    refused = new.kindao("restore", out, "--nothing-erased")
    assert refused.returncode == 2 and "not empty" in refused.stderr
    verified = new.kindao("audit", "verify")
    assert verified.returncode == 0 and "whole" in verified.stdout


def test_what_can_be_known_is_said_before_the_list_of_erasures_is_asked_for(old: Installation, tmp_path: Path) -> None:
    old.python("put(b'kept')")
    out, no_backup, new = tmp_path / "backup.tar", tmp_path / "photo.jpg", Installation(tmp_path / "new")
    assert old.kindao("backup", out).returncode == 0 and not (old.folder / "erased.jsonl").exists()
    no_backup.write_bytes(b"\xff\xd8\xff" + bytes(1000))
    for here, source, told in (
        (old, out, "this installation is not empty"),
        (new, no_backup, "not a backup"),
        (new, out, "list of what was erased"),
    ):
        refused = here.kindao("restore", source)
        assert refused.returncode == 2 and told in refused.stderr, refused.stderr
    assert not (new.folder / "kindao.sqlite3").exists()


def test_a_backup_taken_while_others_write_is_of_one_moment(old: Installation, tmp_path: Path) -> None:
    old.python("put(b'first')")
    writes = WORKS + "print('on', flush=True)\nwhile True:\n    put(os.urandom(5000))"
    writer = subprocess.Popen([sys.executable, "-c", writes], env=old.environment, stdout=subprocess.PIPE)
    try:
        assert writer.stdout and writer.stdout.readline()
        out = tmp_path / "backup.tar"
        done = old.kindao("backup", out)
        assert done.returncode == 0, done.stderr
    finally:
        writer.kill()
        writer.wait()
        writer.stdout.close() if writer.stdout else None
    new = with_keys(Installation(tmp_path / "new"), old).migrate()
    back = new.kindao("restore", out, "--nothing-erased")
    assert back.returncode == 0, back.stderr
    state = json.loads(new.python(ALL))
    assert state["files"] >= 1 and not state["broken"] and state["missing"] == 0 and state["audit"] == [True]
    with tarfile.open(out) as tar:
        assert state["files"] == sum(name.startswith("vault/") for name in tar.getnames())


def with_keys(new: Installation, old: Installation) -> Installation:
    (new.folder / "keys").mkdir(parents=True)
    for key in (old.folder / "keys").iterdir():
        (new.folder / "keys" / key.name).write_bytes(key.read_bytes())
    return new


def plain_files(one: Installation) -> list[Path]:
    kept = {"keys", "kindao.sqlite3", "kindao.sqlite3-wal", "kindao.sqlite3-shm"}
    return [file for file in one.folder.rglob("*") if file.is_file() and not kept & set(file.parts)]


def test_a_restore_whose_disk_fills_up_or_that_is_killed_leaves_nothing_and_goes_well_afterwards(
    old: Installation, tmp_path: Path
) -> None:
    """Full at each step (the rows, a film), killed between two files; then with room enough."""
    old.python("put(b'one'); put(os.urandom(9_000_000), 'video/mp4'); gone = put(b'x'); vault.erase(gone.key, by=None)")
    out = tmp_path / "backup.tar"
    assert old.kindao("backup", out).returncode == 0
    new = with_keys(Installation(tmp_path / "new"), old).migrate()
    for largest in (2_000, 3 << 20):
        full = new.kindao("restore", out, "--nothing-erased", largest=largest)
        assert full.returncode == 1 and ("disk is full" in full.stderr or "disk filled up" in full.stderr), full.stderr
        assert "Traceback" not in full.stderr and "not a backup" not in full.stderr
        assert plain_files(new) == []
    killed = (
        "from contextlib import contextmanager\nfrom kindao.web.vault import blobs, restore\nhow = blobs.writing\n"
        "@contextmanager\ndef writing(blob):\n    with how(blob) as out:\n        yield out\n"
        "        if out.tell() > 1_000_000: os._exit(9)\n"
        f"blobs.writing = writing\nrestore.restore(Path('{out}'), nothing_erased=True)"
    )
    with pytest.raises(subprocess.CalledProcessError) as ended:
        new.python(killed)
    assert ended.value.returncode == 9
    back = new.kindao("restore", out, "--nothing-erased")
    assert back.returncode == 0, back.stderr  # no row was left: into an installation that is not empty none goes
    state = json.loads(new.python(ALL))
    assert state["files"] == 2 and not state["broken"] and len(state["ledger"]) == 1 and state["missing"] == 0


def test_a_backup_that_does_not_fit_is_told_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = tmp_path / "backup.tar"
    with large.open("wb") as file:
        file.truncate(5 << 20)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1 << 30, (1 << 30) - 4096, 4096))
    with pytest.raises(Failed, match="needs 5 MiB, 0 MiB are free"):
        restore.restore(large, nothing_erased=True)


def test_a_database_that_says_that_its_disk_is_full_is_believed() -> None:
    from django.db import DatabaseError
    from psycopg.errors import DiskFull, UniqueViolation

    for cause, full in ((DiskFull("x"), True), (UniqueViolation("x"), False)):
        error = DatabaseError("could not extend file")
        error.__cause__ = cause
        assert blobs.is_full(error) is full
    assert blobs.is_full(DatabaseError("database or disk is full"))


@pytest.mark.skipif("KINDAO_DATABASE" not in os.environ, reason="only where PostgreSQL is")
def test_a_backup_goes_from_sqlite_to_postgresql_and_back_and_not_a_row_is_different(tmp_path: Path) -> None:
    """The demo's clinic: people with second factors, patients, consents, pictures, uses, jobs that wait."""
    first = Installation(tmp_path / "first", sqlite=True).migrate()
    first.python("from kindao.web import demo; demo.fill()")
    outs = [tmp_path / f"{n}.tar" for n in range(3)]
    assert first.kindao("backup", outs[0]).returncode == 0
    second = with_keys(Installation(tmp_path / "second"), first)
    third = with_keys(Installation(tmp_path / "third", sqlite=True), first).migrate()
    for new, source, out in ((second, outs[0], outs[1]), (third, outs[1], outs[2])):
        back = new.kindao("restore", source, "--nothing-erased")
        assert back.returncode == 0, back.stderr  # the audit is whole, and all keys open
        assert new.kindao("backup", out).returncode == 0
    rows = []
    for out in outs:
        with tarfile.open(out) as tar:
            member = tar.extractfile("database.jsonl")
            assert member
            rows.append(sorted(json.dumps(_but_the_moment(json.loads(line)), sort_keys=True) for line in member))
    assert rows[0] == rows[1] == rows[2] and len(rows[0]) > 50
    added = second.python(
        "assert not [file for file in StoredFile.objects.filter(erased_at=None) if not store.read(file)]\n"
        "from kindao.web.clinics.models import Membership; from kindao.web.cases import actions\n"
        "by = Membership.objects.filter(role='doctor').first()\n"
        "print(actions.add_patient(by, record_number='MỚI', name='Sau khi phục hồi').record_number)"
    )
    assert added.strip() == "MỚI"


def _but_the_moment(row: dict[str, Any]) -> dict[str, Any]:
    """What a restore itself says: when its backup was made, and that a link has ended."""
    own = {"clinics.clinic": "restored_from", "clinics.link": "ended_at", "door.link": "revoked_at"}
    row["fields"].pop(own.get(row["model"], ""), None)
    return row


def test_where_no_desk_was_set_up_that_is_told(tmp_path: Path) -> None:
    nowhere = Installation(tmp_path / "nowhere")
    mistyped = tmp_path / "mistyped"
    for words in (["backup", tmp_path / "x.tar"], ["audit", "verify"], ["audit", "verify", "--home", mistyped]):
        done = nowhere.kindao(*words)
        assert done.returncode == 1 and "never set up" in done.stderr
    done = nowhere.kindao("worker")
    assert done.returncode == 2 and "no installation in this folder" in done.stderr
    assert not mistyped.exists() and not nowhere.folder.exists(), "a command that reads makes nothing"
    assert not (tmp_path / "x.tar").exists()
    done = nowhere.kindao("restore", tmp_path / "none.tar", "--nothing-erased")
    assert done.returncode == 2 and "there is no such file" in done.stderr


@pytest.mark.django_db
def test_a_place_that_is_not_there_is_named_and_not_the_disk(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="the folder does not exist"):
        backup.backup(tmp_path / "nowhere" / "x.tar")
    with pytest.raises(BadInput, match="there is no such file"):  # before anything is said of what was erased
        restore.restore(tmp_path / "none.tar")


@pytest.mark.django_db
def test_a_disk_that_fills_up_leaves_no_cursor_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that is closed after its database says so on standard error, below our own sentence."""
    given: list[Generator[Model]] = []

    def full(_: str, rows: Generator[Model], **__: Any) -> None:
        given.append(rows)
        next(rows)
        raise OSError(errno.ENOSPC, "full")

    a_member()
    monkeypatch.setattr(backup, "_one_moment", nullcontext)  # the test is in a transaction already
    monkeypatch.setattr(serializers, "serialize", full)
    with pytest.raises(Failed, match="the disk is full"):
        backup.backup(tmp_path / "x.tar")
    assert getgeneratorstate(given[0]) == GEN_CLOSED and list(tmp_path.iterdir()) == []
