"""Whatever a patient does with two windows, a clinic that changes its mind, and time that passes: a state machine."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

from django.db import transaction
from django.test import TestCase
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from asked import a_question, ask_of
from builders import a_member
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.policy.consent import load_consent
from kindao.engine.vocabulary import Destination
from kindao.web.asking import answering, putting
from kindao.web.asking.answering import Circumstances
from kindao.web.asking.models import Step
from kindao.web.asking.signing import Signature, typed
from kindao.web.consent import actions as consents
from kindao.web.consent.models import (
    ENDED,
    Consent,
    ConsentEvent,
    ConsentQuerySet,
    Evidence,
    Scope,
    ScopeQuerySet,
    State,
    Who,
)
from kindao.web.consent.record import to_engine
from kindao.web.door import codes
from kindao.web.door.access import Visitor
from support import examples
from visitors import code_of

PLACES = (Destination.FACEBOOK, Destination.TIKTOK)
HOW = Circumstances("vi", "phone", by_staff=False, same_network=False)
CHOICES = st.fixed_dictionaries({place: st.sampled_from(State) for place in PLACES})


class Life(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.now = clock.now()
        self.moment = patch.object(clock, "now", lambda: self.now)
        self.moment.start()
        by = a_member()
        self.by, self.question = by, a_question(by, None, *PLACES)
        self.ask = ask_of(self.question)
        link = putting.make_link(by, self.ask).link
        codes.send(link)
        visit = codes.enter(link, code_of(link), address="192.0.2.1", by_staff=False)
        assert visit is not None
        self.visitor = Visitor(link, visit)
        self.ended: dict[Any, str] = {}

    def teardown(self) -> None:
        if hasattr(self, "moment"):
            self.moment.stop()

    def mine(self) -> ConsentQuerySet:
        return Consent.objects.filter(answer__ask=self.ask)

    def scopes(self) -> ScopeQuerySet:
        return Scope.objects.filter(consent__answer__ask=self.ask)

    def _try(self, action: Any) -> None:
        try:
            with transaction.atomic():
                action()
        except BadInput:
            pass

    @rule(hours=st.sampled_from([0, 1, 3, 60]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours, seconds=1)

    @rule(said=CHOICES)
    def choose_any(self, said: dict[Destination, State]) -> None:
        self.choose(said)

    def choose(self, said: dict[Destination, State]) -> None:
        facts = {"places": {place.value: str(state) for place, state in said.items()}}
        answering.stepped(self.ask, self.visitor, Step.What.CHOSE, "vi", facts)

    @rule(where=st.sampled_from(["there", "record"]), who=st.sampled_from(["true", "doctor"]))
    def show(self, where: str, who: str) -> None:
        self.show_understanding(where, who)

    def show_understanding(self, where: str, who: str) -> None:
        said = {"where": where, "who": who}
        answering.check_answers(self.ask, self.visitor, "vi", PLACES[:1], said)

    @rule(said=CHOICES, signs=st.booleans())
    def answer(self, said: dict[Destination, State], signs: bool) -> None:
        self._answer(said, signs)

    @rule(signs=st.booleans())
    def answer_as_chosen(self, signs: bool) -> None:
        last = answering.chosen(self.ask)
        if last is not None:
            self._answer(last[1], signs)

    def _answer(self, said: dict[Destination, State], signs: bool) -> None:
        signature: Signature | None = typed("Lưu Thị Kiểm Thử", "Lưu Thị Kiểm Thử") if signs else None
        self._try(lambda: answering.answer(self.ask, self.visitor, said, HOW, signature=signature))

    @rule(said=st.fixed_dictionaries({place: st.sampled_from([State.GIVEN, State.DEFERRED]) for place in PLACES}))
    def go_the_whole_way(self, said: dict[Destination, State]) -> None:
        pending = self.ask.pending()
        self.choose({place: state for place, state in said.items() if place in pending})
        self.show_understanding("there", "true")
        self.answer_as_chosen(signs=True)

    @rule()
    def withdraw_all(self) -> None:
        for consent in self.mine():
            consents.withdraw(consent, who=Who.PATIENT)

    @rule()
    def give_up(self) -> None:
        putting.give_up(self.by, self.question)

    @invariant()
    def what_ended_never_comes_back(self) -> None:
        for scope in self.scopes():
            assert self.ended.get(scope.pk, scope.state) == scope.state
            if scope.state in ENDED:
                self.ended[scope.pk] = scope.state

    @invariant()
    def a_place_gets_one_final_answer(self) -> None:
        for place in PLACES:
            final = [one for one in self.scopes() if place in one.destinations and one.state != State.DEFERRED]
            assert len(final) <= 1

    @invariant()
    def only_they_said_yes_and_all_of_it_is_proven(self) -> None:
        yes = ConsentEvent.objects.filter(what=State.GIVEN, consent__in=self.mine())
        assert not yes.exclude(who=Who.PATIENT).exists()
        for scope in self.scopes().filter(events__what=State.GIVEN).select_related("consent"):
            kinds = {one.kind: one for one in scope.consent.evidence.all()}
            assert set(kinds) == {Evidence.Kind.CODE, Evidence.Kind.ANSWERS, Evidence.Kind.SIGNATURE}
            assert kinds[Evidence.Kind.ANSWERS].facts["understood"] is True
            signed = load_consent(scope.consent.record)
            starts = signed.scopes[scope.number].starts
            assert starts is not None and (starts - signed.signed_on).days >= 1

    @invariant()
    def the_law_hears_of_no_other_yes(self) -> None:
        for consent in self.mine():
            told = to_engine(consent)
            given = {scope.number for scope in consent.scopes.filter(events__what=State.GIVEN)}
            assert len(told.scopes if told else ()) == len(given)


class TestLife(TestCase):
    def test_in_any_order(self) -> None:
        run_state_machine_as_test(
            Life,
            settings=settings(
                max_examples=examples(10),
                stateful_step_count=14,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
