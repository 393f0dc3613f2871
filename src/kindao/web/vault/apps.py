from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "kindao.web.vault"
