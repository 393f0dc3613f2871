"""A site over SFTP: the right server or none, whole files or none, everything of a release deleted."""

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from builders import a_member, a_patient
from kindao import clock
from kindao.engine.vocabulary import Destination
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Consent, Who
from kindao.web.releases import accounts, actions
from kindao.web.releases.connectors.base import Access, Later, NoRight
from kindao.web.releases.models import CopyState, Stage, Takedown
from permits import a_lawful_use
from platforms.registry import How, When, an_access
from platforms.sites import SftpPlatform, ed25519
from released import Site, looked_again, worked_off


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[SftpPlatform]:
    one = SftpPlatform(tmp_path)
    yield one
    one.close()


def told(platform: SftpPlatform, **other: str) -> Access:
    return an_access({**platform.access.told, **other}, platform.site.address)


def fingerprint(platform: SftpPlatform) -> str:
    digest = hashlib.sha256(platform.key.asbytes()).digest()
    return "SHA256:" + base64.b64encode(digest).decode().rstrip("=")


@pytest.mark.parametrize("form", ["line", "known hosts", "fingerprint", "several", "another"])
def test_only_the_server_that_was_written_down_is_told_the_password(platform: SftpPlatform, form: str) -> None:
    line = platform.access.told["host_key"]
    pinned = {
        "line": line,
        "known hosts": f"127.0.0.1 {line} root@may",
        "fingerprint": fingerprint(platform),
        "several": f"ssh-rsa AAAAB3NzaC1yc2E\n{line}",
        "another": f"ssh-ed25519 {ed25519()[1].get_base64()}",
    }[form]
    if form != "another":
        assert platform.connector.test(told(platform, host_key=pinned)).delete
        return
    for way in (
        platform.connector.test,
        lambda access: platform.connector.publish(access, platform.item()),
        lambda access: platform.connector.delete(access, "", "0" * 24),
    ):
        with pytest.raises(NoRight, match="not the one whose key"):
            way(told(platform, host_key=pinned))
    assert not platform.heard  # not even who wants in


@pytest.mark.parametrize("pinned", ["", "nonsense", "ssh-ed25519", "SHA256:", "SHA256", "ssh-rsa AAAAB3NzaC1yc2E"])
def test_half_a_key_is_said_to_be_none(platform: SftpPlatform, pinned: str) -> None:
    with pytest.raises(NoRight, match="is no key"):
        platform.connector.test(told(platform, host_key=pinned))


@pytest.mark.parametrize("form", ["a file", "one line"])
def test_a_private_key_lets_in(platform: SftpPlatform, form: str) -> None:
    key = platform.private_key if form == "a file" else " ".join(platform.private_key.split("\n"))
    assert platform.connector.test(told(platform, password="", private_key=key)).publish


@pytest.mark.parametrize("key", ["-----BEGIN RSA PRIVATE KEY-----", "không phải khóa"])
def test_what_is_no_key_is_told(platform: SftpPlatform, key: str) -> None:
    with pytest.raises(NoRight, match="private key of this account can't be read"):
        platform.connector.test(told(platform, password="", private_key=key))


