"""What breaks while something goes out or comes back: no post twice, none lost, nothing gone that isn't."""

import os
import subprocess
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django_tasks_db.models import DBTaskResult

from builders import a_member, a_patient, a_record
from fragile import Breaks, Fragile
from kindao import clock
from kindao.engine.vocabulary import Destination
from kindao.web import serving
from kindao.web.clinics.models import Membership
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Consent, Who
from kindao.web.releases import accounts, actions, connectors, permits, taking_down
from kindao.web.releases.connectors.base import (
    Health,
    NoRight,
    Place,
)
from kindao.web.releases.models import Account, CopyState, Permit, Release, Stage, Takedown, Why
from kindao.web.review import jobs, leases
from kindao.web.review.models import SafeCopy, Work
from kindao.web.vault import store
from permits import a_lawful_use
from released import Site, looked_again, worked_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def platform(monkeypatch: pytest.MonkeyPatch) -> Fragile:
    one = Fragile()
    monkeypatch.setitem(connectors.installed(), one.name, one)
    return one


@pytest.fixture
def by() -> Membership:
    return a_member()


@pytest.fixture
def account(by: Membership, site: Site, platform: Fragile) -> Account:
    return accounts.open_account(
        by, "fragile", Destination.WEBSITE, title="Trang", address=site.address, told={"folder": str(site.folder)}
    )


@pytest.fixture
def wanted(by: Membership, account: Account) -> Release:
    return actions.release(by, a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE), account)


def files(site: Site) -> list[str]:
    return [one.name for one in site.files()]


@pytest.mark.parametrize("breaks", ["dies before", "dies after", "lost before", "lost after"])
def test_whatever_breaks_it_goes_out_once(site: Site, platform: Fragile, wanted: Release, breaks: Breaks) -> None:
    platform.breaks = breaks
    release = worked_off(wanted)
    assert release.stage == Stage.SENDING
    platform.breaks = ""
    for _ in range(3):
        if release.state != Work.State.DONE:
            release = worked_off(release)
    assert release.stage == Stage.OUT and files(site) == [release.file_name] and platform.posts == 1
    assert Permit.objects.filter(release=release).exclude(spent_at=None).count() == 1 + ("before" in breaks)


def test_what_nobody_can_tell_is_a_persons_and_is_not_sent_again(
    by: Membership, site: Site, platform: Fragile, wanted: Release
) -> None:
    platform.breaks, platform.blind = "lost after", True
    release = worked_off(worked_off(wanted))
    assert release.stage == Stage.UNSURE and platform.posts == 1
    worked_off(release)
    assert platform.posts == 1
    actions.posted(by, release, [(f"{site.address}/{release.file_name}", Place.FILE)])
    release.refresh_from_db()
    assert release.stage == Stage.OUT


def test_a_platform_under_maintenance_is_tried_again_when_it_says(platform: Fragile, wanted: Release) -> None:
    platform.breaks = "later"
    before = clock.now()
    release = worked_off(wanted)
    assert release.stage == Stage.SCHEDULED and release.sent_at is None and release.not_before is not None
    assert timedelta(minutes=6) < release.not_before - before < timedelta(minutes=8)
    platform.breaks = ""
    assert worked_off(release).stage == Stage.OUT


@pytest.mark.parametrize("breaks", ["refuses", "no right"])
def test_what_is_refused_is_told_and_nothing_is_out(
    site: Site, platform: Fragile, wanted: Release, breaks: Breaks
) -> None:
    platform.breaks = breaks
    release = worked_off(wanted)
    assert release.stage == Stage.REFUSED and release.why_en and not files(site)


def test_an_account_that_cannot_delete_today_does_not_publish_today(
    site: Site, platform: Fragile, account: Account, wanted: Release
) -> None:
    platform.health = Health(publish=True, delete=False)
    Account.objects.update(tested_at=clock.now() - timedelta(days=2))
    release = worked_off(wanted)
    assert release.stage == Stage.REFUSED and not files(site)


def test_a_file_swapped_after_approval_does_not_leave(by: Membership, site: Site, wanted: Release) -> None:
    copy = SafeCopy.objects.get()
    other = store.put(b"\xff\xd8 another", key=copy.file.key, clinic=by.clinic, media_type="image/jpeg")
    SafeCopy.objects.filter(pk=copy.pk).update(file=other)
    release = worked_off(wanted)
    assert release.stage == Stage.REFUSED and not files(site)


