from django.apps import AppConfig


class RightsConfig(AppConfig):
    name = "kindao.web.rights"

    def ready(self) -> None:
        from kindao.web.rights import hearing

        hearing.listen()
