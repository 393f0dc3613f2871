"""What the officer does about releases: orders them down, sees that hands did their part, acts on what the law does not
permit any more. The auditor reads."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from kindao import clock
from kindao.engine.errors import KindaoError
from kindao.page.wording import DESTINATION, PURPOSE
from kindao.web.cases.models import Original
from kindao.web.cases.said import refusal
from kindao.web.cases.views import DESK, SAFE, file_of, sent
from kindao.web.clinics.access import fresh_required, role_required
from kindao.web.clinics.middleware import DeskRequest
from kindao.web.clinics.models import Membership, Role
from kindao.web.releases import actions, evidence, replaying, searching, seeing
from kindao.web.releases import unrecorded as writing_down
from kindao.web.releases.forms import DoneForm, OrderForm, UnrecordedForm
from kindao.web.releases.models import Account, Engine, PublicCopy, Release, ReplayFinding, SaidGone, SearchRequest, Why
from kindao.web.releases.saying import written_down
from kindao.web.review.models import Use

READS = (Role.OFFICER, Role.AUDITOR)


@role_required(Role.OFFICER)
@require_POST
def take_down(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Order it down, everywhere. A second order while one is carried out is that one."""
    found = get_object_or_404(Release.objects.of(request.membership), pk=pk)
    form = OrderForm(request.POST)
    why = Why(form.cleaned_data["why"]) if form.is_valid() else Why.OFFICER
    if actions.take_down(found, why, by=request.user):
        messages.success(request, _("It comes down now. It is gone once two looks from outside found nothing."))
    elif found.sent_at is not None:
        messages.info(request, _("Nothing of it is known to be out. Where it is seen all the same, say so here."))
    else:
        messages.info(request, _("It is not out: nothing had to be taken down."))
    return redirect("releases:release", found.pk)


@role_required(Role.OFFICER)
@require_http_methods([*SAFE, "POST"])
@fresh_required
def unrecorded(request: DeskRequest, pk: UUID) -> HttpResponse:
    """It is out, and no release knows of it. pk: of the use that it would be."""
    by = request.membership
    use = get_object_or_404(Use.objects.of(by).select_related("patient", "original", "clinic"), pk=pk)
    if use.is_kept:
        raise Http404
    ways = Account.objects.of(by).filter(destination=use.destination)
    form = UnrecordedForm(sent(request), accounts=ways)
    if request.method == "POST" and form.is_valid():
        try:
            made = writing_down.write_down(by, use, form.cleaned_data["account"], form.cleaned_data["address"])
        except KindaoError as error:
            form.add_error(None, refusal(error))
        else:
            written_down(request, made)
            return redirect("releases:release", made.pk)
    given = {
        "use": use,
        "form": form,
        "any": ways.exists(),
        "no": actions.would_be_denied(use),
        "back": use.clinic.restored_from,
        "PURPOSE": PURPOSE,
        "DESTINATION": DESTINATION,
    }
    return render(request, "releases/unrecorded.html", given, status=422 if request.method == "POST" else 200)


@role_required()
@require_http_methods(SAFE)
def by_hand(request: DeskRequest) -> HttpResponse:
    return _by_hand(request)


def _by_hand(request: DeskRequest, wrong: object = None, words: str = "", reason: str = "") -> HttpResponse:
    """wrong: the row whose form lacked something; reason: what was written into it."""
    by, now = request.membership, clock.now()
    late = bool(request.GET.get("late"))
    copies = [one for one in seeing.by_hand_of(by) if not late or (one.due_at is not None and one.due_at < now)]
    places = seeing.places_of(copies)
    searches = [] if late else [one for one in seeing.searches_of(by) if searching.addresses(one)]
    tasks = {one.release_id for one in copies}
    rows = seeing.whole(seeing.held_back(by)).prefetch_related("takedowns", "findings")
    held = [] if late else [one for one in rows if one.pk not in tasks]
    given: dict[str, Any] = {
        "held": held,
        "copies": [
            (one, one.due_at is not None and one.due_at < now, searching.may_do(by, one.person_id), places[one.pk])
            for one in copies
        ],
        "searches": [
            {
                "row": one,
                "late": one.due_at < now,
                "addresses": searching.addresses(one),
                "form": searching.FORM[Engine(one.engine)],
                "steps": searching.STEPS[Engine(one.engine)],
                "may": searching.may_do(by, one.person_id),
            }
            for one in searches
        ],
        "text": searching.TEXT,
        "late": late,
        "all": by.role in READS,
        "desk": by.role in DESK or by.role == Role.AUDITOR,
        "named": by.role in DESK,
        "accepts": evidence.ACCEPTS,
        "wrong": wrong,
        "words": words,
        "reason": reason,
        "answers": by.role == Role.OFFICER,
        "DESTINATION": DESTINATION,
        "PURPOSE": PURPOSE,
    }
    return render(request, "releases/by_hand.html", given, status=422 if words else 200)


