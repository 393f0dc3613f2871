"""The audit: what was done, when, by whom, to what. Rows that are only ever added, leaves of a Merkle tree per clinic,
with signed checkpoints. Every action calls `record` inside its own transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from django.db.models import Model

    from kindao.web.audit.models import AuditEvent
    from kindao.web.clinics.models import Clinic

    Fact = str | int | bool | None


def record(
    verb: str,
    target: Model,
    *,
    by: Model | None,
    clinic: Clinic | None,
    facts: Mapping[str, Fact] | None = None,
    at: datetime | None = None,
) -> AuditEvent:
    """Add an event to the clinic's log: see `events.record`."""
    from kindao.web.audit import events  # models can be loaded when all apps are known, not with the package

    return events.record(verb, target, by=by, clinic=clinic, facts=facts, at=at)


def record_each(
    verb: str,
    targets: Sequence[Model],
    *,
    by: Model | None,
    clinic: Clinic | None,
    facts: Mapping[str, Fact] | None = None,
    at: datetime | None = None,
) -> list[AuditEvent]:
    """The same event of each of these: see `events.record_each`."""
    from kindao.web.audit import events

    return events.record_each(verb, targets, by=by, clinic=clinic, facts=facts, at=at)
