"""A no is the person's who said it: it ends by their own yes, however the record has them, and is nobody else's."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from answering import choose, say_yes
from asked import made, terms
from builders import a_guardian, a_member, a_record, a_scan, a_use, an_original
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.policy.consent import Giver, GiverRole, Relation
from kindao.engine.vocabulary import Destination
from kindao.web.asking import putting
from kindao.web.asking.models import Ask
from kindao.web.cases import actions as cases
from kindao.web.cases.models import Guardianship, Patient
from kindao.web.clinics.models import Membership, Role
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Consent, Who
from kindao.web.consent.record import says_no
from kindao.web.review import asking
from kindao.web.review.models import Check, Use, UseState, Work
from kindao.web.rights import actions as rights
from visitors import a_reached_patient, came_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Membership:
    cache.clear()
    return a_member()


def a_family(by: Membership) -> tuple[Patient, Guardianship, Guardianship]:
    child = a_reached_patient(by, birth_date=clock.today() - timedelta(days=1500))
    mother = a_guardian(by, child, phone="0900 000 222")
    return child, mother, a_guardian(by, child, name="Bố Kiểm Thử", relation=Relation.FATHER, phone="0900 000 333")


def agrees(by: Membership, use: Use, who: Guardianship) -> Consent:
    link = putting.make_link(by, made(putting.put(by, use, terms(), speaks=who)).asks.get())
    assert say_yes(came_in(link), link, who.name).status_code == 302
    return Consent.objects.latest("entered_at")


def noes(use: Use, *anew: Guardianship) -> frozenset[GiverRole]:
    """In which roles a no stands; anew: who is asked, as the copy that is shown to them is made."""
    (seen,), _ = asking.parties(use, but=frozenset((one.patient_id, one.pk) for one in anew))
    return seen.person.refused


@pytest.mark.parametrize("place", [True, False])
def test_who_took_back_what_another_allowed_can_be_asked_again(by: Membership, place: bool) -> None:
    child, mother, father = a_family(by)
    use = a_use(by, an_original(by, child), caption="Mũi.")
    his = agrees(by, use, father)
    scope, where = (his.scopes.get(), "facebook") if place else (None, "")
    rights.withdraw(his, scope=scope, place=where, who=Who.REPRESENTATIVE, guardianship=mother)
    assert noes(use) and noes(use, father), "his yes alone doesn't lift it"
    assert not noes(use, mother), "she is asked: he never said no"
    agrees(by, use, father)
    assert noes(use)
    agrees(by, use, mother)
    assert not noes(use)


def test_a_yes_of_any_picture_that_another_took_back_is_no_no_of_who_said_it(by: Membership) -> None:
    child, mother, father = a_family(by)
    use = a_use(by, an_original(by, child), caption="Mũi.")
    giver = Giver(GiverRole.GUARDIAN, Relation.FATHER, "file:1")
    record = a_record(giver=giver, birth_date=child.birth_date, controller=by.clinic.name)
    paper = consents.enter(by, child, record, scan=a_scan(), guardianship=father)
    consents.confirm(a_member(Role.OFFICER, by.clinic), paper)
    consents.withdraw(paper, who=Who.REPRESENTATIVE, speaks=mother)
    assert noes(use, father) and not noes(use, mother)


def test_ones_own_taking_back_stays_ones_own_whoever_takes_back_the_rest(by: Membership) -> None:
    child, mother, father = a_family(by)
    use = a_use(by, an_original(by, child), caption="Mũi.")
    link = putting.make_link(
        by, made(putting.put(by, use, terms(Destination.FACEBOOK, Destination.ZALO), speaks=father)).asks.get()
    )
    phone, start = came_in(link), f"/p/{link.token}/ask/"
    phone.get(start)
    phone.post(start, {"choice-facebook": "given", "choice-zalo": "given"})
    phone.post(f"{start}questions/", {"where": "there", "who": "true"})
    chose = Ask.objects.get().steps.filter(what="chose").latest("pk").pk
    assert phone.post(f"{start}sign/", {"typed": father.name, "chose": str(chose)}).status_code == 302
    his = Consent.objects.get()
    scope = next(one for one in his.scopes.all() if one.destinations == ["facebook"])
    rights.withdraw(his, scope=scope, place="facebook", who=Who.REPRESENTATIVE, guardianship=father)
    rights.withdraw(his, who=Who.REPRESENTATIVE, guardianship=mother)
    assert noes(use, mother), "he said no to Facebook himself, before"


def test_who_is_entered_anew_lifts_their_no_by_their_own_yes(by: Membership) -> None:
    child, mother, father = a_family(by)
    use = a_use(by, an_original(by, child), caption="Mũi.")
    rights.withdraw(agrees(by, use, father), who=Who.REPRESENTATIVE, guardianship=mother)
    with pytest.raises(BadInput, match="said no"):
        cases.end_guardianship(by, mother)  # or whoever wants the picture out would end her no
    cases.end_guardianship(a_member(Role.OFFICER, by.clinic), mother)
    again = a_guardian(by, child, name=mother.name, phone="0900 000 222")
    assert noes(use) and not noes(use, again), "the same mother, however the record has her"
    agrees(by, use, again)
    assert not noes(use)


def refuses(by: Membership, use: Use, who: Guardianship) -> None:
    link = putting.make_link(by, made(putting.put(by, use, terms(), speaks=who)).asks.get())
    assert choose(came_in(link), link, facebook="refused").status_code == 302


def test_the_no_of_who_represents_the_child_no_more_is_lifted_by_who_does(by: Membership) -> None:
    child, mother, father = a_family(by)
    use = a_use(by, an_original(by, child), caption="Mũi.")
    refuses(by, use, father)
    agrees(by, use, mother)
    assert noes(use) and noes(use, mother), "while he represents the child his no stands"
    cases.end_guardianship(a_member(Role.OFFICER, by.clinic), father)
    assert noes(use), "what she said before that is no answer anew"
    assert not noes(use, mother), "asked anew, it is hers to decide"
    agrees(by, use, mother)
    assert not noes(use)
    rights.withdraw_all(child, who=Who.REPRESENTATIVE, guardianship=mother)
    assert noes(use), "and her own no is hers"


def test_what_who_represents_the_child_no_more_took_back_is_lifted_by_who_does(by: Membership) -> None:
    child, mother, father = a_family(by)
    use = a_use(by, an_original(by, child), caption="Mũi.")
    rights.withdraw(agrees(by, use, mother), who=Who.REPRESENTATIVE, guardianship=father)
    officer = a_member(Role.OFFICER, by.clinic)
    cases.end_guardianship(officer, father)
    assert noes(use)
    agrees(by, use, mother)
    assert not noes(use)


def test_who_is_entered_again_keeps_their_no(by: Membership) -> None:
    child, mother, father = a_family(by)
    use = a_use(by, an_original(by, child), caption="Mũi.")
    refuses(by, use, father)
    cases.end_guardianship(a_member(Role.OFFICER, by.clinic), father)
    a_guardian(by, child, name=father.name, relation=Relation.FATHER, phone="0900 000 333")
    assert noes(use, mother)
    agrees(by, use, mother)
    assert noes(use), "he represents the child again, and stands by no yes"


def test_what_may_go_out_is_judged_again_when_who_said_no_is_entered_again(by: Membership) -> None:
    child, mother, father = a_family(by)
    use = a_use(by, an_original(by, child), caption="Mũi.")
    refuses(by, use, father)
    cases.end_guardianship(a_member(Role.OFFICER, by.clinic), father)
    agrees(by, use, mother)
    assert not noes(use)
    Use.objects.filter(pk=use.pk).update(state=UseState.PERMITTED)
    Check.objects.filter(use=use).update(state=Work.State.DONE, lease=None, leased_until=None)
    a_guardian(by, child, name="Ông Kiểm Thử", relation=Relation.GUARDIAN, phone="0900 000 444")
    use.refresh_from_db()
    assert use.state == UseState.PERMITTED, "somebody else said nothing"
    a_guardian(by, child, name=father.name, relation=Relation.FATHER, phone="0900 000 333")
    use.refresh_from_db()
    assert noes(use) and use.state != UseState.PERMITTED


def test_whose_yes_another_took_back_did_not_say_no(by: Membership) -> None:
    child, mother, father = a_family(by)
    hers = agrees(by, a_use(by, an_original(by, child), caption="Mũi."), mother)
    assert not says_no(mother)
    rights.withdraw(hers, who=Who.REPRESENTATIVE, guardianship=father)
    assert not says_no(mother) and says_no(father)
    cases.end_guardianship(by, mother)
    with pytest.raises(BadInput, match="said no"):
        cases.end_guardianship(by, father)


def test_who_took_back_their_own_yes_said_no(by: Membership) -> None:
    child, mother, father = a_family(by)
    hers = agrees(by, a_use(by, an_original(by, child), caption="Mũi."), mother)
    rights.withdraw(hers, who=Who.REPRESENTATIVE, guardianship=mother)
    assert says_no(mother) and not says_no(father)


def test_nobody_who_does_not_represent_the_child_lifts_it(by: Membership) -> None:
    child = a_reached_patient(by, birth_date=clock.today() - timedelta(days=365 * 12))
    father = a_guardian(by, child, name="Bố Kiểm Thử", relation=Relation.FATHER, phone="0900 000 333")
    use = a_use(by, an_original(by, child), caption="Mũi.")
    question = made(putting.put(by, use, terms(), speaks=father))
    his = putting.make_link(by, question.asks.get(guardianship=father))
    assert choose(came_in(his), his, facebook="refused").status_code == 302
    cases.end_guardianship(a_member(Role.OFFICER, by.clinic), father)
    hers = putting.make_link(by, question.asks.get(guardianship=None))
    assert say_yes(came_in(hers), hers).status_code == 302
    assert noes(use) == {GiverRole.GUARDIAN}, "a child's own yes decides for nobody else"


def test_of_the_dead_a_no_stays_for_the_officer_to_see(by: Membership) -> None:
    patient = a_reached_patient(by)
    original = an_original(by, patient)
    cases.change_patient(by, patient, alive=False)
    wife = a_guardian(by, patient, name="Vợ Kiểm Thử", relation=Relation.SPOUSE, phone="0900 000 321")
    son = a_guardian(by, patient, name="Con Kiểm Thử", relation=Relation.ADULT_CHILD, phone="0900 000 322")
    use = a_use(by, original, caption="Mũi.")
    refuses(by, use, wife)
    cases.end_guardianship(a_member(Role.OFFICER, by.clinic), wife)
    agrees(by, use, son)
    assert noes(use) == {GiverRole.KIN}
