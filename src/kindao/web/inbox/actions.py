"""Files arrive, and are put where they belong or thrown away."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any, BinaryIO

from django.db import transaction
from django.db.models import Q

from kindao import clock
from kindao.engine.errors import BadInput
from kindao.web import audit
from kindao.web.cases import actions as cases
from kindao.web.cases.content import looked_at
from kindao.web.cases.models import CaptureSession, Original, Patient
from kindao.web.clinics.models import Clinic, Membership
from kindao.web.inbox.models import Arrival
from kindao.web.vault import keys, store
from kindao.web.vault.discarding import discard

LONGEST_WORDS = 10_000  # characters
CLAIMED = timedelta(minutes=15)  # after which whoever was putting it somewhere is taken to be gone


def arrive(
    clinic: Clinic,
    content: BinaryIO,
    *,
    by: Membership | None,
    received: Original.Received,
    words: str = "",
    sure: Callable[[], None] = lambda: None,
) -> Arrival:
    """Keep a file of which nobody has said yet whose it is. The same one again is the one that waits already.

    by: who shared it; None: it lay in the folder. words: what was shared with it. sure: called when it is in the vault;
    where it raises, nothing is kept. Encrypting a film takes a while, and keeps nobody waiting.
    Raises Unreadable for what is no picture, film or recording."""
    if by is not None and by.clinic_id != clinic.pk:
        raise ValueError("not of this clinic")
    kind, media_type, digest = looked_at(content)
    user = by.user if by else None
    if there := Arrival.objects.in_clinic(clinic).waiting().filter(digest=digest, by=user).first():
        sure()
        return there
    key = keys.shared_key(clinic)
    told = words.strip()[:LONGEST_WORDS].encode("utf-8", "replace")
    file = store.put(content, key=key, clinic=clinic, media_type=media_type)
    try:
        sure()
        with transaction.atomic():
            arrival = Arrival.objects.create(
                clinic=clinic,
                file=file,
                words=store.put(told, key=key, clinic=clinic, media_type="text/plain") if told else None,
                digest=digest,
                kind=kind,
                received=received,
                by=user,
                came_at=clock.now(),
            )
            facts = {"kind": str(kind), "from": str(received)}
            audit.record("arrival.came", arrival, by=user, clinic=clinic, facts=facts)
    except BaseException:
        discard(file)
        raise
    return arrival


def bind(by: Membership, arrivals: Iterable[Arrival], patient: Patient, **session: Any) -> list[Original]:
    """Somebody says whose they are: they go into the patient's record, under the patient's key; the clinic's copies
    go. Cut off in between, the rest still waits.

    session: what `begin_session` takes. Raises BadInput where one was put elsewhere, or is being put, meanwhile."""
    wanted = {one.pk for one in arrivals}
    free = Arrival.objects.seen_by(by).waiting().filter(Q(claimed_at=None) | Q(claimed_at__lt=clock.now() - CLAIMED))
    with transaction.atomic():
        claimed = free.filter(pk__in=wanted).update(claimed_at=clock.now())
        if not wanted or claimed != len(wanted):
            transaction.set_rollback(True)
            raise BadInput("one of these files is not waiting any more", hint="Load the page again, then choose")
        begun = cases.begin_session(by, patient, **session)
    rows = Arrival.objects.of(by).waiting().filter(pk__in=wanted).select_related("file__key", "words", "clinic")
    try:
        return [_bound(by, row, begun) for row in rows]
    finally:
        Arrival.objects.of(by).waiting().filter(pk__in=wanted).update(claimed_at=None)


def _bound(by: Membership, row: Arrival, session: CaptureSession) -> Original:
    with store.open(row.file) as content:
        original = cases.take_in(by, session, content, received=Original.Received(row.received))
    with transaction.atomic():
        Arrival.objects.filter(pk=row.pk).update(original=original)
        _let_go(row)
        audit.record("arrival.bound", row, by=by.user, clinic=by.clinic, facts={"original": str(original.pk)})
    return original


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
