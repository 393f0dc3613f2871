"""How somebody is reached: by what the clinic holds of them, as it stands now."""

from dataclasses import dataclass

from django.conf import settings

from kindao.web.cases.models import Guardianship, OtherPerson, Patient
from kindao.web.door.models import Channel, Link, keyed

HIDDEN = "•••"


@dataclass(frozen=True, slots=True)
class Contact:
    """One way to reach somebody."""

    channel: Channel
    address: str  # a phone number or an e-mail address

    @property
    def masked(self) -> str:
        """Enough to know one's own again, and nobody else's: ••• 789."""
        return masked(self.address)


def masked(address: str) -> str:
    if "@" in address:
        name, _, domain = address.partition("@")
        return f"{name[:1]}{HIDDEN}@{domain[:1]}{HIDDEN}"
    digits = [one for one in address if one.isdigit()]
    return f"{HIDDEN} {''.join(digits[-3:])}" if len(digits) > 3 else HIDDEN


def held(person: Patient | OtherPerson | Guardianship) -> tuple[str, str]:
    """(phone, e-mail) of them, as the clinic holds it."""
    return person.phone.strip(), person.email.strip()


def contacts(person: Patient | OtherPerson | Guardianship) -> list[Contact]:
    """All ways in which they can be reached here, the preferred first."""
    phone, email = held(person)
    found = []
    for channel in map(Channel, settings.CODES):
        address = {Channel.SMS: phone, Channel.EMAIL: email, Channel.CONSOLE: phone or email}[channel]
        if address:
            found.append(Contact(channel, address))
    return found


def fingerprint(person: Patient | OtherPerson | Guardianship) -> str:
    return keyed("reach", "\n".join(held(person)))


def whom(link: Link) -> Patient | OtherPerson | Guardianship:
    return link.guardianship or link.person


def is_stale(link: Link) -> bool:
    """Phone or e-mail is another than when it was made: it may have come into other hands."""
    return link.reach != fingerprint(whom(link))
