"""As whom somebody works in a clinic: one of its people by their membership, another system by what lets it in."""

from collections.abc import Callable
from uuid import UUID

from kindao.web.clinics.models import Clinic, Membership, User

SYSTEMS: list[Callable[[User, Clinic], Membership | None]] = []
"""As whom another system works while it is let in: the app above adds how it knows."""


def membership_of(user: User, clinic: Clinic) -> Membership | None:
    """None of who does not work there any more, and of a system that is not let in any more."""
    row = Membership.objects.of(user).filter(clinic=clinic).first()
    return row or next((found for of in SYSTEMS if (found := of(user, clinic))), None)


def is_system(user: User | UUID) -> bool:
    """Whether it is another system's account: nobody's who ever worked anywhere. Who sits behind it nobody knows."""
    return not Membership.objects.filter(user=user).exists()
