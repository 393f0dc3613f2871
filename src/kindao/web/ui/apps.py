from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "kindao.web.ui"
