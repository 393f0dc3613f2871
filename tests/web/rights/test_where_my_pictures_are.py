"""A person sees where their pictures are, each address and how far its way back is; what they take back is watched by
them until it is gone from there, on a site that is really served."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from builders import a_member, an_other_person, nose
from chromium import fits, shot, wrong
from kindao import clock
from kindao.engine.match.phash import phash
from kindao.engine.media.opening import open_picture
from kindao.engine.vocabulary import Destination
from kindao.web.cases.models import Appearance, OtherPerson, Patient
from kindao.web.clinics.models import Membership, Role
from kindao.web.consent.models import Consent, Who
from kindao.web.door.links import Made
from kindao.web.releases import actions as releases
from kindao.web.releases import permits
from kindao.web.releases.models import CopyState, Permit, PublicCopy, Release, Stage, Takedown, Why
from kindao.web.rights import actions, copying, out, same
from kindao.web.rights.models import Kind
from permits import a_lawful_use, an_officer_read_the_terms
from released import Site, a_folder_account, a_site, looked_again, worked_off
from visitors import a_link, a_reached_patient, came_in


@dataclass(frozen=True)
class Shown:
    """A patient with something out, and the browser in which they came in."""

    by: Membership
    patient: Patient
    release: Release
    site: Site
    made: Made
    client: Client

    def at(self, rest: str = "") -> str:
        return f"/p/{self.made.token}/own/{rest}"

    def page(self, rest: str = "") -> str:
        answer = self.client.get(self.at(rest))
        assert answer.status_code == 200
        return answer.content.decode()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with a_site(tmp_path / "site") as site:
        yield site


def shown(site: Site) -> Shown:
    cache.clear()
    by = a_member()
    patient = a_reached_patient(by)
    use = a_lawful_use(by, patient, destination=Destination.WEBSITE)
    release = worked_off(releases.release(by, use, a_folder_account(by, site)))
    assert release.stage == Stage.OUT, release.why_en
    looked_again(release)
    made = a_link(by, patient)
    return Shown(by, patient, release, site, made, came_in(made))


@pytest.fixture
def me(db: None, site: Site) -> Shown:
    return shown(site)


def test_what_is_out_is_on_the_page_with_its_address_and_the_way_back(me: Shown) -> None:
    copy = me.release.public_copies.get()
    page = me.page()
    assert copy.address in page and "Đang được đăng: người khác xem được." in page
    assert "Gỡ được: phòng khám xóa khỏi trang web của mình." in page, "how it is taken back"
    assert "Đã được đăng: xem ở đâu" in page
    Release.objects.update(out_at=None)
    page = me.page()
    assert "Đã được đăng: xem ở đâu" not in page and "Đã được đưa ra để đăng: xem" in page, "nobody said that it was"
    assert "đã lưu hoặc chụp lại thì không ai gỡ được" in page, "what nobody can take back"
    assert me.by.user.name not in page and "Bản này chưa từng được lấy ra" not in page
    assert "out.js" not in page, "nothing comes down: nothing looks again"


def test_only_their_own_are_shown(me: Shown, tmp_path: Path) -> None:
    with a_site(tmp_path / "another") as another:
        other = shown(another)
        assert other.release.public_copies.get().address not in me.page()
        assert [one.release for one in out.of(me.patient)] == [me.release]


def test_who_is_in_the_picture_and_no_patient_sees_it_as_well(me: Shown) -> None:
    other = an_other_person(me.by)
    assert out.of(other) == []
    Appearance.objects.create(
        original=me.release.use.original, role="staff", other=other, confirmed_by=me.by.user, confirmed_at=clock.now()
    )
    assert [one.release for one in out.of(other)] == [me.release]
    OtherPerson.objects.filter(pk=other.pk).update(phone=me.patient.phone)
    other.refresh_from_db()
    made = a_link(me.by, other)
    page = came_in(made).get(f"/p/{made.token}/own/").content.decode()
    assert me.release.public_copies.get().address in page


def test_their_copy_of_everything_says_where_it_was_posted(me: Shown) -> None:
    (posted,) = copying.parcel(me.patient).told["posted"]
    assert posted["place"] == "website" and posted["stage"] == "out"
    assert posted["addresses"][0]["address"] == me.release.public_copies.get().address


def test_before_it_is_taken_back_the_page_says_what_comes_down(me: Shown) -> None:
    consent = Consent.objects.about(me.patient).get()
    for rest in ("withdraw/", f"withdraw/{consent.pk}/0/website/"):
        assert "Những gì sẽ được gỡ theo" in me.page(rest)
    assert out.coming_down([consent], consent.scopes.get(), "tiktok") == []


def test_step_by_step_until_it_is_gone(me: Shown) -> None:
    consent = Consent.objects.about(me.patient).get()
    answer = me.client.post(me.at(f"withdraw/{consent.pk}/"))
    assert answer.headers["Location"] == me.at("out/")
    seen = [(one.key, one.done, one.gone) for one in out.of(me.patient)]
    me.page("out/")  # on which it is said once
    page = me.page("out/")
    assert "data-again" in page and "Sắp được gỡ." in page
    assert "Bạn đã rút lại lời đồng ý lúc" in page and "Phòng khám trả lời chậm nhất" in page, "until when"
    order = Takedown.objects.get()
    worked_off(order)
    seen += [(one.key, one.done, one.gone) for one in out.of(me.patient)]
    looked_again(me.release)
    worked_off(order)
    seen += [(one.key, one.done, one.gone) for one in out.of(me.patient)]
    assert seen == [("coming", 0, 0), ("coming", 75, 0), ("gone", 100, 1)]
    page = me.page("out/")
    assert "hai lần và không còn thấy" in page and "data-again" not in page
    assert "Đã biến mất khỏi mọi nơi mà chúng tôi biết." in me.page()


@pytest.mark.parametrize("kind", [Kind.RESTRICT, Kind.OBJECT, Kind.DELETE])
@pytest.mark.parametrize("by_staff", [False, True], ids=["on their page", "on paper"])
def test_a_pause_an_objection_and_a_deletion_take_down_what_is_out(me: Shown, kind: Kind, by_staff: bool) -> None:
    if by_staff:
        actions.enter(me.by, me.patient, kind, received_at=clock.now())
    else:
        actions.ask(me.patient, kind, who=Who.PATIENT)
    order = Takedown.objects.get(release=me.release)
    assert order.why == (Why.WITHDRAWN if kind == Kind.DELETE else Why.RIGHTS)
    me.release.refresh_from_db()
    assert me.release.stage == Stage.COMING_DOWN


def test_seeing_or_complaining_takes_nothing_down(me: Shown) -> None:
    actions.ask(me.patient, Kind.SEE, who=Who.PATIENT)
    actions.ask(me.patient, Kind.COMPLAIN, who=Who.PATIENT, words="Chậm quá.")
    assert not Takedown.objects.exists()


def test_by_hand_it_says_what_they_do_and_by_when_not_their_name(me: Shown) -> None:
    releases.take_down(me.release, Why.WITHDRAWN)
    person, due = a_member(Role.MARKETER, me.by.clinic).user, clock.now() + timedelta(days=2)
    PublicCopy.objects.update(state=CopyState.BY_HAND, person=person, due_at=due)
    page = me.page("out/")
    assert "tự tay gỡ: " in page and str(Role.MARKETER.label) in page and person.name not in page
    assert "Chậm nhất lúc" in page and "trễ hạn" not in page
    PublicCopy.objects.update(due_at=clock.now() - timedelta(days=1))
    assert "Phòng khám đã trễ hạn" in me.page("out/")
    PublicCopy.objects.update(state=CopyState.UNDELETABLE)
    assert "Bản này không lấy lại được." in me.page("out/")


def test_whatever_the_state_there_are_words_for_it(me: Shown) -> None:
    for stage, state in product(Stage, CopyState):
        Release.objects.update(stage=stage)
        looks = {"gone_looks": 2} if state == CopyState.VERIFIED_GONE else {"gone_looks": 0}
        PublicCopy.objects.update(state=state, person=me.by.user, due_at=clock.now(), **looks)
        found = out.of(me.patient)
        if stage == Stage.REFUSED:
            assert found == [], "it never went out"
            continue
        (one,) = found
        if state == CopyState.ANSWERED:
            assert one.said and one.copies == (), "the place was asked for, and somebody told it: no place of its own"
            continue
        assert one.said and one.copies[0].said and 0 <= one.done <= 100, (stage, state)
        assert (one.copies[0].key == "gone") == (state == CopyState.VERIFIED_GONE)


def test_is_this_me_finds_what_was_posted(me: Shown) -> None:
    bits = phash(open_picture(nose()).frames[0].pixels)
    (found,) = same.look(me.patient, bits).released
    assert found.release == me.release
    far = bytes(~one & 255 for one in bits)
    assert same.look(me.patient, far).released == ()
    page = me.client.post(me.at("is-this-me/"), {"bits": bits.hex()}).content.decode()
    assert "Ảnh này đã được đăng" in page and me.release.public_copies.get().address in page


def looked_at(page: Page, name: str) -> None:
    assert wrong(page) == [], name
    for width in (320, 390):
        page.set_viewport_size({"width": width, "height": 780})
        fits(page, name)
    shot(page, f"out-{name}")


@pytest.mark.django_db(transaction=True)
def test_on_a_phone_taken_back_and_seen_to_go(chromium: Browser, live_server: LiveServer, site: Site) -> None:
    me = shown(site)
    file = site.folder / me.release.file_name
    another = a_lawful_use(me.by, me.patient, destination=Destination.WEBSITE)
    an_officer_read_the_terms(me.by, another)
    tomorrow = clock.now() + timedelta(days=1)
    waits = releases.release(me.by, another, me.release.account, at=tomorrow)
    permit = permits.issue(waits)
    context = chromium.new_context(viewport={"width": 390, "height": 780}, has_touch=True, locale="vi-VN")
    visit = me.client.cookies["kindao_visit"].value
    context.add_cookies([{"name": "kindao_visit", "value": visit, "url": live_server.url}])
    page = context.new_page()
    page.goto(live_server.url + me.at())
    expect(page.get_by_role("link", name=me.release.public_copies.get().address)).to_be_visible()
    looked_at(page, "out")
    assert file.exists()
    page.get_by_role("link", name="Rút lại tất cả").tap()
    expect(page.get_by_role("button", name="Có, rút lại")).to_be_visible()
    looked_at(page, "before")
    page.get_by_role("button", name="Có, rút lại").tap()
    expect(page.get_by_text("Sắp được gỡ.")).to_be_visible()
    permit.refresh_from_db()
    assert permit.died_at is not None and not Permit.objects.alive().exists()
    expect(page.get_by_text("Đã hủy: chưa từng được đăng.")).to_be_visible()
    order = Takedown.objects.get()
    worked_off(order)  # the worker's first turn: deleted, one look
    assert not file.exists()
    expect(page.get_by_text("Chúng tôi tự xem lại hai lần.")).to_be_visible(timeout=8000)  # by itself
    looked_at(page, "coming")
    looked_again(me.release)
    worked_off(order)
    expect(page.get_by_text("Đã biến mất khỏi mọi nơi mà chúng tôi biết.")).to_be_visible(timeout=8000)
    assert me.release.public_copies.get().state == CopyState.VERIFIED_GONE
    expect(page.get_by_text("Đang có bản được gỡ xuống.")).not_to_be_visible()
    looked_at(page, "gone")
    page.get_by_role("link", name="Về trang của tôi").tap()
    expect(page.get_by_text("Hiện bạn không đồng ý điều gì.")).to_be_visible()
    page.wait_for_load_state("networkidle")
    context.close()
