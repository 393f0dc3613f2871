from django.apps import AppConfig


class ClinicsConfig(AppConfig):
    name = "kindao.web.clinics"

    def ready(self) -> None:
        from kindao.web.clinics import watching

        watching.watch()
