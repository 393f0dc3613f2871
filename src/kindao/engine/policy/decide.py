"""What the law says of one copy and one use: each person on their own, then the picture.

A pure function of facts and pack: asked again years later with the same two, it gives the same bytes."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from kindao.engine.policy import asking
from kindao.engine.policy.asking import Case
from kindao.engine.policy.consent import DATA, Consent, DataType, GiverRole, Scope, instant
from kindao.engine.policy.decision import Decision, Effect, Reason
from kindao.engine.policy.facts import Facts, Person, Role, facts_to_json
from kindao.engine.policy.nouns import all_of
from kindao.engine.policy.pack import Answer, Pack, Rule, expired
from kindao.engine.policy.reading import canonical
from kindao.engine.vocabulary import Outcome, Words

NOTHING_PERMITS, NO_LAW, CONTRADICT = "KD-NOTHING-PERMITS", "KD-NO-LAW", "KD-FACTS"


def decide(facts: Facts, pack: Pack, *, paths: bool = True) -> Decision:
    """The pack's answer, with the shortest lawful way to yes when the answer is not yes.

    paths: False leaves the search for a way out.
    Raises BadInput when the day is past the pack's last, Failed when a rule errs: then nothing is released."""
    expired(pack, facts.use.on)
    verdicts, picture = judge(facts, pack)
    whole, kind = (*verdicts, picture), facts.use.medium
    outcome = _worst(verdict.outcome for verdict in whole)
    reasons = tuple(reason for verdict in whole for reason in verdict.reasons)
    decision = Decision(
        outcome=outcome,
        reasons=all_of(kind, _determining(reasons, outcome)),
        obligations=()
        if outcome is Outcome.DENY
        else all_of(kind, _unique(duty for verdict in whole for duty in verdict.duties)),
        people=tuple((verdict.person, verdict.outcome) for verdict in verdicts),
        pack=pack.name,
        version=pack.version,
        pack_digest=pack.digest,
        facts_digest="sha256:" + hashlib.sha256(facts_to_json(facts).encode()).hexdigest(),
        on=facts.use.on,
    )
    if outcome is Outcome.PERMIT or not paths:
        return decision
    from kindao.engine.policy.path import ways

    found = tuple(all_of(kind, way) for way in ways(facts, pack))
    return replace(decision, path=found[0] if found else (), ways=found)


def decision_to_json(decision: Decision) -> str:
    """Canonical JSON: the same decision gives the same bytes."""
    return canonical(decision)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say of one person, or of the picture as a whole."""

    person: str  # "" is the picture
    outcome: Outcome
    reasons: tuple[Reason, ...]
    duties: tuple[Reason, ...]
    lacking: frozenset[GiverRole] = frozenset()


def judge(facts: Facts, pack: Pack) -> tuple[tuple[Verdict, ...], Verdict]:
    """Each person in the order of the facts, then the picture; of several packs the worst answer to each."""
    told = [_judged(facts, one) for one in pack.each]
    if len(told) == 1:
        return told[0]
    people: dict[str, list[Verdict]] = {}
    for verdicts, _ in told:
        for verdict in verdicts:
            people.setdefault(verdict.person, []).append(verdict)
    return tuple(_worst_of(one) for one in people.values()), _worst_of([picture for _, picture in told])


def _worst_of(verdicts: list[Verdict]) -> Verdict:
    """What several packs say of one person, or of the picture."""
    outcome = _worst(verdict.outcome for verdict in verdicts)
    return Verdict(
        verdicts[0].person,
        outcome,
        _shared(
            reason
            for verdict in verdicts
            for reason in verdict.reasons
            if outcome is Outcome.PERMIT or reason.effect is not Effect.PERMIT
        ),
        _shared(duty for verdict in verdicts for duty in verdict.duties),
        frozenset().union(*(verdict.lacking for verdict in verdicts)),
    )


def _shared(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Each reason once, with all the packs that gave it."""
    packs: dict[Reason, dict[str, None]] = {}
    for reason in reasons:
        packs.setdefault(replace(reason, pack=""), {})[reason.pack] = None
    return tuple(replace(reason, pack=",".join(names)) for reason, names in packs.items())


def _judged(facts: Facts, pack: Pack) -> tuple[tuple[Verdict, ...], Verdict]:
    """What one pack says."""
    if facts.use.on < pack.covers_from:
        return (), _refused("", pack.rule(NO_LAW))
    everyone = asking.cases(facts)
    if asking.kept(facts):
        answer = pack.ask("keep", facts.use.on, asking.release(facts, everyone, pack.terms))
        picture = _verdict("", answer, pack)
        return tuple(Verdict(case.person.id, picture.outcome, (), ()) for case in everyone), picture
    answer = pack.ask("release", facts.use.on, asking.release(facts, everyone, pack.terms))
    return tuple(_person(facts, case, pack) for case in everyone), _told(_verdict("", answer, pack), facts)


