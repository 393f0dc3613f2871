"""A whole site that answers 404 is away, and nothing of it is gone by that."""

import shutil
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler
from pathlib import Path

import pytest
from django.urls import reverse

import released
from builders import a_member, a_patient
from desk import signed_in
from fragile import Fragile, Homeless
from kindao import clock
from kindao.engine.vocabulary import Destination
from kindao.web.clinics.models import Membership, Role
from kindao.web.releases import accounts, actions, connectors, probing, taking_down
from kindao.web.releases.connectors import sites
from kindao.web.releases.connectors.base import Gone, Later, NoRight, OfSite, Place
from kindao.web.releases.connectors.folder import Folder
from kindao.web.releases.models import CopyState, Release, Seen, Stage, Takedown, Why
from outside import a_manual_account, a_use_to_post
from permits import a_lawful_use
from platforms.registry import an_access
from platforms.sites import FolderPlatform, SftpPlatform
from released import Site, a_folder_account, looked_again, worked_off

Platform = FolderPlatform | SftpPlatform


@pytest.fixture
def by() -> Membership:
    return a_member()


@pytest.fixture
def out(by: Membership, site: Site) -> Release:
    use = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE)
    release = worked_off(actions.release(by, use, a_folder_account(by, site)))
    looked_again(release)
    return release


@pytest.fixture
def platform(monkeypatch: pytest.MonkeyPatch) -> Fragile:
    one = Fragile()
    monkeypatch.setitem(connectors.installed(), one.name, one)
    return one


def ordered(release: Release) -> Takedown:
    order = actions.take_down(release, Why.WITHDRAWN)
    assert order is not None
    return order


def stage_after(release: Release, order: Takedown) -> str:
    for _ in range(3):
        worked_off(order)
        looked_again(release)
    worked_off(order)
    release.refresh_from_db()
    return release.stage


@pytest.mark.django_db
def test_a_disk_that_is_not_there_is_no_deletion(out: Release, site: Site) -> None:
    """The folder is another, empty one for a while: nothing is found to delete, and everything answers 404."""
    away = site.folder.with_name("disk")
    site.folder.rename(away)
    site.folder.mkdir()
    order = ordered(out)
    assert stage_after(out, order) == Stage.COMING_DOWN
    copy = out.public_copies.get()
    assert copy.state == CopyState.BY_HAND and copy.last_seen == Seen.UNKNOWN and copy.gone_looks == 0
    assert "not the one that was tried" in order.trouble_en and "ổ đĩa" in order.trouble_vi
    assert not accounts.test(out.account), "nothing goes out there either, and nothing is made anew"
    assert list(site.folder.iterdir()) == []
    site.folder.rmdir()
    away.rename(site.folder)
    Takedown.objects.update(try_after=None)
    assert stage_after(out, order) == Stage.GONE and site.files() == []


@pytest.mark.django_db
def test_a_file_that_somebody_deleted_is_gone_where_the_site_stands(out: Release, site: Site) -> None:
    (file,) = site.files()
    file.unlink()
    assert stage_after(out, ordered(out)) == Stage.GONE