@pytest.mark.parametrize(
    ("wrong", "error", "words"),
    [
        ({"folder": "khong/co"}, NoRight, "not there"),
        ({"password": "sai"}, NoRight, "does not let this account in"),
        ({"user": "ai"}, NoRight, "does not let this account in"),
        ({"port": "22x"}, NoRight, "no port"),
        ({"port": "1"}, Later, "does not answer"),
        ({"host": "khong co.invalid"}, Later, "does not answer"),
    ],
)
def test_what_is_wrong_with_an_account_is_told(
    platform: SftpPlatform, wrong: dict[str, str], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        platform.connector.test(told(platform, **wrong))


def test_a_server_in_a_private_network_needs_leave(platform: SftpPlatform, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "SITES_PRIVATE", False)
    with pytest.raises(NoRight, match="private network"):
        platform.connector.test(platform.access)
    assert not platform.heard


def test_a_server_that_speaks_something_else_is_none(platform: SftpPlatform, site: Site) -> None:
    with pytest.raises(Later, match="does not answer"):
        platform.connector.test(told(platform, port=site.address.rpartition(":")[2]))


def test_a_folder_that_is_read_only_is_told_and_nothing_stays(platform: SftpPlatform) -> None:
    platform.read_only = True
    with pytest.raises(NoRight, match="may not write"):
        platform.connector.test(platform.access)
    with pytest.raises(NoRight, match="may not write"):
        platform.connector.publish(platform.access, platform.item())
    assert list(platform.served.iterdir()) == []


def test_a_full_disk_leaves_nothing_and_is_tried_again(platform: SftpPlatform) -> None:
    platform.full = True
    item = platform.item()
    with pytest.raises(Later):
        platform.connector.publish(platform.access, item)
    assert list(platform.served.iterdir()) == []
    platform.full = False
    platform.connector.publish(platform.access, item)
    (file,) = platform.served.iterdir()
    assert file.read_bytes() == item.file.read_bytes() and file.stat().st_mode & 0o777 == 0o644


def test_half_a_file_is_never_under_its_address(platform: SftpPlatform) -> None:
    """Whichever message the line breaks over; what is left of it goes with the next look."""
    step = 0
    while True:
        step += 1
        item = platform.item()
        platform.trouble(step, When.BEFORE, How.CLOSES)
        before = platform.steps
        try:
            platform.connector.publish(platform.access, item)
        except Exception:  # noqa: BLE001 - which errors it may be is the contract's
            for one in platform.served.iterdir():
                assert one.name.startswith(".") or one.read_bytes() == item.file.read_bytes()
        platform.calm()
        if platform.connector.find(platform.access, item, clock.now()) is None:
            assert not [one for one in platform.served.iterdir() if item.mark in one.name]
        if platform.steps - before < step:
            break
    assert step > 4


def test_everything_that_begins_with_the_mark_is_deleted_and_nothing_else(platform: SftpPlatform) -> None:
    item, other = platform.item(), platform.item()
    for one in (item, other):
        platform.connector.publish(platform.access, one)
    smaller = platform.served / f"{item.mark}-300x200.jpg"
    smaller.write_bytes(b"made by a plug-in")
    (platform.served / f".{item.name}.new").write_bytes(b"left by a crash")
    seen = platform.connector.addresses(platform.access, item.name, item.mark)
    assert {one.address.rpartition("/")[2] for one in seen} == {item.name, smaller.name, f".{item.name}.new"}
    assert {one.ref for one in seen} == {item.name}  # one deletion takes all of them
    platform.connector.delete(platform.access, item.name, item.mark)
    assert [one.name for one in platform.served.iterdir()] == [other.name]


@pytest.mark.parametrize("mark", ["", "..", "*", "a/b"])
def test_what_is_no_mark_deletes_nothing(platform: SftpPlatform, mark: str) -> None:
    platform.connector.publish(platform.access, platform.item())
    with pytest.raises(ValueError, match="not a mark"):
        platform.connector.delete(platform.access, "", mark)
    assert len(platform.public()) == 1


@pytest.mark.django_db
def test_a_release_goes_out_over_sftp_is_seen_and_comes_down_with_the_consent(
    platform: SftpPlatform, site: Site
) -> None:
    platform.root = site.folder.parent
    by = a_member()
    account = accounts.open_account(
        by,
        "sftp",
        Destination.WEBSITE,
        title="Trang web",
        address=site.address,
        told={**platform.access.told, "folder": site.folder.name},
    )
    use = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE)
    release = worked_off(actions.release(by, use, account))
    assert release.stage == Stage.OUT, release.why_en
    assert [one.name for one in site.files()] == [release.file_name]
    looked_again(release)
    consents.withdraw(Consent.objects.get(), who=Who.PATIENT)
    order = worked_off(Takedown.objects.get(release=release))
    assert site.files() == []
    looked_again(release)
    worked_off(order)
    assert release.public_copies.get().state == CopyState.VERIFIED_GONE
