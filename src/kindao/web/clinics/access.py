"""Who may open which page. Every view says so by one decorator; a test walks all addresses with all roles."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from kindao.engine.errors import Failed
from kindao.web.clinics.middleware import DeskRequest
from kindao.web.clinics.models import GUARDED, Role

P = ParamSpec("P")
View = Callable[Concatenate[DeskRequest, P], HttpResponse]
Plain = Callable[..., Any]
FRESH_FOR = 15 * 60  # seconds after signing in for which originals are shown


def role_required(*roles: Role) -> Callable[[View[P]], Callable[Concatenate[HttpRequest, P], HttpResponse]]:
    """For those roles alone; to everybody else the page is not there (404). No roles: any of them. After a restore
    officers and administrators first: who has left since works here again in the rows of the backup."""

    def decorate(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def asked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(_back(request))
            membership = getattr(request, "membership", None)
            if membership is None or membership.role not in (roles or tuple(Role)):
                raise Http404
            if membership.clinic.restored_from and membership.role not in GUARDED:
                raise Failed(
                    "this desk came back from a backup, and who works here is being seen to",
                    hint="Ask the privacy officer, who lets everybody in on the Overview",
                )
            return view(cast(DeskRequest, request), *args, **kwargs)

        vars(asked).update(roles=roles or tuple(Role))  # on a view: read by the test of all addresses
        return cast(Callable[Concatenate[HttpRequest, P], HttpResponse], asked)

    return decorate


def signed_in(*, before_factor: bool = False) -> Callable[[Plain], Plain]:
    """For whoever is signed in, about themselves alone. before_factor: also for who has yet to set one up."""

    def decorate(view: Plain) -> Plain:
        @wraps(view)
        def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if not request.user.is_authenticated:
                return redirect_to_login(_back(request))
            return view(request, *args, **kwargs)

        vars(asked).update(own=True, before_factor=before_factor)
        return asked

    return decorate


def public(reason: str) -> Callable[[Plain], Plain]:
    """For everybody, for a reason."""

    def decorate(view: Plain) -> Plain:
        @wraps(view)
        def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            return view(request, *args, **kwargs)

        vars(asked).update(public=reason, before_factor=True)
        return asked

    return decorate


def fresh_required(
    view: Callable[Concatenate[Any, P], HttpResponse],
    *,
    back: str = "/",
    shown_again: Callable[Concatenate[Any, str, P], HttpResponse] | None = None,
) -> Callable[Concatenate[Any, P], HttpResponse]:
    """Under role_required, for views that show originals: who signed in, or said again who they are, more than
    fifteen minutes ago is asked again. What a page loads by itself (a picture, a film) is 403 then.

    back: where to go afterwards from what was sent, which isn't kept: a session is no place for a patient's data.
    shown_again: the page with what was typed still in it, given the address at which they say in another window who
    they are; then they press the button once more."""

    @wraps(view)
    def asked(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if is_fresh(request):
            return view(request, *args, **kwargs)
        methods = get_adapter().get_reauthentication_methods(request.user) if request.method == "POST" else []
        if shown_again is not None and methods:
            return shown_again(request, methods[0]["url"], *args, **kwargs)
        return _ask_again(request, back)

    vars(asked).update(fresh=True)
    return cast(Callable[Concatenate[Any, P], HttpResponse], asked)


def is_fresh(request: HttpRequest) -> bool:
    user = request.user
    records = get_authentication_records(request, user) if user.is_authenticated else []
    since = time.time() - records[-1]["at"] if records else FRESH_FOR
    return bool(0 <= since < FRESH_FOR)  # a clock that was set back makes nobody fresh


def _back(request: HttpRequest, otherwise: str = "/") -> str:
    """Where to go once it is known who it is: to the page that was asked for, or on which a form was sent. What was
    sent is not kept, and they are told so."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    messages.warning(request, _("You were away for a while, so what you sent was not taken. Please send it again."))
    told = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(told, {request.get_host()}, require_https=request.is_secure())
    return urlsplit(told)._replace(scheme="", netloc="").geturl() if ours else otherwise


def _ask_again(request: HttpRequest, back: str) -> HttpResponse:
    if request.headers.get("Sec-Fetch-Dest", "document") not in ("document", "empty"):
        raise PermissionDenied
    methods = get_adapter().get_reauthentication_methods(request.user)
    back = _back(request, back)
    if htmx := getattr(request, "htmx", None):
        back = htmx.current_url_abs_path or back
    if not methods:
        return redirect_to_login(back)
    address = f"{methods[0]['url']}?{urlencode({'next': back})}"
    return HttpResponseClientRedirect(address) if htmx else HttpResponse(status=302, headers={"Location": address})
