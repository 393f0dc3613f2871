"""Consents on the desk: entered from paper, confirmed by a second person, withdrawn when the patient says so."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kindao.engine.errors import KindaoError
from kindao.engine.policy.consent import load_consent
from kindao.page.consent import told
from kindao.web.cases.models import Patient
from kindao.web.cases.said import language, refusal
from kindao.web.cases.views import DESK, SAFE, file_of, sent
from kindao.web.clinics.access import fresh_required, role_required
from kindao.web.clinics.middleware import DeskRequest
from kindao.web.clinics.models import Role
from kindao.web.consent import actions
from kindao.web.consent.forms import EnterForm
from kindao.web.consent.models import Consent, Evidence, State, Who


@role_required(*DESK)
@require_http_methods([*SAFE, "POST"])
def enter(request: DeskRequest, pk: UUID) -> HttpResponse:
    patient = get_object_or_404(Patient.objects.of(request.membership), pk=pk)
    form = EnterForm(sent(request), request.FILES, patient=patient)
    if request.method == "POST" and form.is_valid():
        scan = form.cleaned_data["scan"]
        try:
            consent = actions.enter(
                request.membership,
                patient,
                load_consent(form.cleaned_data["file"].read()),
                scan=scan.read() if scan else None,
                supersedes=form.cleaned_data["supersedes"],
            )
            return redirect("consent:consent", consent.pk)
        except KindaoError as error:
            form.add_error("file", refusal(error))
    status = 422 if request.method == "POST" else 200
    return render(request, "consent/enter.html", {"form": form, "patient": patient}, status=status)


@role_required(*DESK)
@require_http_methods(SAFE)
def consent(request: DeskRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(
        Consent.objects.of(request.membership).select_related("patient", "other", "entered_by", "confirmed_by"), pk=pk
    )
    scopes = list(found.scopes.all())
    given = {
        "consent": found,
        "subject": found.subject,
        "told": told(load_consent(found.record), language()),
        "scopes": scopes,
        "events": found.events.select_related("by", "scope"),
        "evidence": found.evidence.select_related("file"),
        "waits": any(scope.state == State.REQUESTED for scope in scopes),
        "stands": any(scope.state in (State.REQUESTED, State.DEFERRED, State.GIVEN) for scope in scopes),
        "mine": found.entered_by_id == request.user.pk,
    }
    return render(request, "consent/consent.html", given)


@role_required(*DESK)
@require_POST
def confirm(request: DeskRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(Consent.objects.of(request.membership), pk=pk)
    actions.confirm(request.membership, found)
    messages.success(request, _("Confirmed: the consent counts from now on."))
    return redirect("consent:consent", pk)


@role_required(*DESK)
@require_POST
def withdraw(request: DeskRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(Consent.objects.of(request.membership), pk=pk)
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
