"""Whoever ends a pause reads what counts from then on: nothing while another request holds, nothing where all was taken
back, and what was agreed to otherwise."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache

from builders import a_guardian
from kindao import clock
from kindao.web.cases.models import Patient
from kindao.web.consent.models import Who
from kindao.web.rights import actions, holding
from kindao.web.rights.models import Kind, RightsRequest
from patients import AtHome, at_home

pytestmark = pytest.mark.django_db
AGAIN = "Những gì đã đồng ý lại có giá trị"
HELD = "Còn yêu cầu khác đang có hiệu lực"
NOTHING = "Hiện bạn không đồng ý điều gì"


@pytest.fixture
def me() -> AtHome:
    cache.clear()
    return at_home()


def text_of(page: bytes) -> str:
    return " ".join(re.sub("<[^>]+>", " ", page.decode()).split())


def before_and_after(me: AtHome, pause: RightsRequest) -> tuple[str, str]:
    """What the page says beside the button, and once it was pressed."""
    page = me.at(f"requests/{pause.pk}/")
    before = text_of(me.client.get(page).content)
    return before, text_of(me.client.post(f"{page}lift/", follow=True).content)


def test_what_was_agreed_to_counts_again(me: AtHome) -> None:
    before, after = before_and_after(me, actions.ask(me.patient, Kind.RESTRICT, who=Who.PATIENT))
    assert "Khi đó" in before and HELD not in before
    assert f"Đã hết tạm dừng. {AGAIN}" in after and holding.held(me.use) is None


@pytest.mark.parametrize("kind", [Kind.OBJECT, Kind.DELETE])
def test_while_another_request_holds_nothing_counts(me: AtHome, kind: Kind) -> None:
    pause = actions.ask(me.patient, Kind.RESTRICT, who=Who.PATIENT)
    actions.ask(me.patient, kind, who=Who.PATIENT)
    before, after = before_and_after(me, pause)
    assert HELD in before and "Khi đó" not in before
    assert f"Đã hết tạm dừng. {HELD}" in after and AGAIN not in after and holding.held(me.use)


def test_another_ones_request_holds_as_well(me: AtHome) -> None:
    pause = actions.ask(me.patient, Kind.RESTRICT, who=Who.PATIENT)
    actions.ask(me.patient, Kind.OBJECT, who=Who.REPRESENTATIVE, guardianship=a_guardian(me.by, me.patient))
    assert HELD in before_and_after(me, pause)[1]


def test_where_all_was_taken_back_nothing_is_said_to_count(me: AtHome) -> None:
    pause = actions.ask(me.patient, Kind.RESTRICT, who=Who.PATIENT)
    actions.withdraw_all(me.patient, who=Who.PATIENT)
    before, after = before_and_after(me, pause)
    assert "Khi đó" not in before and "vẫn là đã rút lại" in before
    assert f"Đã hết tạm dừng. {NOTHING}" in after and AGAIN not in after


def test_in_english(me: AtHome) -> None:
    me.client.cookies["django_language"] = "en"
    pause = actions.ask(me.patient, Kind.OBJECT, who=Who.PATIENT)
    assert "What was agreed to counts again." in before_and_after(me, pause)[1]
    pause = actions.ask(me.patient, Kind.RESTRICT, who=Who.PATIENT)
    actions.ask(me.patient, Kind.OBJECT, who=Who.PATIENT)
    assert "Another request still holds" in before_and_after(me, pause)[1]


def test_what_ends_with_the_pause_is_not_said_to_hold(me: AtHome) -> None:
    pause = actions.ask(me.patient, Kind.RESTRICT, who=Who.PATIENT)
    actions.ask(me.patient, Kind.RESTRICT, who=Who.PATIENT, words="Nhất là ảnh mũi")
    before, after = before_and_after(me, pause)
    assert "Khi đó" in before and HELD not in before
    assert AGAIN in after and holding.held(me.use) is None


def test_what_still_holds_and_what_ended_stands_on_its_page(me: AtHome) -> None:
    """Of an objection that was taken back beside a pause it said: allowed to use again, being carried out, done."""
    actions.ask(me.patient, Kind.RESTRICT, who=Who.PATIENT)
    objection = actions.ask(me.patient, Kind.OBJECT, who=Who.PATIENT)
    before_and_after(me, objection)
    said = text_of(me.client.get(me.at(f"requests/{objection.pk}/")).content)
    assert "Đang tạm dừng" in said
    happened = said.partition("Diễn biến")[2]
    assert "Người bệnh đã rút lại lời phản đối" in happened and "dùng lại" not in happened
    assert "Xong" in happened and "Đang làm" not in happened


def test_after_a_deletion_its_page_says_what_happened_at_once(me: AtHome) -> None:
    page = text_of(me.client.post(me.at("ask/delete/"), follow=True).content)
    assert "Điều bạn đã đồng ý trước đó đã được rút lại ngay. Từ nay phòng khám không được phép đăng ảnh nào" in page


def test_nobody_ends_with_theirs_what_is_anothers(me: AtHome) -> None:
    """Staff wrote down a pause as of a child of six, who is eight by now and asked for one alone."""
    born = clock.today() - timedelta(days=8 * 366)
    Patient.objects.filter(pk=me.patient.pk).update(birth_date=born)
    me.patient.refresh_from_db()
    old = RightsRequest.objects.create(
        clinic=me.by.clinic,
        patient=me.patient,
        kind=Kind.RESTRICT,
        who=Who.PATIENT,
        entered_by=me.by.user,
        received_at=clock.now() - timedelta(days=700),
    )
    theirs = actions.ask(me.patient, Kind.RESTRICT, who=Who.PATIENT, words="Của con")
    mother = a_guardian(me.by, me.patient)
    assert actions.lift(old, guardianship=mother)
    theirs.refresh_from_db()
    assert theirs.lifted_at is None and holding.held(me.use)
    assert actions.lift(theirs) and holding.held(me.use) is None
