from django.apps import AppConfig


class AskingConfig(AppConfig):
    name = "kindao.web.asking"

    def ready(self) -> None:
        from kindao.web.asking import correcting, previewing, warning
        from kindao.web.asking.models import Question
        from kindao.web.door.models import Purpose
        from kindao.web.door.places import BEGINS
        from kindao.web.review import jobs

        jobs.KINDS["question"] = (Question, previewing.run)
        BEGINS[Purpose.ASK] = "asking:page"
        correcting.listen()
        warning.listen()
