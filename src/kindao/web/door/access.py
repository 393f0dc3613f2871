"""Who came in by a link: a signed cookie of that link's own pages alone, for an hour. Not the desk's session."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, wraps
from http import HTTPStatus
from typing import Any, Concatenate, ParamSpec, cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import get_language, gettext, ngettext, override

from kindao.web.cases.models import Guardianship, OtherPerson, Patient
from kindao.web.cases.speaking import for_themselves, speaks
from kindao.web.clinics import reached
from kindao.web.clinics.models import Clinic
from kindao.web.door import codes, reaching, unsent
from kindao.web.door.models import Link, Purpose, Speaks, Visit, keyed

P = ParamSpec("P")
COOKIE = "kindao_visit"
LASTS = 3600  # seconds
MINUTE, HOUR = 60, 3600  # seconds
SALT = "kindao.door.visit"
OUTWARD = re.compile(r"//|\\|/\.|%2e|%2f|%5c", re.IGNORECASE)  # a way out of the link's own pages


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who came in, and about whom."""

    link: Link
    visit: Visit

    @property
    def person(self) -> Patient | OtherPerson:
        return self.link.person

    @property
    def guardianship(self) -> Guardianship | None:
        return self.link.guardianship

    @property
    def who(self) -> Speaks:
        return self.link.who

    @property
    def clinic(self) -> Clinic:
        return self.link.clinic


class VisitorRequest(HttpRequest):
    """A request of somebody who came in by a link: what `required` hands to a view."""

    visitor: Visitor


def address_of(request: HttpRequest) -> str:
    """The network address a request comes from."""
    return str(request.META.get("REMOTE_ADDR", ""))


def same_address(visit: Visit, request: HttpRequest) -> bool:
    return visit.from_address == keyed("from", address_of(request))


def is_staff(request: HttpRequest) -> bool:
    """Whether somebody of the desk is signed in, in this very browser."""
    return bool(request.user.is_authenticated)


def found(token: str) -> Link | None:
    """The link that still leads in; None for all others, which nobody is told apart."""
    rows = Link.objects.found(token).standing()
    link = rows.select_related("clinic", "patient", "other", "guardianship__patient").first()
    if link is None or reaching.is_stale(link):
        return None
    if link.guardianship is not None:
        return link if speaks(link.guardianship) else None
    return link if _theirs(link) else None


def _theirs(link: Link) -> bool:
    """A question that was put says itself to whom it is put no more: asking.correcting."""
    return link.purpose != Purpose.OWN or for_themselves(link.person)


def let_in(response: HttpResponse, token: str, visit: Visit) -> None:
    response.set_cookie(
        COOKIE,
        signing.dumps(str(visit.pk), salt=SALT),
        max_age=LASTS,
        path=reverse("door:enter", args=[token]),  # each link has its own: a second one ends no first
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )


def let_out(response: HttpResponse, token: str) -> None:
    response.delete_cookie(COOKIE, path=reverse("door:enter", args=[token]), samesite="Lax")


def visit_of(request: HttpRequest, link: Link) -> Visit | None:
    """The visit of this link that the browser's cookie tells of, within its hour."""
    try:
        pk = UUID(signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LASTS))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None
    return Visit.objects.filter(pk=pk, link=link).select_related("code").first()


def in_their_language(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Vietnamese, whatever the browser is set to, until they choose otherwise: also by a button of a form, which sends
    what was typed there to be shown again in the other language. Nothing is done by it: the view is asked as by GET."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        anew = request.POST.get(unsent.READ_IN, "") if request.method == "POST" else ""
        chosen = anew or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        if anew:
            request.method = "GET"
        with override(language):
            response = view(request, *args, **kwargs)
            response.headers.setdefault("Content-Language", get_language() or language)
        if anew:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                language,
                max_age=settings.LANGUAGE_COOKIE_AGE,
                path=settings.LANGUAGE_COOKIE_PATH,
                domain=settings.LANGUAGE_COOKIE_DOMAIN,
                secure=settings.LANGUAGE_COOKIE_SECURE,
                httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
                samesite=settings.LANGUAGE_COOKIE_SAMESITE,
            )
        return response

    return asked


def carried(request: HttpRequest) -> bool:
    """Whether what was typed came along to be read in the other language, and nothing else was asked for."""
    return request.method != "POST" and unsent.READ_IN in request.POST


def over(request: HttpRequest, token: str, *, lost: bool = False) -> HttpResponse:
    """The same words for a link that is unknown, over, revoked, or whose person is reached elsewhere by now. lost:
    something was sent by it."""
    given = {"lost": lost, "token": token, "clinic": clinic_told(request, token)}
    if wait := codes.unknown_from(address_of(request)):
        return render(request, "door/over.html", given | {"often": too_often(wait)}, status=429)
    return render(request, "door/over.html", given, status=404)


