"""A form of a release that was filled in wrong can be loaded anew; what a restore brought back is nowhere sent again; a
mirrored picture is no evidence; whoever looks up a picture is answered in their language."""

import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageOps

from builders import a_member, nose
from desk import signed_in
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.match.phash import phash
from kindao.engine.media.opening import open_picture
from kindao.web.clinics.models import Membership, Role
from kindao.web.releases import actions, evidence
from kindao.web.releases.connectors.base import Place
from kindao.web.releases.models import CopyState, PublicCopy, Release, Stage, Takedown, Why
from outside import a_manual_account, a_use_to_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> Membership:
    return a_member(Role.OFFICER)


@pytest.fixture
def waiting(officer: Membership) -> Release:
    at = clock.now() + timedelta(days=1)
    return actions.release(officer, a_use_to_post(officer), a_manual_account(officer), at=at)


def test_a_form_that_was_filled_in_wrong_is_loaded_anew(officer: Membership, waiting: Release) -> None:
    desk, page = signed_in(officer.user), reverse("releases:release", args=[waiting.pk])
    for name in ("move", "posted", "not_posted"):
        address = reverse(f"releases:{name}", args=[waiting.pk])
        assert desk.post(address).status_code == 422, name
        assert desk.get(address).headers["Location"] == page
        assert signed_in(a_member().user).get(address).status_code == 404, "another clinic's"


def test_a_task_that_was_filled_in_wrong_is_loaded_anew(officer: Membership, waiting: Release) -> None:
    task = actions.found(waiting, "https://clinic.example/a", Place.POST, by="person")
    PublicCopy.objects.update(state=CopyState.BY_HAND, person=officer.user, due_at=clock.now())
    desk, address = signed_in(officer.user), reverse("releases:done", args=[task.pk])
    assert desk.post(address).status_code == 422
    assert desk.get(address).headers["Location"] == reverse("releases:by_hand")


def test_what_can_not_be_moved_any_more_says_so(officer: Membership, waiting: Release) -> None:
    desk, address = signed_in(officer.user), reverse("releases:move", args=[waiting.pk])
    actions.call_off(officer, waiting)
    at = (clock.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    assert "đã bị hủy" in desk.post(address, {"at": at}, follow=True).content.decode()


@pytest.mark.parametrize("ordered", [False, True])
def test_what_was_being_sent_when_the_backup_was_made_is_looked_for_by_a_person(
    officer: Membership, waiting: Release, ordered: bool
) -> None:
    Release.objects.update(stage=Stage.SENDING, sent_at=clock.now(), state="waiting")
    if ordered:
        Takedown.objects.create(release=waiting, why=Why.WITHDRAWN, created_at=clock.now())
    actions.brought_back()
    waiting.refresh_from_db()
    assert waiting.stage == (Stage.COMING_DOWN if ordered else Stage.UNSURE) and waiting.state == "done"
    assert "backup" in waiting.why_en and "sao lưu" in waiting.why_vi


def test_the_picture_mirrored_is_no_evidence(officer: Membership, waiting: Release) -> None:
    task = actions.found(waiting, "https://clinic.example/a", Place.POST, by="person")
    PublicCopy.objects.update(state=CopyState.BY_HAND, person=officer.user, due_at=clock.now())
    Release.objects.update(phash=phash(open_picture(nose()).frames[0].pixels).hex())
    task = PublicCopy.objects.select_related("release").get()
    mirrored = io.BytesIO()
    with Image.open(io.BytesIO(nose())) as picture:
        ImageOps.mirror(picture).save(mirrored, "JPEG")
    mirrored.seek(0)
    with pytest.raises(BadInput, match="the released picture itself"):
        evidence.taken_down(officer, task, mirrored)


def test_who_looks_up_is_answered_in_the_language_of_their_browser() -> None:
    ask = reverse("lookup:ask")
    assert '<html lang="vi"' in Client().get(ask).content.decode()
    assert '<html lang="en"' in Client(headers={"accept-language": "en-GB"}).get(ask).content.decode()
