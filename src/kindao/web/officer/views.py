"""The queue, and one use before the officer's eyes."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from kindao.engine.appearance import figures
from kindao.engine.errors import BadInput, KindaoError
from kindao.page.marks import Overlay, overlay
from kindao.page.wording import DESTINATION, IDENTIFIER, PURPOSE
from kindao.web.asking import flags
from kindao.web.cases import actions as cases
from kindao.web.cases.models import Original, OtherPerson
from kindao.web.cases.said import refusal
from kindao.web.cases.views import SAFE, file_of
from kindao.web.clinics.access import fresh_required, role_required
from kindao.web.clinics.middleware import DeskRequest
from kindao.web.clinics.models import Membership, Role
from kindao.web.clinics.typed import TURNED, one_line
from kindao.web.officer import actions, forms, seeing, strips, waiting
from kindao.web.officer.models import Mark, Strip
from kindao.web.releases.models import Takedown
from kindao.web.review import actions as review
from kindao.web.review import elsewhere, showing
from kindao.web.review.models import Decision, Use, UseState
from kindao.web.review.sight import verification_of

PAGE = 30


@role_required(Role.OFFICER)
@require_http_methods(SAFE)
def queue(request: DeskRequest) -> HttpResponse:
    """What waits, the oldest first."""
    page = Paginator(waiting.queue(request.membership), PAGE).get_page(request.GET.get("page"))
    uses = list(page)
    given = {
        "page": page,
        "rows": waiting.told(uses),
        "mine": waiting.not_theirs(request.membership, uses),
        "out": waiting.out(uses),
        "PURPOSE": PURPOSE,
        "DESTINATION": DESTINATION,
    }
    return render(request, "officer/queue.html", given)


def _use(request: DeskRequest, pk: UUID) -> Use:
    rows = Use.objects.of(request.membership).select_related(
        "original__file__key", "original__session", "original__patient", "patient", "asked_by", "clinic"
    )
    return get_object_or_404(rows, pk=pk)


@role_required(Role.OFFICER)
@require_http_methods(SAFE)
@fresh_required
def look(request: DeskRequest, pk: UUID) -> HttpResponse:
    """The picture or film, everybody in it, and the copy that waits."""
    return _looked(request, _use(request, pk))


def _looked(request: DeskRequest, use: Use, *, wrong: str = "") -> HttpResponse:
    decision = use.decisions.select_related("copy__file").order_by("-number").first()
    seen = seeing.sighting(use.original, decision)
    people = seeing.everybody(use.original, seen)
    given_up = use.checks.filter(stale=False).dead().exists()
    strip = _strip(use.original)
    if strip:
        people = [replace(one, top=(one.track - 1) * strip.cell) for one in people]
    marks = Mark.objects.filter(original=use.original).select_related("drawn_by", "ended_by")
    copy = decision.copy if decision and decision.copy and decision.copy.gone_at is None else None
    options = forms.options(request.membership, use.original, people)
    mine, stated = use.needs_another_than(request.user), use.illustration_by_id == request.user.pk
    voices = seeing.voices(use.original, seen) if use.original.kind != Original.Kind.PICTURE else []
    standing = [mark for mark in marks if mark.ended_at is None and mark.kind != Mark.Kind.PERSON]
    sent = request.POST
    last, keys = seeing.last_number(seen, people), [f"mark:{one.pk}" for one in standing]
    kept = forms.kept(sent, people, voices, keys, last=last, same=_same(request, use, seen))
    why = [*((one, ()) for one in flags.of_use(use)), *waiting.why(use, decision, given_up=given_up)]
    open_ = elsewhere.unsettled(use)
    if open_ and not any(words.en == open_.en for words, _ in why):
        why.append((open_, ()))  # also where the gate has a reason of its own
    given: dict[str, Any] = {
        "use": use,
        "decision": decision,
        "answered": decision.number if decision else 0,
        "shown": showing.of_decision(decision) if decision else None,
        "given_up": given_up,
        "why": why,
        "seen": seen,
        "people": kept.people,
        "drawn": kept.drawn,
        "boxes": kept.boxes,
        "options": options,
        "voices": kept.voices,
        "spoken": {"first": sent.get("spoken-from"), "last": sent.get("spoken-to"), "who": sent.get("spoken-who")},
        "another": {"name": sent.get("other-name") if wrong else "", "kind": sent.get("other-kind")},
        "speakers": forms.speakers(options),
        "others": seeing.others(seen) if use.original.kind == Original.Kind.PICTURE else None,
        "marks": [(mark, seeing.number_of(mark, seen)) for mark in standing],
        "last": last,
        "left": _left(decision, seen),
        "ended": [mark for mark in marks if mark.ended_at is not None],
        "kinds": Mark.Kind.choices,
        "strip": strip,
        "copy": copy,
        "waits": use.state == UseState.NEEDS_EYES,
        "edits": use.state in actions.OPEN or (use.state == UseState.INSPECTING and "boxes" in sent),
        "unnamed": any(one.who == "unknown" for one in people),
        "withdrawn": review.withdrawn(use),
        "releases": waiting.out([use])[use.pk],
        "mine": mine,
        "stated": stated,
        "alone": (mine or stated) and not _colleagues(request).exists(),
        "wrong": wrong,
        "said": sent.get("reason", ""),
        "confirmations": use.confirmations.select_related("by").order_by("-at"),
        "PURPOSE": PURPOSE,
        "DESTINATION": DESTINATION,
        "IDENTIFIER": IDENTIFIER,
    }
    return render(request, "officer/look.html", given, status=422 if wrong else 200)


def _colleagues(request: DeskRequest) -> QuerySet[Membership]:
    officers = Membership.objects.in_clinic(request.membership.clinic).filter(role=Role.OFFICER)
    return officers.exclude(user=request.user)


def _left(decision: Decision | None, seen: seeing.Sighting) -> Overlay:
    """What another look found in the copy of a picture, where it is."""
    looked = verification_of(decision.report.get("verification")) if decision else None
    return overlay(looked.residuals, seen.width, seen.height) if looked else Overlay()


def _strip(original: Original) -> Strip | None:
    """The frames beside a film's timeline. Without them the film itself is there to be looked at."""
    try:
        return strips.of(original) if original.kind == Original.Kind.FILM else None
    except KindaoError:
        return None


