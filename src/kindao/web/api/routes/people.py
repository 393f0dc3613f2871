"""Who speaks for patients, and who is in pictures and no patient."""

from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Router, Status

from kindao.web.api import people
from kindao.web.api.entering import ApiRequest, needs
from kindao.web.api.once import once, tagged, unchanged
from kindao.web.api.paging import ASKED, Page, Pages, page
from kindao.web.api.routes.patients import IF_MATCH, KEY
from kindao.web.api.scopes import Scope
from kindao.web.cases import actions
from kindao.web.cases.models import Guardianship, OtherPerson, Patient

router = Router(tags=["people"])


def _guardianship(request: ApiRequest, pk: UUID) -> Guardianship:
    return get_object_or_404(Guardianship.objects.of(request.membership).select_related("patient"), pk=pk)


def _other(request: ApiRequest, pk: UUID) -> OtherPerson:
    return get_object_or_404(OtherPerson.objects.of(request.membership), pk=pk)


@router.get("/patients/{uuid:pk}/guardianships", response=Page[people.GuardianshipOut], **needs(Scope.PEOPLE_READ))
def guardianships(request: ApiRequest, pk: UUID, asked: Pages = ASKED) -> dict[str, object]:
    """Who speaks for a patient, and who once did."""
    found = get_object_or_404(Patient.objects.of(request.membership), pk=pk)
    return page(found.guardianships.select_related("patient"), asked, people.guardianship)


@router.post("/patients/{uuid:pk}/guardianships", response={201: people.GuardianshipOut}, **needs(Scope.PEOPLE_WRITE))
def add_guardianship(
    request: ApiRequest, pk: UUID, told: people.NewGuardianship, key: str | None = KEY
) -> Status[people.GuardianshipOut]:
    """Write down who speaks for a patient. They may once somebody at the desk has seen what proves it."""
    found = get_object_or_404(Patient.objects.of(request.membership), pk=pk)
    made = once(
        request,
        key,
        lambda: actions.add_guardian(request.membership, found, **told.model_dump()),
        lambda made: _guardianship(request, made),
    )
    return Status(201, people.guardianship(made))


@router.get("/guardianships/{uuid:pk}", response=people.GuardianshipOut, **needs(Scope.PEOPLE_READ))
def guardianship(request: ApiRequest, pk: UUID) -> people.GuardianshipOut:
    """One of those who speak for a patient."""
    return people.guardianship(_guardianship(request, pk))


@router.post("/guardianships/{uuid:pk}/end", response={204: None}, **needs(Scope.PEOPLE_WRITE))
def end_guardianship(request: ApiRequest, pk: UUID) -> Status[None]:
    """They speak for the patient no more; what they signed stays on record. 422 where they have paused the use of
    pictures, objected to it or said no: the officer sees to that first. A second time changes nothing."""
    actions.end_guardianship(request.membership, _guardianship(request, pk))
    return Status(204, None)


@router.get("/others", response=Page[people.OtherOut], **needs(Scope.PEOPLE_READ))
def others(request: ApiRequest, asked: Pages = ASKED) -> dict[str, object]:
    """Staff, relatives and visitors who may be in pictures."""
    return page(OtherPerson.objects.of(request.membership), asked, people.other)


@router.post("/others", response={201: people.OtherOut}, **needs(Scope.PEOPLE_WRITE))
def add_other(request: ApiRequest, told: people.NewOther, key: str | None = KEY) -> Status[people.OtherOut]:
    """Add somebody who may be in pictures and is no patient."""
    made = once(
        request,
        key,
        lambda: actions.add_other_person(request.membership, **told.model_dump()),
        lambda made: _other(request, made),
    )
    return Status(201, people.other(made))


@router.get("/others/{uuid:pk}", response=people.OtherOut, **needs(Scope.PEOPLE_READ))
def other(request: ApiRequest, response: HttpResponse, pk: UUID) -> people.OtherOut:
    """One of them."""
    return tagged(response, people.other(_other(request, pk)))


@router.patch("/others/{uuid:pk}", response=people.OtherOut, **needs(Scope.PEOPLE_WRITE))
def change_other(
    request: ApiRequest,
    response: HttpResponse,
    pk: UUID,
    told: people.ChangedOther,
    if_match: str | None = IF_MATCH,
) -> people.OtherOut:
    """Correct what is known of them. Needs If-Match; whatever was permitted of them is asked again."""
    with transaction.atomic():
        row = get_object_or_404(
            OtherPerson.objects.of(request.membership).select_for_update(of=("self",), no_key=True), pk=pk
        )
        unchanged(if_match, people.other(row))
        sent = told.model_dump(exclude_unset=True)
        fields = {name: value for name, value in sent.items() if value is not None or name == "birth_date"}
        if fields:
            actions.change_other_person(request.membership, row, **fields)
    return tagged(response, people.other(_other(request, pk)))
