"""A refresh token is used once, by one worker, and what came for it is kept."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from builders import a_member
from kindao import clock
from kindao.engine.vocabulary import Destination
from kindao.web.clinics.models import Membership
from kindao.web.releases import accounts, locks
from kindao.web.releases.connectors import connector
from kindao.web.releases.connectors.base import Later, NoRight
from kindao.web.releases.models import Account
from platforms.registry import How, When
from platforms.tiktok import TikTokPlatform
from platforms.zalo import OA, ZaloPlatform

Either = ZaloPlatform | TikTokPlatform


@pytest.fixture(params=[ZaloPlatform, TikTokPlatform])
def platform(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Either]:
    one: Either = request.param(tmp_path)
    yield one
    one.close()


@pytest.fixture
def zalo(tmp_path: Path) -> Iterator[ZaloPlatform]:
    one = ZaloPlatform(tmp_path)
    yield one
    one.close()


def an_account(zalo: ZaloPlatform, patch: pytest.MonkeyPatch) -> Account:
    """As the clinic opens it, the listed connector led to the fake."""
    for name in ("base", "oauth"):
        patch.setattr(connector("zalo"), name, zalo.address)
    by = a_member()
    return accounts.open_account(by, "zalo", Destination.ZALO, title="OA", told=zalo.access.told, deleter=by.user)


def test_an_access_token_is_used_until_shortly_before_it_ends(
    platform: Either, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        platform.connector.test(platform.access)
    assert platform.refreshes == 1
    later = clock.now() + timedelta(seconds=platform.lasts - 60)
    monkeypatch.setattr(clock, "now", lambda: later)
    platform.connector.test(platform.access)
    assert platform.refreshes == 2
    assert platform.access.told["refresh_token"] == platform.refresh


def test_a_token_that_the_platform_ended_early_is_renewed_once(platform: Either) -> None:
    platform.connector.test(platform.access)
    platform.tokens = set()
    platform.connector.test(platform.access)
    assert platform.refreshes == 2
    platform.revoke()
    with pytest.raises(NoRight):
        platform.connector.test(platform.access)


def test_a_token_of_another_connection_is_not_used(platform: Either) -> None:
    """Somebody connects the account anew: what the old connection still opens counts no more."""
    platform.connector.test(platform.access)
    platform.access.keep({"refresh_token": "of-another-account"})
    with pytest.raises(NoRight):
        platform.connector.test(platform.access)


def test_an_answer_that_was_lost_over_a_refresh_token_posts_nothing(platform: Either) -> None:
    platform.trouble(1, When.AFTER, How.CLOSES)
    with pytest.raises(Later):
        platform.connector.publish(platform.access, platform.item())
    platform.calm()
    with pytest.raises(NoRight):  # it is spent: only a person can connect the account again
        platform.connector.test(platform.access)
    assert platform.public() == set()


def test_locks_are_one_at_a_time() -> None:
    inside, most = 0, 0
    seen = threading.Lock()

    def work(_: int) -> None:
        nonlocal inside, most
        with locks.alone("account-test"):
            with seen:
                inside += 1
                most = max(most, inside)
            threading.Event().wait(0.005)
            with seen:
                inside -= 1

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(12)))
    assert most == 1
    with pytest.raises(ValueError, match="not a name"), locks.alone("../x"):
        pass


@pytest.mark.django_db
def test_what_was_renewed_is_kept_sealed_with_the_account(zalo: ZaloPlatform, monkeypatch: pytest.MonkeyPatch) -> None:
    account = an_account(zalo, monkeypatch)
    assert accounts.access(account).told["refresh_token"] == zalo.refresh
    assert account.who == "Phòng khám Lan" and account.ends_at is not None and account.may_delete
    zalo.tokens = set()
    assert accounts.test(account)
    assert accounts.access(Account.objects.get()).told["refresh_token"] == zalo.refresh
    assert zalo.refresh.encode() not in bytes(Account.objects.get().sealed)


@pytest.mark.django_db
def test_who_opens_an_account_with_a_wrong_number_is_told_that_the_token_is_used_up(
    zalo: ZaloPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same token entered with the right number is refused: it was traded in by the first try."""
    with monkeypatch.context() as wrong:
        wrong.setitem(zalo.access.told, "oa_id", "1")
        with pytest.raises(NoRight, match=r"another Zalo account.*used up.*make a new one") as caught:
            an_account(zalo, monkeypatch)
    assert "hãy lấy mã mới" in caught.value.vi and "Zalo" in caught.value.vi and zalo.refreshes == 1
    assert not Account.objects.exists()
    with pytest.raises(NoRight, match=r"does not accept the refresh token any more .-14020.. Make a new one"):
        an_account(zalo, monkeypatch)
    zalo.access.keep({"refresh_token": zalo.refresh})
    assert an_account(zalo, monkeypatch).may_delete


@pytest.mark.django_db
def test_a_renewal_that_fails_leaves_the_account_its_newest_token(
    zalo: ZaloPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    account, by = an_account(zalo, monkeypatch), Membership.objects.get()
    later = clock.now() + timedelta(seconds=zalo.lasts)
    monkeypatch.setattr(clock, "now", lambda: later)
    with pytest.raises(NoRight, match="another Zalo account") as caught:
        accounts.renew(by, account, title="", told={"oa_id": "1"})
    assert "used up" not in str(caught.value) and zalo.refreshes == 2, "nobody entered one"
    told = accounts.access(Account.objects.get()).told
    assert told["refresh_token"] == zalo.refresh and told["oa_id"] == OA
    assert accounts.test(Account.objects.get())
    zalo.refresh = "zrt-of-a-new-connection"
    with pytest.raises(NoRight, match="used up"):
        accounts.renew(by, account, title="", told={"oa_id": "1", "refresh_token": zalo.refresh})
    assert accounts.access(Account.objects.get()).told == told, "what was entered is kept nowhere"


@pytest.mark.django_db
def test_two_who_keep_something_both_keep_it(zalo: ZaloPlatform, monkeypatch: pytest.MonkeyPatch) -> None:
    account = an_account(zalo, monkeypatch)
    one, other = accounts.access(account), accounts.access(account)
    one.keep({"refresh_token": "newer"})
    other.keep({"sent": "{}"})
    told = accounts.access(Account.objects.get()).told
    assert (told["refresh_token"], told["sent"]) == ("newer", "{}")
    assert other.told["refresh_token"] == "newer"


@pytest.mark.django_db(transaction=True)
def test_workers_at_the_same_time_use_a_refresh_token_once(zalo: ZaloPlatform, monkeypatch: pytest.MonkeyPatch) -> None:
    account = an_account(zalo, monkeypatch)
    later = clock.now() + timedelta(seconds=zalo.lasts)
    monkeypatch.setattr(clock, "now", lambda: later)
    together = threading.Barrier(4)

    def work(_: int) -> datetime | None:
        try:
            access = accounts.access(Account.objects.get(pk=account.pk))
            together.wait()
            return connector("zalo").test(access).ends
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(work, range(4)))  # none was told that its token is spent
    assert zalo.refreshes == 2  # when it was opened, and now
    told = accounts.access(Account.objects.get()).told
    assert told["refresh_token"] == zalo.refresh and told["oa_id"] == OA
