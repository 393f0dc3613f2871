"""The same picture, byte for byte, in another record of the clinic. Whoever is named in it there is in it here, too:
what they said of it holds, and where they are not named here an officer looks which record it belongs to. Where one
that only looks the same was refused there, as far as it was compared, an officer looks whether it is this one. Whose
record that is, and who they are, stands nowhere: not all who read of it may know."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from kindao.engine.report import Report
from kindao.engine.vocabulary import Outcome, Words
from kindao.web.cases.models import Appearance, Original
from kindao.web.consent.models import Consent, ConsentEvent, Scope, State
from kindao.web.consent.record import NO as ANYTHING_BUT_YES
from kindao.web.consent.record import refusals
from kindao.web.review.models import Use, UseState

NO = Words(
    "Chính ảnh này còn nằm trong một hồ sơ khác, và một người trong ảnh ở đó đã từ chối hoặc rút lại sự đồng ý cho "
    "mục đích và nơi đăng này: lời từ chối có hiệu lực ở mọi hồ sơ.",
    "This very picture is in another record as well, and somebody in it there said no to this purpose and place, or "
    "took their consent back: that holds in every record.",
)
ALIKE = Words(
    "Một ảnh trông giống ảnh này nằm trong một hồ sơ khác, và một người trong ảnh ở đó đã từ chối hoặc rút lại sự đồng "
    "ý cho mục đích và nơi đăng này: người phụ trách phải xem đó có phải chính ảnh này không.",
    "A picture that looks the same is in another record, and somebody in it there said no to this purpose and place, "
    "or took their consent back: the officer has to look whether it is this very picture.",
)
LOOK = Words(
    "Chính ảnh này còn nằm trong một hồ sơ khác, dưới tên người chưa được nêu ở đây: người phụ trách phải xem ảnh "
    "thuộc hồ sơ nào.",
    "This very picture is in another record as well, of somebody who is not named here: the officer has to look which "
    "record it belongs to.",
)

TWINS: list[Callable[[Original, Iterable[str], bool], Collection[str]]] = []
"""Of these pictures, by their digests, those that look like this one: apps above add how they know. The flag: whether
there is time to look at what was not compared before."""


def twins(original: Original, digests: Iterable[str], *, look: bool) -> frozenset[str]:
    """Of these pictures those that look like this one. look: also at what was not compared before."""
    return frozenset(twin for told in TWINS for twin in told(original, digests, look))


def named(use: Use, alike: Collection[str] = (), *, since: datetime | None = None) -> set[UUID]:
    """Patients and others who are named in the same bytes in other records, and not in this one. As here, those alone
    are in an illustration of whom somebody said where. alike: digests of pictures that look the same; since: of those
    people, whom somebody named there after that."""
    rows = Appearance.objects.filter(original__clinic=use.clinic_id, original__digest__in=[use.original.digest, *alike])
    here, there = set[UUID](), set[UUID]()
    for row in rows.exclude(patient=None, other=None):
        if row.subject_id is None or (use.illustration and not (row.at or row.tracks or row.everyone)):
            continue
        if row.original_id == use.original_id:
            here.add(row.subject_id)
        elif since is None or (row.confirmed_at and row.confirmed_at > since):
            there.add(row.subject_id)
    return there - here


def refused(use: Use) -> Words | None:
    """Why nothing may go out, where one of them said no to this very use; what stays in the record is no use of it."""
    return NO if not use.is_kept and _said_no(use, named(use)) else None


def _said_no(use: Use, people: Collection[UUID], alike: Collection[str] = ()) -> bool:
    if not people:
        return False
    rows = Consent.objects.filter(Q(patient__in=people) | Q(other__in=people), clinic=use.clinic_id)
    told = rows.select_related("guardianship__patient").prefetch_related("scopes", "events__speaks__patient")
    kept = list(told.order_by("signed_at", "pk"))
    return bool(refusals(kept, use.original.digest, use.purpose, use.destination, twins=alike))


def _refused_alike(use: Use, *, look: bool, since: datetime | None = None) -> bool:
    """Whether one of those in pictures that look the same said no to this very use. since: and that, the picture or who
    is in it came after that."""
    alike = twins(use.original, _refused_elsewhere(use), look=look)
    people = named(use, alike) if alike else set()
    if not _said_no(use, people, alike):
        return False
    if since is None:
        return True
    theirs = Q(consent__patient__in=people) | Q(consent__other__in=people)
    noes = ConsentEvent.objects.filter(theirs, consent__clinic=use.clinic_id, what__in=ANYTHING_BUT_YES, at__gt=since)
    came = Original.objects.filter(clinic=use.clinic_id, digest__in=alike, received_at__gt=since)
    return noes.exists() or came.exists() or bool(named(use, alike, since=since))


def _refused_elsewhere(use: Use) -> Iterable[str]:
    """Digests of other pictures in which somebody is who once said anything but yes for this purpose: not asked of the
    database before it is needed."""
    rows = Scope.objects.filter(consent__clinic=use.clinic_id, purpose=use.purpose)
    noes = rows.filter(Q(state__in=ANYTHING_BUT_YES) | Q(events__what=State.WITHDRAWN))
    theirs = Q(patient__in=noes.values("consent__patient")) | Q(other__in=noes.values("consent__other"))
    shown = Appearance.objects.filter(theirs, original__clinic=use.clinic_id)
    return shown.exclude(original__digest=use.original.digest).values_list("original__digest", flat=True)


def looking_like(consent: Consent) -> list[UUID]:
    """Pictures that look like one in which somebody is who says no by this consent now, and about whose use for the
    same purpose somebody asked, also where that is over: something may be out. As far as both were compared."""
    noes = consent.events.filter(what__in=ANYTHING_BUT_YES).exclude(scope=None)
    purposes = set(noes.values_list("scope__purpose", flat=True))
    shown = Appearance.objects.filter(original__clinic=consent.clinic_id).exclude(patient=None, other=None)
    theirs = shown.filter(patient=consent.patient_id, other=consent.other_id)
    mine = Original.objects.filter(pk__in=theirs.values("original")) if purposes else Original.objects.none()
    asked = Use.objects.exclude(state=UseState.DRAFT).filter(clinic=consent.clinic_id, purpose__in=purposes)
    used = asked.values_list("original__digest", flat=True)
    found = {twin for one in mine for twin in twins(one, used, look=False)}
    return list(Original.objects.filter(clinic=consent.clinic_id, digest__in=found).values_list("pk", flat=True))


def filed_since(use: Use, at: datetime, *, look: bool = False) -> bool:
    """Whether the same bytes came into another record after that, or somebody was named in them there, or said no to a
    picture that looks the same: whoever looked before knew nothing of it. look: as of `unsettled`."""
    if use.is_kept:
        return False
    rows = Original.objects.filter(clinic=use.clinic_id, digest=use.original.digest, received_at__gt=at)
    filed = rows.exclude(pk=use.original_id).exists() or bool(named(use, since=at))
    return filed or _refused_alike(use, look=look, since=at)


def unsettled(use: Use, *, look: bool = False) -> Words | None:
    """Why an officer has to look, whatever the law says; None where nothing is unsettled.

    look: at pictures that were never compared, too, which takes a while."""
    if use.is_kept:
        return None
    if named(use):
        return LOOK
    return ALIKE if _refused_alike(use, look=look) else None


def told(use: Use, report: Report) -> Report:
    """The same, but that an officer looks first. It takes a while."""
    why = unsettled(use, look=True) if report.outcome is not Outcome.DENY else None
    return replace(report, outcome=Outcome.INDETERMINATE, refused=report.refused or why) if why else report
