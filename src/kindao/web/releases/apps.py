from django.apps import AppConfig


class ReleasesConfig(AppConfig):
    name = "kindao.web.releases"

    def ready(self) -> None:
        from kindao.web.releases import hearing

        hearing.listen()
