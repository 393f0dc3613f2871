"""The key that signs the audit is lost: another takes its place, every log tells of it, and what was signed before
still counts for who noted the lost key's public half."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from desk import a_clinic, somebody
from installation import Installation
from kindao.engine.errors import BadInput, Missing
from kindao.web import audit, serving
from kindao.web.audit import checkpoints, handovers, receipts, signing
from kindao.web.audit.append_only import unguard
from kindao.web.audit.models import AuditEvent, Checkpoint, Log
from kindao.web.audit.verifying import Problem, Wrong, verify
from kindao.web.clinics.models import Clinic
from kindao.web.vault import keys

pytestmark = pytest.mark.django_db
SCRIPT = Path(__file__).resolve().parents[3] / "docs/examples/check_receipt.py"
EVENTS = 5


@pytest.fixture
def folder() -> Iterator[Path]:
    """That of the keys, without the audit's; as it was before, afterwards."""
    folder = signing.path().parent
    before = {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}
    for name in ("audit", "audit-handovers.jsonl"):
        (folder / name).unlink(missing_ok=True)
    yield folder
    for file in [file for file in folder.iterdir() if file.is_file()]:
        file.unlink()
    for name, data in before.items():
        (folder / name).write_bytes(data)


@pytest.fixture
def log(folder: Path) -> Log:
    assert folder.exists()
    clinic = a_clinic()
    user = somebody(clinic)
    for _ in range(EVENTS):
        audit.record("test.done", user, by=user, clinic=clinic)
    checkpoints.make(Log.objects.get(pk=clinic.pk))
    return Log.objects.get(pk=clinic.pk)


def more(log: Log) -> Log:
    clinic = Clinic.objects.get(pk=log.pk)
    audit.record("test.done", clinic, by=None, clinic=clinic)
    return Log.objects.get(pk=log.pk)


def lose(folder: Path) -> str:
    """Its public half, as somebody noted it."""
    noted = signing.signer()
    (folder / "audit").unlink()
    return noted


def test_another_takes_its_place_and_the_logs_tell_of_it(log: Log, folder: Path) -> None:
    old = lose(folder)
    log = more(log)
    with pytest.raises(Missing, match="rotate --lost"):
        verify(log)
    new = handovers.replace_lost([old])
    assert new == signing.signer() != old
    told = AuditEvent.objects.get(log=log, verb="audit.key-lost")
    last = Checkpoint.objects.get(log=log)
    assert told.facts == {"key": new, "signed": EVENTS, "since": last.at.isoformat(timespec="seconds")}
    assert AuditEvent.objects.filter(verb="audit.key-lost").count() == 2, "the installation's log tells of it as well"
    checkpoints.make(Log.objects.get(pk=log.pk))
    verdict = verify(Log.objects.get(pk=log.pk))
    assert verdict.problem is None and verdict.unsigned == 0
    (loss,) = verdict.losses
    assert (loss.keys, loss.size, loss.before, loss.after) == ((old,), EVENTS + 1, 1, 1)
    third = handovers.rotate()
    assert third == signing.signer() and verify(Log.objects.get(pk=log.pk)).problem is None


def test_a_receipt_from_before_is_good_for_who_knows_the_lost_key(log: Log, folder: Path, tmp_path: Path) -> None:
    before = receipts.receipt(AuditEvent.objects.get(log=log, seq=2))
    old = lose(folder)
    new = handovers.replace_lost([old])
    after = receipts.receipt(more(log).events.latest("seq"))
    kept, signed = receipts.kept(json.dumps(before))
    assert verify(kept, [signed]).problem is None

    def checked(told: object, signer: str) -> int:
        (tmp_path / "receipt.json").write_text(json.dumps(told))
        command = [sys.executable, "-I", str(SCRIPT), str(tmp_path / "receipt.json"), signer]
        return subprocess.run(command, capture_output=True, check=False).returncode

    assert checked(before, old) == checked(after, new) == 0
    assert checked(before, new) == checked(after, old) == 4, "the lost key handed nothing over"


def test_what_the_lost_key_signs_later_counts_for_nothing(log: Log, folder: Path) -> None:
    stolen = (folder / "audit").read_bytes()
    handovers.replace_lost([lose(folder)])
    mine = (folder / "audit").read_bytes()
    (folder / "audit").write_bytes(stolen)
    made = checkpoints.make(more(log))
    (folder / "audit").write_bytes(mine)
    assert verify(Log.objects.get(pk=log.pk)).problem == Problem(Wrong.SIGNATURE, made.size)


