"""A picture that was somebody else's: whoever was asked about it is asked no more, and sees no more of it."""

from typing import Any

from kindao.web.asking.models import Ask, Question
from kindao.web.cases import signals
from kindao.web.cases.models import Original
from kindao.web.clinics.models import Membership


def listen() -> None:
    signals.refiled.connect(_refiled, dispatch_uid="asking.refiled")


def _refiled(sender: object, original: Original, by: Membership, **_: Any) -> None:
    from kindao.web.asking import putting
    from kindao.web.door import links
    from kindao.web.door.models import Link, Purpose

    same = {"use__original__clinic": original.clinic_id, "use__original__digest": original.digest}
    questions = Question.objects.filter(**same)
    for question in questions.filter(ended_at=None):
        putting.give_up(by, question)
    asks = list(Ask.objects.filter(question__in=questions).values_list("pk", flat=True))
    for link in Link.objects.filter(purpose=Purpose.ASK, target__in=asks).standing():  # of questions that led to others
        links.revoke(link, by=by)
