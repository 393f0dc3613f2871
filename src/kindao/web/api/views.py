"""The administrator's pages about other systems: their tokens, and where they are told."""

from functools import partial
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kindao.engine.errors import KindaoError
from kindao.web.api import actions, exports, hooks
from kindao.web.api.forms import EndpointForm, TokenForm
from kindao.web.api.models import Delivery, Endpoint, Event, Token
from kindao.web.api.scopes import Scope
from kindao.web.cases.said import refusal
from kindao.web.clinics.access import fresh_required, role_required
from kindao.web.clinics.middleware import DeskRequest
from kindao.web.clinics.models import Role

LISTED = 200
fresh_or_listed = partial(fresh_required, back="/clinic/systems/")


@role_required(Role.ADMIN)
@require_http_methods(["GET", "HEAD"])
def tokens(request: DeskRequest) -> HttpResponse:
    return _tokens(request)


def _tokens(request: DeskRequest, status: int = 200, **more: object) -> HttpResponse:
    found = Token.objects.of(request.membership).select_related("user", "made_by")[:LISTED]
    given: dict[str, object] = {"tokens": found, "form": TokenForm(), "words": dict(Scope.choices)}
    return render(request, "api/tokens.html", given | more, status=status)


@role_required(Role.ADMIN)
@require_POST
@fresh_or_listed
def make_token(request: DeskRequest) -> HttpResponse:
    """Answers with the token at once: it is nowhere kept, so it can be shown this one time alone."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _tokens(request, 422, form=form)
    told = form.cleaned_data
    try:
        token, secret = actions.issue(
            request.membership,
            name=told["name"],
            scopes=[Scope(one) for one in told["scopes"]],
            days=told["days"],
            nonce=told["nonce"],
        )
    except actions.SentBefore as error:
        messages.error(request, refusal(error))
        return _tokens(request, 409)
    except KindaoError as error:
        form.add_error(None, refusal(error))
        return _tokens(request, 422, form=form)
    return _tokens(request, made=secret, made_for=token.user.name)


@role_required(Role.ADMIN)
@require_POST
def revoke_token(request: DeskRequest, pk: UUID) -> HttpResponse:
    actions.revoke(request.membership, get_object_or_404(Token.objects.of(request.membership), pk=pk))
    messages.success(request, _("The token is revoked: it lets nobody in any more."))
    return redirect("systems:tokens")


@role_required(Role.ADMIN)
@require_http_methods(["GET", "HEAD"])
def webhooks(request: DeskRequest) -> HttpResponse:
    return _webhooks(request)


def _webhooks(request: DeskRequest, status: int = 200, **more: object) -> HttpResponse:
    given: dict[str, object] = {
        "endpoints": Endpoint.objects.of(request.membership).open()[:LISTED],
        "late": Delivery.objects.of(request.membership).late().select_related("endpoint")[:LISTED],
        "dead": Delivery.objects.of(request.membership).dead().select_related("endpoint")[:LISTED],
        "form": EndpointForm(),
        "words": dict(Event.choices),
    }
    return render(request, "api/webhooks.html", given | more, status=status)


@role_required(Role.ADMIN)
@require_POST
@fresh_or_listed
def open_webhook(request: DeskRequest) -> HttpResponse:
    """Answers with the secret at once: it is shown this one time alone."""
    form = EndpointForm(request.POST)
    if not form.is_valid():
        return _webhooks(request, 422, form=form)
    try:
        endpoint, secret = hooks.open_endpoint(
            request.membership,
            address=form.cleaned_data["address"],
            events=[Event(one) for one in form.cleaned_data["events"]],
            nonce=form.cleaned_data["nonce"],
        )
    except actions.SentBefore as error:
        messages.error(request, refusal(error))
        return _webhooks(request, 409)
    except KindaoError as error:
        form.add_error(None, refusal(error))
        return _webhooks(request, 422, form=form)
    return _webhooks(request, made=secret, made_for=endpoint.address)


@role_required(Role.ADMIN)
@require_POST
def close_webhook(request: DeskRequest, pk: UUID) -> HttpResponse:
    hooks.close_endpoint(request.membership, get_object_or_404(Endpoint.objects.of(request.membership), pk=pk))
    messages.success(request, _("It is told nothing any more."))
    return redirect("systems:webhooks")


@role_required(Role.ADMIN)
@require_POST
def send_again(request: DeskRequest, pk: UUID) -> HttpResponse:
    hooks.send_again(request.membership, get_object_or_404(Delivery.objects.of(request.membership), pk=pk))
    messages.success(request, _("It is sent again."))
    return redirect("systems:webhooks")


@role_required(Role.OFFICER, Role.ADMIN)
@require_http_methods(["GET", "HEAD"])
def tables(request: DeskRequest) -> HttpResponse:
    kinds = [(name, one.label) for name, one in exports.TABLES.items()]
    return render(request, "api/tables.html", {"kinds": kinds, "forms": list(exports.FORMS)})


@role_required(Role.OFFICER, Role.ADMIN)
@require_POST
@partial(fresh_required, back="/clinic/tables/")
def export(request: DeskRequest, kind: str, form: str) -> HttpResponse:
    """The whole table. A POST, for it leaves the desk and is in the audit."""
    if kind not in exports.TABLES or form not in exports.FORMS:
        raise Http404
    return cast(HttpResponse, exports.answer(request.membership, kind, form))
