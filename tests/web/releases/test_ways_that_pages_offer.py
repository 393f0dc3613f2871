"""What the pages about releases lead to: where a number leads, what a task takes, what to do where nothing goes out."""

import io

import pytest
from django.urls import reverse
from PIL import Image

from builders import a_member, a_patient, signed_in
from fragile import Fragile
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.vocabulary import Destination
from kindao.web.clinics.models import Membership, Role
from kindao.web.releases import accounts, actions, connectors, evidence, taking_down
from kindao.web.releases.connectors.base import Place
from kindao.web.releases.models import CopyState, PublicCopy, Release, Stage, Takedown, Why
from kindao.web.review.models import Confirmation, Use, UseState
from outside import a_manual_account, a_use_to_post
from permits import a_lawful_use, a_permitted_use
from released import Site, a_folder_account, as_if_due, looked_again, worked_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> Membership:
    return a_member(Role.OFFICER)


def test_what_vanished_is_a_number_that_leads_to_its_rows(officer: Membership, site: Site) -> None:
    account, number = a_folder_account(officer, site), "?shown=vanished"
    release, other = (worked_off(actions.release(officer, a_use_to_post(officer), account)) for _ in range(2))
    looked_again(release)
    looked_again(other)
    desk = signed_in(officer.user)
    assert number not in desk.get(reverse("officer:dashboard")).content.decode()
    (site.folder / release.file_name).unlink()
    for _ in range(2):
        looked_again(release)
    page = desk.get(reverse("officer:dashboard")).content.decode()
    assert number in page and "1 bài không còn thấy ở đó" in page
    rows = desk.get(f"/releases/{number}").content.decode()
    assert f"/releases/{release.pk}/" in rows and f"/releases/{other.pk}/" not in rows
    assert '<option value="vanished" selected>' in rows
    actions.take_down(release, Why.OFFICER)
    assert number not in desk.get(reverse("officer:dashboard")).content.decode()


def test_who_may_not_post_an_advert_again_is_offered_the_officer(officer: Membership, site: Site) -> None:
    by = a_member(clinic=officer.clinic)
    one = a_permitted_use(by, a_patient(by), destination=Destination.WEBSITE)
    two = a_permitted_use(by, one.patient, one.original, destination=Destination.WEBSITE)
    account = a_folder_account(by, site)
    desk = signed_in(by.user)
    to_officer, anew = f"/uses/{two.pk}/send-to-officer/", f"/uses/{two.pk}/ask-patient/"
    assert to_officer not in desk.get(f"/uses/{two.pk}/post/").content.decode()
    actions.release(by, one, account)
    page = desk.get(f"/uses/{two.pk}/post/").content.decode()
    assert f'action="{to_officer}"' in page and f'href="{anew}"' in page and "Đã đồng ý đăng mấy lần?" in page
    assert 'name="account"' not in page and "by-hand" not in page.partition("<main")[2].partition("Ask")[0]
    assert desk.get(anew).status_code == 200
    desk.post(to_officer)
    two.refresh_from_db()
    assert two.state == UseState.NEEDS_EYES
    decision = two.decisions.latest("number")
    Confirmation.objects.create(
        use=two, decision=decision, copy=decision.copy, by=officer.user, says="yes", reason="Hai bài", at=clock.now()
    )
    Use.objects.filter(pk=two.pk).update(state=UseState.PERMITTED)
    page = desk.get(f"/uses/{two.pk}/post/").content.decode()
    assert to_officer not in page and 'name="account"' in page
    assert actions.release(by, two, account)


def a_task(by: Membership) -> PublicCopy:
    release = actions.release(by, a_use_to_post(by), a_manual_account(by))
    with actions.handed_out(by, release) as stream:
        stream.read()
    actions.posted(by, release, [("Màn hình phòng chờ", Place.ELSEWHERE)])
    order = actions.take_down(release, Why.OFFICER)
    assert order is not None
    worked_off(order)
    return PublicCopy.objects.get()


