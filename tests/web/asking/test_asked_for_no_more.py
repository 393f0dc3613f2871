"""What is asked is what the copy shows; an hour that was mistyped is corrected by two; a no can be said near an
operation though the question was put anew; and days are written one way."""

import html
import re
from datetime import datetime, timedelta

import pytest
from django.core.cache import cache

from answering import say_yes
from asked import a_question, ask_of, made, terms
from builders import a_guardian, a_member, a_record, a_scan, signed_in
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.policy.consent import Giver, GiverRole, Relation
from kindao.engine.vocabulary import Identifiability
from kindao.web.asking import putting, receipts, record, resting
from kindao.web.asking.models import HourCorrection, Question
from kindao.web.audit.models import AuditEvent
from kindao.web.clinics.models import Membership, Role
from kindao.web.consent import actions as consents
from kindao.web.consent.models import State
from visitors import a_reached_patient, came_in

pytestmark = pytest.mark.django_db
CHOICE = {"choice-facebook": "refused"}
ISO = re.compile(r"\b20\d\d-\d\d-\d\d\b")


@pytest.fixture
def doctor() -> Membership:
    cache.clear()
    return a_member()


def shown(question: Question, how: int) -> Question:
    """As the worker would have found it: 1 hidden, 2 plainly."""
    Question.objects.filter(pk=question.pk).update(shown={str(question.use.patient_id): how})
    question.refresh_from_db()
    question.asks.update(notice_vi=None, notice_en=None)
    return question


@pytest.mark.parametrize(("how", "asked"), [(1, Identifiability.INDIRECT), (2, Identifiability.DIRECT)])
def test_nobody_is_asked_for_more_than_the_copy_shows(doctor: Membership, how: int, asked: Identifiability) -> None:
    put = a_question(doctor, identifiability=Identifiability.DIRECT)
    ask = ask_of(put)
    giver = putting.giver_of(ask)
    question = shown(put, how)
    assert record.told(question, giver).identifiability is asked
    told = record.consent(
        question, giver, question.places, identity="x", signed_at=clock.now(), language="vi", text="sha256:" + "0" * 64,
        evidence="sha256:" + "0" * 64, channel="x", device="", previewed=True,
    )  # fmt: skip
    assert {scope.identifiability for scope in told.scopes} == {asked}


@pytest.mark.parametrize(("how", "said"), [(1, True), (2, False)])
def test_staff_is_told_where_they_are_asked_for_less(doctor: Membership, how: int, said: bool) -> None:
    question = shown(a_question(doctor, identifiability=Identifiability.DIRECT), how)
    page = signed_in(doctor.user).get(f"/questions/{question.pk}/").content.decode()
    assert ("nhưng bản sao che người này" in page) is said


def test_a_mistyped_hour_is_corrected_and_goes_when_a_colleague_says_so(doctor: Membership) -> None:
    wrong = clock.now() + timedelta(hours=20)
    question = a_question(doctor, procedure_at=wrong)
    patient, right = question.use.patient, wrong + timedelta(days=30)
    assert resting.rests_until(patient.pk) == wrong + timedelta(hours=24)
    page = signed_in(doctor.user).get(f"/questions/{question.pk}/").content.decode()
    (named,) = re.findall(r'name="wrong" value="([^"]+)"', html.unescape(page))
    assert "Sửa giờ" in page and datetime.fromisoformat(named) == wrong
    told = {"wrong": named, "right": f"{right:%Y-%m-%dT%H:%M}", "why": "Gõ nhầm tháng."}
    address = f"/questions/{question.pk}/hour/"
    assert signed_in(a_member().user).post(address, told).status_code == 404
    assert signed_in(doctor.user).post(address, told).status_code == 302
    correction = HourCorrection.objects.get()
    assert resting.rests_until(patient.pk), "one person alone makes no rest shorter"
    with pytest.raises(BadInput, match="whoever corrected it"):
        resting.confirm(doctor, correction)
    colleague = a_member(Role.MARKETER, doctor.clinic)
    assert "Gõ nhầm tháng." in signed_in(colleague.user).get(f"/questions/{question.pk}/").content.decode()
    assert signed_in(colleague.user).post(f"{address}{correction.pk}/").status_code == 302
    assert resting.rests_until(patient.pk) is None
    assert [abs(hour - right) < timedelta(minutes=1) for hour in resting.hours(patient.pk)] == [True]
    verbs = set(AuditEvent.objects.filter(verb__startswith="ask.hour").values_list("verb", flat=True))
    assert verbs == {"ask.hour-corrected", "ask.hour-confirmed"}


