"""Staff's pages: ask, see what became of it, hand over a link."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kindao.engine.errors import KindaoError
from kindao.page.wording import DESTINATION, PURPOSE
from kindao.web.asking import flags, putting, resting
from kindao.web.asking.forms import HourForm, PutForm
from kindao.web.asking.models import Ask, HourCorrection, Question
from kindao.web.asking.vouching import shared, unvouched
from kindao.web.asking.words import PLACE
from kindao.web.cases.said import refusal
from kindao.web.cases.views import DESK, SAFE, sent
from kindao.web.clinics.access import role_required
from kindao.web.clinics.middleware import DeskRequest
from kindao.web.consent.models import State
from kindao.web.door import links
from kindao.web.door.access import address_of
from kindao.web.door.links import Made
from kindao.web.door.models import Link
from kindao.web.door.models import Purpose as LinkPurpose
from kindao.web.door.reaching import contacts
from kindao.web.review.models import Use, UseState


@role_required(*DESK)
@require_http_methods([*SAFE, "POST"])
def put(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Ask the patient about one use."""
    rows = Use.objects.of(request.membership).select_related("patient", "original", "clinic")
    use = get_object_or_404(rows, pk=pk)
    if use.state == UseState.LAPSED:
        messages.error(request, _("This is over: nobody can be asked about it any more. Ask anew."))
        return redirect("review:use", use.pk)
    form = PutForm(sent(request), use=use)
    if request.method == "POST" and form.is_valid():
        try:
            question = putting.put(
                request.membership,
                use,
                form.terms(),
                speaks=form.cleaned_data.get("speaks"),
                others=form.cleaned_data.get("others") or (),
                address=address_of(request),
            )
            return redirect("asking:question", question.pk)
        except KindaoError as error:
            form.add_error(None, refusal(error))
    given = {
        "use": use,
        "form": form,
        "questions": use.questions.order_by("-created_at")[:10],
        "PURPOSE": PURPOSE,
        "DESTINATION": DESTINATION,
    }
    return render(request, "asking/put.html", given, status=422 if request.method == "POST" else 200)


def _question(request: DeskRequest, pk: UUID) -> Question:
    rows = Question.objects.of(request.membership).select_related("use__patient", "use__original", "copy", "clinic")
    return get_object_or_404(rows, pk=pk)


@role_required(*DESK)
@require_http_methods(SAFE)
def question(request: DeskRequest, pk: UUID) -> HttpResponse:
    return _page(request, _question(request, pk))


def _page(request: DeskRequest, found: Question, made: Made | None = None, status: int = 200) -> HttpResponse:
    asks = []
    for ask in found.asks.select_related("patient", "other", "guardianship"):
        scopes = ask.scopes()
        ways = contacts(ask.guardianship or ask.person)
        asks.append(
            {
                "ask": ask,
                "name": ask.guardianship.name if ask.guardianship else ask.person.name,
                "contact": ways[0] if ways else None,
                "answers": [(PLACE[place], State(scope.state).label) for place, scope in scopes.items()],
                "pending": bool(ask.asked()),
                "spared": [PLACE[place] for place in ask.pending() if place in ask.spared()],
                "link": Link.objects.filter(purpose=LinkPurpose.ASK, target=ask.pk).standing().first(),
                "failed": ask_failed(ask),
                "unvouched": unvouched(ask.guardianship or ask.person, found.asked_by),
                "shared": bool(shared(ask)),
                "lowered": found.shows(ask.person).value != found.identifiability,
            }
        )
    given: dict[str, Any] = {
        "question": found,
        "use": found.use,
        "asks": asks,
        "made": made,
        "qr": links.qr(made.address) if made else "",
        "console": settings.CODES[0] == "console",
        "places": [PLACE[one] for one in found.places],
        "two_person": found.clinic.two_person,
        "rests": resting.rests_until(found.use.patient_id),
        **_hours(request, found),
        "fits": putting.fits(found),
        "newer": found.use.questions.filter(created_at__gt=found.created_at, ended_at=None).first(),
        "PURPOSE": PURPOSE,
    }
    return render(request, "asking/question.html", given, status=status)


