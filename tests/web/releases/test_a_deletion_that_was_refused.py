"""While the last deletion was refused, and nobody has deleted since, nothing is gone, whatever strangers are shown."""

from collections.abc import Iterator
from datetime import timedelta
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

import released
from builders import a_member, a_patient, nose
from kindao import clock
from kindao.engine.vocabulary import Destination
from kindao.web.clinics.models import Membership
from kindao.web.releases import actions, seeing
from kindao.web.releases.connectors.base import NoRight, StillThere
from kindao.web.releases.connectors.folder import Folder
from kindao.web.releases.models import Account, CopyState, Release, Stage, Takedown, Why
from permits import a_lawful_use
from platforms.sites import SftpPlatform
from released import Site, a_folder_account, looked_again, worked_off


class Shy(SimpleHTTPRequestHandler):
    """It tells strangers of no picture for a while, and of all else."""

    hides = False

    def do_GET(self) -> None:
        if type(self).hides and self.path.partition("?")[0].endswith(".jpg"):
            self.send_error(404)
        else:
            super().do_GET()

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def by() -> Membership:
    return a_member()


@pytest.fixture
def shy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setattr(released, "Quiet", Shy)
    monkeypatch.setattr(Shy, "hides", False)
    with released.a_site(tmp_path / "shy") as one:
        yield one


@pytest.fixture
def out(by: Membership, shy: Site) -> Release:
    use = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE)
    release = worked_off(actions.release(by, use, a_folder_account(by, shy)))
    looked_again(release)
    return release


@pytest.fixture
def fixed(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Files can't be deleted, as of another owner's folder."""
    with monkeypatch.context() as one:
        real = Path.unlink

        def unlink(path: Path, *args: Any, **told: Any) -> None:
            if path.suffix == ".jpg":
                raise PermissionError(1, "Operation not permitted")
            real(path, *args, **told)

        one.setattr(Path, "unlink", unlink)
        yield one


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
def test_what_lies_there_is_not_gone_though_strangers_are_shown_nothing(
    out: Release, shy: Site, fixed: pytest.MonkeyPatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Shy, "hides", True)
    order = ordered(out)
    assert stage_after(out, order) == Stage.COMING_DOWN
    assert out.public_copies.get().state == CopyState.BY_HAND
    fixed.undo()
    monkeypatch.setattr(Shy, "hides", True)
    Takedown.objects.update(try_after=None)
    assert stage_after(out, order) == Stage.GONE and shy.files() == []


@pytest.mark.django_db
def test_a_word_does_not_outweigh_what_kindao_sees_in_the_folder(
    by: Membership, out: Release, shy: Site, fixed: pytest.MonkeyPatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Shy, "hides", True)
    order = ordered(out)
    assert stage_after(out, order) == Stage.COMING_DOWN
    said_gone(out)
    assert stage_after(out, order) == Stage.COMING_DOWN
    copy = out.public_copies.get()
    assert copy.state == CopyState.BY_HAND and copy.done_at is None and copy.said_before.count() == 1
    (file,) = shy.files()
    file.rename(shy.folder / "khac")  # whoever owns the folder sees to it
    said_gone(out)
    Takedown.objects.update(try_after=None)
    assert stage_after(out, order) == Stage.GONE


def said_gone(release: Release) -> None:
    """As `evidence.taken_down`, without a photograph of something else each time."""
    release.public_copies.update(
        state=CopyState.PLATFORM_GONE, done_by=release.asked_by, done_at=clock.now(), gone_looks=0
    )
    Takedown.objects.update(try_after=None)


@pytest.mark.django_db
def test_with_a_dead_access_a_persons_word_counts(out: Release, shy: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_: object) -> None:
        raise NoRight("the access was revoked", hint="Renew it", vi="Quyền đã bị thu hồi")

    monkeypatch.setattr(Folder, "delete", refuses)
    order = ordered(out)
    (file,) = shy.files()
    file.unlink()
    assert stage_after(out, order) == Stage.COMING_DOWN
    said_gone(out)
    assert stage_after(out, order) == Stage.GONE


@pytest.mark.django_db
def test_an_account_whose_access_a_takedown_found_dead_says_so(
    out: Release, by: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its trial of hours ago said that all is well."""
    tried: list[None] = []

    def refuses(*_: object) -> None:
        raise NoRight("the access was revoked", hint="Renew it", vi="Quyền đã bị thu hồi")

    def is_tried(*_: object) -> None:
        tried.append(None)
        refuses()

    monkeypatch.setattr(Folder, "delete", refuses)
    monkeypatch.setattr(Folder, "test", is_tried)
    Account.objects.update(tested_at=clock.now() - timedelta(hours=3))
    order = worked_off(ordered(out))
    account = Account.objects.get()
    assert not account.may_publish and not account.may_delete and "revoked" in account.trouble_en
    assert seeing.barred(account) is not None, "the page that posts offers it no more"
    Takedown.objects.update(try_after=None)
    worked_off(order)
    assert len(tried) == 1, "not at each refusal"


@pytest.mark.django_db
def test_a_refusal_of_one_post_leaves_the_account_and_its_waits(out: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_: object) -> None:
        raise NoRight("somebody else's post", hint="Look there", vi="Bài của người khác")

    monkeypatch.setattr(Folder, "delete", refuses)
    long_ago = clock.now() - timedelta(hours=3)
    Account.objects.update(tested_at=long_ago)
    order = worked_off(ordered(out))
    account = Account.objects.get()
    assert account.may_publish and account.may_delete and not account.trouble_en
    assert account.tested_at is not None and account.tested_at > long_ago
    order.refresh_from_db()
    assert order.try_after is not None and order.try_after > clock.now(), "it is asked again later, as always"


def test_over_sftp_all_that_can_be_deleted_goes(tmp_path: Path) -> None:
    platform = SftpPlatform(tmp_path)
    try:
        item = platform.item()
        published = platform.connector.publish(platform.access, item)
        platform.read_only = True
        with pytest.raises(StillThere):
            platform.connector.delete(platform.access, published.ref, item.mark)
    finally:
        platform.close()


@pytest.mark.parametrize("name", ["{}.JPG", "thumbs/{}-320.JPG"])
def test_a_name_in_capitals_is_the_same_name(tmp_path: Path, name: str, by_platform: Any) -> None:
    kind, access, served, item = by_platform.connector, by_platform.access, by_platform.served, by_platform.item()
    published = kind.publish(access, item)
    planted = served / name.format(item.mark.upper())
    planted.parent.mkdir(exist_ok=True)
    planted.write_bytes(nose())
    (served / "trang.aspx").write_text(f"<img src={item.mark.upper()}.JPG>")
    told = {one.address.rpartition("/")[2] for one in kind.addresses(access, published.ref, item.mark)}
    assert {planted.name, "trang.aspx"} <= told
    kind.delete(access, published.ref, item.mark)
    assert not planted.exists()


@pytest.fixture(params=["folder", "sftp"])
def by_platform(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    from platforms.registry import played

    with played(request.param, tmp_path / "platform") as one:
        yield one