def test_the_right_hour_holds_at_once_and_one_named_again_holds_anew(doctor: Membership) -> None:
    far, near = clock.now() + timedelta(days=9), clock.now() + timedelta(hours=3)
    question = a_question(doctor, procedure_at=far)
    patient = question.use.patient
    assert resting.rests_until(patient.pk) is None
    made_ = resting.correct(doctor, patient, far, near, why="Mổ sớm hơn.")
    assert resting.correct(doctor, patient, far, near, why="Mổ sớm hơn.") == made_, "the form was sent twice"
    assert resting.rests_until(patient.pk) == near + timedelta(hours=24), "before anybody has confirmed it"
    none = resting.correct(doctor, patient, near, None, why="Đã hủy mổ.")
    resting.confirm(a_member(Role.DOCTOR, doctor.clinic), none)
    assert resting.rests_until(patient.pk) is None
    with pytest.raises(BadInput, match="does not stand"):
        resting.correct(doctor, patient, near, far, why="x")
    with pytest.raises(BadInput, match="why"):
        resting.correct(doctor, patient, far, near, why=" ")
    a_question(doctor, question.use, procedure_at=near, payment="2000000 đồng")
    assert resting.rests_until(patient.pk), "it was named anew"


def test_asked_anew_near_an_operation_the_older_link_leads_to_the_new_question_and_takes_a_no(
    doctor: Membership,
) -> None:
    older = a_question(doctor)
    link = putting.make_link(doctor, ask_of(older))
    phone = came_in(link)
    newer = made(putting.put(doctor, older.use, terms(procedure_at=clock.now() + timedelta(hours=5))))
    older.refresh_from_db()
    assert older.ended_at and older.led_to == newer
    page = phone.get(f"/p/{link.token}/ask/")
    assert page.status_code == 200
    assert "nói không" in page.content.decode() and "choice-facebook" in page.content.decode()
    assert phone.get(f"/p/{link.token}/ask/copy/").status_code in (200, 404)
    done = phone.post(f"/p/{link.token}/ask/", CHOICE, follow=True)
    assert done.status_code == 200
    assert {scope.state for scope in ask_of(newer).scopes().values()} == {State.REFUSED}
    assert not ask_of(older).scopes()


def test_far_from_an_operation_a_question_put_anew_ends_the_older_link(doctor: Membership) -> None:
    older = a_question(doctor)
    link = putting.make_link(doctor, ask_of(older))
    phone = came_in(link)
    putting.put(doctor, older.use, terms(payment="x"))
    assert phone.get(f"/p/{link.token}/ask/").status_code == 404


def test_in_english_every_day_is_written_one_way(doctor: Membership) -> None:
    question = a_question(doctor)
    link = putting.make_link(doctor, ask_of(question))
    phone = came_in(link)
    phone.cookies["django_language"] = "en"
    asked = phone.get(f"/p/{link.token}/ask/").content.decode()
    written = f"{question.ends.day} {question.ends:%b %Y}"
    assert written in asked and not ISO.search(asked)
    say_yes(phone, link)
    for path in ("done/", "receipt/"):
        page = re.sub(r"<[^>]+>", " ", phone.get(f"/p/{link.token}/ask/{path}").content.decode())
        assert not ISO.search(page), ISO.search(page)
    (one,) = receipts.receipts(ask_of(question), "en")
    read = [sentence for _, sentences in one.statement for sentence in sentences]
    said = "\n".join([one.when, *one.allowed, *(line.starts for line in one.lines), *read])
    assert written in said and not ISO.search(said), ISO.search(said)


def test_who_gave_each_consent_stands_on_the_patients_page(doctor: Membership) -> None:
    patient = a_reached_patient(doctor, birth_date=clock.today() - timedelta(days=10 * 366))
    mother = a_guardian(doctor, patient)
    born = {"birth_date": patient.birth_date}
    by_her = a_record(**born, giver=Giver(GiverRole.GUARDIAN, Relation.MOTHER, "giấy khai sinh"))
    consents.enter(doctor, patient, by_her, scan=a_scan(), guardianship=mother)
    consents.enter(doctor, patient, a_record(**born), scan=a_scan() + b" ")
    page = signed_in(doctor.user).get(f"/patients/{patient.pk}/").content.decode()
    page = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert f"{mother.name} (mẹ)" in page and "chính người bệnh" in page
