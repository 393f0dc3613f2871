"""The page after an answer: what it says of what is posted is true on the day on which it is read."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from answering import choose, say_yes
from asked import a_question, ask_of
from builders import a_guardian, a_member, a_use, an_original
from kindao import clock
from kindao.web.asking import putting
from kindao.web.cases.models import Patient
from kindao.web.clinics.models import Membership, Role
from kindao.web.consent.models import Who
from kindao.web.door.links import Made
from kindao.web.releases import actions as releases
from kindao.web.releases.models import Release, Stage
from kindao.web.review.models import Use
from kindao.web.rights import actions as rights
from kindao.web.rights.models import Kind
from permits import permit
from visitors import a_link, a_reached_patient, came_in

pytestmark = pytest.mark.django_db
OUT = "đang, hoặc có thể đang, được đăng"
NOTHING = re.compile(r"(Không|Chưa) có gì được đăng", re.IGNORECASE)
MAY_NOT = "Phòng khám không được phép đăng bản này"


@pytest.fixture
def by() -> Membership:
    cache.clear()
    return a_member()


def later(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    moment = clock.now() + timedelta(days=days)
    monkeypatch.setattr(clock, "now", lambda: moment)
    monkeypatch.setattr(clock, "today", moment.date)


def text_of(page: bytes) -> str:
    return " ".join(re.sub("<[^>]+>", " ", page.decode()).split())


def thanks(phone: Client, made: Made) -> str:
    return text_of(phone.get(f"/p/{made.token}/ask/done/").content)


def posted(by: Membership, monkeypatch: pytest.MonkeyPatch) -> tuple[Patient, Use, Release, Made]:
    """Asked, agreed to by phone, and handed out to be posted once its day had come."""
    patient = a_reached_patient(by)
    use = a_use(by, an_original(by, patient), caption="Mũi sau ba tháng.")
    link = putting.make_link(by, ask_of(a_question(by, use)))
    phone = came_in(link)
    assert say_yes(phone, link).status_code == 302
    assert "Chưa có gì được đăng vì lời đồng ý này trước ngày" in thanks(phone, link)
    later(monkeypatch, 2)
    permit(use, clock.today())
    release = releases.release_by_hand(by, use)
    with releases.handed_out(by, release):
        pass
    release.refresh_from_db()
    return patient, use, release, link


def test_once_the_day_has_come_the_yes_is_not_said_to_wait(by: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    _patient, _use, release, link = posted(by, monkeypatch)
    phone = came_in(link)
    said = thanks(phone, link)
    assert not NOTHING.search(said) and "Phòng khám được phép đăng theo lời đồng ý này từ ngày" in said
    assert OUT in said
    Release.objects.filter(pk=release.pk).update(stage=Stage.GONE)
    assert OUT not in thanks(phone, link), "two looks found nothing"


def test_a_no_asked_anew_says_that_it_is_still_out(by: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    _patient, use, release, _link = posted(by, monkeypatch)
    anew = putting.make_link(by, ask_of(a_question(by, use, ends=clock.today() + timedelta(days=300))))
    phone = came_in(anew)
    choose(phone, anew, facebook="refused")
    said = thanks(phone, anew)
    release.refresh_from_db()
    assert release.stage == Stage.COMING_DOWN
    assert OUT in said and MAY_NOT in said and not NOTHING.search(said)
    assert "Something of you is out, or may be" in thanks_in_english(phone, anew)


def thanks_in_english(phone: Client, made: Made) -> str:
    phone.cookies["django_language"] = "en"
    return thanks(phone, made)


def test_after_a_withdrawal_the_link_that_asked_says_so_as_well(
    by: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient, _use, release, link = posted(by, monkeypatch)
    rights.withdraw_all(patient, who=Who.PATIENT)
    phone = came_in(link)
    said = thanks(phone, link)
    assert "Đã rút lại" in said and OUT in said and not NOTHING.search(said)
    Release.objects.filter(pk=release.pk).update(stage=Stage.ENDED)
    assert OUT in thanks(phone, link), "as far as it can be is not gone"
    Release.objects.filter(pk=release.pk).update(stage=Stage.GONE)
    said = thanks(phone, link)
    assert OUT not in said and MAY_NOT in said


def test_a_no_of_what_was_never_out_is_simply_a_no(by: Membership) -> None:
    link = putting.make_link(by, ask_of(a_question(by)))
    phone = came_in(link)
    choose(phone, link, facebook="refused")
    said = thanks(phone, link)
    assert MAY_NOT in said and OUT not in said and "Việc chữa bệnh của bạn vẫn như cũ" in said


def test_beside_anothers_no_nothing_is_said_to_be_nowhere(by: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    child = a_reached_patient(by, birth_date=clock.today() - timedelta(days=366 * 10))
    mother = a_guardian(by, child, phone="0900 000 222")
    question = a_question(by, patient=child, speaks=mother)
    theirs = putting.make_link(by, ask_of(question, guardianship=None))
    choose(came_in(theirs), theirs, facebook="refused")
    hers = putting.make_link(by, ask_of(question, guardianship=mother))
    phone = came_in(hers)
    assert say_yes(phone, hers, mother.name).status_code == 302
    said = thanks(phone, hers)
    assert "đã nói không. Phòng khám không được phép đăng bản này" in said and not NOTHING.search(said)


def test_a_pause_that_holds_a_yes_back_is_named_and_ends_with_them_alone(by: Membership) -> None:
    patient = a_reached_patient(by)
    link = putting.make_link(by, ask_of(a_question(by, patient=patient)))
    pause = rights.ask(patient, Kind.RESTRICT, who=Who.PATIENT)
    phone = came_in(link)
    assert say_yes(phone, link).status_code == 302
    assert "Đang tạm dừng" in thanks(phone, link)
    rights.lift(pause)
    assert "Đang tạm dừng" not in thanks(phone, link)


def test_an_objection_that_holds_a_yes_back_is_not_called_a_pause(by: Membership) -> None:
    patient = a_reached_patient(by)
    link = putting.make_link(by, ask_of(a_question(by, patient=patient)))
    objection = rights.ask(patient, Kind.OBJECT, who=Who.PATIENT)
    phone = came_in(link)
    assert say_yes(phone, link).status_code == 302
    said = thanks(phone, link)
    assert "Đã có lời phản đối:" in said and "tạm dừng" not in said
    assert "chỉ được tính khi người phản đối rút lại lời phản đối" in said, "what that means is said, too"
    pause = rights.ask(patient, Kind.RESTRICT, who=Who.PATIENT)
    said = thanks(phone, link)
    assert "Đã có lời phản đối:" in said and "Đang tạm dừng:" in said
    rights.lift(objection)
    said = thanks(phone, link)
    assert "phản đối" not in said and "Đang tạm dừng:" in said
    rights.lift(pause)
    assert "tạm dừng" not in thanks(phone, link)


def test_pictures_that_were_deleted_wait_for_nothing(by: Membership) -> None:
    patient = a_reached_patient(by)
    link = putting.make_link(by, ask_of(a_question(by, patient=patient)))
    request = rights.ask(patient, Kind.DELETE, who=Who.PATIENT)
    phone = came_in(link)
    assert say_yes(phone, link).status_code == 302
    rights.erase(a_member(Role.OFFICER, by.clinic), request, answer="Đã xóa.")
    said = thanks(phone, link)
    assert "tạm dừng" not in said and "Đã có yêu cầu xóa ảnh" in said and "trước ngày" not in said


MAY = "Phòng khám được phép đăng theo lời đồng ý này từ ngày"


def test_what_may_be_posted_is_not_said_under_what_stands_against_it(
    by: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    girl = a_reached_patient(by, birth_date=clock.today() - timedelta(days=366 * 10))
    mother = a_guardian(by, girl, phone="0900 000 222")
    question = a_question(by, patient=girl, speaks=mother)
    hers = putting.make_link(by, ask_of(question, guardianship=mother))
    assert say_yes(came_in(hers), hers, mother.name).status_code == 302
    later(monkeypatch, 2)
    said = thanks(came_in(hers), hers)
    assert "Chỉ lời đồng ý này thì chưa đủ" in said and MAY not in said and "trước ngày" not in said


def test_what_may_be_posted_is_not_said_of_what_is_paused(by: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    patient = a_reached_patient(by)
    link = putting.make_link(by, ask_of(a_question(by, patient=patient)))
    assert say_yes(came_in(link), link).status_code == 302
    later(monkeypatch, 2)
    pause = rights.ask(patient, Kind.RESTRICT, who=Who.PATIENT)
    phone = came_in(link)
    said = thanks(phone, link)
    assert "Đang tạm dừng" in said and MAY not in said and "trước ngày" not in said
    rights.lift(pause)
    assert MAY in thanks(phone, link)


def test_a_yes_after_a_deletion_is_not_held(by: Membership) -> None:
    patient = a_reached_patient(by)
    link = putting.make_link(by, ask_of(a_question(by, patient=patient)))
    rights.ask(patient, Kind.DELETE, who=Who.PATIENT)
    phone = came_in(link)
    assert say_yes(phone, link).status_code == 302
    assert "Đang tạm dừng" not in thanks(phone, link)


def test_a_page_that_broke_says_nothing_of_what_is_posted(
    by: Membership, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = a_link(by)
    phone = came_in(link)
    phone.raise_request_exception = False
    monkeypatch.setattr("kindao.web.rights.pages.own.consents", lambda _: 1 / 0)
    answer = phone.get(f"/p/{link.token}/own/")
    assert answer.status_code == 500 and "có thể chưa được lưu" in text_of(answer.content)
    assert not NOTHING.search(text_of(answer.content))
