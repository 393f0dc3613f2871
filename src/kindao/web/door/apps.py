from django.apps import AppConfig
from django.conf import settings

from kindao.engine.errors import BadInput


class DoorConfig(AppConfig):
    name = "kindao.web.door"

    def ready(self) -> None:
        from kindao.web.door.models import Channel

        if not settings.CODES or not set(settings.CODES) <= set(Channel.values):
            raise BadInput("KINDAO_CODES: not console, email or sms", hint="Name one of them, or several with commas")
