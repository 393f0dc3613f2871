"""Patients and what is captured of them: the doctor's and marketer's pages."""

from io import BytesIO
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kindao import clock
from kindao.engine.errors import BadInput, KindaoError, Unreadable
from kindao.engine.media.first_frame import first_frame
from kindao.engine.media.opening import open_picture
from kindao.engine.policy.consent import GiverRole, Relation
from kindao.engine.policy.facts import Capacity
from kindao.engine.vocabulary import CareRecording
from kindao.page.consent import RELATION
from kindao.page.shots import LONG_SIDE, jpeg
from kindao.page.wording import DESTINATION, PURPOSE
from kindao.web import audit
from kindao.web.cases import actions, contacts, speaking
from kindao.web.cases.contacts import Reached
from kindao.web.cases.forms import CaptureForm, CorrectOtherForm, GuardianForm, OtherPersonForm, PatientForm
from kindao.web.cases.models import CaptureSession, Guardianship, Original, OtherPerson, Patient, Upload
from kindao.web.cases.said import refusal
from kindao.web.clinics.access import fresh_required, role_required
from kindao.web.clinics.middleware import DeskRequest
from kindao.web.clinics.models import Role
from kindao.web.vault import store
from kindao.web.vault.models import StoredFile
from kindao.web.vault.views import HEADERS, LOOKED, SHOWN, serve

PAGE = 50
SIDE_BY_SIDE, SMALL = 24, 320  # pictures on one page; pixels of the long side of each
PART = actions.PART_AT_MOST // 2  # bytes of a part of an upload
DESK = (Role.DOCTOR, Role.MARKETER, Role.OFFICER)
"""Who asks what may be posted, and who answers for it."""
SAFE = ["GET", "HEAD"]


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: also to nothing, when nothing was filled in."""
    return request.POST if request.method == "POST" else None


def searched(request: HttpRequest) -> tuple[str, str]:
    """The words, and which page of what they find. Words come by POST: a name has no place in an address, which
    browsers keep and proxies log."""
    asked = request.POST if request.method == "POST" else request.GET
    return request.POST.get("q", "").strip()[:100], asked.get("page", "")


@role_required(*DESK)
@require_http_methods([*SAFE, "POST"])
def patients(request: DeskRequest) -> HttpResponse:
    words, number = searched(request)
    found = Patient.objects.of(request.membership)
    if words:
        found = found.like(words)
    page = Paginator(found.in_order(), PAGE).get_page(number)
    return render(request, "cases/patients.html", {"page": page, "q": words})


@role_required(*DESK)
@require_http_methods([*SAFE, "POST"])
def new_patient(request: DeskRequest) -> HttpResponse:
    start = {"alive": True, "capacity": Capacity.FULL.value}
    form = PatientForm(sent(request), initial=start, role=Role(request.membership.role))
    if request.method == "POST" and form.is_valid():
        try:
            patient = actions.add_patient(request.membership, **_told(form))
            return redirect("cases:patient", patient.pk)
        except KindaoError as error:
            form.add_error(None, refusal(error))
    return _form(request, form, {"title": _("A new patient")})


@role_required(*DESK)
@require_http_methods([*SAFE, "POST"])
def edit_patient(request: DeskRequest, pk: UUID) -> HttpResponse:
    patient = get_object_or_404(Patient.objects.of(request.membership), pk=pk)
    role = Role(request.membership.role)
    form = PatientForm(sent(request), instance=patient, role=role)
    title = {"title": _("Correct what is known of the patient")}
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                row = Patient.objects.of(request.membership).select_for_update(of=("self",), no_key=True).get(pk=pk)
                if outdated := form.outdated(row):
                    given = {"form": PatientForm(instance=row, role=role), "outdated": outdated}
                    return render(request, "cases/form.html", title | given | {"entered": form.entered()}, status=409)
                if changed := {name: value for name, value in _told(form).items() if name in form.changed_data}:
                    actions.change_patient(request.membership, row, **changed)
            return redirect("cases:patient", pk)
        except KindaoError as error:
            form.add_error(None, refusal(error))
    return _form(request, form, title)


def _told(form: PatientForm) -> dict[str, Any]:
    told = form.fields_of()
    return told | ({"capacity": Capacity(told["capacity"])} if "capacity" in told else {})


def _form(request: HttpRequest, form: Any, more: dict[str, Any]) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    return render(request, "cases/form.html", {"form": form} | more, status=status)


@role_required(*DESK)
@require_http_methods(SAFE)
def patient(request: DeskRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(Patient.objects.of(request.membership).select_related("key"), pk=pk)
    given = {
        "patient": found,
        "requests": _requests(found),
        "originals": found.originals.kept().select_related("session")[:200],
        "guardianships": found.guardianships.order_by("-began_at"),  # those that have ended, too
        "contacts": _contacts(request, found, *found.guardianships.standing()),
        "consents": found.consents.select_related("guardianship").prefetch_related("scopes")[:200],  # of the app above
        "RELATION": RELATION,
        "PURPOSE": PURPOSE,
        "DESTINATION": DESTINATION,
    }
    return render(request, "cases/patient.html", given)


def _requests(patient: Patient) -> list[Any]:
    """For whose sake nothing of the patient goes out: of the app above, by its relation. Whoever goes on photographing
    should know."""
    return list(patient.rights_requests.holding())


def _contacts(request: DeskRequest, *reached: Reached) -> list[dict[str, Any]]:
    """By what each is reached, and whether whoever looks may stand by it."""
    shown = []
    for one in reached:
        if not (one.phone or one.email):
            continue
        there = contacts.entered(one)
        shown.append(
            {
                "whom": one.pk,
                "name": one.name,
                "said": " · ".join(filter(None, [one.phone, one.email])),
                "entered": there,
                "may_vouch": not there.vouched and there.by != request.user.pk,
            }
        )
    return shown


@role_required(*DESK)
@require_POST
def vouch(request: DeskRequest, pk: UUID) -> HttpResponse:
    """A second person stands by the number of a patient, of who speaks for them, or of somebody else in pictures."""
    patient = Patient.objects.of(request.membership).filter(pk=pk).first()
    guardian = Guardianship.objects.of(request.membership).filter(pk=pk).first()
    reached = patient or guardian or get_object_or_404(OtherPerson.objects.of(request.membership), pk=pk)
    try:
        actions.vouch(request.membership, reached)
        messages.success(request, _("Kept: you stand by this number."))
    except KindaoError as error:
        messages.error(request, refusal(error))
    if isinstance(reached, OtherPerson):
        return redirect("cases:other", reached.pk)
    return redirect("cases:patient", reached.patient_id if isinstance(reached, Guardianship) else reached.pk)


@role_required(*DESK)
@require_http_methods([*SAFE, "POST"])
def guardians(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Who speaks for a patient, who once did, and a form for another."""
    found = get_object_or_404(Patient.objects.of(request.membership), pk=pk)
    form = GuardianForm(sent(request))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data | {"relation": Relation(form.cleaned_data["relation"])}
        try:
            actions.add_guardian(request.membership, found, **told)
            return redirect("cases:guardians", found.pk)
        except KindaoError as error:
            form.add_error(None, refusal(error))
    given = {
        "patient": found,
        "form": form,
        "guardianships": found.guardianships.order_by("-ended_at", "name")[:100],
        "somebody": speaking.needed(found) != {GiverRole.SELF} or found.birth_date is None,
        "RELATION": RELATION,
    }
    return render(request, "cases/guardians.html", given, status=422 if request.method == "POST" else 200)


