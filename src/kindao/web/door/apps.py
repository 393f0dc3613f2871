from typing import Any

from django.apps import AppConfig
from django.conf import settings

from kindao import clock
from kindao.engine.errors import BadInput
from kindao.web.vault.signals import restored


class DoorConfig(AppConfig):
    name = "kindao.web.door"

    def ready(self) -> None:
        from kindao.web.clinics import reached
        from kindao.web.door import access
        from kindao.web.door.models import Channel

        if not settings.CODES or not set(settings.CODES) <= set(Channel.values):
            raise BadInput("KINDAO_CODES: not console, email or sms", hint="Name one of them, or several with commas")
        reached.OF_LINK.append(access.clinic_told)
        restored.connect(_restored, dispatch_uid="door.restored")


def _restored(sender: object, **_: Any) -> None:
    """Whose number was another's by then, the backup does not say: every link is made anew."""
    from kindao.web.door.models import Link

    Link.objects.filter(revoked_at=None).update(revoked_at=clock.now())
