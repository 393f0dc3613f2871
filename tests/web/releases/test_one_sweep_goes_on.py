"""Looks at what is out go on in one chain of sweeps: not in two, though two workers start at one moment, and not in
none, though the worker of the last one died and nobody of its name comes back."""

import threading
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django_tasks import TaskContext, TaskResultStatus
from django_tasks_db.models import DBTaskResult

from builders import a_member, a_patient
from kindao import clock
from kindao.engine.vocabulary import Destination
from kindao.web.releases import actions, probing
from kindao.web.releases.models import PublicCopy
from permits import a_lawful_use
from released import Site, a_folder_account, worked_off


def sweeps(**fields: Any) -> int:
    return DBTaskResult.objects.filter(task_path=probing.sweep.module_path, **fields).count()


def at_work(since: timedelta) -> Any:
    """Of one that a worker began so long ago, and has not ended."""
    made = DBTaskResult.objects.get(pk=probing.sweep.enqueue().id)
    made.status, made.started_at, made.worker_ids = TaskResultStatus.RUNNING, clock.now() - since, ["gone"]
    made.save()
    told: Any = made.task_result
    return TaskContext(task_result=told)


@pytest.mark.django_db(transaction=True)
def test_two_workers_that_start_at_once_put_one_sweep_into_the_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    both = threading.Barrier(2)
    put = type(probing.sweep).enqueue

    def enqueue(task: Any, *args: Any, **named: Any) -> Any:
        """Whoever has asked waits until the other has, too."""
        with suppress(threading.BrokenBarrierError):
            both.wait(1)
        return put(task, *args, **named)

    def start() -> None:
        try:
            probing.keep_sweeping()
        finally:
            connection.close()

    monkeypatch.setattr(type(probing.sweep), "enqueue", enqueue)
    workers = [threading.Thread(target=start) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert sweeps() == 1


@pytest.mark.django_db
def test_a_sweep_that_a_lost_worker_left_at_work_does_not_hold_up_all_looks() -> None:
    at_work(since=timedelta(minutes=2))
    probing.keep_sweeping()
    assert sweeps(status=TaskResultStatus.READY) == 0, "it may be at work"
    DBTaskResult.objects.all().delete()
    for since in (probing.LONGEST_SWEEP + timedelta(minutes=1), -timedelta(hours=1)):  # or by a clock that stood ahead
        at_work(since)
    for _ in range(2):
        probing.keep_sweeping()
    assert sweeps(status=TaskResultStatus.READY) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("since", [timedelta(seconds=10), probing.LONGEST_SWEEP + timedelta(minutes=1)])
@pytest.mark.parametrize(("others", "more"), [(0, 1), (1, 0)])
def test_of_two_sweeps_that_are_at_work_one_goes_on(
    site: Site, monkeypatch: pytest.MonkeyPatch, others: int, more: int, since: timedelta
) -> None:
    by = a_member()
    use = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE)
    worked_off(actions.release(by, use, a_folder_account(by, site)))
    DBTaskResult.objects.all().delete()
    PublicCopy.objects.update(look_after=clock.now())
    own = at_work(since)  # a round that took longer than any should goes on as any
    for _ in range(others):
        at_work(since=timedelta(seconds=10))
    look = probing.look_at_due

    def look_and_leave_some() -> int:
        looked = look()
        PublicCopy.objects.update(look_after=clock.now())
        return looked

    monkeypatch.setattr(probing, "look_at_due", look_and_leave_some)
    sweep: Any = probing.sweep.func
    sweep(own)
    assert sweeps(status=TaskResultStatus.READY) == more
