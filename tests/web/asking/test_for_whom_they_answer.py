"""Who answers in somebody's place reads for whom, wherever they decide; kin of somebody dead reads of nobody who is
treated."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from answering import choose, say_yes, signed
from asked import a_question, ask_of
from builders import a_guardian, a_member, a_use, an_original
from kindao import clock
from kindao.engine.policy.consent import Relation
from kindao.web.asking import putting, receipts
from kindao.web.asking.models import Ask
from kindao.web.asking.readers import FOR, Reader, called, to_reader
from kindao.web.cases import actions as cases
from kindao.web.clinics.models import Membership
from kindao.web.consent.models import Evidence
from kindao.web.door import access
from kindao.web.rights import copying
from visitors import a_reached_patient, came_in


@pytest.fixture
def by() -> Membership:
    cache.clear()
    return a_member()


def text_of(answer: Any) -> str:
    return " ".join(re.sub("<[^>]+>", " ", answer.content.decode()).split())


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("Nguyễn Thị An", "An"),
        ("Phan Văn Mất", "Mất"),
        ("Lưu Thị Kiểm Thử (hư cấu)", "Kiểm Thử"),
        ("LÊ MINH ANH", "MINH ANH"),  # a sister may be called Mai Anh
        ("Nguyen Van Nam", "Nam"),
        ("Lò Thị Hoa", "Hoa"),
        ("Nguyễn Văn", "Văn"),
        ("An", "An"),
        ("Y Moan Êban", "Y Moan Êban"),  # the family's name comes last
        ("John Smith", "John Smith"),
    ],
)
def test_somebody_is_called_as_at_home(name: str, given: str) -> None:
    assert called(name) == given


@pytest.mark.django_db
@pytest.mark.parametrize("reader", [Reader.GUARDIAN, Reader.KIN])
def test_who_answers_for_somebody_reads_for_whom(by: Membership, reader: Reader) -> None:
    born = clock.today() - timedelta(days=366 * (5 if reader is Reader.GUARDIAN else 50))
    patient = a_reached_patient(by, name="Phan Văn Mất", birth_date=born)
    relation = Relation.MOTHER if reader is Reader.GUARDIAN else Relation.SPOUSE
    speaks = a_guardian(by, patient, relation=relation, phone="0900 000 222")
    original = an_original(by, patient)
    if reader is Reader.KIN:
        cases.change_patient(by, patient, alive=False)
    ask = ask_of(a_question(by, a_use(by, original, caption="Mũi."), speaks=speaks))
    assert ask.reader == reader
    link = putting.make_link(by, ask)
    start = f"/p/{link.token}/ask/"
    said = "thay cho Mất" if reader is Reader.GUARDIAN else "của Mất, người thân đã mất của bạn"
    assert "Mất" not in text_of(came_in(link).get(f"/p/{link.token}/")).replace("đã mất", "")
    phone = came_in(link)
    assert said in text_of(phone.get(start))
    assert "Phan" not in text_of(phone.get(start)), "no more than they need"
    choose(phone, link, facebook="given")
    assert said in text_of(phone.get(f"{start}questions/"))
    phone.post(f"{start}questions/", {"where": "there", "who": "true"})
    assert said in text_of(phone.get(f"{start}sign/"))
    assert signed(phone, link, speaks.name).status_code == 302
    assert said in text_of(phone.get(f"{start}done/"))
    assert "Về: Mất" in text_of(phone.get(f"{start}receipt/"))
    assert [one.instead_of for one in receipts.receipts(ask, "vi")] == ["Mất"]
    phone.cookies["django_language"] = "en"
    assert re.search(r"(You answer for|This is about) Mất", text_of(phone.get(f"{start}done/")))


@pytest.mark.django_db
def test_at_the_door_kin_represent_nobody(by: Membership) -> None:
    patient = a_reached_patient(by, name="Phan Văn Mất", birth_date=clock.today() - timedelta(days=366 * 50))
    wife, original = a_guardian(by, patient, relation=Relation.SPOUSE, phone="0900 000 222"), an_original(by, patient)
    cases.change_patient(by, patient, alive=False)
    link = putting.make_link(by, ask_of(a_question(by, a_use(by, original, caption="Mũi."), speaks=wife)))
    said = text_of(Client().get(f"/p/{link.token}/", follow=True))
    assert "với tư cách người thân" in said and "đại diện" not in said


@pytest.mark.django_db
def test_one_page_has_one_name(by: Membership) -> None:
    """The button opened the patient's page, and the sentence below it spoke of one of their own."""
    child = a_reached_patient(by, birth_date=clock.today() - timedelta(days=366 * 5))
    mother = a_guardian(by, child, phone="0900 000 222")
    link = putting.make_link(by, ask_of(a_question(by, patient=child, speaks=mother)))
    say_yes(phone := came_in(link), link, mother.name)
    said = text_of(phone.get(f"/p/{link.token}/ask/done/"))
    assert said.count("rang riêng của người bệnh") >= 2 and "riêng của bạn" not in said


@pytest.mark.django_db
def test_before_the_code_nobody_is_named(by: Membership) -> None:
    child = a_reached_patient(by, name="Phan Văn Út", birth_date=clock.today() - timedelta(days=366 * 5))
    mother = a_guardian(by, child, phone="0900 000 222")
    link = putting.make_link(by, ask_of(a_question(by, patient=child, speaks=mother)))
    assert "Út" not in text_of(Client().get(f"/p/{link.token}/ask/", follow=True))


