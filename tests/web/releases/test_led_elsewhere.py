"""An account leads where it led, and nowhere that is somebody else's; what is said of one release is not said of
another; what never left, or was deleted there, is not said to stand."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from builders import a_member, a_patient
from desk import signed_in
from fragile import Fragile
from kindao.engine.errors import BadInput
from kindao.engine.vocabulary import Destination
from kindao.web.cases import actions as cases
from kindao.web.clinics.models import Membership, Role
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Consent, Who
from kindao.web.releases import accounts, actions, connectors, evidence, lookup, permits, replaying
from kindao.web.releases.addresses import as_typed
from kindao.web.releases.connectors.base import Access, Health, Later, Place
from kindao.web.releases.models import Account, Permit, PublicCopy, Release, ReplayFinding, Stage, Takedown, Why
from kindao.web.review import standing
from outside import a_manual_account, a_use_to_post
from permits import a_lawful_use, an_officer_read_the_terms
from released import Site, a_folder_account, a_site, looked_again, worked_off

pytestmark = pytest.mark.django_db


class Named(Fragile):
    """Each of its sites has the same name."""

    def test(self, access: Access) -> Health:
        return Health(publish=True, delete=True, who="web, Phòng khám")


class Silent(Fragile):
    def test(self, access: Access) -> Health:
        raise Later("the site does not answer", hint="It is tried again by itself")


@pytest.fixture
def by() -> Membership:
    return a_member()


def installed(monkeypatch: pytest.MonkeyPatch, kind: Fragile) -> Fragile:
    monkeypatch.setitem(connectors.installed(), kind.name, kind)
    return kind


def opened(by: Membership, site: Site) -> Account:
    told = {"folder": str(site.folder)}
    return accounts.open_account(by, "fragile", Destination.WEBSITE, title="Trang", address=site.address, told=told)


def posted(by: Membership, account: Account) -> Release:
    use = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE)
    return worked_off(actions.release(by, use, account))


def stands(release: Release) -> bool:
    return lookup.by_number(release.permits.get().pk) is not None


def test_another_site_of_the_same_name_is_elsewhere(
    by: Membership, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed(monkeypatch, Named())
    account = opened(by, site)
    release = posted(by, account)
    with a_site(tmp_path / "staging") as other:
        with pytest.raises(BadInput, match="another account"):
            accounts.renew(by, account, title="", address=other.address)
        accounts.renew(by, account, title="", address=f"{site.address}/")
        Account.objects.update(address=other.address)
        accounts.renew(by, account, title="", address=site.address)
        Release.objects.filter(pk=release.pk).update(stage=Stage.GONE)
        accounts.renew(by, account, title="", address=other.address)
    account.refresh_from_db()
    assert account.address == other.address


def test_what_is_not_kept_is_not_tried_again_by_itself(
    by: Membership, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed(monkeypatch, Silent())
    with pytest.raises(Later, match="Nothing was kept") as no:
        opened(by, site)
    assert "thử lại sau ít phút" in no.value.vi and not Account.objects.exists()


def test_calling_one_off_leaves_the_others_permit(by: Membership, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    use = a_use_to_post(by)
    release = actions.release(by, use, a_folder_account(by, site))
    an_officer_read_the_terms(by, use)
    by_hand = actions.release_by_hand(by, use)
    spend = permits.spend

    def later(permit: Permit, *, digest: str) -> None:
        actions.call_off(by, by_hand)
        spend(permit, digest=digest)

    monkeypatch.setattr(permits, "spend", later)
    assert worked_off(release).stage == Stage.OUT


def test_a_pack_that_is_over_takes_nothing_down_and_a_withdrawal_does(
    by: Membership, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = posted(by, a_folder_account(by, site))

    def over(*_: object, **__: object) -> None:
        raise BadInput("this law pack is over", vi="Bộ luật này đã hết hạn")

    monkeypatch.setattr(standing, "load_pack", over)
    cases.change_patient(by, release.use.patient, name="Lưu Thị Khác")
    release.refresh_from_db()
    assert release.stage == Stage.OUT and not Takedown.objects.exists()
    replaying.replay(by.clinic)
    assert "is over" in ReplayFinding.objects.get().why_en and not stands(release)
    consents.withdraw(Consent.objects.get(), who=Who.PATIENT)
    assert Takedown.objects.get().why == Why.WITHDRAWN


def test_what_nobody_knows_to_be_out_is_not_said_to_stand(
    by: Membership, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform = installed(monkeypatch, Fragile())
    platform.breaks, platform.blind = "lost before", True
    release = posted(by, opened(by, site))
    assert release.stage == Stage.SENDING and not stands(release)
    assert worked_off(release).stage == Stage.UNSURE and not stands(release)


def test_what_somebody_deleted_there_stands_no_more_and_is_told(by: Membership, site: Site) -> None:
    release = posted(by, a_folder_account(by, site))
    looked_again(release)
    assert stands(release)
    (site.folder / release.file_name).unlink()
    looked_again(release)
    assert stands(release), "one look proves nothing"
    looked_again(release)
    release.refresh_from_db()
    desk = signed_in(a_member(Role.OFFICER, by.clinic).user)
    assert release.stage == Stage.OUT and not stands(release)
    assert "có vẻ bài đã bị xóa ở đó" in desk.get(f"/releases/{release.pk}/").content.decode()
    assert "Không thấy ở đó" in desk.get("/releases/").content.decode()


@pytest.mark.parametrize("quarter", [1, 2, 3])
def test_the_released_picture_turned_is_no_evidence(by: Membership, quarter: int) -> None:
    release = actions.release(by, a_use_to_post(by), a_manual_account(by))
    with actions.handed_out(by, release) as stream:
        copy = stream.read()
    actions.posted(by, release, [("Màn hình phòng chờ", Place.ELSEWHERE)])
    order = actions.take_down(release, Why.OFFICER)
    assert order is not None
    worked_off(order)
    turned = io.BytesIO()
    Image.fromarray(np.rot90(np.asarray(Image.open(io.BytesIO(copy)).convert("RGB")), quarter)).save(turned, "PNG")
    turned.seek(0)
    with pytest.raises(BadInput, match="the released picture itself"):
        evidence.taken_down(by, PublicCopy.objects.get(), turned)


def test_signs_that_nobody_sees_are_left_out_of_an_address() -> None:
    assert as_typed(" \u202eMàn hình\n\u0007phòng chờ\x00 ") == "Màn hình phòng chờ"
    assert as_typed("\ufeffhttps://a.example/\u200bx") == "https://a.example/x"
    with pytest.raises(BadInput):
        as_typed("https://a.example/x\ny")
