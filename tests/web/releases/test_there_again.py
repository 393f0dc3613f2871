"""What a site that was away shows again is deleted within minutes, however long it is put off by then."""

from datetime import timedelta

import pytest

from builders import a_member, a_patient
from fragile import Fragile, Homeless
from kindao import clock
from kindao.engine.vocabulary import Destination
from kindao.web.clinics.models import Membership
from kindao.web.releases import accounts, actions, connectors, probing, taking_down
from kindao.web.releases.connectors.base import Later
from kindao.web.releases.models import CopyState, Release, Seen, Stage, Takedown, Why
from permits import a_lawful_use
from released import Site, a_folder_account, looked_again, worked_off

LATE = 12  # tries


@pytest.fixture
def by(db: None) -> Membership:
    return a_member()


def ordered(release: Release) -> Takedown:
    looked_again(release)
    order = actions.take_down(release, Why.WITHDRAWN)
    assert order is not None
    Takedown.objects.update(tries=LATE)
    return order


def test_a_disk_that_is_back_is_not_waited_for(by: Membership, site: Site) -> None:
    use = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE)
    release = worked_off(actions.release(by, use, a_folder_account(by, site)))
    order = ordered(release)
    away = site.folder.with_name("disk")
    site.folder.rename(away)
    site.folder.mkdir()
    worked_off(order)
    assert order.try_after is not None and order.try_after - clock.now() > timedelta(hours=5)
    copy = release.public_copies.get()
    assert (copy.state, copy.last_seen) == (CopyState.BY_HAND, Seen.UNKNOWN)
    assert copy.look_after is not None and copy.look_after - clock.now() <= probing.BY_HAND_AGAIN
    site.folder.rmdir()
    away.rename(site.folder)
    release.public_copies.update(look_after=clock.now())
    worked_off(order)
    assert order.not_before is not None
    assert order.not_before - clock.now() <= taking_down.FIRST_WAIT
    for _ in range(3):
        worked_off(order)
        looked_again(release)
    worked_off(order)
    release.refresh_from_db()
    assert release.stage == Stage.GONE and site.files() == []


@pytest.mark.parametrize("kind", [Fragile, Homeless])
def test_a_platform_is_left_alone_as_long_as_it_says(
    by: Membership, site: Site, monkeypatch: pytest.MonkeyPatch, kind: type[Fragile]
) -> None:
    """And of what was there all the while nothing is new."""
    platform = kind()
    monkeypatch.setitem(connectors.installed(), platform.name, platform)
    told = {"folder": str(site.folder)}
    account = accounts.open_account(by, "fragile", Destination.WEBSITE, title="T", address=site.address, told=told)
    use = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE)
    release = worked_off(actions.release(by, use, account))
    order = ordered(release)
    platform.delete_breaks = Later("a quota", after=timedelta(hours=6))
    worked_off(order)
    if kind is Homeless:
        release.public_copies.update(last_seen=Seen.UNKNOWN)
    looked_again(release)
    worked_off(order)
    assert order.try_after is not None and platform.deletes == 1
