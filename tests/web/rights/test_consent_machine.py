"""All that may happen to consents, in any order, from every side: what was withdrawn never becomes given again, no
permit outlives its scope, and nobody but the patient, or who speaks for them, produces a yes."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from builders import a_member, a_patient, a_record, a_scan, an_original
from kindao.engine.errors import BadInput
from kindao.engine.vocabulary import Destination, Purpose
from kindao.web.clinics.models import Role
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Consent, ConsentEvent, Scope, State, Who
from kindao.web.consent.record import to_engine
from kindao.web.review import actions as review
from kindao.web.review.models import Use, UseState
from kindao.web.rights import actions, holding
from kindao.web.rights.models import Kind, RightsRequest
from support import examples

pytestmark = pytest.mark.django_db
PLACES = (Destination.FACEBOOK, Destination.WEBSITE, Destination.TIKTOK)
THEY = st.sampled_from([Who.PATIENT, Who.REPRESENTATIVE])


class Consents(RuleBasedStateMachine):
    """One patient, their clinic, and everybody who may touch a consent."""

    known = Bundle("known")

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.savepoint()
        self.gone: set[tuple[Any, str]] = set()  # scope and place that were withdrawn

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.savepoint)

    @initialize(target=known)
    def a_clinic(self) -> Any:
        """At work already: one consent stands, and what it allows is permitted."""
        self.doctor = a_member()
        self.colleague = a_member(Role.OFFICER, self.doctor.clinic)
        self.patient = a_patient(self.doctor)
        original = an_original(self.doctor, self.patient)
        self.uses = [
            review.draft(self.doctor, original, purpose=Purpose.ADVERTISING, destination=place) for place in PLACES
        ]
        for use in self.uses:
            review.ask(self.doctor, use)
        first = self.staff_enters(set(PLACES), ticked=False)
        consents.confirm(self.colleague, first)
        self.the_gate_answers()
        assert Use.objects.filter(patient=self.patient, state=UseState.PERMITTED).count() == len(PLACES)
        return first.pk

    def staff_enters(self, places: set[Destination], *, ticked: bool) -> Consent:
        scope = replace(a_record().scopes[0], destinations=frozenset(places))
        if ticked:
            scope = replace(scope, ticked=frozenset(sorted(places)[:1]))
        record = replace(a_record(), scopes=(scope,))
        return consents.enter(self.doctor, self.patient, record, scan=a_scan())

    @rule(target=known, places=st.sets(st.sampled_from(PLACES), min_size=1), ticked=st.booleans())
    def staff_enters_a_paper(self, places: set[Destination], ticked: bool) -> Any:
        return self.staff_enters(places, ticked=ticked).pk

    @rule(pk=known, same=st.booleans())
    def somebody_confirms(self, pk: Any, same: bool) -> None:
        try:
            consents.confirm(self.doctor if same else self.colleague, Consent.objects.get(pk=pk))
        except BadInput:
            return

    @rule(pk=known, said=st.sampled_from(State), who=st.sampled_from(Who))
    def somebody_answers(self, pk: Any, said: State, who: Who) -> None:
        for scope in Consent.objects.get(pk=pk).scopes.all():
            try:
                consents.answer(scope, said, who=who)
            except BadInput:
                continue
            assert who in (Who.PATIENT, Who.REPRESENTATIVE)

    @rule(pk=known, who=THEY)
    def they_withdraw_it(self, pk: Any, who: Who) -> None:
        self.the_gate_answers()  # what may be permitted is, just before
        actions.withdraw(Consent.objects.get(pk=pk), who=who)

    @rule(pk=known, who=THEY)
    def they_withdraw_a_scope(self, pk: Any, who: Who) -> None:
        self.the_gate_answers()  # what may be permitted is, just before
        consent = Consent.objects.get(pk=pk)
        actions.withdraw(consent, scope=consent.scopes.get(number=0), who=who)

    @rule(pk=known, who=THEY, place=st.sampled_from(PLACES))
    def they_withdraw_a_place(self, pk: Any, who: Who, place: Destination) -> None:
        self.the_gate_answers()  # what may be permitted is, just before
        consent = Consent.objects.get(pk=pk)
        scope = consent.scopes.get(number=0)
        if actions.withdraw(consent, scope=scope, place=place.value, who=who):
            self.gone.add((scope.pk, place.value))

    @rule(pk=known)
    def staff_withdraws_for_them(self, pk: Any) -> None:
        self.the_gate_answers()  # what may be permitted is, just before
        consents.withdraw(Consent.objects.get(pk=pk), who=Who.STAFF, by=self.doctor.user)

    @rule(pk=known)
    def the_officer_finds_it_invalid(self, pk: Any) -> None:
        self.the_gate_answers()  # what may be permitted is, just before
        consents.invalidate(self.colleague, Consent.objects.get(pk=pk), reason="officer")

    @rule(kind=st.sampled_from([Kind.RESTRICT, Kind.OBJECT, Kind.DELETE]))
    def they_use_a_right(self, kind: Kind) -> None:
        self.the_gate_answers()  # what may be permitted is, just before
        actions.ask(self.patient, kind, who=Who.PATIENT)

    @rule()
    def they_end_every_pause(self) -> None:
        for request in RightsRequest.objects.filter(
            patient=self.patient, lifted_at=None, kind__in=("restrict", "object")
        ):
            actions.lift(request)

    @rule()
    def somebody_tries_to_turn_it_back(self) -> None:
        """Past every action, in the database itself."""
        for scope in Scope.objects.filter(consent__patient=self.patient, state=State.WITHDRAWN):
            try:
                with transaction.atomic():
                    Scope.objects.filter(pk=scope.pk).update(state=State.GIVEN, withdrawn_at=None)
            except DatabaseError:
                continue
            pytest.fail("a withdrawn scope became given")

    @rule()
    def the_gate_is_asked(self) -> None:
        self.the_gate_answers()

    def the_gate_answers(self) -> None:
        """Permit where a scope that stands covers the place, as the law would at best."""
        for use in Use.objects.filter(patient=self.patient, state=UseState.INSPECTING):
            allowed = use.destination in self._standing() and holding.held(use) is None
            Use.objects.filter(pk=use.pk).update(state=UseState.PERMITTED if allowed else UseState.REFUSED)

    def _standing(self) -> set[str]:
        rows = [to_engine(row) for row in Consent.objects.about(self.patient)]
        return {
            place.value
            for row in rows
            if row is not None and row.withdrawn_at is None
            for scope in row.scopes
            if scope.withdrawn_at is None
            for place in scope.agreed
        }

    @invariant()
    def what_was_withdrawn_stays_so(self) -> None:
        if not hasattr(self, "patient"):
            return
        events = ConsentEvent.objects.filter(consent__patient=self.patient).exclude(scope=None).order_by("pk")
        ended: set[Any] = set()
        for event in events:
            assert not (event.what == State.GIVEN and event.scope_id in ended), "given after it was withdrawn"
            if event.what == State.WITHDRAWN and not event.facts:
                ended.add(event.scope_id)
        assert not Scope.objects.filter(pk__in=ended).exclude(state=State.WITHDRAWN).exists()
        for scope, place in self.gone:
            row = Scope.objects.get(pk=scope)
            assert place not in row.destinations or row.state == State.WITHDRAWN

    @invariant()
    def only_they_say_yes(self) -> None:
        given = ConsentEvent.objects.filter(what=State.GIVEN).values_list("who", flat=True)
        assert set(given) <= {Who.PATIENT, Who.REPRESENTATIVE}

    @invariant()
    def no_permit_outlives_its_scope(self) -> None:
        if not hasattr(self, "patient"):
            return
        standing = self._standing()
        for use in Use.objects.filter(patient=self.patient, state=UseState.PERMITTED):
            assert use.destination in standing and holding.held(use) is None


def test_consents_in_any_order() -> None:
    run_state_machine_as_test(
        Consents,
        settings=settings(
            max_examples=examples(12),
            stateful_step_count=14,
            deadline=None,
            database=None,
            phases=[Phase.generate],  # to shrink a failure would take minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
