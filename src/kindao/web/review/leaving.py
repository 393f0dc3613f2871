"""When a permitted copy may leave. What was permitted for a later day leaves on that day, not before; and whatever day
a use names, the law is asked for the day on which the copy really leaves: a date in a form moves nothing."""

from dataclasses import replace
from datetime import date

from kindao import clock
from kindao.engine.errors import KindaoError
from kindao.engine.policy.decide import decide
from kindao.engine.policy.decision import Decision as Answer
from kindao.engine.policy.facts import facts_from_json
from kindao.engine.policy.pack import load_pack
from kindao.engine.policy.reading import read
from kindao.engine.vocabulary import Outcome
from kindao.web.review.models import Decision, SafeCopy, Use, UseState


def copy_of(use: Use) -> SafeCopy | None:
    """The copy that may leave the clinic today; None where none may."""
    decision = use.decisions.select_related("copy__file__key").order_by("-number").first()
    if decision is None or not may_leave(use, decision):
        return None
    copy = decision.copy
    return copy if copy is not None and copy.gone_at is None else None


def may_leave(use: Use, decision: Decision) -> bool:
    """Whether what this decision permits may leave today. decision: the last of the use."""
    if use.is_kept or use.state != UseState.PERMITTED or decision.outcome != Outcome.PERMIT.value:
        return False
    return use.on <= clock.today() and _permits(use, decision, clock.today())


def _permits(use: Use, decision: Decision, today: date) -> bool:
    """What the law says of the same facts on this day; where it can't be asked, no."""
    if decision.on == today:
        return True
    if not decision.facts:
        return False
    try:
        facts = facts_from_json(decision.facts)
        answer = decide(replace(facts, use=replace(facts.use, on=today)), load_pack(use.law, on=today), paths=False)
    except KindaoError:
        return False
    if answer.outcome is Outcome.PERMIT:
        return True
    # An officer answered for what needed a person that day; what needs one since is another question.
    then = {one.rule for one in read(Answer, decision.decision).reasons} if decision.decision else set()
    by_officer = decision.basis == Decision.Basis.OFFICER and answer.outcome is Outcome.INDETERMINATE
    return by_officer and {one.rule for one in answer.reasons} <= then
