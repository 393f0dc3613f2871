"""What happens below and is told to other systems; in the transaction of what happened."""

from typing import Any

from django.db.models.signals import post_save

from kindao.web.consent import signals as consents
from kindao.web.consent.models import Consent
from kindao.web.review import jobs
from kindao.web.review.models import Decision


def listen() -> None:
    from kindao.web.api import sending
    from kindao.web.api.models import Delivery

    jobs.KINDS["delivery"] = (Delivery, sending.deliver)
    post_save.connect(_decided, sender=Decision, dispatch_uid="api.decided")
    consents.changed.connect(_consented, dispatch_uid="api.consented")


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
