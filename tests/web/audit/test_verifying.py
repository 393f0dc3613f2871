"""Whatever is done to the rows behind the desk's back is noticed, and the first event that it touched is named."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from desk import a_clinic, somebody
from kindao.engine.errors import BadInput, Failed, Missing
from kindao.web import audit
from kindao.web.audit import checkpoints, handovers, receipts, signing, tree
from kindao.web.audit.append_only import unguard
from kindao.web.audit.events import content
from kindao.web.audit.models import AuditEvent, Checkpoint, Log
from kindao.web.audit.verifying import Problem, Wrong, verify
from kindao.web.clinics.models import Clinic

pytestmark = pytest.mark.django_db
SCRIPT = Path(__file__).resolve().parents[3] / "docs/examples/check_receipt.py"
EVENTS, SIGNED = 12, 8
REPEATED = effort(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def a_log(events: int = EVENTS, signed: int = SIGNED) -> Log:
    clinic = a_clinic()
    user = somebody(clinic)
    for number in range(1, events + 1):
        event = audit.record("test.done", user, by=user, clinic=clinic, facts={"number": number, "on": True})
        if number == signed:
            checkpoints.make(event.log)
    return Log.objects.get(pk=clinic.pk)


@pytest.fixture
def log() -> Log:
    made = a_log()
    for table in ("audit_auditevent", "audit_checkpoint"):
        unguard(connection, table)  # as somebody with the database's own password can
    return made


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def place(log: Log, seq: int) -> Any:
    pk = AuditEvent.objects.get(log=log, seq=seq).pk
    return pk.hex if connection.vendor == "sqlite" else pk


def test_what_nobody_touched_is_whole(log: Log) -> None:
    verdict = verify(log)
    assert verdict.problem is None
    assert (verdict.events, verdict.checkpoints, verdict.unsigned) == (EVENTS, 1, EVENTS - SIGNED)


COLUMNS = ["id", "at", "actor", "verb", "kind", "target", "facts", "leaf", "root"]


@REPEATED
@given(seq=st.integers(1, EVENTS), column=st.sampled_from(COLUMNS))
def test_an_altered_event_is_named(log: Log, seq: int, column: str) -> None:
    other = {
        "id": "ab" * 16,
        "at": "2020-01-01 00:00:00+00:00" if connection.vendor == "postgresql" else "2020-01-01 00:00:00",
        "facts": '{"number": 99, "on": true}',
        "leaf": "ab" * 32,
        "root": "cd" * 32,
    }.get(column, "other")
    with transaction.atomic():
        sql(f"UPDATE audit_auditevent SET {column} = %s WHERE id = %s", other, place(log, seq))
        assert verify(log).problem == Problem(Wrong.ALTERED, seq)
        transaction.set_rollback(True)


@REPEATED
@given(seq=st.integers(1, EVENTS))
def test_a_removed_event_is_named(log: Log, seq: int) -> None:
    with transaction.atomic():
        sql("DELETE FROM audit_auditevent WHERE id = %s", place(log, seq))
        assert verify(log).problem == Problem(Wrong.REMOVED, seq)
        transaction.set_rollback(True)


@REPEATED
@given(st.lists(st.integers(1, EVENTS), min_size=2, max_size=2, unique=True))
def test_two_that_changed_places_are_named(log: Log, two: list[int]) -> None:
    with transaction.atomic():
        one, other = place(log, two[0]), place(log, two[1])
        for seq, at in ((999, one), (two[0], other), (two[1], one)):
            sql("UPDATE audit_auditevent SET seq = %s WHERE id = %s", seq, at)
        assert verify(log).problem == Problem(Wrong.REORDERED, min(two))
        transaction.set_rollback(True)


def rewritten(log: Log, seq: int) -> None:
    """All of the log after `seq` told anew, hashes, head and all: as somebody does who knows how it is made."""
    sql("UPDATE audit_auditevent SET verb = 'test.other' WHERE id = %s", place(log, seq))
    peaks: list[bytes] = []
    for event in AuditEvent.objects.filter(log=log).order_by("seq"):
        leaf = tree.leaf(content(event))
        peaks = tree.grown(peaks, event.seq - 1, leaf)
        told = (leaf.hex(), tree.root(peaks).hex(), place(log, event.seq))
        sql("UPDATE audit_auditevent SET leaf = %s, root = %s WHERE id = %s", *told)
    Log.objects.filter(pk=log.pk).update(peaks=[peak.hex() for peak in peaks])


@pytest.mark.parametrize("seq", [1, 5, SIGNED])
def test_what_is_rewritten_whole_fails_the_signed_checkpoint(log: Log, seq: int) -> None:
    rewritten(log, seq)
    assert verify(log).problem == Problem(Wrong.REWRITTEN, 1)


def test_what_is_rewritten_after_the_checkpoint_fails_a_receipt_that_somebody_kept(log: Log) -> None:
    told = json.dumps(receipts.receipt(AuditEvent.objects.get(log=log, seq=EVENTS)))
    sql("DELETE FROM audit_checkpoint WHERE size = %s", EVENTS)
    rewritten(log, SIGNED + 2)
    of, kept = receipts.kept(told)
    assert verify(Log.objects.get(pk=log.pk)).problem is None
    assert verify(Log.objects.get(pk=log.pk), [kept]).problem == Problem(Wrong.REWRITTEN, SIGNED + 1)
    assert of == log


def test_a_log_cut_back_with_its_head_fails_the_checkpoint(log: Log) -> None:
    for seq in range(EVENTS, 3, -1):
        sql("DELETE FROM audit_auditevent WHERE id = %s", place(log, seq))
    peaks: list[bytes] = []
    for event in AuditEvent.objects.filter(log=log).order_by("seq"):
        peaks = tree.grown(peaks, event.seq - 1, bytes.fromhex(event.leaf))
    Log.objects.filter(pk=log.pk).update(size=3, peaks=[peak.hex() for peak in peaks])
    assert verify(Log.objects.get(pk=log.pk)).problem == Problem(Wrong.REMOVED, 4)


@pytest.mark.parametrize("column", ["root", "at", "signer", "signature"])
def test_an_altered_checkpoint_is_noticed(log: Log, column: str) -> None:
    other = {"at": "2020-01-01 00:00:00+00:00" if connection.vendor == "postgresql" else "2020-01-01 00:00:00"}
    sql(f"UPDATE audit_checkpoint SET {column} = %s", other.get(column, "ab" * (64 if column == "signature" else 32)))
    wrong = Problem(Wrong.REWRITTEN, 1) if column == "root" else Problem(Wrong.SIGNATURE, SIGNED)
    assert verify(log).problem == wrong


def test_a_head_that_was_altered_is_noticed(log: Log) -> None:
    Log.objects.filter(pk=log.pk).update(peaks=["ab" * 32])
    assert verify(Log.objects.get(pk=log.pk)).problem == Problem(Wrong.HEAD, EVENTS)


@pytest.mark.django_db(transaction=True)
def test_every_hundredth_event_is_signed_and_a_missing_key_stops_nobody() -> None:
    clinic = a_clinic()
    signing.prepare()
    key = signing.path()
    kept = key.read_bytes()
    for _ in range(99):
        audit.record("test.done", clinic, by=None, clinic=clinic)
    audit.record("test.done", clinic, by=None, clinic=clinic)
    assert [one.size for one in Checkpoint.objects.filter(log=clinic.pk)] == [100]
    key.unlink()
    try:
        for _ in range(100):
            audit.record("test.done", clinic, by=None, clinic=clinic)
        assert Log.objects.get(pk=clinic.pk).size == 200
        with pytest.raises(Missing, match="signs the audit is missing"):
            checkpoints.make(Log.objects.get(pk=clinic.pk))
        assert not key.exists()
    finally:
        key.write_bytes(kept)


def checked(tmp_path: Path, told: object, *arguments: str) -> "subprocess.CompletedProcess[str]":
    file = tmp_path / "receipt.json"
    file.write_text(json.dumps(told))
    command = [sys.executable, "-I", str(SCRIPT), str(file), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("seq", [1, 2, SIGNED, SIGNED + 1, EVENTS])
def test_a_script_without_kindao_checks_a_receipt(tmp_path: Path, seq: int) -> None:
    told = receipts.receipt(AuditEvent.objects.get(log=a_log(), seq=seq))
    done = checked(tmp_path, told, signing.signer())
    assert done.returncode == 0, done.stderr
    assert f"event {seq}: in the log" in done.stdout
    for wrong in (
        {**told, "event": {**told["event"], "verb": "test.other"}},
        {**told, "event": {**told["event"], "seq": told["event"]["seq"] % EVENTS + 1}},
        {**told, "proof": told["proof"][1:]},
        {**told, "proof": [*told["proof"], "ab" * 32]},
        {
            **told,
            "checkpoint": {**told["checkpoint"], "text": told["checkpoint"]["text"].replace("\n8\n", "\n9\n") + "x"},
        },
    ):
        assert checked(tmp_path, wrong, signing.signer()).returncode == 4
    assert checked(tmp_path, told, "ab" * 32).returncode == 4
    assert checked(tmp_path, {**told, "kind": "kindao-audit-receipt/2"}, signing.signer()).returncode == 2


def test_a_receipt_that_was_altered_or_is_of_elsewhere_is_refused_by_kindao_too() -> None:
    log = a_log()
    told = receipts.receipt(AuditEvent.objects.get(log=log, seq=3))
    assert receipts.kept(json.dumps(told))[0] == log
    for forged in (
        {**told, "event": {**told["event"], "verb": "consent.withdrawn"}},
        {**told, "event": {**told["event"], "seq": 2}},
        {**told, "event": {**told["event"], "log": str(uuid4())}},
        {**told, "proof": []},
        {**told, "proof": [*told["proof"], "ab" * 32]},
    ):
        with pytest.raises(BadInput, match="altered"):
            receipts.kept(json.dumps(forged))
    told["checkpoint"]["signature"] = "00" * 64
    with pytest.raises(BadInput, match="not signed by this installation"):
        receipts.kept(json.dumps(told))
    with pytest.raises(BadInput, match="not a receipt"):
        receipts.kept("[1]")


@pytest.fixture
def kept_keys() -> Iterator[Path]:
    """The folder of the keys, as it was before."""
    folder = signing.path().parent
    before = {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}
    yield folder
    for file in [file for file in folder.iterdir() if file.is_file()]:
        file.unlink()
    for name, data in before.items():
        (folder / name).write_bytes(data)


@pytest.mark.usefixtures("kept_keys")
def test_what_an_earlier_key_signed_still_counts_and_the_new_one_signs_from_now_on() -> None:
    log, old = a_log(), signing.signer()
    new = handovers.rotate()
    assert new == signing.signer() != old
    audit.record("test.done", a_clinic("Another"), by=None, clinic=Clinic.objects.get(pk=log.pk))
    made = checkpoints.make(log)
    assert made.signer == new and made.size == EVENTS + 1
    assert verify(Log.objects.get(pk=log.pk)).problem is None
    assert {one.signer for one in Checkpoint.objects.filter(log=log)} == {old, new}
    assert AuditEvent.objects.get(verb="audit.key-renewed").facts == {"key": new}
    third = handovers.rotate()
    assert len({old, new, third}) == 3 and verify(Log.objects.get(pk=log.pk)).problem is None


def test_what_an_earlier_key_signs_after_it_handed_over_counts_for_nothing(log: Log, kept_keys: Path) -> None:
    stolen = (kept_keys / "audit").read_bytes()
    handovers.rotate()
    mine = (kept_keys / "audit").read_bytes()
    (kept_keys / "audit").write_bytes(stolen)
    audit.record("test.done", log, by=None, clinic=Clinic.objects.get(pk=log.pk))
    checkpoints.make(log)
    (kept_keys / "audit").write_bytes(mine)
    assert verify(Log.objects.get(pk=log.pk)).problem == Problem(Wrong.SIGNATURE, EVENTS + 1)


def test_who_has_the_earlier_key_and_the_database_rewrites_nothing_from_before(log: Log, kept_keys: Path) -> None:
    stolen = (kept_keys / "audit").read_bytes()
    handovers.rotate()
    rewritten(log, 2)
    mine = (kept_keys / "audit").read_bytes()
    (kept_keys / "audit").write_bytes(stolen)
    sql("DELETE FROM audit_checkpoint")
    checkpoints.make(Log.objects.get(pk=log.pk))
    (kept_keys / "audit").write_bytes(mine)
    assert verify(Log.objects.get(pk=log.pk)).problem == Problem(Wrong.REWRITTEN, 1)


@pytest.mark.usefixtures("kept_keys")
def test_a_script_without_kindao_follows_the_handovers(tmp_path: Path) -> None:
    log, old = a_log(), signing.signer()
    before = receipts.receipt(AuditEvent.objects.get(log=log, seq=3))
    handovers.rotate()
    new = handovers.rotate()
    told = tmp_path / "handovers.json"
    told.write_text(json.dumps([one.public for one in handovers.all_of_them()]))
    after = receipts.receipt(AuditEvent.objects.get(log=log, seq=4))
    assert str(log.pk) not in json.dumps(after["handovers"]), "it tells nothing of how logs stood"
    assert checked(tmp_path, before, old).returncode == 0
    assert checked(tmp_path, before, new).returncode == 4, "nothing leads from one key to the other"
    assert checked(tmp_path, before, new, str(told)).returncode == 0
    assert checked(tmp_path, after, new).returncode == checked(tmp_path, after, old).returncode == 0
    forged = json.loads(told.read_text())
    forged[0]["by_old"] = forged[1]["by_old"]
    told.write_text(json.dumps(forged))
    assert checked(tmp_path, before, new, str(told)).returncode == 4
    assert receipts.kept(json.dumps(before))[0] == log


def test_who_dies_in_a_handover_is_followed(kept_keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log, old = a_log(), signing.signer()

    def dies() -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt), transaction.atomic():
        patched.setattr(signing, "take_next", dies)
        handovers.rotate()
    assert (kept_keys / "audit.next").exists()
    assert signing.signer() == handovers.all_of_them()[-1].new != old
    assert not (kept_keys / "audit.next").exists() and verify(log).problem is None
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt), transaction.atomic():
        patched.setattr(handovers, "_write", lambda found: dies())
        handovers.rotate()
    assert signing.signer() == handovers.all_of_them()[-1].new, "nothing was handed over"


def test_a_list_of_earlier_keys_that_was_altered_is_told(kept_keys: Path) -> None:
    log = a_log()
    handovers.rotate()
    whole = handovers.path().read_text()
    size = f'"{log.pk}", {EVENTS}'
    for other in (whole.replace(size, f'"{log.pk}", {EVENTS + 5}'), whole[:40], whole.replace("kindao.audit", "other")):
        handovers.path().write_text(other)
        with pytest.raises(Failed, match="list of keys"):
            verify(log)
    assert kept_keys == handovers.path().parent


def test_logs_do_not_touch_each_other() -> None:
    one, other = a_log(), Clinic.objects.create(name="Other")
    audit.record("test.done", other, by=None, clinic=other)
    assert verify(one).events == EVENTS and verify(Log.objects.get(pk=other.pk)).events == 1
