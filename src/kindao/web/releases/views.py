"""From a permitted use to the public: where it goes and when, how it gets there, where it is seen, the calendar."""

from datetime import date
from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kindao import clock
from kindao.engine.errors import KindaoError
from kindao.engine.vocabulary import Destination
from kindao.page.wording import DESTINATION, PURPOSE
from kindao.web.cases.said import refusal
from kindao.web.cases.views import DESK, SAFE, sent
from kindao.web.clinics.access import fresh_required, is_fresh, role_required
from kindao.web.clinics.middleware import DeskRequest
from kindao.web.clinics.models import Role
from kindao.web.releases import actions, handing, outgoing, seeing
from kindao.web.releases.actions import NotTheirs
from kindao.web.releases.connectors import installed
from kindao.web.releases.forms import MoveForm, NotPostedForm, OrderForm, PostForm, WhereForm
from kindao.web.releases.models import Account, CopyState, Release, Stage
from kindao.web.releases.saying import written_down
from kindao.web.review.models import Use

READS = (*DESK, Role.AUDITOR)
PAGE = 30
QUICK, SLOW, PEOPLES = "2", "5", "60"  # seconds between two looks of a page: it is sent, comes down, people are at it
SHOWN = (*seeing.SHOWN, seeing.VANISHED, seeing.NOT_TO_BE_POSTED)
MOVING = (Stage.SENDING, Stage.COMING_DOWN)


@role_required(*READS)
@require_http_methods(SAFE)
def releases(request: DeskRequest) -> HttpResponse:
    """What is out, goes out, and came down; for the officer what came back stands first."""
    by = request.membership
    words = {name: request.GET.get(name, "")[:40] for name in ("shown", "account", "destination")}
    known = list(Account.objects.of(by))
    if words["account"] not in {str(one.pk) for one in known}:
        words["account"] = ""
    rows = seeing.whole(seeing.listed(by, **words)).prefetch_related("findings", "takedowns")  # of what is in hands
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    officer = by.role == Role.OFFICER
    given = {
        "page": page,
        "filters": urlencode(words),
        "accounts": known,
        "shows": _shows(),
        "came_back": seeing.whole(seeing.came_back(by))[:20] if officer and words["shown"] != "came-back" else [],
        "unsure": seeing.whole(seeing.listed(by, shown="unsure"))[:20]
        if officer and words["shown"] != "unsure"
        else [],
        "named": by.role in DESK,
        "PURPOSE": PURPOSE,
        "DESTINATION": DESTINATION,
        **words,
    }
    return render(request, "releases/releases.html", given)


def _shows() -> list[tuple[str, str]]:
    said = {
        "live": _("Out"),
        "scheduled": _("Waits for its time"),
        "by-hand": _("A person posts it"),
        seeing.NOT_TO_BE_POSTED: _("Downloaded, and must not be posted"),
        "unsure": _("It is not known whether it is out"),
        "coming-down": _("Being taken down"),
        "came-back": _("It came back"),
        seeing.VANISHED: _("Not seen there any more, and nobody ordered it"),
        "gone": _("Gone, seen from outside"),
        "ended": _("Taken down as far as it can be"),
        "refused": _("Did not go out"),
        "cancelled": _("Called off"),
    }
    return [(name, said[name]) for name in said if name in SHOWN]


@role_required(*READS)
@require_http_methods(SAFE)
def calendar(request: DeskRequest) -> HttpResponse:
    """A month: on which day what goes out, went out and comes down."""
    first = _month(request.GET.get("month", ""))
    before = date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)
    after = date(first.year + (first.month == 12), first.month % 12 + 1, 1)
    days = seeing.month(request.membership, first)
    given = {
        "first": first,
        "before": before if before.year >= 2000 else None,
        "after": after if after.year <= 2100 else None,
        "days": days,
        "any": any(day.entries for day in days if day.here),
        "DESTINATION": DESTINATION,
        "PURPOSE": PURPOSE,
    }
    return render(request, "releases/calendar.html", given)


def _month(written: str) -> date:
    """The first day of a month that is written 2026-11; of this one for whatever else."""
    try:
        year, month = written.split("-")
        first = date(int(year), int(month), 1)
    except ValueError:
        return clock.today().replace(day=1)
    return first if 2000 <= first.year <= 2100 else clock.today().replace(day=1)


def _use(request: DeskRequest, pk: UUID) -> Use:
    rows = Use.objects.of(request.membership).select_related("patient", "original", "clinic")
    return get_object_or_404(rows, pk=pk)


