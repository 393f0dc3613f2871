"""What a restore called off may have gone out after the backup: its page says so, and no word of before it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from builders import a_member
from desk import signed_in
from kindao import clock
from kindao.engine.vocabulary import Destination
from kindao.web.clinics.models import Membership, Role
from kindao.web.releases import actions
from kindao.web.releases.models import Release, Stage
from outside import a_manual_account, a_use_to_post

BUSY = {
    "why_vi": "Trang web đang bận (503). Kindao sẽ tự thử lại",
    "why_en": "no time (503). It is tried again by itself",
}


@pytest.fixture
def by(db: None) -> Membership:
    return a_member(role=Role.OFFICER)


def a_waiting_one(by: Membership) -> Release:
    """As a backup holds it: a site had no time for it, and it is to be tried again."""
    use = a_use_to_post(a_member(clinic=by.clinic))
    row = actions.release(by, use, a_manual_account(by, Destination(use.destination)))
    Release.objects.filter(pk=row.pk).update(stage=Stage.SCHEDULED, **BUSY)
    row.refresh_from_db()
    return row


def test_a_page_after_a_restore_does_not_say_that_nothing_went_out(by: Membership) -> None:
    row = a_waiting_one(by)
    assert actions.brought_back() == 1
    page = reverse("releases:release", args=[row.pk])
    said = signed_in(by.user).get(page).content.decode()
    assert "Đã hủy khi khôi phục" in said and "không biết được" in said
    assert "Không có gì được đăng" not in said and "tự thử lại" not in said
    assert reverse("releases:unrecorded", args=[row.use_id]) in said
    theirs = signed_in(a_member(clinic=by.clinic).user).get(page).content.decode()
    assert "hãy báo người phụ trách" in theirs and reverse("releases:unrecorded", args=[row.use_id]) not in theirs


def test_what_was_due_only_after_the_restore_is_not_said_to_be_out_perhaps(by: Membership) -> None:
    """Unless somebody had moved it: the officer may say so all the same."""
    row = a_waiting_one(by)
    Release.objects.filter(pk=row.pk).update(due_at=clock.now() + timedelta(days=3))
    assert actions.brought_back() == 1
    page = reverse("releases:release", args=[row.pk])
    said = signed_in(by.user).get(page).content.decode()
    assert "trước giờ hẹn đăng" in said and "không biết được" not in said and "tự thử lại" not in said
    assert "Không có gì được đăng" not in said and reverse("releases:unrecorded", args=[row.use_id]) in said
    theirs = signed_in(a_member(clinic=by.clinic).user).get(page).content.decode()
    assert "hãy báo người phụ trách" in theirs and reverse("releases:unrecorded", args=[row.use_id]) not in theirs


def test_what_somebody_called_off_is_not_said_to_be_tried_again(by: Membership) -> None:
    row = a_waiting_one(by)
    assert actions.call_off(by, row)
    said = signed_in(by.user).get(reverse("releases:release", args=[row.pk])).content.decode()
    assert "Không có gì được đăng" in said and "tự thử lại" not in said
