"""Who may speak for a patient: one rule, for being asked and for the patient's own page alike. Only for a child, for
somebody whom a court found unable to decide, and for the dead; only with a proof that two people have seen."""

from kindao import clock
from kindao.engine.policy.asking import Case
from kindao.engine.policy.consent import GiverRole, Relation
from kindao.engine.policy.facts import Capacity, Person, Role
from kindao.web.cases.models import Guardianship, Patient

KIN: tuple[Relation, ...] = (Relation.SPOUSE, Relation.ADULT_CHILD, Relation.PARENT, Relation.MOTHER, Relation.FATHER)
GUARDIANS: tuple[Relation, ...] = (Relation.MOTHER, Relation.FATHER, Relation.GUARDIAN, Relation.COURT)


def needed(patient: Patient) -> frozenset[GiverRole]:
    """Whose yes the law wants of this patient today: table (e) of docs/law.md."""
    person = Person(
        str(patient.pk),
        Role.PATIENT,
        birth_date=patient.birth_date,
        alive=patient.alive,
        capacity=Capacity(patient.capacity),
    )
    return Case(person, patient.birth_date, 2, frozenset()).needed(clock.today())


def may_speak(patient: Patient) -> list[Guardianship]:
    """Those with a confirmed proof, without conflict, in a relation that entitles them; nobody for a grown-up who can
    decide."""
    roles = needed(patient)
    if GiverRole.KIN in roles:
        entitled = KIN
    elif GiverRole.GUARDIAN in roles:
        entitled = GUARDIANS
    else:
        return []
    able = [one for one in patient.guardianships.standing() if Relation(one.relation) in entitled and one.proven]
    if GiverRole.KIN not in roles:
        return able
    # Civil Code 25.2: of the dead the parents only where there is neither.
    nearest = [one for one in able if Relation(one.relation) in (Relation.SPOUSE, Relation.ADULT_CHILD)]
    return nearest or able


def for_themselves(patient: Patient) -> bool:
    """Whether the law wants to hear the patient: then the pages that are theirs open to them. Not of a child under
    seven, of whom a court found unable to decide, nor while nobody knows how old they are: whoever holds the number
    that stands in the record of a small child is somebody else."""
    return patient.birth_date is not None and GiverRole.SELF in needed(patient)


def speaks(one: Guardianship) -> bool:
    """Whether they may do so now."""
    return one in may_speak(one.patient)
