"""The same picture, byte for byte, in another record of the clinic. Whoever is named in it there is in it here, too:
what they said of it holds, and where they are not named here an officer looks which record it belongs to. Whose record
that is, and who they are, stands nowhere: not all who read of it may know."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from kindao.engine.report import Report
from kindao.engine.vocabulary import Outcome, Words
from kindao.web.cases.models import Appearance, Original
from kindao.web.consent.models import Consent
from kindao.web.consent.record import refusals
from kindao.web.review.models import Use

NO = Words(
    "Chính ảnh này còn nằm trong một hồ sơ khác, và một người trong ảnh ở đó đã từ chối hoặc rút lại sự đồng ý cho "
    "mục đích và nơi đăng này: lời từ chối có hiệu lực ở mọi hồ sơ.",
    "This very picture is in another record as well, and somebody in it there said no to this purpose and place, or "
    "took their consent back: that holds in every record.",
)
LOOK = Words(
    "Chính ảnh này còn nằm trong một hồ sơ khác, dưới tên người chưa được nêu ở đây: người phụ trách phải xem ảnh "
    "thuộc hồ sơ nào.",
    "This very picture is in another record as well, of somebody who is not named here: the officer has to look which "
    "record it belongs to.",
)


def named(use: Use, *, since: datetime | None = None) -> set[UUID]:
    """Patients and others who are named in the same bytes in other records, and not in this one. As here, those alone
    are in an illustration of whom somebody said where. since: of those, whom somebody named there after that."""
    rows = Appearance.objects.filter(original__clinic=use.clinic_id, original__digest=use.original.digest)
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
    people = set() if use.is_kept else named(use)
    if not people:
        return None
    rows = Consent.objects.filter(Q(patient__in=people) | Q(other__in=people), clinic=use.clinic_id)
    kept = rows.select_related("guardianship__patient").prefetch_related("scopes").order_by("signed_at", "pk")
    return NO if refusals(list(kept), use.original.digest, use.purpose, use.destination) else None


def filed_since(use: Use, at: datetime) -> bool:
    """Whether the same bytes came into another record after that, or somebody was named in them there: whoever looked
    before knew nothing of it."""
    rows = Original.objects.filter(clinic=use.clinic_id, digest=use.original.digest, received_at__gt=at)
    return not use.is_kept and (rows.exclude(pk=use.original_id).exists() or bool(named(use, since=at)))


def unsettled(use: Use) -> bool:
    """Whether an officer has to look, whatever the law says."""
    return not use.is_kept and bool(named(use))


def told(use: Use, report: Report) -> Report:
    """The same, but that an officer looks first."""
    if report.outcome is Outcome.DENY or not unsettled(use):
        return report
    return replace(report, outcome=Outcome.INDETERMINATE, refused=report.refused or LOOK)
