"""A folder of this machine is one account of one clinic, and an account leads to one site while something is out."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from builders import a_member, a_patient
from kindao.engine.errors import BadInput
from kindao.engine.vocabulary import Destination
from kindao.web.clinics.models import Membership, Role
from kindao.web.releases import accounts, actions
from kindao.web.releases.addresses import site_of
from kindao.web.releases.models import Account, Stage
from permits import a_lawful_use
from platforms.sites import SftpPlatform
from released import Site, a_folder_account, a_site, worked_off


@pytest.fixture
def by(db: None) -> Membership:
    return a_member(Role.OFFICER)


def opened(by: Membership, site: Site, folder: Path) -> Account:
    return accounts.open_account(
        by, "folder", Destination.WEBSITE, title="Trang", address=site.address, told={"folder": str(folder)}
    )


def test_another_clinics_folder_is_not_opened_nor_one_within_or_around_it(by: Membership, site: Site) -> None:
    stranger, account = a_member(Role.OFFICER), a_folder_account(by, site)
    assert stranger.clinic != by.clinic
    (site.folder / "hinh").mkdir()
    link = site.folder.with_name("link")
    link.symlink_to(site.folder)
    before = sorted(one.name for one in site.folder.iterdir())
    for folder in (site.folder, site.folder / "hinh", site.folder.parent, link, link / "hinh" / ".."):
        with pytest.raises(BadInput, match="another clinic") as no:
            opened(stranger, site, folder)
        assert "cơ sở khác" in no.value.vi
    assert Account.objects.count() == 1 and sorted(one.name for one in site.folder.iterdir()) == before
    release = worked_off(actions.release(by, a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE), account))
    assert release.stage == Stage.OUT
    accounts.close(by, account)
    with pytest.raises(BadInput, match="another clinic"):
        opened(stranger, site, site.folder)
    type(release).objects.update(stage=Stage.GONE)
    assert opened(stranger, site, site.folder).may_publish


def test_an_account_is_not_led_into_another_clinics_folder(by: Membership, site: Site, tmp_path: Path) -> None:
    a_folder_account(by, site)
    with a_site(tmp_path / "other") as other:
        account = a_folder_account(stranger := a_member(Role.OFFICER), other)
        with pytest.raises(BadInput, match="another clinic"):
            accounts.renew(stranger, account, title="", address=site.address, told={"folder": str(site.folder)})
        accounts.renew(stranger, account, title="")


def test_a_folder_by_another_name_of_its_host_is_the_same_account(by: Membership, site: Site) -> None:
    account = a_folder_account(by, site)
    by_name = Site(site.folder, site.address.replace("127.0.0.1", "localhost"))
    with pytest.raises(BadInput, match="open here already"):
        a_folder_account(by, by_name)
    (site.folder / "hinh").mkdir()
    assert opened(by, Site(site.folder, f"{site.address}/hinh"), site.folder / "hinh").may_publish
    accounts.renew(by, account, title="Trang chính")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://x.vn", "http://www.x.vn/", True),
        ("https://x.vn:443/blog", "https://www.x.vn/blog/", True),
        ("https://x.vn", "https://x.vn/blog", False),
        ("http://x.vn:8080", "http://x.vn", False),
        ("https://x.vn", "https://thu.x.vn", False),
    ],
)
def test_a_site_is_one_however_its_address_is_written(one: str, other: str, same: bool) -> None:
    assert (site_of(one) == site_of(other)) is same


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SftpPlatform]:
    one = SftpPlatform(tmp_path / "sftp")
    yield one
    one.close()


def test_over_sftp_too_an_account_leads_nowhere_else_while_something_is_out(
    by: Membership, server: SftpPlatform
) -> None:
    """The same user of the same server, another folder and its address: a deletion there would find nothing."""
    account = accounts.open_account(
        by, "sftp", Destination.WEBSITE, title="Trang", address=server.site.address, told=dict(server.access.told)
    )
    use = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE)
    assert worked_off(actions.release(by, use, account)).stage == Stage.OUT
    (server.served / "khac").mkdir()
    there: dict[str, Any] = {"folder": "public_html/hinh/khac"}
    with pytest.raises(BadInput, match="another account"):
        accounts.renew(by, account, title="", address=f"{server.site.address}/khac", told=there)
    account.refresh_from_db()
    assert account.address == server.site.address and accounts.test(account)
