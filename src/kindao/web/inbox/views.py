"""The page on which files wait for their patient, and the address to which a phone shares them."""

from collections.abc import Callable
from functools import wraps
from io import BytesIO
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from kindao.engine.errors import KindaoError
from kindao.engine.media.opening import open_picture
from kindao.engine.vocabulary import CareRecording
from kindao.page.shots import jpeg
from kindao.web import audit
from kindao.web.cases.models import Original, Patient
from kindao.web.cases.said import refusal
from kindao.web.cases.views import DESK, SAFE, file_of, numbered, sent
from kindao.web.clinics.access import fresh_required, role_required
from kindao.web.clinics.middleware import DeskRequest
from kindao.web.inbox import actions
from kindao.web.inbox.forms import BindForm
from kindao.web.inbox.models import Arrival
from kindao.web.vault import store
from kindao.web.vault.views import HEADERS, LOOKED, SHOWN

LISTED = 60
PATIENTS = 12
View = Callable[..., HttpResponse]


def from_the_phone(view: View) -> View:
    """For the address that the phone's share menu opens. It knows no token; but only the browser itself, told to by
    its user, sends Sec-Fetch-Site: none (Fetch Metadata, 2.3): no page anywhere can. All else needs the token."""
    guarded = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        shared = request.headers.get("Sec-Fetch-Site") == "none" and request.headers.get("Sec-Fetch-Mode") == "navigate"
        return (view if shared else guarded)(request, *args, **kwargs)

    return asked


@from_the_phone
@role_required(*DESK)
@require_http_methods([*SAFE, "POST"])
def share(request: DeskRequest) -> HttpResponse:
    """Keeps what was shared until somebody says whose it is, on the page to which this leads. Binds nothing."""
    if request.method != "POST":
        return redirect("inbox:inbox")
    words = "\n".join(filter(None, (request.POST.get(name, "").strip() for name in ("title", "text", "url"))))
    files = request.FILES.getlist("files")
    kept = 0
    for number, file in enumerate(files, 1):
        try:
            actions.arrive(
                request.membership.clinic,
                BytesIO(file.read()),
                by=request.membership,
                received=Original.Received.SHARE,
                words=words,
            )
            kept += 1
        except KindaoError as error:
            messages.error(request, numbered(refusal(error), number, len(files)))
    if getattr(request, "too_large", False):
        messages.error(request, _("Not all of it could be shared at once. Open Kindao and add large films there."))
    elif not files:
        messages.error(request, _("Nothing was shared. Choose pictures or films, then share once more."))
    if kept:
        messages.success(request, _("In the vault. Now say whose it is; until then nothing is done with it."))
    return redirect("inbox:inbox")


def _waiting(request: DeskRequest) -> Any:
    return Arrival.objects.seen_by(request.membership).waiting()


@role_required(*DESK)
@require_http_methods([*SAFE, "POST"])
@fresh_required
def inbox(request: DeskRequest) -> HttpResponse:
    """Say whose they are."""
    waiting, everybody = _waiting(request), Patient.objects.of(request.membership)
    finds = "find" in request.POST  # names come by POST: they have no place in an address
    form = BindForm(None if finds else sent(request), arrivals=waiting, patients=everybody)
    if request.method == "POST" and not finds and form.is_valid():
        told = dict(form.cleaned_data)
        arrivals, patient = list(told.pop("arrivals")), told.pop("patient")
        told["care_recording"] = CareRecording(told["care_recording"] or "")
        try:
            originals = actions.bind(request.membership, arrivals, patient, **told)
            if len(originals) == 1:
                return redirect("review:original", originals[0].pk)
            return redirect("cases:patient", patient.pk)
        except KindaoError as error:
            form.add_error(None, refusal(error))
    words = request.POST.get("q", "").strip()[:100]
    rows = list(waiting.select_related("words__key")[:LISTED])
    given = {
        "rows": rows,
        "more": waiting.count() - len(rows),
        "thrown": actions.thrown_away(request.membership).order_by("-gone_at")[:LISTED],
        "texts": {row.pk: store.read(row.words).decode() for row in rows if row.words},
        "q": words,
        "patients": everybody.like(words).in_order()[:PATIENTS] if words else [],
        "form": form,
        "ticked": request.POST.getlist("arrivals") or [str(row.pk) for row in rows if len(rows) == 1],
    }
    status = 422 if request.method == "POST" and not finds else 200
    return render(request, "inbox/inbox.html", given, status=status)


@role_required(*DESK)
@require_http_methods([*SAFE, "POST"])
@fresh_required
def throw_away(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Asks first, with the file to see: nobody else may have it."""
    arrival = get_object_or_404(Arrival.objects.seen_by(request.membership), pk=pk)
    if request.method != "POST" and arrival.original_id is None and arrival.gone_at is None:
        return render(request, "inbox/throw_away.html", {"one": arrival})
    if request.method == "POST" and actions.throw_away(request.membership, arrival):
        messages.success(
            request, _("It is thrown away, and is erased in a day. Until then it can be taken back, below.")
        )
    elif Arrival.objects.waiting().filter(pk=arrival.pk).exists():
        messages.info(request, _("Somebody is putting it into a record just now: it was not thrown away."))
    else:
        messages.info(request, _("Meanwhile it was put into a record or thrown away: it does not wait here any more."))
    return redirect("inbox:inbox")


@role_required(*DESK)
@require_POST
def take_back(request: DeskRequest, pk: UUID) -> HttpResponse:
    arrival = get_object_or_404(Arrival.objects.seen_by(request.membership), pk=pk)
    if actions.take_back(request.membership, arrival):
        messages.success(request, _("It waits again."))
    else:
        messages.error(request, _("It does not come back: it was erased, or put into a record."))
    return redirect("inbox:inbox")


@role_required(*DESK)
@require_POST
@fresh_required
def erase_now(request: DeskRequest, pk: UUID) -> HttpResponse:
    arrival = get_object_or_404(Arrival.objects.seen_by(request.membership), pk=pk)
    if actions.erase_now(request.membership, arrival):
        messages.success(request, _("It is erased."))
    else:
        messages.info(request, _("It was erased already, taken back, or put into a record."))
    return redirect("inbox:inbox")


@role_required(*DESK)
@require_http_methods(SAFE)
@fresh_required
def picture(request: DeskRequest, pk: UUID) -> HttpResponse:
    """The file, to see whose it is; that somebody looked is in the audit."""
    seen = actions.shown(request.membership)
    arrival = get_object_or_404(seen.select_related("file__key", "clinic"), pk=pk)
    if arrival.kind != Original.Kind.PICTURE or arrival.file.media_type in SHOWN:
        return file_of(request, arrival.file)
    small = jpeg(open_picture(store.read(arrival.file)).frames[0].pixels)
    audit.record(LOOKED, arrival.file, by=request.user, clinic=arrival.clinic)
    return HttpResponse(small, content_type="image/jpeg", headers=HEADERS)
