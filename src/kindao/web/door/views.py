"""The door itself: a code is asked for, sent, and typed."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from kindao.web.clinics.access import public
from kindao.web.door import access, codes, reaching, unsent
from kindao.web.door.models import ATTEMPTS, Code, Link, Purpose
from kindao.web.door.places import BEGINS

NOBODY_YET = "who comes in by a link has no account"


@public(NOBODY_YET)
@access.in_their_language
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """What a link opens: the place for the code. Looking uses nothing up: programs look at links before people do."""
    link = access.found(token)
    if link is None:
        return access.over(request, token)
    back = access.back_to(request, token)
    if access.visit_of(request, link) is not None:
        return redirect(back or _begins(link, token))
    if request.method != "POST":
        return _page(request, link, token, back)
    visit = codes.enter(
        link, request.POST.get("code", ""), address=access.address_of(request), by_staff=access.is_staff(request)
    )
    if visit is None:
        return _page(request, link, token, back, _why_not(link), 422)
    kept = unsent.there(request, link)
    answer = redirect("door:unsent", token) if kept else redirect(back or _begins(link, token))
    if unsent.has_gone(request, link):
        messages.warning(request, gettext("What you sent more than an hour ago is gone. Please do it once more."))
        unsent.forget(request, answer, token)
    unsent.know(request, answer, token)
    access.let_in(answer, token, visit)
    return answer


@public(NOBODY_YET)
@access.in_their_language
@require_POST
def code(request: HttpRequest, token: str) -> HttpResponse:
    """Have a code sent, by a job: how long that takes tells nothing."""
    link = access.found(token)
    if link is None:
        return access.over(request, token)
    back = access.back_to(request, token)
    if wait := codes.ask(link, access.address_of(request)):
        return _page(request, link, token, back, _why_none(link, wait), 429)
    begins = reverse("door:enter", args=[token])
    return redirect(f"{begins}?{urlencode({'next': back})}" if back else begins)


def _why_not(link: Link) -> str:
    """Why what was typed lets nobody in, and what to do: the place for it is there while a code is."""
    last = codes.last_of(link)
    if last is None or Code.objects.open().filter(pk=last.pk).exists():
        return gettext("This code did not work. Look at the last message again, or have a new one sent.")
    if last.used_at is None and last.attempts >= ATTEMPTS:
        said = gettext("A wrong code was typed %(n)d times, so the last code no longer works. Have a new one sent.")
        return said % {"n": ATTEMPTS}
    return gettext("The last code is over, or was used. Have a new one sent.")


def _why_none(link: Link, wait: int) -> str:
    """Why no code is sent just now. wait: for how many seconds."""
    if wait > codes.on_its_way(link) + 1:  # both are whole seconds, told one after the other
        return access.too_often(wait)
    said = ngettext(
        "A code was sent just now. A new one can be sent in %(n)d second.",
        "A code was sent just now. A new one can be sent in %(n)d seconds.",
        wait,
    )
    return said % {"n": wait}


@public(NOBODY_YET)
@access.in_their_language
@require_POST
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """For a phone that others use, too."""
    answer = redirect("door:enter", token)
    access.let_out(answer, token)
    return answer


@access.required(*Purpose)
@require_http_methods(["GET", "HEAD"])
def inside(request: access.VisitorRequest, token: str) -> HttpResponse:
    """Where a purpose has no pages in this installation."""
    return render(request, "door/inside.html", {"token": token})


@access.required(*Purpose)
@require_http_methods(["GET", "HEAD", "POST"])
def kept(request: access.VisitorRequest, token: str) -> HttpResponse:
    """What they sent when their hour was over, to be sent now. POST: `which` of it they don't want to send."""
    link = request.visitor.link
    waiting = unsent.waiting(request, link)
    if request.method == "POST":
        which = request.POST.get("which", "")
        for one in waiting:
            if str(one.row.pk) == which:
                one.row.delete()
        return redirect("door:unsent", token)
    if not waiting:
        answer = redirect(_begins(link, token))
        unsent.forget(request, answer, token)
        return answer
    return render(request, "door/unsent.html", {"token": token, "waiting": waiting})


def _begins(link: Link, token: str) -> str:
    return reverse(BEGINS.get(Purpose(link.purpose), "door:inside"), args=[token])


def _page(request: HttpRequest, link: Link, token: str, back: str, wrong: str = "", status: int = 200) -> HttpResponse:
    ways = reaching.contacts(reaching.whom(link))
    given = {
        "link": link,
        "token": token,
        "clinic": link.clinic,
        "back": back,
        "wrong": wrong,
        "contact": ways[0] if ways else None,
        "unsent": bool(unsent.there(request, link)),
        "sent": link.codes.open().exists(),
        "console": bool(ways) and ways[0].channel == "console",
        "demo": settings.CODES == ("console",),
    }
    return render(request, "door/enter.html", given, status=status)
