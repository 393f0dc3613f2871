"""Reminders of terms that run out: kept once each, shown on the officer's pages, and where e-mail is set up sent."""

import logging
from collections import defaultdict
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_tasks import task

from kindao import clock
from kindao.web.clinics.models import Membership, Role
from kindao.web.review import leases
from kindao.web.review.jobs import TOLD_AFTER
from kindao.web.review.models import Broken
from kindao.web.rights import handing
from kindao.web.rights.clocks import STOP
from kindao.web.rights.models import Reminder, RightsRequest
from kindao.web.rights.running import terms_of
from kindao.web.rounds import failure_of

log = logging.getLogger("kindao.rights")
MAIL = "rights.reminding.mail"
NOT_SENT = gettext_lazy(
    "E-mail that reminds officers of deadlines can't be sent. The reminders stand on their pages, and each e-mail is "
    "tried again until it goes. See that the mail server of KINDAO_MAIL takes it."
)
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
            for officer in Membership.objects.filter(clinic=clinic, role=Role.OFFICER, ended_at=None):
                mail.enqueue(str(officer.pk), len(requests))  # sent by a job of its own, once this is committed
    return len(new)


def latest(by: Membership) -> int:
    """The latest share of a term of which a reminder of an open request came; 0: none."""
    open_ones = RightsRequest.objects.of(by).open()
    rows = Reminder.objects.filter(request__in=open_ones).exclude(clock=STOP)  # that one is always at its end
    return rows.aggregate(share=Max("share"))["share"] or 0


@task(queue_name="messages")
def mail(pk: str, n: int, tried: int = 0) -> None:
    """Tell one officer by e-mail that n requests want them: no names, no words of a patient. One that does not go is
    sent until it does, for as long as they are the officer and a request of their clinic runs; `TOLD_AFTER` tries tell
    of it.

    pk: of the officer's membership."""
    to = Membership.objects.filter(pk=UUID(pk), role=Role.OFFICER, ended_at=None).select_related("user").first()
    if to is None or not settings.SENDS_MAIL or not RightsRequest.objects.of(to).open().exists():
        _over(tried)
        return
    try:
        _send(to.user.email, n)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is tried again and listed
        tried += 1
        log.warning("e-mail of a reminder: attempt %d failed: %s", tried, failure_of(error))
        mail.using(run_after=clock.now() + leases.wait(min(tried, leases.ATTEMPTS))).enqueue(pk, n, tried)
        if tried >= TOLD_AFTER:
            Broken.keep(MAIL, failure_of(error))
    else:
        _over(tried)


def _over(tried: int) -> None:
    if tried:
        Broken.forget(MAIL)


def _send(address: str, n: int) -> None:
    """Raises what the way there raises."""
    with translation.override(FIRST):
        subject = _("A deadline of the law comes closer")
        text = ngettext(
            "%(n)d request of a patient has come closer to its deadline.",
            "%(n)d requests of patients have come closer to their deadlines.",
            n,
        ) % {"n": n}
        where = f"{settings.ADDRESS}{reverse('rights:requests')}"
        send_mail(f"Kindao: {subject}", f"{text}\n\n{where}\n", None, [address])
