"""One account, clinic or job that breaks holds up no other, and is told of."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from builders import a_member, a_patient
from desk import signed_in
from fragile import Fragile
from kindao.engine.vocabulary import Destination
from kindao.web import rounds
from kindao.web.clinics.models import Membership, Role
from kindao.web.officer import figures
from kindao.web.releases import accounts, actions, connectors, probing
from kindao.web.releases.models import Account, Release
from kindao.web.review import jobs
from kindao.web.review.models import Broken
from permits import a_lawful_use
from released import Site, a_folder_account, looked_again, worked_off


class Bug(Exception): ...


class Buggy(Fragile):
    """A connector that raises what no connector may."""

    name = "buggy"
    is_well = True

    def test(self, access: Any) -> Any:
        if not self.is_well:
            raise Bug
        return super().test(access)

    def addresses(self, access: Any, ref: str, mark: str) -> Any:
        if not self.is_well:
            raise Bug
        return super().addresses(access, ref, mark)


@pytest.fixture
def by() -> Membership:
    return a_member(role=Role.OFFICER)


@pytest.fixture
def buggy(monkeypatch: pytest.MonkeyPatch) -> Buggy:
    one = Buggy()
    monkeypatch.setitem(connectors.installed(), one.name, one)
    return one


def an_account(by: Membership, site: Site, name: str) -> Account:
    place = site.folder / name
    place.mkdir()
    told = {"folder": str(place)}
    return accounts.open_account(
        by, "buggy", Destination.WEBSITE, title=name, address=f"{site.address}/{name}", told=told
    )


@pytest.mark.django_db
def test_an_account_that_breaks_holds_up_no_other(by: Membership, site: Site, buggy: Buggy) -> None:
    broken, other = an_account(by, site, "a"), a_folder_account(by, site)
    buggy.is_well = False
    Account.objects.update(tested_at=None)
    assert accounts.test_all() == 1
    broken.refresh_from_db()
    other.refresh_from_db()
    assert other.tested_at is not None and other.may_publish
    assert not broken.may_publish and "own failure" in broken.trouble_en and "nhật ký" in broken.trouble_vi
    desk = signed_in(by.user)
    assert desk.post(reverse("releases:test_account", args=[broken.pk])).status_code == 302
    assert "nhật ký" in desk.get(reverse("releases:accounts")).content.decode()


@pytest.mark.django_db
def test_a_release_whose_connector_breaks_holds_up_no_look(by: Membership, site: Site, buggy: Buggy) -> None:
    rows: list[Release] = []
    for account in (an_account(by, site, "a"), a_folder_account(by, site)):
        use = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE)
        rows.append(worked_off(actions.release(by, use, account)))
        looked_again(rows[-1])
    buggy.is_well = False
    for row in rows:
        row.public_copies.update(look_after=row.created_at)
    assert probing.sweep.func() == 2


@pytest.mark.django_db
def test_a_step_that_breaks_holds_up_no_other_and_is_told_of_until_it_works(
    by: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    is_well = False

    def breaks() -> None:
        if not is_well:
            raise Bug("Nguyễn Thị Lan")

    monkeypatch.setattr(jobs, "NOW_AND_THEN", [breaks, lambda: done.append("after")])
    jobs.tidy.func()
    assert done == ["after"]
    (row,) = Broken.objects.all()
    assert row.name.endswith(".breaks") and row.failure == "Bug" and figures.given_up(by) == 1
    desk: Client = signed_in(by.user)
    shown = desk.get(reverse("review:given_up")).content.decode()
    assert row.name in shown and "Bug" in shown and "Lan" not in shown
    is_well = True
    jobs.tidy.func()
    assert not Broken.objects.exists() and figures.given_up(by) == 0


def test_what_breaks_is_told_after_the_others_had_their_turn() -> None:
    seen: list[int] = []

    def do(n: int) -> int:
        if n == 1:
            raise Bug
        seen.append(n)
        return n

    with pytest.raises(rounds.Broke) as caught:
        rounds.every([0, 1, 2, 3], do)
    assert seen == [0, 2, 3] and caught.value.kind == "Bug"
    assert rounds.every([0, 2, 3], do) == 5


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["loop", "long", "away"])
def test_a_folder_that_cannot_be_reached_is_refused_in_words(
    by: Membership, site: Site, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = site.folder / "loop"
    told.symlink_to(told)
    if kind == "long":
        told = site.folder / ("a" * 300)
    if kind == "away":
        told, real = site.folder / "away", os.stat

        def stat(path: Any, *args: Any, **named: Any) -> os.stat_result:
            if isinstance(path, str | Path) and str(path).startswith(str(told)):
                raise OSError(errno.ESTALE, "stale")
            return real(path, *args, **named)

        monkeypatch.setattr(os, "stat", stat)
    sent = {
        "connector": "folder",
        "destination": "website",
        "title": "Trang",
        "address": site.address,
        "told-folder": str(told),
    }
    answer = signed_in(by.user).post(reverse("releases:open_account"), sent)
    assert answer.status_code == 422
    words = "không dùng được thư mục" if kind == "away" else "thư mục của tài khoản"
    assert words in answer.content.decode().lower()
