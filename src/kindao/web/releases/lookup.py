"""Is this picture released with consent? Anybody may ask, by the number that a claim carries or by what the picture
looks like, without signing in.

Told is the clinic and the day, of what stands now and of nothing else: what was withdrawn, never existed or is another
picture is the same "no". Nothing is kept of who asked, or for what. A number is random and can't be guessed."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods

from kindao.engine.match import phash
from kindao.engine.policy.consent import VIETNAM
from kindao.web.cases.views import SAFE
from kindao.web.clinics.access import public
from kindao.web.door import codes
from kindao.web.door.access import address_of
from kindao.web.releases import credentials
from kindao.web.releases.known import BANK
from kindao.web.releases.models import Permit, PermitQuerySet, Release, Stage, Takedown
from kindao.web.review import standing

STANDS = (Stage.OUT, Stage.BY_HAND)
"""Stages in which it is out: as far as anybody knows, or with the person who posts it. Not what is being sent, or of
which nobody knows."""
SAME_WITHIN = 16
"""Bits, far fewer than where patients look among their own pictures: who sees the original with its face must not be
told that it is released. `./run bench lookup`, 150 pictures of testdata: of 900 smaller and harder compressed copies
99.6 % are this near; of 300 originals whose faces the copy hides none, the nearest 20 away."""
MOST = 5  # releases that are shown of one look
AT_ONCE, JUDGED = 500, 60  # releases that one question to the database names, and of which the law is asked


@dataclass(frozen=True, slots=True)
class Stands:
    """A release that stands now."""

    clinic: str
    since: date


def by_number(pk: UUID) -> Stands | None:
    """None for a number that is nobody's, and for whatever does not stand now."""
    found = (
        _of_what_stands().filter(pk=pk).select_related("release__clinic", "release__use__clinic", "decision").first()
    )
    if found is None or not standing.judged(found.decision, found.release.use).permits:
        return None
    at = found.release.out_at or found.release.sent_at
    assert at is not None
    return Stands(found.release.clinic.name, at.astimezone(VIETNAM).date())


def _of_what_stands() -> PermitQuerySet:
    """Permits, before the law is asked again."""
    rows = Permit.objects.filter(release__stage__in=STANDS).exclude(spent_at=None).exclude(release__sent_at=None)
    rows = rows.exclude(release__in=Release.objects.vanished())
    return rows.exclude(release__takedowns__in=Takedown.objects.open())


def by_look(bits: bytes) -> list[Stands]:
    """Releases that stand now and look like it, the closest first: so many clinics and days at most."""
    close = BANK.near(bits, SAME_WITHIN)
    found: dict[Stands, None] = {}
    judged = 0
    for start in range(0, len(close), AT_ONCE):  # most may have come down long ago
        some = close[start : start + AT_ONCE]
        rows = _of_what_stands().filter(release__in=some).order_by("spent_at")
        last = dict(rows.values_list("release", "pk"))
        for permit in (last[one] for one in some if one in last):
            if (stands := by_number(permit)) is not None:
                found[stands] = None
            judged += 1
            if len(found) == MOST or judged == JUDGED:
                return list(found)
    return list(found)


def _number(written: str) -> UUID | None:
    """As it is typed, or with the address around it."""
    try:
        return UUID(written.strip().rstrip("/").rpartition("/")[2].strip())
    except ValueError:
        return None


@public("whether a picture is released with consent; it tells clinic and day, and nobody's name")
@require_http_methods([*SAFE, "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The page that asks, and answers for a picture's hash: their browser computed it, the picture stays there."""
    written = request.GET.get("number", "").strip()
    if request.method == "POST":
        if (over := _too_often(request)) is not None:
            return over
        bits = phash.read(request.POST.get("bits", ""))
        if bits is None:
            return _page(request, 422, wrong="picture")
        return _page(request, looked=True, by_look=True, found=by_look(bits))
    if not written:
        return _page(request)
    number = _number(written)
    return redirect("lookup:permit", number) if number else _page(request, 422, wrong="number", number=written[:80])


@public("whether a picture is released with consent; it tells clinic and day, and nobody's name")
@require_http_methods(SAFE)
def permit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The answer to one number: where a claim in a picture leads."""
    if (over := _too_often(request)) is not None:
        return over
    stands = by_number(pk)
    address = credentials.address_of(pk)
    drawn = segno.make(address, error="m").svg_inline(border=2, dark="#000", light="#fff", omitsize=True)
    given: dict[str, Any] = {
        "found": [stands] if stands else [],
        "number": str(pk),
        "address": address,
        "qr": mark_safe(str(drawn)),
    }
    return _page(request, looked=True, **given)


def _too_often(request: HttpRequest) -> HttpResponse | None:
    if codes.looks_up_too_much(address_of(request)):
        return _page(request, 429, wrong="often")
    return None


def _page(request: HttpRequest, status: int = 200, **given: Any) -> HttpResponse:
    return render(request, "releases/lookup.html", given, status=status)
