"""Orders to take down: no platform's no ends them, nobody's word but the officer's closes them, and a report that
something is seen is never swallowed."""

import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

from builders import a_member, a_patient, a_record, examples, nose
from desk import signed_in
from fragile import Fragile
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.vocabulary import Destination
from kindao.web.audit.models import AuditEvent
from kindao.web.clinics.models import Membership, Role
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Consent, Who
from kindao.web.releases import accounts, actions, connectors, returning, searching
from kindao.web.releases import evidence as evidence_of
from kindao.web.releases.connectors.base import Later, NoRight, Place
from kindao.web.releases.models import Account, CopyState, Release, SearchRequest, Stage, Takedown, Why
from kindao.web.review.models import Use
from kindao.web.vault import keys, store
from kindao.web.vault.models import StoredFile
from outside import a_manual_account, a_use_to_post, gone
from permits import a_lawful_use
from released import Site, a_folder_account, looked_again, worked_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Membership:
    return a_member()


@pytest.fixture
def officer(by: Membership) -> Membership:
    return a_member(clinic=by.clinic, role=Role.OFFICER)


@pytest.fixture
def platform(monkeypatch: pytest.MonkeyPatch) -> Fragile:
    one = Fragile()
    monkeypatch.setitem(connectors.installed(), one.name, one)
    return one


def an_account(by: Membership, site: Site) -> Account:
    return accounts.open_account(
        by, "fragile", Destination.WEBSITE, title="Trang", address=site.address, told={"folder": str(site.folder)}
    )


@pytest.fixture
def out(by: Membership, site: Site, platform: Fragile) -> Release:
    use = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE)
    release = worked_off(actions.release(by, use, an_account(by, site)))
    looked_again(release)
    return release


@pytest.fixture
def handed_out(by: Membership) -> Release:
    release = actions.release(by, a_use_to_post(by), a_manual_account(by))
    with actions.handed_out(by, release):
        pass
    release.refresh_from_db()
    return release


def ordered(release: Release, why: Why = Why.OFFICER) -> Takedown:
    order = actions.take_down(release, why)
    assert order is not None
    return order


def later(monkeypatch: pytest.MonkeyPatch, hours: float) -> None:
    at = clock.now() + timedelta(hours=hours)
    monkeypatch.setattr(clock, "now", lambda: at)


def proven(release: Release, order: Takedown) -> str:
    """The stage after two more looks and the worker's steps between them."""
    for _ in range(3):
        looked_again(release)
        worked_off(order)
    release.refresh_from_db()
    return release.stage


