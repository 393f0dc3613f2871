"""What workers do. A job is named by its row and may run twice, or never: the row's lease says who works on it, and a
second job in the queue looks after the first."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Exists, F, OuterRef, Value
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from kindao import clock
from kindao.engine.errors import KindaoError
from kindao.web.audit.jobs import sign
from kindao.web.cases import signals as cases
from kindao.web.cases.models import Original
from kindao.web.consent.models import Consent
from kindao.web.review import elsewhere, leases, running
from kindao.web.review.models import Broken, Check, Decision, Inspection, Use, UseState, Work
from kindao.web.rounds import failure_of
from kindao.web.vault.jobs import sweep

log = logging.getLogger("kindao.jobs")
AWAY = (OperationalError, InterfaceError)  # the database is: that is no try of the work's own
AGAIN = 10  # by how much it is less urgent
MARGIN = timedelta(seconds=5)  # by which a job comes after the time of its row, rather than before
LOOK_AFTER = Work.LEASED + MARGIN  # at most

KINDS: dict[str, tuple[type[Work], Callable[[leases.Lease, Any], None]]] = {
    "inspection": (Inspection, running.inspect),
    "check": (Check, running.check),
}


FILMS = "films"
QUEUES = {"release": "releases", "takedown": "releases", "delivery": "webhooks"}
"""What waits behind no picture and no film: each worker has a thread for each queue, and one for films."""
SHOWN = {"check": "use__original__kind", "inspection": "original__kind"}
"""Where the kind of what is looked at stands."""


def start(work: Work) -> None:
    """Put it into the queue, in the caller's transaction, with another job that looks after it."""
    kind = kind_of(work)
    place = _place(kind, work.pk)
    _put(kind, work.pk, timedelta(0), place)
    _put(kind, work.pk, work.LEASED + MARGIN, place)


def start_all(works: Sequence[Work]) -> None:
    """The same of many of one kind, which another job then puts into the queue: whoever took something back does not
    wait until each is there."""
    if len(works) < 2:
        for work in works:
            start(work)
        return
    kind, rows = kind_of(works[0]), [str(work.pk) for work in works]
    start_each.enqueue(kind, rows)
    start_each.using(run_after=clock.now() + works[0].LEASED + MARGIN).enqueue(kind, rows)  # should that worker die


@task()
def start_each(kind: str, rows: list[str]) -> None:
    """Put these into the queue. What is over by now is left out, and a second time finds who works on it."""
    for work in KINDS[kind][0]._default_manager.filter(pk__in=rows):
        if not work.over:
            with transaction.atomic():
                start(work)


def kind_of(work: Work) -> str:
    return next(name for name, (kind, _) in KINDS.items() if isinstance(work, kind))


def _put(kind: str, pk: UUID, after: timedelta, place: tuple[str, int] | None = None) -> None:
    queue, urgency = place or _place(kind, pk)
    job = do.using(priority=urgency, queue_name=queue)
    job = job.using(run_after=clock.now() + after) if after else job
    job.enqueue(kind, str(pk))


def _place(kind: str, pk: UUID) -> tuple[str, int]:
    """(queue, urgency): what somebody waits for before what is only asked again; first tries before repeats, which may
    find the same site hanging."""
    shown = F(SHOWN[kind]) if kind in SHOWN else Value(Original.Kind.PICTURE)
    again = Exists(Decision.objects.filter(use=OuterRef("use"))) if kind == "check" else Value(False)
    row = KINDS[kind][0]._default_manager.filter(pk=pk).values_list("failure", shown, again).first()
    failure, seen, asked = row or ("", Original.Kind.PICTURE, False)
    queue = QUEUES.get(kind, "default") if seen == Original.Kind.PICTURE else FILMS
    return queue, -AGAIN * (bool(failure) + bool(asked))


@task()
def hear_elsewhere(pk: str, tried: int = 0) -> None:
    """A no was said: what looks the same in other records is asked again. A second time asks no more than again. One
    that does not work is tried until it does, and is told of after `TOLD_AFTER` tries."""
    try:
        _heard(UUID(pk))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is tried again and listed
        tried += 1
        log.warning("hear_elsewhere %s: attempt %d failed: %s", pk, tried, failure_of(error))
        again = clock.now() + leases.wait(min(tried, leases.ATTEMPTS))
        hear_elsewhere.using(run_after=again).enqueue(pk, tried)
        if tried >= TOLD_AFTER:
            Broken.keep(HEARING, failure_of(error))
    else:
        if tried:
            Broken.forget(HEARING)


def _heard(pk: UUID) -> None:
    consent = Consent.objects.get(pk=pk)
    if originals := elsewhere.looking_like(consent):
        with transaction.atomic():
            Original.objects.lock_resting_on(originals=originals)
            cases.changed.send(Original, patients=[], originals=originals)


TOLD_AFTER = 3
HEARING = "review.jobs.hear_elsewhere"


@task()
def do(kind: str, pk: str) -> None:
    """Work on one row, if nobody else does and its time has come; what is not over is looked after again."""
    work(kind, UUID(pk))