def _hours(request: DeskRequest, found: Question) -> dict[str, Any]:
    """The hours that keep anybody from asking, each with a form, and corrections that wait for a second person."""
    waiting = HourCorrection.objects.of(request.membership).filter(patient=found.use.patient_id, seen_at=None)
    standing = resting.coming(found.use.patient_id)
    return {
        "hours": [
            (hour, HourForm(initial={"wrong": hour.isoformat()}, auto_id=f"hour-{n}-%s"))
            for n, hour in enumerate(standing)
        ],
        "corrections": [one for one in waiting.select_related("by") if one.wrong in standing],
    }


@role_required(*DESK)
@require_POST
def correct_hour(request: DeskRequest, pk: UUID) -> HttpResponse:
    """The hour of an operation was mistyped."""
    found, form = _question(request, pk), HourForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Nothing was corrected: say when it is in truth, and why the hour was wrong."))
        return redirect("asking:question", pk)
    told = form.cleaned_data
    try:
        wrong = resting.named(found.use.patient_id, told["wrong"])
        flags.correct_hour(request.membership, found.use.patient, wrong, told["right"], why=told["why"])
        messages.success(request, _("Kept. The hour that was named before goes when a colleague has confirmed it."))
    except KindaoError as error:
        messages.error(request, refusal(error))
    return redirect("asking:question", pk)


@role_required(*DESK)
@require_POST
def confirm_hour(request: DeskRequest, pk: UUID, correction: UUID) -> HttpResponse:
    """A colleague says so, too."""
    found = _question(request, pk)
    rows = HourCorrection.objects.of(request.membership).filter(patient=found.use.patient_id)
    try:
        resting.confirm(request.membership, get_object_or_404(rows, pk=correction))
        messages.success(request, _("Kept: that hour no longer counts."))
    except KindaoError as error:
        messages.error(request, refusal(error))
    return redirect("asking:question", pk)


def ask_failed(ask: Ask) -> bool:
    """Whether the last thing sent to them could not be."""
    link = Link.objects.filter(purpose=LinkPurpose.ASK, target=ask.pk).order_by("-made_at").first()
    last = link.messages.order_by("-made_at").first() if link else None
    return bool(last and last.state == "failed")


@role_required(*DESK)
@require_http_methods(SAFE)
def progress(request: DeskRequest, pk: UUID) -> HttpResponse:
    """How far the copy is; X-Over when it is over."""
    found = _question(request, pk)
    answer = render(request, "review/progress.html", {"work": found})
    if found.over:
        answer.headers["X-Over"] = "1"
    return answer


def _ask(request: DeskRequest, pk: UUID) -> Ask:
    return get_object_or_404(Ask.objects.of(request.membership).select_related("question"), pk=pk)


@role_required(*DESK)
@require_POST
def link(request: DeskRequest, pk: UUID) -> HttpResponse:
    """A new link, as QR code and address: shown this one time, in the answer itself."""
    ask = _ask(request, pk)
    try:
        made = putting.make_link(request.membership, ask, address=address_of(request))
    except KindaoError as error:
        messages.error(request, refusal(error))
        return redirect("asking:question", ask.question_id)
    return _page(request, _question(request, ask.question_id), made)


@role_required(*DESK)
@require_POST
def send(request: DeskRequest, pk: UUID) -> HttpResponse:
    """A new link, to their own phone or e-mail: nobody here sees it."""
    ask = _ask(request, pk)
    try:
        with transaction.atomic():  # where no more is sent, the link that they have goes on
            made = putting.make_link(request.membership, ask, address=address_of(request))
            links.send(made, by=request.membership)
        messages.success(request, _("The link is on its way. They answer on their own phone, when they like."))
    except KindaoError as error:
        messages.error(request, refusal(error))
    return redirect("asking:question", ask.question_id)


@role_required(*DESK)
@require_POST
def give_up(request: DeskRequest, pk: UUID) -> HttpResponse:
    putting.give_up(request.membership, _question(request, pk))
    messages.info(request, _("Nobody is asked about this any more. What was answered stays."))
    return redirect("asking:question", pk)


@role_required(*DESK)
@require_POST
def try_again(request: DeskRequest, pk: UUID) -> HttpResponse:
    try:
        putting.try_again(request.membership, _question(request, pk))
    except KindaoError as error:
        messages.error(request, refusal(error))
    return redirect("asking:question", pk)
