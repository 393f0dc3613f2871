"""Who calls: a token in the header, never a session, so that no browser can be made to call."""

from datetime import datetime
from typing import Any, cast

from django.db.models import F
from django.http import HttpRequest
from ninja.security import HttpBearer

from kindao import clock
from kindao.engine.vocabulary import Words
from kindao.web.api.models import Token
from kindao.web.api.problems import Problem
from kindao.web.api.scopes import Scope
from kindao.web.clinics.middleware import DeskRequest

CALLS = 600  # of one token within one minute


class ApiRequest(DeskRequest):
    """A request of another system: `user` and `membership` are the token's."""

    auth: Token


class Bearer(HttpBearer):
    """Lets in who has a token that stands and holds the scope."""

    openapi_name = "token"

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        now = clock.now()
        found = Token.objects.found(token).open(now).select_related("clinic", "user").first()
        if found is None:
            return None
        count(found, now)
        if self.scope not in found.scopes:
            raise Problem(403, "no-scope", NO_SCOPE)
        asked = cast(DeskRequest, request)
        asked.user, asked.membership = found.user, found.membership
        return found


def count(token: Token, now: datetime) -> None:
    """One call more. Raises Problem for one too many within a minute; exact, however many processes answer."""
    minute = now.replace(second=0, microsecond=0)
    this = Token.objects.filter(pk=token.pk)
    if this.filter(minute=minute, calls__lt=CALLS).update(calls=F("calls") + 1, last_used_at=now):
        return
    if this.exclude(minute=minute).update(minute=minute, calls=1, last_used_at=now):
        return
    if this.filter(minute=None).update(minute=minute, calls=1, last_used_at=now):
        return
    raise Problem(429, "too-many", TOO_MANY, {"Retry-After": str(60 - now.second)})


def needs(scope: Scope, **told: Any) -> dict[str, Any]:
    """For an operation: who may call it; told in the OpenAPI, with what else is told there."""
    return {"auth": Bearer(scope), "openapi_extra": {"x-scope": scope.value} | told}


NO_SCOPE = Words(
    "Mã truy cập này không được phép làm việc đó. Nhờ quản trị viên tạo mã có quyền cần thiết.",
    "This token is not allowed to do that. Ask the administrator for one with the right scope.",
)
TOO_MANY = Words(
    f"Quá {CALLS} lượt gọi trong một phút. Chờ số giây ghi trong Retry-After rồi gọi tiếp.",
    f"More than {CALLS} calls within a minute. Wait for the seconds that Retry-After names, then go on.",
)
