"""A patient with a page of their own, and the browser in which they came in."""

from dataclasses import dataclass

from django.test import Client

from builders import a_consent, a_member, an_original
from kindao import clock
from kindao.web.cases.models import Appearance, Original, Patient
from kindao.web.clinics.models import Membership
from kindao.web.consent.models import Consent
from kindao.web.door.links import Made
from kindao.web.review.models import Inspection, Use, Work
from permits import a_permitted_use
from visitors import a_link, a_reached_patient, came_in


@dataclass(frozen=True)
class AtHome:
    """Somebody on their own page, with a picture, a consent and a permitted use."""

    by: Membership
    patient: Patient
    made: Made
    client: Client
    original: Original
    consent: Consent
    use: Use

    def at(self, rest: str = "") -> str:
        return f"/p/{self.made.token}/own/{rest}"


def looked_at(original: Original) -> None:
    """What the inspection would have left: it is over, and the one person seen is the patient."""
    Inspection.objects.filter(original=original).update(
        state=Work.State.DONE, findings=[], width=900, height=900, frames=1, finished_at=clock.now()
    )


def is_in(by: Membership, original: Original, patient: Patient | None, at: list[list[int]] | None = None) -> Appearance:
    """The patient, or with None a member of staff, is in a picture: somebody said so."""
    return Appearance.objects.create(
        original=original,
        role="patient" if patient else "staff",
        patient=patient,
        at=at or [],
        confirmed_by=by.user,
        confirmed_at=clock.now(),
    )


def at_home(by: Membership | None = None) -> AtHome:
    by = by or a_member()
    patient = a_reached_patient(by)
    original = an_original(by, patient)
    looked_at(original)
    is_in(by, original, patient, [[300, 200, 500, 420]])
    consent = a_consent(by, patient)
    use = a_permitted_use(by, patient, original)
    made = a_link(by, patient)
    return AtHome(by, patient, made, came_in(made), original, consent, use)
