"""A site that got a certificate is the same one: its account is renewed with https:// while something is out there."""

import pytest

from builders import a_member, a_patient
from fragile import Fragile
from kindao.engine.errors import BadInput
from kindao.engine.vocabulary import Destination
from kindao.web.releases import accounts, actions, connectors, probing
from kindao.web.releases.connectors.base import Access, Health
from kindao.web.releases.models import Release
from permits import a_lawful_use
from released import Site, worked_off


class Secured(Fragile):
    """Called by its address, as a folder is; nobody here has a certificate."""

    def test(self, access: Access) -> Health:
        return Health(publish=True, delete=True, who=access.address)


@pytest.mark.django_db
def test_https_is_the_same_site_and_all_else_another(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connectors.installed(), "fragile", Secured())
    by = a_member()
    told = {"folder": str(site.folder)}
    account = accounts.open_account(by, "fragile", Destination.WEBSITE, title="T", address=site.address, told=told)
    use = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE)
    release: Release = worked_off(actions.release(by, use, account))
    secured = site.address.replace("http://", "https://")
    port = site.address.rpartition(":")[2]
    for other in (f"{secured}/hinh", secured.replace(port, "443"), secured.replace("127.0.0.1", "localhost")):
        with pytest.raises(BadInput, match="another account"):
            accounts.renew(by, account, title="", address=other)
    accounts.renew(by, account, title="", address=secured)
    account.refresh_from_db()
    assert account.address == account.who == secured
    assert probing.discover(Release.objects.get()) == 1
    kept = {one.address for one in release.public_copies.exclude(look_after=None)}
    assert kept == {f"{one}/{release.file_name}" for one in (site.address, secured)}, "both are looked at"
