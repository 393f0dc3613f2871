"""Requests of patients, and of others in pictures, before the officer: the list, one page each with its clocks, and
what may be done."""

from collections.abc import Sequence
from datetime import date, datetime, time
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kindao.engine.errors import BadInput, KindaoError
from kindao.engine.policy.consent import VIETNAM
from kindao.engine.policy.deadlines import Unit
from kindao.engine.vocabulary import Words
from kindao.web.cases.models import CaptureSession, OtherPerson, Patient
from kindao.web.cases.said import refusal
from kindao.web.cases.speaking import for_themselves, may_speak
from kindao.web.cases.views import DESK, SAFE, sent
from kindao.web.clinics.access import fresh_required, role_required
from kindao.web.clinics.middleware import DeskRequest
from kindao.web.clinics.models import Role
from kindao.web.door import links
from kindao.web.door.models import Purpose
from kindao.web.rights import actions, clocks, out
from kindao.web.rights.clocks import Term
from kindao.web.rights.forms import EnterForm
from kindao.web.rights.keeping import KEPT
from kindao.web.rights.models import Kind, Reminder, RightsRequest
from kindao.web.rights.running import Told, open_of, told
from kindao.web.rights.words import steps

PAGE = 50


@role_required(Role.OFFICER)
@require_http_methods(SAFE)
def requests(request: DeskRequest) -> HttpResponse:
    """What runs, the most urgent first; then what was answered."""
    closed = RightsRequest.objects.of(request.membership).exclude(closed_at=None).select_related("patient", "other")
    page = Paginator(closed.order_by("-closed_at"), PAGE).get_page(request.GET.get("page"))
    given = {"rows": open_of(request.membership), "page": page}
    return render(request, "rights/requests.html", given)


def _found(request: DeskRequest, pk: UUID) -> RightsRequest:
    rows = RightsRequest.objects.of(request.membership)
    return get_object_or_404(rows.select_related("patient", "other", "clinic", "entered_by", "consent"), pk=pk)


@role_required(Role.OFFICER)
@require_http_methods(SAFE)
def request_page(request: DeskRequest, pk: UUID) -> HttpResponse:
    return _page(request, _found(request, pk))


def _page(request: DeskRequest, found: RightsRequest, wrong: str = "", again: str = "") -> HttpResponse:
    """again: where they say who they are before anything is done."""
    one: Told = told([found])[0]
    last = CaptureSession.objects.filter(patient=found.patient_id).order_by("-at").values_list("at", flat=True).first()
    given: dict[str, Any] = {
        "one": one,
        "found": found,
        "todo": steps(found),
        "law": list({term.running.clock.todo for term in one.terms if not term.over}),
        "events": found.events.select_related("by", "request"),
        "reminders": _reminders(found, one.terms),
        "extendable": not found.closed and clocks.can_extend(one.terms),
        "refusable": found.right.kind not in clocks.NEVER_REFUSED,
        "kept": KEPT.values() if found.patient_id else (),
        "coming": list(out.on_its_way_down(found.person).select_related("use"))
        if found.right.kind in clocks.TAKES_DOWN | {clocks.Kind.DELETE}
        else [],
        "elsewhere": list(actions.elsewhere(found.person).select_related("patient"))
        if found.kind == Kind.DELETE
        else [],
        "anew": found.kind == Kind.DELETE and not found.closed and not found.holds,
        "last": last.astimezone(VIETNAM).date() if last else None,
        "wrong": wrong,
        "again": again,
        "said": request.POST,
    }
    return render(request, "rights/request.html", given, status=422 if wrong or again else 200)


def _who_again(request: DeskRequest, address: str, pk: UUID) -> HttpResponse:
    """Nothing is done, and nothing that was typed is lost."""
    return _page(request, _found(request, pk), again=address)


@role_required(Role.OFFICER)
@require_POST
@partial(fresh_required, shown_again=_who_again)
def act(request: DeskRequest, pk: UUID) -> HttpResponse:
    """One of what an officer may do: `do` says which."""
    found = _found(request, pk)
    try:
        _act(request, found)
    except KindaoError as error:
        found.refresh_from_db()
        return _page(request, found, refusal(error))
    messages.success(request, _("Kept. The person sees it on their page."))
    return redirect("rights:request", found.pk)


