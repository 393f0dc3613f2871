"""A clock that stood ahead for a while and was put right: what failed then is tried again now, and not on that day."""

from datetime import datetime, timedelta

import pytest
from django.db.models import QuerySet
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from builders import a_consent, a_member, a_patient, a_use, an_original
from kindao import clock
from kindao.web.api import hooks
from kindao.web.api.models import Delivery, Event
from kindao.web.asking.jobs import begin
from kindao.web.clinics.models import Role
from kindao.web.door import links, sending
from kindao.web.door.models import Message
from kindao.web.review import jobs, leases, purging
from kindao.web.review.models import Check, Work
from visitors import a_link, a_reached_patient

pytestmark = pytest.mark.django_db


def at(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)


def a_check() -> Check:
    by = a_member()
    patient = a_patient(by)
    a_consent(by, patient)
    return a_use(by, an_original(by, patient)).checks.get()


def a_row(kind: str) -> Work:
    if kind == "check":
        return a_check()
    admin = a_member(Role.ADMIN)
    hooks.open_endpoint(admin, address="https://example.com/", events=[Event.CONSENT])
    hooks.tell(admin.clinic, Event.CONSENT, a_patient(a_member(Role.DOCTOR, admin.clinic)).pk)
    return Delivery.objects.get()


@pytest.mark.parametrize("ahead", [timedelta(hours=3), timedelta(days=220)])
@pytest.mark.parametrize("kind", ["check", "delivery"])
def test_what_failed_while_it_stood_ahead_is_tried_now(
    kind: str, ahead: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    today, row = clock.now(), a_row(kind)
    model = type(row)
    at(monkeypatch, today + ahead)
    lease = leases.take(model, row.pk)
    assert lease is not None
    lease.failed("Failed")
    assert leases.take(model, row.pk) is None, "it waits"
    DBTaskResult.objects.all().delete()
    at(monkeypatch, today + timedelta(minutes=10))
    assert purging.stuck() >= 1
    assert _now(jobs.do.module_path).filter(args_kwargs__args=[kind, str(row.pk)]).exists()
    assert leases.take(model, row.pk) is not None


def _now(path: str) -> "QuerySet[DBTaskResult]":  # type: ignore[type-arg]
    """Jobs whose time has come, as a worker asks for them."""
    return DBTaskResult.objects.ready().filter(task_path=path)


def test_a_message_to_send_again_comes_now_and_what_is_of_a_day_on_its_day(monkeypatch: pytest.MonkeyPatch) -> None:
    today = clock.now()
    at(monkeypatch, today + timedelta(days=220))
    sending._failed(_message(), "Failed")
    begin.using(run_after=clock.now()).enqueue("of-a-day")
    jobs.do.using(run_after=clock.now()).enqueue("release", "of-its-row")
    at(monkeypatch, today)
    assert not _now(sending.send.module_path).exists()
    assert purging.put_off() == 1 and purging.put_off() == 0
    assert _now(sending.send.module_path).exists() and not _now(begin.module_path).exists()


def _message() -> Message:
    by = a_member()
    links.send(a_link(by, a_reached_patient(by)), by=None)
    DBTaskResult.objects.all().delete()
    return Message.objects.get()


def test_a_worker_that_starts_tidies_at_once() -> None:
    """The clock may have been put right just before; the tidying that waits may be ten minutes away."""
    jobs.keep_tidy(after=purging.EVERY)
    jobs.keep_tidy()
    jobs.keep_tidy()
    jobs.keep_tidy(after=purging.EVERY)
    waiting = DBTaskResult.objects.filter(task_path=jobs.tidy.module_path, status=TaskResultStatus.READY)
    assert waiting.count() == 2 and _now(jobs.tidy.module_path).count() == 1
