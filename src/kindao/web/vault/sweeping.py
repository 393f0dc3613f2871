"""What a crash left behind goes away, and what is not as it should be is told. A daily job; twice is safe."""

import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, ForeignObjectRel, OuterRef

from kindao import clock
from kindao.engine.errors import KindaoError
from kindao.web.vault import blobs, ledger, store
from kindao.web.vault.discarding import discard
from kindao.web.vault.models import DataKey, StoredFile

GRACE = timedelta(days=1)  # a file's transaction has committed by then, and a backup that saw it has ended
KEPT = timedelta(days=30)  # what no row names is set aside for so long: the rows may be away rather than the file


@dataclass(frozen=True, slots=True)
class Swept:
    """How many were removed, by kind, and the files that are missing or whose row is not as it was."""

    orphans: int  # without a row: set aside, not removed
    forgotten: int  # of an erased row; or set aside, and missed by nobody since
    unclaimed: int  # with a row that no other row names: of a crash between the two
    unfinished: int  # half written
    plain: int  # left over from the engine's work
    noted: int  # erasures that the list beside the database did not hold
    missing: tuple[UUID, ...]  # rows without their file

    @property
    def all_well(self) -> bool:
        return not self.missing


def sweep(now: datetime | None = None) -> Swept:
    """Remove what belongs to nothing; tell what is missing."""
    long_ago = (now or clock.now()) - GRACE
    before, unclaimed = long_ago.timestamp(), _unclaimed(long_ago)
    orphans = unfinished = 0
    forgotten = _set_aside_before(long_ago + GRACE - KEPT)
    for folder in blobs.folders():
        known = _known(folder.name)
        for path in folder.iterdir():
            if path.name.startswith(blobs.NEW):
                unfinished += _gone(path, before)
            elif not blobs.NAME.fullmatch(path.name):
                continue  # nothing of ours
            elif path.name not in known:
                orphans += _aside(path, before)
            elif known[path.name]:
                path.unlink(missing_ok=True)
                forgotten += 1
    missing = tuple(
        pk
        for pk, blob in StoredFile.objects.filter(erased_at=None).values_list("pk", "blob").iterator()
        if not blobs.found(blob).exists() and StoredFile.objects.filter(pk=pk, erased_at=None, blob=blob).exists()
    )
    return Swept(orphans, forgotten, unclaimed, unfinished, _plain(before), _noted(), missing)


def _set_aside_before(then: datetime) -> int:
    """Remove what was set aside before then, and what an erased row names; what a row names comes back."""
    count = 0
    for path in blobs.aside(UUID(int=0)).parent.glob("*"):
        if not blobs.NAME.fullmatch(path.name):
            continue
        row = StoredFile.objects.filter(blob=UUID(path.name)).first()
        if row is not None and row.erased_at is None:
            blobs.found(row.blob)
        elif row is not None or path.stat().st_mtime < then.timestamp():
            path.unlink(missing_ok=True)
            count += 1
    return count


def _known(prefix: str) -> dict[str, bool]:
    """The blobs of one folder that have a row: their names, and whether they were erased."""
    first, last = UUID(prefix.ljust(32, "0")), UUID(prefix.ljust(32, "f"))
    rows = StoredFile.objects.filter(blob__gte=first, blob__lte=last).values_list("blob", "erased_at")
    return {blob.hex: at is not None for blob, at in rows}


def _unclaimed(before: datetime) -> int:
    """Let go of files that belong to nothing: whatever keeps a file names it in a row of its own. What was stored and
    whose row was never written, because the process ended in between, would else stay until its key is destroyed."""
    files = StoredFile.objects.filter(erased_at=None, created_at__lt=before)
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel):
            rows = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
            files = files.exclude(Exists(rows))
    found = list(files)
    for file in found:
        with transaction.atomic():
            discard(file)
    return len(found)


def _gone(path: Path, before: float) -> int:
    try:
        if path.stat().st_mtime >= before:
            return 0
        path.unlink()
    except FileNotFoundError:
        return 0
    return 1


def _aside(path: Path, before: float) -> int:
    place = blobs.aside(UUID(path.name))
    try:
        if path.stat().st_mtime >= before:
            return 0
        place.parent.mkdir(mode=0o700, exist_ok=True)
        os.utime(path)  # since when it is aside
        path.rename(place)
    except FileNotFoundError:
        return 0
    return 1


def _plain(before: float) -> int:
    left = [path for path in store.work().glob(f"{store.PLAIN}*") if path.stat().st_mtime < before]
    for path in left:
        shutil.rmtree(path, ignore_errors=True)
    return len(left)


def _noted() -> int:
    told = ledger.erased()
    rows = DataKey.objects.exclude(erased_at=None).values_list("pk", "erased_at")
    left = [(pk, at) for pk, at in rows if at is not None and pk not in told]
    for pk, at in left:
        ledger.add(pk, at)
    return len(left)


def broken(files: Iterable[StoredFile]) -> Iterator[tuple[StoredFile, KindaoError]]:
    """Those that do not open to what was put in, with why. Reads and decrypts each."""
    for file in files:
        try:
            store.read_through(file)
        except KindaoError as error:
            yield file, error
