from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "kindao.web.cases"