def work(kind: str, pk: UUID) -> None:
    model, run = KINDS[kind]
    if leases.bury(model, pk):
        _buried(kind, pk)
        return
    with transaction.atomic():
        lease = leases.take(model, pk)
        if lease is not None:
            _put(kind, pk, model.LEASED + MARGIN)  # should this worker die
    if lease is None:
        row = model._default_manager.filter(pk=pk).first()
        if row is not None and not row.over:
            due = max(row.leased_until or row.not_before or clock.now(), clock.now()) + MARGIN
            if not _waits(kind, pk, due + MARGIN):
                _put(kind, pk, due - clock.now())
        return
    try:
        run(lease, lease.work)
        _put_off(kind, pk)
    except leases.Lost:
        log.warning("%s %s: another worker has taken over", kind, pk)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is tried again and listed
        _failed(kind, pk, lease, error)


def let_go(name: str) -> int:
    """A worker of this name comes after one that is dead: whatever that one held, anybody may take. Gives how many."""
    return sum(leases.let_go(kind, name) for kind, _ in KINDS.values())


def _waits(kind: str, pk: UUID, until: datetime) -> bool:
    """Whether a job for it comes by then. Without this each that comes too early would put one more, for days."""
    job = {"args": [kind, str(pk)], "kwargs": {}}
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY, task_path=do.module_path, args_kwargs=job)
    return waiting.filter(run_after__lte=until).exists()


def _put_off(kind: str, pk: UUID) -> None:
    """What is to go on at a certain time has a job that comes then."""
    row = KINDS[kind][0]._default_manager.filter(pk=pk, state=Work.State.WAITING, not_before__isnull=False).first()
    if row is not None and row.not_before is not None:
        _put(kind, pk, max(row.not_before - clock.now(), timedelta(0)))


def _failed(kind: str, pk: UUID, lease: leases.Lease, error: Exception) -> None:
    """The kind of the failure is kept and logged, not its words: a decoder's may hold a name."""
    name = type(error).__name__
    log.warning("%s %s: attempt %d failed: %s", kind, pk, lease.work.attempts, name)
    try:
        with transaction.atomic():
            if isinstance(error, AWAY):
                lease.later(clock.now() + leases.FIRST_WAIT, failure=name)
                _put(kind, pk, leases.FIRST_WAIT + MARGIN)
            elif lease.failed(name if isinstance(error, KindaoError) else f"bug:{name}"):
                _buried(kind, pk)
            else:
                _put(kind, pk, leases.wait(lease.work.attempts))
    except leases.Lost:
        log.warning("%s %s: another worker has taken over", kind, pk)


def _buried(kind: str, pk: UUID) -> None:
    """Given up. A use whose check was given up is nobody's permit: a person must look."""
    log.error("%s %s: given up", kind, pk)
    if kind == "check":
        Use.objects.filter(checks__pk=pk, state=UseState.INSPECTING).update(state=UseState.NEEDS_EYES)
    elif kind in BURIED:
        BURIED[kind](pk)


BURIED: dict[str, Callable[[UUID], object]] = {}
"""What apps above do about work of theirs that was given up."""
NOW_AND_THEN: list[Callable[[], object]] = []
"""What apps above want done every few minutes."""
WATCHED: list[str] = [sweep.module_path, sign.module_path]
"""Jobs, by their path, that are put into the queue now and then, and of which it is told when they do not work."""
OF_A_DAY: set[str] = set()
"""Jobs, by their path, that apps above put into the queue for a day to come."""


@task()
def tidy() -> None:
    """Everything that is done now and then; asked for again by itself."""
    from kindao.web.review import purging

    try:
        for one in (*purging.STEPS, *NOW_AND_THEN, each_day):
            _by_itself(one)
        for path in WATCHED:
            _how_it_went(path)
    finally:
        keep_tidy(after=purging.EVERY)


def _by_itself(step: Callable[[], object]) -> None:
    """One that does not work holds up no other, and is told of until it works."""
    name = f"{step.__module__.removeprefix('kindao.web.')}.{step.__name__}"
    try:
        step()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is listed, and the others go on
        log.error("%s failed: %s", name, failure_of(error))
        Broken.keep(name, failure_of(error))
    else:
        Broken.forget(name)


def _how_it_went(path: str) -> None:
    """Of a job that has a place of its own in the queue: whether it worked the last time."""
    name, over = path.removeprefix("kindao.web."), (TaskResultStatus.FAILED, TaskResultStatus.SUCCESSFUL)
    last = DBTaskResult.objects.filter(task_path=path, status__in=over).order_by("-finished_at").first()
    if last is not None and last.status == TaskResultStatus.FAILED:
        Broken.keep(name, last.exception_class_path.rpartition(".")[2])
    else:
        Broken.forget(name)


def each_day() -> None:
    """Put into the queue what is done once a day and was not for a day: the vault is swept, the audit signed."""
    day = clock.now() - timedelta(days=1), clock.now()
    for job in (sweep, sign):
        if not DBTaskResult.objects.filter(task_path=job.module_path, enqueued_at__range=day).exists():
            job.enqueue()


def keep_tidy(after: timedelta = timedelta(0)) -> None:
    """Have `tidy` wait in the queue, once, for then or sooner: a worker that starts wants it at once, for the clock may
    have been put right while none was there. One that a clock which stood ahead has put off counts as none."""
    then = clock.now() + after
    waiting = DBTaskResult.objects.filter(task_path=tidy.module_path, status=TaskResultStatus.READY)
    if not waiting.filter(run_after__lte=then).exists():
        tidy.using(run_after=then).enqueue()
