"""From a picture to an answer: what was found, what is asked, what the law says, and the way to yes."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kindao.engine.appearance import figures
from kindao.engine.detect.reading import DOUBT, of_a_caption
from kindao.engine.errors import BadInput, KindaoError
from kindao.engine.media.clip import open_clip
from kindao.engine.vocabulary import Destination, Party, Purpose, Trait
from kindao.page.heads import SIDE, encoded
from kindao.page.heads import heads as cut
from kindao.page.wording import DESTINATION, IDENTIFIER, PURPOSE
from kindao.web import audit
from kindao.web.cases import actions as cases
from kindao.web.cases import refiling
from kindao.web.cases.content import suffix_of
from kindao.web.cases.forms import WhoForm
from kindao.web.cases.models import Appearance, Original, OtherPerson
from kindao.web.cases.said import refusal, said
from kindao.web.cases.views import DESK, SAFE, file_of, sent
from kindao.web.clinics.access import fresh_required, role_required
from kindao.web.clinics.middleware import DeskRequest
from kindao.web.clinics.models import Role
from kindao.web.consent.models import Consent
from kindao.web.review import actions, asking, over, people, running, showing, sight, standing
from kindao.web.review import given_up as given_up_work
from kindao.web.review.forms import AgainForm, AskForm, RefileForm, preset
from kindao.web.review.looking import may_look
from kindao.web.review.models import Broken, Decision, Inspection, SafeCopy, Use, UseState, Work
from kindao.web.vault.views import HEADERS, LOOKED

PAGE = 30
OTHERS = 500  # people by name in one list


@role_required(*DESK)
@require_http_methods(SAFE)
def uses(request: DeskRequest) -> HttpResponse:
    """What was asked, the newest first."""
    found = Use.objects.of(request.membership).select_related("patient").order_by("-asked_at", "pk")
    state = request.GET.get("state", "")
    if state in UseState.values:
        found = found.filter(state=state)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    given = {"page": page, "state": state, "states": UseState.choices, "PURPOSE": PURPOSE, "DESTINATION": DESTINATION}
    return render(request, "review/uses.html", given)


def _original(request: DeskRequest, pk: UUID) -> Original:
    rows = Original.objects.of(request.membership).select_related("patient", "session", "file__key", "clinic")
    return get_object_or_404(rows, pk=pk)


@role_required(*DESK)
@require_http_methods([*SAFE, "POST"])
@fresh_required
def original(request: DeskRequest, pk: UUID) -> HttpResponse:
    """One original: what was found in it, who is in it, and the question what may be done with it."""
    found = _original(request, pk)
    form = AskForm(sent(request), initial={"body_area": preset(found.session.body_area)})
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("review:use", actions.asked_once(request.membership, found, **_asked(form)).pk)
        except KindaoError as error:
            form.add_error(None, refusal(error))
    return _shown(request, found, form, status=422 if request.method == "POST" else 200)


@role_required(Role.OFFICER)
@require_http_methods([*SAFE, "POST"])
@fresh_required
def refile(request: DeskRequest, pk: UUID) -> HttpResponse:
    """It is not that patient, it is that one."""
    found = _original(request, pk)
    form = RefileForm(sent(request), original=found, by=request.membership)
    if request.method != "POST":
        return redirect("review:original", found.pk)
    if form.is_valid():
        told = form.cleaned_data
        try:
            lies = refiling.refile(request.membership, found, told["wrong"], told["number"], reason=told["reason"])
        except KindaoError as error:
            form.add_error(None, refusal(error))
        else:
            messages.success(
                request,
                _("It is said to show this patient now. What was asked of it is over: ask anew what is to go out."),
            )
            _tell_of_copies_in_hands(request, [found.pk, lies.pk])
            return redirect("review:original", lies.pk)
    return _shown(
        request, found, AskForm(initial={"body_area": preset(found.session.body_area)}), refile=form, status=422
    )


def _tell_of_copies_in_hands(request: DeskRequest, originals: list[UUID]) -> None:
    """Each copy that somebody downloaded and must not post any more, with the way to its page."""
    for use in Use.objects.of(request.membership).filter(original__in=originals):
        for row in use.releases.not_to_be_posted().select_related("account", "fetched_by"):  # of the app above
            said = _("Somebody holds a copy of it that was downloaded to be posted: see that it is deleted.")
            page = reverse("releases:release", args=[row.pk])
            messages.warning(request, format_html('{} <a href="{}">{}</a>', said, page, row.account.called))


def _shown(
    request: DeskRequest, found: Original, form: AskForm, *, refile: RefileForm | None = None, status: int
) -> HttpResponse:
    if refile is None and request.membership.role == Role.OFFICER:
        refile = RefileForm(original=found, by=request.membership)
    inspection = Inspection.objects.filter(original=found).order_by("-created_at").first()
    seen = showing.of_inspection(inspection, found) if inspection and inspection.state == Work.State.DONE else None
    given = {
        "original": found,
        "form": form,
        "refile": refile,
        "refilings": found.refilings.select_related("wrong", "right", "by") if refile else (),
        "inspection": inspection,
        "found": seen,
        "people": people.everybody(found, seen, inspection),
        "side": SIDE,
        "roles": Appearance.As.choices,
        "others": OtherPerson.objects.of(request.membership).in_order()[:OTHERS],
        "uses": found.uses.order_by("-asked_at")[:20],
        "IDENTIFIER": IDENTIFIER,
        "PURPOSE": PURPOSE,
        "DESTINATION": DESTINATION,
    }
    return render(request, "review/original.html", given, status=status)


@role_required(*DESK)
@require_http_methods(SAFE)
@fresh_required
def heads(request: DeskRequest, pk: UUID) -> HttpResponse:
    """The heads of those in a film, one under the other in the order of their numbers: cut anew from the original, kept
    nowhere; that they were looked at is in the audit."""
    film = _original(request, pk)
    seen = Inspection.objects.filter(original=film, state=Work.State.DONE).order_by("-created_at").first()
    if film.kind != Original.Kind.FILM or seen is None or film.file.erased_at:
        raise Http404
    with running.workplace(uuid4()) as folder, running.medium(film, folder) as file:
        assert not isinstance(file, bytes)
        pixels = cut(open_clip(file), figures(sight.findings_of(seen.findings)))
    audit.record(LOOKED, film.file, by=request.user, clinic=film.clinic)
    return HttpResponse(encoded(pixels), content_type="image/jpeg", headers=HEADERS)


def _asked(form: AskForm) -> dict[str, Any]:
    told = form.cleaned_data
    return {
        "purpose": Purpose(told["purpose"]),
        "destination": Destination(told["destination"]),
        "body_area": told["body_area"],
        "caption": told["caption"],
        "on": told["on"],
        "traits": [Trait(one) for one in told["traits"]],
        "handed_to": [Party(one) for one in told["handed_to"]],
        "illustration": told["illustration"],
    }


@role_required(*DESK)
@require_http_methods(SAFE)
def progress(request: DeskRequest, pk: UUID) -> HttpResponse:
    """How far the inspection of an original is; X-Over when it is over."""
    inspection = Inspection.objects.of(request.membership).filter(original=pk).order_by("-created_at").first()
    if inspection is None:
        raise Http404
    return _progress(request, inspection)


def _progress(request: DeskRequest, work: Work) -> HttpResponse:
    answer = render(request, "review/progress.html", {"work": work})
    if work.over:
        answer.headers["X-Over"] = "1"
    return answer


@role_required(*DESK)
@require_http_methods(SAFE)
def boxes(request: DeskRequest, pk: UUID) -> JsonResponse:
    """Where what was found in a film is, as JSON: places and kinds alone."""
    rows = Inspection.objects.of(request.membership).filter(original=pk, original__kind=Original.Kind.FILM)
    inspection = rows.filter(state=Work.State.DONE).order_by("-created_at").first()
    if inspection is None:
        raise Http404
    return JsonResponse(showing.boxes_of_inspection(inspection))


@role_required(*DESK)
@require_http_methods(SAFE)
def use_boxes(request: DeskRequest, pk: UUID) -> JsonResponse:
    """The same, as the last decision about a use had it."""
    rows = Decision.objects.of(request.membership).filter(use=pk, use__original__kind=Original.Kind.FILM)
    decision = rows.order_by("-number").first()
    if decision is None:
        raise Http404
    return JsonResponse(showing.boxes_of_decision(decision))


@role_required(*DESK)
@require_POST
def who(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Say who somebody in an original is."""
    row = get_object_or_404(Appearance.objects.of(request.membership).select_related("original__patient"), pk=pk)
    form = WhoForm(request.POST, people=OtherPerson.objects.of(request.membership))
    if form.is_valid():
        other = form.cleaned_data["other"]
        role = Appearance.As(other.kind if other else form.cleaned_data["role"])
        patient = row.original.patient if role is Appearance.As.PATIENT else None
        try:
            cases.say_who(request.membership, row, role, patient=patient, other=other)
        except KindaoError as error:
            messages.error(request, refusal(error))
    return redirect("review:original", row.original_id)


