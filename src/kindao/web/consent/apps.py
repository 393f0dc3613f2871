from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "kindao.web.consent"
