"""Which clinic is meant where a page knows no person: told only where that gives nobody away."""

from uuid import UUID

from kindao.web.clinics.models import Clinic


def the_only() -> Clinic | None:
    """The clinic of this installation, where there is one alone."""
    two = list(Clinic.objects.order_by("pk")[:2])
    return two[0] if len(two) == 1 else None


def named(written: str) -> Clinic | None:
    """The one whose id stands in an address, or the only one; None for all that is no clinic's."""
    try:
        found = Clinic.objects.filter(pk=UUID(written)).first() if written else None
    except ValueError:
        found = None
    return found or the_only()