def _told(picture: Verdict, facts: Facts) -> Verdict:
    """Which facts contradict each other, instead of all that could."""
    found = [asking.CONTRADICTIONS[one] for one in sorted(asking.contradictions(facts))]
    if not found:
        return picture
    said = Words(
        f"Dữ kiện mâu thuẫn: {'; '.join(one.vi for one in found)}.",
        f"The facts contradict each other: {'; '.join(one.en for one in found)}.",
    )
    reasons = (replace(one, words=said) if one.rule == CONTRADICT else one for one in picture.reasons)
    return replace(picture, reasons=tuple(reasons))


@dataclass(frozen=True, slots=True)
class Grant:
    """One scope of one consent, and what the rules say of relying on it."""

    consent: Consent
    scope: Scope
    against: tuple[Rule, ...]  # forbid: it does not carry
    doubts: tuple[Rule, ...]  # review
    duties: tuple[Rule, ...]  # require
    minor: bool  # signed by the person themselves before eighteen


def _grants(facts: Facts, case: Case, pack: Pack) -> tuple[Grant, ...]:
    """Every scope of this person that was not withdrawn, the best first, of equal ones the newest: a yes that was
    signed after a withdrawal must not hide behind an older paper."""
    found = []
    for consent in facts.consents:
        if consent.subject != case.person.id:
            continue
        signed = _signed(consent, case, pack)
        for scope in consent.scopes:
            if asking.ended_by(consent, scope, facts.use.on):
                continue
            relied = pack.ask("rely", facts.use.on, asking.reliance(facts, case, consent, scope, pack.terms)).shut
            unsaid = asking.needs(facts, case) - consent.data_types
            rules = signed + tuple(_naming(rule, unsaid) for rule in relied)
            against, doubts, duties = (
                tuple(rule for rule in rules if rule.effect is effect)
                for effect in (Effect.FORBID, Effect.REVIEW, Effect.REQUIRE)
            )
            own = consent.giver.role is GiverRole.SELF
            minor = own and 0 <= asking.age(case.born, consent.signed_on) < 18
            found.append(Grant(consent, scope, against, doubts, duties, minor))
    found.sort(key=lambda grant: instant(grant.consent.signed_at), reverse=True)
    return tuple(
        sorted(found, key=lambda grant: (len(grant.against), grant.minor, len(grant.doubts), len(grant.duties)))
    )


OF_KINDS = frozenset({"VN-CC-38-2-TYPE", "HI-AUTH-WHAT", "KD-FITS"})
"""Rules that speak where a consent names too few kinds of data."""


def _naming(rule: Rule, unsaid: frozenset[DataType]) -> Rule:
    """The same, told with the kinds that the consent does not name."""
    if rule.id not in OF_KINDS or not unsaid:
        return rule
    vi, en = (", ".join(f"{one} ({words})" for one, words in named) for named in _kinds(unsaid))
    return replace(
        rule,
        words=Words(
            f"{rule.words.vi} Sự đồng ý không nêu: {vi}.",
            f"{rule.words.en} The consent does not name: {en}.",
        ),
    )


