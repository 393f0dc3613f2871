"""What changes while somebody is asked, where they answer, two taps and two windows, and how a child is spoken to."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache

from answering import choose, say_yes, signed
from asked import a_question, ask_of
from builders import a_guardian, a_member, signed_in
from kindao import clock
from kindao.web.asking import answering, putting
from kindao.web.asking.flags import Flag
from kindao.web.asking.models import Answer, Question
from kindao.web.audit.models import AuditEvent
from kindao.web.cases import actions as cases
from kindao.web.clinics.models import Clinic, Membership
from kindao.web.consent.models import Consent, Evidence
from kindao.web.door.links import Made
from kindao.web.review.models import Use
from visitors import a_reached_patient, came_in

pytestmark = pytest.mark.django_db
CHILD = timedelta(days=4000)
HER_PHONE = "0900 000 222"


@pytest.fixture
def by() -> Membership:
    cache.clear()
    return a_member()


def a_childs(by: Membership, phone: str = HER_PHONE) -> tuple[Question, Made, Made]:
    """A question to a child and the mother, each with a link."""
    child = a_reached_patient(by, birth_date=clock.today() - CHILD)
    mother = a_guardian(by, child, phone=phone)
    question = a_question(by, patient=child)
    own = putting.make_link(by, ask_of(question, guardianship=None))
    return question, own, putting.make_link(by, ask_of(question, guardianship=mother))


# ---- a birth date that is corrected


def test_whose_no_is_not_kept_reads_how_it_is_said(by: Membership) -> None:
    """A birth date was mistyped while the page was open: the no was not kept, and nothing was to be done."""
    ask = ask_of(a_question(by))
    link = putting.make_link(by, ask)
    phone = came_in(link)
    assert ask.patient is not None
    cases.change_patient(by, ask.patient, birth_date=clock.today() - timedelta(days=1500))
    page = choose(phone, link, facebook="refused").content.decode()
    assert "Điều bạn vừa gửi không được lưu" in page and "Muốn nói không thì báo cho phòng khám" in page
    assert "không cần làm gì" not in page
    assert "không cần làm gì" in phone.get(f"/p/{link.token}/ask/").content.decode(), "where nothing was sent"


def test_a_grown_up_who_turns_out_a_child_is_asked_no_more_and_anew(by: Membership) -> None:
    patient = a_reached_patient(by)
    mother = a_guardian(by, patient, phone=HER_PHONE)
    question = a_question(by, patient=patient)
    link = putting.make_link(by, ask_of(question))
    phone = came_in(link)
    choose(phone, link, facebook="given")
    phone.post(f"/p/{link.token}/ask/questions/", {"where": "there", "who": "true"})
    cases.change_patient(by, patient, birth_date=clock.today() - CHILD)
    page = signed(phone, link).content.decode()
    assert "không còn hỏi việc này" in page and "không còn đúng với hồ sơ ở phòng khám" in page
    assert "Bạn không cần làm gì" in page
    assert not Consent.objects.exists()
    question.refresh_from_db()
    assert question.ended_at is not None and AuditEvent.objects.filter(verb="ask.corrected").count() == 1
    anew = Question.objects.exclude(pk=question.pk).get()
    assert {(one.reader, one.guardianship_id) for one in anew.asks.all()} == {("child", None), ("guardian", mother.pk)}
    assert f"/questions/{anew.pk}/" in signed_in(by.user).get(f"/questions/{question.pk}/").content.decode()
    cases.change_patient(by, patient, birth_date=clock.today() - timedelta(days=12000))
    assert choose(phone, link, facebook="given").status_code == 200, "corrected back, it stays ended"
    assert not Answer.objects.exists()


def test_without_anybody_to_speak_it_ends_all_the_same(by: Membership) -> None:
    question = a_question(by)
    link = putting.make_link(by, ask_of(question))
    phone = came_in(link)
    cases.change_patient(by, question.use.patient, birth_date=clock.today() - CHILD)
    assert "không còn đúng với hồ sơ" in phone.get(f"/p/{link.token}/ask/").content.decode()
    assert Question.objects.count() == 1
    with pytest.raises(Exception, match="has changed"):
        putting.make_link(by, ask_of(question))


def test_who_comes_of_age_meanwhile_is_asked_as_a_grown_up(by: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    today = clock.today()
    patient = a_reached_patient(by, birth_date=today.replace(year=today.year - 18) + timedelta(days=2))
    a_guardian(by, patient, phone=HER_PHONE)
    question = a_question(by, patient=patient)
    link = putting.make_link(by, ask_of(question, guardianship=None))
    assert putting.fits(question)
    then = clock.now() + timedelta(days=3)
    monkeypatch.setattr(clock, "now", lambda: then)
    assert not putting.fits(question)
    assert "không còn đúng với hồ sơ" in came_in(link).get(f"/p/{link.token}/ask/").content.decode()
    desk = signed_in(by.user).get(f"/questions/{question.pk}/", headers={"Accept-Language": "vi"}).content.decode()
    assert "người khác phải trả lời" in desk


def test_what_changes_nothing_about_who_answers_ends_nothing(by: Membership) -> None:
    question = a_question(by)
    link = putting.make_link(by, ask_of(question))
    cases.change_patient(by, question.use.patient, birth_date=clock.today() - timedelta(days=15000), address="Phố Thử")
    assert say_yes(came_in(link), link).status_code == 302


# ---- a name that was typed


def test_a_typed_name_is_called_one(by: Membership) -> None:
    link = putting.make_link(by, ask_of(a_question(by)))
    phone = came_in(link)
    say_yes(phone, link)
    page = phone.get(f"/p/{link.token}/ask/receipt/").content.decode()
    assert "Họ tên gõ tay" in page and "ngón tay" not in page
    drawn = Evidence(kind=Evidence.Kind.SIGNATURE, facts={"kind": "finger"})
    assert drawn.get_kind_display() != Evidence.objects.get(kind="signature").get_kind_display()


# ---- the clinic's own device


@pytest.mark.parametrize("where", ["browser", "network"])
def test_a_yes_is_not_taken_on_the_clinics_own_device(by: Membership, where: str) -> None:
    question = a_question(by, address="127.0.0.1" if where == "network" else "192.0.2.9")
    link = putting.make_link(by, ask_of(question))
    phone = came_in(link, signed_in(by.user) if where == "browser" else None)
    start = f"/p/{link.token}/ask/"
    assert "Gửi đường dẫn này đến điện thoại của tôi" in phone.get(start).content.decode()
    answer = choose(phone, link, facebook="given")
    assert answer.status_code == 422 and "điện thoại của chính bạn" in answer.content.decode()
    assert phone.get(f"{start}sign/").status_code == 302
    before = link.link.messages.filter(code=None).count()
    for _ in range(5):
        assert phone.post(f"{start}to-phone/").headers["Location"] == start
    assert link.link.messages.filter(code=None).count() == before + 3
    assert choose(phone, link, facebook="refused").headers["Location"] == f"{start}done/", "a no is taken anywhere"
    assert Consent.objects.count() == 1 and not Consent.objects.counting().exists()


def test_a_yes_that_began_on_their_own_phone_does_not_end_on_the_clinics(by: Membership) -> None:
    question = a_question(by, address="192.0.2.9")
    link = putting.make_link(by, ask_of(question))
    phone = came_in(link)
    choose(phone, link, facebook="given")
    phone.post(f"/p/{link.token}/ask/questions/", {"where": "there", "who": "true"})
    phone.force_login(by.user)
    answer = signed(phone, link)
    assert answer.status_code == 422 and "Không nhận lời đồng ý trên máy hoặc mạng" in answer.content.decode()
    assert not Consent.objects.exists()


def test_an_administrator_may_let_it_and_the_officer_looks(by: Membership) -> None:
    Clinic.objects.filter(pk=by.clinic_id).update(own_device=True)
    link = putting.make_link(by, ask_of(a_question(by, address="127.0.0.1")))
    assert say_yes(came_in(link), link).status_code == 302
    assert Flag.SAME_NETWORK in Evidence.objects.get(kind="answers").facts["flags"]
    assert Use.objects.get().doubted_by == by.user


# ---- two taps, two windows


def test_whoever_taps_twice_reads_that_it_was_kept(by: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    question = a_question(by)
    link = putting.make_link(by, ask_of(question))
    phone = came_in(link)
    assert say_yes(phone, link).status_code == 302
    again = signed(phone, link)
    assert again.status_code == 302 and again.headers["Location"] == f"/p/{link.token}/ask/done/"
    # Both at once: the second passed the pages' own look and is stopped by the lock.
    monkeypatch.setattr(answering, "answered_since", _late(answering.answered_since))
    assert signed(phone, link).status_code == 302
    assert Answer.objects.count() == 1


def _late(asked: Any) -> Any:
    """Of the first look nothing is seen yet."""
    looks: list[int] = []

    def look(*told: Any) -> bool:
        looks.append(1)
        return len(looks) > 1 and bool(asked(*told))

    return look


def test_the_older_window_says_that_another_chose_anew(by: Membership) -> None:
    link = putting.make_link(by, ask_of(a_question(by)))
    phone = came_in(link)
    start = f"/p/{link.token}/ask/"
    choose(phone, link, facebook="given")
    phone.post(f"{start}questions/", {"where": "there", "who": "true"})
    old = re.search(r'name="chose" value="(\d+)"', phone.get(f"{start}sign/").content.decode())
    assert old
    choose(phone, link, facebook="given")
    answer = phone.post(f"{start}sign/", {"typed": "Lưu Thị Kiểm Thử", "chose": old[1]}, follow=True)
    assert "cửa sổ khác" in answer.content.decode() and "Hai câu hỏi ngắn" in answer.content.decode()
    phone.get(start)
    answer = phone.post(f"{start}questions/", {"where": "record", "who": "doctor", "chose": old[1]})
    assert "Hai câu hỏi ngắn" in answer.content.decode()
    assert not Answer.objects.exists()


def test_not_now_that_is_tapped_twice_is_said_once_and_may_change(by: Membership) -> None:
    link = putting.make_link(by, ask_of(a_question(by)))
    phone, start = came_in(link), f"/p/{link.token}/ask/"
    page = phone.get(start).content.decode()
    seen = re.search(r'name="answered" value="(\d+)"', page)
    assert seen
    for _ in range(2):
        answer = phone.post(start, {"choice-facebook": "deferred", "answered": seen[1]})
        assert answer.headers["Location"] == f"{start}done/"
    assert Answer.objects.count() == Consent.objects.count() == 1
    assert AuditEvent.objects.filter(verb="ask.answered").count() == 1
    phone.post(start, {"choice-facebook": "refused", "answered": seen[1]})  # the same old window, another answer
    assert [one.scopes.get().state for one in Consent.objects.order_by("entered_at")] == ["deferred", "refused"]


def test_not_now_that_is_said_again_later_is_kept_again(by: Membership) -> None:
    link = putting.make_link(by, ask_of(a_question(by)))
    phone, start = came_in(link), f"/p/{link.token}/ask/"
    for n in range(2):
        seen = re.search(r'name="answered" value="(\d+)"', phone.get(start).content.decode())
        assert seen and int(seen[1]) == n
        phone.post(start, {"choice-facebook": "deferred", "answered": seen[1]})
    assert Answer.objects.count() == 2


def test_a_signature_of_the_older_window_is_said_not_to_be_kept(by: Membership) -> None:
    link = putting.make_link(by, ask_of(a_question(by)))
    phone, start = came_in(link), f"/p/{link.token}/ask/"
    choose(phone, link, facebook="given")
    phone.post(f"{start}questions/", {"where": "there", "who": "true"})
    old = re.search(r'name="chose" value="(\d+)"', phone.get(f"{start}sign/").content.decode())
    assert old
    choose(phone, link, facebook="given")
    answer = phone.post(f"{start}sign/", {"typed": "Lưu Thị Kiểm Thử", "chose": old[1]}, follow=True)
    assert "ở cửa sổ cũ chưa được lưu" in answer.content.decode()
    phone.post(f"{start}questions/", {"where": "there", "who": "true"})
    old = re.search(r'name="chose" value="(\d+)"', phone.get(f"{start}sign/").content.decode())
    choose(phone, link, facebook="given")
    phone.post(f"{start}questions/", {"where": "there", "who": "true"})
    page = phone.post(f"{start}sign/", {"typed": "Lưu Thị Kiểm Thử", "chose": old and old[1]}).content.decode()
    assert 'value="Lưu Thị Kiểm Thử"' in page and "chưa được lưu" not in page


# ---- a child


def test_a_child_is_spoken_to_as_one_on_every_page(by: Membership) -> None:
    _, own, _ = a_childs(by)
    phone = came_in(own)
    start = f"/p/{own.token}/ask/"
    pages = {"page": phone.get(start).content.decode()}
    choose(phone, own, facebook="given")
    pages["questions"] = phone.get(f"{start}questions/").content.decode()
    pages["wrong"] = phone.post(f"{start}questions/", {"where": "record", "who": "doctor"}).content.decode()
    phone.post(f"{start}questions/", {"where": "there", "who": "true"})
    pages["sign"] = phone.get(f"{start}sign/").content.decode()
    pages["nobody"] = signed(phone, own, "Ai Khác").content.decode()
    assert "Em gõ họ và tên" in pages["sign"] and "Có ai hứa cho em" in pages["sign"]
    signed(phone, own)
    pages["done"] = phone.get(f"{start}done/").content.decode()
    for name, page in pages.items():
        main = page[page.index("<main") : page.index("</main>")]
        assert not re.search(r"\b[Bb]ạn\b", main), (name, re.findall(r".{40}\b[Bb]ạn\b.{40}", main))


@pytest.mark.parametrize("phone", ["0900 000 789", "+84 900 000 789"])
def test_one_number_for_child_and_mother_is_told_and_flagged(by: Membership, phone: str) -> None:
    question, own, _ = a_childs(by, phone=phone)
    page = signed_in(by.user).get(f"/questions/{question.pk}/", headers={"Accept-Language": "vi"}).content.decode()
    assert "Hai câu trả lời có thể đến từ một máy" in page
    say_yes(came_in(own), own)
    assert Flag.CONTACT_SHARED in Evidence.objects.get(kind="answers").facts["flags"]
    assert Use.objects.get().doubted_by == by.user


def test_a_number_of_their_own_is_no_matter(by: Membership) -> None:
    question, own, _ = a_childs(by)
    page = signed_in(by.user).get(f"/questions/{question.pk}/", headers={"Accept-Language": "vi"}).content.decode()
    assert "có thể đến từ một máy" not in page
    say_yes(came_in(own), own)
    assert Flag.CONTACT_SHARED not in Evidence.objects.get(kind="answers").facts["flags"]
