"""What was sent when the hour was over is not lost: it lies encrypted in the database until a code lets the same
browser in again, at most an hour, and is then sent by one tap. It is in no address; without a code nobody sees it."""

import json
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from kindao import clock
from kindao.web.door.models import Link, Unsent
from kindao.web.vault import ciphers, keys

COOKIE, SALT = "kindao_unsent", "kindao.door.unsent"
LASTS = timedelta(hours=1)
LARGEST = 400_000  # characters: a signature with all its points
MOST = 5  # of one link: those before go
USE = "unsent"


@dataclass(frozen=True, slots=True)
class Sent:
    """A form as it was sent. path: where to."""

    path: str
    fields: tuple[tuple[str, str], ...]

    @property
    def written(self) -> tuple[str, ...]:
        """What a person wrote themselves, as far as the form tells: to be shown again."""
        return tuple(value for name, value in self.fields if name in WRITTEN and value.strip())


WRITTEN = ("words", "typed")


@transaction.atomic
def keep(request: HttpRequest, link: Link) -> Unsent | None:
    """Keep the form that was sent. None where there is nothing to keep, or too much. Files are not kept."""
    fields = [(name, value) for name in request.POST for value in request.POST.getlist(name) if name != CSRF]
    told = json.dumps({"path": request.path, "fields": fields}, ensure_ascii=False)
    if len(told) > LARGEST:
        return None
    Unsent.objects.filter(ends_at__lte=clock.now()).delete()
    before = Unsent.objects.filter(link=link).order_by("-ends_at").values_list("pk", flat=True)[MOST - 1 :]
    Unsent.objects.filter(pk__in=list(before)).delete()
    key = keys.shared_key(link.clinic)
    row = Unsent(link=link, key=key, ends_at=clock.now() + LASTS)
    row.sealed = ciphers.encrypt(keys.opened(key), told.encode(), row.pk.bytes, USE)
    row.save(force_insert=True)
    return row


CSRF = "csrfmiddlewaretoken"


def remember(response: HttpResponse, token: str, row: Unsent) -> None:
    """For this browser alone."""
    response.set_cookie(
        COOKIE,
        signing.dumps(str(row.pk), salt=SALT),
        max_age=int(LASTS.total_seconds()),
        path=reverse("door:enter", args=[token]),
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )


def there(request: HttpRequest, link: Link) -> Unsent | None:
    """What this browser has sent by this link and was kept; whoever asks has yet to come in."""
    try:
        pk = UUID(signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LASTS))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None
    return Unsent.objects.filter(pk=pk, link=link, ends_at__gt=clock.now()).select_related("key").first()


def opened(row: Unsent) -> Sent:
    """Raises Failed where it was altered."""
    told = json.loads(ciphers.decrypt(keys.opened(row.key), bytes(row.sealed), row.pk.bytes, USE))
    return Sent(told["path"], tuple((name, value) for name, value in told["fields"]))


def sent(request: HttpRequest, link: Link) -> None:
    """They are in and send a form: of the same one nothing is left to send."""
    if COOKIE in request.COOKIES and (row := there(request, link)) and opened(row).path == request.path:
        row.delete()


def forget(response: HttpResponse, token: str) -> None:
    response.delete_cookie(COOKIE, path=reverse("door:enter", args=[token]), samesite="Lax")
