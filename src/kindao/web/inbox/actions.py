"""Files arrive, and are put where they belong or thrown away."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta
from typing import Any, BinaryIO

from django.db import IntegrityError, transaction
from django.db.models import Model, Q

from kindao import clock
from kindao.engine.errors import BadInput
from kindao.web import audit
from kindao.web.cases import actions as cases
from kindao.web.cases.content import looked_at
from kindao.web.cases.models import CaptureSession, Original, Patient
from kindao.web.clinics.models import Clinic, Membership
from kindao.web.inbox.models import Arrival, ArrivalQuerySet
from kindao.web.rounds import every
from kindao.web.vault import keys, store
from kindao.web.vault.discarding import discard
from kindao.web.vault.models import StoredFile

LONGEST_WORDS = 10_000  # characters
KEPT = timedelta(days=1)  # what was thrown away: so long it can be taken back
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
    same = Arrival.objects.in_clinic(clinic).waiting().filter(digest=digest, by=user)
    if there := same.first():
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
    except BaseException as error:
        discard(file)
        if isinstance(error, IntegrityError) and (there := same.first()):
            return there  # it came a second time, or was taken back, in this moment
        raise
    return arrival


def bind(by: Membership, arrivals: Iterable[Arrival], patient: Patient, **session: Any) -> list[Original]:
    """Somebody says whose they are: they go into the patient's record, under the patient's key; the clinic's copies
    go. Cut off in between, the rest still waits. The claim is renewed before each file: long films take their time.

    session: what `begin_session` takes. Raises BadInput where one was put elsewhere, or is being put, meanwhile."""
    wanted = {one.pk for one in arrivals}
    claim = clock.now()
    with transaction.atomic():
        claimed = _free(by).filter(pk__in=wanted).update(claimed_at=claim)
        if not wanted or claimed != len(wanted):
            transaction.set_rollback(True)
            raise _not_waiting()
        begun = cases.begin_session(by, patient, **session)
    mine = Arrival.objects.of(by).waiting().filter(pk__in=wanted)
    originals = []
    try:
        for row in mine.select_related("file__key", "words", "clinic"):
            before, claim = claim, clock.now()
            mine.filter(claimed_at=before).update(claimed_at=claim)
            if not mine.filter(pk=row.pk, claimed_at=claim).exists():
                raise _not_waiting()
            originals.append(_bound(by, row, begun))
    finally:
        mine.filter(claimed_at=claim).update(claimed_at=None)
    return originals


def _not_waiting() -> BadInput:
    return BadInput("one of these files is not waiting any more", hint="Load the page again, then choose")


def _bound(by: Membership, row: Arrival, session: CaptureSession) -> Original:
    """Who ends first has it; what was thrown away while a long film went in is in the record, and nowhere else.

    Raises BadInput where another record has it by now, or it was erased: it lies in this one, too, and that is told."""
    with store.open(row.file) as content:
        original = cases.take_in(by, session, content, received=Original.Received(row.received))
    with transaction.atomic():
        now = Arrival.objects.select_for_update().get(pk=row.pk)
        if now.original_id == original.pk:
            return original  # a colleague put it into the same record
        if now.original_id or StoredFile.objects.filter(pk=row.file_id).exclude(erased_at=None).exists():
            raise BadInput(
                "one of these files was put into another record meanwhile, or erased",
                hint="It lies in this patient's record, too: see whose it is",
            )
        Arrival.objects.filter(pk=row.pk).update(original=original, gone_at=None)
        _let_go(row)
        audit.record("arrival.bound", row, by=by.user, clinic=by.clinic, facts={"original": str(original.pk)})
    return original


def _free(by: Membership) -> ArrivalQuerySet:
    """What nobody is putting into a record just now."""
    waiting = Arrival.objects.seen_by(by).waiting()
    return waiting.filter(Q(claimed_at=None) | Q(claimed_at__lt=clock.now() - CLAIMED))


@transaction.atomic
def throw_away(by: Membership, arrival: Arrival) -> bool:
    """Nobody needs it: it waits no more, and is erased after `KEPT`. Whether it was waiting: a second time changes
    nothing, nor does it where somebody is putting it into a record."""
    done = _free(by).filter(pk=arrival.pk).update(gone_at=clock.now())
    if done:
        audit.record("arrival.thrown-away", arrival, by=by.user, clinic=by.clinic)
    return bool(done)


@transaction.atomic
def take_back(by: Membership, arrival: Arrival) -> bool:
    """It was thrown away, and waits again. Whether it waits: what was erased does not come back. One that came again
    meanwhile waits already; then this one is left to go."""
    list(Arrival.objects.select_for_update().filter(pk=arrival.pk))  # until here it may be being erased
    again = Arrival.objects.in_clinic(by.clinic).waiting().filter(digest=arrival.digest, by=arrival.by_id)
    if again.exists():
        return True
    there = thrown_away(by).filter(pk=arrival.pk)
    try:
        with transaction.atomic():
            done = there.update(gone_at=None)
    except IntegrityError:  # it came again in this moment
        return True
    if done:
        audit.record("arrival.taken-back", arrival, by=by.user, clinic=by.clinic)
    return bool(done)


def thrown_away(by: Membership) -> ArrivalQuerySet:
    """What can be taken back."""
    return Arrival.objects.seen_by(by).kept().filter(gone_at__gt=clock.now() - KEPT)


def shown(by: Membership) -> ArrivalQuerySet:
    """What can be looked at: what waits, and what can be taken back; nothing past its day, erased or not yet."""
    in_time = Q(gone_at=None) | Q(gone_at__gt=clock.now() - KEPT)
    return Arrival.objects.seen_by(by).loose().filter(in_time)


def erase_now(by: Membership, arrival: Arrival) -> bool:
    """It was thrown away, and is not to lie there for the rest of its day. Whether this erased it."""
    row = thrown_away(by).select_related("file", "words", "clinic").filter(pk=arrival.pk).first()
    return bool(row and _erase(row, by.user))


@transaction.atomic
def erase_same(clinic: Clinic, digests: Collection[str], *, by: Model | None, at: datetime) -> int:
    """These bytes were a patient's, and were destroyed with their key: the same ones here go at once, thrown away or
    waiting. How many.

    Also what waits, and what somebody is putting into a record just now: the patient was told that their pictures are
    destroyed, and a tap would put them back. Only the very same bytes, in this clinic: of anything else nobody has said
    whose it is. What lies in another's record stays, as that record's own."""
    same = Arrival.objects.loose().filter(clinic=clinic, digest__in=digests)
    rows = list(same.select_for_update(of=("self",)).select_related("file", "words"))
    for row in rows:
        _let_go(row)
    Arrival.objects.filter(pk__in=[row.pk for row in rows], gone_at=None).update(gone_at=at)
    audit.record_each("arrival.erased", rows, by=by, clinic=clinic)
    return len(rows)


def erase_thrown_away() -> int:
    """What was thrown away, and not taken back in time. How many."""
    over = Arrival.objects.kept().filter(gone_at__lte=clock.now() - KEPT)
    return every(over.select_related("file", "words", "clinic"), _erase)


@transaction.atomic
def _erase(row: Arrival, by: Model | None = None) -> int:
    """Whoever takes it back in this moment is first, or too late: never has a row without its file."""
    if not Arrival.objects.select_for_update().filter(pk=row.pk, gone_at=row.gone_at).exists():
        return 0
    if StoredFile.objects.filter(pk=row.file_id).exclude(erased_at=None).exists():
        return 0
    _let_go(row)
    audit.record("arrival.erased", row, by=by, clinic=row.clinic)
    return 1


def _let_go(arrival: Arrival) -> None:
    discard(arrival.file)
    if arrival.words:
        discard(arrival.words)