def _same(request: DeskRequest, use: Use, seen: seeing.Sighting) -> bool:
    """Whether a film's figures are those of the decision that the sender looked at: what names them is a number."""
    number = request.POST.get("answered", "")
    if request.method != "POST" or use.original.kind == Original.Kind.PICTURE:
        return True
    before = use.decisions.filter(number=number).first() if number.isdecimal() and len(number) < 9 else None
    return figures(seeing.sighting(use.original, before).findings) == figures(seen.findings)


def _sent(view: Callable[[DeskRequest, Use], HttpResponse]) -> Callable[[DeskRequest, UUID], HttpResponse]:
    """What the officer's page sends. Whoever loads a page again that was refused is given the officer's page."""

    @wraps(view)
    def asked(request: DeskRequest, pk: UUID) -> HttpResponse:
        use = _use(request, pk)
        return view(request, use) if request.method == "POST" else redirect("officer:look", use.pk)

    return require_http_methods([*SAFE, "POST"])(asked)


@role_required(Role.OFFICER)
@_sent
def say(request: DeskRequest, use: Use) -> HttpResponse:
    """Who everybody is, and where: kept, and the gate is asked again. It shows no original to whom it is sent late: of
    naming many nothing is lost after the quarter of an hour."""
    name = request.POST.get("other-name", "").strip()
    if name or "add" in request.POST:
        return _added(request, use, name)
    try:
        said = forms.read(request.membership, request.POST)
        changed = actions.say(request.membership, use, said, answered=_number(request))
    except KindaoError as error:
        use.refresh_from_db()
        return _looked(request, use, wrong=refusal(error))
    if changed:
        messages.success(request, _("Saved. The gate looks again with what you said."))
    else:
        messages.info(request, _("Nothing was different."))
    return redirect("officer:look", use.pk)


def _added(request: DeskRequest, use: Use, name: str) -> HttpResponse:
    """Somebody who works here, or a visitor, by name: to be chosen now, beside all that was chosen before."""
    kind = request.POST.get("other-kind", "")
    if kind not in OtherPerson.Kind.values or not 0 < len(name) <= 120:
        return _looked(request, use, wrong=_("A name is missing, or longer than 120 characters."))
    try:
        name = one_line(name)
    except ValueError:
        return _looked(request, use, wrong=str(TURNED))
    cases.add_other_person(request.membership, kind=OtherPerson.Kind(kind), name=name)
    messages.success(request, _("Added to the list: choose them, and save."))
    return _looked(request, use)


def _number(request: DeskRequest) -> int:
    try:
        return int(request.POST.get("answered", ""))
    except ValueError:
        raise BadInput("this does not wait for the officer any more", hint="Open the page again") from None


def _answered(request: DeskRequest, use: Use) -> Decision:
    """The decision that stood on the page: what else was asked or found since, the officer has not seen."""
    found = use.decisions.filter(number=_number(request)).select_related("copy").first()
    if found is None:
        raise BadInput("this does not wait for the officer any more", hint="Open the page again")
    return found


@role_required(Role.OFFICER)
@fresh_required
@_sent
def confirm(request: DeskRequest, use: Use) -> HttpResponse:
    try:
        review.confirm(request.membership, use, _answered(request, use), reason=request.POST.get("reason", ""))
    except KindaoError as error:
        return _looked(request, use, wrong=refusal(error))
    messages.success(request, _("You answer for this copy. The gate is asked once more with your word."))
    return redirect("officer:look", use.pk)


@role_required(Role.OFFICER)
@fresh_required
@_sent
def refuse(request: DeskRequest, use: Use) -> HttpResponse:
    try:
        review.refuse(request.membership, use, _answered(request, use), reason=request.POST.get("reason", ""))
    except KindaoError as error:
        return _looked(request, use, wrong=refusal(error))
    messages.success(request, _("Refused. Whoever asked reads your reason."))
    same = Use.objects.of_the_picture(use.original)
    if count := Takedown.objects.open().filter(release__use__in=same).count():
        told = ngettext("%(n)d release comes down now.", "%(n)d releases come down now.", count)
        messages.success(request, told % {"n": count})
    return redirect("officer:queue")


@role_required(Role.OFFICER)
@require_http_methods(SAFE)
@fresh_required
def strip(request: DeskRequest, pk: UUID) -> HttpResponse:
    """A film's figures, one frame each, one under the other."""
    rows = Original.objects.of(request.membership).select_related("file__key", "patient__key", "clinic")
    original = get_object_or_404(rows, pk=pk, kind=Original.Kind.FILM)
    return file_of(request, strips.of(original).file)