@role_required(*DESK)
@require_POST
def caption(request: DeskRequest, pk: UUID) -> HttpResponse:
    """What a caption gives away or may give away, against what is known of those shown and in general: what the gate
    will see. Nothing is kept of it."""
    found = _original(request, pk)
    text = request.POST.get("caption", "")[: actions.LONGEST_CAPTION]
    known = tuple(seen.person.known for seen in asking.everybody(found) if seen.person.known)
    parts = of_a_caption(text, known)
    told = [
        {"words": said(IDENTIFIER[part.identifier]), "text": text[part.start : part.end], "theirs": bool(part.about)}
        for part in parts
        if part.confidence > DOUBT
    ]
    doubted = [text[part.start : part.end] for part in parts if part.confidence <= DOUBT]
    return render(request, "review/caption.html", {"told": told, "doubted": doubted, "text": text})


def _use(request: DeskRequest, pk: UUID) -> Use:
    rows = Use.objects.of(request.membership).select_related(
        "original__file__key", "original__session", "patient", "asked_by", "clinic"
    )
    return get_object_or_404(rows, pk=pk)


@role_required(*DESK)
@require_http_methods(SAFE)
@fresh_required
def use(request: DeskRequest, pk: UUID) -> HttpResponse:
    """The answer on one screen."""
    found = _use(request, pk)
    decision = found.decisions.select_related("copy__file").order_by("-number").first()
    check = found.checks.filter(stale=False).order_by("-created_at").first()
    given_up = bool(check and check.state == Work.State.DEAD)
    waits = found.state == UseState.INSPECTING or given_up  # an older answer counts no more
    copy = decision.copy if decision and decision.copy and decision.copy.gone_at is None else None
    if copy:
        copy.use = found
    if copy and (found.is_kept or not may_look(request.membership, copy, decided=copy.pk)):
        copy = None
    leaves = bool(decision and not waits and standing.may_leave(found, decision))
    given = {
        "use": found,
        "over": over.over(found),
        "decision": None if waits else decision,
        "shown": showing.of_decision(decision) if decision and not waits else None,
        "copy": copy,
        "check": check,
        "given_up": given_up,
        "leaves": leaves,
        "erased": found.original.file.erased_at,
        "held": bool(decision and decision.outcome != "permit" and not decision.decision and asking.held(found)),
        "not_today": found.state == UseState.PERMITTED and not found.is_kept and not leaves,
        "second_person": request.membership.role == Role.OFFICER and found.needs_another_than(request.user),
        "doubted": found.state == UseState.NEEDS_EYES and bool(decision and decision.outcome == "permit"),
        "refused_by_officer": found.confirmations.filter(says="no", decision=decision).first() if decision else None,
        "to_compare": _to_compare(found),
        "releases": found.releases.select_related("account", "fetched_by")[:20],  # of the app above, by its relation
        "again": AgainForm(initial={"body_area": found.body_area, "on": found.on}),
        "PURPOSE": PURPOSE,
        "DESTINATION": DESTINATION,
    }
    return render(request, "review/use.html", given)


