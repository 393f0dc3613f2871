"""Consents on the desk: entered from paper, confirmed by a second person, withdrawn when the patient says so."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kindao.engine.errors import KindaoError
from kindao.engine.policy.consent import Method, load_consent
from kindao.page.consent import told
from kindao.page.wording import DESTINATION, PURPOSE
from kindao.web.audit.models import AuditEvent
from kindao.web.cases.models import OtherPerson, Patient
from kindao.web.cases.said import language, refusal
from kindao.web.cases.views import DESK, SAFE, file_of, sent
from kindao.web.clinics.access import fresh_required, role_required
from kindao.web.clinics.middleware import DeskRequest
from kindao.web.clinics.models import Role
from kindao.web.consent import actions
from kindao.web.consent.forms import EnterForm
from kindao.web.consent.models import Consent, Evidence, State, Who
from kindao.web.consent.paper import Paper
from kindao.web.vault.models import StoredFile
from kindao.web.vault.views import LOOKED

PAGE = 50


@role_required(*DESK)
@require_http_methods([*SAFE, "POST"])
def enter(request: DeskRequest, pk: UUID) -> HttpResponse:
    """A consent file of a patient."""
    patient = get_object_or_404(Patient.objects.of(request.membership), pk=pk)
    return _enter(request, patient, reverse("cases:patient", args=[pk]))


@role_required(*DESK)
@require_http_methods([*SAFE, "POST"])
def enter_of_other(request: DeskRequest, pk: UUID) -> HttpResponse:
    """The same of somebody who is no patient."""
    other = get_object_or_404(OtherPerson.objects.of(request.membership), pk=pk)
    return _enter(request, other, reverse("cases:other", args=[pk]))


def _enter(request: DeskRequest, subject: Patient | OtherPerson, back: str) -> HttpResponse:
    form = EnterForm(sent(request), request.FILES if request.method == "POST" else None, subject=subject)
    if request.method == "POST" and form.is_valid():
        try:
            consent = actions.enter(
                request.membership,
                subject,
                load_consent(form.cleaned_data["file"].read()),
                scan=form.cleaned_data["scan"].read(),
                guardianship=form.cleaned_data.get("guardianship"),
                supersedes=form.cleaned_data["supersedes"],
            )
            return redirect("consent:consent", consent.pk)
        except KindaoError as error:
            form.add_error("file", refusal(error))
    status = 422 if request.method == "POST" else 200
    return render(request, "consent/enter.html", {"form": form, "subject": subject, "back": back}, status=status)


@role_required(*DESK)
@require_http_methods([*SAFE, "POST"])
def paper(request: DeskRequest, pk: UUID) -> HttpResponse:
    """What a patient, or who speaks for them, signed on paper, field by field."""
    patient = get_object_or_404(Patient.objects.of(request.membership), pk=pk)
    addresses = reverse("cases:patient", args=[pk]), reverse("consent:enter", args=[pk])
    return _paper(request, patient, *addresses)


@role_required(*DESK)
@require_http_methods([*SAFE, "POST"])
def paper_of_other(request: DeskRequest, pk: UUID) -> HttpResponse:
    """The same of somebody who is no patient."""
    other = get_object_or_404(OtherPerson.objects.of(request.membership), pk=pk)
    addresses = reverse("cases:other", args=[pk]), reverse("consent:enter_of_other", args=[pk])
    return _paper(request, other, *addresses)


def _paper(request: DeskRequest, subject: Patient | OtherPerson, back: str, by_file: str) -> HttpResponse:
    entered = Paper.of(sent(request), request.FILES if request.method == "POST" else None, subject)
    if request.method == "POST" and entered.is_valid():
        told = entered.form.cleaned_data
        try:
            row = actions.enter(
                request.membership,
                subject,
                entered.consent(),
                scan=told["scan"].read(),
                guardianship=told.get("guardianship"),
                supersedes=told["supersedes"],
            )
            return redirect("consent:consent", row.pk)
        except KindaoError as error:
            entered.refused(error)
    given = {"paper": entered, "subject": subject, "back": back, "by_file": by_file}
    return render(request, "consent/paper.html", given, status=422 if request.method == "POST" else 200)


@role_required(*DESK)
@require_http_methods(SAFE)
def consent(request: DeskRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(
        Consent.objects.of(request.membership).select_related(
            "patient", "other", "guardianship", "entered_by", "confirmed_by"
        ),
        pk=pk,
    )
    number = f" ({found.patient.record_number})" if found.patient else ""
    giver = found.guardianship.name if found.guardianship else ""
    words = told(load_consent(found.record), language(), named=f"{found.subject.name}{number}", giver=giver)
    scopes, evidence = list(found.scopes.all()), list(found.evidence.select_related("file"))
    given = {
        "consent": found,
        "subject": found.subject,
        "told": words,
        "scopes": scopes,
        "events": found.events.select_related("by", "scope"),
        "evidence": evidence,
        "waits": any(scope.state == State.REQUESTED for scope in scopes),
        "call": found.method == Method.RECORDED_CALL,
        "stands": any(scope.state in (State.REQUESTED, State.GIVEN) for scope in scopes),
        "mine": found.entered_by_id == request.user.pk,
        "looked": _has_looked(request, found),
        "proven": any(one.file and one.file.erased_at is None for one in evidence),
        "PURPOSE": PURPOSE,
        "DESTINATION": DESTINATION,
    }
    return render(request, "consent/consent.html", given)


@role_required(*DESK)
@require_http_methods(SAFE)
def to_compare(request: DeskRequest) -> HttpResponse:
    """What was entered from paper and waits for a second person, the oldest first."""
    found = Consent.objects.of(request.membership).to_confirm().select_related("patient", "other", "entered_by")
    page = Paginator(found.order_by("entered_at", "pk"), PAGE).get_page(request.GET.get("page"))
    return render(request, "consent/to_compare.html", {"page": page})


def _has_looked(request: DeskRequest, consent: Consent) -> bool:
    """Whether they had every scan of it before their eyes, and there is one."""
    files = {one.file for one in consent.evidence.select_related("file") if one.file and not one.file.erased_at}
    seen = AuditEvent.objects.of(request.membership).filter(
        verb=LOOKED,
        kind=StoredFile._meta.label_lower,
        target__in=[str(file.pk) for file in files],
        actor=f"{request.user._meta.label_lower}:{request.user.pk}",
    )
    return bool(files) and seen.values("target").distinct().count() == len(files)


@role_required(*DESK)
@require_POST
def confirm(request: DeskRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(Consent.objects.of(request.membership), pk=pk)
    waits = found.entered_by_id != request.user.pk and found.scopes.filter(state=State.REQUESTED).exists()
    if waits and not _has_looked(request, found):
        said = _("Open the scan first, and compare every line with it.")
        if found.method == Method.RECORDED_CALL:
            said = _("Listen to the recording first, and compare every line with it.")
        messages.error(request, said)
        return redirect("consent:consent", pk)
    actions.confirm(request.membership, found)
    messages.success(request, _("Confirmed: the consent counts from now on."))
    return redirect("consent:consent", pk)


@role_required(*DESK)
@require_http_methods([*SAFE, "POST"])
def withdraw(request: DeskRequest, pk: UUID) -> HttpResponse:
    """GET asks staff once: what a patient said is in force at once and never taken back."""
    found = get_object_or_404(Consent.objects.of(request.membership).select_related("patient", "other"), pk=pk)
    if request.method != "POST":
        stands = found.scopes.filter(state__in=(State.REQUESTED, State.GIVEN))
        given = {"consent": found, "scopes": stands, "PURPOSE": PURPOSE, "DESTINATION": DESTINATION}
        return render(request, "consent/withdraw.html", given)
    actions.withdraw(found, who=Who.STAFF, by=request.user)
    messages.success(request, _("Withdrawn: nothing rests on this consent any more."))
    return redirect("consent:consent", pk)


@role_required(Role.OFFICER)
@require_POST
def invalidate(request: DeskRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(Consent.objects.of(request.membership), pk=pk)
    actions.invalidate(request.membership, found, reason="officer")
    return redirect("consent:consent", pk)


@role_required(*DESK)
@require_http_methods(SAFE)
@fresh_required
def evidence(request: DeskRequest, pk: UUID) -> HttpResponse:
    """The scan, to compare it with what was entered."""
    one = get_object_or_404(
        Evidence.objects.filter(consent__clinic=request.membership.clinic_id).select_related("file__key"),
        pk=pk,
        file__isnull=False,
    )
    assert one.file is not None
    return file_of(request, one.file)