class Away(SimpleHTTPRequestHandler):
    """Its virtual host has lost its folder."""

    is_away = False

    def do_GET(self) -> None:
        if type(self).is_away:
            self.send_error(404)
        else:
            super().do_GET()

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def shaky(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setattr(released, "Quiet", Away)
    monkeypatch.setattr(Away, "is_away", False)
    with released.a_site(tmp_path / "shaky") as site:
        yield site


@pytest.mark.django_db
def test_what_was_deleted_is_verified_once_the_site_answers_again(
    by: Membership, shaky: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    use = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE)
    release = worked_off(actions.release(by, use, a_folder_account(by, shaky)))
    looked_again(release)
    monkeypatch.setattr(Away, "is_away", True)
    order = ordered(release)
    assert stage_after(release, order) == Stage.COMING_DOWN and shaky.files() == []
    assert release.public_copies.get().last_seen == Seen.UNKNOWN
    monkeypatch.setattr(Away, "is_away", False)
    assert stage_after(release, order) == Stage.GONE


@pytest.mark.django_db
def test_a_post_by_hand_is_not_gone_while_its_site_has_no_front_page(
    by: Membership, shaky: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = actions.release(by, a_use_to_post(by), a_manual_account(by))
    with actions.handed_out(by, release) as stream:
        (shaky.folder / release.file_name).write_bytes(stream.read())
    actions.posted(by, release, [(f"{shaky.address}/{release.file_name}", Place.FILE)])
    looked_again(release)
    order = ordered(release)
    monkeypatch.setattr(Away, "is_away", True)
    assert stage_after(release, order) == Stage.COMING_DOWN
    monkeypatch.setattr(Away, "is_away", False)
    assert stage_after(release, order) == Stage.COMING_DOWN, "it is there"
    (shaky.folder / release.file_name).unlink()
    assert stage_after(release, order) == Stage.GONE


@pytest.mark.django_db
def test_a_platform_that_would_not_delete_has_not_by_answering_404(
    by: Membership, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform = Homeless()
    monkeypatch.setitem(connectors.installed(), platform.name, platform)
    use = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE)
    account = accounts.open_account(
        by, "fragile", Destination.WEBSITE, title="Trang", address=site.address, told={"folder": str(site.folder)}
    )
    release = worked_off(actions.release(by, use, account))
    looked_again(release)
    platform.delete_breaks = Later("maintenance")
    (site.folder / release.file_name).rename(site.folder / "hidden")
    order = ordered(release)
    assert stage_after(release, order) == Stage.COMING_DOWN
    platform.delete_breaks = None
    Takedown.objects.update(try_after=None)
    assert stage_after(release, order) == Stage.GONE


@pytest.mark.django_db
def test_a_page_that_shows_it_no_more_is_looked_at_a_second_time_soon(out: Release, site: Site) -> None:
    """Also where it is a person's by then: the deletion did not work at first."""
    page = actions.found(out, f"{site.address}/index.html", Place.PAGE, by="platform")
    (site.folder / "index.html").write_text(f"<img src='{out.file_name}'>")
    looked_again(out)
    order = ordered(out)
    taking_down._give_all(order, out.public_copies.all())
    (site.folder / "index.html").write_text("<p>khác</p>")
    (site.folder / out.file_name).unlink()
    looked_again(out)
    page.refresh_from_db()
    assert page.state == CopyState.BY_HAND and page.last_seen == Seen.OTHER and page.gone_looks == 1
    assert page.look_after is not None and page.look_after - clock.now() <= probing.BETWEEN
    looked_again(out)
    page.refresh_from_db()
    assert page.state == CopyState.VERIFIED_GONE


@pytest.mark.django_db
def test_an_order_does_not_run_in_vain_until_the_next_look(out: Release) -> None:
    order = ordered(out)
    soon = clock.now() + 3 * probing.BETWEEN
    out.public_copies.update(state=CopyState.PLATFORM_GONE, look_after=soon)
    wait = taking_down._until_next(order, out.public_copies.all())
    assert 2 * probing.BETWEEN < wait <= 3 * probing.BETWEEN


@pytest.fixture(params=[FolderPlatform, SftpPlatform], ids=["folder", "sftp"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Platform]:
    one: Platform = request.param(tmp_path)
    yield one
    one.close()


def test_a_folder_is_known_by_a_file_that_strangers_get(folder: Platform) -> None:
    kind, item = folder.connector, folder.item()
    assert isinstance(kind, OfSite) and not kind.stands(folder.access)
    kind.test(folder.access)
    assert kind.stands(folder.access) and not kind.stands(an_access({}, f"{folder.site.address}/khac"))
    published = kind.publish(folder.access, item)
    marker, new = folder.served / sites.MARKER, folder.item()
    marker.unlink()
    for way in (
        lambda: kind.test(folder.access),
        lambda: kind.publish(folder.access, new),
        lambda: kind.find(folder.access, new, clock.now()),
        lambda: kind.addresses(folder.access, published.ref, item.mark),
        lambda: kind.delete(folder.access, published.ref, item.mark),
    ):
        with pytest.raises(NoRight, match=sites.MARKER):
            way()
    assert not marker.exists() and len(folder.public()) == 1
    marker.write_bytes(sites.MARKS)
    assert kind.delete(folder.access, published.ref, item.mark) == Gone.GONE


def test_another_folder_gets_a_file_of_its_own(tmp_path: Path) -> None:
    platform = FolderPlatform(tmp_path)
    platform.connector.test(platform.access)
    (platform.served / "hinh").mkdir()
    below = an_access({**platform.access.told, "folder": f"{platform.served}/hinh"}, f"{platform.site.address}/hinh")
    assert Folder().test(below).delete and (platform.served / "hinh" / sites.MARKER).is_file()
    platform.close()


@pytest.mark.django_db
def test_who_renews_an_account_says_that_this_is_the_folder(by: Membership, site: Site) -> None:
    account, officer = a_folder_account(by, site), a_member(clinic=by.clinic, role=Role.OFFICER)
    shutil.rmtree(site.folder)
    site.folder.mkdir()
    assert not accounts.test(account)
    shown = signed_in(officer.user).get(reverse("releases:accounts")).content.decode()
    assert sites.MARKER in shown
    accounts.renew(officer, account, title="")
    assert accounts.test(account) and (site.folder / sites.MARKER).is_file()
