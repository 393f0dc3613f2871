from django.apps import AppConfig


class ClinicsConfig(AppConfig):
    name = "kindao.web.clinics"
