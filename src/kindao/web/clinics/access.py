"""Who may open which page. Every view is decorated; a test walks all addresses with all roles."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse

from kindao.web.clinics.middleware import DeskRequest
from kindao.web.clinics.models import Role

P = ParamSpec("P")
View = Callable[Concatenate[DeskRequest, P], HttpResponse]


def role_required(*roles: Role) -> Callable[[View[P]], Callable[Concatenate[HttpRequest, P], HttpResponse]]:
    """For those roles alone; to everybody else the page is not there (404). No roles: any of them."""

    def decorate(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @login_required
        @wraps(view)
        def asked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            membership = getattr(request, "membership", None)
            if membership is None or membership.role not in (roles or tuple(Role)):
                raise Http404
            return view(cast(DeskRequest, request), *args, **kwargs)

        asked.roles = roles or tuple(Role)  # type: ignore[attr-defined]
        return cast(Callable[Concatenate[HttpRequest, P], HttpResponse], asked)

    return decorate
