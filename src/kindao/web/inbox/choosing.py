"""Which clinic a command means."""

from uuid import UUID

from kindao.engine.errors import BadInput
from kindao.web.clinics.models import Clinic


def the_clinic(said: str) -> Clinic:
    """By name or id; "": the only one. Raises BadInput where that is none, or several."""
    rows = Clinic.objects.all()
    if said:
        try:
            rows = rows.filter(pk=UUID(said))
        except ValueError:
            rows = rows.filter(name__iexact=said.strip())
    found = list(rows[:2])
    if len(found) != 1:
        raise BadInput("--clinic: names no clinic, or several", hint="Name one, as its page is headed, or by its id")
    return found[0]
