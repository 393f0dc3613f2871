"""Files arrive, and are put where they belong or thrown away."""

from collections.abc import Iterable
from typing import Any, BinaryIO

from django.db import transaction

from kindao import clock
from kindao.engine.errors import BadInput
from kindao.web import audit
from kindao.web.cases import actions as cases
from kindao.web.cases.content import looked_at
from kindao.web.cases.models import Original, Patient
from kindao.web.clinics.models import Clinic, Membership
from kindao.web.inbox.models import Arrival
from kindao.web.vault import keys, store
from kindao.web.vault.discarding import discard

LONGEST_WORDS = 10_000  # characters


@transaction.atomic
def arrive(
    clinic: Clinic, content: BinaryIO, *, by: Membership | None, received: Original.Received, words: str = ""
) -> Arrival:
    """Keep a file of which nobody has said yet whose it is. The same one again is the one that waits already.

    by: who shared it; None: it lay in the folder. words: what was shared with it.
    Raises Unreadable for what is no picture, film or recording."""
    if by is not None and by.clinic_id != clinic.pk:
        raise ValueError("not of this clinic")
    kind, media_type, digest = looked_at(content)
    user = by.user if by else None
    if there := Arrival.objects.in_clinic(clinic).waiting().filter(digest=digest, by=user).first():
        return there
    key = keys.shared_key(clinic)
    told = words.strip()[:LONGEST_WORDS].encode("utf-8", "replace")
    arrival = Arrival.objects.create(
        clinic=clinic,
        file=store.put(content, key=key, clinic=clinic, media_type=media_type),
        words=store.put(told, key=key, clinic=clinic, media_type="text/plain") if told else None,
        digest=digest,
        kind=kind,
        received=received,
        by=user,
        came_at=clock.now(),
    )
    audit.record("arrival.came", arrival, by=user, clinic=clinic, facts={"kind": str(kind), "from": str(received)})
    return arrival


@transaction.atomic
def bind(by: Membership, arrivals: Iterable[Arrival], patient: Patient, **session: Any) -> list[Original]:
    """Somebody says whose they are: they go into the patient's record, under the patient's key; the clinic's copies
    go. session: what `begin_session` takes. Raises BadInput where one was put elsewhere meanwhile."""
    wanted = [one.pk for one in arrivals]
    rows = list(
        Arrival.objects.seen_by(by)
        .waiting()
        .filter(pk__in=wanted)
        .select_for_update(of=("self",))
        .select_related("file__key", "clinic")
    )
    if not wanted or len(rows) != len(set(wanted)):
        raise BadInput("one of these files is not waiting any more", hint="Load the page again, then choose")
    begun = cases.begin_session(by, patient, **session)
    originals = []
    for row in rows:
        with store.open(row.file) as content:
            original = cases.take_in(by, begun, content, received=Original.Received(row.received))
        Arrival.objects.filter(pk=row.pk).update(original=original)
        _let_go(row)
        audit.record("arrival.bound", row, by=by.user, clinic=by.clinic, facts={"original": str(original.pk)})
        originals.append(original)
    return originals


@transaction.atomic
def throw_away(by: Membership, arrival: Arrival) -> None:
    """Nobody needs it. A second time changes nothing."""
    if Arrival.objects.seen_by(by).waiting().filter(pk=arrival.pk).update(gone_at=clock.now()):
        _let_go(arrival)
        audit.record("arrival.thrown-away", arrival, by=by.user, clinic=by.clinic)


def _let_go(arrival: Arrival) -> None:
    discard(arrival.file)
    if arrival.words:
        discard(arrival.words)
