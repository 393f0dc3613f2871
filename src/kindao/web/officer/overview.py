"""The dashboard, and the rows behind each of its numbers. The auditor reads; only the officer answers."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from kindao.page.wording import DESTINATION, PURPOSE
from kindao.web.cases.said import said
from kindao.web.cases.views import SAFE
from kindao.web.clinics.access import fresh_required, role_required
from kindao.web.clinics.middleware import DeskRequest
from kindao.web.clinics.models import Membership, Role
from kindao.web.officer import actions, clocks, figures, waiting
from kindao.web.officer.plots import Bar, Bars, Line
from kindao.web.review import actions as review
from kindao.web.review.models import Decision, Use, UseState
from kindao.web.rights import reminding
from kindao.web.rights.models import RightsRequest

READS = (Role.OFFICER, Role.AUDITOR)
PAGE = 50
FEW = 5  # of the clocks and consents on the dashboard itself
TONE = {
    UseState.NEEDS_EYES: "indeterminate",
    UseState.REFUSED: "deny",
    UseState.PERMITTED: "permit",
}


@role_required(Role.OFFICER)
@require_POST
@fresh_required
def entered_again(request: DeskRequest) -> HttpResponse:
    """What was taken back since the backup is entered again: the gate opens."""
    review.entered_again(request.membership)
    messages.success(request, _("What waited for this is asked again now."))
    return redirect("officer:dashboard")


@role_required(*READS)
@require_http_methods(SAFE)
def dashboard(request: DeskRequest) -> HttpResponse:
    by = request.membership
    open_clocks = clocks.running(by)
    ending = figures.ending(by)
    answered = figures.answered(by)
    released = figures.released(by)
    given = {
        "days": figures.DAYS,
        "soon": figures.SOON,
        "states": _states(by),
        "queue_n": Use.objects.of(by).queue().count(),
        "waits": Use.objects.of(by).queue().first(),
        "no_law": clocks.no_law(by),
        "clocks": open_clocks.open[:FEW],
        "untold": open_clocks.untold,
        "late": open_clocks.late,
        "clocks_in_all": len(open_clocks.open) + open_clocks.untold,
        "requests_n": RightsRequest.objects.of(by).open().count(),
        "reminded": reminding.latest(by),
        "ending": ending.select_related("consent__patient")[:FEW],
        "ending_in_all": ending.count(),
        "because": _because(by),
        "released": released,
        "where": _where(released),
        "activity": _activity(by),
        "given_up": figures.given_up(by),
        "answered": answered,
        "middle": duration(answered.middle),
        "slow": duration(answered.slow),
        "waited": _waited(answered),
    }
    return render(request, "officer/dashboard.html", given)


def _states(by: Membership) -> Bars:
    counts = figures.by_state(by)
    bars = [
        Bar(str(state.label), counts.get(state, 0), _uses(state=str(state)), tone=TONE.get(state, ""))
        for state in UseState
        if counts.get(state)
    ]
    return Bars("states", _("Uses by state"), _told(bars), bars)


def _where(released: figures.Released) -> Bars:
    bars = [
        Bar(
            said(DESTINATION[place]).capitalize(),
            n,
            f"{reverse('releases:releases')}?{urlencode({'shown': 'live', 'destination': place.value})}",
            tone="permit",
        )
        for place, n in released.where
    ]
    return Bars("where", _("What is out, and where"), _told(bars), bars)


def _because(by: Membership) -> Bars:
    bars = [
        Bar(f"{said(one.cited)} · {one.rule}", one.uses, _uses(rule=one.rule), tone="deny")
        for one in figures.because(by)[:12]
    ]
    return Bars("because", _("Refusals by reason"), _told(bars), bars)


def _activity(by: Membership) -> Bars:
    bars = []
    for user, n in figures.activity(by):
        actor = f"{figures.ACTOR}{user.pk}" if user else "kindao"
        words = urlencode({"by": actor, "from": figures.since().date().isoformat()})
        bars.append(Bar(user.name if user else _("Kindao by itself"), n, f"{reverse('officer:events')}?{words}"))
    return Bars("activity", _("Who did how much"), _told(bars), bars)


def _waited(answered: figures.Answered) -> Line:
    points = [(date_format(day, "SHORT_DATE_FORMAT"), value) for day, value in answered.days]
    desc = _("Half of those asked on a day waited no longer than this, day by day; the longest wait is at the top.")
    return Line("waited", _("From asking to the first answer"), desc, points)


def _told(bars: list[Bar]) -> str:
    return "; ".join(f"{bar.label}: {bar.told}" for bar in bars)


def _uses(**words: str) -> str:
    return f"{reverse('officer:uses')}?{urlencode(words)}"


def duration(seconds: float | None) -> str:
    """In words, to the second below two minutes, to the minute below two hours."""
    if seconds is None:
        return "–"
    if seconds < 120:
        return ngettext("%(n)d second", "%(n)d seconds", round(seconds)) % {"n": round(seconds)}
    if seconds < 7200:
        return ngettext("%(n)d minute", "%(n)d minutes", round(seconds / 60)) % {"n": round(seconds / 60)}
    return ngettext("%(n)d hour", "%(n)d hours", round(seconds / 3600)) % {"n": round(seconds / 3600)}


@role_required(*READS)
@require_http_methods(SAFE)
def uses(request: DeskRequest) -> HttpResponse:
    """Uses behind a number: of a state, refused by a rule, answered in the last days."""
    by = request.membership
    state, rule = request.GET.get("state", ""), request.GET.get("rule", "")[:40]
    answered = request.GET.get("answered", "")
    found = figures.refused_for(by, rule) if rule else Use.objects.of(by)
    if state in UseState.values:
        found = found.filter(state=state)
    if answered:
        first = figures.since()
        found = found.filter(Exists(Decision.objects.filter(use=OuterRef("pk"), at__gte=first)), asked_at__gte=first)
    rows = found.select_related("patient", "asked_by", "original").order_by("-asked_at", "pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    given = {
        "page": page,
        "rows": waiting.told(list(page)),
        "filters": urlencode({"state": state, "rule": rule, "answered": answered}),
        "state": state,
        "states": UseState.choices,
        "rule": rule,
        "answered": answered,
        "PURPOSE": PURPOSE,
        "DESTINATION": DESTINATION,
        "officer": by.role == Role.OFFICER,
    }
    return render(request, "officer/uses.html", given)


@role_required(*READS)
@require_http_methods(SAFE)
def ending(request: DeskRequest) -> HttpResponse:
    """Consents that end soon."""
    rows = figures.ending(request.membership).select_related("consent__patient", "consent__other")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    given = {
        "page": page,
        "soon": figures.SOON,
        "PURPOSE": PURPOSE,
        "officer": request.membership.role == Role.OFFICER,
    }
    return render(request, "officer/ending.html", given)


@role_required(*READS)
@require_http_methods(SAFE)
def open_clocks(request: DeskRequest) -> HttpResponse:
    return _clocks(request)


def _clocks(request: DeskRequest, wrong: str = "") -> HttpResponse:
    found = clocks.running(request.membership)
    given: dict[str, Any] = {
        "no_law": clocks.no_law(request.membership),
        "clocks": found.open,
        "untold": found.untold,
        "officer": request.membership.role == Role.OFFICER,
        "wrong": wrong,
    }
    return render(request, "officer/clocks.html", given, status=422 if wrong else 200)


@role_required(Role.OFFICER)
@require_POST
def clock_done(request: DeskRequest) -> HttpResponse:
    """An officer says that the duty of one clock is done."""
    clock_id, event = request.POST.get("clock", ""), request.POST.get("event", "")
    known = {(one.id, one.event) for one in clocks.running(request.membership).open}
    if (clock_id, event) in known:  # another's, or one that is done by now: nothing to do
        reason = request.POST.get("reason", "")
        if not reason.strip():
            return _clocks(request, _("Say in a sentence what was done."))
        actions.done(request.membership, clock_id=clock_id, event=event, reason=reason)
        messages.success(request, _("Kept: this is done."))
    return redirect("officer:clocks")
