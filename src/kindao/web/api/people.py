"""Who speaks for a patient, and who is in pictures and no patient, as JSON. That somebody is suspected of harming a
patient is neither written down nor told here: a person says so at the desk."""

from datetime import date
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field, StringConstraints

from kindao.engine.policy.consent import Relation
from kindao.web.api.inlining import OtherKind
from kindao.web.api.shapes import EMAIL, SEEN, Moment, Name, Phone, Told, line
from kindao.web.cases.models import Guardianship, OtherPerson
from kindao.web.cases.speaking import speaks

Email = Annotated[str, StringConstraints(max_length=254, pattern=EMAIL)]


class NewGuardianship(Told):
    name: Name
    relation: Relation
    proof: Annotated[str, line(200), SEEN] = Field(
        "",
        description="what proves it, and where it is filed: birth certificate, court order. Never an identity number",
    )
    phone: Phone = ""
    email: Email = ""


class GuardianshipOut(Schema):
    """Who may speak for a patient, once somebody of the clinic has seen what proves it: `confirmed_at`."""

    id: UUID
    patient: UUID
    name: str
    relation: Relation
    proof: str
    phone: str
    email: str
    began_at: Moment
    confirmed_at: Moment | None
    ended_at: Moment | None
    speaks: bool = Field(description="whether they may today: as the patient's age, capacity or death lets anybody")


def guardianship(row: Guardianship) -> GuardianshipOut:
    return GuardianshipOut(
        id=row.pk,
        patient=row.patient_id,
        name=row.name,
        relation=Relation(row.relation),
        proof=row.proof,
        phone=row.phone,
        email=row.email,
        began_at=row.began_at,
        confirmed_at=row.confirmed_at,
        ended_at=row.ended_at,
        speaks=speaks(row),
    )


class NewOther(Told):
    kind: OtherKind
    name: Name
    birth_date: date | None = None
    phone: Phone = ""
    email: Email = ""


class ChangedOther(Told):
    """What is left out stays as it is."""

    name: Name | None = None
    birth_date: date | None = None
    phone: Phone | None = None
    email: Email | None = None


class OtherOut(Schema):
    """Somebody who may be in pictures and is no patient. In which ones they are, a person says at the desk."""

    id: UUID
    kind: OtherKind
    name: str
    birth_date: date | None
    phone: str
    email: str
    created_at: Moment


def other(row: OtherPerson) -> OtherOut:
    return OtherOut(
        id=row.pk,
        kind=OtherPerson.Kind(row.kind),
        name=row.name,
        birth_date=row.birth_date,
        phone=row.phone,
        email=row.email,
        created_at=row.created_at,
    )
