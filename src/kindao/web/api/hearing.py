"""What happens below and is told to other systems; in the transaction of what happened."""

from typing import Any
from uuid import UUID

from django.db.models.signals import post_save

from kindao import clock
from kindao.web.audit.models import AuditEvent
from kindao.web.audit.signals import recorded
from kindao.web.clinics import working
from kindao.web.clinics.models import Clinic, Membership, User
from kindao.web.consent import signals as consents
from kindao.web.consent.models import Consent
from kindao.web.review import jobs
from kindao.web.review.models import Decision
from kindao.web.vault import signals as vault


def listen() -> None:
    from kindao.web.api import sending
    from kindao.web.api.models import Delivery

    working.SYSTEMS.append(_let_in)
    jobs.KINDS["delivery"] = (Delivery, sending.deliver)
    post_save.connect(_decided, sender=Decision, dispatch_uid="api.decided")
    consents.changed.connect(_consented, dispatch_uid="api.consented")
    recorded.connect(_recorded, dispatch_uid="api.recorded")
    vault.restored.connect(_restored, dispatch_uid="api.restored")


def _let_in(user: User, clinic: Clinic) -> Membership | None:
    from kindao.web.api.models import Token

    token = Token.objects.in_clinic(clinic).open().filter(user=user).select_related("user", "clinic").first()
    return token.membership if token else None


def _decided(sender: object, instance: Decision, created: bool, raw: bool = False, **_: Any) -> None:
    """raw: a backup is brought back; nobody decides."""
    from kindao.web.api import hooks
    from kindao.web.api.models import Event

    if created and not raw:
        hooks.tell(instance.use.clinic, Event.DECIDED, instance.pk, {"use": instance.use_id})


def _consented(sender: object, consent: Consent, **_: Any) -> None:
    from kindao.web.api import hooks
    from kindao.web.api.models import Event

    hooks.tell(consent.clinic, Event.CONSENT, consent.pk)


def _recorded(sender: object, event: AuditEvent, **_: Any) -> None:
    """Whatever changes of a release, or of an address at which it is seen, is in the audit."""
    from kindao.web.api import hooks
    from kindao.web.api.models import Event
    from kindao.web.releases.models import PublicCopy, Release

    if event.kind not in (Release._meta.label_lower, PublicCopy._meta.label_lower):
        return
    rows = Release.objects.select_related("clinic")
    of_copy = event.kind == PublicCopy._meta.label_lower
    pk = UUID(event.target)
    for release in rows.filter(public_copies__pk=pk) if of_copy else rows.filter(pk=pk):
        hooks.tell(release.clinic, Event.RELEASE, release.pk, {"use": release.use_id})


def _restored(sender: object, **_: Any) -> None:
    """Which of them were revoked since the backup, it does not say."""
    from kindao.web.api.models import Endpoint, Token

    Token.objects.filter(revoked_at=None).update(revoked_at=clock.now())
    Endpoint.objects.open().update(ended_at=clock.now())
