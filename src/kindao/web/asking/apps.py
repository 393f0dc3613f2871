from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AskingConfig(AppConfig):
    name = "kindao.web.asking"

    def ready(self) -> None:
        from kindao.web.asking import correcting, looking, previewing, putting, refiled, unsent_forms, warning
        from kindao.web.asking.jobs import begin
        from kindao.web.asking.models import Question
        from kindao.web.door import unsent
        from kindao.web.door.models import Purpose
        from kindao.web.door.places import BEGINS
        from kindao.web.review import given_up, jobs
        from kindao.web.review.looking import WANTED

        WANTED.append(looking.is_asked)
        jobs.KINDS["question"] = (Question, previewing.run)
        given_up.KINDS["question"] = given_up.Kind(_("Question"), Question, putting.try_again, "asking:question")
        jobs.SHOWN["question"] = "use__original__kind"
        jobs.OF_A_DAY.add(begin.module_path)
        BEGINS[Purpose.ASK] = "asking:page"
        unsent.FORMS.update(unsent_forms.FORMS)
        correcting.listen()
        refiled.listen()
        warning.listen()
