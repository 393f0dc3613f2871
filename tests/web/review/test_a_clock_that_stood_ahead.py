"""A clock that stands three months ahead, and is put right: nothing that was begun then waits for that time to pass."""

from datetime import datetime, timedelta

import pytest
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from builders import a_member, a_patient
from kindao import clock
from kindao.engine.vocabulary import Destination
from kindao.web.audit.jobs import sign
from kindao.web.releases import accounts, actions, probing
from kindao.web.releases.models import PublicCopy, Release, Seen, Stage, Takedown, Why
from kindao.web.review import jobs, leases, purging
from kindao.web.review.models import Check, Use
from kindao.web.vault.jobs import sweep
from outside import a_use_to_post, gone
from permits import a_lawful_use
from released import Site, a_folder_account, looked_again, worked_off

pytestmark = pytest.mark.django_db
LONG = timedelta(days=100)


def put_right(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The true time; the clock stands three months ahead of it."""
    now = clock.now()
    put_right(monkeypatch, now + LONG)
    return now


def test_an_account_tried_then_counts_as_not_tried(
    today: datetime, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = a_folder_account(a_member(), site)
    assert accounts.is_ready(account)
    put_right(monkeypatch, today)
    assert not accounts.is_ready(account)
    site.folder.chmod(0o500)  # it can't be written to any more
    try:
        accounts.test_all()
    finally:
        site.folder.chmod(0o700)
    account.refresh_from_db()
    assert account.tested_at is not None and account.tested_at <= today


def test_a_worker_that_died_then_holds_nothing(today: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    use = a_use_to_post(a_member())
    check = Check.objects.create(use=use, created_at=clock.now())
    assert leases.take(Check, check.pk) is not None
    put_right(monkeypatch, today)
    purging.stuck()
    assert leases.take(Check, check.pk) is not None


def test_a_try_put_off_then_comes_now(today: datetime, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    by = a_member()
    use = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE)
    release = worked_off(actions.release(by, use, a_folder_account(by, site)))
    order = actions.take_down(release, Why.OFFICER)
    assert order is not None
    Takedown.objects.filter(pk=order.pk).update(not_before=clock.now())
    put_right(monkeypatch, today)
    assert purging.stuck() >= 1
    looked_again(release)
    jobs.work("takedown", order.pk)
    order.refresh_from_db()
    assert order.not_before is None or order.not_before <= today + order.LONGEST


def test_what_waits_for_a_time_that_somebody_chose_goes_on_waiting(site: Site) -> None:
    by = a_member()
    use: Use = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE)
    then = clock.now() + timedelta(days=3)
    release = actions.release(by, use, a_folder_account(by, site), at=then)
    purging.stuck()
    release.refresh_from_db()
    assert (release.stage, release.not_before) == (Stage.SCHEDULED, then)


def test_an_address_looked_at_then_is_looked_at_now(
    today: datetime, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two looks still prove that it is gone."""
    by = a_member()
    use = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE)
    release = worked_off(actions.release(by, use, a_folder_account(by, site)))
    looked_again(release)
    PublicCopy.objects.update(look_after=today + LONG, looked_at=today + LONG)
    put_right(monkeypatch, today)
    assert probing.look_at_due() == 1
    copy = PublicCopy.objects.get()
    assert copy.last_seen == Seen.THERE and copy.looked_at == today
    PublicCopy.objects.update(looked_at=today + LONG)
    gone(release)
    assert Release.objects.get().stage == Stage.GONE


def test_what_is_done_now_and_then_is_done(today: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs.keep_tidy(after=purging.EVERY)
    jobs.each_day()
    put_right(monkeypatch, today)
    jobs.keep_tidy()
    jobs.each_day()
    ready = DBTaskResult.objects.filter(status=TaskResultStatus.READY, task_path=jobs.tidy.module_path)
    assert ready.filter(run_after__lte=today).exists()
    soon = DBTaskResult.objects.filter(task_path__in=[sweep.module_path, sign.module_path])
    assert soon.count() == 4  # again: those of a time to come count as none
