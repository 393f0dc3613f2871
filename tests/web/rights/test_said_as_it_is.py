"""What stands on the own page means what is so: of a day to come, of another's answer, of a pause beside an objection,
of what was answered. And what an officer typed is never gone."""

import io
import re
import zipfile
from datetime import timedelta

import pytest
from django.test import Client

from builders import a_guardian, a_member
from desk import signed_in
from kindao import clock
from kindao.web.asking.readers import Reader, to_reader
from kindao.web.cases import actions as cases
from kindao.web.clinics.models import Role
from kindao.web.consent.models import Consent, Scope, Who
from kindao.web.review.models import Use
from kindao.web.rights import actions, asking_words, clocks
from kindao.web.rights.models import Kind, RightsRequest
from patients import AtHome, at_home

pytestmark = pytest.mark.django_db


@pytest.fixture
def me() -> AtHome:
    return at_home()


def text_of(content: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content.decode()))


def home(me: AtHome, client: Client | None = None) -> str:
    return text_of((client or me.client).get(me.at()).content)


def test_a_copy_that_may_go_out_from_a_day_on_is_not_said_never_to(me: AtHome) -> None:
    day = clock.today() + timedelta(days=5)
    Use.objects.filter(pk=me.use.pk).update(on=day)
    said = home(me)
    assert f"Xem bản sẽ được đăng, từ ngày {day:%d/%m/%Y}" in said and "bản này không được đăng" not in said


def test_the_time_to_think_again_is_told_until_it_is_over(me: AtHome) -> None:
    day = clock.today() + timedelta(days=3)
    waits = f"Chưa có gì được đăng vì lời đồng ý này trước ngày {day:%d/%m/%Y}"
    assert "Chưa có gì được đăng" not in home(me)
    Scope.objects.filter(consent=me.consent).update(starts=day)
    assert waits in home(me)
    Scope.objects.filter(consent=me.consent).update(starts=clock.today())
    assert "Chưa có gì được đăng" not in home(me)


def test_of_anothers_yes_that_waits_it_is_not_said_that_the_reader_may_change_their_mind(me: AtHome) -> None:
    Scope.objects.filter(consent=me.consent).update(starts=clock.today() + timedelta(days=3))
    assert "bạn đều có thể đổi ý" in home(me)
    mother = a_guardian(me.by, me.patient, phone="0900 000 321")
    Consent.objects.filter(pk=me.consent.pk).update(giver="representative", guardianship=mother)
    said = home(me)
    assert "đều có thể đổi ý" not in said and "Trước và sau ngày đó đều có thể rút lại" in said


def test_what_another_signed_is_not_called_mine(me: AtHome) -> None:
    assert "bản tôi đã ký" in home(me)
    mother = a_guardian(me.by, me.patient, phone="0900 000 321")
    Consent.objects.filter(pk=me.consent.pk).update(giver="representative", guardianship=mother)
    said = home(me)
    assert "bản tôi đã ký" not in said and "bản đã ký" in said


def test_a_child_reads_whole_sentences_of_what_is_not_right() -> None:
    condition = clocks.RIGHTS[clocks.Kind.COMPLAIN].condition
    assert condition
    child = to_reader(condition.vi, Reader.CHILD)
    assert child == "Nếu ảnh của em đang được đăng và điều em báo là đúng"
    assert to_reader(asking_words.ASKED[Kind.COMPLAIN].button.vi, Reader.CHILD) == "Gửi điều em báo"
    assert "hỏi khi em báo" in to_reader("bạn có thể hỏi khi khiếu nại.", Reader.CHILD)


def test_the_day_on_which_a_paper_was_compared_is_called_that(me: AtHome) -> None:
    assert re.search(r"Có · phòng khám đối chiếu với giấy ngày \d\d/\d\d/\d{4}", home(me))


def test_a_pause_and_an_objection_are_told_apart_and_each_is_ended_by_its_name(me: AtHome) -> None:
    paused = me.client.post(me.at("ask/restrict/"), follow=True)
    assert "Đang tạm dừng: phòng khám không được phép đăng" in text_of(paused.content), "in force, and said so at once"
    objected = me.client.post(me.at("ask/object/"), follow=True)
    page = text_of(objected.content)
    assert "Đã phản đối: phòng khám không được phép đăng" in page
    assert "Rút lại lời phản đối: cho dùng lại" in page
    said = home(me)
    assert said.count("Đang tạm dừng:") == said.count("Đã phản đối:") == 1
    one = RightsRequest.objects.get(kind=Kind.OBJECT)
    lifted = text_of(me.client.post(me.at(f"requests/{one.pk}/lift/"), follow=True).content)
    assert "Đã rút lại lời phản đối. Còn yêu cầu khác đang có hiệu lực" in lifted
    one = RightsRequest.objects.get(kind=Kind.RESTRICT)
    lifted = text_of(me.client.post(me.at(f"requests/{one.pk}/lift/"), follow=True).content)
    assert "Đã hết tạm dừng. Những gì đã đồng ý lại có giá trị." in lifted