def _to_compare(use: Use) -> list[Consent]:
    """Consents of those shown that were entered from paper, to this purpose and place and about this picture: a
    colleague has to compare them before they count."""
    shown = use.original.appearances
    patients = {use.patient_id, *shown.exclude(patient=None).values_list("patient", flat=True)}
    others = shown.exclude(other=None).values_list("other", flat=True)
    waiting = Consent.objects.filter(clinic=use.clinic_id).to_confirm()
    theirs = waiting.filter(Q(patient__in=patients) | Q(other__in=list(others))).select_related("patient", "other")
    return [one for one in theirs.prefetch_related("scopes") if _is_about(one, use)]


def _is_about(consent: Consent, use: Use) -> bool:
    for scope in consent.scopes.all():
        assets = consent.record["scopes"][scope.number].get("assets") or [use.original.digest]
        if scope.purpose == use.purpose and use.destination in scope.destinations and use.original.digest in assets:
            return True
    return False


@role_required(*DESK)
@require_http_methods(SAFE)
def use_progress(request: DeskRequest, pk: UUID) -> HttpResponse:
    found = _use(request, pk)
    check = found.checks.filter(stale=False).order_by("-created_at").first()
    if check is None:
        raise Http404
    return _progress(request, check)


@role_required(*DESK)
@require_POST
def change(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Hide more, or post other words: asked anew."""
    found = _use(request, pk)
    fields: dict[str, object] = {}
    if "hide_more" in request.POST:
        fields["body_area"] = ""
    if "caption" in request.POST:
        fields["caption"] = request.POST["caption"].strip()
    if "advert" in request.POST:
        fields |= {"purpose": Purpose.ADVERTISING.value}
    if "on" in request.POST:
        form = AgainForm(request.POST)
        if not form.is_valid():
            for wrong in (sentence for of_field in form.errors.values() for sentence in of_field):
                messages.error(request, str(wrong))
            return redirect("review:use", found.pk)
        fields |= form.cleaned_data
    try:
        if fields:
            actions.change(request.membership, found, **fields)
    except KindaoError as error:
        messages.error(request, refusal(error))
    return redirect("review:use", found.pk)


@role_required(*DESK)
@require_POST
def send_to_officer(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Whoever doubts has the officer look before anything goes out."""
    found = _use(request, pk)
    try:
        actions.send_to_officer(request.membership, found)
        messages.success(request, _("The privacy officer looks at it. Until then nothing may go out."))
    except BadInput as error:
        messages.error(request, refusal(error))
    return redirect("review:use", found.pk)


@role_required(*DESK)
@require_POST
def lapse(request: DeskRequest, pk: UUID) -> HttpResponse:
    found = _use(request, pk)
    actions.lapse(request.membership, found)
    if actions.is_out(found):
        messages.warning(
            request, _("It is over, but something of it is out: the privacy officer decides whether it comes down.")
        )
        return redirect("review:use", found.pk)
    messages.info(request, _("It is over. What was decided stays on record."))
    return redirect("review:uses")


@role_required(*DESK)
@require_http_methods(SAFE)
@fresh_required
def copy(request: DeskRequest, pk: UUID) -> HttpResponse:
    """A copy as it was made, to be looked at: permitted or held. Of what stays in the record there is none, and of what
    is not permitted any more none for anybody but the officer."""
    rows = SafeCopy.objects.of(request.membership).kept().select_related("file__key", "use")
    found = get_object_or_404(rows, pk=pk)
    if found.use.is_kept or not may_look(request.membership, found):
        raise Http404
    return file_of(request, found.file)


@role_required(*DESK)
@require_http_methods(SAFE)
@fresh_required
def safe_copy(request: DeskRequest, pk: UUID) -> HttpResponse:
    """The permitted copy of a use within medicine, to be saved; of a use that is not permitted today there is none.
    What is for the public leaves by a release."""
    found = _use(request, pk)
    copy = standing.copy_of(found)
    if copy is None:
        raise Http404
    if found.goes_public:
        return redirect("releases:post", found.pk)
    if request.method == "GET":
        actions.handed_out(request.membership, copy)
    answer = file_of(request, copy.file)
    name = f"kindao-{copy.digest[7:19]}{suffix_of(copy.file.media_type)}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@role_required(Role.OFFICER, Role.ADMIN, Role.AUDITOR)
@require_http_methods(SAFE)
def given_up(request: DeskRequest) -> HttpResponse:
    """Work that was given up after several attempts."""
    given = {
        "rows": given_up_work.rows(request.membership),
        "broken": [(one, given_up_work.BY_ITSELF.get(one.name, "")) for one in Broken.objects.all()],
    }
    return render(request, "review/given_up.html", given)


@role_required(Role.OFFICER, Role.ADMIN)
@require_POST
def try_again(request: DeskRequest, kind: str, pk: UUID) -> HttpResponse:
    if (found := given_up_work.KINDS.get(kind)) is None:
        raise Http404
    work = get_object_or_404(found.work.objects.of(request.membership), pk=pk)
    try:
        found.again(request.membership, work)
    except KindaoError as error:
        messages.error(request, refusal(error))
    return redirect("review:given_up")