def _kinds(unsaid: frozenset[DataType]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    kinds = sorted(unsaid)
    return [(one.value, DATA[one].vi) for one in kinds], [(one.value, DATA[one].en) for one in kinds]


def _signed(consent: Consent, case: Case, pack: Pack) -> tuple[Rule, ...]:
    if consent.signed_on < pack.covers_from:
        return (pack.rule(NO_LAW),)
    return pack.ask("sign", consent.signed_on, asking.signing(consent, case)).shut


def _person(facts: Facts, case: Case, pack: Pack) -> Verdict:
    grants, on = _grants(facts, case, pack), facts.use.on
    carrying: dict[GiverRole, Grant] = {}
    for grant in grants:
        if not grant.against:
            carrying.setdefault(grant.consent.giver.role, grant)
    needed = case.needed(on)
    own = carrying.get(GiverRole.SELF)
    if GiverRole.SELF in needed and own and own.minor:  # a minor's own signature stands with the guardian's only
        needed |= {GiverRole.GUARDIAN}
    lacking = needed - carrying.keys()
    relied = () if lacking else tuple(carrying[role] for role in sorted(needed))
    agreed = tuple((grant.consent, grant.scope) for grant in carrying.values())
    context = asking.publication(
        facts,
        case,
        pack.terms,
        lacking=lacking,
        agreed_shown=min((asking.agreed_shown(facts, grant.scope) for grant in relied), default=-1),
        withdrawn=asking.withdrawn(facts, case, agreed),
        refused=asking.refused(case, needed),
        family_lacking=not all(_family_agrees(facts, case, one, pack) for one in case.person.family),
    )
    answer = pack.ask("publish", on, context)
    if case.person.unable_at_capture:
        both = tuple((grant.consent, grant.scope) for grant in relied)
        taken = max(min(facts.use.captured_on or on, on), pack.covers_from)
        captured = pack.ask("capture", taken, asking.capture(facts, case, both))
        answer = Answer(captured.shut + answer.shut, answer.open if not captured.shut else ())
    # A consent matters for whoever it lets be seen; a bystander who is hidden needs none.
    matters = case.shown and (case.person.role is Role.PATIENT or case.shown == 2)
    doubts = tuple(rule for grant in relied for rule in grant.doubts) if matters else ()
    duties = tuple(rule for grant in relied for rule in grant.duties) if matters else ()
    verdict = _verdict(case.person.id, Answer(answer.shut + doubts + duties, () if doubts else answer.open), pack)
    if lacking and matters and verdict.outcome is not Outcome.PERMIT:
        # Why a consent that was shown does not help: the one that fails least, of those who still must agree.
        wanted = [
            grant for grant in grants if grant.consent.giver.role in lacking or grant.consent.giver.role not in needed
        ]
        effect = Effect.FORBID if verdict.outcome is Outcome.DENY else Effect.REVIEW
        short = tuple(rule.reason(case.person.id, effect) for rule in wanted[0].against) if wanted else ()
        verdict = replace(verdict, reasons=_unique((*short, *verdict.reasons)))
    return replace(verdict, lacking=lacking)


def _family_agrees(facts: Facts, case: Case, member: str, pack: Pack) -> bool:
    """Whether one whose secret it is as well has agreed to this use, with nothing left to doubt."""
    theirs = _elsewhere(facts, member, case.shown)
    sound = [grant for grant in _grants(facts, theirs, pack) if not grant.against and not grant.doubts]
    roles = {grant.consent.giver.role for grant in sound}
    return theirs.needed(facts.use.on) <= roles - ({GiverRole.SELF} if all(grant.minor for grant in sound) else set())


def _elsewhere(facts: Facts, identity: str, shown: int) -> Case:
    """Somebody who need not be in the picture themselves."""
    person = next((one for one in facts.people if one.id == identity), Person(identity, Role.BYSTANDER))
    births = (one.birth_date for one in facts.consents if one.subject == identity and one.birth_date)
    return Case(person, person.birth_date or next(births, None), shown, frozenset())


def _verdict(person: str, answer: Answer, pack: Pack) -> Verdict:
    said: dict[Effect, tuple[Reason, ...]] = dict.fromkeys(Effect, ())
    for rule in (*answer.shut, *answer.open):
        said[rule.effect] += (rule.reason(person),)
    duties = said[Effect.REQUIRE]
    if said[Effect.FORBID]:
        return Verdict(person, Outcome.DENY, said[Effect.FORBID] + said[Effect.REVIEW], duties)
    if said[Effect.REVIEW]:
        return Verdict(person, Outcome.INDETERMINATE, said[Effect.REVIEW], duties)
    if said[Effect.PERMIT]:
        return Verdict(person, Outcome.PERMIT, said[Effect.PERMIT], duties)
    return _refused(person, pack.rule(NOTHING_PERMITS))


def _refused(person: str, rule: Rule) -> Verdict:
    return Verdict(person, Outcome.DENY, (rule.reason(person),), ())


def _worst(outcomes: Iterable[Outcome]) -> Outcome:
    return max(outcomes, key=(Outcome.PERMIT, Outcome.INDETERMINATE, Outcome.DENY).index)


_DETERMINES = {Outcome.DENY: Effect.FORBID, Outcome.INDETERMINATE: Effect.REVIEW, Outcome.PERMIT: Effect.PERMIT}


def _determining(reasons: Iterable[Reason], outcome: Outcome) -> tuple[Reason, ...]:
    """Those that carry the outcome first; with a refusal nothing of what was permitted."""
    kept = [reason for reason in _unique(reasons) if outcome is Outcome.PERMIT or reason.effect is not Effect.PERMIT]
    return tuple(sorted(kept, key=lambda reason: reason.effect is not _DETERMINES[outcome]))


def _unique(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    return tuple({(one.rule, one.person, one.effect, one.pack): one for one in reasons}.values())


def flaws(consent: Consent, pack: Pack, facts: Facts | None = None) -> tuple[Reason, ...]:
    """What is wrong with a consent, each with its rule, article and words; empty when nothing is.

    Without `facts`: how it was given, under the law of the day it was signed, the subject being a patient.
    With them: also whether it carries that use of that copy, and whether it was withdrawn by then."""
    return _shared(rule.reason(consent.subject) for one in pack.each for rule in _flawed(consent, one, facts))


def _flawed(consent: Consent, pack: Pack, facts: Facts | None) -> list[Rule]:
    if facts is None:
        case = Case(Person(consent.subject, Role.PATIENT), consent.birth_date, 1, frozenset())
        return [rule for rule in _signed(consent, case, pack) if rule.effect is not Effect.REQUIRE]
    alone = replace(facts, consents=(consent,))
    here = next((one for one in asking.cases(alone) if one.person.id == consent.subject), None)
    case = here or _elsewhere(facts, consent.subject, shown=1)
    grants = _grants(alone, case, pack)
    rules = [*grants[0].against, *grants[0].doubts] if grants else []
    if asking.withdrawn(alone, case, ()):
        context = asking.publication(
            alone, case, pack.terms, lacking=case.needed(facts.use.on), agreed_shown=-1, withdrawn=True
        )
        rules += [rule for rule in pack.ask("publish", facts.use.on, context).shut if "new-consent" in rule.remedy]
    return rules
