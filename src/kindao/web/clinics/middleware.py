"""In which clinic, and as what, a request is made. Views ask `request.membership`, nothing else."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from kindao.web.clinics.models import Membership, User

CHOSEN = "clinic"  # the session's key: the clinic somebody with several works in just now


class DeskRequest(HttpRequest):
    """A request of somebody who is signed in and works in a clinic: what `role_required` hands to a view."""

    user: User
    membership: Membership


class ClinicMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.membership = self._membership(request)  # type: ignore[attr-defined]
        return self.get_response(request)

    def _membership(self, request: HttpRequest) -> Membership | None:
        if not isinstance(request.user, User):
            return None
        here = list(Membership.objects.of(request.user).select_related("clinic").order_by("began_at", "pk")[:50])
        chosen = request.session.get(CHOSEN)
        return next((one for one in here if str(one.clinic_id) == chosen), here[0] if here else None)
