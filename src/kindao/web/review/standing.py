"""Whether what was decided still stands: the law asked again today, of the same facts with the consents and the people
of now. It looks at no pixels: the copy is the one that was verified. Whatever day a use names, it is the day on which
the copy really leaves that counts: a date in a form moves nothing."""

from dataclasses import dataclass, replace
from datetime import date

from kindao import clock
from kindao.engine.errors import KindaoError
from kindao.engine.policy.decide import decide
from kindao.engine.policy.decision import Decision as Answer
from kindao.engine.policy.facts import Person, facts_from_json
from kindao.engine.policy.pack import load_pack
from kindao.engine.policy.reading import read
from kindao.engine.vocabulary import Outcome, Words
from kindao.web.review import asking
from kindao.web.review.models import Decision, SafeCopy, Use, UseState

CHANGED = Words("Luật hôm nay không cho phép việc này.", "The law does not permit this today.")


@dataclass(frozen=True, slots=True)
class Standing:
    """outcome: of what was decided, today; why: in words, where it is no permit."""

    outcome: Outcome
    why: Words | None = None

    @property
    def permits(self) -> bool:
        return self.outcome is Outcome.PERMIT


def judged(decision: Decision, use: Use, *, on: date | None = None) -> Standing:
    """An officer answered for what needed a person that day: their yes stands where nothing else needs one today.

    on: a day to come, by the law of today and what is known today; without it today.

    Fails closed: what can't be judged is denied, and says why."""
    if held := asking.held(use):
        return Standing(Outcome.DENY, held)
    if not decision.facts:
        return Standing(Outcome.DENY, CHANGED)
    today = clock.today()
    try:
        facts = facts_from_json(decision.facts)
        shown = asking.everybody(use.original)
        people = {seen.person.id: seen.person for seen in shown}
        told = replace(
            facts,
            use=replace(facts.use, on=on or today),
            people=tuple(_now(person, people) for person in facts.people),
            consents=asking.consents_of(use.original, shown),
        )
        answer = decide(told, load_pack(use.law, on=today), paths=False)
        if answer.outcome is Outcome.PERMIT or _answered_for(decision, answer):
            return Standing(Outcome.PERMIT)
    except KindaoError as error:
        return Standing(Outcome.DENY, Words(error.vi or str(error), str(error)))
    said = [reason.words for reason in answer.reasons if reason.words][:1]
    return Standing(answer.outcome, said[0] if said else CHANGED)


def _now(person: Person, people: dict[str, Person]) -> Person:
    """As they are known today: one who died, a child who has come of age."""
    known = people.get(person.id)
    return replace(known, known=None) if known is not None else person


def _answered_for(decision: Decision, today: Answer) -> bool:
    """Whether an officer answered for all that needs a person today."""
    if decision.basis != Decision.Basis.OFFICER or today.outcome is not Outcome.INDETERMINATE:
        return False
    then = {one.rule for one in read(Answer, decision.decision).reasons} if decision.decision else set()
    return {one.rule for one in today.reasons} <= then


def may_leave(use: Use, decision: Decision) -> bool:
    """Whether what this decision permits may leave today. decision: the last of the use."""
    if use.is_kept or use.state != UseState.PERMITTED or decision.outcome != Outcome.PERMIT.value:
        return False
    return use.on <= clock.today() and judged(decision, use).permits


def copy_of(use: Use) -> SafeCopy | None:
    """The copy that may leave the clinic today; None where none may."""
    decision = use.decisions.select_related("copy__file__key").order_by("-number").first()
    if decision is None or not may_leave(use, decision):
        return None
    copy = decision.copy
    return copy if copy is not None and copy.gone_at is None else None
