"""A worker that dies at any step loses nothing, leaves no half file, and releases nothing."""

import logging
import os
import signal
import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from django.conf import settings
from django_tasks_db.models import DBTaskResult

import tables
from builders import a_consent, a_member, a_patient, a_use, an_original, group, worked
from kindao import clock
from kindao.engine import gate
from kindao.web.review import actions, jobs, leases, purging, running
from kindao.web.review.models import Check, Inspection, SafeCopy, Use, UseState, Work
from kindao.web.vault import blobs, store, sweeping
from kindao.web.vault.models import StoredFile

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """No `except Exception` stops it."""


def _later(monkeypatch: pytest.MonkeyPatch, **by: float) -> None:
    now = clock.now() + timedelta(**by)
    monkeypatch.setattr(clock, "now", lambda: now)


def _permitted_use() -> Use:
    by = a_member()
    patient = a_patient(by)
    a_consent(by, patient)
    return a_use(by, an_original(by, patient))


@pytest.mark.parametrize("step", ["law", "verify", "kept"])
def test_who_takes_over_ends_where_the_dead_would_have(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    use = _permitted_use()
    check = Check.objects.get(use=use)

    def dies(self: leases.Lease, said: str) -> None:
        if said == step:
            raise Killed

    def dies_before_the_commit(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        if step == "kept":
            patched.setattr("kindao.web.review.running.audit.record", dies_before_the_commit)
        else:
            patched.setattr(leases.Lease, "progress", dies)
        with pytest.raises(Killed):
            jobs.work("check", check.pk)
    check.refresh_from_db()
    use.refresh_from_db()
    assert check.state == Work.State.RUNNING and use.state == UseState.INSPECTING
    assert not use.decisions.exists() and not SafeCopy.objects.exists()
    jobs.work("check", check.pk)  # its lease still runs: nobody else begins
    check.refresh_from_db()
    assert check.attempts == 1
    _later(monkeypatch, minutes=2)
    jobs.work("check", check.pk)
    use.refresh_from_db()
    assert use.state == UseState.PERMITTED and use.decisions.count() == 1 and use.copies.count() == 1
    assert not list((settings.HOME.folder / "work").glob("run-*"))


def test_a_job_twice_is_done_once() -> None:
    use = _permitted_use()
    check = Check.objects.get(use=use)
    jobs.work("check", check.pk)
    jobs.work("check", check.pk)
    assert use.decisions.count() == 1


def test_what_keeps_failing_waits_longer_each_time_and_is_then_listed(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    use = _permitted_use()
    check = Check.objects.get(use=use)

    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError("Lưu Thị Kiểm Thử")

    monkeypatch.setattr(gate, "check", breaks)
    waits = []
    with caplog.at_level(logging.INFO):
        for _ in range(leases.ATTEMPTS):
            jobs.work("check", check.pk)
            check.refresh_from_db()
            if check.not_before and check.state == Work.State.WAITING:
                waits.append(check.not_before - clock.now())
                _later(monkeypatch, seconds=(check.not_before - clock.now()).total_seconds() + 1)
    assert check.state == Work.State.DEAD and check in Check.objects.dead()
    assert check.failure == "bug:RuntimeError" and "Kiểm Thử" not in caplog.text
    assert waits == sorted(waits) and len(waits) == leases.ATTEMPTS - 1 and waits[-1] > 10 * waits[0]
    use.refresh_from_db()
    assert use.state == UseState.NEEDS_EYES and not use.decisions.exists()
    monkeypatch.undo()
    actions.try_again(a_member(clinic=use.clinic), check)
    assert worked(use).state == UseState.PERMITTED


def test_what_kills_every_worker_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    use = _permitted_use()
    check = Check.objects.get(use=use)
    for n in range(leases.ATTEMPTS):
        assert leases.take(Check, check.pk) is not None
        _later(monkeypatch, minutes=5 * (n + 1))
    jobs.work("check", check.pk)
    check.refresh_from_db()
    use.refresh_from_db()
    assert (check.state, check.failure) == (Work.State.DEAD, "worker-gone") and use.state == UseState.NEEDS_EYES


def test_one_lease_at_a_time_and_who_lost_it_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    check = Check.objects.get(use=_permitted_use())
    first = leases.take(Check, check.pk)
    assert first is not None and leases.take(Check, check.pk) is None
    _later(monkeypatch, minutes=1)
    assert first.beat()
    _later(monkeypatch, seconds=80)
    assert leases.take(Check, check.pk) is None  # it was renewed
    _later(monkeypatch, minutes=2)
    second = leases.take(Check, check.pk)
    assert second is not None and not first.beat()
    with pytest.raises(leases.Lost):
        first.done()
    second.done()


def test_work_always_has_a_job_that_looks_after_it() -> None:
    use = _permitted_use()
    check = Check.objects.get(use=use)
    waiting = DBTaskResult.objects.filter(args_kwargs__args=["check", str(check.pk)])
    assert waiting.count() == 2
    DBTaskResult.objects.all().delete()  # the queue is lost
    assert leases.take(Check, check.pk)
    jobs.work("check", check.pk)  # another has it: it is looked after later
    assert waiting.filter(run_after__gt=clock.now()).count() == 1
    jobs.work("check", check.pk)  # once more too early: that job is enough
    assert waiting.filter(run_after__gt=clock.now()).count() == 1


def test_what_no_job_would_find_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    use = _permitted_use()
    DBTaskResult.objects.all().delete()
    assert purging.stuck() == 0
    _later(monkeypatch, minutes=10)
    assert purging.stuck() == 2  # the inspection and the check
    assert DBTaskResult.objects.filter(args_kwargs__args=["check", str(Check.objects.get(use=use).pk)]).exists()


def test_what_a_killed_worker_left_lies_open_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    check = Check.objects.get(use=_permitted_use())
    assert leases.take(Check, check.pk)
    place = running.place_of(check.pk)
    place.mkdir(parents=True)
    (place / "film.mp4").write_bytes(b"plain")
    assert purging.folders() == 0  # it is being worked on
    _later(monkeypatch, minutes=5)
    assert purging.folders() == 1 and not place.exists()


def test_a_copy_that_nobody_may_use_goes_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    use = worked(_permitted_use())
    actions.lapse(None, use)
    assert purging.copies() == 0
    _later(monkeypatch, days=31)
    assert purging.copies() == 1 and purging.copies() == 0
    copy = use.copies.get()
    assert copy.gone_at is not None and StoredFile.objects.get(pk=copy.file_id).erased_at is not None


def test_tidying_asks_for_itself_once() -> None:
    jobs.keep_tidy()
    jobs.keep_tidy()
    assert DBTaskResult.objects.filter(task_path=jobs.tidy.module_path).count() == 1


SETUP = """
import django; django.setup()
from builders import a_consent, a_member, a_patient, a_use, an_original
by = a_member(); patient = a_patient(by); a_consent(by, patient)
a_use(by, an_original(by, patient))
"""


@pytest.mark.slow
def test_a_worker_that_is_killed_hard_loses_nothing(tmp_path: Path) -> None:
    """Processes, a database on the disk, SIGKILL in the middle of the gate."""
    env = os.environ | {
        "KINDAO_HOME": str(tmp_path / "home"),
        "DJANGO_SETTINGS_MODULE": "kindao.web.settings",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    database = tmp_path / "home" / "kindao.sqlite3"
    tables.of_sqlite(database)
    subprocess.run([sys.executable, "-c", SETUP], env=env, check=True, timeout=120)
    worker = [sys.executable, "-m", "django", "db_worker", "--batch", "--interval", "0.2", "--no-startup-delay"]

    def asked(sql: str) -> list[tuple[Any, ...]]:
        with sqlite3.connect(database, timeout=20) as connection:
            return connection.execute(sql).fetchall()

    first = subprocess.Popen(worker, env=env, stderr=subprocess.DEVNULL)
    until = monotonic() + 100
    while not asked("SELECT 1 FROM review_check WHERE state = 'running'"):
        assert monotonic() < until and first.poll() is None
        sleep(0.05)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert asked("SELECT state FROM review_use") == [("inspecting",)]
    assert not asked("SELECT 1 FROM review_decision")
    asked("UPDATE review_check SET leased_until = '2000-01-01 00:00:00' WHERE state = 'running'")
    asked("UPDATE django_tasks_database_dbtaskresult SET run_after = '2000-01-01 00:00:00'")  # time has passed
    subprocess.run(worker, env=env, check=True, timeout=120, stderr=subprocess.DEVNULL)
    assert asked("SELECT state FROM review_use") == [("permitted",)]
    assert asked("SELECT count(*) FROM review_decision") == [(1,)]
    assert asked("SELECT count(*) FROM review_safecopy") == [(1,)]
    assert not list((tmp_path / "home" / "work").glob("run-*"))
    assert not list((tmp_path / "home" / "vault").rglob(".new-*"))


def test_inspections_are_listed_when_they_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    original = an_original()
    inspection = Inspection.objects.get(original=original)
    for n in range(leases.ATTEMPTS):
        assert leases.take(Inspection, inspection.pk) is not None
        _later(monkeypatch, minutes=5 * (n + 1))
    jobs.work("inspection", inspection.pk)
    assert Inspection.objects.dead().get() == inspection


def test_a_copy_that_a_dead_worker_had_stored_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    use = _permitted_use()
    check = Check.objects.get(use=use)

    def dies(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(running, "_decided", dies)
        with pytest.raises(Killed):
            jobs.work("check", check.pk)
    check.refresh_from_db()
    assert check.made is not None and check.made.erased_at is None
    _later(monkeypatch, minutes=2)
    jobs.work("check", check.pk)
    check.made.refresh_from_db()
    assert check.made.erased_at is not None
    use.refresh_from_db()
    assert use.state == UseState.PERMITTED and use.copies.count() == 1


def test_everything_is_tidied_in_one_go() -> None:
    worked(_permitted_use())
    assert {one() for one in purging.STEPS} == {0}


def test_a_permit_whose_day_is_long_past_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    worked(_permitted_use())
    later = clock.today() + timedelta(days=31)
    monkeypatch.setattr(clock, "today", lambda: later)
    assert actions.lapse_old() == 1 and actions.lapse_old() == 0


def test_what_was_stored_before_a_crash_and_never_taken_in_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    by = a_member()
    kept = an_original(by)

    def dies(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("kindao.web.cases.actions._taken_in", dies)
        with pytest.raises(Killed):
            an_original(by, data=group())
    (lost,) = StoredFile.objects.exclude(pk=kept.file_id)
    assert sweeping.sweep().unclaimed == 0  # its transaction may still be under way
    assert blobs.path(lost.blob).exists()
    assert sweeping.sweep(clock.now() + 2 * sweeping.GRACE).unclaimed == 1
    lost.refresh_from_db()
    kept.file.refresh_from_db()
    assert lost.erased_at is not None and kept.file.erased_at is None
    assert store.read(kept.file)
