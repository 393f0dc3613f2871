"""What waits for somebody, and where their work begins: by role."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import ngettext

from kindao.web.api.models import Delivery
from kindao.web.cases.models import CaptureSession, Patient
from kindao.web.cases.views import DESK
from kindao.web.clinics.models import Link, Membership, Role
from kindao.web.consent.models import Consent
from kindao.web.inbox.models import Arrival
from kindao.web.releases import seeing as releases
from kindao.web.releases.models import PublicCopy, ReplayFinding, SearchRequest
from kindao.web.review import given_up
from kindao.web.review.models import Broken, Use, UseState

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
        n = Use.objects.of(by).filter(state=UseState.NEEDS_EYES).count()
        words = ngettext("use that you have to look at", "uses that you have to look at", n)
        found.append(Waiting(words, n, reverse("officer:queue")))
        n = releases.came_back(by).count()
        words = ngettext("release that came back", "releases that came back", n)
        found.append(Waiting(words, n, reverse("releases:releases") + "?shown=came-back"))
        n = releases.listed(by, shown="unsure").count()
        words = ngettext(
            "release of which nobody knows whether it is out", "releases of which nobody knows whether they are out", n
        )
        found.append(Waiting(words, n, reverse("releases:releases") + "?shown=unsure"))
        n = ReplayFinding.objects.of(by).open().count()
        words = ngettext("release that would not be permitted today", "releases that would not be permitted today", n)
        found.append(Waiting(words, n, reverse("releases:replay")))
    n = PublicCopy.objects.of(by).tasks().filter(person=by.user_id).count()
    n += SearchRequest.objects.of(by).open().filter(person=by.user_id).count()
    words = ngettext("thing to take down by hand", "things to take down by hand", n)
    found.append(Waiting(words, n, reverse("releases:by_hand")))
    if role in DESK:
        n = releases.held_back(by).count()
        words = ngettext("copy that must not be posted", "copies that must not be posted", n)
        found.append(Waiting(words, n, reverse("releases:releases") + f"?shown={releases.NOT_TO_BE_POSTED}"))
        by_hand = releases.listed(by, shown="by-hand").filter(asked_by=by.user_id)
        n = by_hand.exclude(pk__in=releases.held_back(by).values("pk")).count()
        words = ngettext(
            "release to post by hand, or to say where it is", "releases to post by hand, or to say where they are", n
        )
        found.append(Waiting(words, n, reverse("releases:releases") + "?shown=by-hand"))
        n = Arrival.objects.seen_by(by).waiting().count()
        words = ngettext(
            "picture or film whose patient nobody has said", "pictures and films whose patient nobody has said", n
        )
        found.append(Waiting(words, n, reverse("inbox:inbox")))
        n = Consent.objects.of(by).to_confirm().exclude(entered_by=by.user_id).count()
        words = ngettext("consent to compare with the paper", "consents to compare with the paper", n)
        found.append(Waiting(words, n, reverse("consent:to_compare")))
    if role in (Role.OFFICER, Role.ADMIN, Role.AUDITOR):
        n = given_up.count(by)
        words = ngettext("job that was given up", "jobs that were given up", n)
        found.append(Waiting(words, n, reverse("review:given_up")))
        n = Broken.objects.count()
        words = ngettext(
            "thing that Kindao does by itself and that does not work",
            "things that Kindao does by itself and that do not work",
            n,
        )
        found.append(Waiting(words, n, reverse("review:given_up")))
    if role is Role.ADMIN:
        n = Delivery.objects.of(by).dead().filter(endpoint__ended_at=None).count()
        words = ngettext("thing that another system was not told", "things that other systems were not told", n)
        found.append(Waiting(words, n, reverse("systems:webhooks")))
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
