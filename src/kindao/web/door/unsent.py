"""What was sent when the hour was over is not lost: every form lies encrypted in the database until a code lets the
same browser in again, at most an hour, and is then sent by one tap. It is in no address; without a code nobody sees
it. Kept is what an app above names in `FORMS`, and nothing else."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve, reverse

from kindao import clock
from kindao.web.cases.models import OtherPerson, Patient
from kindao.web.door.models import Link, Unsent
from kindao.web.vault import ciphers, keys
from kindao.web.vault.models import DataKey

COOKIE, SALT = "kindao_unsent", "kindao.door.unsent"
LASTS = timedelta(hours=1)
KNOWN = timedelta(days=1)  # how long a browser is known again: whoever comes later than LASTS is told what went
LARGEST = 400_000  # characters: a signature with all its points
MOST = 10  # of one browser; a withdrawal is kept beyond
MOST_OF_LINK = 40  # whoever has the link without a code fills no database
USE = "unsent"
CSRF = "csrfmiddlewaretoken"
READ_IN = "read-in"  # the button that shows a form in the other language: no part of what is sent by it
WRITTEN = ("words", "typed")


@dataclass(frozen=True, slots=True)
class Sent:
    """A form as it was sent. path: where to."""

    path: str
    fields: tuple[tuple[str, str], ...]

    @property
    def written(self) -> tuple[str, ...]:
        """What a person wrote themselves, as far as the form tells: to be shown again."""
        return tuple(value for name, value in self.fields if name in WRITTEN and value.strip())

    @property
    def name(self) -> str:
        """Of its address, as `FORMS` has it; "" where nothing takes it."""
        try:
            return resolve(self.path).view_name
        except Resolver404:
            return ""

    def same(self, other: "Sent") -> bool:
        """Whether sending the one leaves nothing of the other to be sent."""
        words = [[value.strip() for name, value in one.fields if name == "words"] for one in (self, other)]
        return self.path == other.path and words[0] == words[1]


@dataclass(frozen=True, slots=True)
class Form:
    """A form that is kept. says: what it would do, in plain words, from what its address holds; first: it is offered
    before the others, and always kept."""

    says: Callable[[Link, dict[str, Any], Sent], str]
    first: bool = False


FORMS: dict[str, Form] = {}
"""Apps above say so: by the name of its address."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What lies there to be sent."""

    row: Unsent
    sent: Sent
    says: str


def _posted(request: HttpRequest) -> Sent:
    names = (name for name in request.POST if name not in (CSRF, READ_IN))
    fields = [(name, value) for name in names for value in request.POST.getlist(name)]
    return Sent(request.path, tuple(fields))


def _key(link: Link) -> DataKey:
    """The person's own, so that what erases them takes this along."""
    own = link.person.key
    return keys.shared_key(link.clinic) if own.erased_at else own


@transaction.atomic
def keep(request: HttpRequest, link: Link) -> UUID | None:
    """Keep the form that was sent. Gives the browser to remember; None where it is not kept. Files are not kept."""
    sent = _posted(request)
    form = FORMS.get(sent.name)
    told = json.dumps({"path": sent.path, "fields": sent.fields}, ensure_ascii=False)
    if form is None or len(told) > LARGEST:
        return None
    Link.objects.select_for_update(no_key=True).get(pk=link.pk)
    forget_old()
    browser = _browser(request)[0] or uuid4()
    before = _rows(link, browser)
    for row in before:
        if opened(row).same(sent):  # tapped twice, or chosen anew
            row.delete()
    if Unsent.objects.filter(link=link).count() >= MOST_OF_LINK or (len(before) >= MOST and not form.first):
        return None
    key = _key(link)
    row = Unsent(link=link, browser=browser, key=key, ends_at=clock.now() + LASTS)
    row.sealed = ciphers.encrypt(keys.opened(key), told.encode(), row.pk.bytes, USE)
    row.save(force_insert=True)
    return browser


def remember(response: HttpResponse, token: str, browser: UUID, *, waits: bool) -> None:
    """For this browser alone. waits: whether something of it lies there."""
    response.set_cookie(
        COOKIE,
        signing.dumps([str(browser), waits], salt=SALT),
        max_age=int(KNOWN.total_seconds()),
        path=reverse("door:enter", args=[token]),
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )


def know(request: HttpRequest, response: HttpResponse, token: str) -> None:
    """Who comes in is known again, so that two forms sent at once are one browser's."""
    if _browser(request)[0] is None:
        remember(response, token, uuid4(), waits=False)


def _browser(request: HttpRequest) -> tuple[UUID | None, bool]:
    try:
        browser, waits = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=KNOWN)
        return UUID(browser), bool(waits)
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None, False


def _rows(link: Link, browser: UUID) -> list[Unsent]:
    rows = Unsent.objects.filter(link=link, browser=browser, ends_at__gt=clock.now(), key__erased_at=None)
    return list(rows.select_related("key").order_by("ends_at"))


def there(request: HttpRequest, link: Link) -> list[Unsent]:
    """What this browser has sent by this link and was kept, the oldest first; whoever asks has yet to come in."""
    browser, waits = _browser(request)
    return _rows(link, browser) if browser and waits else []


def has_gone(request: HttpRequest, link: Link) -> bool:
    """Whether something of this browser lay there too long."""
    return _browser(request)[1] and not there(request, link)


def waiting(request: HttpRequest, link: Link) -> list[Waiting]:
    """The same to whoever is in, withdrawals first. Raises Failed where one was altered."""
    found = []
    for row in there(request, link):
        sent = opened(row)
        if form := FORMS.get(sent.name):
            found.append((not form.first, Waiting(row, sent, form.says(link, resolve(sent.path).kwargs, sent))))
    return [one for _, one in sorted(found, key=lambda pair: pair[0])]


def opened(row: Unsent) -> Sent:
    """Raises Failed where it was altered."""
    told = json.loads(ciphers.decrypt(keys.opened(row.key), bytes(row.sealed), row.pk.bytes, USE))
    return Sent(told["path"], tuple((name, value) for name, value in told["fields"]))


def sent(request: HttpRequest, response: HttpResponse, link: Link, token: str) -> None:
    """They are in and a form of theirs was taken: of the same one nothing is left to send."""
    rows = there(request, link)
    if not rows or response.status_code >= 400:
        return
    now = _posted(request)
    left = [row for row in rows if not opened(row).same(now)]
    Unsent.objects.filter(pk__in={row.pk for row in rows} - {row.pk for row in left}).delete()
    if not left:
        forget(request, response, token)


def forget(request: HttpRequest, response: HttpResponse, token: str) -> None:
    """Nothing of this browser waits any more."""
    browser = _browser(request)[0]
    if browser is not None:
        remember(response, token, browser, waits=False)


def forget_old() -> None:
    """What lay there for its hour."""
    Unsent.objects.filter(ends_at__lte=clock.now()).delete()


def forget_of(person: Patient | OtherPerson) -> None:
    """What was sent by the person, or by who speaks for them."""
    Unsent.objects.filter(link__in=Link.objects.about(person)).delete()
