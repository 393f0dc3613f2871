"""What is out and no release knows of, after a restore or by chance, is written down by the officer, watched, and comes
down; after a restore every address is looked at at once."""

import secrets
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from builders import a_member, a_patient, nose
from desk import signed_in
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.vocabulary import Destination
from kindao.web.clinics.models import Membership, Role
from kindao.web.releases import actions, lookup, unrecorded
from kindao.web.releases.models import PublicCopy, Release, Seen, Stage, Takedown, Why
from kindao.web.review import standing
from kindao.web.review.models import Use
from permits import a_lawful_use
from released import Site, a_folder_account, looked_again, worked_off


@pytest.fixture
def by() -> Membership:
    return a_member(role=Role.OFFICER)


@pytest.fixture
def use(by: Membership) -> Use:
    doctor = a_member(clinic=by.clinic)
    return a_lawful_use(doctor, a_patient(doctor), destination=Destination.WEBSITE)


def planted(site: Site, name: str = "") -> str:
    name = name or f"{secrets.token_hex(12)}.jpg"
    (site.folder / name).write_bytes(nose())
    return f"{site.address}/{name}"


@pytest.mark.django_db
def test_what_no_release_knows_is_watched_and_comes_down(by: Membership, site: Site, use: Use) -> None:
    account, address = a_folder_account(by, site), planted(site)
    desk, page = signed_in(by.user), reverse("releases:unrecorded", args=[use.pk])
    assert page in desk.get(reverse("review:use", args=[use.pk])).content.decode()
    assert desk.get(page).status_code == 200
    answer = desk.post(page, {"account": str(account.pk), "address": address})
    row = Release.objects.get(use=use)
    assert answer.status_code == 302 and answer.headers["Location"] == reverse("releases:release", args=[row.pk])
    assert row.stage == Stage.OUT and row.phash and row.digest
    assert desk.get(answer.headers["Location"]).status_code == 200
    looked_again(row)
    assert row.public_copies.get().last_seen == Seen.THERE
    assert lookup.by_look(bytes.fromhex(row.phash)) == [], "nobody ever permitted it"
    again = desk.post(page, {"account": str(account.pk), "address": address})
    assert again.status_code == 422 and "Đã có bài đăng" in again.content.decode()
    order = actions.take_down(row, Why.OFFICER)
    assert order is not None
    for _ in range(3):
        worked_off(order)
        looked_again(row)
    worked_off(order)
    row.refresh_from_db()
    assert row.stage == Stage.GONE and site.files() == []


@pytest.mark.django_db
def test_what_the_law_denies_comes_down_at_once(by: Membership, site: Site, use: Use, monkeypatch: Any) -> None:
    account = a_folder_account(by, site)
    monkeypatch.setattr(actions, "denied", lambda row: standing.ENDED)
    row = unrecorded.write_down(by, use, account, planted(site))
    order = Takedown.objects.get()
    assert row.stage == Stage.COMING_DOWN and order.why == Why.LEAK and order.because_en == standing.ENDED.en


@pytest.mark.django_db
def test_a_name_of_somebody_elses_takes_nothing_else_with_it(by: Membership, site: Site, use: Use) -> None:
    """By its path all goes that has the name in it: only a random one of Kindao's kind is one."""
    account, address = a_folder_account(by, site), planted(site, "hinh.jpg")
    other = planted(site, "hinh-khac.jpg").rpartition("/")[2]
    row = unrecorded.write_down(by, use, account, address)
    order = actions.take_down(row, Why.OFFICER)
    assert order is not None and "hinh" not in row.mark
    worked_off(order)
    assert (site.folder / other).exists() and (site.folder / "hinh.jpg").exists()
    assert row.public_copies.get(address=address).state == "by-hand"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["https://khac.example/a.jpg", "phòng chờ", "https://"])
def test_an_address_that_is_not_there_is_refused(by: Membership, site: Site, use: Use, address: str) -> None:
    account = a_folder_account(by, site)
    with pytest.raises(BadInput):
        unrecorded.write_down(by, use, account, address)
    assert not Release.objects.exists()


@pytest.mark.django_db
def test_only_the_officer_writes_it_down(by: Membership, use: Use) -> None:
    doctor = a_member(clinic=by.clinic)
    page = reverse("releases:unrecorded", args=[use.pk])
    assert signed_in(doctor.user).get(page).status_code in (403, 404)
    assert signed_in(a_member(role=Role.OFFICER).user).get(page).status_code == 404


@pytest.mark.django_db
def test_after_a_restore_every_address_is_due(by: Membership, site: Site, use: Use) -> None:
    row = worked_off(actions.release(by, use, a_folder_account(by, site)))
    looked_again(row)
    later = clock.now() + timedelta(hours=1)
    assert row.public_copies.filter(look_after__gt=later).exists()
    actions.brought_back()
    assert not PublicCopy.objects.filter(look_after__gt=clock.now()).exists()
