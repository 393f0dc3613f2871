"""Data keys: made, opened, wrapped anew, destroyed. A key that is destroyed takes what it encrypted with it."""

import secrets
from datetime import UTC, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet

from kindao import clock
from kindao.engine.errors import Erased, KindaoError
from kindao.engine.policy.consent import VIETNAM
from kindao.web import audit
from kindao.web.clinics.models import Clinic
from kindao.web.vault import blobs, ledger, signals
from kindao.web.vault.masters import KEY_BYTES, Wrapped, masters
from kindao.web.vault.models import DataKey, StoredFile


def new_key(clinic: Clinic) -> DataKey:
    """A data key for one patient of the clinic. Raises Missing where the clinic's master key is gone."""
    return _made(clinic, shared=False)


def shared_key(clinic: Clinic) -> DataKey:
    """The clinic's own data key, for what belongs to nobody yet; made when first asked for."""
    ours = DataKey.objects.filter(clinic=clinic, shared=True, erased_at=None)
    if found := ours.first():
        return found
    try:
        with transaction.atomic():
            return _made(clinic, shared=True)
    except IntegrityError:  # another worker was quicker
        return ours.get()


@transaction.atomic
def _made(clinic: Clinic, *, shared: bool) -> DataKey:
    keeper = masters()
    _alone(clinic)
    if not DataKey.objects.filter(clinic=clinic).exists():  # else one that is missing would be replaced unseen
        keeper.prepare(clinic.pk)
    key = DataKey(clinic=clinic, shared=shared, created_at=clock.now())
    _wrap(key, secrets.token_bytes(KEY_BYTES))
    key.save()
    return key


def _alone(clinic: Clinic) -> None:
    """Until the transaction ends nobody else makes or wraps keys of the clinic: none is wrapped by a master key that is
    being forgotten."""
    Clinic.objects.select_for_update(no_key=True).get(pk=clinic.pk)


def _bound(key: DataKey) -> bytes:
    return f"kindao data key {key.pk} of {key.clinic_id} since {key.created_at.astimezone(UTC).isoformat()}".encode()


def _wrap(key: DataKey, opened: bytes) -> None:
    wrapped = masters().wrap(key.clinic_id, opened, _bound(key))
    key.master, key.wrapped = wrapped.master, wrapped.secret


def opened(key: DataKey) -> bytes:
    """The 32 bytes themselves: never kept, logged or shown. Raises Erased, Missing, Failed."""
    if key.erased_at is not None or key.wrapped is None:
        raise erased(key.erased_at)
    return masters().unwrap(key.clinic_id, Wrapped(key.master, bytes(key.wrapped)), _bound(key))


def closed() -> tuple[int, int]:
    """(master keys that are gone or don't open what they wrapped, data keys that hence don't open). Of each master key
    one data key is tried."""
    kept = DataKey.objects.filter(erased_at=None)
    gone = [pair for pair in kept.values_list("clinic", "master").distinct().order_by() if not _opens(kept, *pair)]
    return len(gone), sum(kept.filter(clinic=clinic, master=master).count() for clinic, master in gone)


def _opens(kept: QuerySet[DataKey], clinic: UUID, master: str) -> bool:
    one = kept.filter(clinic=clinic, master=master).first()
    try:
        return one is None or bool(opened(one))
    except KindaoError:
        return False


def erased(at: datetime | None) -> Erased:
    day = at.astimezone(VIETNAM).date() if at else None
    en, vi = (clock.in_words(day), f"{day:%d/%m/%Y}") if day else ("?", "?")
    return Erased(
        f"this was erased on {en} and can't be brought back",
        hint="Ask the patient for a new picture",
        vi=f"Nội dung này đã bị xóa ngày {vi} và không thể lấy lại. Hãy xin người bệnh chụp ảnh mới",
    )


@transaction.atomic
def erase(key: DataKey, *, by: Model | None, at: datetime | None = None) -> None:
    """Destroy the key and delete its files. What is erased already stays as it was, with its day.

    The files go when the transaction commits; where a crash comes between, `sweeping.sweep` deletes them."""
    when = at or clock.now()
    gone = destroy(key, by=by, at=when)

    def afterwards() -> None:
        ledger.add(key.pk, when)
        for blob in gone or ():
            blobs.remove(blob)

    if gone is not None:
        transaction.on_commit(afterwards)


def destroy(key: DataKey, *, by: Model | None, at: datetime) -> list[UUID] | None:
    """The rows' part of an erasure: the key overwritten, its files marked. Gives the blobs; None: it was before."""
    if not DataKey.objects.filter(pk=key.pk, erased_at=None).update(erased_at=at, wrapped=None):
        key.refresh_from_db()
        return None
    files = StoredFile.objects.filter(key=key, erased_at=None)
    gone = list(files.values_list("blob", flat=True))
    digests = set(files.values_list("digest", flat=True))
    files.update(erased_at=at, name=b"")
    audit.record("vault.erased", key, by=by, clinic=key.clinic, facts={"files": len(gone)})
    key.refresh_from_db()
    signals.destroyed.send(DataKey, key=key, by=by, at=at, digests=digests)
    return gone


@transaction.atomic
def renew_master(clinic: Clinic, *, by: Model | None) -> int:
    """Have the clinic's data keys wrapped by a new master key; the old ones are forgotten once that is committed, so
    that backups from before open no more. Gives how many were wrapped anew."""
    keeper = masters()
    _alone(clinic)
    keys = list(DataKey.objects.select_for_update().filter(clinic=clinic, erased_at=None))
    in_the_open = [opened(key) for key in keys]  # before a new one is made: it must not take a missing one's name
    new = keeper.renew(clinic.pk)
    before = {key.master for key in DataKey.objects.filter(clinic=clinic)} - {new}
    for key, secret in zip(keys, in_the_open, strict=True):
        _wrap(key, secret)
        key.save(update_fields=["master", "wrapped"])
    audit.record("vault.master-key.renewed", clinic, by=by, clinic=clinic, facts={"keys": len(keys)})

    def afterwards() -> None:
        for old in before:
            keeper.forget(clinic.pk, old)

    transaction.on_commit(afterwards)
    return len(keys)
