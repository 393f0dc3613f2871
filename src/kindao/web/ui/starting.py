"""What waits for somebody, and where their work begins: by role."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from kindao.web.cases.models import CaptureSession, Patient
from kindao.web.cases.views import DESK
from kindao.web.clinics.models import Link, Membership, Role
from kindao.web.consent.models import Consent
from kindao.web.inbox.models import Arrival
from kindao.web.releases import seeing as releases
from kindao.web.releases.models import PublicCopy, ReplayFinding, SearchRequest
from kindao.web.review.models import Broken, Check, Inspection, Use, UseState

LATELY = 5
SESSIONS = 40  # looked through for the patients of late


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits, so many of it, and where."""

    words: str
    count: int
    address: str


def waiting(by: Membership) -> list[Waiting]:
    """What somebody of this role can do something about; what there is none of is left out."""
    found: list[Waiting] = []
    role = Role(by.role)
    if role is Role.OFFICER:
        queue = Use.objects.of(by).filter(state=UseState.NEEDS_EYES).count()
        found.append(Waiting(_("uses that you have to look at"), queue, reverse("officer:queue")))
        back = releases.came_back(by).count()
        found.append(Waiting(_("releases that came back"), back, reverse("releases:releases") + "?shown=came-back"))
        unsure = releases.listed(by, shown="unsure").count()
        words = _("releases of which nobody knows whether they are out")
        found.append(Waiting(words, unsure, reverse("releases:releases") + "?shown=unsure"))
        different = ReplayFinding.objects.of(by).open().count()
        words = _("releases that would not be permitted today")
        found.append(Waiting(words, different, reverse("releases:replay")))
    hands = PublicCopy.objects.of(by).tasks().filter(person=by.user_id).count()
    hands += SearchRequest.objects.of(by).open().filter(person=by.user_id).count()
    found.append(Waiting(_("things to take down by hand"), hands, reverse("releases:by_hand")))
    if role in DESK:
        mine = releases.listed(by, shown="by-hand").filter(asked_by=by.user_id).count()
        words = _("releases to post by hand, or to say where they are")
        found.append(Waiting(words, mine, reverse("releases:releases") + "?shown=by-hand"))
        arrivals = Arrival.objects.seen_by(by).waiting().count()
        found.append(Waiting(_("pictures and films whose patient nobody has said"), arrivals, reverse("inbox:inbox")))
        papers = Consent.objects.of(by).to_confirm().exclude(entered_by=by.user_id).count()
        found.append(Waiting(_("consents to compare with the paper"), papers, reverse("consent:to_compare")))
    if role in (Role.OFFICER, Role.ADMIN, Role.AUDITOR):
        dead = Inspection.objects.of(by).dead().count() + Check.objects.of(by).dead().count()
        found.append(Waiting(_("checks that were given up"), dead, reverse("review:given_up")))
        words = _("things that Kindao does by itself and that do not work")
        found.append(Waiting(words, Broken.objects.count(), reverse("review:given_up")))
    return [one for one in found if one.count]


def patients_of_late(by: Membership) -> list[Patient]:
    """Those whom this person took pictures of last."""
    sessions = CaptureSession.objects.of(by).filter(by=by.user_id).select_related("patient").order_by("-at")
    return list({one.patient_id: one.patient for one in sessions[:SESSIONS]}.values())[:LATELY]


def asked_of_late(by: Membership) -> list[Use]:
    return list(Use.objects.of(by).filter(asked_by=by.user_id).select_related("patient").order_by("-asked_at")[:LATELY])


def alone(by: Membership) -> bool:
    """An administrator before anybody else was invited."""
    others = Membership.objects.in_clinic(by.clinic).exclude(pk=by.pk).exists()
    return by.role == Role.ADMIN and not others and not Link.objects.in_clinic(by.clinic).open().exists()
