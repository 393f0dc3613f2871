"""Whose yes it is stands on everybody's page; who said no reads what came of it when another said yes."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.cache import cache

from answering import choose, say_yes
from asked import a_question, ask_of
from builders import a_consent, a_guardian, a_member, a_record, a_use, an_original
from kindao import clock
from kindao.engine.policy.consent import Relation
from kindao.web.asking import putting
from kindao.web.asking.readers import unquoted
from kindao.web.cases import actions as cases
from kindao.web.cases.models import Guardianship, Patient
from kindao.web.clinics.models import Membership
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Who
from kindao.web.rights import actions, own
from kindao.web.rights.models import Kind
from visitors import a_link, a_reached_patient, came_in

pytestmark = pytest.mark.django_db
YEARS = timedelta(days=366)
FATHER, MOTHER = "Cha Kiểm Thử", "Mẹ Kiểm Thử"


@pytest.fixture
def by() -> Membership:
    cache.clear()
    return a_member()


def page_of(by: Membership, patient: Patient, speaks: Guardianship | None = None, at: str = "") -> str:
    link = a_link(by, patient, guardianship=speaks)
    page = came_in(link).get(f"/p/{link.token}/own/{at}").content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_a_childs_yes_is_the_childs_and_the_mothers_is_hers(by: Membership) -> None:
    child = a_reached_patient(by, birth_date=clock.today() - 10 * YEARS)
    mother = a_guardian(by, child, phone="0900 000 222")
    use = a_use(by, an_original(by, child), caption="Mũi sau ba tháng.")
    link = putting.make_link(by, ask_of(a_question(by, use, speaks=mother), guardianship=None))
    assert say_yes(came_in(link), link, child.name).status_code == 302
    theirs, hers = page_of(by, child), page_of(by, child, mother)
    assert "Em đang đồng ý cho 1 việc" in theirs and "Người khác cùng trả lời" not in theirs
    assert "Hiện bạn chưa tự mình đồng ý điều gì" in hers and "đang đồng ý cho 1 mục đích: tên họ ghi ở dưới" in hers
    assert "Bạn đang đồng ý" not in hers and "Rút lại tất cả" in hers


@pytest.mark.parametrize("alive", [True, False])
def test_who_said_no_reads_what_anothers_yes_changes(by: Membership, alive: bool) -> None:
    child = a_reached_patient(by, birth_date=clock.today() - 10 * YEARS)
    first, second = Relation.MOTHER, Relation.FATHER
    if not alive:
        first, second = Relation.SPOUSE, Relation.ADULT_CHILD
        cases.change_patient(by, child, birth_date=clock.today() - 50 * YEARS, alive=False)
    says_no = a_guardian(by, child, phone="0900 000 222", relation=first)
    says_yes = a_guardian(by, child, phone="0900 000 333", relation=second, name=FATHER)
    use = a_use(by, an_original(by, child), caption="Mũi sau ba tháng.")
    link = putting.make_link(by, ask_of(a_question(by, use, speaks=says_no), guardianship=says_no))
    assert choose(came_in(link), link, facebook="refused").status_code == 302
    after = "Sau đó có người khác nói có." if alive else "Có người khác nói có."
    assert after not in page_of(by, child, says_no)
    link = putting.make_link(by, ask_of(a_question(by, use, speaks=says_yes), guardianship=says_yes))
    assert say_yes(came_in(link), link, FATHER).status_code == 302
    hers = page_of(by, child, says_no)
    then = "Lời từ chối này vẫn được tính" if alive else "Người phụ trách bảo vệ dữ liệu sẽ quyết định"
    assert f"{after} {then}" in hers and after in page_of(by, child, says_yes)
    link = putting.make_link(by, ask_of(a_question(by, use, speaks=says_no), guardianship=says_no))
    assert say_yes(came_in(link), link, says_no.name).status_code == 302
    assert after not in page_of(by, child, says_no)


def test_what_the_father_asked_for_is_not_put_into_the_childs_mouth(by: Membership) -> None:
    child = a_reached_patient(by, birth_date=clock.today() - 10 * YEARS)
    father = a_guardian(by, child, phone="0900 000 333", relation=Relation.FATHER, name=FATHER)
    actions.ask(child, Kind.OBJECT, who=Who.REPRESENTATIVE, guardianship=father)
    theirs, his = page_of(by, child), page_of(by, child, father)
    assert f"{FATHER} : Không muốn được dùng" in theirs and "Em không muốn hình" not in theirs
    assert f"{FATHER} :" not in his


def test_who_objected_is_who_did_on_the_childs_page_and_the_mothers(by: Membership) -> None:
    child = a_reached_patient(by, birth_date=clock.today() - 10 * YEARS)
    mother = a_guardian(by, child, phone="0900 000 222", name=MOTHER)
    hers = actions.ask(child, Kind.OBJECT, who=Who.REPRESENTATIVE, guardianship=mother)
    else_said = f"{MOTHER} đã nói không muốn: phòng khám không được phép đăng ảnh nào của em."
    em = "Em đã nói không muốn: phòng khám"
    for page in (page_of(by, child), page_of(by, child, at=f"requests/{hers.pk}/")):
        assert else_said in page and em not in page
    assert "Đã phản đối: phòng khám không được phép đăng ảnh nào của người bệnh." in page_of(by, child, mother)
    childs = actions.ask(child, Kind.OBJECT, who=Who.PATIENT)
    assert else_said in (both := page_of(by, child)) and em in both
    assert em in page_of(by, child, at=f"requests/{childs.pk}/")
    assert f"{child.name} đã phản đối: phòng khám" in page_of(by, child, mother)


def test_what_the_mother_paused_is_not_said_as_the_childs(by: Membership) -> None:
    child = a_reached_patient(by, birth_date=clock.today() - 10 * YEARS)
    mother = a_guardian(by, child, phone="0900 000 222", name=MOTHER)
    actions.ask(child, Kind.RESTRICT, who=Who.REPRESENTATIVE, guardianship=mother)
    assert f"{MOTHER} đã xin tạm dừng: phòng khám" in page_of(by, child)


def test_after_a_yes_the_mothers_objection_is_not_said_as_the_childs(by: Membership) -> None:
    child = a_reached_patient(by, birth_date=clock.today() - 10 * YEARS)
    mother = a_guardian(by, child, phone="0900 000 222", name=MOTHER)
    use = a_use(by, an_original(by, child), caption="Mũi sau ba tháng.")
    link = putting.make_link(by, ask_of(a_question(by, use, speaks=mother), guardianship=None))
    actions.ask(child, Kind.OBJECT, who=Who.REPRESENTATIVE, guardianship=mother)
    client = came_in(link)
    assert say_yes(client, link, child.name).status_code == 302
    said = client.get(f"/p/{link.token}/ask/done/").content.decode()
    assert "Đã có lời nói không muốn: phòng khám" in said and "Em đã nói không muốn" not in said


def test_whoever_took_it_back_is_who_did_on_everybodys_page(by: Membership) -> None:
    child = a_reached_patient(by, birth_date=clock.today() - 10 * YEARS)
    mother = a_guardian(by, child, phone="0900 000 222", name=MOTHER)
    told = {}
    for how, whom in (
        ("staff", {"who": Who.STAFF, "by": by.user}),
        ("mother", {"who": Who.REPRESENTATIVE, "speaks": mother}),
        ("child", {"who": Who.PATIENT}),
    ):
        consent = a_consent(by, child, a_record(birth_date=child.birth_date))
        consents.withdraw(consent, **whom)
        told[how] = [scope.said for one in own.consents(child) if one.consent.pk == consent.pk for scope in one.scopes]
    assert told["staff"] == ["Không: đã rút lại, phòng khám ghi theo lời báo"], "nobody knows who said so"
    assert [unquoted(one) for one in told["mother"]] == [f"Không: {MOTHER} đã rút lại"]
    assert told["child"] == ["Không: đã rút lại"]
    page = page_of(by, child)
    assert "phòng khám ghi theo lời báo" in page and f"Không: {MOTHER} đã rút lại" in page


def test_a_paper_that_says_that_it_was_taken_back_says_that_the_clinic_wrote_it_down(by: Membership) -> None:
    patient = a_reached_patient(by)
    signed = a_record()
    a_consent(by, patient, replace(signed, withdrawn_at=signed.signed_at + timedelta(hours=1)), given=False)
    assert "Không: đã rút lại, phòng khám ghi theo lời báo" in page_of(by, patient)
