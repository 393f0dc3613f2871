from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "kindao.web.ui"

    def ready(self) -> None:
        from kindao.web.ui import choices

        choices.say_so()