@pytest.mark.django_db
def test_who_answers_for_themselves_reads_no_such_line(by: Membership) -> None:
    link = putting.make_link(by, ask := ask_of(a_question(by)))
    assert "thay cho" not in text_of(came_in(link).get(f"/p/{link.token}/ask/"))
    assert ask.instead_of == ""


@pytest.mark.django_db
def test_kin_reads_of_nobody_who_is_treated(by: Membership) -> None:
    patient = a_reached_patient(by, name="Phan Văn Mất", birth_date=clock.today() - timedelta(days=366 * 50))
    child = a_guardian(by, patient, relation=Relation.ADULT_CHILD, phone="0900 000 222")
    original = an_original(by, patient)
    cases.change_patient(by, patient, alive=False)
    link = putting.make_link(by, ask_of(a_question(by, a_use(by, original, caption="Mũi."), speaks=child)))
    phone, start = came_in(link), f"/p/{link.token}/ask/"
    page = text_of(phone.get(start))
    assert "Việc chữa bệnh cho bạn và gia đình" in page and "người bệnh" not in page and "đại diện" not in page
    choose(phone, link, facebook="given")
    assert "Chỉ bác sĩ của người đã mất xem được" in text_of(phone.get(f"{start}questions/"))
    phone.cookies["django_language"] = "en"
    assert "the patient" not in text_of(phone.get(f"{start}questions/"))


def test_of_somebody_dead_nothing_speaks_as_of_a_patient() -> None:
    for pattern, theirs in FOR[Reader.KIN]:
        assert "người bệnh" not in theirs and "patient" not in theirs, pattern
    assert "người bệnh" in to_reader("bệnh án của bạn", Reader.GUARDIAN)


@pytest.mark.django_db
def test_what_comes_too_late_is_sent_knowing_for_whom(by: Membership) -> None:
    child = a_reached_patient(by, name="Phan Văn Bạn", birth_date=clock.today() - timedelta(days=366 * 5))
    mother = a_guardian(by, child, phone="0900 000 222")
    link = putting.make_link(by, ask_of(a_question(by, patient=child, speaks=mother)))
    phone = came_in(link)
    phone.get(f"/p/{link.token}/ask/")
    phone.cookies.pop(access.COOKIE)  # their hour is over
    choose(phone, link, facebook="refused")
    came_in(link, phone)
    assert "Câu trả lời: Trang Facebook của phòng khám: Không (Bạn)" in text_of(phone.get(f"/p/{link.token}/unsent/"))


@pytest.mark.django_db
@pytest.mark.parametrize("answer", ["given", "refused"])
def test_a_receipt_names_who_was_read_of_whatever_is_corrected_later(by: Membership, answer: str) -> None:
    child = a_reached_patient(by, name="Phan Văn Mất", birth_date=clock.today() - timedelta(days=366 * 5))
    mother = a_guardian(by, child, phone="0900 000 222")
    ask = ask_of(a_question(by, patient=child, speaks=mother))
    link = putting.make_link(by, ask)
    phone, start = came_in(link), f"/p/{link.token}/ask/"
    if answer == "given":
        assert say_yes(phone, link, mother.name).status_code == 302
    else:
        choose(phone, link, facebook=answer)
    cases.change_patient(by, child, name="Phan Văn Nhầm")
    ask = Ask.objects.get(pk=ask.pk)
    assert ask.instead_of == "Nhầm"
    assert [one.instead_of for one in receipts.receipts(ask, "vi")] == ["Mất"]
    read = text_of(phone.get(f"{start}receipt/"))
    assert "Về: Mất" in read and f"Phan Văn Mất, {child.record_number}" in read and "Về: Nhầm" not in read
    proof = Evidence.objects.get(consent__answer__ask=ask, kind=Evidence.Kind.ANSWERS)
    assert "about" not in proof.facts and "Mất" not in str(proof.facts), "what is proven stays, and names nobody"
    assert proof.digest in proofs_of(ask)
    (kept,) = copying.parcel(child, mother).told["consents"]
    assert kept["read"]["about"] == "Mất"


def proofs_of(ask: Ask) -> list[str]:
    (receipt,) = receipts.receipts(ask, "vi")
    return [digest for _what, digest in receipt.fingerprints]


def test_who_is_no_patient_reads_that_their_data_were_to_be_deleted() -> None:
    assert to_reader("Đã có yêu cầu xóa ảnh, nên không có gì được đăng.", Reader.OTHER).startswith(
        "Đã có yêu cầu xóa dữ liệu của bạn,"
    )
    assert to_reader("The pictures were to be deleted, so", Reader.OTHER) == "Your data were to be deleted, so"
    assert "xóa ảnh" in to_reader("Đã có yêu cầu xóa ảnh, nên", Reader.SELF)


@pytest.mark.django_db
def test_each_answer_keeps_for_whom_it_was_read(by: Membership) -> None:
    """A name that is put right between *Not now* and *Yes*: each receipt says what stood there then."""
    child = a_reached_patient(by, name="Phan Văn Nhầm", birth_date=clock.today() - timedelta(days=366 * 5))
    mother = a_guardian(by, child, phone="0900 000 222")
    ask = ask_of(a_question(by, patient=child, speaks=mother))
    link = putting.make_link(by, ask)
    phone = came_in(link)
    choose(phone, link, facebook="deferred")
    cases.change_patient(by, child, name="Phan Văn Mất")
    assert say_yes(phone, link, mother.name).status_code == 302
    told = receipts.receipts(Ask.objects.get(pk=ask.pk), "vi")
    assert [(one.instead_of, one.whom.split(",")[0]) for one in told] == [
        ("Nhầm", "Phan Văn Nhầm"),
        ("Mất", "Phan Văn Mất"),
    ]
