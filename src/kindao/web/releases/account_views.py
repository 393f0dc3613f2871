"""Accounts on platforms: what each may do today, a new one, the end of one. Its secrets are never shown again."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from kindao.engine.errors import KindaoError
from kindao.engine.vocabulary import Destination, Words
from kindao.page.wording import DESTINATION
from kindao.web.cases.said import refusal
from kindao.web.cases.views import SAFE, sent
from kindao.web.clinics.access import role_required
from kindao.web.clinics.middleware import DeskRequest
from kindao.web.clinics.models import Role
from kindao.web.releases import accounts as actions
from kindao.web.releases import seeing
from kindao.web.releases.connectors import installed
from kindao.web.releases.connectors.base import Connector
from kindao.web.releases.forms import OpenForm
from kindao.web.releases.models import Account, Release

RUNS = (Role.OFFICER, Role.ADMIN)
READS = (*RUNS, Role.AUDITOR)


@dataclass(frozen=True, slots=True)
class Card:
    """One account as it is shown. barred: why nothing goes out there today; trouble: what the last try met;
    waiting: how many are to go out there."""

    account: Account
    title: Words
    barred: Words | None
    trouble: Words | None
    kind: Connector | None
    waiting: int


def _card(account: Account) -> Card:
    return Card(
        account,
        seeing.title_of(account),
        None if account.closed_at else seeing.barred(account),
        seeing.trouble_of(account),
        installed().get(account.connector),
        getattr(account, "waiting", 0),
    )


@role_required(*READS)
@require_http_methods(SAFE)
def accounts(request: DeskRequest) -> HttpResponse:
    """Every account, those that something is wrong with first."""
    rows = Account.objects.of(request.membership).select_related("deleter", "opened_by", "clinic")
    rows = rows.annotate(waiting=Count("releases", filter=Q(releases__in=Release.objects.to_come())))
    told = sorted(map(_card, rows), key=lambda one: (one.account.closed_at is not None, one.barred is None))
    given = {"rows": told, "runs": request.membership.role in RUNS, "DESTINATION": DESTINATION}
    return render(request, "releases/accounts.html", given)


@role_required(*RUNS)
@require_http_methods([*SAFE, "POST"])
def open_account(request: DeskRequest) -> HttpResponse:
    """First where and by what, then what that asks for. It is tried before it is kept."""
    told = request.POST if request.method == "POST" else request.GET
    chosen = _chosen(told.get("connector", ""), told.get("destination", ""))
    if chosen is None:
        given: dict[str, Any] = {"connectors": seeing.connectors(), "DESTINATION": DESTINATION}
        return render(request, "releases/open_which.html", given)
    kind, destination = chosen
    form = OpenForm(sent(request), kind=kind, destination=destination, clinic=request.membership.clinic)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.open_account(
                request.membership,
                kind.name,
                destination,
                title=said["title"],
                address=said.get("address", ""),
                told=form.told,
                deleter=said.get("deleter"),
            )
        except KindaoError as error:
            form.add_error(None, refusal(error))
        else:
            return _tried(request, made, made.name)
    given = {"form": form, "kind": kind, "destination": destination, "DESTINATION": DESTINATION}
    return render(request, "releases/open.html", given, status=422 if request.method == "POST" else 200)


def _tried(request: DeskRequest, account: Account, name: str) -> HttpResponse:
    """It is kept, whatever its trial found: also one that can publish nothing may have to take something down."""
    if seeing.barred(account) is None:
        messages.success(request, _("%(name)s was tried and may be used now.") % {"name": name})
    elif account.closed_at is not None:
        _is_closed(request)
    else:
        said = _("%(name)s is kept, but can’t be used as it is. Its card says why and what to do.")
        messages.error(request, said % {"name": name})
    return redirect("releases:accounts")


def _is_closed(request: DeskRequest) -> None:
    messages.info(request, _("This account is closed. What is out there is still watched and taken down."))


def _chosen(name: str, written: str) -> tuple[Connector, Destination] | None:
    kind = installed().get(name)
    if kind is None or written not in kind.destinations:
        return None
    return kind, Destination(written)


@role_required(*RUNS)
@require_http_methods([*SAFE, "POST"])
def renew_account(request: DeskRequest, pk: UUID) -> HttpResponse:
    """A new access for an account that is there: a key that ran out, a folder that moved."""
    account = get_object_or_404(Account.objects.of(request.membership).select_related("key"), pk=pk)
    kind = installed().get(account.connector)
    if kind is None:
        raise Http404
    form = OpenForm(
        sent(request),
        kind=kind,
        destination=Destination(account.destination),
        clinic=request.membership.clinic,
        known=actions.access(account).told,
        initial={"title": account.called, "address": account.address, "deleter": account.deleter_id},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.renew(
                request.membership,
                account,
                title="" if said["title"] == account.called else said["title"],
                address=said.get("address", ""),
                told=form.told,
                deleter=said.get("deleter"),
            )
        except KindaoError as error:
            form.add_error(None, refusal(error))
        else:
            account.refresh_from_db()
            return _tried(request, account, said["title"])
    given: dict[str, Any] = {"form": form, "kind": kind, "account": account}
    given |= {"destination": Destination(account.destination), "DESTINATION": DESTINATION}
    return render(request, "releases/open.html", given, status=422 if request.method == "POST" else 200)


@role_required(*RUNS)
@require_POST
def test_account(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Try it with the platform now."""
    account = get_object_or_404(Account.objects.of(request.membership), pk=pk)
    if account.closed_at is not None:  # by somebody else, meanwhile
        _is_closed(request)
        return redirect("releases:accounts")
    try:
        works = actions.test(account)
    except KindaoError as error:
        messages.error(request, refusal(error))
        return redirect("releases:accounts")
    name = {"name": account.called}
    if works:
        messages.success(request, _("%(name)s works: it may publish, and take back what it publishes.") % name)
    else:
        messages.error(request, _("%(name)s can't be used as it is. Its card says why and what to do.") % name)
    return redirect("releases:accounts")


@role_required(*RUNS)
@require_POST
def close_account(request: DeskRequest, pk: UUID) -> HttpResponse:
    account = get_object_or_404(Account.objects.of(request.membership), pk=pk)
    if account.closed_at is not None:
        _is_closed(request)
        return redirect("releases:accounts")
    called_off = actions.close(request.membership, account)
    messages.info(request, _("Nothing more goes out there. What is out is still watched, and can be taken down."))
    if called_off:
        told = ngettext(
            "%(n)d post that waited there was called off.", "%(n)d posts that waited there were called off.", called_off
        )
        messages.warning(request, told % {"n": called_off})
    return redirect("releases:accounts")