def test_who_ends_anothers_objection_is_not_said_to_end_a_pause(me: AtHome) -> None:
    cases.change_patient(me.by, me.patient, birth_date=clock.today() - timedelta(days=17 * 366))
    mother = a_guardian(me.by, me.patient, phone="0900 000 321")
    hers = actions.ask(me.patient, Kind.OBJECT, who=Who.REPRESENTATIVE, guardianship=mother)
    read = text_of(me.client.get(me.at(f"requests/{hers.pk}/")).content)
    assert "Ai phản đối thì người đó rút lại được" in read and "tạm dừng" not in read


def test_an_answer_is_told_before_all_else_for_a_month(me: AtHome) -> None:
    officer = a_member(Role.OFFICER, me.by.clinic)
    request = actions.ask(me.patient, Kind.CORRECT, who=Who.PATIENT, words="Ngày sinh sai.")
    assert "Phòng khám đã trả lời" not in home(me)
    actions.done(officer, request, answer="Đã sửa.")
    said = home(me)
    assert said.index("Phòng khám đã trả lời") < said.index("Điều tôi đã đồng ý")
    RightsRequest.objects.filter(pk=request.pk).update(closed_at=clock.now() - timedelta(days=31))
    assert "Phòng khám đã trả lời" not in home(me)


def test_the_copy_to_be_read_has_what_they_wrote_and_were_answered(me: AtHome) -> None:
    officer = a_member(Role.OFFICER, me.by.clinic)
    request = actions.ask(me.patient, Kind.CORRECT, who=Who.PATIENT, words="Ngày sinh của tôi sai.")
    actions.done(officer, request, answer="Đã sửa ngày sinh.")
    me.client.post(me.at("ask/copy/"))
    copy = RightsRequest.objects.get(kind=Kind.COPY)
    answer = me.client.post(me.at(f"requests/{copy.pk}/copy/"))
    data = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    said = text_of(zipfile.ZipFile(io.BytesIO(data)).read("index.html"))
    assert "Ngày sinh của tôi sai." in said and "Đã sửa ngày sinh." in said


@pytest.mark.parametrize(
    ("do", "field"), [("done", "answer"), ("extend", "why"), ("refuse", "answer"), ("begin", "third_party_why")]
)
def test_what_an_officer_typed_is_still_there_when_they_are_asked_who_they_are(me: AtHome, do: str, field: str) -> None:
    officer = a_member(Role.OFFICER, me.by.clinic)
    request = actions.ask(me.patient, Kind.SEE, who=Who.PATIENT)
    typed = "Chúng tôi còn phải hỏi khoa ngoại, vì phim nằm ở đó."
    path = f"/rights/requests/{request.pk}/"
    late = signed_in(officer.user, ago=16 * 60)
    answer = late.post(f"{path}act/", {"do": do, field: typed, "told": "page", "third_party": "yes"})
    page = answer.content.decode()
    assert answer.status_code == 422 and page.count(typed) == 1
    assert re.search(r'<a href="/accounts/[^"]*reauthenticate/[^"]*" target="_blank"', page)
    request.refresh_from_db()
    assert not request.closed and request.extended_at is None and not request.third_party


@pytest.mark.parametrize("do", ["erase", "acknowledge"])
def test_what_was_sent_by_one_form_is_not_typed_into_another(me: AtHome, do: str) -> None:
    officer = a_member(Role.OFFICER, me.by.clinic)
    request = actions.ask(me.patient, Kind.DELETE, who=Who.PATIENT)
    late = signed_in(officer.user, ago=16 * 60)
    sent = {"do": do, "told": "phone", "why": "Lý do", "article": "Điều 99", "ground": "another", "third_party": "yes"}
    answer = late.post(f"/rights/requests/{request.pk}/act/", sent | {"treated_until": "2026-01-02"})
    page = answer.content.decode()
    assert answer.status_code == 422 and 'value="phone"' in page and 'name="article"' in page
    assert " checked" not in page and " selected" not in page
    assert "Lý do" not in page and "Điều 99" not in page and "2026-01-02" not in page


def test_a_picture_that_was_corrected_reads_without_the_word_for_a_child(me: AtHome) -> None:
    cases.change_patient(me.by, me.patient, birth_date=clock.today() - timedelta(days=10 * 366))
    a_guardian(me.by, me.patient, phone="0900 000 321")
    page = text_of(me.client.get(me.at("ask/complain/")).content)
    assert "báo điều không đúng có căn cứ" not in page and "Gửi báo" not in page
