"""Links are made, shown once, sent and revoked."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import segno
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, override

from kindao import clock
from kindao.engine.errors import BadInput
from kindao.web import audit
from kindao.web.cases.models import Guardianship, OtherPerson, Patient
from kindao.web.cases.speaking import for_themselves, speaks
from kindao.web.clinics.models import Clinic, Membership
from kindao.web.clinics.working import is_system
from kindao.web.door import by_systems, reaching, sending
from kindao.web.door.models import Link, Message, Purpose, keyed

TOKEN_BYTES = 24  # of entropy: 32 characters in the address
LASTING = {Purpose.ASK: timedelta(days=14), Purpose.OWN: timedelta(days=365)}


@dataclass(frozen=True, slots=True)
class Made:
    """A new link, with the token that is nowhere kept."""

    link: Link
    token: str

    @property
    def address(self) -> str:
        return f"{settings.ADDRESS}{reverse('door:enter', args=[self.token])}"


@transaction.atomic
def make(
    by: Membership | Clinic,
    person: Patient | OtherPerson,
    *,
    purpose: Purpose,
    target: UUID | None = None,
    guardianship: Guardianship | None = None,
    lasting: timedelta | None = None,
    address: str = "",
) -> Made:
    """A link for one person, or for who speaks for them.

    by: who makes it; a Clinic where nobody of its people does; address: of the network from which. Raises BadInput
    where they can't be reached, where the person has died or is too young to have pages of their own, and
    for who may not speak for them."""
    clinic, user = (by, None) if isinstance(by, Clinic) else (by.clinic, by.user)
    if person.clinic_id != clinic.pk or (guardianship is not None and guardianship.patient_id != person.pk):
        raise ValueError("another person's, or another clinic's")
    if guardianship is not None and not speaks(guardianship):
        raise BadInput("this person may not speak for the patient", hint="Choose who does")
    if guardianship is None and isinstance(person, Patient) and not person.alive:
        raise BadInput("the patient has died", hint="Make the link for who speaks for them")
    if isinstance(person, OtherPerson) and not for_themselves(person):
        raise BadInput(
            "a child under seven has no page of their own", hint="Write down for them what their parents ask for"
        )
    if guardianship is None and isinstance(person, Patient) and not for_themselves(person):
        if person.birth_date is None:
            raise BadInput("the birth date of the patient is not known", hint="Write it into their record first")
        raise BadInput("somebody else speaks for this patient", hint="Make the link for who speaks for them")
    reached = guardianship or person
    if not reaching.contacts(reached):
        raise BadInput(
            "the clinic can't send them a code: it holds neither a phone number nor an e-mail that is used here",
            hint="Write it into their record first",
        )
    token = secrets.token_urlsafe(TOKEN_BYTES)
    now = clock.now()
    if user is None and purpose is Purpose.OWN:  # they opened it themselves: the newest is the one they have
        before = Link.objects.about(person).filter(purpose=purpose, guardianship=guardianship, made_by=None)
        for link in before.standing():
            revoke(link, by=None)
    link = Link.objects.create(
        clinic=clinic,
        digest=keyed("link", token),
        purpose=purpose,
        target=target,
        patient=person if isinstance(person, Patient) else None,
        other=person if isinstance(person, OtherPerson) else None,
        guardianship=guardianship,
        reach=reaching.fingerprint(reached),
        made_by=user,
        from_address=keyed("from", address) if address else "",
        made_at=now,
        ends_at=now + (lasting or LASTING[purpose]),
    )
    facts = {"purpose": str(purpose), "who": str(link.who), "target": str(target) if target else None}
    audit.record("door.link-made", link, by=user, clinic=clinic, facts=facts)
    return Made(link, token)


@transaction.atomic
def send(made: Made, *, by: Membership | None) -> Message:
    """Have the link sent to their own phone or e-mail. Raises BadInput where that was done too often within a day:
    whichever link of the same question, or to the same person's own page; and as `by_systems.may_send`."""
    link = made.link
    type(link.person).objects.select_for_update(no_key=True).get(pk=link.person.pk)  # two taps, one after the other
    if _sent(link) >= settings.ASK_LINKS_A_DAY:
        raise BadInput(
            f"the link was sent to them {settings.ASK_LINKS_A_DAY} times within a day",
            hint="They have the last message; show a QR code, or wait until tomorrow",
        )
    if by is not None and is_system(by.user):
        by_systems.may_send(by.user, link)
    contact = reaching.contacts(reaching.whom(link))[0]
    name, phone = link.clinic.name, link.clinic.phone
    with override("vi"):
        text = gettext("%(clinic)s asks you to look at this page: %(address)s") % {
            "clinic": f"{name} ({phone})" if phone else name,  # who doubts it rings them
            "address": made.address,
        }
    message = sending.post(link, contact, text)
    audit.record(
        "door.link-sent", link, by=by.user if by else None, clinic=link.clinic, facts={"channel": str(contact.channel)}
    )
    return message


def _sent(link: Link) -> int:
    """How many messages with such a link went to them within a day."""
    same = Link.objects.about(link.person).filter(
        purpose=link.purpose, target=link.target, guardianship=link.guardianship
    )
    since = clock.now() - timedelta(days=1)
    return Message.objects.filter(link__in=same, code=None, made_at__gt=since).exclude(state="failed").count()


@transaction.atomic
def revoke(link: Link, *, by: Membership | None) -> None:
    """It leads nowhere from now on; who is in is out. A second time changes nothing."""
    if Link.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=clock.now()):
        audit.record("door.link-revoked", link, by=by.user if by else None, clinic=link.clinic)


def qr(address: str) -> SafeString:
    """As inline SVG, black on white in light and dark: phones read nothing else."""
    drawn = segno.make(address, error="m").svg_inline(scale=5, border=4, dark="#000", light="#fff")
    return mark_safe(str(drawn))