@role_required(*DESK)
@require_http_methods([*SAFE, "POST"])
@fresh_required
def post(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Choose where a permitted copy goes, and when. The law is asked again at that moment."""
    use = _use(request, pk)
    copy = seeing.copy_of(use)
    if copy is None:
        if use.is_kept:
            raise Http404
        messages.error(request, _("This is not permitted just now. The way to yes stands here."))
        return redirect("review:use", use.pk)
    form = PostForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            account = get_object_or_404(Account.objects.of(request.membership), pk=form.cleaned_data["account"])
            made = actions.release(request.membership, use, account, at=form.moment, nonce=form.cleaned_data["nonce"])
            return redirect("releases:release", made.pk)
        except KindaoError as error:
            form.add_error(None, refusal(error))
    ways = seeing.ways(request.membership, use, copy)
    free = [one for one in ways if one.why is None]
    chosen = str(form["account"].value() or (free[0].account.pk if len(free) == 1 else ""))
    given = {
        "use": use,
        "copy": copy,
        "alternative": outgoing.alternative(use.caption),
        "form": form,
        "ways": ways,
        "free": free,
        "chosen": chosen,
        "at": form["when"].value() == PostForm.AT,
        "often": actions.waits_for_terms(use),
        "can_by_hand": Destination(use.destination) in installed()["manual"].destinations,
        "runs_accounts": request.membership.role == Role.OFFICER,
        "PURPOSE": PURPOSE,
        "DESTINATION": DESTINATION,
    }
    return render(request, "releases/post.html", given, status=422 if request.method == "POST" else 200)


@role_required(*DESK)
@require_POST
def by_hand(request: DeskRequest, pk: UUID) -> HttpResponse:
    """One tap: whoever tapped posts it themselves. Where nothing is posted by hand yet, it can be from now on, and they
    take it down by hand."""
    use, by = _use(request, pk), request.membership
    try:
        made = actions.release_by_hand(by, use)
    except KindaoError as error:
        messages.error(request, refusal(error))
        return redirect("review:use", use.pk)
    return redirect("releases:release", made.pk)


def _release(request: DeskRequest, pk: UUID) -> Release:
    rows = Release.objects.of(request.membership).select_related(
        "account__deleter", "use__patient", "use__original", "asked_by", "not_posted_by", "fetched_by", "clinic"
    )
    return get_object_or_404(rows, pk=pk)


@role_required(*READS)
@require_http_methods(SAFE)
@fresh_required
def release(request: DeskRequest, pk: UUID) -> HttpResponse:
    """One release: what, where, when, under which permit, at which addresses, and what can be done about it."""
    return _page(request, _release(request, pk))


def _page(request: DeskRequest, found: Release, **forms: Any) -> HttpResponse:
    """forms: what was filled in wrong, by the name that the page has for it."""
    kind, role = installed().get(found.account.connector), request.membership.role
    permit = seeing.permit_of(found)
    copy = permit.copy if permit else seeing.copy_of(found.use)
    if copy is not None:
        copy.use = found.use  # not asked for again
    given: dict[str, Any] = _told(found) | {
        "use": found.use,
        "alternative": outgoing.alternative(found.caption),
        "permit": permit,
        "title": seeing.title_of(found.account),
        "revocability": kind.revocability if kind else None,
        "by_hand": bool(kind and kind.by_hand),
        "desk": role in DESK,
        "says_not_posted": actions.says_not_posted(request.membership, found),
        "officer": role == Role.OFFICER,
        "moving": found.stage in MOVING or (found.stage == Stage.SCHEDULED and found.due_at <= clock.now()),
        "copy": copy,
        "move": MoveForm(initial={"at": found.due_at}),
        "where": WhereForm(auto_id="where_%s"),
        "not_posted": NotPostedForm(auto_id="not_posted_%s"),
        "order": OrderForm(),
        "PURPOSE": PURPOSE,
        "DESTINATION": DESTINATION,
    }
    return render(request, "releases/release.html", given | forms, status=422 if forms else 200)


def _told(found: Release) -> dict[str, Any]:
    """What of a release may change while somebody looks."""
    copies = seeing.with_last_look(found)
    orders = list(found.takedowns.select_related("by"))
    return {
        "release": found,
        "copies": copies,
        "nowhere": found.stage == Stage.COMING_DOWN and not any(one.address for one, _ in copies),
        "orders": orders,
        "may_be_out": seeing.may_be_out(found),
        "may_have_been_moved": seeing.may_have_been_moved(found),
        "vanished": found.stage == Stage.OUT and Release.objects.filter(pk=found.pk).vanished().exists(),
        "order_now": next((one for one in orders if one.over_at is None), None),
    }


@role_required(*READS)
@require_http_methods(SAFE)
def progress(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Where it is now; X-Over when the page has to be loaded anew because the stage is another."""
    found = _release(request, pk)
    told = _told(found)
    answer = render(request, "releases/progress.html", told)
    if request.GET.get("from") != found.stage:
        answer.headers["X-Over"] = "1"
    states = {one.state for one, _ in told["copies"]}
    people = CopyState.BY_HAND in states and states <= {CopyState.BY_HAND, CopyState.VERIFIED_GONE, CopyState.ANSWERED}
    slow = PEOPLES if people else SLOW
    answer.headers["X-Again"] = slow if found.stage == Stage.COMING_DOWN else QUICK
    return answer


@role_required(*DESK)
@require_POST
def call_off(request: DeskRequest, pk: UUID) -> HttpResponse:
    found = _release(request, pk)
    if actions.call_off(request.membership, found):
        messages.info(request, _("It was called off. Nothing goes out."))
    else:
        messages.error(request, _("It was too late to call it off. Have it taken down instead."))
    return redirect("releases:release", found.pk)


@role_required(*DESK)
@require_http_methods([*SAFE, "POST"])
def move(request: DeskRequest, pk: UUID) -> HttpResponse:
    found, form = _release(request, pk), MoveForm(request.POST)
    if request.method != "POST":  # the page that shows what was wrong has this address: it is loaded anew
        return redirect("releases:release", found.pk)
    if form.is_valid():
        try:
            actions.move_to(request.membership, found, form.cleaned_data["at"])
        except KindaoError as error:
            form.add_error(None, refusal(error))
        else:
            return redirect("releases:release", found.pk)
    if found.stage != Stage.SCHEDULED:  # the page has no such form any more
        messages.error(request, " ".join(str(one) for said in form.errors.values() for one in said))
        return redirect("releases:release", found.pk)
    return _page(request, found, move=form)


@role_required(*DESK)
@require_POST
def hand_out(request: DeskRequest, pk: UUID) -> HttpResponse:
    """The copy, once, for whoever posts it by hand; the permit is spent with it."""
    found = _release(request, pk)
    if not is_fresh(request):
        return redirect("releases:release", found.pk)
    try:
        return cast(HttpResponse, handing.download(request.membership, found))
    except KindaoError as error:
        messages.error(request, refusal(error))
        return redirect("releases:release", found.pk)


@role_required(*DESK)
@require_http_methods([*SAFE, "POST"])
def posted(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Where it was posted by hand, or is seen besides. Of what nobody knows whether it is out the officer tells."""
    found, form = _release(request, pk), WhereForm(request.POST, auto_id="where_%s")
    if request.method != "POST":  # the page that shows what was wrong has this address: it is loaded anew
        return redirect("releases:release", found.pk)
    if found.stage == Stage.UNSURE and request.membership.role != Role.OFFICER:
        raise Http404
    if form.is_valid():
        try:
            actions.posted(request.membership, found, form.places)
        except KindaoError as error:
            form.add_error(None, refusal(error))
        else:
            written_down(request, found)
            return redirect("releases:release", found.pk)
    return _page(request, found, where=form)


@role_required(*DESK)
@require_http_methods([*SAFE, "POST"])
def not_posted(request: DeskRequest, pk: UUID) -> HttpResponse:
    found, form = _release(request, pk), NotPostedForm(request.POST, auto_id="not_posted_%s")
    if request.method != "POST":  # the page that shows what was wrong has this address: it is loaded anew
        return redirect("releases:release", found.pk)
    if found.stage in actions.OFFICERS_WORD and request.membership.role != Role.OFFICER:
        raise Http404
    if form.is_valid():
        try:
            actions.never_posted(request.membership, found, reason=form.cleaned_data["reason"])
        except KindaoError as error:
            has_form = found.stage in (Stage.BY_HAND, *actions.OFFICERS_WORD) and not isinstance(error, NotTheirs)
            if not has_form:  # another has said meanwhile what became of it, or it is not theirs to say
                messages.error(request, refusal(error))
                return redirect("releases:release", found.pk)
            form.add_error(None, refusal(error))
        else:
            return redirect("releases:release", found.pk)
    return _page(request, found, not_posted=form)
