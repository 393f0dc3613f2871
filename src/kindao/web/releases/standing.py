"""What the law says today of what was decided: the same facts, with the consents and the day of now. It looks at no
pixels: the copy is the one that was verified."""

from dataclasses import dataclass, replace

from kindao import clock
from kindao.engine.errors import KindaoError
from kindao.engine.policy.decide import decide
from kindao.engine.policy.facts import Person, facts_from_json
from kindao.engine.policy.pack import load_pack
from kindao.engine.vocabulary import Outcome, Words
from kindao.web.review import asking
from kindao.web.review.models import Decision, Use

CHANGED = Words("Luật hôm nay không cho phép việc này.", "The law does not permit this today.")


@dataclass(frozen=True, slots=True)
class Standing:
    """outcome: today's; why: in words, where it is no permit."""

    outcome: Outcome
    why: Words | None = None


def judged(decision: Decision, use: Use) -> Standing:
    """Fails closed: what can't be judged is denied, and says why."""
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
            use=replace(facts.use, on=today),
            people=tuple(_now(person, people) for person in facts.people),
            consents=asking.consents_of(use.original, shown),
        )
        answer = decide(told, load_pack(use.law, on=today), paths=False)
    except KindaoError as error:
        return Standing(Outcome.DENY, Words(error.vi or str(error), str(error)))
    if answer.outcome is Outcome.PERMIT:
        return Standing(Outcome.PERMIT)
    said = [reason.words for reason in answer.reasons if reason.words][:1]
    return Standing(answer.outcome, said[0] if said else CHANGED)


def _now(person: Person, people: dict[str, Person]) -> Person:
    """As they are known today: one who died, a child who has come of age."""
    known = people.get(person.id)
    return replace(known, known=None) if known is not None else person