@role_required(*DESK)
@require_POST
def confirm_guardian(request: DeskRequest, pk: UUID) -> HttpResponse:
    """A second person has seen what proves it."""
    found = get_object_or_404(Guardianship.objects.of(request.membership), pk=pk)
    try:
        actions.confirm_guardian(request.membership, found)
        messages.success(request, _("Kept: you have seen the proof, too."))
    except KindaoError as error:
        messages.error(request, refusal(error))
    return redirect("cases:guardians", found.patient_id)


@role_required(*DESK)
@require_POST
def end_guardianship(request: DeskRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(Guardianship.objects.of(request.membership), pk=pk)
    try:
        actions.end_guardianship(request.membership, found)
    except KindaoError as error:
        messages.error(request, refusal(error))
    return redirect("cases:guardians", found.patient_id)


@role_required(*DESK)
@require_http_methods([*SAFE, "POST"])
def others(request: DeskRequest) -> HttpResponse:
    """People in pictures who are no patients."""
    words, number = searched(request)
    found = OtherPerson.objects.of(request.membership)
    if words:
        found = found.like(words)
    page = Paginator(found.in_order(), PAGE).get_page(number)
    return render(request, "cases/others.html", {"page": page, "q": words})


@role_required(*DESK)
@require_http_methods([*SAFE, "POST"])
def new_other(request: DeskRequest) -> HttpResponse:
    form = OtherPersonForm(sent(request))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data | {"kind": OtherPerson.Kind(form.cleaned_data["kind"])}
        try:
            return redirect("cases:other", actions.add_other_person(request.membership, **told).pk)
        except KindaoError as error:
            form.add_error(None, refusal(error))
    return _form(request, form, {"title": _("Somebody who is no patient")})


@role_required(*DESK)
@require_http_methods([*SAFE, "POST"])
def edit_other(request: DeskRequest, pk: UUID) -> HttpResponse:
    person = get_object_or_404(OtherPerson.objects.of(request.membership), pk=pk)
    there = {name: getattr(person, name) for name in actions.OTHERS_CHANGEABLE}
    form = CorrectOtherForm(sent(request), initial=there)
    if request.method == "POST" and form.is_valid():
        told = {name: value for name, value in form.cleaned_data.items() if value != there[name]}
        try:
            if told:
                actions.change_other_person(request.membership, person, **told)
            return redirect("cases:other", pk)
        except KindaoError as error:
            form.add_error(None, refusal(error))
    return _form(request, form, {"title": _("Correct what is known of this person")})


@role_required(*DESK)
@require_http_methods(SAFE)
def other(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Somebody who is no patient, with their own consents."""
    found = get_object_or_404(OtherPerson.objects.of(request.membership).select_related("key"), pk=pk)
    consents = found.consents.prefetch_related("scopes")[:200]  # of the app above, by its relation
    given = {"other": found, "consents": consents, "contacts": _contacts(request, found)}
    return render(request, "cases/other.html", given)


@role_required(*DESK)
@require_http_methods([*SAFE, "POST"])
def capture(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Take or choose pictures. A script that asks for JSON gets the session, and sends the files in parts."""
    found = get_object_or_404(Patient.objects.of(request.membership), pk=pk)
    form = CaptureForm(sent(request))
    if request.method == "POST" and form.is_valid():
        files = request.FILES.getlist("files")
        scripted = request.headers.get("Accept", "").startswith("application/json")
        if not files and not scripted:
            form.add_error(None, _too_large() if getattr(request, "too_large", False) else _("Choose a file first."))
        else:
            told = form.cleaned_data | {"care_recording": CareRecording(form.cleaned_data["care_recording"] or "")}
            session = actions.begin_session(request.membership, found, **told)
            if scripted:
                return JsonResponse({"uploads": reverse("cases:begin_upload", args=[session.pk])}, status=201)
            return _taken(request, session, files)
    status = 422 if request.method == "POST" else 200
    given = {"form": form, "patient": found, "part": PART, "requests": _requests(found)}
    return render(request, "cases/capture.html", given, status=status)


def _too_large() -> str:
    return _("These files are too large to be sent this way. Send fewer at once, or let the page run its script.")


def numbered(sentence: str, number: int, of: int) -> str:
    """Which of several files it is about, by its place: a name has no place in a session."""
    return sentence if of == 1 else _("File %(n)d of %(of)d: %(why)s") % {"n": number, "of": of, "why": sentence}


def _taken(request: DeskRequest, session: CaptureSession, files: list[Any]) -> HttpResponse:
    taken, wrong, began = [], list[str](), clock.now()
    for number, file in enumerate(files, 1):
        try:
            taken.append(
                actions.take_in(request.membership, session, BytesIO(file.read()), received=Original.Received.UPLOAD)
            )
        except KindaoError as error:
            wrong.append(numbered(refusal(error), number, len(files)))
    if not taken:
        form = CaptureForm(request.POST)
        form.full_clean()
        for sentence in dict.fromkeys(wrong):
            form.add_error(None, sentence)
        given = {"form": form, "patient": session.patient, "part": PART, "requests": _requests(session.patient)}
        return render(request, "cases/capture.html", given, status=422)
    for sentence in wrong:
        messages.error(request, sentence)
    if len({one.pk for one in taken}) < len(taken) or any(one.received_at < began for one in taken):
        messages.info(request, _("What was sent twice, or was in the vault already, is one."))
    if len(taken) == 1 and not wrong:
        return redirect("review:original", taken[0].pk)
    return redirect("cases:patient", session.patient_id)


@role_required(*DESK)
@require_POST
def begin_upload(request: DeskRequest, pk: UUID) -> JsonResponse:
    session = get_object_or_404(CaptureSession.objects.of(request.membership), pk=pk)
    try:
        size = int(request.POST.get("size", ""))
    except ValueError:
        size = 0
    first = request.POST.get("first", "")
    there = actions.begun_before(request.membership, session, size=size, first=first) if first else None
    if there is not None:
        return _begun(there)
    received = Original.Received.CAMERA if request.POST.get("camera") else Original.Received.UPLOAD
    upload = actions.begin_upload(request.membership, session, size=size, received=received)
    return _begun(upload)


def _begun(upload: Upload) -> JsonResponse:
    """come: bytes that are there, where the same file was on its way before."""
    address = reverse("cases:upload", args=[upload.pk])
    return JsonResponse({"upload": address, "part": PART, "come": actions.come(upload)}, status=201)


@role_required(*DESK)
@require_http_methods(["GET", "PUT", "POST", "DELETE"])
def upload(request: DeskRequest, pk: UUID) -> JsonResponse:
    """GET: how much has come. PUT: the next part, Content-Range: bytes FIRST-LAST/SIZE. POST: that was all.
    DELETE: it is not wanted any more."""
    found = get_object_or_404(Upload.objects.of(request.membership), pk=pk)
    if request.method == "PUT":
        start, size = _range(request.headers.get("Content-Range", ""))
        data = request.read(min(size, actions.PART_AT_MOST) + 1)
        if len(data) != size:
            raise BadInput("this part does not follow the last one", hint="Ask how much has come, and go on from there")
        come = actions.add_part(request.membership, found, start, data)
        return JsonResponse({"come": come, "size": found.size})
    if request.method == "POST":
        original = actions.finish_upload(request.membership, found)
        known = original.received_at < found.began_at
        return JsonResponse({"original": reverse("review:original", args=[original.pk]), "known": known}, status=201)
    if request.method == "DELETE":
        actions.give_up_upload(found)
    return JsonResponse({"come": actions.come(found), "size": found.size, "ended": bool(found.ended_at)})


def _range(header: str) -> tuple[int, int]:
    """(start, size) of "bytes 0-99/1000"."""
    import re

    found = re.fullmatch(r"bytes ([0-9]{1,15})-([0-9]{1,15})/[0-9]{1,15}", header)
    if not found or int(found[2]) < int(found[1]):
        raise BadInput("this part does not follow the last one", hint="Ask how much has come, and go on from there")
    return int(found[1]), int(found[2]) - int(found[1]) + 1


def file_of(request: DeskRequest, file: StoredFile) -> HttpResponse:
    """A file of the vault, found by a queryset that knows who asks."""
    return cast(HttpResponse, serve(request, file))


@role_required(*DESK)
@require_http_methods(SAFE)
@fresh_required
def picture(request: DeskRequest, pk: UUID) -> HttpResponse:
    """The original itself, to whoever may see it; that they did is in the audit. What a browser cannot show is shown
    as a small JPEG."""
    original = get_object_or_404(Original.objects.of(request.membership).select_related("file__key"), pk=pk)
    if original.kind != Original.Kind.PICTURE or original.file.media_type in SHOWN:
        return file_of(request, original.file)
    return _drawn(request, original, LONG_SIDE)


def _drawn(request: DeskRequest, original: Original, side: int) -> HttpResponse:
    """A small JPEG of a picture, or of how a film begins, made anew; that it was looked at is in the audit. Of a film
    that can't be shown so there is none: why not, its inspection says."""
    if original.kind == Original.Kind.FILM:
        try:
            with store.open(original.file) as film:
                pixels = first_frame(film)
        except Unreadable as error:
            raise Http404 from error
    else:
        pixels = open_picture(store.read(original.file)).frames[0].pixels
    small = jpeg(pixels, side)
    audit.record(LOOKED, original.file, by=request.user, clinic=original.clinic)
    return HttpResponse(small, content_type="image/jpeg", headers=HEADERS)


@role_required(*DESK)
@require_http_methods(SAFE)
@fresh_required
def pictures(request: DeskRequest, pk: UUID) -> HttpResponse:
    """A patient's pictures side by side, to find one among many."""
    found = get_object_or_404(Patient.objects.of(request.membership), pk=pk)
    page = Paginator(found.originals.kept().select_related("session"), SIDE_BY_SIDE).get_page(request.GET.get("page"))
    return render(request, "cases/pictures.html", {"patient": found, "page": page})


@role_required(*DESK)
@require_http_methods(SAFE)
@fresh_required
def small(request: DeskRequest, pk: UUID) -> HttpResponse:
    """A picture, or how a film begins, as small as it stands among others."""
    rows = Original.objects.of(request.membership).kept().exclude(kind=Original.Kind.RECORDING)
    return _drawn(request, get_object_or_404(rows.select_related("file__key"), pk=pk), SMALL)
