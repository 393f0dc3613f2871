"""Who agrees, who confirms, and what never comes back."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from builders import a_consent, a_guardian, a_member, a_patient, a_record, a_scan
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.policy.consent import Giver, GiverRole, Relation
from kindao.web.clinics.models import Role
from kindao.web.consent import actions
from kindao.web.consent.models import ENDED, Consent, ConsentEvent, Evidence, Scope, State, Who
from kindao.web.consent.record import to_engine
from support import examples

pytestmark = pytest.mark.django_db


def test_what_staff_entered_counts_only_when_another_confirmed_it() -> None:
    by = a_member()
    consent = a_consent(by, a_patient(by), given=False)
    assert to_engine(consent) is None
    with pytest.raises(BadInput, match="entered a consent can't confirm"):
        actions.confirm(by, consent)
    actions.confirm(a_member(Role.OFFICER, by.clinic), consent)
    told = to_engine(Consent.objects.get(pk=consent.pk))
    assert told is not None and not told.withdrawn


def test_the_database_too_wants_a_second_person() -> None:
    by = a_member()
    consent = a_consent(by, a_patient(by), given=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.filter(pk=consent.pk).update(confirmed_by=by.user, confirmed_at=consent.entered_at)


def test_a_paper_without_a_scan_is_no_evidence() -> None:
    from kindao.engine.policy.consent import Method

    by = a_member()
    with pytest.raises(BadInput, match="signed paper is missing"):
        actions.enter(by, a_patient(by), a_record(method=Method.WRITING))


def test_the_scan_lies_in_the_vault_and_its_digest_stays() -> None:
    by = a_member()
    consent = a_consent(by, a_patient(by), a_record(evidence=""), given=False)
    evidence = consent.evidence.get()
    assert evidence.file is not None and evidence.file.key == consent.subject.key
    assert consent.record["evidence"] == evidence.digest == evidence.file.digest


def test_a_scan_that_is_none_is_refused() -> None:
    by = a_member()
    with pytest.raises(BadInput, match="neither a picture nor a PDF"):
        actions.enter(by, a_patient(by), a_record(), scan=b"MZ\x90\0 a program")


def test_staff_cannot_sign_for_a_patient() -> None:
    by = a_member()
    record = a_record(giver=Giver(GiverRole.STAFF))
    with pytest.raises(BadInput, match="staff can't agree"):
        actions.enter(by, a_patient(by), record, scan=a_scan())


def test_anothers_birth_date_shows_that_it_is_anothers_consent() -> None:
    from datetime import date

    by = a_member()
    with pytest.raises(BadInput, match="birth_date"):
        actions.enter(by, a_patient(by, birth_date=date(1970, 1, 1)), a_record(), scan=a_scan())


def test_a_withdrawal_is_in_force_at_once_and_for_good() -> None:
    by = a_member()
    consent = a_consent(by, a_patient(by))
    assert actions.withdraw(consent, who=Who.PATIENT) == 1
    assert actions.withdraw(consent, who=Who.PATIENT) == 0
    told = to_engine(Consent.objects.get(pk=consent.pk))
    assert told is not None and told.withdrawn
    scope = consent.scopes.get()
    with pytest.raises(BadInput, match="has ended"):
        actions.answer(scope, State.GIVEN, who=Who.PATIENT)
    with pytest.raises(DatabaseError), transaction.atomic():
        Scope.objects.filter(pk=scope.pk).update(state=State.GIVEN)
    with pytest.raises(DatabaseError), transaction.atomic():
        Consent.objects.filter(pk=consent.pk).update(withdrawn_at=None)


def test_a_withdrawal_before_the_confirmation_holds() -> None:
    by = a_member()
    consent = a_consent(by, a_patient(by), given=False)
    actions.withdraw(consent, who=Who.PATIENT)
    with pytest.raises(BadInput, match="nothing of this consent waits"):
        actions.confirm(a_member(Role.OFFICER, by.clinic), consent)
    assert consent.scopes.get().state == State.WITHDRAWN


def test_what_was_signed_and_what_happened_is_never_edited() -> None:
    by = a_member()
    consent = a_consent(by, a_patient(by))
    for change in (
        lambda: Consent.objects.filter(pk=consent.pk).update(record={}),
        lambda: ConsentEvent.objects.model._base_manager.filter(consent=consent)._raw_delete("default"),
        lambda: Evidence.objects.model._base_manager.filter(consent=consent)._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()  # type: ignore[no-untyped-call]


def test_a_later_consent_replaces_the_earlier() -> None:
    by = a_member()
    patient = a_patient(by)
    first = a_consent(by, patient)
    second = actions.enter(by, patient, a_record(), scan=a_scan(), supersedes=first)
    assert first.scopes.get().state == State.GIVEN
    actions.confirm(a_member(Role.OFFICER, by.clinic), second)
    assert first.scopes.get().state == State.SUPERSEDED and second.scopes.get().state == State.GIVEN


def test_a_scope_ends_on_its_day(monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import timedelta

    from kindao import clock

    by = a_member()
    consent = a_consent(by, a_patient(by))
    scope = consent.scopes.get()
    assert scope.ends is not None
    assert actions.expire() == 0
    monkeypatch.setattr(clock, "today", lambda: scope.ends + timedelta(days=1))
    assert actions.expire() == 1 and actions.expire() == 0
    assert consent.scopes.get().state == State.EXPIRED


def test_a_guardians_yes_is_told_as_a_representatives() -> None:
    by = a_member()
    record = a_record(giver=Giver(GiverRole.GUARDIAN, Relation.MOTHER, "giấy khai sinh"))
    child = a_patient(by, birth_date=clock.today() - timedelta(days=3000))
    consent = actions.enter(
        by, child, replace(record, birth_date=None), scan=a_scan(), guardianship=a_guardian(by, child)
    )
    actions.confirm(a_member(clinic=by.clinic), consent)
    assert consent.events.get(what=State.GIVEN).who == Who.REPRESENTATIVE


def test_another_clinics_consent_is_not_there() -> None:
    by, stranger = a_member(), a_member()
    consent = a_consent(by, a_patient(by), given=False)
    assert not Consent.objects.of(stranger).exists()
    with pytest.raises(Consent.DoesNotExist):
        actions.confirm(stranger, consent)


class Life(RuleBasedStateMachine):
    """All that may happen to one consent, in any order."""

    @initialize()
    def begin(self) -> None:
        self.by = a_member()
        self.colleague = a_member(Role.OFFICER, self.by.clinic)
        self.consent = a_consent(self.by, a_patient(self.by), given=False)
        self.ended: dict[Any, str] = {}

    def _try(self, action: Any) -> None:
        try:
            with transaction.atomic():
                action()
        except BadInput:
            pass

    @rule()
    def confirm(self) -> None:
        self._try(lambda: actions.confirm(self.colleague, self.consent))

    @rule(who=st.sampled_from([Who.PATIENT, Who.REPRESENTATIVE, Who.STAFF]))
    def withdraw(self, who: Who) -> None:
        by = self.by.user if who == Who.STAFF else None
        self._try(lambda: actions.withdraw(self.consent, who=who, by=by))

    @rule()
    def withdraw_a_scope(self) -> None:
        scopes = list(self.consent.scopes.all()[:1])
        self._try(lambda: actions.withdraw(self.consent, scopes=scopes, who=Who.PATIENT))

    @rule(said=st.sampled_from(State), who=st.sampled_from(Who))
    def answer(self, said: State, who: Who) -> None:
        self._try(lambda: actions.answer(self.consent.scopes.get(), said, who=who))

    @rule()
    def invalidate(self) -> None:
        self._try(lambda: actions.invalidate(self.by, self.consent, reason="wrong-form"))

    @invariant()
    def what_ended_never_comes_back(self) -> None:
        for scope in Scope.objects.filter(consent=self.consent):
            if scope.pk in self.ended:
                assert scope.state == self.ended[scope.pk]
            elif scope.state in ENDED:
                self.ended[scope.pk] = scope.state

    @invariant()
    def the_law_hears_of_a_yes_only_where_they_gave_it(self) -> None:
        told = to_engine(Consent.objects.get(pk=self.consent.pk))
        given = self.consent.events.filter(what=State.GIVEN)
        if told is not None and not told.withdrawn:
            assert given.exists()
        assert not given.exclude(who__in=[Who.PATIENT, Who.REPRESENTATIVE]).exists()

    @invariant()
    def each_step_is_on_record(self) -> None:
        for scope in Scope.objects.filter(consent=self.consent):
            last = scope.events.order_by("-pk").first()
            assert (last.what if last else State.REQUESTED) == scope.state


class TestLife(TestCase):
    def test_in_any_order(self) -> None:
        run_state_machine_as_test(
            Life,
            settings=settings(
                max_examples=examples(12),
                stateful_step_count=12,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
