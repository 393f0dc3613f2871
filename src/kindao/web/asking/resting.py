"""Around a sedation or an operation nobody is asked about the patient. The hour is the patient's: it was named with one
question and holds for all, also where that one was given up. Who mistyped it corrects it, and says why: the right hour
holds at once, and the wrong one goes when a colleague has said so, too, since what makes the rest shorter could be
misused."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from kindao import clock
from kindao.engine.errors import BadInput
from kindao.web import audit
from kindao.web.asking.models import HourCorrection, Question
from kindao.web.cases.models import Patient
from kindao.web.clinics.models import Membership

FARTHEST = timedelta(days=2 * 366)  # from now, either way
LONGEST_WHY = 300  # characters


def _rest() -> timedelta:
    return timedelta(hours=settings.ASK_REST_HOURS)


def hours(patient: UUID) -> list[datetime]:
    """Those that stand, the earliest first: what was named, and what it was corrected to."""
    named = Question.objects.filter(use__patient=patient).exclude(procedure_at=None)
    told = [(at, hour, True) for at, hour in named.values_list("created_at", "procedure_at") if hour]
    for one in HourCorrection.objects.filter(patient=patient):
        if one.right is not None:
            told.append((one.at, one.right, True))
        if one.seen_at is not None:
            told.append((one.seen_at, one.wrong, False))
    standing: set[datetime] = set()
    for _at, hour, stands in sorted(told):
        standing = standing | {hour} if stands else standing - {hour}
    return sorted(standing)


def is_near(hour: datetime, at: datetime) -> bool:
    """Whether nobody is asked at that moment, for the sake of that hour."""
    return hour - _rest() <= at < hour + _rest()


def rests_until(patient: UUID) -> datetime | None:
    """The moment from which the patient may be asked about; None: now."""
    now, rest = clock.now(), _rest()
    return max((hour + rest for hour in hours(patient) if is_near(hour, now)), default=None)


def known(patient: UUID) -> datetime | None:
    """The last hour that stands, while it is not over."""
    since = clock.now() - _rest()
    return max((hour for hour in hours(patient) if hour > since), default=None)


def coming(patient: UUID) -> list[datetime]:
    """Those that are not over: what can be corrected."""
    since = clock.now() - _rest()
    return [hour for hour in hours(patient) if hour > since]


def named(patient: UUID, written: str) -> datetime:
    """The hour that stands, as ISO 8601 writes it. Raises BadInput where there is none."""
    for hour in coming(patient):
        if hour.isoformat() == written:
            return hour
    raise _gone()


def _gone() -> BadInput:
    return BadInput("this hour does not stand any more", hint="Open the page again")


def can_be_meant(hour: datetime | None) -> bool:
    """Whether anybody means such an hour: mistyped, it would keep nobody from asking."""
    return hour is None or abs(hour - clock.now()) <= FARTHEST


@transaction.atomic
def correct(by: Membership, patient: Patient, wrong: datetime, right: datetime | None, *, why: str) -> HourCorrection:
    """The hour was mistyped. right: the true one; None: there is no operation. The same correction that still waits is
    the one that is there. Raises BadInput for an hour that nobody named, one that nobody means, and without a
    reason."""
    patient = Patient.objects.of(by).select_for_update(no_key=True).get(pk=patient.pk)
    if wrong not in coming(patient.pk):
        raise _gone()
    if not can_be_meant(right):
        raise BadInput("the hour is more than two years away", hint="Correct the day")
    if right == wrong or not why.strip():
        raise BadInput("say what the hour is, and why the other was wrong", hint="Fill in both")
    same = HourCorrection.objects.filter(patient=patient, wrong=wrong, right=right, by=by.user, seen_at=None)
    if there := same.first():
        return there
    made = HourCorrection.objects.create(
        patient=patient, wrong=wrong, right=right, why=why.strip()[:LONGEST_WHY], by=by.user, at=clock.now()
    )
    audit.record("ask.hour-corrected", made, by=by.user, clinic=by.clinic, facts={"none": right is None})
    return made


@transaction.atomic
def confirm(by: Membership, correction: HourCorrection) -> None:
    """A second person says that the hour was wrong: it no longer keeps anybody from asking. A second time changes
    nothing. Raises BadInput for who corrected it."""
    row = HourCorrection.objects.of(by).select_for_update().get(pk=correction.pk)
    if row.by_id == by.user_id:
        raise BadInput("whoever corrected it can't confirm it", hint="Ask a colleague who knows the operation")
    if row.seen_at is None:
        HourCorrection.objects.filter(pk=row.pk).update(seen_by=by.user, seen_at=clock.now())
        audit.record("ask.hour-confirmed", row, by=by.user, clinic=by.clinic)
