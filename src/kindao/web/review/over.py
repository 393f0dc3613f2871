"""That a use is over: since when, by whom and why, as the audit has it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from kindao.engine.vocabulary import Words
from kindao.web.audit.models import AuditEvent
from kindao.web.clinics.models import User
from kindao.web.review.models import Use, UseState

LAPSED = "use.lapsed"


class Because(StrEnum):
    """What ends a use."""

    UNWANTED = "unwanted"
    REFILED = "refiled"
    RIGHTS = "rights"
    PAST = "past"


WORDS = {
    Because.UNWANTED: Words("Phòng khám không cần nữa.", "The clinic no longer wants it."),
    Because.REFILED: Words(
        "Ảnh đã được chuyển sang đúng người bệnh, nên mọi điều đã hỏi về ảnh trước đó đều kết thúc.",
        "The picture was filed under the right patient: whatever was asked of it before is over.",
    ),
    Because.RIGHTS: Words(
        "Một người trong ảnh đã dùng quyền của mình: không đăng gì của họ nữa.",
        "Somebody in it used a right: nothing of them is published any more.",
    ),
    Because.PAST: Words("Ngày đã hỏi qua lâu rồi.", "The day that was asked about is long past."),
}


@dataclass(frozen=True, slots=True)
class Over:
    """because: None where the audit does not tell. by: None where nobody had to say so."""

    because: Because | None
    at: datetime
    by: User | None = None

    @property
    def why(self) -> Words | None:
        return None if self.because is None else WORDS[self.because]


def over(use: Use) -> Over | None:
    """None where it is not over, or the audit does not tell how."""
    return over_of([use]).get(use.pk)


def over_of(uses: Iterable[Use]) -> dict[UUID, Over]:
    """By the use's id, of those that are over, and of which the audit tells how. However many, it asks twice."""
    ended = {str(one.pk): one for one in uses if one.state == UseState.LAPSED}
    if not ended:
        return {}
    clinics = {one.clinic_id for one in ended.values()}
    rows = AuditEvent.objects.filter(log__in=clinics, kind=Use._meta.label_lower, target__in=ended, verb=LAPSED)
    events = {one.target: one for one in rows.order_by("seq")}
    users = User.objects.in_bulk([pk for one in events.values() if (pk := _user(one)) is not None])
    return {ended[target].pk: _over(one, users) for target, one in events.items()}


def _over(event: AuditEvent, users: dict[UUID, User]) -> Over:
    told = event.facts.get("why")  # nothing in events of before it was told
    pk = _user(event)
    return Over(Because(told) if told in list(Because) else None, event.at, users.get(pk) if pk else None)


def _user(event: AuditEvent) -> UUID | None:
    kind, _, pk = event.actor.partition(":")
    return UUID(pk) if kind == User._meta.label_lower else None
