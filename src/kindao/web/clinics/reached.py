"""Which clinic is meant where a page knows no person: told only where that gives nobody away."""

import re
from collections.abc import Callable
from uuid import UUID

from django.core.exceptions import SuspiciousOperation
from django.db import Error
from django.http import HttpRequest

from kindao.web.clinics.models import Clinic

OF_LINK: list[Callable[[HttpRequest, str], Clinic | None]] = []
"""Of which clinic a patient's link is, by the request and the link's token: None where whoever asks may not know. The
app that knows links adds it."""
LINK = re.compile(r"/p/([^/]+)/")


def the_only() -> Clinic | None:
    """The clinic of this installation, where there is one alone."""
    two = list(Clinic.objects.order_by("pk")[:2])
    return two[0] if len(two) == 1 else None


def named(written: str) -> Clinic | None:
    """The one whose id stands in an address, or the only one; None for all that is no clinic's."""
    try:
        found = Clinic.objects.filter(pk=UUID(written)).first() if written else None
    except ValueError:
        found = None
    return found or the_only()


def of_page(request: HttpRequest) -> Clinic | None:
    """Whose page of patients it is, where something went wrong: as far as whoever asks may know. None, too, where the
    database or the address can't be read: that page says what it can without."""
    try:
        if link := LINK.match(request.path):
            return next((clinic for told in OF_LINK if (clinic := told(request, link[1]))), None)
        return named(request.GET.get("clinic", ""))
    except (Error, SuspiciousOperation):
        return None