def _act(request: DeskRequest, found: RightsRequest) -> None:
    by, said = request.membership, request.POST
    answer = said.get("answer", "")
    match said.get("do", ""):
        case "acknowledge":
            actions.acknowledge(by, found)
        case "begin":
            others = said.get("third_party", "") == "yes"
            why = said.get("third_party_why", "").strip()
            if others and not why:
                raise BadInput("say who else must act, and why", hint="The patient reads it with the longer term")
            actions.begin(by, found, third_party=why if others else "")
        case "extend":
            actions.extend(by, found, why=said.get("why", ""), told=said.get("told", ""))
        case "done":
            actions.done(by, found, answer=answer)
        case "erase":
            if said.get("sure") != "on":
                raise BadInput("erasing can't be undone", hint="Tick the box that says that you checked it")
            actions.erase(by, found, answer=answer)
        case "refuse":
            ground = said.get("ground", "")
            keeping = actions.keeping_of("" if ground == "another" else ground)
            day = _day(said.get("treated_until", "")) if keeping else None
            actions.refuse(
                by, found, article=said.get("article", ""), answer=answer, keeping=keeping, treated_until=day
            )
        case _:
            raise BadInput("nothing was chosen", hint="Open the page again")


def _day(written: str) -> date | None:
    try:
        return parse_date(written)
    except ValueError:
        return None


@role_required(*DESK)
@require_http_methods([*SAFE, "POST"])
def enter(request: DeskRequest, pk: UUID) -> HttpResponse:
    """A request that came by paper, phone or word of mouth: whoever takes it writes it down."""
    patient = get_object_or_404(Patient.objects.of(request.membership).select_related("clinic"), pk=pk)
    return _enter(request, patient, reverse("cases:patient", args=[pk]))


@role_required(*DESK)
@require_http_methods([*SAFE, "POST"])
def enter_of_other(request: DeskRequest, pk: UUID) -> HttpResponse:
    """The same of somebody who is no patient."""
    other = get_object_or_404(OtherPerson.objects.of(request.membership).select_related("clinic"), pk=pk)
    return _enter(request, other, reverse("cases:other", args=[pk]))


def _enter(request: DeskRequest, person: Patient | OtherPerson, back: str) -> HttpResponse:
    form = EnterForm(person, sent(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.enter(
                request.membership,
                person,
                Kind(said["kind"]),
                received_at=_moment(said["received_on"]),
                guardianship=form.guardianship,
                words=said["words"],
            )
        except KindaoError as error:
            form.add_error(None, refusal(error))
        else:
            messages.success(request, _("Written down. Its clock runs, and the privacy officer sees it."))
            if request.membership.role == Role.OFFICER:
                return redirect("rights:request", made.pk)
            return redirect(back)
    status = 422 if request.method == "POST" else 200
    return render(request, "rights/enter.html", {"form": form, "person": person, "back": back}, status=status)


@role_required(*DESK)
@require_http_methods([*SAFE, "POST"])
def own_link(request: DeskRequest, pk: UUID) -> HttpResponse:
    """A link to a patient's own page, for them or for who speaks for them: shown once, with its QR code, or sent to
    their own phone or e-mail."""
    patient = get_object_or_404(Patient.objects.of(request.membership).select_related("clinic"), pk=pk)
    return _own_link(request, patient, reverse("cases:patient", args=[pk]))


@role_required(*DESK)
@require_http_methods([*SAFE, "POST"])
def own_link_of_other(request: DeskRequest, pk: UUID) -> HttpResponse:
    """The same of somebody who is no patient."""
    other = get_object_or_404(OtherPerson.objects.of(request.membership).select_related("clinic"), pk=pk)
    return _own_link(request, other, reverse("cases:other", args=[pk]))


def _own_link(request: DeskRequest, person: Patient | OtherPerson, back: str) -> HttpResponse:
    speak = may_speak(person) if isinstance(person, Patient) else []
    given: dict[str, Any] = {"person": person, "speak": speak, "back": back}
    given["themselves"] = for_themselves(person) and (isinstance(person, OtherPerson) or person.alive)
    if request.method == "POST":
        whom = request.POST.get("whom", "")
        guardianship = next((one for one in speak if str(one.pk) == whom), None)
        if whom and guardianship is None:
            raise Http404
        try:
            with transaction.atomic():
                made = links.make(request.membership, person, purpose=Purpose.OWN, guardianship=guardianship)
                if request.POST.get("how") == "send":
                    links.send(made, by=request.membership)
                    given["sent"] = True
        except KindaoError as error:
            given["wrong"] = refusal(error)
        else:
            given |= {"made": made, "qr": links.qr(made.address)}
    status = 422 if given.get("wrong") else 200
    return render(request, "rights/own_link.html", given, status=status)


def _reminders(found: RightsRequest, terms: Sequence[Term]) -> list[tuple[Reminder, Words | None, bool]]:
    """Each with the words of its term, None where the law has none of it any more, and whether it tells a share: what
    is to be done at once has none."""
    words = {term.id: term.running.clock.words for term in terms}
    at_once = {term.id for term in terms if term.running.clock.unit is Unit.AT_ONCE}
    return [(one, words.get(one.clock), one.clock not in at_once) for one in found.reminders.all()]


def _moment(day: date) -> datetime:
    """When a day is all that is known: its beginning, which serves the person."""
    return datetime.combine(day, time(), VIETNAM)
