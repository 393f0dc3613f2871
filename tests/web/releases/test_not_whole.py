"""A search that left something out proves nothing: a person looks there, and only their word ends it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import wordpress
from builders import a_member, a_patient
from kindao.engine.vocabulary import Destination
from kindao.web.releases import accounts, actions
from kindao.web.releases.connectors.base import Access, Gone, NotWhole, Place
from kindao.web.releases.connectors.folder import Folder
from kindao.web.releases.connectors.wordpress import WordPress
from kindao.web.releases.connectors.wordpress import __file__ as connector
from kindao.web.releases.models import CopyState, Stage, Why
from permits import a_lawful_use
from released import as_if_due, looked_again, worked_off
from wordpress import Blog

PLUGIN = Path(connector).with_name("kindao-takedown.php")
HURRIED = ("const SECONDS = 20;", "const SECONDS = -1;")
CANT_READ = ("$one->isReadable()", "false === strpos( $one->getPathname(), '/closed' )")  # as root, tests read all


@pytest.fixture
def blog() -> Iterator[Blog]:
    if wanted := wordpress.missing():
        pytest.skip(wanted)
    one = wordpress.shared()
    one.empty()
    yield one
    (one.plugins / PLUGIN.name).unlink(missing_ok=True)
    one.empty()


def installed(blog: Blog, *changes: tuple[str, str]) -> None:
    text = PLUGIN.read_text("utf-8")
    for was, now in changes:
        assert was in text
        text = text.replace(was, now)
    (blog.plugins / PLUGIN.name).write_text(text, "utf-8")


@pytest.mark.django_db
def test_what_a_plugin_had_no_time_to_search_is_a_persons(blog: Blog) -> None:
    installed(blog, HURRIED)
    by = a_member()
    told = {"user": "web", "password": blog.passwords["web"]}
    account = accounts.open_account(by, "wordpress", Destination.WEBSITE, title="W", address=blog.address, told=told)
    use = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE, caption="Sau ba tháng")
    release = worked_off(actions.release(by, use, account))
    some = next(iter(blog.files(release.mark).values()))
    left = some.with_name(f"{release.mark}-elementor-1024x5.jpg")
    shutil.copy(some, left)
    order = actions.take_down(release, Why.OFFICER, by=by.user)
    assert order is not None
    worked_off(order)
    for _ in range(2):
        as_if_due(release.public_copies.all())
        looked_again(release)
        order.refresh_from_db()
        worked_off(order)
    release.refresh_from_db()
    order.refresh_from_db()
    assert left.exists() and release.stage == Stage.COMING_DOWN and order.over_at is None
    assert "could not be searched whole" in order.trouble_en and "Không tìm được hết" in order.trouble_vi
    task = release.public_copies.get(place=Place.ELSEWHERE)
    assert task.state == CopyState.BY_HAND and task.address == f"{blog.address}/wp-content/?kindao" and task.person


def test_a_folder_that_cant_be_read_was_not_searched(blog: Blog) -> None:
    closed = blog.uploads / "closed"
    closed.mkdir()
    access = Access(blog.address, {"user": "web", "password": blog.passwords["web"]})
    installed(blog)
    WordPress().delete(access, "", "0" * 24)
    installed(blog, CANT_READ)
    with pytest.raises(NotWhole) as caught:
        WordPress().delete(access, "", "0" * 24)
    assert caught.value.where == f"{blog.address}/wp-content/"


def test_a_folder_of_a_static_site_that_cant_be_read_was_not_searched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As for a user who may not; whoever runs the tests may be root, who may all."""
    mark, real = "0" * 24, os.scandir
    closed, file = tmp_path / "closed", tmp_path / f"{mark}.jpg"
    closed.mkdir()
    file.write_bytes(b"x")

    def scandir(path: str) -> object:
        if Path(path) == closed:
            raise PermissionError(path)
        return real(path)

    access = Access("https://clinic.example/hinh", {"folder": str(tmp_path)})
    monkeypatch.setattr(os, "scandir", scandir)
    with pytest.raises(NotWhole) as caught:
        Folder().delete(access, "", mark)
    assert caught.value.where == "https://clinic.example/hinh/" and not file.exists()
    monkeypatch.undo()
    assert Folder().delete(access, "", mark) is Gone.GONE
