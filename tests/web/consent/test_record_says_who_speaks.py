"""On paper or as a file, a yes of somebody else counts only where the patient's record says that they may speak."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.cache import cache

from builders import (
    a_guardian,
    a_member,
    a_patient,
    a_record,
    a_scan,
    a_use,
    an_original,
    an_other_person,
    sent,
    signed_in,
    written,
)
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.policy.consent import AgeCheck, Giver, GiverRole, Relation
from kindao.web.cases import actions as cases
from kindao.web.cases.models import Guardianship, Patient
from kindao.web.cases.speaking import may_speak, speaks
from kindao.web.clinics.models import Membership, Role
from kindao.web.consent import actions
from kindao.web.consent.models import Consent, Scope, State
from kindao.web.consent.record import rows
from kindao.web.review import asking

pytestmark = pytest.mark.django_db
BORN = clock.today() - timedelta(days=365 * 5)


@pytest.fixture
def by() -> Membership:
    cache.clear()
    return a_member()


def hers(**fields: Any) -> Any:
    giver = Giver(GiverRole.GUARDIAN, Relation.MOTHER, "giấy khai sinh")
    return a_record(giver=giver, birth_date=BORN, age_check=AgeCheck.RECORD, **fields)


def entered(by: Membership, child: Patient, who: Guardianship | None) -> Consent:
    return actions.enter(by, child, hers(), scan=a_scan(), guardianship=who)


def suspect(by: Membership, child: Patient, name: str = "mẹ  KIỂM thử", **fields: Any) -> Guardianship:
    told: dict[str, Any] = {"relation": Relation.MOTHER, "proof": "giấy khai sinh", "conflict": True} | fields
    return cases.add_guardian(by, child, name=name, **told)


def test_a_relation_that_is_typed_is_not_enough(by: Membership) -> None:
    child = a_patient(by, birth_date=BORN)
    with pytest.raises(BadInput, match="must be chosen from the patient's record"):
        entered(by, child, None)
    unseen = cases.add_guardian(by, child, name="Mẹ Kiểm Thử", relation=Relation.MOTHER, proof="giấy khai sinh")
    with pytest.raises(BadInput, match="may not speak"):
        entered(by, child, unseen)
    with pytest.raises(BadInput, match="must be chosen"):
        actions.enter(by, an_other_person(by), replace(hers(), birth_date=None), scan=a_scan())
    mother = a_guardian(by, child)
    with pytest.raises(BadInput, match="signs for themselves"):
        actions.enter(by, child, a_record(birth_date=BORN), scan=a_scan(), guardianship=mother)
    with pytest.raises(BadInput, match="relation: another than in the patient's record"):
        actions.enter(
            by, child, replace(hers(), giver=Giver(GiverRole.GUARDIAN, Relation.FATHER)), scan=a_scan(),
            guardianship=mother,
        )  # fmt: skip
    assert not Consent.objects.exists()
    row = entered(by, child, mother)
    assert row.record["giver"]["proof"] == mother.proof


def test_who_is_suspected_signs_for_nobody(by: Membership) -> None:
    child = a_patient(by, birth_date=BORN)
    mother = suspect(by, child)
    cases.confirm_guardian(a_member(Role.DOCTOR, by.clinic), mother)
    with pytest.raises(BadInput, match="may not speak"):
        entered(by, child, mother)
    desk = signed_in(by.user)
    page = sent(desk, child, written(hers()) | {"role": "guardian", "guardianship": mother.pk})
    assert page.status_code == 422 and 'href="#id_guardianship"' in page.content.decode()
    again = a_guardian(by, child)  # the same name, no box ticked
    assert may_speak(child) == [] and not speaks(again)
    cases.end_guardianship(by, mother)
    assert not speaks(again), "what stood when she was entered"
    assert speaks(a_guardian(by, child, proof="quyết định đình chỉ vụ án")), "cleared, and entered anew by two people"


def test_a_conflict_found_before_it_is_confirmed(by: Membership) -> None:
    child = a_patient(by, birth_date=BORN)
    consent = entered(by, child, a_guardian(by, child))
    suspect(by, child)
    colleague = a_member(Role.OFFICER, by.clinic)
    with pytest.raises(BadInput, match="may not speak"):
        actions.confirm(colleague, consent)
    desk = signed_in(colleague.user)
    desk.get(f"/evidence/{consent.evidence.get().pk}/")
    assert desk.post(f"/consents/{consent.pk}/confirm/").status_code == 422
    consent.refresh_from_db()
    assert consent.confirmed_at is None and consent.scopes.get().state == State.REQUESTED


def told_of(child: Patient, by: Membership) -> Any:
    original = an_original(by, child)
    return asking.consents_of(original, asking.everybody(original)), asking.of_patient(child)


def test_a_conflict_found_later_ends_what_they_signed(by: Membership) -> None:
    child = a_patient(by, birth_date=BORN)
    mother = a_guardian(by, child)
    father = a_guardian(by, child, name="Bố Kiểm Thử", relation=Relation.FATHER)
    for who, relation in ((mother, Relation.MOTHER), (father, Relation.FATHER)):
        record = replace(hers(), giver=Giver(GiverRole.GUARDIAN, relation, "giấy khai sinh"))
        made = actions.enter(by, child, record, scan=a_scan(), guardianship=who)
        actions.confirm(a_member(Role.OFFICER, by.clinic), made)
    use = a_use(by, an_original(by, child))
    before = use.checks.count()
    consents, person = told_of(child, by)
    assert {one.giver.conflict for one in consents} == {False} and not person.suspected
    found = suspect(by, child)
    assert use.checks.count() > before, "what was permitted is asked anew"
    for _ in range(2):
        consents, person = told_of(child, by)
        assert {one.giver.relation: one.giver.conflict for one in consents} == {
            Relation.MOTHER: True,
            Relation.FATHER: False,
        }
        assert person.suspected
        cases.end_guardianship(by, found)  # one tap of one person lifts no suspicion


def test_what_nobody_on_record_signed_is_not_told(by: Membership) -> None:
    """As it may lie in rows from before."""
    child = a_patient(by, birth_date=BORN)
    record = replace(hers(), id=str(uuid4()), subject=str(child.pk))
    columns, scopes = rows(record)
    made = Consent.objects.create(
        id=UUID(record.id), clinic=by.clinic, patient=child, entered_by=by.user, entered_at=clock.now(), **columns
    )
    Scope.objects.bulk_create(Scope(consent=made, state=State.GIVEN, **one) for one in scopes)
    assert told_of(child, by)[0] == ()


def test_from_a_file_too_somebody_on_record_is_chosen(by: Membership) -> None:
    child = a_patient(by, birth_date=BORN)
    mother, other = a_guardian(by, child), suspect(by, child, name="Ai Đó Khác", relation=Relation.GUARDIAN)
    page = signed_in(by.user).get(f"/patients/{child.pk}/consents/new/").content.decode()
    assert str(mother.pk) in page and str(other.pk) not in page
