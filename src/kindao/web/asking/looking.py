"""Staff looks at the copy that is put to somebody while the question runs and nobody it is put to said no."""

from kindao.web.asking.models import Question
from kindao.web.consent.models import Scope, State
from kindao.web.review.models import SafeCopy

NO = (State.REFUSED, State.WITHDRAWN, State.INVALIDATED, State.EXPIRED)


def is_asked(copy: SafeCopy) -> bool:
    """Whether a question runs that shows this copy."""
    return any(shown(one) for one in Question.objects.filter(copy=copy).select_related("use", "copy"))


def shown(question: Question) -> bool:
    """Whether its copy may be looked at by who asks."""
    if not question.ready:
        return False
    answers = Scope.objects.filter(consent__answer__ask__question=question)
    return not any(scope.state in NO and _is_of(scope, question) for scope in answers.select_related("consent"))


def _is_of(scope: Scope, question: Question) -> bool:
    """Whether it is about the place that the use is for, the answer before it was taken back."""
    return question.use.destination in scope.consent.record["scopes"][scope.number]["destinations"]
