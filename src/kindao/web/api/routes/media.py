"""What is captured of patients: sessions, uploads in parts, originals, and what was found in them."""

import re
from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Router, Status

from kindao.engine.detect.reading import DOUBT, of_a_caption
from kindao.engine.errors import BadInput
from kindao.web.api import shapes
from kindao.web.api.entering import ApiRequest, needs
from kindao.web.api.once import once
from kindao.web.api.paging import ASKED, Page, Pages, page
from kindao.web.api.routes.patients import KEY
from kindao.web.api.scopes import Scope
from kindao.web.cases import actions
from kindao.web.cases.models import CaptureSession, Original, Patient, Upload
from kindao.web.review import asking
from kindao.web.review.models import Inspection

router = Router(tags=["media"])
RANGE = re.compile(r"bytes ([0-9]{1,15})-([0-9]{1,15})/([0-9]{1,15})")
PART: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    },
    "parameters": [
        {
            "name": "Content-Range",
            "in": "header",
            "required": True,
            "description": "bytes FIRST-LAST/SIZE",
            "schema": {"type": "string", "pattern": "^bytes [0-9]{1,9}-[0-9]{1,9}/[0-9]{1,9}$"},
        }
    ],
}


def _session(request: ApiRequest, pk: UUID) -> CaptureSession:
    return get_object_or_404(CaptureSession.objects.of(request.membership), pk=pk)


def _upload(request: ApiRequest, pk: UUID) -> Upload:
    return get_object_or_404(Upload.objects.of(request.membership), pk=pk)


def _original(request: ApiRequest, pk: UUID) -> Original:
    return get_object_or_404(Original.objects.of(request.membership).select_related("file", "session"), pk=pk)


def _shown(upload: Upload) -> shapes.UploadOut:
    come = upload.size if upload.original_id else actions.come(upload)
    return shapes.upload(upload, come, actions.PART_AT_MOST)


@router.get("/patients/{uuid:pk}/sessions", response=Page[shapes.SessionOut], **needs(Scope.MEDIA_READ))
def sessions(request: ApiRequest, pk: UUID, asked: Pages = ASKED) -> dict[str, object]:
    """When pictures of a patient were taken."""
    found = get_object_or_404(Patient.objects.of(request.membership), pk=pk)
    return page(found.sessions.all(), asked, shapes.session)


@router.post("/patients/{uuid:pk}/sessions", response={201: shapes.SessionOut}, **needs(Scope.MEDIA_WRITE))
def begin_session(
    request: ApiRequest, pk: UUID, told: shapes.NewSession, key: str | None = KEY
) -> Status[shapes.SessionOut]:
    """Pictures of a patient are about to be sent, for the medical record: nothing else is agreed by it."""
    found = get_object_or_404(Patient.objects.of(request.membership), pk=pk)
    made = once(
        request,
        key,
        lambda: actions.begin_session(request.membership, found, **told.model_dump()),
        lambda made: _session(request, made),
    )
    return Status(201, shapes.session(made))


@router.get("/sessions/{uuid:pk}", response=shapes.SessionOut, **needs(Scope.MEDIA_READ))
def session(request: ApiRequest, pk: UUID) -> shapes.SessionOut:
    """One session."""
    return shapes.session(_session(request, pk))


@router.post("/sessions/{uuid:pk}/uploads", response={201: shapes.UploadOut}, **needs(Scope.MEDIA_WRITE))
def begin_upload(
    request: ApiRequest, pk: UUID, told: shapes.NewUpload, key: str | None = KEY
) -> Status[shapes.UploadOut]:
    """A file is about to come in parts: then PUT each part, then POST …/finish."""
    found = _session(request, pk)
    made = once(
        request,
        key,
        lambda: actions.begin_upload(request.membership, found, size=told.size, received=Original.Received.API),
        lambda made: _upload(request, made),
    )
    return Status(201, _shown(made))


@router.get("/uploads/{uuid:pk}", response=shapes.UploadOut, **needs(Scope.MEDIA_WRITE))
def upload(request: ApiRequest, pk: UUID) -> shapes.UploadOut:
    """How much of a file has come; after a cut, go on from `come`."""
    return _shown(_upload(request, pk))


