from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "kindao.web.api"

    def ready(self) -> None:
        from kindao.web.api import hearing

        hearing.listen()
