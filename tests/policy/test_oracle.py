"""The pack and an independently written oracle say the same of every fact they are shown, and what they say keeps
the promises that people rely on."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache
from itertools import islice

import pytest

from kindao.engine.policy import Facts, Pack, load_pack
from kindao.engine.policy.decide import Verdict, judge
from kindao.engine.policy.decision import Effect, Verified
from kindao.engine.policy.facts import Role, Shown
from kindao.engine.vocabulary import Identifiability, Outcome
from policy import oracle, space

WORSE = {Outcome.PERMIT: 0, Outcome.INDETERMINATE: 1, Outcome.DENY: 2}
Space = Callable[[], Iterator[Facts]]


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack()


def said(verdict: Verdict) -> oracle.Said:
    duties = verdict.duties if verdict.outcome is not Outcome.DENY else ()
    return verdict.outcome, frozenset(reason.rule for reason in verdict.reasons + duties)


def outcome(facts: Facts, pack: Pack) -> Outcome:
    people, picture = judge(facts, pack)
    return max((one.outcome for one in (*people, picture)), key=WORSE.__getitem__)


@pytest.mark.parametrize("enumerate_", space.SPACES, ids=lambda one: one.__name__)
def test_pack_and_oracle_agree_on_every_fact(enumerate_: Space, pack: Pack) -> None:
    """Outcome and determining rules, of each person and of the picture."""
    for facts in enumerate_():
        people, picture = judge(facts, pack)
        assert ({one.person: said(one) for one in people}, said(picture)) == oracle.judge(facts), facts


def test_the_space_is_large_and_every_rule_speaks_in_it(pack: Pack) -> None:
    """By the oracle, which is asked until it has told every rule; whether it tells one that the pack does not have
    is asked of every fact above."""
    unheard, large = {rule.id for rule in pack.rules}, 0
    for enumerate_ in space.SPACES:
        for facts in enumerate_():
            large += 1
            if unheard:
                people, picture = oracle.judge(facts)
                unheard = unheard.difference(*(rules for _, rules in (*people.values(), picture)))
    assert large >= 100_000
    assert not unheard


@cache
def every_twentieth(enumerate_: Space) -> tuple[Facts, ...]:
    return tuple(islice(enumerate_(), 0, None, 20))


@pytest.mark.parametrize("enumerate_", space.SPACES, ids=lambda one: one.__name__)
def test_withdrawing_never_helps_and_withdrawn_never_permits(enumerate_: Space, pack: Pack) -> None:
    for facts in every_twentieth(enumerate_):
        if not facts.consents:
            continue
        at = max(space.moment(facts.use.on), *(one.signed_at for one in facts.consents))
        ended = replace(facts, consents=tuple(replace(one, withdrawn_at=at) for one in facts.consents))
        assert WORSE[outcome(ended, pack)] >= WORSE[outcome(facts, pack)], facts
        people, _ = judge(ended, pack)
        use = facts.use
        for verdict, person in zip(people, facts.people, strict=False):
            reached = any(
                scope.purpose is use.purpose and use.destination in scope.destinations
                for consent in ended.consents
                if consent.subject == person.id and consent.withdrawn_at and consent.withdrawn_at.date() <= use.on
                for scope in consent.scopes
            )
            kept = use.purpose == "record" and use.destination == "internal" and not use.handed_to
            if reached and person.role is Role.PATIENT and not kept:
                assert verdict.outcome is Outcome.DENY, facts


@pytest.mark.parametrize("enumerate_", space.SPACES, ids=lambda one: one.__name__)
def test_hiding_more_never_hurts(enumerate_: Space, pack: Pack) -> None:
    for facts in every_twentieth(enumerate_):
        hidden = replace(
            facts.copy,
            shown=tuple(Shown(one.person, Identifiability.INDIRECT) for one in facts.copy.shown),
            left=frozenset(),
            caption=frozenset(),
        )
        assert WORSE[outcome(replace(facts, copy=hidden), pack)] <= WORSE[outcome(facts, pack)], facts


def test_a_yes_never_hurts(pack: Pack) -> None:
    """One more sound consent, the child's own or anyone's, never makes the answer worse."""
    for facts in every_twentieth(space.people_and_givers):
        on = facts.use.on
        born = facts.people[0].birth_date
        if born and born > on - timedelta(20):
            continue
        yes = replace(space.signed_for(facts.use.purpose, facts.use.destination, on, birth_date=born), id="more")
        more = replace(facts, consents=(*facts.consents, yes))
        assert WORSE[outcome(more, pack)] <= WORSE[outcome(facts, pack)], facts


def test_an_unverified_clause_never_carries_a_permit_or_a_refusal(pack: Pack) -> None:
    weak = [rule for rule in pack.rules if rule.verified in (Verified.P, Verified.N)]
    assert weak
    assert all(rule.effect in (Effect.REVIEW, Effect.REQUIRE) for rule in weak)
