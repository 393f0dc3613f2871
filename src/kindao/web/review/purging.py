"""What is no longer needed goes: parts of uploads that were given up, copies that nobody may use, what a killed worker
left. Each step may run twice; what is lost in between is done the next time."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from kindao import clock
from kindao.web.cases import actions as cases
from kindao.web.cases.models import Upload
from kindao.web.consent import actions as consents
from kindao.web.review import actions
from kindao.web.review.leases import free
from kindao.web.review.models import Check, SafeCopy, UseState, Work
from kindao.web.vault.discarding import discard

EVERY = timedelta(minutes=10)
UPLOAD_KEPT = timedelta(days=2)  # without a further part
AHEAD = timedelta(days=1)  # no job is put off for longer, but a row's own and those of a day
LAST = datetime(9000, 1, 1, tzinfo=UTC)  # beyond it: put off to no time at all
COPY_KEPT = timedelta(days=30)  # of a use that is refused or over


def uploads() -> int:
    old = Upload.objects.open().filter(began_at__lt=clock.now() - UPLOAD_KEPT)
    for upload in (found := list(old)):
        cases.give_up_upload(upload)
    return len(found)


def copies() -> int:
    """Those of refused and lapsed uses, after a while; their rows, and what was decided on them, stay."""
    before = clock.now() - COPY_KEPT
    over = SafeCopy.objects.kept().filter(made_at__lt=before, use__state__in=(UseState.REFUSED, UseState.LAPSED))
    for copy in (found := list(over.select_related("file"))):
        with transaction.atomic():
            SafeCopy.objects.filter(pk=copy.pk).update(gone_at=clock.now())
            discard(copy.file)
    return len(found)


def unmade() -> int:
    """What was made by runs that were given up before they could say so."""
    left = list(Check.objects.filter(state=Work.State.DEAD).exclude(made=None).select_related("made"))
    for check in left:
        with transaction.atomic():
            Check.objects.filter(pk=check.pk).update(made=None)
            if check.made is not None:
                discard(check.made)
    return len(left)


def folders() -> int:
    """Plain files of runs that nobody works on any more."""
    from kindao.web.review import jobs

    work: Path = settings.HOME.folder / "work"
    gone = 0
    for folder in work.glob("run-*"):
        pk = UUID(folder.name.removeprefix("run-"))
        running = any(
            kind._default_manager.filter(pk=pk, state=Work.State.RUNNING, leased_until__gte=clock.now()).exists()
            for kind, _ in jobs.KINDS.values()
        )
        if not running:
            shutil.rmtree(folder, ignore_errors=True)
            gone += 1
    return gone


def stuck() -> int:
    """Work that waits, or whose worker is gone, and that no job in the queue would find."""
    from kindao.web.review import jobs

    now = clock.now()
    waits = Q(created_at__lt=now - 2 * jobs.LOOK_AFTER) | Q(created_at__gt=now)
    found = 0
    for kind, _ in jobs.KINDS.values():
        for row in kind._default_manager.filter(free(kind, now) & waits)[:200]:
            jobs.start(row)
            found += 1
    return found


def put_off() -> int:
    """Jobs that are no row's own, as a message to send: those that a clock which stood ahead has put off come now."""
    from kindao.web.review import jobs

    now = clock.now()
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY, run_after__range=(now + AHEAD, LAST))
    return waiting.exclude(task_path__in=[jobs.do.module_path, *jobs.OF_A_DAY]).update(run_after=now)


STEPS: tuple[Callable[[], int], ...] = (
    consents.expire,
    uploads,
    copies,
    unmade,
    folders,
    stuck,
    put_off,
    actions.lapse_old,
    actions.new_law,
)
"""Each gives how many went, or were taken up again."""
