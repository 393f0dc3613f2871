"""What is said of releases and accounts is true: to who looks up a picture, to who can't see it, to who opens an
account."""

from datetime import timedelta
from uuid import uuid4

import httpx
import pytest
from django.urls import reverse

from builders import a_member
from desk import signed_in
from fragile import Fragile
from kindao import clock
from kindao.engine.vocabulary import Destination
from kindao.web.clinics.models import Membership, Role
from kindao.web.releases import accounts, actions, connectors, lookup, outgoing, seeing
from kindao.web.releases.connectors.base import Access, Health, Item, Published
from kindao.web.releases.connectors.wordpress.site import Site as Blog
from kindao.web.releases.forms import TOLD
from kindao.web.releases.known import BANK
from kindao.web.releases.models import Account, Permit, Release, Stage
from kindao.web.review.models import SafeCopy
from outside import a_manual_account, a_use_to_post
from released import Site, a_folder_account, worked_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> Membership:
    return a_member(Role.OFFICER)


def test_what_stands_is_found_however_many_came_down_before(officer: Membership, site: Site) -> None:
    BANK.forget()
    use = a_use_to_post(officer)
    out = worked_off(actions.release(officer, use, a_folder_account(officer, site)))
    permit = Permit.objects.get()
    for n in range(30):
        old = Release.objects.get(pk=out.pk)
        old.pk, old.nonce, old.stage, old.file_name = uuid4(), uuid4(), Stage.GONE, f"{n:024}.jpg"
        old.sent_at = clock.now() - timedelta(days=40 - n)
        old.save(force_insert=True)
        spent = Permit.objects.get(pk=permit.pk)
        spent.pk, spent.release = uuid4(), old
        spent.save(force_insert=True)
    (found,) = lookup.by_look(bytes.fromhex(out.phash))
    assert found == lookup.by_number(permit.pk)
    BANK.forget()


@pytest.mark.parametrize(
    ("caption", "said"), [("Sau ba tháng\n\nTại phòng khám", "Sau ba tháng"), ("", "Hình ảnh"), (" \n", "Hình ảnh")]
)
@pytest.mark.parametrize("level", ["metadata-gone", "others-hidden", "everyone-hidden"])
def test_the_alternative_text_is_words_that_were_checked_and_seen_before(
    officer: Membership, site: Site, monkeypatch: pytest.MonkeyPatch, caption: str, said: str, level: str
) -> None:
    heard: list[Item] = []

    class Hears(Fragile):
        def publish(self, access: Access, item: Item) -> Published:
            heard.append(item)
            return super().publish(access, item)

    monkeypatch.setitem(connectors.installed(), "fragile", Hears())
    use = a_use_to_post(officer, caption=caption.strip())
    SafeCopy.objects.update(level=level)
    account = accounts.open_account(
        officer, "fragile", Destination.WEBSITE, title="Trang", address=site.address, told={"folder": str(site.folder)}
    )
    page = signed_in(officer.user).get(reverse("releases:post", args=[use.pk])).content.decode()
    assert f"Đọc cho người không xem được ảnh: “{said}”" in page
    release = worked_off(actions.release(officer, use, account))
    assert release.stage == Stage.OUT and [one.alt for one in heard] == [said]
    assert outgoing.alternative("x" * 500) == "x" * outgoing.TITLE


@pytest.mark.parametrize("health", [Health(publish=False, delete=True), Health(publish=True, delete=False)])
def test_an_account_that_can_not_be_used_is_not_said_to_be_usable(
    officer: Membership, site: Site, monkeypatch: pytest.MonkeyPatch, health: Health
) -> None:
    platform, desk = Fragile(), signed_in(officer.user)
    monkeypatch.setitem(connectors.installed(), "fragile", platform)
    told = {
        "connector": "fragile",
        "destination": "website",
        "title": "Trang",
        "address": site.address,
        f"{TOLD}folder": str(site.folder),
    }
    platform.health = health
    page = desk.post(reverse("releases:open_account"), told, follow=True).content.decode()
    assert "hiện chưa dùng được" in page and "có thể dùng ngay" not in page
    account = Account.objects.get()
    renew = reverse("releases:renew_account", args=[account.pk])
    assert "hiện chưa dùng được" in desk.post(renew, told, follow=True).content.decode()
    platform.health = Health(publish=True, delete=True)
    assert "chưa dùng được" not in desk.post(renew, told, follow=True).content.decode()


def test_who_was_to_delete_and_has_left_keeps_the_account_from_publishing(officer: Membership) -> None:
    doctor = a_member(Role.DOCTOR, officer.clinic)
    account = a_manual_account(doctor)
    assert accounts.is_ready(account) and seeing.barred(account) is None
    Membership.objects.filter(pk=doctor.pk).update(ended_at=clock.now())
    assert not accounts.is_ready(account) and seeing.barred(account) == seeing.NOBODY
    release = actions.release_by_hand(officer, a_use_to_post(officer))
    assert release.account != account and accounts.is_ready(release.account)
    accounts.renew(officer, account, title="", deleter=officer.user)
    account.refresh_from_db()
    assert accounts.is_ready(account) and seeing.barred(account) is None


def test_what_was_handed_out_stands_in_the_calendar_as_out(officer: Membership) -> None:
    release = actions.release_by_hand(officer, a_use_to_post(officer))

    def kinds() -> list[str]:
        days = seeing.month(officer, clock.today().replace(day=1))
        return [entry.kind for day in days for entry in day.entries]

    assert kinds() == ["scheduled"]
    with actions.handed_out(officer, release):
        pass
    assert kinds() == ["out"]


@pytest.mark.parametrize(
    ("address", "home", "is_page"),
    [
        ("https://site.vn", "https://site.vn", False),
        ("https://site.vn/blog", "https://site.vn/blog/", False),
        ("https://site.vn", "https://site.vn/vi", False),
        ("https://site.vn", "", False),
        ("https://site.vn/nothing", "https://site.vn", True),
        ("https://site.vn/blog/2026/bai", "http://www.site.vn/blog", True),
        ("https://site.vn/blogs", "https://site.vn/blog", False),
    ],
)
def test_a_page_of_the_site_is_not_the_site(address: str, home: str, is_page: bool) -> None:
    with httpx.Client() as client:
        blog = Blog(address, "", "", frozenset(), client, httpx.BasicAuth("", ""), home)
        assert blog.is_page == is_page