@role_required()
@require_http_methods([*SAFE, "POST"])
def done(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Whoever was to take it down says that it is gone, with a picture that shows it."""
    copy = get_object_or_404(PublicCopy.objects.of(request.membership).select_related("release"), pk=pk)
    if not searching.may_do(request.membership, copy.person_id):
        raise Http404
    if request.method != "POST":  # the page that shows what was wrong has this address: it is loaded anew
        return redirect("releases:by_hand")
    form = DoneForm(request.POST, request.FILES)
    if not form.is_valid():
        (words, *_rest), *_others = form.errors.values()
        return _by_hand(request, copy.pk, str(words), form.data.get("reason", ""))
    told = form.cleaned_data
    try:
        evidence.taken_down(request.membership, copy, told["evidence"], told["reason"])
    except KindaoError as error:
        return _by_hand(request, copy.pk, refusal(error), told["reason"])
    messages.success(request, _("Kept. Kindao looks from outside whether it is gone."))
    return redirect("releases:by_hand")


@role_required()
@require_http_methods([*SAFE, "POST"])
def asked(request: DeskRequest, pk: UUID) -> HttpResponse:
    """A search engine was asked to forget."""
    row = get_object_or_404(SearchRequest.objects.of(request.membership), pk=pk)
    if not searching.may_do(request.membership, row.person_id):
        raise Http404
    if request.method != "POST":  # as above
        return redirect("releases:by_hand")
    try:
        searching.done(request.membership, row)
    except KindaoError as error:
        return _by_hand(request, row.pk, refusal(error))
    messages.success(request, _("Kept: the search engine was asked."))
    return redirect("releases:by_hand")


@role_required(*READS)
@require_http_methods(SAFE)
def evidence_file(request: DeskRequest, pk: UUID) -> HttpResponse:
    """pk: of the copy, or of a word about it that counts no more."""
    copies, key = PublicCopy.objects.of(request.membership), "evidence__key"
    row: PublicCopy | SaidGone | None = copies.select_related(key).filter(pk=pk).first()
    row = row or get_object_or_404(SaidGone.objects.filter(copy__in=copies).select_related(key), pk=pk)
    if row.evidence is None:
        raise Http404
    return file_of(request, row.evidence)


@role_required(*READS)
@require_http_methods(SAFE)
def replay(request: DeskRequest) -> HttpResponse:
    """What is out and would not be permitted today."""
    by = request.membership
    last = replaying.last(by.clinic)
    given = {
        "findings": _findings(by),
        "last": last,
        "old": replaying.is_old(by.clinic, last),
        "live": replaying.live(Release.objects.of(by)).count(),
        "officer": by.role == Role.OFFICER,
        "named": by.role in DESK,
        "PURPOSE": PURPOSE,
        "DESTINATION": DESTINATION,
    }
    return render(request, "releases/replay.html", given)


def _findings(by: Membership) -> list[ReplayFinding]:
    rows = (
        ReplayFinding.objects.of(by)
        .open()
        .select_related("release__account", "release__use__patient", "release__fetched_by", "decision")
    )
    return list(rows[:500])


@role_required(Role.OFFICER)
@require_POST
def replay_now(request: DeskRequest) -> HttpResponse:
    """Ask the law again about everything that is out. It changes nothing of what is out."""
    judged = replaying.replay(request.membership.clinic, by=request.user).judged
    told = ngettext("The law was asked about %(n)d release.", "The law was asked about %(n)d releases.", judged)
    messages.info(request, told % {"n": judged})
    return redirect("releases:replay")


@role_required(Role.OFFICER)
@require_POST
def replay_take_down(request: DeskRequest) -> HttpResponse:
    """Order down what was found: the one that is named, or all that the page showed."""
    asked = set(request.POST.getlist("finding"))
    count = 0
    with transaction.atomic():
        chosen = [one for one in _findings(request.membership) if str(one.pk) in asked]
        Original.objects.lock_resting_on(originals=[one.release.use.original_id for one in chosen])
        for one in chosen:
            why = Why.LAW if one.new_law else Why.OFFICER
            count += actions.take_down(one.release, why, by=request.user) is not None
    if count:
        told = ngettext("%(n)d release comes down now.", "%(n)d releases come down now.", count)
        messages.success(request, told % {"n": count})
    return redirect("releases:replay")
