"""What was called off leaves by no permit that comes later; what a platform puts off for a day goes out after it; two
taps at once are one."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from builders import a_member, a_patient
from fragile import Fragile
from kindao import clock
from kindao.engine.vocabulary import Destination
from kindao.web.clinics.models import Membership
from kindao.web.releases import accounts, actions, connectors, lookup, permits, publishing
from kindao.web.releases.connectors.base import Later
from kindao.web.releases.models import Account, Permit, Release, Stage, Why
from kindao.web.releases.permits import NotAllowed
from outside import a_use_to_post
from permits import a_lawful_use
from released import Site, a_folder_account, worked_off

ALONE = pytest.mark.django_db(transaction=True)


@pytest.fixture
def by() -> Membership:
    return a_member()


@pytest.mark.django_db
@pytest.mark.parametrize("ordered", [False, True], ids=["called-off", "ordered-down"])
def test_called_off_while_the_account_is_tried(
    by: Membership, site: Site, ordered: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The account is tried before the permit is made, which takes seconds at a slow site."""
    use = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE)
    release = actions.release(by, use, a_folder_account(by, site))
    Account.objects.update(tested_at=clock.now() - timedelta(hours=25))
    tried = accounts.tried

    def slow(account: Account) -> Later | None:
        if ordered:
            actions.take_down(release, Why.OFFICER, by=by.user)
        else:
            assert actions.call_off(by, release)
        return tried(account)

    monkeypatch.setattr(accounts, "tried", slow)
    release = worked_off(release)
    assert (release.stage, release.sent_at) == (Stage.CANCELLED, None)
    assert not Permit.objects.filter(spent_at__isnull=False).exists()
    assert not [one for one in site.files() if one.name == release.file_name]
    assert all(lookup.by_number(one.pk) is None for one in Permit.objects.all())
    with pytest.raises(NotAllowed, match="called off"):
        permits.issue(release)


@pytest.mark.django_db
def test_a_permit_made_before_is_spent_by_nothing_called_off(by: Membership, site: Site) -> None:
    use = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE)
    release = actions.release(by, use, a_folder_account(by, site))
    permit = permits.issue(release)
    Release.objects.filter(pk=release.pk).update(stage=Stage.CANCELLED)  # and whatever failed to kill the permit
    with pytest.raises(NotAllowed, match="called off"):
        permits.spend(permit, digest=permit.digest)


@pytest.mark.django_db
def test_a_full_day_of_a_platform_is_waited_for(by: Membership, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the page says: it is tried again by itself. Not for ever, and not when the clinic's worker stood still."""
    platform = Fragile()
    monkeypatch.setitem(connectors.installed(), platform.name, platform)
    account = accounts.open_account(
        by, "fragile", Destination.WEBSITE, title="Trang", address=site.address, told={"folder": str(site.folder)}
    )
    use = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE)
    full = Later("the platform takes no more posts today", after=timedelta(hours=24))
    monkeypatch.setattr(platform, "publish", lambda *_: (_ for _ in ()).throw(full))
    release = worked_off(actions.release(by, use, account))
    assert (release.stage, release.failure) == (Stage.SCHEDULED, "Later")
    began = clock.now()
    for days, late in ((1, False), (2.1, True), (3.1, True)):
        monkeypatch.setattr(clock, "now", lambda days=days: began + timedelta(days=days, minutes=1))
        assert publishing._is_late(release) is late
    Release.objects.filter(pk=release.pk).update(not_before=began + timedelta(days=3))
    release.refresh_from_db()
    assert publishing._is_late(release)  # the third day of a full platform: its words may be of another day


@ALONE
def test_two_taps_at_once_are_one_release(by: Membership) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("one connection writes at a time there; tests/on_postgresql.txt runs it")
    use = a_use_to_post(by)
    made: list[Release] = []

    def tap() -> None:
        try:
            made.append(actions.release_by_hand(by, use))
        finally:
            connection.close()

    taps = [threading.Thread(target=tap) for _ in range(6)]
    for one in taps:
        one.start()
    for one in taps:
        one.join()
    assert len({one.pk for one in made}) == 1 and len(made) == 6
    assert Account.objects.filter(connector="manual").count() == 1


@pytest.mark.django_db
def test_by_hand_twice_is_one(by: Membership) -> None:
    use = a_use_to_post(by)
    assert actions.release_by_hand(by, use) == actions.release_by_hand(by, use)
    assert Account.objects.filter(connector="manual").count() == 1
