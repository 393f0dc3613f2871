"""Accounts: tried as a stranger would see them, kept to the folders that the machine opens, and closed with a word."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse

from builders import a_member
from desk import signed_in
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.vocabulary import Destination
from kindao.web.clinics.models import Membership, Role
from kindao.web.releases import accounts, actions, connectors, naming
from kindao.web.releases.connectors.base import Health, NoRight
from kindao.web.releases.connectors.manual import Manual
from kindao.web.releases.models import Account, Stage
from outside import a_manual_account, a_use_to_post
from released import Site, a_folder_account, a_site, worked_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Membership:
    return a_member(Role.OFFICER)


def an_account(by: Membership, address: str, folder: Path) -> Account:
    return accounts.open_account(
        by, "folder", Destination.WEBSITE, title="Trang", address=address, told={"folder": str(folder)}
    )


def test_an_address_that_does_not_lead_to_the_folder_opens_no_account(by: Membership, site: Site) -> None:
    with pytest.raises(NoRight, match="is not seen at its address"):
        an_account(by, f"{site.address}/khac", site.folder)
    assert not Account.objects.exists() and not site.files()


def test_a_folder_that_is_not_served_at_the_address_does_not_renew_it(
    by: Membership, site: Site, tmp_path: Path
) -> None:
    account, other = a_folder_account(by, site), tmp_path / "other"
    other.mkdir()
    with pytest.raises(NoRight, match="is not seen at its address"):
        accounts.renew(by, account, title="", told={"folder": str(other)})
    assert accounts.access(Account.objects.get()).told["folder"] == str(site.folder) and not list(other.iterdir())


def test_accounts_of_one_name_are_told_apart_where_one_is_chosen(by: Membership, site: Site) -> None:
    account = a_folder_account(by, site)
    accounts.close(by, account)
    for page in (
        reverse("releases:releases"),
        reverse("releases:unrecorded", args=[a_use_to_post(a_member(clinic=by.clinic)).pk]),
    ):
        said = signed_in(by.user).get(page).content.decode()
        assert f">Trang web · {site.address} · Đã đóng</option>" in said, page


def test_accounts_of_one_name_are_told_apart_in_every_list(by: Membership, site: Site) -> None:
    """By where they lead, as whom and whether they are closed; and by their day where all that is the same."""
    first, use = a_folder_account(by, site), a_use_to_post(by)
    out = worked_off(actions.release(by, use, first))
    pages = ("/releases/", "/releases/calendar/", f"/releases/{out.pk}/", f"/uses/{use.pk}/")
    desk = signed_in(by.user)

    def read(page: str) -> str:
        return re.sub(r"<option.*?</option>", "", desk.get(page).content.decode())

    for page in pages:
        said = read(page)
        assert "Trang web<" in said and f"Trang web · {site.address}" not in said, page
    accounts.close(by, first)
    a_folder_account(by, site)
    for page in pages:
        assert f"Trang web · {site.address} · Đã đóng<" in read(page), page
    assert f"<b>Trang web · {site.address}</b>" in read(f"/uses/{a_use_to_post(by).pk}/post/")


def test_what_tells_accounts_of_one_name_apart(by: Membership, site: Site) -> None:
    for _ in range(2):
        accounts.close(by, a_folder_account(by, site))
    first = Account.objects.earliest("opened_at")
    Account.objects.filter(pk=first.pk).update(opened_at=first.opened_at - timedelta(days=1))
    last = a_folder_account(by, site)
    told = naming.names(Account.objects.all())
    assert len(set(told.values())) == 3 and told[last.pk] == f"Trang web · {site.address}"
    Account.objects.filter(pk=last.pk).update(name="Trang khác", who="web, Phòng khám")
    last.refresh_from_db()
    assert naming.names(Account.objects.all())[last.pk] == "Trang khác"
    assert last.told_apart == f"Trang khác · {site.address} · web, Phòng khám"


def test_while_something_is_out_an_account_leads_nowhere_else(by: Membership, site: Site, tmp_path: Path) -> None:
    account = a_folder_account(by, site)
    with a_site(tmp_path / "other") as other:
        moved: dict[str, Any] = {"title": "", "address": other.address, "told": {"folder": str(other.folder)}}
        release = worked_off(actions.release(by, a_use_to_post(by), account))
        with pytest.raises(BadInput, match="another account"):
            accounts.renew(by, account, **moved)
        type(release).objects.update(stage="gone")
        accounts.renew(by, account, **moved)
    account.refresh_from_db()
    assert account.address == other.address


@pytest.mark.parametrize("there", [True, False])
def test_only_folders_that_the_machine_opens_may_be_sites(
    by: Membership, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    opened = tmp_path / "www"
    opened.mkdir()
    (opened / "link").symlink_to(site.folder)
    monkeypatch.setattr(settings, "SITE_FOLDERS", [str(opened)])
    for folder in (site.folder, opened / "link", opened / ".." / "site") if there else (tmp_path / "none",):
        with pytest.raises(NoRight, match="not one that this installation opens"):
            an_account(by, site.address, folder)
    assert not site.files()


def test_who_deletes_by_hand_works_here_today_and_changes_things(by: Membership) -> None:
    account, auditor = a_manual_account(by), a_member(Role.AUDITOR, by.clinic)
    former = a_member(Role.DOCTOR, by.clinic)
    Membership.objects.filter(pk=former.pk).update(ended_at=account.opened_at)
    assert set(accounts.deleters(by.clinic)) == {by.user}
    for one in (auditor, former):
        with pytest.raises(BadInput, match="must work in this clinic"):
            accounts.renew(by, account, title="", deleter=one.user)


@pytest.mark.django_db(transaction=True)
def test_while_a_platform_is_asked_others_may_write(by: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow(Manual):
        name = "slow"

        def test(self, access: Any) -> Health:
            assert not connection.in_atomic_block
            return super().test(access)

    monkeypatch.setitem(connectors.installed(), "slow", Slow())
    account = accounts.open_account(by, "slow", Destination.WEBSITE, title="Trang", deleter=by.user)
    accounts.renew(by, account, title="Trang khác")
    accounts.test(account)
    assert Account.objects.get().name == "Trang khác"


def test_closing_an_account_calls_off_what_waits_there_and_says_so(by: Membership, site: Site) -> None:
    account, use = a_folder_account(by, site), a_use_to_post(by)
    waiting = actions.release(by, use, account, at=clock.now() + timedelta(days=2))
    desk = signed_in(by.user)
    desk.cookies["django_language"] = "en"
    assert "1 post that waits to go out there is called off" in desk.get("/releases/accounts/").content.decode()
    answer = desk.post(f"/releases/accounts/{account.pk}/close/", follow=True).content.decode()
    assert "1 post that waited there was called off" in answer
    waiting.refresh_from_db()
    assert waiting.stage == Stage.CANCELLED
    assert "The account was closed" in desk.get(f"/releases/{waiting.pk}/").content.decode()


def test_the_same_account_is_not_opened_twice(by: Membership, site: Site) -> None:
    a_folder_account(by, site)
    with pytest.raises(BadInput, match="open here already"):
        a_folder_account(by, site)
