"""Who may speak for a patient: one rule, for being asked and for the patient's own page alike. Only for a child, for
somebody whom a court found unable to decide, and for the dead; only with a proof that two people have seen; never who
is suspected of harming them."""

from collections.abc import Iterable

from kindao import clock
from kindao.engine.policy.asking import Case, age
from kindao.engine.policy.consent import GiverRole, Relation
from kindao.engine.policy.facts import Capacity, Person, Role
from kindao.engine.policy.reading import seen
from kindao.engine.vietnamese import unmarked
from kindao.web.cases.models import Guardianship, OtherPerson, Patient

KIN: tuple[Relation, ...] = (Relation.SPOUSE, Relation.ADULT_CHILD, Relation.PARENT, Relation.MOTHER, Relation.FATHER)
ONLY_ONE = frozenset({Relation.MOTHER, Relation.FATHER})
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
    known = list(patient.guardianships.all())
    able = [one for one in known if one.ended_at is None and Relation(one.relation) in entitled and one.proven]
    able = [one for one in able if not _suspected(one, known)]
    if GiverRole.KIN not in roles:
        return able
    # Civil Code 25.2: of the dead the parents only where there is neither.
    nearest = [one for one in able if Relation(one.relation) in (Relation.SPOUSE, Relation.ADULT_CHILD)]
    return nearest or able


OWN_FROM = 7  # years: law 91/2025, article 24, hears a child from then on


def for_themselves(person: Patient | OtherPerson) -> bool:
    """Whether the law wants to hear the patient: then the pages that are theirs open to them. Not of a child under
    seven, of whom a court found unable to decide, nor while nobody knows how old they are: whoever holds the number
    that stands in the record of a small child is somebody else. Of who is no patient it is known less often how old
    they are: only of whom it is, a small child is told apart."""
    if isinstance(person, OtherPerson):
        return person.birth_date is None or age(person.birth_date, clock.today()) >= OWN_FROM
    return person.birth_date is not None and GiverRole.SELF in needed(person)


def could_ask(person: Patient | OtherPerson) -> bool:
    """Whether a request on paper or by phone may have come from them: not from a child under seven, from whom a court
    found unable to decide, nor from the dead. Of whom no birth date is known it may; for who is no patient nobody
    speaks, and theirs is told as their own."""
    return isinstance(person, OtherPerson) or GiverRole.SELF in needed(person)


def suspected(one: Guardianship) -> bool:
    """Whether the record suspects them of harming the patient, in this entry or in another of the same person that
    stood when they were entered or came later. Who was entered anew after that had ended, with a proof that two people
    saw, may speak again; the officer looks."""
    return _suspected(one, one.patient.guardianships.all())


def _suspected(one: Guardianship, known: Iterable[Guardianship]) -> bool:
    return any(
        there.conflict
        and (there.pk == one.pk or same(there, one))
        and not (there.ended_at and there.pk != one.pk and there.ended_at <= one.began_at)
        for there in known
    )


def same(one: Guardianship, other: Guardianship) -> bool:
    """The same person, as far as a record tells: the same name, or a mother or father, of whom there is one."""
    names = {" ".join(unmarked(seen(each.name).casefold()).split()) for each in (one, other)}
    return len(names) == 1 or (one.relation == other.relation and Relation(one.relation) in ONLY_ONE)


def speaks(one: Guardianship) -> bool:
    """Whether they may do so now."""
    return one in may_speak(one.patient)
