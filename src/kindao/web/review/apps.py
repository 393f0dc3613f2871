from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "kindao.web.review"

    def ready(self) -> None:
        from kindao.web.review import hearing

        hearing.listen()