@router.put("/uploads/{uuid:pk}", response=shapes.UploadOut, **needs(Scope.MEDIA_WRITE, **PART))
def add_part(request: ApiRequest, pk: UUID) -> shapes.UploadOut:
    """The next part, as bare bytes, with Content-Range. One that came already is not kept twice."""
    found = _upload(request, pk)
    told = RANGE.fullmatch(request.headers.get("Content-Range", ""))
    start, size = (int(told[1]), int(told[2]) - int(told[1]) + 1) if told else (0, 0)
    data = request.read(max(0, min(size, actions.PART_AT_MOST)) + 1)
    if not told or int(told[3]) != found.size or size < 1 or len(data) != size:
        raise BadInput("this part does not follow the last one", hint="Ask how much has come, and go on from there")
    actions.add_part(request.membership, found, start, data)
    return _shown(found)


@router.post("/uploads/{uuid:pk}/finish", response={201: shapes.OriginalOut}, **needs(Scope.MEDIA_WRITE))
def finish_upload(request: ApiRequest, pk: UUID) -> Status[shapes.OriginalOut]:
    """That was all: it goes into the vault and is looked at. A second time gives the same original."""
    made = actions.finish_upload(request.membership, _upload(request, pk))
    return Status(201, shapes.original(made))


@router.delete("/uploads/{uuid:pk}", response={204: None}, **needs(Scope.MEDIA_WRITE))
def give_up_upload(request: ApiRequest, pk: UUID) -> Status[None]:
    """It is not wanted any more: what has come goes."""
    actions.give_up_upload(_upload(request, pk))
    return Status(204, None)


@router.get("/originals", response=Page[shapes.OriginalOut], **needs(Scope.MEDIA_READ))
def originals(
    request: ApiRequest, asked: Pages = ASKED, patient: UUID | None = None, session: UUID | None = None
) -> dict[str, object]:
    """What the vault keeps, of all patients or one."""
    rows = Original.objects.of(request.membership).select_related("file")
    if patient:
        rows = rows.filter(patient=patient)
    if session:
        rows = rows.filter(session=session)
    return page(rows, asked, shapes.original)


@router.get("/originals/{uuid:pk}", response=shapes.OriginalOut, **needs(Scope.MEDIA_READ))
def original(request: ApiRequest, pk: UUID) -> shapes.OriginalOut:
    """One original: what is known of it. The file itself never leaves the vault."""
    return shapes.original(_original(request, pk))


@router.get("/originals/{uuid:pk}/inspection", response=shapes.InspectionOut, **needs(Scope.MEDIA_READ))
def inspection(request: ApiRequest, pk: UUID) -> shapes.InspectionOut:
    """What was found in it, or how far the inspection is."""
    found = Inspection.objects.of(request.membership).filter(original=pk).order_by("-created_at").first()
    if found is None:
        raise Http404
    return shapes.inspection(found)


@router.get("/originals/{uuid:pk}/appearances", response=list[shapes.AppearanceOut], **needs(Scope.MEDIA_READ))
def appearances(request: ApiRequest, pk: UUID) -> list[shapes.AppearanceOut]:
    """Who is in it, and where. Who somebody is, a person says at the desk."""
    return [shapes.appearance(one) for one in _original(request, pk).appearances.all()]


@router.post("/originals/{uuid:pk}/caption", response=list[shapes.CaptionFound], **needs(Scope.PATIENTS_READ))
def caption(request: ApiRequest, pk: UUID, told: shapes.NewCaption) -> list[shapes.CaptionFound]:
    """What a caption gives away, against what is known of those shown and in general. Nothing is kept of it. Who may
    ask could guess a birth date from the answers, so it takes what reading patients takes."""
    people = asking.everybody(_original(request, pk))
    known = tuple(seen.person.known for seen in people if seen.person.known)
    return [
        shapes.CaptionFound(
            identifier=one.identifier.value, start=one.start, end=one.end, about=one.about, sure=one.confidence > DOUBT
        )
        for one in of_a_caption(told.caption, known)
    ]
