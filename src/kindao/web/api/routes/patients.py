"""Patients."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Router, Status
from ninja.params.functions import Header, Query

from kindao.web.api import shapes
from kindao.web.api.entering import ApiRequest, needs
from kindao.web.api.once import once, tagged, unchanged
from kindao.web.api.paging import ASKED, Page, Pages, page
from kindao.web.api.scopes import Scope
from kindao.web.cases import actions
from kindao.web.cases.models import Patient

router = Router(tags=["patients"])
KEY: Any = Header(None, alias="Idempotency-Key", min_length=1, max_length=200, pattern=r"^[\x21-\x7e]+$")
RECORD_NUMBER: Any = Query(None, max_length=40, pattern=shapes.LINE)
WORDS: Any = Query(None, max_length=100, pattern=shapes.LINE)
IF_MATCH: Any = Header(None, alias="If-Match", max_length=500)


def _of(request: ApiRequest, pk: UUID) -> Patient:
    return get_object_or_404(Patient.objects.of(request.membership), pk=pk)


@router.get("", response=Page[shapes.PatientOut], **needs(Scope.PATIENTS_READ))
def patients(
    request: ApiRequest,
    asked: Pages = ASKED,
    record_number: str | None = RECORD_NUMBER,
    q: str | None = WORDS,
) -> dict[str, object]:
    """Patients of the clinic. `record_number`: that one; `q`: words of a name, or a record number."""
    rows = Patient.objects.of(request.membership).prefetch_related("guardianships")
    if record_number is not None:
        rows = rows.filter(record_number=record_number)
    if q:
        rows = rows.like(q)
    return page(rows, asked, shapes.patient)


@router.post("", response={201: shapes.PatientOut}, **needs(Scope.PATIENTS_WRITE))
def add_patient(
    request: ApiRequest, response: HttpResponse, told: shapes.NewPatient, key: str | None = KEY
) -> Status[shapes.PatientOut]:
    """Add a patient. A record number that is taken is 422."""
    made = once(
        request,
        key,
        lambda: actions.add_patient(request.membership, **told.model_dump()),
        lambda pk: _of(request, pk),
    )
    return Status(201, tagged(response, shapes.patient(made)))


@router.get("/{uuid:pk}", response=shapes.PatientOut, **needs(Scope.PATIENTS_READ))
def patient(request: ApiRequest, response: HttpResponse, pk: UUID) -> shapes.PatientOut:
    """One patient."""
    return tagged(response, shapes.patient(_of(request, pk)))


@router.patch("/{uuid:pk}", response=shapes.PatientOut, **needs(Scope.PATIENTS_WRITE))
def change_patient(
    request: ApiRequest,
    response: HttpResponse,
    pk: UUID,
    told: shapes.ChangedPatient,
    if_match: str | None = IF_MATCH,
) -> shapes.PatientOut:
    """Correct what is known of a patient. Needs If-Match; whatever was permitted of them is asked again."""
    with transaction.atomic():
        row = get_object_or_404(
            Patient.objects.of(request.membership).select_for_update(of=("self",), no_key=True), pk=pk
        )
        unchanged(if_match, shapes.patient(row))
        sent = told.model_dump(exclude_unset=True)
        fields = {name: value for name, value in sent.items() if value is not None or name == "birth_date"}
        if fields:
            actions.change_patient(request.membership, row, **fields)
    return tagged(response, shapes.patient(row))
