"""Which copies that were made of a patient's own picture they are given: of pictures alone, those that went out or may
go out now, and of these none in which somebody else may be seen. When in doubt a copy is left out: what shows who said
no, or was asked nothing, is in nobody's hands but the clinic's."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from kindao.engine.policy.facts import facts_from_json
from kindao.engine.vocabulary import Identifiability, Level, Outcome, Words
from kindao.web.audit.models import AuditEvent
from kindao.web.cases.models import Appearance, Original, Patient
from kindao.web.releases.actions import RESTORED, RESTORED_BEFORE_ITS_TIME
from kindao.web.releases.models import Permit, Release
from kindao.web.review.asking import identity
from kindao.web.review.models import SafeCopy, Use, UseState
from kindao.web.rights.seeing import FILM, Held, How

MAY_NOT = Words(
    "Bản này không được đăng, nên không có ở đây.",
    "This copy may not be posted, so it is not given here.",
)
OTHERS = Words(
    "Trong bản này có thể còn thấy người khác, nên bản này không có ở đây. Bạn có thể yêu cầu được xem.",
    "Somebody else may still be seen in this copy, so it is not given here. You can ask to see it.",
)


@dataclass(frozen=True, slots=True)
class Given:
    """One copy of a use. out: it left the clinic, None where nobody knows it; may: it may go out now; why: it is not
    given, for this."""

    copy: SafeCopy
    out: bool | None
    may: bool
    why: Words | None


def of(person: Patient, copies: Iterable[SafeCopy], held: Iterable[Held]) -> dict[UUID, list[Given]]:
    """By use, the oldest first. copies: kept ones, with their use; held: how the person may be shown the originals."""
    copies = sorted(copies, key=lambda one: (one.made_at, one.pk))
    shown = {one.original.pk: one for one in held}
    left, stands, unsure = _left(copies), _stands(copies), _unsure(copies)
    found: dict[UUID, list[Given]] = {}
    for one in copies:
        out = True if one.pk in left else None if one.use_id in unsure else False
        may = one.pk in stands
        why = _why_not(person, one, shown.get(one.use.original_id)) if out or may else MAY_NOT
        found.setdefault(one.use_id, []).append(Given(one, out, may, why))
    return found


def _left(copies: list[SafeCopy]) -> set[UUID]:
    """Of which somebody took the bytes away, or a release sent them."""
    spent = Permit.objects.filter(copy__in=copies).exclude(spent_at=None).values_list("copy", flat=True)
    taken = AuditEvent.objects.filter(
        kind=SafeCopy._meta.label_lower, target__in=[str(one.pk) for one in copies], verb="copy.handed-out"
    )
    return set(spent) | {UUID(one) for one in taken.values_list("target", flat=True)}


def _unsure(copies: list[SafeCopy]) -> set[UUID]:
    """The uses of which something is, or may be, out without a permit: what nobody recorded, and after a restore."""
    restored = Use.objects.filter(pk__in={one.use_id for one in copies}).exclude(clinic__restored_from=None)
    known = Q(permits__spent_at=None, sent_at__isnull=False) | Q(why_en__in=[RESTORED.en, RESTORED_BEFORE_ITS_TIME.en])
    loose = Release.objects.filter(known, use__in={one.use_id for one in copies})
    return set(restored.values_list("pk", flat=True)) | set(loose.values_list("use", flat=True))


def _stands(copies: list[SafeCopy]) -> set[UUID]:
    """The copy of the last decision of each use that is permitted."""
    uses = Use.objects.filter(pk__in={one.use_id for one in copies}, state=UseState.PERMITTED)
    last = [use.decisions.order_by("-number").only("outcome", "copy").first() for use in uses]
    return {one.copy_id for one in last if one and one.copy_id and one.outcome == Outcome.PERMIT.value}


def _why_not(person: Patient, copy: SafeCopy, held: Held | None) -> Words | None:
    if not copy.file.media_type.startswith("image/"):
        return FILM
    if held is None or held.original.patient_id != person.pk:
        return OTHERS
    if not held.shown:
        return held.why
    return None if held.how is How.WHOLE or _hides(copy, _others(person, held), moved(held.original)) else OTHERS


def _others(person: Patient, held: Held) -> list[Appearance]:
    rows = held.original.appearances.all()
    return [one for one in rows if one.role != Appearance.As.NOBODY and one.subject_id != person.pk]


def moved(original: Original) -> list[datetime]:
    """When a place in it was corrected, whosever it is: a face goes to the box in which it lies."""
    rows = [str(one.pk) for one in original.appearances.all()]
    events = AuditEvent.objects.filter(kind=Appearance._meta.label_lower, target__in=rows, verb="appearance.moved")
    return list(events.values_list("at", flat=True))


def _hides(copy: SafeCopy, others: list[Appearance], corrected: list[datetime]) -> bool:
    """Whether it is known to hide each of them, told of all their places: of one that was made, and decided about,
    before somebody said who is where, or put that right, nobody knows it."""
    said = [one.confirmed_at for one in others if one.confirmed_at is not None]
    if len(said) < len(others):
        return False
    since = max(said + corrected)
    if copy.level == Level.ALL_HIDDEN and copy.made_at >= since:
        return True
    decisions = [(one.at, _shown(one.facts)) for one in copy.decisions.exclude(facts="")]
    people = {identity(one) for one in others}
    if any(Identifiability.DIRECT in told.get(one, ()) for _, told in decisions for one in people):
        return False
    return any(at >= since and people <= told.keys() for at, told in decisions)


def _shown(facts: str) -> dict[str, set[Identifiability]]:
    """By person, how far each of their places shows them."""
    found: dict[str, set[Identifiability]] = {}
    for one in facts_from_json(facts).copy.shown:
        found.setdefault(one.person, set()).add(one.identifiability)
    return found
