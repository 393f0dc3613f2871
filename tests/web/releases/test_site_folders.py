"""A site's folder, on this machine and over SFTP: seen at its address before anything goes out, and of a release
nothing stays in it, whatever made it, however a worker ended."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from builders import a_member, a_patient
from kindao import clock
from kindao.engine.vocabulary import Destination
from kindao.web.releases import actions
from kindao.web.releases.connectors import sites
from kindao.web.releases.connectors.base import Access, Later, NoRight, Place, Unsure
from kindao.web.releases.models import CopyState, Stage, Why
from permits import a_lawful_use
from platforms.registry import an_access
from platforms.sites import FolderPlatform, SftpPlatform
from released import Site, a_folder_account, looked_again, worked_off

MARK, OTHER = "6a1fe0c2b7d94a5588aa01ff", "5588aa01ff6a1fe0c2b7d94a"
MADE = (
    f"{MARK}.jpg",
    f"{MARK}-320x240.webp",
    f".{MARK}.jpg.new",
    f"thumb_{MARK}.jpg",
    f"thumbs/{MARK}-320.jpg",
    f"anh/2026/11/nho_{MARK}@2x.jpg",
    f"bai/{MARK}/index.html",
)
SHOW = ("index2.html", "bai/mui/index.html", "tin.XML")
Platform = FolderPlatform | SftpPlatform


@pytest.fixture(params=[FolderPlatform, SftpPlatform], ids=["folder", "sftp"])
def platform(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Platform]:
    one: Platform = request.param(tmp_path)
    yield one
    one.close()


def at(platform: Platform, address: str) -> Access:
    return an_access({**platform.access.told}, address)


def filled(folder: Path) -> None:
    for name in (*MADE, *SHOW, f"thumbs/{OTHER}-320.jpg", "khac.html", "so.txt"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"<img src='/thumbs/{MARK}-320.jpg'>" if name in SHOW else "<p>khác</p>")


def there(folder: Path) -> set[str]:
    """But for the file by which the folder is known."""
    files = {one.relative_to(folder).as_posix() for one in folder.rglob("*") if one.is_file()}
    return files - {sites.MARKER}


def test_an_account_whose_folder_is_not_at_its_address_is_refused(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = platform.site.address
    for address, error, said in (
        (f"{here}/khac", NoRight, "not seen at its address"),
        ("http://127.0.0.1:9", Later, "does not answer"),
        ("", NoRight, "address of the site is missing"),
    ):
        with pytest.raises(error, match=said) as caught:
            platform.connector.test(at(platform, address))
        assert caught.value.vi and not there(platform.served)
    assert platform.connector.test(at(platform, f"{here}/")).publish and not there(platform.served)
    if isinstance(platform, FolderPlatform):
        monkeypatch.setattr(settings, "SITES_PRIVATE", False)
        with pytest.raises(NoRight, match="private network"):
            platform.connector.test(platform.access)


def test_a_folder_below_or_above_the_one_at_the_address_is_another(platform: Platform) -> None:
    (platform.served / "hinh").mkdir()
    word = "folder"
    below = {**platform.access.told, word: f"{platform.access.told[word]}/hinh"}
    with pytest.raises(NoRight, match="not seen at its address"):
        platform.connector.test(an_access(below, platform.site.address))
    assert platform.connector.test(an_access(below, f"{platform.site.address}/hinh")).delete


def test_what_a_trial_left_that_died_is_cleared_away_by_a_later_one(platform: Platform) -> None:
    old, new = (platform.served / f"{sites.TRIED}{one}.txt" for one in ("old", "new"))
    for one in (old, new):
        one.write_text("x")
    before = clock.now().timestamp() - 2 * sites.OLD.total_seconds()
    os.utime(old, (before, before))
    platform.connector.test(platform.access)
    assert there(platform.served) == {new.name}, "another worker may be at it just now"


def test_what_a_site_made_of_a_file_is_found_wherever_it_lies_and_deleted(platform: Platform) -> None:
    filled(platform.served)
    found = platform.connector.addresses(platform.access, f"{MARK}.jpg", MARK)
    told = {one.address.removeprefix(f"{platform.site.address}/"): one for one in found}
    assert set(told) == {*(one.replace("@", "%40") for one in MADE), *SHOW}
    for name, one in told.items():
        is_page = name in SHOW
        assert one.place == (Place.PAGE if is_page else Place.FILE) and one.ref == ("" if is_page else f"{MARK}.jpg")
    before = there(platform.served)
    platform.connector.delete(platform.access, f"{MARK}.jpg", MARK)
    assert before - there(platform.served) == set(MADE)
    assert there(platform.served) == {*SHOW, f"thumbs/{OTHER}-320.jpg", "khac.html", "so.txt"}


def test_half_a_file_of_a_worker_that_was_killed_goes_with_the_next_look(platform: Platform) -> None:
    item = platform.item()
    left = platform.served / f".{item.name}.new"
    left.write_bytes(item.file.read_bytes()[:100])
    assert platform.connector.find(platform.access, item, clock.now()) is None
    assert not left.exists()


def test_a_folder_behind_a_link_is_searched_and_a_circle_has_an_end(tmp_path: Path) -> None:
    platform = FolderPlatform(tmp_path)
    (tmp_path / "anh").mkdir()
    (tmp_path / "anh" / f"{MARK}.jpg").write_bytes(b"x")
    (platform.served / "anh").symlink_to(tmp_path / "anh")
    (tmp_path / "anh" / "lai").symlink_to(platform.served)
    platform.connector.delete(platform.access, "", MARK)
    assert not (tmp_path / "anh" / f"{MARK}.jpg").exists()
    platform.close()


def test_a_file_that_cannot_get_its_name_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    platform = FolderPlatform(tmp_path)

    def refuses(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "replace", refuses)
    with pytest.raises(NoRight):
        platform.connector.publish(platform.access, platform.item())
    assert not there(platform.served)
    monkeypatch.setattr(Path, "unlink", refuses)
    item = platform.item()
    with pytest.raises(Unsure, match="may lie in the folder") as caught:
        platform.connector.publish(platform.access, item)
    assert caught.value.vi and there(platform.served) == {f".{item.name}.new"}
    with pytest.raises(NoRight):  # so a person looks
        platform.connector.find(platform.access, item, clock.now())
    platform.close()


def test_one_file_that_stays_keeps_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    platform = FolderPlatform(tmp_path)
    filled(platform.served)
    kept, unlink = f"thumbs/{MARK}-320.jpg", Path.unlink

    def refuses(one: Path, missing_ok: bool = False) -> None:
        if one == platform.served / kept:
            raise PermissionError
        unlink(one, missing_ok)

    monkeypatch.setattr(Path, "unlink", refuses)
    with pytest.raises(NoRight):
        platform.connector.delete(platform.access, "", MARK)
    assert {one for one in there(platform.served) if MARK in one} == {kept}
    platform.close()


@pytest.mark.django_db
def test_a_takedown_takes_all_that_a_gallery_made_and_gives_the_page_to_a_person(site: Site) -> None:
    by = a_member()
    use = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE)
    release = worked_off(actions.release(by, use, a_folder_account(by, site)))
    picture = (site.folder / release.file_name).read_bytes()
    (site.folder / "thumbs").mkdir()
    for name in (f"thumbs/{release.mark}-320.jpg", f"thumb_{release.file_name}"):
        (site.folder / name).write_bytes(picture)
    page = site.folder / "index2.html"
    page.write_text(f"<img src='thumbs/{release.mark}-320.jpg'>")
    order = actions.take_down(release, Why.OFFICER)
    assert order
    for _ in range(3):
        looked_again(worked_off(order).release)
    assert there(site.folder) == {"index2.html"}
    states = {one.address.rpartition("/")[2]: one.state for one in release.public_copies.all()}
    assert states.pop("index2.html") != CopyState.VERIFIED_GONE and set(states.values()) == {CopyState.VERIFIED_GONE}
    assert len(states) == 3
    release.refresh_from_db()
    assert release.stage == Stage.COMING_DOWN
    page.write_text("<p>khác</p>")
    for _ in range(3):
        looked_again(worked_off(order).release)
    release.refresh_from_db()
    assert release.stage == Stage.GONE
