"""Whose yes a use needs: table (e) of docs/law.md, for people as the clinic's records have them."""

from dataclasses import dataclass

from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.policy.asking import age
from kindao.engine.policy.consent import GiverRole
from kindao.engine.policy.facts import Capacity
from kindao.web.asking.readers import CHILD_UNTIL, Reader
from kindao.web.cases.models import Guardianship, OtherPerson, Patient
from kindao.web.cases.speaking import may_speak, needed

REVIEWED_UNDER = 7  # years: the officer always looks
ADULT = 18  # years


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
        if person.birth_date is None and person.kind != OtherPerson.Kind.STAFF:
            raise BadInput(
                "how old this person is isn't known", hint="Write their birth date down, or hide them in the copy"
            )
        if person.birth_date is not None and age(person.birth_date, clock.today()) < ADULT:
            raise BadInput("somebody under eighteen can be asked as a patient alone", hint="Hide them in the copy")
        return [Giver(person, Reader.OTHER)]
    if person.capacity == Capacity.UNABLE_NOW.value and person.alive:
        raise BadInput("the patient can't decide just now", hint="Ask when they can, and nobody in their place")
    if person.birth_date is None and person.alive:
        raise BadInput("the birth date of the patient is not known", hint="Write it into their record first")
    asked = readers(person)
    return [
        Giver(person, reader, _speaking(person, speaks) if reader in (Reader.GUARDIAN, Reader.KIN) else None)
        for reader in Reader
        if reader in asked
    ]


def readers(person: Patient | OtherPerson) -> frozenset[Reader]:
    """In whose words this person's question is put as their record stands now, whoever speaks for them; none while
    nobody can be asked."""
    if isinstance(person, OtherPerson):
        grown = person.birth_date is not None and age(person.birth_date, clock.today()) >= ADULT
        unknown = person.birth_date is None and person.kind == OtherPerson.Kind.STAFF
        return frozenset({Reader.OTHER}) if grown or unknown else frozenset()
    if person.alive and (person.birth_date is None or person.capacity == Capacity.UNABLE_NOW.value):
        return frozenset()
    roles = needed(person)
    child = 0 <= age(person.birth_date, clock.today()) < CHILD_UNTIL
    said = {GiverRole.SELF: Reader.CHILD if child else Reader.SELF, GiverRole.GUARDIAN: Reader.GUARDIAN}
    return frozenset((said | {GiverRole.KIN: Reader.KIN})[role] for role in roles)


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