def test_only_a_key_that_is_lost_is_replaced_and_only_by_who_names_it(log: Log, folder: Path) -> None:
    with pytest.raises(BadInput, match="no key that signed the audit is lost"):
        handovers.replace_lost([signing.signer()])
    old = lose(folder)
    for named in ([], ["ab" * 32], [old, "ab" * 32]):
        with pytest.raises(BadInput, match=f"Lost are: {old}"):
            handovers.replace_lost(named)
    assert not (folder / "audit").exists() and not handovers.all_of_them()


def test_what_a_stranger_signed_stays_a_strangers(log: Log, folder: Path) -> None:
    """Who has the database's password puts a checkpoint of their own there, before the loss is told."""
    old = lose(folder)
    signing.prepare()
    stranger = checkpoints.make(more(log)).signer
    lose(folder)
    handovers.replace_lost([old])
    assert stranger != old
    assert verify(Log.objects.get(pk=log.pk)).problem == Problem(Wrong.SIGNATURE, EVENTS + 1)


def test_keys_from_before_a_rotation_were_put_back(log: Log, folder: Path) -> None:
    first, kept = signing.signer(), (folder / "audit").read_bytes()
    second = handovers.rotate()
    checkpoints.make(more(log))
    handovers.path().unlink()
    (folder / "audit").write_bytes(kept)
    assert verify(Log.objects.get(pk=log.pk)).problem == Problem(Wrong.SIGNATURE, EVENTS + 1)
    third = handovers.replace_lost([second])
    assert signing.signer() == third
    verdict = verify(Log.objects.get(pk=log.pk))
    assert verdict.problem is None and verdict.losses[0].keys == (second, first)


def test_the_list_of_the_keys_before_is_followed(log: Log, folder: Path) -> None:
    handovers.rotate()
    checkpoints.make(more(log))
    second = lose(folder)
    handovers.replace_lost([second])
    assert [one.is_lost for one in handovers.all_of_them()] == [False, True]
    assert verify(Log.objects.get(pk=log.pk)).problem is None


def test_rewriting_what_was_there_when_the_key_was_lost_is_noticed(log: Log, folder: Path) -> None:
    handovers.replace_lost([lose(folder)])
    unguard(connection, "audit_auditevent")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_auditevent SET verb = 'test.other' WHERE seq = 2")
    assert verify(Log.objects.get(pk=log.pk)).problem == Problem(Wrong.ALTERED, 2)


def test_what_is_missing_from_the_folder_keys_is_said(log: Log, folder: Path) -> None:
    clinic = Clinic.objects.get(pk=log.pk)
    keys.new_key(clinic)
    keys.new_key(clinic)
    assert not any(serving.keys_here().values())
    (master,) = folder.glob(f"master-{clinic.pk}-*")
    master.unlink()
    (folder / "audit").unlink()
    told = {part: str(wrong) for part, wrong in serving.keys_here().items()}
    assert "2 data keys do not open: 1 master keys are missing" in told["keys of the vault"]
    assert "nobody opens the pictures and films from before again" in told["keys of the vault"]
    assert "signs the audit is missing" in told["key of the audit"]
    assert all(wrong and wrong.vi and "khóa" in wrong.vi for wrong in serving.keys_here().values())
    master.write_bytes(b"\0" * 32)
    assert "2 data keys do not open" in str(serving.keys_here()["keys of the vault"]), "it is another's"


def test_an_administrator_goes_on_at_the_command_line(tmp_path: Path) -> None:
    desk = Installation(tmp_path / "desk").migrate()
    desk.python("put(b'photo')")
    assert desk.kindao("audit", "sign").returncode == 0
    noted = desk.kindao("audit", "signer").stdout.strip()
    folder = tmp_path / "desk/keys"
    (folder / "audit").unlink()
    (master,) = folder.glob("master-*")
    master.unlink()
    ill = desk.kindao("doctor")
    assert ill.returncode == 1 and "Traceback" not in ill.stderr
    assert "1 data keys do not open" in ill.stdout and "signs the audit is missing" in ill.stdout
    assert "does not work here: keys of the vault, key of the audit" in ill.stderr
    for command in ("verify", "rotate"):
        refused = desk.kindao("audit", command)
        assert refused.returncode == 2 and "kindao audit rotate --lost KEY" in refused.stderr
    asked = desk.kindao("audit", "rotate", "--lost", "?")
    assert asked.returncode == 2 and noted in asked.stderr
    renewed = desk.kindao("audit", "rotate", "--lost", noted)
    assert renewed.returncode == 0 and renewed.stdout.strip() == desk.kindao("audit", "signer").stdout.strip() != noted
    whole = desk.kindao("audit", "verify")
    assert whole.returncode == 0
    assert "the signing key was lost, at event 1. 1 checkpoints before it, 0 after" in whole.stdout
    assert noted in whole.stdout
