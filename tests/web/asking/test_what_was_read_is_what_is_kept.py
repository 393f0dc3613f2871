"""A consent claims nothing that its giver did not read, and names no data but theirs."""

import json
from dataclasses import replace

import pytest

from answering import say_yes
from asked import a_question, ask_of
from builders import a_guardian, a_member, a_use, an_original, an_other_person
from kindao import clock
from kindao.engine.policy.consent import DataType, Relation, Remuneration, Statement
from kindao.engine.vocabulary import Destination, Identifiability
from kindao.web.asking import putting, record, words
from kindao.web.asking.models import Ask, Question
from kindao.web.asking.readers import Reader
from kindao.web.cases import actions as cases
from kindao.web.cases.models import Appearance, OtherPerson
from kindao.web.clinics.models import Membership
from kindao.web.consent.models import Consent
from patients import is_in, looked_at
from visitors import a_reached_patient, came_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Membership:
    return a_member()


def of_both(by: Membership, caption: str) -> tuple[Question, OtherPerson]:
    """The patient and a nurse beside them."""
    patient, nurse = a_reached_patient(by), an_other_person(by)
    cases.change_other_person(by, nurse, name="Điều dưỡng Ví Dụ", phone="0900 000 555")
    nurse = OtherPerson.objects.get(pk=nurse.pk)
    original = an_original(by, patient)
    looked_at(original)
    is_in(by, original, patient, [[300, 200, 500, 420]])
    Appearance.objects.create(
        original=original, role="staff", other=nurse, at=[[10, 10, 100, 100]], confirmed_by=by.user,
        confirmed_at=clock.now(),
    )  # fmt: skip
    use = a_use(by, original, caption=caption)
    return a_question(by, use, others=[nurse], identifiability=Identifiability.DIRECT), nurse


def kept_of(ask: Ask) -> Consent:
    return Consent.objects.get(answer__ask=ask)


def test_who_is_no_patient_did_not_read_that_it_is_sensitive(by: Membership) -> None:
    question, nurse = of_both(by, "Mũi sau ba tháng.")
    theirs, hers = ask_of(question, other=None), ask_of(question, other=nurse)
    for ask, name in ((theirs, "Lưu Thị Kiểm Thử"), (hers, nurse.name)):
        made = putting.make_link(by, ask)
        phone = came_in(made)
        assert say_yes(phone, made, name).status_code == 302
        ask.refresh_from_db()
        read = words.lines(ask.statement["vi"])
        sensitive = "nhạy cảm" in read
        assert sensitive is (ask is theirs)
        assert kept_of(ask).record["sensitive_notice"] is sensitive
        told = json.loads(phone.get(f"/p/{made.token}/ask/receipt.json").content)
        assert ('"consent:sensitive_notice": true' in json.dumps(told)) is sensitive


def test_what_cannot_be_called_back_is_claimed_where_it_was_said(by: Membership) -> None:
    for place, said in ((Destination.FACEBOOK, True), (Destination.INTERNAL, False)):
        question = a_question(by, a_use(by, an_original(by, a_reached_patient(by)), destination=place), place)
        ask = ask_of(question)
        assert ("không ai lấy lại được" in words.lines(ask.statement["vi"])) is said
        told = record.consent(
            question, putting.giver_of(ask), [place], identity="x", signed_at=clock.now(), language="vi",
            text=words.digest(ask.statement["vi"]), evidence=words.digest(ask.statement["vi"]), channel="sms",
            device="phone", previewed=True, read=words.lines(ask.statement["vi"]),
        )  # fmt: skip
        assert {Statement.NO_RECALL, Statement.REDISCLOSURE} & told.statements == (
            {Statement.NO_RECALL, Statement.REDISCLOSURE} if said else set()
        )
        assert {Statement.CARE_NOT_CONDITIONED, Statement.PAYMENT} <= told.statements


@pytest.mark.parametrize("reader", Reader)
def test_each_reader_reads_what_is_claimed(by: Membership, reader: Reader) -> None:
    question = a_question(by)
    usual = replace(record.told(question, putting.giver_of(ask_of(question))), reader=reader)

    def claimed(told: words.Told) -> frozenset[Statement]:
        return words.states(words.lines(words.statement(told, "vi")), reader)

    all_of_them = frozenset(Statement) - {Statement.REVOKE_IN_WRITING}
    assert claimed(usual) == claimed(replace(usual, discount=True)) == all_of_them
    # that the patient is paid does not say whether somebody pays the clinic
    assert claimed(replace(usual, remuneration=Remuneration.PAID, payment="5")) == all_of_them - {Statement.PAYMENT}
    for sensitive in (True, False):
        read = words.lines(words.statement(replace(usual, sensitive=sensitive), "vi"))
        assert words.calls_it_sensitive(read, reader) is sensitive


def test_words_that_somebody_typed_claim_nothing(by: Membership) -> None:
    question = a_question(by)
    usual = record.told(question, putting.giver_of(ask_of(question)))
    typed = replace(usual.ad_terms, content=words.PAYS[Remuneration.WAIVED].vi)
    told = replace(usual, ad_terms=typed, remuneration=Remuneration.AGREED, payment="một vé")
    assert Statement.PAYMENT not in words.states(words.lines(words.statement(told, "vi")), usual.reader)


def test_nobody_agrees_to_anothers_name(by: Membership) -> None:
    question, nurse = of_both(by, "Chị Lưu Thị Kiểm Thử bị viêm xoang, sau ba tháng.")
    patient = question.use.original.patient
    assert record.data_types(question, nurse) == {DataType.PHOTO}
    assert {DataType.PHOTO, DataType.NAME} <= record.data_types(question, patient)
    told = record.told(question, putting.giver_of(ask_of(question, other=nurse)))
    assert "Dữ liệu được dùng: ảnh." in words.lines(words.statement(told, "vi"))


def test_who_is_named_agrees_to_their_own_name(by: Membership) -> None:
    question, nurse = of_both(by, "Điều dưỡng Ví Dụ hướng dẫn người bệnh.")
    assert record.data_types(question, nurse) == {DataType.PHOTO, DataType.NAME}


def test_whose_name_it_is_nobody_knows_counts_as_the_patients(by: Membership) -> None:
    question, nurse = of_both(by, "Gọi 0912 345 678 để hỏi thêm.")
    assert DataType.CONTACT in record.data_types(question, question.use.original.patient)
    assert record.data_types(question, nurse) == {DataType.PHOTO}


def test_a_relative_of_somebody_dead_is_told_that_care_stays(by: Membership) -> None:
    patient = a_reached_patient(by)
    cases.change_patient(by, patient, alive=False)
    wife = a_guardian(by, patient, name="Vợ Kiểm Thử", relation=Relation.SPOUSE, phone="0900 000 321")
    question = a_question(by, patient=patient, speaks=wife)
    read = words.lines(ask_of(question).statement["vi"])
    assert Statement.CARE_NOT_CONDITIONED in words.states(read, Reader.KIN)