def pictures(kind: str, *, several: bool = True) -> bytes:
    made, frames = io.BytesIO(), [Image.effect_noise((64, 48), n + 9.0).convert("RGB") for n in range(3)]
    frames[0].save(made, kind, **({"save_all": True, "append_images": frames[1:]} if several else {}))
    return made.getvalue()


FILM = b"\0\0\0\x20ftypisom\0\0\2\0isomiso2avc1mp41" + b"\0" * 64


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (b"%PDF-1.7\n1 0 obj\n", "no picture that can be opened"),
        (FILM, "no picture that can be opened"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no picture that can be opened"),
        (pictures("GIF"), "more than one picture"),
        (pictures("WEBP"), "more than one picture"),
        (pictures("TIFF"), "more than one picture"),
    ],
)
def test_the_evidence_is_one_picture(officer: Membership, file: bytes, words: str) -> None:
    task = a_task(officer)
    with pytest.raises(BadInput, match=words) as no:
        evidence.taken_down(officer, task, io.BytesIO(file))
    assert ("PDF" in str(no.value) and "phim" in no.value.vi) or "nhiều hơn một hình" in no.value.vi
    task.refresh_from_db()
    assert task.state == CopyState.BY_HAND and task.evidence is None


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "GIF", "BMP"])
def test_the_page_takes_what_it_says_it_takes(officer: Membership, kind: str) -> None:
    task = a_task(officer)
    page = signed_in(officer.user).get("/releases/by-hand/").content.decode()
    taken = page.partition('name="evidence" accept="')[2].partition('"')[0].split(",")
    assert "không phải phim, không phải PDF" in page and not any(one.startswith(("video", "app")) for one in taken)
    evidence.taken_down(officer, task, io.BytesIO(pictures(kind, several=False)))
    task.refresh_from_db()
    assert task.evidence is not None and task.evidence.media_type in taken and task.done_by == officer.user


def test_what_a_service_keeps_is_a_task_that_says_so_and_not_gone_while_it_answers(
    officer: Membership, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its media lies on another host, as a CDN's or a store's does: deleted on the site, it is served there still."""
    monkeypatch.setitem(connectors.installed(), "fragile", Fragile())
    told = {"folder": str(site.folder)}
    account = accounts.open_account(officer, "fragile", Destination.WEBSITE, title="T", address=site.address, told=told)
    use = a_lawful_use(officer, a_patient(officer), destination=Destination.WEBSITE)
    release: Release = worked_off(actions.release(officer, use, account))
    kept = site.folder / "cdn.jpg"
    kept.write_bytes((site.folder / release.file_name).read_bytes())
    beside = f"{site.address.replace('127.0.0.1', 'localhost')}/cdn.jpg"
    copy = actions.found(release, beside, Place.FILE, by="platform")
    looked_again(release)
    order = actions.take_down(release, Why.WITHDRAWN)
    assert order is not None

    def stage() -> str:
        for _ in range(3):
            Takedown.objects.update(try_after=None)
            worked_off(order)
            PublicCopy.objects.exclude(asked_at=None).update(asked_at=clock.now() - taking_down.wait(order.tries + 1))
            as_if_due(release.public_copies.exclude(look_after=None))
            looked_again(release)
        worked_off(order)
        release.refresh_from_db()
        copy.refresh_from_db()
        return release.stage

    assert stage() == Stage.COMING_DOWN and not (site.folder / release.file_name).exists()
    assert (copy.state, copy.last_seen) == (CopyState.BY_HAND, "there")
    page = signed_in(officer.user).get("/releases/by-hand/").content.decode()
    assert beside in page and "một dịch vụ giữ nó (CDN, kho lưu trữ)" in page
    kept.unlink()
    assert stage() == Stage.GONE and copy.state == CopyState.VERIFIED_GONE
