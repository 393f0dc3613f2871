from django.apps import AppConfig


class RightsConfig(AppConfig):
    name = "kindao.web.rights"

    def ready(self) -> None:
        from kindao.web.door.models import Purpose
        from kindao.web.door.places import BEGINS
        from kindao.web.rights import hearing

        BEGINS[Purpose.OWN] = "rights:own"
        hearing.listen()
