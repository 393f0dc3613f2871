"""A record that is corrected while somebody is asked: a birth date that makes a child of a grown-up, a death. What was
put to the wrong person, or in the wrong words, ends, and is put anew to those whom it should have been."""

from typing import Any
from uuid import UUID

from django.db.models import Q

from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.policy.consent import Remuneration
from kindao.engine.vocabulary import Identifiability
from kindao.web import audit
from kindao.web.asking import putting, record, resting
from kindao.web.asking.models import Question
from kindao.web.cases import signals
from kindao.web.clinics.working import membership_of
from kindao.web.review.models import Work


def listen() -> None:
    signals.changed.connect(_changed, dispatch_uid="asking.record-changed")


def _changed(sender: object, patients: list[UUID], originals: list[UUID], **_: Any) -> None:
    """Within the transaction of the correction. Links stay: whoever opens one reads that they need do nothing."""
    theirs = Q(asks__patient__in=patients) | Q(asks__other__in=patients)
    open_ = Question.objects.filter(theirs, ended_at=None).exclude(state=Work.State.DEAD)
    for question in open_.distinct().select_related("use", "clinic", "asked_by"):
        asks = list(question.asks.all())
        if putting.fits(question) or not any(ask.pending() for ask in asks):
            continue
        Question.objects.filter(pk=question.pk).update(ended_at=clock.now())
        audit.record("ask.corrected", question, by=None, clinic=question.clinic)
        _anew(question)


def _anew(question: Question) -> Question | None:
    """The same question to those who must be asked now; None where it can't be put: the desk says why when somebody
    tries."""
    by = membership_of(question.asked_by, question.clinic)
    if by is None:
        return None
    others = [ask.other for ask in question.asks.all() if ask.other is not None]
    try:
        made = putting.put(by, question.use, _terms(question), others=others)
    except BadInput:
        return None
    Question.objects.filter(pk=made.pk).update(from_address=question.from_address)
    return made


def _terms(question: Question) -> putting.Terms:
    return putting.Terms(
        question.places,
        Identifiability(question.identifiability),
        question.ends,
        Remuneration(question.remuneration),
        question.payment,
        record.ad_terms(question),
        question.procedure_at if question.procedure_at in resting.hours(question.use.patient_id) else None,
        question.discount,
        question.blocks_checked,
        question.which,
    )
