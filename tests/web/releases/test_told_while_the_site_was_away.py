"""What only a person told of is asked of the clinic's own site until the site has answered, and is not gone before."""

from datetime import timedelta

import pytest

from builders import a_member, a_patient, nose
from fragile import Fragile
from kindao import clock
from kindao.engine.vocabulary import Destination
from kindao.web.clinics.models import Membership, Role
from kindao.web.releases import accounts, actions, connectors, unrecorded
from kindao.web.releases.connectors.base import Later
from kindao.web.releases.models import Account, CopyState, Release, Seen, Stage, Takedown, Why
from permits import a_lawful_use
from released import Site, looked_again, worked_off

NAME = "507f1f77bcf86cd799439011"


@pytest.fixture
def by(db: None) -> Membership:
    return a_member(Role.OFFICER)


@pytest.fixture
def platform(monkeypatch: pytest.MonkeyPatch) -> Fragile:
    one = Fragile()
    monkeypatch.setitem(connectors.installed(), one.name, one)
    return one


@pytest.fixture
def account(by: Membership, site: Site, platform: Fragile) -> Account:
    told = {"folder": str(site.folder)}
    return accounts.open_account(by, "fragile", Destination.WEBSITE, title="T", address=site.address, told=told)


@pytest.fixture
def met(by: Membership, site: Site, account: Account) -> Release:
    """Of which only a person told, with a smaller copy that nobody knows of."""
    use = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE)
    for name in (f"{NAME}.jpg", f"{NAME}-300x200.jpg"):
        (site.folder / name).write_bytes(nose())
    row = unrecorded.write_down(by, use, account, f"{site.address}/{NAME}.jpg")
    looked_again(row)
    return row


@pytest.mark.parametrize("breaks", [Later("a quota"), None])
def test_it_is_asked_again_after_an_error(
    met: Release, site: Site, platform: Fragile, breaks: Exception | None
) -> None:
    order = actions.take_down(met, Why.WITHDRAWN)
    assert order is not None
    if breaks:
        platform.delete_breaks = breaks
    else:  # while it was to be left alone
        Takedown.objects.update(tries=3, try_after=clock.now() + timedelta(hours=1))
    worked_off(order)
    (site.folder / f"{NAME}.jpg").rename(site.folder / "away")  # as a site that shows nothing for a while
    for _ in range(3):
        looked_again(met)
        worked_off(order)
    copy = met.public_copies.get(found_by="person")
    assert copy.last_seen == Seen.GONE and copy.state == CopyState.BY_HAND and order.over_at is None
    (site.folder / "away").rename(site.folder / f"{NAME}.jpg")
    platform.delete_breaks = None
    Takedown.objects.update(try_after=None)
    for _ in range(3):
        worked_off(order)
        looked_again(met)
    worked_off(order)
    met.refresh_from_db()
    assert met.stage == Stage.GONE and site.files() == []
    assert met.public_copies.filter(found_by="platform").exists()
