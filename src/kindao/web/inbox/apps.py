from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "kindao.web.inbox"
