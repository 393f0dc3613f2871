"""Nothing is gone of a site that puts its deletion off."""

import pytest

from builders import a_member, a_patient
from fragile import Fragile
from kindao.engine.vocabulary import Destination
from kindao.web.releases import accounts, actions, connectors
from kindao.web.releases.connectors.base import Later
from kindao.web.releases.models import Stage, Takedown, Why
from permits import a_lawful_use
from released import Site, looked_again, worked_off


@pytest.mark.django_db
def test_nothing_is_gone_of_a_site_that_puts_its_deletion_off(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """It stands, as far as strangers can tell, and the disk of its uploads is away."""
    platform = Fragile()
    monkeypatch.setitem(connectors.installed(), platform.name, platform)
    by = a_member()
    account = accounts.open_account(
        by, "fragile", Destination.WEBSITE, title="Trang", address=site.address, told={"folder": str(site.folder)}
    )
    use = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE)
    release = worked_off(actions.release(by, use, account))
    looked_again(release)
    platform.delete_breaks = Later("the site shows none of its files just now")
    file = site.folder / release.file_name
    file.rename(site.folder / "away")
    order = actions.take_down(release, Why.WITHDRAWN)
    assert order is not None

    def stage() -> str:
        for _ in range(3):
            worked_off(order)
            looked_again(release)
        worked_off(order)
        release.refresh_from_db()
        return release.stage

    assert stage() == Stage.COMING_DOWN
    (site.folder / "away").rename(file)
    platform.delete_breaks = None
    Takedown.objects.update(try_after=None)
    assert stage() == Stage.GONE and not file.exists()
