"""A link that ends while somebody is on its pages: a no and a withdrawal are kept all the same, and of whatever is not
kept the page says so."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from answering import choose
from asked import a_question, ask_of
from builders import a_guardian, a_member
from kindao import clock
from kindao.web.asking import putting
from kindao.web.cases import actions as cases
from kindao.web.clinics.models import Membership
from kindao.web.consent.models import Scope, State
from kindao.web.door import links
from kindao.web.rights.models import RightsRequest
from patients import AtHome, at_home
from visitors import a_link, a_reached_patient, came_in

pytestmark = pytest.mark.django_db
LOST, KEPT = "không được gửi và không được giữ", "Điều bạn vừa bấm đã được giữ"


@pytest.fixture
def by() -> Membership:
    cache.clear()
    return a_member()


@pytest.fixture
def me(by: Membership) -> AtHome:
    return at_home(by)


@pytest.mark.parametrize("how", ["revoked", "another number"])
@pytest.mark.parametrize("what", ["withdraw/", "one", "ask/restrict/"])
def test_what_is_taken_back_on_a_page_whose_link_just_ended_is_taken_back(me: AtHome, how: str, what: str) -> None:
    if how == "revoked":
        links.revoke(me.made.link, by=None)
    else:
        cases.change_patient(me.by, me.patient, phone="0900 000 111")
    path = me.at(f"withdraw/{me.consent.pk}/" if what == "one" else what)
    answer = me.client.post(path)
    assert answer.status_code == 200 and KEPT in answer.content.decode()
    if what == "ask/restrict/":
        assert RightsRequest.objects.get().kind == "restrict"
    else:
        assert Scope.objects.get().state == State.WITHDRAWN
    assert me.client.get(me.at()).status_code == 404, "nothing is shown by it"


def test_of_whoever_is_not_in_or_may_not_speak_nothing_is_taken(me: AtHome, by: Membership) -> None:
    links.revoke(me.made.link, by=None)
    me.client.cookies.clear()
    answer = me.client.post(me.at("withdraw/"))
    assert answer.status_code == 404 and LOST in answer.content.decode()
    assert Scope.objects.get().state == State.GIVEN
    child = a_reached_patient(by, birth_date=clock.today() - timedelta(days=4000))
    mother = a_guardian(by, child, phone="0900 000 222")
    hers = a_link(by, child, guardianship=mother)
    phone = came_in(hers)
    cases.end_guardianship(by, mother)
    assert LOST in phone.post(f"/p/{hers.token}/own/ask/delete/").content.decode()
    assert not RightsRequest.objects.exists()


def test_a_no_is_kept_and_a_yes_is_said_not_to_be(by: Membership) -> None:
    link = putting.make_link(by, ask_of(a_question(by)))
    phone = came_in(link)
    links.revoke(link.link, by=None)
    answer = choose(phone, link, facebook="given")
    assert answer.status_code == 404 and LOST in answer.content.decode()
    assert not Scope.objects.exists()
    answer = choose(phone, link, facebook="refused")
    assert answer.status_code == 200 and KEPT in answer.content.decode()
    assert Scope.objects.get().state == State.REFUSED
