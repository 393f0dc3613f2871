"""Before the second tap stands whose yes ends; everything taken back at once is one request, with one term."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache

from answering import say_yes
from asked import a_question, ask_of
from builders import a_guardian, a_member, a_use, an_original, signed_in
from kindao import clock
from kindao.engine.policy.consent import Relation
from kindao.web.asking import putting
from kindao.web.cases.models import Guardianship, Patient
from kindao.web.clinics.models import Membership, Role
from kindao.web.consent.models import Scope, State
from kindao.web.officer import clocks
from kindao.web.rights.models import Kind, RightsRequest
from visitors import a_link, a_reached_patient, came_in

pytestmark = pytest.mark.django_db
FATHER = "Cha Kiểm Thử"


@pytest.fixture
def by() -> Membership:
    cache.clear()
    return a_member()


def two_yeses(by: Membership) -> tuple[Patient, Guardianship, Guardianship]:
    """A child's and the mother's, and a father who said neither."""
    child = a_reached_patient(by, birth_date=clock.today() - timedelta(days=10 * 366))
    mother = a_guardian(by, child, phone="0900 000 222")
    father = a_guardian(by, child, phone="0900 000 333", relation=Relation.FATHER, name=FATHER)
    question = a_question(by, a_use(by, an_original(by, child), caption="Mũi sau ba tháng."), speaks=mother)
    for whose, name in ((None, child.name), (mother, mother.name)):
        link = putting.make_link(by, ask_of(question, guardianship=whose))
        assert say_yes(came_in(link), link, name).status_code == 302
    return child, mother, father


def plain(content: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content.decode()))


def test_whose_yes_ends_stands_before_the_second_tap_and_it_is_one_request(by: Membership) -> None:
    child, mother, father = two_yeses(by)
    link = a_link(by, child, guardianship=father)
    phone = came_in(link)
    asked = plain(phone.get(f"/p/{link.token}/own/withdraw/").content)
    for name in (child.name, mother.name):
        assert re.search(rf"Quảng cáo: Facebook[^:]*{name}", asked), asked
    assert phone.post(f"/p/{link.token}/own/withdraw/").status_code == 302
    assert set(Scope.objects.values_list("state", flat=True)) == {State.WITHDRAWN}
    request = RightsRequest.objects.get(kind=Kind.WITHDRAW)
    assert request.consent is None and request.guardianship == father
    own = a_link(by, child)
    read = plain(came_in(own).get(f"/p/{own.token}/own/").content)
    assert read.count(f"{FATHER} : Rút lại") == 1
    assert "Đã rút lại sự đồng ý: quảng cáo, Facebook" in plain(phone.get(f"/p/{link.token}/own/").content)


def test_each_clock_of_everything_runs_once(by: Membership) -> None:
    child, _mother, father = two_yeses(by)
    link = a_link(by, child, guardianship=father)
    came_in(link).post(f"/p/{link.token}/own/withdraw/")
    officer = a_member(Role.OFFICER, by.clinic)
    request = RightsRequest.objects.get(kind=Kind.WITHDRAW)
    found = clocks.running(officer).open
    assert found and {one.request for one in found} == {request}
    desk = signed_in(officer.user)
    for path in ("/rights/requests/", "/officer/clocks/", f"/rights/requests/{request.pk}/"):
        read = plain(desk.get(path).content)
        assert "Rút lại sự đồng ý" in read and "Tôi đã rút lại" not in read, path


def test_one_consent_among_several_still_names_it(by: Membership) -> None:
    child, mother, father = two_yeses(by)
    link = a_link(by, child, guardianship=father)
    phone = came_in(link)
    pk = Scope.objects.get(consent__guardianship=mother).consent_id
    assert mother.name in plain(phone.get(f"/p/{link.token}/own/withdraw/{pk}/").content)
    assert phone.post(f"/p/{link.token}/own/withdraw/{pk}/").status_code == 302
    assert RightsRequest.objects.get(kind=Kind.WITHDRAW).consent_id == pk
