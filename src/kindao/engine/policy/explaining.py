"""Why the answer is what it is, for a doctor who asks: person by person the rules that spoke, with what their
articles say, each consent with what is wrong with it, the duties, and every way to yes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kindao.engine.policy import asking, path
from kindao.engine.policy.asking import UNKNOWN_AGE
from kindao.engine.policy.consent import Consent, GiverRole, Relation
from kindao.engine.policy.decide import Verdict, decide, flaws, judge
from kindao.engine.policy.decision import Decision, Effect, Reason, Step
from kindao.engine.policy.facts import Facts, Kind, Role
from kindao.engine.policy.nouns import all_of
from kindao.engine.policy.pack import Article, Instrument, Pack, Rule
from kindao.engine.vocabulary import Outcome, Words

OWN = "Kindao"
"""The source of the house's own rules, which are no law."""


@dataclass(frozen=True, slots=True)
class Spoke:
    """A rule that spoke of somebody, with what its articles say."""

    reason: Reason
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A consent that was brought, and whether it carries this use."""

    id: str
    giver: GiverRole
    relation: Relation
    signed_on: date
    flaws: tuple[Spoke, ...]

    @property
    def carries(self) -> Outcome:
        """This use: yes, once the officer has looked, or no."""
        effects = {flaw.reason.effect for flaw in self.flaws}
        if Effect.FORBID in effects:
            return Outcome.DENY
        return Outcome.INDETERMINATE if effects else Outcome.PERMIT


@dataclass(frozen=True, slots=True)
class About:
    """What the law says of one person."""

    person: str
    role: Role
    age: int | None  # full years on the day of the use; None: the birth date is not known
    outcome: Outcome
    spoke: tuple[Spoke, ...]  # but for what stands among the flaws of `consents`
    agree: tuple[GiverRole, ...]  # who must agree for this person to be shown
    lacking: tuple[GiverRole, ...]  # of them, whose agreement does not carry this use, or is not there
    consents: tuple[Shown, ...]


class Leads(StrEnum):
    YES = "yes"
    OFFICER = "officer"  # who may still say no
    WITHOUT = "without"  # the picture stays at home


@dataclass(frozen=True, slots=True)
class Way:
    leads: Leads
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    decision: Decision
    people: tuple[About, ...]
    picture: Outcome
    spoke: tuple[Spoke, ...]  # of the picture as a whole
    duties: tuple[Spoke, ...]
    ways: tuple[Way, ...]  # the best first; empty with a permit
    strangers: tuple[str, ...]  # consents about somebody of whom the facts do not tell, by id


def explain(facts: Facts, pack: Pack) -> Explanation:
    """Raises what `decide` raises."""
    decision = decide(facts, pack)
    verdicts, picture = judge(facts, pack)
    told = {case.person.id: case for case in asking.cases(facts)}
    people = tuple(_about(facts, told[one.person], one, pack) for one in verdicts)
    return Explanation(
        decision=decision,
        people=people,
        picture=picture.outcome,
        spoke=_spoke(picture.reasons, pack, facts.use.medium),
        duties=_spoke(decision.obligations, pack, facts.use.medium),
        ways=tuple(Way(_leads(steps), steps) for steps in decision.ways),
        strangers=tuple(consent.id for consent in facts.consents if consent.subject not in told),
    )


def _about(facts: Facts, case: asking.Case, verdict: Verdict, pack: Pack) -> About:
    on, person = facts.use.on, case.person
    years = asking.age(case.born, on)
    consents = tuple(_shown(facts, consent, pack) for consent in facts.consents if consent.subject == person.id)
    told = {flaw.reason.rule for shown in consents for flaw in shown.flaws}
    asked = (person.role in (Role.PATIENT, Role.UNKNOWN) or case.shown == 2) and not asking.kept(facts)
    return About(
        person=person.id,
        role=person.role,
        age=None if years == UNKNOWN_AGE else years,
        outcome=verdict.outcome,
        spoke=_spoke((reason for reason in verdict.reasons if reason.rule not in told), pack, facts.use.medium),
        agree=tuple(sorted(case.needed(on))) if asked else (),
        lacking=tuple(sorted(verdict.lacking)) if asked else (),
        consents=consents,
    )


def _shown(facts: Facts, consent: Consent, pack: Pack) -> Shown:
    wrong = _spoke(flaws(consent, pack, facts), pack, facts.use.medium)
    return Shown(consent.id, consent.giver.role, consent.giver.relation, consent.signed_on, wrong)


def _spoke(reasons: Iterable[Reason], pack: Pack, kind: Kind) -> tuple[Spoke, ...]:
    said = all_of(kind, tuple(reasons))
    return tuple(Spoke(reason, pack.rule(reason.rule).articles) for reason in said)


def _leads(steps: tuple[Step, ...]) -> Leads:
    if steps[0].step in (path.ILLUSTRATE.step, path.CONSULT.step):
        return Leads.WITHOUT
    return Leads.OFFICER if steps[-1].review_only else Leads.YES


def remedies(rule: Rule) -> tuple[Words, ...]:
    """What would lawfully lift the rule, in words; empty for what nothing lifts, and for a duty or a permit."""
    return tuple(path.SAID[path.STEPS.get(remedy, remedy)].words for remedy in rule.remedy)


def instruments(pack: Pack) -> tuple[Instrument, ...]:
    """All that the pack cites from, in the order in which they came into force; the house's own rules last."""
    found = dict.fromkeys(article.instrument for article in pack.articles)
    return tuple(sorted(found, key=lambda one: (one.source == OWN, one.since, one.id)))


def successor(instrument: Instrument, pack: Pack) -> Instrument | None:
    """What took its place, where the pack has it."""
    return next((one for one in instruments(pack) if one.id == instrument.replaced_by), None)
