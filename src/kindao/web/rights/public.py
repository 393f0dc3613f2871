"""What anybody may read: the rights explained. And the poster that leads there."""

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods

from kindao.web.cases.views import SAFE
from kindao.web.clinics import reached
from kindao.web.clinics.access import public, role_required
from kindao.web.clinics.middleware import DeskRequest
from kindao.web.door.access import in_their_language
from kindao.web.rights import explaining


@public("a page about the law, which names nobody")
@in_their_language
@require_http_methods(SAFE)
def explained(request: HttpRequest) -> HttpResponse:
    """The rights, in five minutes of reading."""
    given = {
        "sections": explaining.told(),
        "acknowledged": explaining.acknowledged(),
        "clinic": reached.named(request.GET.get("clinic", "")),
    }
    return render(request, "rights/explained.html", given)


@role_required()
@require_http_methods(SAFE)
def poster(request: DeskRequest) -> HttpResponse:
    """One A4 page for the waiting room, to be printed."""
    address, clinic = f"{settings.ADDRESS}{reverse('rights:explained')}", request.membership.clinic
    code = segno.make(f"{address}?clinic={clinic.pk}", error="m")
    drawn = code.svg_inline(border=2, dark="#000", light="#fff", omitsize=True)
    given = {"address": address, "clinic": clinic, "qr": mark_safe(str(drawn))}
    return render(request, "rights/poster.html", given)
