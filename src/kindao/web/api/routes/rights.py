"""What patients, and others in pictures, ask for under their rights: written down as it came, read with its clocks.
What is answered, an officer answers at the desk. And their own page, where they ask themselves: sent to their phone."""

from uuid import UUID

from django.db import transaction
from django.shortcuts import get_object_or_404
from ninja import Router, Status

from kindao.web.api import asked, requests
from kindao.web.api.entering import ApiRequest, needs
from kindao.web.api.inlining import RightsKind, RightsStep
from kindao.web.api.once import once
from kindao.web.api.paging import ASKED, Page, Pages, page
from kindao.web.api.routes.patients import KEY
from kindao.web.api.scopes import Scope
from kindao.web.cases.models import Guardianship, OtherPerson, Patient
from kindao.web.door import links
from kindao.web.door.models import Message, Purpose
from kindao.web.rights import actions
from kindao.web.rights.models import Kind, RightsRequest, RightsRequestQuerySet

router = Router(tags=["rights"])


def _rows(request: ApiRequest) -> RightsRequestQuerySet:
    return RightsRequest.objects.of(request.membership).select_related("patient", "other")


def _request(request: ApiRequest, pk: UUID) -> RightsRequest:
    return get_object_or_404(_rows(request), pk=pk)


def _patient(request: ApiRequest, pk: UUID) -> Patient:
    return get_object_or_404(Patient.objects.of(request.membership).select_related("clinic"), pk=pk)


def _other(request: ApiRequest, pk: UUID) -> OtherPerson:
    return get_object_or_404(OtherPerson.objects.of(request.membership).select_related("clinic"), pk=pk)


def _speaks(patient: Patient, pk: UUID | None) -> Guardianship | None:
    return get_object_or_404(patient.guardianships.all(), pk=pk) if pk else None


@router.get("/rights-requests", response=Page[requests.RequestOut], **needs(Scope.RIGHTS_READ))
def rights_requests(
    request: ApiRequest,
    pages: Pages = ASKED,
    patient: UUID | None = None,
    other: UUID | None = None,
    kind: RightsKind | None = None,
    state: RightsStep | None = None,
) -> dict[str, object]:
    """What patients asked for, with the clocks of each as they stand now."""
    told = {"patient": patient, "other": other, "kind": kind, "state": state}
    rows = _rows(request).filter(**{name: one for name, one in told.items() if one})
    return page(rows, pages, requests.request)


@router.get("/rights-requests/{uuid:pk}", response=requests.RequestOut, **needs(Scope.RIGHTS_READ))
def rights_request(request: ApiRequest, pk: UUID) -> requests.RequestOut:
    """One request, and how it was answered."""
    return requests.request(_request(request, pk))


@router.post("/patients/{uuid:pk}/rights-requests", response={201: requests.ReceivedOut}, **needs(Scope.RIGHTS_WRITE))
def enter_request(
    request: ApiRequest, pk: UUID, told: requests.NewRequest, key: str | None = KEY
) -> Status[requests.ReceivedOut]:
    """Write down what a patient, or who speaks for them, asked for by paper, phone or word of mouth. It is in force at
    once: a pause, an objection or a deletion ends every permit and takes down what is out of them; a deletion withdraws
    their consents as well. The same that stands open already is the one that is there."""
    patient = _patient(request, pk)
    return _entered(request, patient, told, key, _speaks(patient, told.guardianship))


@router.post("/others/{uuid:pk}/rights-requests", response={201: requests.ReceivedOut}, **needs(Scope.RIGHTS_WRITE))
def enter_request_of_other(
    request: ApiRequest, pk: UUID, told: requests.NewRequestOfOther, key: str | None = KEY
) -> Status[requests.ReceivedOut]:
    """The same of somebody in pictures who is no patient."""
    return _entered(request, _other(request, pk), told, key, None)


def _entered(
    request: ApiRequest,
    person: Patient | OtherPerson,
    told: requests.NewRequestOfOther,
    key: str | None,
    guardianship: Guardianship | None,
) -> Status[requests.ReceivedOut]:
    def make() -> RightsRequest:
        return actions.enter(
            request.membership,
            person,
            Kind(told.kind),
            received_at=told.received_at,
            guardianship=guardianship,
            words=told.words,
        )

    made = once(request, key, make, lambda made: _request(request, made))
    return Status(201, requests.received(made))


@router.post("/patients/{uuid:pk}/own-page", response={201: asked.LinkSent}, **needs(Scope.RIGHTS_WRITE))
def own_page(request: ApiRequest, pk: UUID, told: requests.NewPage, key: str | None = KEY) -> Status[asked.LinkSent]:
    """Send a link to the patient's own page to their own phone or e-mail, or to who speaks for them. The answer does
    not hold it. 422 of a number that no person at the desk stands by, and where it was sent too often within a day."""
    patient = _patient(request, pk)
    return _sent(request, patient, key, _speaks(patient, told.guardianship))


@router.post("/others/{uuid:pk}/own-page", response={201: asked.LinkSent}, **needs(Scope.RIGHTS_WRITE))
def own_page_of_other(request: ApiRequest, pk: UUID, key: str | None = KEY) -> Status[asked.LinkSent]:
    """The same of somebody in pictures who is no patient."""
    return _sent(request, _other(request, pk), key, None)


def _sent(
    request: ApiRequest, person: Patient | OtherPerson, key: str | None, guardianship: Guardianship | None
) -> Status[asked.LinkSent]:
    def make() -> Message:
        with transaction.atomic():  # where none is sent, none is made
            made = links.make(request.membership, person, purpose=Purpose.OWN, guardianship=guardianship)
            return links.send(made, by=request.membership)

    made = once(request, key, make, lambda made: get_object_or_404(Message.objects.of(request.membership), pk=made))
    return Status(201, asked.sent(made))
