"""The trial of an account: what it deleted is looked for from outside; a site that has no time is waited for."""

from collections.abc import Iterator
from datetime import timedelta
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import released
from builders import a_member
from kindao import clock
from kindao.web.clinics.models import Membership
from kindao.web.releases import accounts, actions
from kindao.web.releases.connectors.base import NoRight
from kindao.web.releases.models import Account, Stage
from outside import a_use_to_post
from released import Site, a_folder_account, worked_off

pytestmark = pytest.mark.django_db


class Mirror(SimpleHTTPRequestHandler):
    """What serves a copy of the folder, from which nothing goes: all that it ever showed it shows for ever."""

    is_busy = forgets = False
    kept: dict[str, bytes] = {}  # noqa: RUF012

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        file = Path(self.directory) / path.lstrip("/")
        if file.is_file():
            self.kept[path] = file.read_bytes()
        elif type(self).forgets:
            self.kept.pop(path, None)
        body = self.kept.get(path)
        self.send_response(503 if type(self).is_busy else 404 if body is None else 200)
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    for name, value in (("is_busy", False), ("forgets", False), ("kept", {})):
        monkeypatch.setattr(Mirror, name, value)
    monkeypatch.setattr(released, "Quiet", Mirror)
    with released.a_site(tmp_path / "mirror") as site:
        yield site


@pytest.fixture
def by() -> Membership:
    return a_member()


def test_a_site_from_which_nothing_goes_can_not_take_back(
    by: Membership, mirror: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NoRight, match="deletes from the folder of the site is still seen") as no:
        a_folder_account(by, mirror)
    assert "vẫn còn thấy" in no.value.vi and not Account.objects.exists() and mirror.files() == []
    monkeypatch.setattr(Mirror, "forgets", True)
    account = a_folder_account(by, mirror)
    monkeypatch.setattr(Mirror, "forgets", False)
    assert not accounts.test(account) and not account.may_delete


def test_a_site_that_has_no_time_at_its_trial_puts_the_post_off(
    by: Membership, mirror: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Mirror, "forgets", True)
    account = a_folder_account(by, mirror)
    release = actions.release(by, a_use_to_post(by), account)
    Account.objects.update(tested_at=clock.now() - timedelta(hours=25))
    monkeypatch.setattr(Mirror, "is_busy", True)
    worked_off(release)
    assert release.stage == Stage.SCHEDULED and "tried again" in release.why_en and release.why_vi
    assert release.sent_at is None and release.not_before is not None and not release.permits.exists()
    monkeypatch.setattr(Mirror, "is_busy", False)
    worked_off(release)
    assert release.stage == Stage.OUT and release.why_en == ""


def test_an_account_that_was_closed_is_not_waited_for(
    by: Membership, mirror: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Mirror, "forgets", True)
    release = actions.release(by, a_use_to_post(by), a_folder_account(by, mirror))
    Account.objects.update(tested_at=clock.now() - timedelta(hours=25), closed_at=clock.now())
    monkeypatch.setattr(Mirror, "is_busy", True)
    worked_off(release)
    assert release.stage == Stage.REFUSED and "closed" in release.why_en
