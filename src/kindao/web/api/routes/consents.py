"""Consents: entered as they were signed, read, withdrawn. That they count, a person says who has seen the paper."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from ninja import Router, Status
from ninja.files import UploadedFile
from ninja.params.functions import File, Form

from kindao.engine.errors import BadInput
from kindao.engine.policy.consent import load_consent
from kindao.engine.policy.exchange import from_fhir
from kindao.engine.policy.reading import LARGEST
from kindao.web.api import shapes
from kindao.web.api.entering import ApiRequest, needs
from kindao.web.api.once import once
from kindao.web.api.paging import ASKED, Page, Pages, page
from kindao.web.api.routes.patients import KEY
from kindao.web.api.scopes import Scope
from kindao.web.cases.models import Guardianship, OtherPerson, Patient
from kindao.web.consent import actions
from kindao.web.consent.models import Consent, Who
from kindao.web.consent.papers import LARGEST as LARGEST_SCAN

router = Router(tags=["consents"])
RECORD: Any = File(..., description="the consent, as docs/consent.md describes it, or as FHIR R5")
SCAN: Any = File(
    None,
    description="what proves it, always needed: a picture or a PDF of the signed paper, the message or the page; of a "
    "recorded call the recording",
)


class Written(StrEnum):
    KINDAO = "kindao"
    FHIR = "fhir"


FORM: Any = Form(Written.KINDAO, alias="format")
SUPERSEDES: Any = Form(None)
SPEAKS: Any = Form(None, description="who signed for the patient: an id of their `speak`")


def _consent(request: ApiRequest, pk: UUID) -> Consent:
    return get_object_or_404(Consent.objects.of(request.membership).prefetch_related("scopes"), pk=pk)


@router.get("/consents", response=Page[shapes.ConsentOut], **needs(Scope.CONSENTS_READ))
def consents(request: ApiRequest, asked: Pages = ASKED, patient: UUID | None = None) -> dict[str, object]:
    """Consents, of all patients or one, whatever became of them."""
    rows = Consent.objects.of(request.membership).prefetch_related("scopes")
    return page(rows.filter(patient=patient) if patient else rows, asked, shapes.consent)


@router.post("/patients/{uuid:pk}/consents", response={201: shapes.ConsentOut}, **needs(Scope.CONSENTS_WRITE))
def enter(
    request: ApiRequest,
    pk: UUID,
    record: UploadedFile = RECORD,
    scan: UploadedFile | None = SCAN,
    form: Written = FORM,
    supersedes: UUID | None = SUPERSEDES,
    guardianship: UUID | None = SPEAKS,
    key: str | None = KEY,
) -> Status[shapes.ConsentOut]:
    """Write down a consent that was signed elsewhere. It counts once somebody of the clinic has compared it with the
    scan at the desk; what it tells of a withdrawal counts at once."""
    patient = get_object_or_404(Patient.objects.of(request.membership), pk=pk)
    who = get_object_or_404(patient.guardianships.all(), pk=guardianship) if guardianship else None
    return _entered(request, patient, record, scan, form, supersedes, key, guardianship=who)


@router.post("/others/{uuid:pk}/consents", response={201: shapes.ConsentOut}, **needs(Scope.CONSENTS_WRITE))
def enter_of_other(
    request: ApiRequest,
    pk: UUID,
    record: UploadedFile = RECORD,
    scan: UploadedFile | None = SCAN,
    form: Written = FORM,
    supersedes: UUID | None = SUPERSEDES,
    key: str | None = KEY,
) -> Status[shapes.ConsentOut]:
    """The same of somebody in pictures who is no patient."""
    other = get_object_or_404(OtherPerson.objects.of(request.membership), pk=pk)
    return _entered(request, other, record, scan, form, supersedes, key)


def _entered(
    request: ApiRequest,
    subject: Patient | OtherPerson,
    record: UploadedFile,
    scan: UploadedFile | None,
    form: Written,
    supersedes: UUID | None,
    key: str | None,
    *,
    guardianship: Guardianship | None = None,
) -> Status[shapes.ConsentOut]:
    theirs = Consent.objects.of(request.membership).about(subject)
    old = get_object_or_404(theirs, pk=supersedes) if supersedes else None
    told = record.read(LARGEST + 1)
    paper = scan.read(LARGEST_SCAN + 1) if scan else None

    def make() -> Consent:
        if not told:
            raise BadInput("the file is empty")
        signed = from_fhir(told) if form is Written.FHIR else load_consent(told)
        return actions.enter(request.membership, subject, signed, scan=paper, guardianship=guardianship, supersedes=old)

    spoke = str(guardianship.pk if guardianship else None)
    sent = b"\0".join((told, paper or b"", form.encode(), str(supersedes).encode(), spoke.encode()))
    made = once(request, key, make, lambda made: _consent(request, made), body=sent)
    return Status(201, shapes.consent(made))


@router.get("/consents/{uuid:pk}", response=shapes.ConsentOut, **needs(Scope.CONSENTS_READ))
def consent(request: ApiRequest, pk: UUID) -> shapes.ConsentOut:
    """One consent, with its scopes and where each is."""
    return shapes.consent(_consent(request, pk))


@router.post("/consents/{uuid:pk}/withdraw", response=shapes.Withdrawn, **needs(Scope.CONSENTS_WRITE))
def withdraw(request: ApiRequest, pk: UUID, told: shapes.Withdrawal) -> shapes.Withdrawn:
    """The patient has said so: in force at once, whatever was permitted on it. A second time ends nothing. It needs no
    If-Match: a withdrawal is never too late."""
    found = _consent(request, pk)
    scopes = None
    if told.scopes is not None:
        scopes = [get_object_or_404(found.scopes.all(), pk=one) for one in told.scopes]
    return shapes.Withdrawn(ended=actions.withdraw(found, scopes=scopes, who=Who.STAFF, by=request.user))
