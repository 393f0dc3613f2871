"""The folder from which Instagram fetches pictures: each account has its own in it, and no deletion needs it."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from django.conf import settings

from builders import a_member
from kindao.engine.errors import BadInput
from kindao.engine.vocabulary import Destination
from kindao.web.clinics.models import Membership, Role
from kindao.web.releases import accounts
from kindao.web.releases.connectors import instagram as module
from kindao.web.releases.connectors.base import Access, Gone, NoRight
from kindao.web.releases.connectors.instagram import Instagram
from kindao.web.releases.models import Account
from platforms.graph import APP, INSTAGRAM, SECRET, TOKEN, Meta, Told
from platforms.items import MARK, a_picture
from platforms.serving import served
from released import Site, a_folder_account


@pytest.fixture(scope="module")
def played() -> Iterator[Meta]:
    meta = Meta()
    with served(meta):
        yield meta


@pytest.fixture
def graph(played: Meta, monkeypatch: pytest.MonkeyPatch) -> Meta:
    played.begin()
    for name in ("graph", "uploads"):
        monkeypatch.setattr(Instagram, name, played.address)
    monkeypatch.setattr(Instagram, "between", 0.0)
    return played


def told(site: Site, /, **other: str) -> dict[str, str]:
    known = {"account": INSTAGRAM, "app": APP, "secret": SECRET, "token": TOKEN}
    return {**known, "folder": str(site.folder), "site": site.address, **other}


def opened(by: Membership, site: Site, /, **other: str) -> Account:
    return accounts.open_account(by, "instagram", Destination.INSTAGRAM, title="Instagram", told=told(site, **other))


@pytest.mark.django_db
def test_two_accounts_share_a_folder_and_each_has_its_own_in_it(graph: Meta, site: Site, tmp_path: Path) -> None:
    by = a_member(Role.OFFICER)
    one, two = (opened(by, site) for _ in range(2))
    assert one.may_publish and two.may_publish and not site.files()
    seen: list[str] = []
    access = accounts.access(one)
    other = Access("", told(site, account="17841400000000999"))
    with module._shown(access, a_picture(tmp_path)) as here, module._shown(other, a_picture(tmp_path)) as there:
        seen += [here, there]
        assert {httpx.get(address).status_code for address in seen} == {200}
    assert len(set(seen)) == 2 and here.startswith(f"{site.address}/instagram-{INSTAGRAM}/") and not site.files()
    with pytest.raises(BadInput, match="another clinic"):
        opened(a_member(Role.OFFICER), site)
    a_folder_account(by, site)
    with pytest.raises(BadInput, match="open here already"):
        a_folder_account(by, site)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"folder": "/no/such/folder"}, "Correct the folder"),
        ({"site": ""}, "address of the public folder"),
        ({"site": "/khac"}, "Correct the folder, or the address"),
        ({"folder": "/usr/share"}, "KINDAO_FOLDERS"),
    ],
)
def test_the_folder_is_tried_when_the_account_is_opened(
    graph: Meta, site: Site, other: dict[str, str], says: str
) -> None:
    if other.get("site"):
        other = {"site": f"{site.address}{other['site']}"}
    with pytest.raises(NoRight) as no:
        opened(a_member(Role.OFFICER), site, **other)
    assert says in str(no.value) and no.value.vi and not Account.objects.exists() and not site.files()


def test_without_its_folder_an_account_publishes_nothing_and_takes_all_down(
    graph: Meta, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    access = Access("", told(site))
    ref = Instagram().publish(access, a_picture(tmp_path)).ref
    left = site.folder / f"instagram-{INSTAGRAM}"
    left.mkdir()
    (left / f"{MARK}.jpg").write_bytes(b"left by a worker that was killed")
    monkeypatch.setattr(settings, "SITE_FOLDERS", [str(tmp_path / "www")])
    health = Instagram().test(access)
    assert health.delete and not health.publish and "KINDAO_FOLDERS" in health.note.en and health.note.vi
    assert Instagram().delete(access, ref, MARK) is Gone.GONE and not site.files() and graph.of("media") == []
    assert Instagram().delete(access, ref, MARK) is Gone.GONE, "it is not there any more: the rights alone tell"
    assert Instagram().addresses(access, ref, MARK) == ()
    graph.tokens[TOKEN] = Told(scopes=("instagram_basic", "instagram_content_publish"))
    with pytest.raises(NoRight):
        Instagram().addresses(access, ref, MARK)


@pytest.mark.django_db
def test_a_new_token_is_kept_though_the_folder_is_gone(
    graph: Meta, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Deletions need the token, and no folder; another folder is tried."""
    by = a_member(Role.OFFICER)
    account = opened(by, site)
    tried: list[str] = []

    def settled(self: Instagram, access: Access) -> None:
        tried.append(access.told["site"])
        raise NoRight("the public folder for pictures can't be written")

    monkeypatch.setattr(Instagram, "settled", settled)
    accounts.renew(by, account, title="", told={"token": TOKEN})
    assert not tried
    with pytest.raises(NoRight):
        accounts.renew(by, account, title="", told={"site": f"{site.address}/khac"})
    assert tried == [f"{site.address}/khac"]
