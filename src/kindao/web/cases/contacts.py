"""By whom and when somebody's phone number or e-mail was written down, and whether a second person stands by it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from kindao import clock
from kindao.engine.errors import BadInput
from kindao.web.cases.models import ContactEvent, Guardianship, OtherPerson, Patient
from kindao.web.clinics.models import User
from kindao.web.clinics.working import is_system

Reached = Patient | OtherPerson | Guardianship
NEW = timedelta(days=7)  # for which a changed contact is not yet taken for theirs
A_DAY, ALL_A_DAY = 3, 300  # changes of one patient's, and of everybody's, that one system may write down


@dataclass(frozen=True, slots=True)
class Entered:
    """Who wrote down the contact that stands now."""

    by: UUID
    at: datetime
    changed: bool  # another one stood there within the last days
    vouched: bool  # somebody else has said since that it is theirs


def entered(reached: Reached) -> Entered:
    events = list(reached.contact_events.order_by("pk"))
    by, at = (
        (reached.entered_by_id, reached.began_at)
        if isinstance(reached, Guardianship)
        else (reached.created_by_id, reached.created_at)
    )
    vouched = False
    for event in events:
        if event.what == ContactEvent.What.VOUCHED:
            vouched = vouched or event.by_id != by
        else:
            by, at, vouched = event.by_id, event.at, False
    since = clock.now() - NEW
    changed = any(one.what == ContactEvent.What.CHANGED and one.at > since for one in events)
    return Entered(by, at, changed, vouched)


def may_change(by: User, person: Patient | OtherPerson, before: tuple[str, str]) -> None:
    """Each change sends a message to where somebody was reached before, and a stolen token could have thousands sent.

    before: (phone, e-mail) as they stood. Raises BadInput for a system that changed too many within a day."""
    if not any(before) or not is_system(by):
        return
    changed = ContactEvent.objects.filter(what=ContactEvent.What.CHANGED, by=by, at__gt=clock.now() - timedelta(days=1))
    theirs = changed & person.contact_events.all()
    if theirs.count() >= A_DAY or changed.count() >= ALL_A_DAY:
        raise BadInput(
            "this system changed too many phone numbers and e-mail addresses within a day",
            hint="Wait until tomorrow, or change it at the desk",
        )
