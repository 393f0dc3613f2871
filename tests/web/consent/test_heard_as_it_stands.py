"""What somebody said of a picture while a consent was taken back, and came first to the audit, is not overlooked."""

from typing import Any
from uuid import UUID

import pytest

from builders import a_consent, a_member, a_patient, an_original
from kindao import clock
from kindao.web.audit import events
from kindao.web.cases.models import Appearance
from kindao.web.consent import actions, signals
from kindao.web.consent.models import Consent, Who

pytestmark = pytest.mark.django_db


def test_a_picture_that_was_named_before_the_audit_was_locked_is_heard_of(monkeypatch: pytest.MonkeyPatch) -> None:
    by = a_member()
    patient, another = a_patient(by), an_original(by)
    consent, own = a_consent(by, patient), an_original(by, patient)
    locked, heard = events._locked, list[UUID]()

    def named_meanwhile(log: UUID) -> object:
        """Another transaction holds the log until it has said who is in its picture."""
        if not another.appearances.filter(patient=patient).exists():
            Appearance.objects.create(
                original=another,
                role=Appearance.As.PATIENT,
                patient=patient,
                confirmed_by=by.user,
                confirmed_at=clock.now(),
            )
        return locked(log)

    def hears(consent: Consent, pictures: list[UUID], **_: Any) -> None:
        heard.extend(pictures)

    monkeypatch.setattr(events, "_locked", named_meanwhile)
    signals.changed.connect(hears)
    try:
        actions.withdraw(consent, who=Who.PATIENT)
    finally:
        signals.changed.disconnect(hears)
    assert set(heard) == {own.pk, another.pk}