@pytest.mark.parametrize("no", [NoRight("the access was revoked"), Later("maintenance")])
def test_what_the_platform_did_not_delete_is_asked_for_again_though_a_person_was_asked(
    out: Release, platform: Fragile, no: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform.delete_breaks, order = no, ordered(out)
    for _ in range(8):
        worked_off(order)
        later(monkeypatch, 7)
    copy = out.public_copies.get()
    assert copy.state == CopyState.BY_HAND and copy.person is not None and platform.deletes == 8
    platform.delete_breaks = None
    worked_off(order)
    copy.refresh_from_db()
    assert copy.state == CopyState.BY_HAND, "the person's task stands until looks find nothing"
    assert proven(out, order) == Stage.GONE


def test_a_platform_that_says_no_is_left_alone_for_ever_longer(
    out: Release, platform: Fragile, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform.delete_breaks, order = NoRight("the access was revoked"), ordered(out)
    for _ in range(60):
        worked_off(order)
        later(monkeypatch, 1 / 60)
    assert 5 <= platform.deletes <= 8
    order.refresh_from_db()
    assert order.try_after is not None and order.try_after > clock.now()


def test_an_account_that_works_again_takes_down_at_once(by: Membership, out: Release, platform: Fragile) -> None:
    platform.delete_breaks = NoRight("the access was revoked")
    order = worked_off(ordered(out))
    assert order.not_before is not None and order.try_after is not None and platform.deletes == 1
    platform.delete_breaks = None
    accounts.test(out.account)
    order.refresh_from_db()
    assert order.not_before is None and order.try_after is None
    worked_off(order)
    assert platform.deletes == 2


def test_a_second_order_tries_again_now(out: Release, platform: Fragile) -> None:
    platform.delete_breaks = NoRight("the access was revoked")
    order = worked_off(ordered(out))
    assert actions.take_down(out, Why.OFFICER) == order
    order.refresh_from_db()
    assert order.not_before is None and order.try_after is None


def test_what_somebody_deleted_there_after_a_no_is_gone_once_the_account_works_or_somebody_says_so(
    site: Site, out: Release, platform: Fragile
) -> None:
    """Looks alone tell it from nothing that strangers are shown for a while."""
    platform.delete_breaks = NoRight("the access was revoked")
    order = worked_off(ordered(out))
    (site.folder / out.file_name).unlink()
    copy = out.public_copies.get()
    assert copy.look_after is not None and copy.look_after < clock.now() + timedelta(minutes=11)
    assert proven(out, order) == Stage.COMING_DOWN
    platform.delete_breaks = None
    accounts.test(out.account)
    assert proven(out, order) == Stage.GONE


def test_what_is_seen_again_where_it_was_gone_comes_down_again(by: Membership, site: Site) -> None:
    release = worked_off(actions.release(by, a_use_to_post(by), a_folder_account(by, site)))
    looked_again(release)
    file = site.folder / release.file_name
    kept = file.read_bytes()
    gone(release)
    release.refresh_from_db()
    assert release.stage == Stage.GONE
    file.write_bytes(kept)
    actions.posted(by, release, [(f"{site.address}/{release.file_name}", Place.POST)])
    copy = release.public_copies.get()
    assert copy.state == CopyState.CAME_BACK and copy.gone_looks == 0
    order = Takedown.objects.open().get()
    worked_off(order)
    assert not file.exists()
    assert proven(release, order) == Stage.GONE


def test_a_print_that_hangs_again_is_a_persons_again(by: Membership, handed_out: Release, evidence: StoredFile) -> None:
    actions.posted(by, handed_out, [("Màn hình phòng chờ", Place.ELSEWHERE)])
    order = worked_off(ordered(handed_out))
    copy = handed_out.public_copies.get()
    actions.taken_down_by_hand(by, copy, evidence=evidence)
    worked_off(order)
    handed_out.refresh_from_db()
    assert handed_out.stage == Stage.ENDED
    actions.posted(by, handed_out, [("Màn hình phòng chờ", Place.ELSEWHERE)])
    worked_off(Takedown.objects.open().get())
    copy.refresh_from_db()
    assert copy.state == CopyState.BY_HAND


@pytest.fixture
def evidence(by: Membership) -> StoredFile:
    return store.put(nose(), key=keys.shared_key(by.clinic), clinic=by.clinic, media_type="image/jpeg")


def test_what_was_said_not_to_be_posted_and_is_seen_is_out(by: Membership, handed_out: Release) -> None:
    actions.never_posted(by, handed_out, reason="đã đổi ý")
    actions.posted(by, handed_out, [("https://clinic.example/a", Place.POST)])
    handed_out.refresh_from_db()
    assert handed_out.stage == Stage.OUT and handed_out.not_posted_by is None and not handed_out.why_en
    consents.withdraw(Consent.objects.get(), who=Who.PATIENT)
    assert Takedown.objects.open().get().release == handed_out


def test_what_is_seen_after_a_withdrawal_that_found_nothing_comes_down(by: Membership, handed_out: Release) -> None:
    actions.never_posted(by, handed_out, reason="đã đổi ý")
    consents.withdraw(Consent.objects.get(), who=Who.PATIENT)
    assert not Takedown.objects.exists()
    actions.posted(by, handed_out, [("https://clinic.example/a", Place.POST)])
    handed_out.refresh_from_db()
    assert handed_out.stage == Stage.COMING_DOWN and Takedown.objects.open().exists()


def test_what_the_officer_called_off_and_is_seen_comes_down_by_the_same_order(
    by: Membership, officer: Membership, handed_out: Release
) -> None:
    ordered(handed_out, Why.LEAK)
    actions.never_posted(officer, handed_out, reason="không thấy")
    actions.posted(by, handed_out, [("https://clinic.example/a", Place.POST)])
    assert Takedown.objects.open().get().why == Why.LEAK


def test_only_the_officer_ends_an_order_by_saying_that_nothing_was_posted(
    by: Membership, officer: Membership, handed_out: Release
) -> None:
    ordered(handed_out)
    with pytest.raises(BadInput, match="only the privacy officer"):
        actions.never_posted(by, handed_out, reason="x")
    assert Takedown.objects.open().exists()
    actions.never_posted(officer, handed_out, reason="Không thấy trên trang nào")
    handed_out.refresh_from_db()
    assert handed_out.stage == Stage.REFUSED and not Takedown.objects.open().exists()
    assert handed_out.not_posted_by == officer.user and handed_out.why_en == "Không thấy trên trang nào"


def test_the_page_shows_who_said_so_and_offers_to_tell_that_it_is_seen(by: Membership, handed_out: Release) -> None:
    actions.never_posted(by, handed_out, reason="Khách đổi ý")
    client = signed_in(by.user)
    page = client.get(f"/releases/{handed_out.pk}/").content.decode()
    assert "Khách đổi ý" in page and by.user.name in page and f"/releases/{handed_out.pk}/posted/" in page


def test_a_doctor_is_not_offered_to_end_an_order(by: Membership, handed_out: Release) -> None:
    ordered(handed_out)
    client = signed_in(by.user)
    assert "not-posted" not in client.get(f"/releases/{handed_out.pk}/").content.decode()
    assert client.post(f"/releases/{handed_out.pk}/not-posted/", {"reason": "x"}).status_code == 404


def test_what_nobody_knows_of_is_looked_for_by_its_name_once_the_site_answers(
    by: Membership, site: Site, platform: Fragile
) -> None:
    account = an_account(by, site)
    platform.breaks, platform.blind = "lost after", True
    use = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE)
    out = worked_off(worked_off(actions.release(by, use, account)))
    assert out.stage == Stage.UNSURE
    moved = site.folder.rename(Path(f"{site.folder}-away"))
    order = worked_off(ordered(out))
    assert out.public_copies.get().state == CopyState.BY_HAND
    moved.rename(site.folder)
    actions.take_down(out, Why.OFFICER)
    worked_off(order)
    assert not (site.folder / out.file_name).exists()
    assert proven(out, order) == Stage.GONE, "the place that nobody knew was found by its name, and looks prove it"
    states = {copy.address: copy.state for copy in out.public_copies.all()}
    assert states.pop("") == CopyState.ANSWERED and set(states.values()) == {CopyState.VERIFIED_GONE}


def test_what_nobody_ever_saw_is_not_gone_because_nobody_sees_it(by: Membership, site: Site) -> None:
    """The account's address leads elsewhere than its folder."""
    account = a_folder_account(by, site)
    Account.objects.filter(pk=account.pk).update(address=f"{site.address}/khac")
    account.refresh_from_db()
    release = worked_off(actions.release(by, a_use_to_post(by), account))
    looked_again(release)
    order = ordered(release)
    assert proven(release, order) == Stage.COMING_DOWN
    asked = clock.now() - timedelta(hours=2)
    release.public_copies.update(asked_at=asked)
    worked_off(order)
    copy = release.public_copies.get()
    assert copy.state == CopyState.BY_HAND and proven(release, order) == Stage.COMING_DOWN


def test_the_released_picture_is_no_evidence_that_it_is_gone(by: Membership, handed_out: Release) -> None:
    actions.posted(by, handed_out, [("Màn hình phòng chờ", Place.ELSEWHERE)])
    worked_off(ordered(handed_out))
    copy = handed_out.public_copies.get()
    with pytest.raises(BadInput, match="the released picture itself"):
        evidence_of.taken_down(by, copy, io.BytesIO(nose()))
    evidence_of.taken_down(by, copy, io.BytesIO((examples() / "group.jpg").read_bytes()))
    copy.refresh_from_db()
    assert copy.state == CopyState.PLATFORM_GONE


@pytest.mark.parametrize("shown", ["cut", "screen"])
def test_what_still_shows_a_part_of_the_released_picture_is_no_evidence(
    by: Membership, handed_out: Release, shown: str
) -> None:
    actions.posted(by, handed_out, [("Màn hình phòng chờ", Place.ELSEWHERE)])
    worked_off(ordered(handed_out))
    copy, taken = handed_out.public_copies.get(), io.BytesIO()
    with Image.open(io.BytesIO(nose())) as whole:
        wide, high = whole.size
        if shown == "cut":
            picture = whole.crop((wide // 6, high // 6, wide * 9 // 10, high * 9 // 10))
        else:
            picture = Image.new("RGB", (wide * 2, high * 3), "white")
            picture.paste(whole, (wide // 2, high))
        picture.save(taken, "JPEG")
    taken.seek(0)
    with pytest.raises(BadInput, match="or a part of it, is to be seen") as caught:
        evidence_of.taken_down(by, copy, taken)
    assert "vẫn thấy ảnh đã đăng" in caught.value.vi
    copy.refresh_from_db()
    assert copy.state == CopyState.BY_HAND and copy.evidence is None


def bannered(name: str) -> Image.Image:
    """With what every picture of the clinic bears."""
    picture = Image.open(examples() / name).convert("RGB").resize((1000, 800))
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(38)
    for top, words in ((0, "Phòng khám Hoa Sen · 0901 234 567"), (720, "Trước – Sau · 12 Lê Lợi, tầng 3")):
        draw.rectangle((0, top, 1000, top + 80), fill="navy")
        draw.text((20, top + 16), words, fill="white", font=font)
    return picture


BANNER = "Chỉ còn dải tên phòng khám, ảnh nào cũng có"


def test_a_banner_that_other_pictures_bear_too_leaves_it_to_the_officer(
    by: Membership, officer: Membership, handed_out: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.posted(by, handed_out, [("Màn hình phòng chờ", Place.ELSEWHERE)])
    worked_off(ordered(handed_out))
    copy, released = handed_out.public_copies.get(), np.asarray(bannered("nose.jpg"))
    monkeypatch.setattr(evidence_of, "_released", lambda _: released)
    for name, who, passes in (
        ("group.jpg", by, False),
        ("nose.jpg", officer, False),  # the whole of it
        ("group.jpg", officer, True),
    ):
        screen, taken = Image.new("RGB", (1300, 2400), "white"), io.BytesIO()
        screen.paste(bannered(name), (150, 700))
        screen.save(taken, "JPEG")
        taken.seek(0)
        if passes:
            with pytest.raises(BadInput, match="a part of the released picture") as caught:
                evidence_of.taken_down(who, copy, taken, reason=" ")
            assert "Say in a sentence" in caught.value.hint and "một phần" in caught.value.vi
            taken.seek(0)
            form = {"evidence": SimpleUploadedFile("x.jpg", taken.read(), "image/jpeg"), "reason": BANNER}
            assert signed_in(who.user).post(f"/releases/by-hand/{copy.pk}/done/", form).status_code == 302
            continue
        with pytest.raises(BadInput, match="or a part of it, is to be seen") as caught:
            evidence_of.taken_down(who, copy, taken)
        assert ("let the privacy officer add it" in caught.value.hint) == (who == by)
        assert ("nhờ người phụ trách" in caught.value.vi) == (who == by)
    copy.refresh_from_db()
    assert copy.state == CopyState.PLATFORM_GONE and copy.done_by == officer.user
    assert AuditEvent.objects.get(verb="copy.taken-down").facts == {"part": True}
    assert BANNER in signed_in(officer.user).get(f"/releases/{handed_out.pk}/").content.decode()
    returning.came_back(copy)
    assert copy.said_before.get().despite == BANNER, "it stays in its history"
    copy.refresh_from_db()
    assert copy.despite == "" and BANNER in signed_in(by.user).get(f"/releases/{handed_out.pk}/").content.decode()


def test_the_officer_alone_is_asked_for_a_reason_and_need_not_give_one(
    by: Membership, officer: Membership, handed_out: Release
) -> None:
    actions.posted(by, handed_out, [("Màn hình phòng chờ", Place.ELSEWHERE)])
    worked_off(ordered(handed_out))
    copy = handed_out.public_copies.get()
    pages = [signed_in(one.user).get("/releases/by-hand/").content.decode() for one in (by, officer)]
    assert ['name="reason"' in page for page in pages] == [False, True]
    evidence_of.taken_down(officer, copy, io.BytesIO((examples() / "group.jpg").read_bytes()), reason=BANNER)
    copy.refresh_from_db()
    assert copy.despite == "", "nothing of the picture is seen on it"


def test_a_page_that_answers_as_before_is_the_officers_to_look_at(
    by: Membership, officer: Membership, handed_out: Release, site: Site, evidence: StoredFile
) -> None:
    page = site.folder / "bai.html"
    page.write_text("<img src='another-name.webp'>")
    actions.posted(by, handed_out, [(f"{site.address}/{page.name}", Place.POST)])
    order = worked_off(ordered(handed_out))
    copy = handed_out.public_copies.get()
    actions.taken_down_by_hand(by, copy, evidence=evidence)
    looked_again(handed_out)
    worked_off(order)
    copy.refresh_from_db()
    assert copy.state == CopyState.BY_HAND and copy.person == officer.user
    actions.taken_down_by_hand(officer, copy, evidence=evidence)
    assert proven(handed_out, order) == Stage.ENDED


def test_what_is_a_day_late_does_not_go_out(by: Membership, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    release = actions.release(by, a_use_to_post(by), a_folder_account(by, site), at=clock.now() + timedelta(hours=1))
    later(monkeypatch, 26)
    release = worked_off(release)
    assert release.stage == Stage.REFUSED and "within a day" in release.why_en and not site.files()


def test_no_day_is_chosen_on_which_it_is_not_permitted(by: Membership, site: Site) -> None:
    (scope,) = a_record().scopes
    ends = clock.today() + timedelta(days=10)
    record = a_record(scopes=(replace(scope, destinations=frozenset({Destination.WEBSITE}), ends=ends),))
    use = a_lawful_use(by, a_patient(by), record, destination=Destination.WEBSITE)
    Use.objects.filter(pk=use.pk).update(on=clock.today() + timedelta(days=3))
    account, now = a_folder_account(by, site), clock.now()
    with pytest.raises(BadInput, match=r"^on \d{1,2} [A-Z][a-z]{2} \d{4} this is not permitted any more"):
        actions.release(by, use, account, at=now + timedelta(days=12))
    release = actions.release(by, use, account, at=now + timedelta(days=4))
    for days, says in ((1, "permitted from"), (12, "not permitted any more")):
        with pytest.raises(BadInput, match=says):
            actions.move_to(by, release, now + timedelta(days=days))
    actions.move_to(by, release, now + timedelta(days=5))


def test_what_one_deletion_takes_away_is_one_task_with_one_picture(
    officer: Membership, site: Site, out: Release, platform: Fragile
) -> None:
    for name in ("a.jpg", "b.html", "c.xml", "d.html"):
        actions.found(out, f"{site.address}/{out.mark}-{name}", Place.LISTING, by="site", ref=out.ref)
    actions.found(out, f"{site.address}/khac.html", Place.PAGE, by="person")
    platform.delete_breaks = NoRight("the access was revoked")
    order = worked_off(ordered(out))
    assert out.public_copies.by_hand().count() == 6 and out.public_copies.tasks().count() == 2
    desk = signed_in(officer.user)
    desk.cookies["django_language"] = "en"
    page = desk.get("/releases/by-hand/").content.decode()
    assert page.count('name="evidence"') == 2 and "2 more addresses, which go with these" in page
    (site.folder / out.file_name).unlink()
    (task,) = out.public_copies.tasks().exclude(found_by="person")
    picture = io.BytesIO((examples() / "group.jpg").read_bytes())
    evidence_of.taken_down(officer, task, picture)
    assert set(out.public_copies.by_hand().values_list("found_by", flat=True)) == {"person"}
    assert proven(out, order) == Stage.COMING_DOWN
    assert out.public_copies.filter(state=CopyState.VERIFIED_GONE).count() == 5


def test_a_search_engine_is_asked_once_though_it_came_down_twice(by: Membership, site: Site) -> None:
    release = worked_off(actions.release(by, a_use_to_post(by), a_folder_account(by, site)))
    looked_again(release)
    gone(release)
    searching.due()
    actions.posted(by, release, [(f"{site.address}/{release.file_name}", Place.POST)])
    order = Takedown.objects.open().get()
    assert proven(release, order) == Stage.GONE
    searching.due()
    searching.due()
    assert [one.takedown for one in SearchRequest.objects.all()] == [order, order]
