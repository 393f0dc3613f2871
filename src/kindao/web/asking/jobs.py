"""What is done later: when the time to think again is over, the use is asked about anew, for that day."""

from datetime import date, datetime, time
from uuid import UUID

from django_tasks import task

from kindao import clock
from kindao.engine.policy.consent import VIETNAM
from kindao.web.asking.models import Question
from kindao.web.clinics.working import membership_of
from kindao.web.consent.models import Scope, State
from kindao.web.review import actions as review
from kindao.web.review.models import UseState


def begin_later(question: Question, on: date) -> None:
    """Within the transaction of the answer."""
    begin.using(run_after=datetime.combine(on, time(0, 1), VIETNAM)).enqueue(str(question.pk))


@task()
def begin(pk: str) -> None:
    """Ask about the use for today, where a yes still stands and its day is too early. Twice changes nothing."""
    question = Question.objects.select_related("use", "asked_by", "clinic").get(pk=UUID(pk))
    use, today = question.use, clock.today()
    stands = Scope.objects.filter(consent__answer__ask__question=question, state=State.GIVEN, starts__lte=today)
    by = membership_of(question.asked_by, question.clinic)
    if by is None or use.on >= today or use.state == UseState.LAPSED or not question.ready or not stands.exists():
        return
    review.change(by, use, on=today)
