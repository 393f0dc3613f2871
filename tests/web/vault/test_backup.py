"""A backup is taken while the desk runs, and comes back whole, without a key and without what was erased since."""

import json
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from installation import WORKS, Installation

ALL = """
broken = [str(file.pk) for file, _ in sweeping.broken(StoredFile.objects.filter(erased_at=None))]
print(json.dumps({
    "files": StoredFile.objects.filter(erased_at=None).count(), "broken": broken,
    "erased": [str(pk) for pk in DataKey.objects.exclude(erased_at=None).values_list("pk", flat=True)],
    "ledger": [str(pk) for pk in ledger.erased()],
    "names": sorted({store.name(file) for file in StoredFile.objects.filter(erased_at=None)} if not broken else []),
    "audit": [verifying.verify(log).problem is None for log in Log.objects.all()],
    "missing": len(sweeping.sweep().missing),
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
    assert not list((new.folder / "vault").rglob(blob))
    refused = new.kindao("restore", out, "--nothing-erased")
    assert refused.returncode == 2 and "not empty" in refused.stderr
    verified = new.kindao("audit", "verify")
    assert verified.returncode == 0 and "whole" in verified.stdout


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
    new = Installation(tmp_path / "new")
    (new.folder / "keys").mkdir(parents=True)
    for key in (old.folder / "keys").iterdir():
        (new.folder / "keys" / key.name).write_bytes(key.read_bytes())
    back = new.kindao("restore", out, "--nothing-erased")
    assert back.returncode == 0, back.stderr
    state = json.loads(new.python(ALL))
    assert state["files"] >= 1 and not state["broken"] and state["missing"] == 0 and state["audit"] == [True]
    with tarfile.open(out) as tar:
        assert state["files"] == sum(name.startswith("vault/") for name in tar.getnames())


def test_where_no_desk_was_set_up_that_is_told(tmp_path: Path) -> None:
    nowhere = Installation(tmp_path / "nowhere")
    for words in (["backup", tmp_path / "x.tar"], ["audit", "verify"]):
        done = nowhere.kindao(*words)
        assert done.returncode == 1 and "never set up" in done.stderr
    assert not (tmp_path / "x.tar").exists()
    done = nowhere.kindao("restore", tmp_path / "none.tar", "--nothing-erased")
    assert done.returncode == 2 and "can't be read" in done.stderr
