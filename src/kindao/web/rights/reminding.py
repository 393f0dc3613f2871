"""Reminders of terms that run out: kept once each, shown on the officer's pages, and where e-mail is set up sent."""

from collections import defaultdict
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kindao import clock
from kindao.web.clinics.models import Clinic, Membership, Role
from kindao.web.rights import handing
from kindao.web.rights.clocks import STOP
from kindao.web.rights.models import Reminder, RightsRequest
from kindao.web.rights.running import terms_of

FIRST = "vi"  # the clinic's language in letters that nobody has opened yet


@transaction.atomic
def remind() -> int:
    """Keep which copies are ready, and every reminder whose moment has come and that is not kept. Gives how many
    reminders; a second time gives none."""
    now = clock.now()
    rows = list(RightsRequest.objects.open().select_related("patient", "other"))
    for row in rows:
        handing.notice(row, now)
    kept = set(Reminder.objects.filter(request__in=[row.pk for row in rows]).values_list("request", "clock", "share"))
    new: list[Reminder] = []
    for row in rows:
        for term in terms_of(row, now):
            for share in term.reminders:
                if (row.pk, term.id, share) not in kept:
                    new.append(Reminder(request=row, clock=term.id, share=share, at=now))
    Reminder.objects.bulk_create(new)
    by_clinic: dict[UUID, set[UUID]] = defaultdict(set)
    for one in new:
        by_clinic[one.request.clinic_id].add(one.request_id)
    if settings.SENDS_MAIL:
        for clinic, requests in by_clinic.items():
            transaction.on_commit(_sender(clinic, len(requests)), robust=True)
    return len(new)


def latest(by: Membership) -> int:
    """The latest share of a term of which a reminder of an open request came; 0: none."""
    open_ones = RightsRequest.objects.of(by).open()
    rows = Reminder.objects.filter(request__in=open_ones).exclude(clock=STOP)  # that one is always at its end
    return rows.aggregate(share=Max("share"))["share"] or 0


class _sender:  # noqa: N801 - called once, after the commit
    def __init__(self, clinic: UUID, requests: int) -> None:
        self.clinic, self.requests = clinic, requests

    def __call__(self) -> None:
        """Tell the officers how many requests want them: no names, no words of a patient."""
        clinic = Clinic.objects.get(pk=self.clinic)
        officers = Membership.objects.in_clinic(clinic).filter(role=Role.OFFICER).select_related("user")
        with translation.override(FIRST):
            n = self.requests
            subject = _("A deadline of the law comes closer")
            text = ngettext(
                "%(n)d request of a patient has come closer to its deadline.",
                "%(n)d requests of patients have come closer to their deadlines.",
                n,
            ) % {"n": n}
            address = f"{settings.ADDRESS}{reverse('rights:requests')}"
            for officer in officers:
                send_mail(f"Kindao: {subject}", f"{text}\n\n{address}\n", None, [officer.user.email])
