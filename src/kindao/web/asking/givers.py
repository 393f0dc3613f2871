"""Whose yes a use needs: table (e) of docs/law.md, for people as the clinic's records have them."""

from dataclasses import dataclass

from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.policy.asking import Case, age
from kindao.engine.policy.consent import GiverRole
from kindao.engine.policy.facts import Capacity
from kindao.web.asking.words import Reader
from kindao.web.cases.models import Guardianship, OtherPerson, Patient
from kindao.web.cases.speaking import may_speak
from kindao.web.review import asking

CHILD_UNTIL = 16  # years: from then on the words of grown-ups are used (Law 102/2016 art. 1)
REVIEWED_UNDER = 7  # years: the officer always looks


@dataclass(frozen=True, slots=True)
class Giver:
    """One person who is to be asked."""

    person: Patient | OtherPerson
    reader: Reader
    guardianship: Guardianship | None = None

    @property
    def role(self) -> GiverRole:
        return {Reader.GUARDIAN: GiverRole.GUARDIAN, Reader.KIN: GiverRole.KIN}.get(self.reader, GiverRole.SELF)


def of(person: Patient | OtherPerson, speaks: Guardianship | None = None) -> list[Giver]:
    """Everybody whose yes is needed for this person.

    speaks: who was chosen to speak for them, where several may; without it the only one who may. Raises BadInput where
    the birth date is not known, nobody may speak for them, or they can't decide just now."""
    if isinstance(person, OtherPerson):
        if person.birth_date is not None and age(person.birth_date, clock.today()) < 18:
            raise BadInput("somebody under eighteen can be asked as a patient alone", hint="Hide them in the copy")
        return [Giver(person, Reader.OTHER)]
    if person.capacity == Capacity.UNABLE_NOW.value and person.alive:
        raise BadInput("the patient can't decide just now", hint="Ask when they can, and nobody in their place")
    if person.birth_date is None and person.alive:
        raise BadInput("the birth date of the patient is not known", hint="Write it into their record first")
    today = clock.today()
    needed = Case(asking.of_patient(person), person.birth_date, 2, frozenset()).needed(today)
    years = age(person.birth_date, today)
    found = []
    if GiverRole.SELF in needed:
        found.append(Giver(person, Reader.CHILD if 0 <= years < CHILD_UNTIL else Reader.SELF))
    for role, reader in ((GiverRole.GUARDIAN, Reader.GUARDIAN), (GiverRole.KIN, Reader.KIN)):
        if role in needed:
            found.append(Giver(person, reader, _speaking(person, speaks)))
    return found


def _speaking(person: Patient, speaks: Guardianship | None) -> Guardianship:
    able = may_speak(person)
    if speaks is not None:
        if speaks not in able:
            raise BadInput("this person may not speak for the patient", hint="Choose who does")
        return speaks
    if not able:
        raise BadInput(
            "nobody who may speak for the patient is on record with a proof that a colleague has seen",
            hint="Add them with what proves it, and let a colleague look at that, too",
        )
    if len(able) > 1:
        raise BadInput("several may speak for the patient", hint="Choose who is asked")
    return able[0]