def clinic_told(request: HttpRequest, token: str) -> Clinic | None:
    """Whom to ask for a new link, or to tell that something failed. The only clinic here is named to everybody: that
    tells nobody whether there was such a link. One of several only to who was in by this link within the hour."""
    if only := reached.the_only():
        return only
    link = Link.objects.found(token).select_related("clinic").first()
    return link.clinic if link is not None and visit_of(request, link) is not None else None


def anything(request: HttpRequest) -> bool:
    """Of a form that only ever guards whoever sends it."""
    return True


def _while_in(request: HttpRequest, token: str) -> Visitor | None:
    """Who came in by a link that has ended since, by a newer one or another number: for that hour they are known."""
    link = Link.objects.found(token).select_related("clinic", "patient", "other", "guardianship__patient").first()
    if link is None or (visit := visit_of(request, link)) is None:
        return None
    if link.guardianship is not None:
        return Visitor(link, visit) if speaks(link.guardianship) else None
    alive = link.patient is None or link.patient.alive
    return Visitor(link, visit) if alive and _theirs(link) else None


def too_often(seconds: int) -> str:
    """That it was too often, and when it goes on."""
    if seconds < 2 * MINUTE:
        when = ngettext("Try again in %(n)d second.", "Try again in %(n)d seconds.", seconds) % {"n": seconds}
    elif seconds < 2 * HOUR:
        n = -(-seconds // MINUTE)
        when = ngettext("Try again in %(n)d minute.", "Try again in %(n)d minutes.", n) % {"n": n}
    else:
        n = -(-seconds // HOUR)
        when = ngettext("Try again in %(n)d hour.", "Try again in %(n)d hours.", n) % {"n": n}
    often = gettext("That was too often in a short time. Nothing is lost.")
    return f"{often} {when}"


def required(
    *purposes: Purpose, says_no: Callable[[HttpRequest], bool] | None = None
) -> Callable[[Callable[Concatenate[VisitorRequest, P], HttpResponse]], Callable[..., HttpResponse]]:
    """For who came in by a link of one of these purposes. The view takes `token` as the address has it.

    says_no: whether the form takes something back or says no. It is taken from whoever is in, within their hour, also
    where the link has ended meanwhile: a withdrawal is never lost to a newer link."""

    def decorate(view: Callable[Concatenate[VisitorRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
        @in_their_language
        @wraps(view)
        def asked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            token = str(kwargs["token"])
            link = found(token)
            if link is None or link.purpose not in purposes:
                sent = request.method == "POST"
                visitor = _while_in(request, token) if sent and says_no is not None and says_no(request) else None
                if visitor is not None and visitor.link.purpose in purposes:
                    request.visitor = visitor  # type: ignore[attr-defined]
                    answer = view(cast(VisitorRequest, request), *args, **kwargs)
                    taken = answer.status_code == HTTPStatus.FOUND
                    return render(request, "door/over.html", {"kept": True, "token": token}) if taken else answer
                return over(request, token, lost=sent or carried(request))
            visit = visit_of(request, link)
            if visit is None:
                typed = request.method == "POST" or carried(request)
                back = "" if typed else request.get_full_path()
                enter = reverse("door:enter", args=[token])
                out = redirect(f"{enter}?{urlencode({'next': back})}" if back else enter)
                if typed:
                    _too_late(request, out, token, link)
                return out
            request.visitor = Visitor(link, visit)  # type: ignore[attr-defined]
            request.waits = partial(unsent.there, request, link)  # type: ignore[attr-defined]
            answer = view(cast(VisitorRequest, request), *args, **kwargs)
            if request.method == "POST":
                unsent.sent(request, answer, link, token)
            return answer

        asked.public = "who comes in by a link has no account"  # type: ignore[attr-defined]
        asked.before_factor = True  # type: ignore[attr-defined]
        return asked

    return decorate


def _too_late(request: HttpRequest, response: HttpResponse, token: str, link: Link) -> None:
    """A form came when the hour was over: kept, or said not to be. Of one that was only to be read in the other
    language what somebody wrote is kept: it does nothing that they did not ask for, and never stands for what they
    sent."""
    is_theirs = not carried(request) or bool(request.POST.get("words", "").strip())
    if is_theirs and (browser := unsent.keep(request, link)):
        unsent.remember(response, token, browser, waits=True)
    elif not unsent.there(request, link):
        messages.warning(request, gettext("Your hour was over, so nothing was sent or kept. Please do it once more."))
    elif not carried(request):  # the page says of what was sent before that it is kept
        said = gettext("What you sent last is not kept. Please do it once more. What you sent before that waits.")
        messages.warning(request, said)


def back_to(request: HttpRequest, token: str) -> str:
    """Where they were before they were asked for a code: a page of this link, or ""."""
    said = request.POST.get("next") or request.GET.get("next") or ""
    begins = reverse("door:enter", args=[token])
    within = said.startswith(begins) and said != begins and not OUTWARD.search(said)
    return said if within and url_has_allowed_host_and_scheme(said, allowed_hosts=None) else ""