def test_a_clock_that_is_set_back_spends_no_permit(
    site: Site, wanted: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = clock.now()
    times = iter([now, now])
    monkeypatch.setattr(clock, "now", lambda: next(times, now - timedelta(days=1)))
    worked_off(wanted)
    assert not files(site)


def test_a_withdrawal_while_it_is_being_sent_takes_it_down(site: Site, platform: Fragile, wanted: Release) -> None:
    platform.breaks = "lost after"
    release = worked_off(wanted)
    consents.withdraw(Consent.objects.get(), who=Who.PATIENT)
    order = Takedown.objects.get()
    worked_off(order)  # it waits until it is known whether it is out
    release = worked_off(release)
    assert release.stage == Stage.COMING_DOWN
    worked_off(order)
    assert not files(site)


def test_a_withdrawal_while_it_waits_to_be_sent_again_sends_nothing(
    site: Site, platform: Fragile, wanted: Release
) -> None:
    platform.breaks = "lost before"
    release = worked_off(wanted)
    consents.withdraw(Consent.objects.get(), who=Who.PATIENT)
    platform.breaks = ""
    release = worked_off(release)
    assert release.stage == Stage.REFUSED and platform.posts == 0 and not Takedown.objects.open().exists()


def out(release: Release) -> Release:
    release = worked_off(release)
    assert release.stage == Stage.OUT
    looked_again(release)
    return release


def test_a_platform_that_says_gone_and_keeps_it_closes_nothing(
    by: Membership, platform: Fragile, wanted: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = out(wanted)
    platform.keeps = True
    order = actions.take_down(release, Why.OFFICER, by=by.user)
    assert order is not None
    now = clock.now()
    for step in range(1, 40):
        monkeypatch.setattr(clock, "now", lambda step=step: now + step * timedelta(minutes=11))
        looked_again(release)
        worked_off(order)
    copy = release.public_copies.get()
    assert copy.state == CopyState.BY_HAND and copy.person is not None and copy.due_at is not None
    assert platform.deletes > taking_down.BY_HAND_AFTER, "and Kindao goes on trying"
    release.refresh_from_db()
    assert release.stage == Stage.COMING_DOWN
    platform.keeps = False
    monkeypatch.undo()


def test_a_dead_token_at_takedown_is_a_persons_work_with_a_day(
    by: Membership, platform: Fragile, wanted: Release
) -> None:
    release = out(wanted)
    platform.delete_breaks = NoRight("the access was revoked", vi="Quyền truy cập đã bị thu hồi.")
    order = actions.take_down(release, Why.OFFICER, by=by.user)
    assert order is not None
    order = worked_off(order)
    copy = release.public_copies.get()
    assert copy.state == CopyState.BY_HAND and copy.due_at is not None and order.trouble_vi
    assert order.over_at is None


def test_a_double_click_is_one_release(by: Membership, account: Account) -> None:
    use, nonce = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE), uuid4()
    assert actions.release(by, use, account, nonce=nonce) == actions.release(by, use, account, nonce=nonce)


def test_the_consent_that_ends_before_a_scheduled_release_leaves_sends_nothing(
    by: Membership, account: Account, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    end = clock.today() + timedelta(days=10)
    (scope,) = a_record().scopes
    record = a_record(scopes=(replace(scope, destinations=frozenset({Destination.WEBSITE}), ends=end),))
    use = a_lawful_use(by, a_patient(by), record, destination=Destination.WEBSITE)
    release = actions.release(by, use, account, at=clock.now() + timedelta(days=10))
    after = clock.now() + timedelta(days=10, hours=23)
    monkeypatch.setattr(clock, "now", lambda: after)
    monkeypatch.setattr(clock, "today", lambda: end + timedelta(days=1))
    release = worked_off(release)
    assert release.stage == Stage.REFUSED and not files(site)


def test_what_is_handed_out_leaves_once_however_often_it_is_clicked(by: Membership) -> None:
    use = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE)
    account = accounts.open_account(by, "manual", Destination.WEBSITE, title="Tự tay đăng", deleter=by.user)
    release = worked_off(actions.release(by, use, account))
    permit = permits.issue(release)
    with actions.handed_out(by, release) as stream:
        assert stream.read(2) == b"\xff\xd8"
    assert Permit.objects.exclude(spent_at=None).count() == 1
    with pytest.raises(permits.NotAllowed):
        permits.spend(permit, digest=permit.digest)
    with pytest.raises(permits.NotAllowed), actions.handed_out(by, release):
        pass
    assert Permit.objects.exclude(spent_at=None).count() == 1


def test_a_file_of_the_site_can_be_read_by_the_web_server(site: Site, wanted: Release) -> None:
    release = worked_off(wanted)
    assert (site.folder / release.file_name).stat().st_mode & 0o777 == 0o644


def a_number(of_process: str) -> int:
    """Of a process that is gone, or of another that lives."""
    if of_process == "lives":
        return os.getppid()
    with subprocess.Popen(["true"]) as gone:
        return gone.pid


@pytest.mark.parametrize("process", ["gone", "lives"])
def test_a_takedown_whose_worker_was_killed_goes_on_as_soon_as_the_next_one_is_there(
    site: Site, wanted: Release, process: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = actions.take_down(worked_off(wanted), Why.OFFICER)
    assert order is not None
    with monkeypatch.context() as killed:
        number = a_number(process)
        killed.setattr(os, "getpid", lambda: number)
        killed.setattr(leases._This, "name", leases._named("kindao"))
        assert leases.take(Takedown, order.pk) is not None
    jobs.work("takedown", order.pk)
    assert files(site), "it is the dead worker's"
    serving.take_up("another")
    jobs.work("takedown", order.pk)
    assert files(site), "nobody knows that it is dead"
    serving.take_up("kindao")
    jobs.work("takedown", order.pk)
    assert bool(files(site)) == (process == "lives"), "another process of that number may hold it"


def test_no_takedown_waits_a_minute_for_a_worker_that_died_elsewhere(
    site: Site, wanted: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = actions.take_down(worked_off(wanted), Why.OFFICER)
    assert order is not None
    DBTaskResult.objects.all().delete()
    dead = leases.take(Takedown, order.pk)
    assert dead is not None
    jobs.work("takedown", order.pk)
    comes = DBTaskResult.objects.get().run_after
    assert comes is not None and files(site) and comes - clock.now() < timedelta(seconds=40)
    monkeypatch.setattr(clock, "now", lambda: comes)
    jobs.work("takedown", order.pk)
    assert not files(site) and not dead.beat(), "what the dead one still does counts for nothing"
