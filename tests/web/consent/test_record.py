"""The engine's consent record goes into rows and comes back whole."""

from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings

from builders import a_member, a_patient, a_record
from kindao.engine.errors import BadInput
from kindao.engine.policy.consent import Consent as Record
from kindao.web.consent.models import Consent, Scope, State
from kindao.web.consent.record import rows, to_engine, zoned
from policy.consents import consents
from support import examples


def _kept(record: Record, state: State = State.GIVEN) -> tuple[Consent, list[Scope]]:
    columns, scopes = rows(record)
    consent = Consent(id=uuid4(), **columns)
    return consent, [Scope(consent=consent, state=state, **one) for one in scopes]


@settings(max_examples=examples(300), suppress_health_check=list(HealthCheck))
@given(consents())
def test_every_field_comes_back(record: Record) -> None:
    from dataclasses import replace

    try:
        consent, scopes = _kept(record)
    except BadInput as error:
        assert "withdrawal alone" in str(error)
        return
    assert to_engine(consent, scopes) == zoned(replace(record, id=str(consent.pk)))


@pytest.mark.django_db
def test_the_database_changes_nothing_of_it() -> None:
    by = a_member()
    patient = a_patient(by)
    record = a_record(subject=str(patient.pk))
    columns, scopes = rows(record)
    consent = Consent.objects.create(clinic=by.clinic, patient=patient, entered_at=record.signed_at, **columns)
    Scope.objects.bulk_create(Scope(consent=consent, state=State.GIVEN, **one) for one in scopes)
    from dataclasses import replace

    assert to_engine(Consent.objects.get(pk=consent.pk)) == zoned(replace(record, id=str(consent.pk)))


@pytest.mark.parametrize("state", [State.REQUESTED, State.DEFERRED, State.REFUSED, State.SUPERSEDED, State.INVALIDATED])
def test_what_was_not_given_is_not_told(state: State) -> None:
    assert to_engine(*_kept(a_record(), state)) is None
