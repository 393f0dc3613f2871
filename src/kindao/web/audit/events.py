"""Events are added here and nowhere else: counted, hashed, and chained in the transaction of what they tell of."""

import json
import logging
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Model

from kindao import clock
from kindao.engine.errors import KindaoError
from kindao.web.audit import checkpoints, tree
from kindao.web.audit.models import INSTALLATION, AuditEvent, Log
from kindao.web.audit.signals import recorded
from kindao.web.clinics.models import Clinic

NOBODY = "kindao"  # did what nobody asked for: a job, a migration, a command
VERB = re.compile(r"[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)+")
FACT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:+/-]{0,119}")  # ids, words of the code, days: no name fits
MOST_FACTS = 16

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
    """Add an event to the clinic's log (None: the installation's). Within the caller's transaction, near its end: the
    log stays locked until it commits.

    verb: dotted, past: "consent.withdrawn". facts: few; ids, numbers and words of the code, nothing anybody typed.
    Raises ValueError where one could be a name or a text."""
    return record_each(verb, [target], by=by, clinic=clinic, facts=facts, at=at)[0]


def record_each(
    verb: str,
    targets: Sequence[Model],
    *,
    by: Model | None,
    clinic: Clinic | None,
    facts: Mapping[str, Fact] | None = None,
    at: datetime | None = None,
) -> list[AuditEvent]:
    """The same event of each of these, one after the other."""
    told = dict(facts or {})
    if not VERB.fullmatch(verb) or len(told) > MOST_FACTS or not all(map(_is_fact, told.items())):
        raise ValueError(f"an audit event tells ids, numbers and words of the code, no texts: {verb}")
    if not targets:
        return []
    with transaction.atomic(savepoint=False):  # what can't be told must not have been done
        log = _locked(INSTALLATION if clinic is None else clinic.pk)
        before, peaks, events = log.size, [bytes.fromhex(peak) for peak in log.peaks], []
        for target in targets:
            event = AuditEvent(
                log=log,
                seq=log.size + 1,
                at=(at or clock.now()).astimezone(UTC),
                actor=NOBODY if by is None else f"{by._meta.label_lower}:{by.pk}",
                verb=verb,
                kind=target._meta.label_lower,
                target=str(target.pk),
                facts=told,
            )
            leaf = tree.leaf(content(event))
            peaks = tree.grown(peaks, log.size, leaf)
            event.leaf, event.root = leaf.hex(), tree.root(peaks).hex()
            log.size = event.seq
            events.append(event)
        AuditEvent.objects.bulk_create(events)
        log.peaks = [peak.hex() for peak in peaks]
        log.save(update_fields=["size", "peaks"])
        for event in events:
            recorded.send(AuditEvent, event=event)
        if log.size // checkpoints.EVERY > before // checkpoints.EVERY:
            transaction.on_commit(lambda: _sign(log), robust=True)
    return events


def _sign(log: Log) -> None:
    """That the signing key is missing stops no withdrawal: it is logged, and `checkpoints.due` raises it."""
    try:
        checkpoints.make(log)
    except KindaoError as error:
        logging.getLogger(__name__).warning("no checkpoint of the audit was signed: %s", error)


def _is_fact(fact: tuple[str, Fact]) -> bool:
    name, value = fact
    return name.isidentifier() and (
        value is None or isinstance(value, int) or (isinstance(value, str) and bool(FACT.fullmatch(value)))
    )


def _locked(log: UUID) -> Log:
    """The head, so that nobody else adds until this transaction ends."""
    heads = Log.objects.select_for_update()
    if found := heads.filter(pk=log).first():
        return found
    Log.objects.get_or_create(pk=log)
    return heads.get(pk=log)


def content(event: AuditEvent) -> bytes:
    """What the leaf is the hash of: all of the event that is not computed, as JSON with sorted keys."""
    told = {
        "log": str(event.log_id),
        "seq": event.seq,
        "id": str(event.pk),
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": event.actor,
        "verb": event.verb,
        "kind": event.kind,
        "target": event.target,
        "facts": event.facts,
    }
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
