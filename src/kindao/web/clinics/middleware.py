"""In which clinic, and as what, a request is made. Views ask `request.membership`, nothing else."""

from collections.abc import Callable
from functools import cache, partial
from typing import Any, cast
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from kindao.web.clinics.models import GUARDED, Membership, User

CHOSEN = "clinic"  # the session's key: the clinic somebody with several works in just now
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
NUMBERS = ("127.0.0.1", "[::1]")
HEADERS = {
    "Cache-Control": "no-store, private",
    "Permissions-Policy": (
        "camera=(self), microphone=(self), publickey-credentials-create=(self), publickey-credentials-get=(self), "
        "geolocation=(), payment=(), usb=(), display-capture=(), browsing-topics=()"
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}


class Arriving(HttpRequest):
    """A request of whoever it is, once it is known where they work."""

    memberships: list[Membership]
    membership: Membership | None
    lacks_factor: Callable[[], bool]  # whether they must set up a second factor before anything else


class DeskRequest(HttpRequest):
    """A request of somebody who is signed in and works in a clinic: what `role_required` hands to a view."""

    user: User
    membership: Membership


class HeadersMiddleware:
    """Nothing that the desk answers is kept by a browser or proxy, or shown within another site."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response


class OneAddressMiddleware:
    """On one machine the desk is at localhost: passkeys and sessions are a name's, and a number has none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        host = request.get_host().rpartition(":")[0] or request.get_host()
        if host in NUMBERS and request.method == "GET" and settings.ADDRESS.startswith("http://localhost"):
            return HttpResponse(status=302, headers={"Location": f"{settings.ADDRESS}{request.get_full_path()}"})
        return self.get_response(request)


class ClinicMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = cast(Arriving, request)
        asked.memberships = here = self._memberships(request)
        chosen = request.session.get(CHOSEN) if len(here) > 1 else None
        asked.membership = next((one for one in here if str(one.clinic_id) == chosen), here[0] if here else None)
        return self.get_response(request)

    def _memberships(self, request: HttpRequest) -> list[Membership]:
        if not isinstance(request.user, User):
            return []
        return list(Membership.objects.of(request.user).select_related("clinic").order_by("began_at", "pk")[:50])


def _lacks_factor(user: UUID | None, *, guarded: bool) -> bool:
    return guarded and not Authenticator.objects.filter(user_id=user, type__in=FACTORS).exists()


class SecondFactorMiddleware:
    """Who works anywhere as officer or administrator, and has no second factor, gets to where one is set up and
    nowhere else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = cast(Arriving, request)
        guarded = any(one.role in GUARDED for one in asked.memberships)
        asked.lacks_factor = cache(partial(_lacks_factor, request.user.pk, guarded=guarded))
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if getattr(view, "before_factor", False):
            return None
        return redirect("mfa_index") if cast(Arriving, request).lacks_factor() else None
