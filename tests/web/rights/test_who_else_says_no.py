"""The own page says of a yes that somebody else who must agree says no; and of an empty list no more than it knows."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.cache import cache

from answering import choose, say_yes, signed
from asked import a_question, ask_of
from builders import a_consent, a_guardian, a_member, a_record, a_scan, a_use, an_original, an_other_person
from kindao import clock
from kindao.engine.policy.consent import Giver, GiverRole, Relation
from kindao.engine.vocabulary import Destination, Identifiability
from kindao.web.asking import putting
from kindao.web.cases.models import Appearance, Guardianship, OtherPerson, Patient
from kindao.web.clinics.models import Membership, Role
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Who
from kindao.web.review.models import Use, UseState
from kindao.web.rights import actions, own
from patients import is_in, looked_at
from visitors import a_link, a_reached_patient, came_in

pytestmark = pytest.mark.django_db
NO = "Còn một người nữa phải cùng đồng ý, và người đó đã nói không: phòng khám không được phép đăng ở đó"
WAITS = "Còn phải có người khác cùng đồng ý"


@pytest.fixture
def by() -> Membership:
    cache.clear()
    return a_member()


def text_of(page: bytes) -> str:
    return " ".join(re.sub("<[^>]+>", " ", page.decode()).split())


def own_page(by: Membership, person: Patient | OtherPerson, speaks: Guardianship | None = None) -> str:
    made = a_link(by, person, guardianship=speaks) if speaks else a_link(by, person)
    return text_of(came_in(made).get(f"/p/{made.token}/own/").content)


def a_girl(by: Membership) -> tuple[Patient, Guardianship]:
    girl = a_reached_patient(by, birth_date=clock.today() - timedelta(days=366 * 16 + 30))
    return girl, a_guardian(by, girl, phone="0900 000 222")


def test_a_yes_says_where_the_mothers_no_stands_against_it(by: Membership) -> None:
    girl, mother = a_girl(by)
    question = a_question(by, None, Destination.FACEBOOK, Destination.TIKTOK, patient=girl, speaks=mother)
    hers = putting.make_link(by, ask_of(question, guardianship=None))
    phone = came_in(hers)
    phone.get(f"/p/{hers.token}/ask/")
    choose(phone, hers, facebook="given", tiktok="given")
    phone.post(f"/p/{hers.token}/ask/questions/", {"where": "there", "who": "true"})
    assert signed(phone, hers, girl.name).status_code == 302
    assert NO not in own_page(by, girl) and own_page(by, girl).count(WAITS) == 2
    Use.objects.filter(pk=question.use_id).update(state=UseState.PERMITTED)
    assert WAITS not in own_page(by, girl), "the mother agreed on paper, as it may be"
    Use.objects.filter(pk=question.use_id).update(state=UseState.NEEDS_EYES)
    theirs = putting.make_link(by, ask_of(question, guardianship=mother))
    choose(came_in(theirs), theirs, facebook="refused", tiktok="deferred")
    page = own_page(by, girl)
    assert "Bạn đang đồng ý cho 1 mục đích" in page and page.count(NO) == 2 and WAITS not in page
    assert own_page(by, girl, mother).count(NO) == 2, "the mother reads it as well"


def test_a_no_to_one_place_is_said_there_alone_and_ends_with_a_yes(by: Membership) -> None:
    girl, mother = a_girl(by)
    question = a_question(by, None, Destination.FACEBOOK, Destination.TIKTOK, patient=girl, speaks=mother)
    theirs = putting.make_link(by, ask_of(question, guardianship=mother))
    phone = came_in(theirs)
    choose(phone, theirs, facebook="deferred", tiktok="refused")
    hers = putting.make_link(by, ask_of(question, guardianship=None))
    phone_of_hers = came_in(hers)
    choose(phone_of_hers, hers, facebook="given", tiktok="refused")
    phone_of_hers.post(f"/p/{hers.token}/ask/questions/", {"where": "there", "who": "true"})
    signed(phone_of_hers, hers, girl.name)
    assert own_page(by, girl).count(NO) == 1
    say_yes(phone, theirs, mother.name)
    assert NO not in own_page(by, girl)


def test_what_was_signed_of_any_picture_and_taken_back_by_one_is_said_of_the_others_yes(by: Membership) -> None:
    girl, mother = a_girl(by)
    (scope,) = a_record().scopes
    anything = a_record(
        scopes=(replace(scope, assets=frozenset()),), birth_date=girl.birth_date, controller=by.clinic.name
    )
    a_consent(by, girl, anything)
    hers = replace(anything, giver=Giver(GiverRole.GUARDIAN, Relation.MOTHER, "giấy khai sinh"))
    paper = consents.enter(by, girl, hers, scan=a_scan(), guardianship=mother)
    consents.confirm(a_member(Role.OFFICER, by.clinic), paper)
    assert NO not in own_page(by, girl)
    actions.withdraw(paper, who=Who.REPRESENTATIVE, guardianship=mother)
    assert NO in own_page(by, girl)


def test_ones_own_yes_alone_asks_the_law_nothing_more(by: Membership) -> None:
    patient = a_reached_patient(by)
    a_consent(by, patient)
    assert NO not in own_page(by, patient)
    assert not any(place.against for one in own.consents(patient) for scope in one.scopes for place in scope.places)


def test_the_empty_list_does_not_say_that_nobody_asked(by: Membership) -> None:
    patient, nurse = a_reached_patient(by), an_other_person(by)
    OtherPerson.objects.filter(pk=nurse.pk).update(phone="0933 000 111")
    nurse.refresh_from_db()
    original = an_original(by, patient)
    looked_at(original)
    is_in(by, original, patient, [[300, 200, 500, 420]])
    Appearance.objects.create(
        original=original, role="staff", other=nurse, at=[[10, 10, 100, 100]], confirmed_by=by.user,
        confirmed_at=clock.now(),
    )  # fmt: skip
    use = a_use(by, original, caption="Sau ba tháng.")
    question = a_question(by, use, patient=patient, others=[nurse], identifiability=Identifiability.DIRECT)
    first = putting.make_link(by, ask_of(question, other=None))
    say_yes(came_in(first), first)
    link = putting.make_link(by, ask_of(question, other=nurse))
    assert say_yes(came_in(link), link, nurse.name).status_code == 302
    page = own_page(by, nurse)
    assert "Có ·" in page and "Chưa ai xin" not in page
    assert "chỉ hiện ở đây khi có bản được phép đăng" in page
