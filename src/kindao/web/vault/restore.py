"""A backup comes back into an empty installation: checked before it is believed, and without what was erased since."""

import hashlib
import json
import os
import re
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

from django.conf import settings
from django.core.management import call_command
from django.core.serializers.base import DeserializationError
from django.db import DatabaseError, connection, transaction

from kindao import clock
from kindao.engine.errors import BadInput, Failed, KindaoError
from kindao.web.audit import verifying
from kindao.web.audit.models import Log
from kindao.web.clinics.models import Clinic, Link, User
from kindao.web.vault import backup, belonging, blobs, keys, ledger, store
from kindao.web.vault.models import DataKey, StoredFile
from kindao.web.vault.signals import restored

LARGEST_MANIFEST = 2**28  # bytes: two million files
PIECE = 2**20


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back, and what a person must see to."""

    rows: int
    files: int
    erased: int  # keys that were destroyed after the backup was made, and are again
    closed: int  # data keys that the master keys here do not open
    missing: int  # files that the rows name and the backup lacks
    problem: str  # of the audit; "" where it is whole
    at: datetime  # of the backup: what was taken back since is not in it


def restore(source: Path, *, erased: Path | None = None, nothing_erased: bool = False) -> Restored:
    """Fill the empty installation from the backup. What the list of erasures names (the installation's own, `erased`,
    and the backup's) stays erased. Consents that were withdrawn since come back as they were, so nothing goes out of
    any clinic until its officer says that they are entered again; links and tokens that may have been ended since are.
    All or nothing: where the disk fills up, the rows go back, and the files with them.

    Raises BadInput: not a backup, an installation that is not empty, no list of erasures where `nothing_erased` does
    not say that there were none, of another version, or damaged; Failed."""
    if not source.exists():
        raise BadInput("there is no such file", hint="Check the path")
    with _room_for(source):
        with _opened(source) as tar:
            manifest = _manifest(tar)
        _empty()
        told = _erasures(erased, nothing_erased=nothing_erased)
        return _restored(source, manifest, told)


def _empty() -> None:
    """Raises BadInput where somebody works here. Asked before tables are made, too, and makes none."""
    if connection.vendor == "sqlite" and not settings.HOME.database.exists():
        return
    there = set(connection.introspection.table_names())
    if any(model._meta.db_table in there and model._default_manager.exists() for model in (User, Clinic, DataKey)):
        raise BadInput(
            "this installation is not empty", hint="Restore into a new one: KINDAO_HOME=FOLDER, and an empty database"
        )


def _restored(source: Path, manifest: dict[str, Any], told: dict[UUID, datetime]) -> Restored:
    belonging.begin()
    call_command("migrate", verbosity=0, interactive=False)
    _empty()
    _of_this_version(manifest)
    with _opened(source) as tar, tempfile.TemporaryDirectory(dir=store.work()) as folder:
        belonging.may_be_filled(set(manifest["files"]))
        written: list[UUID] = []
        try:
            with ledger.kept_unless_done(), transaction.atomic():
                rows = Path(folder) / "database.jsonl"
                with rows.open("wb") as out:
                    _copied(tar, "database.jsonl", manifest["database"], out)
                _load(rows)
                told |= ledger.read(_member(tar, "erased.jsonl").read())
                again = _erase_again(told)
                at = datetime.fromisoformat(manifest["at"])
                Clinic.objects.update(restored_from=at)
                Link.objects.open().update(ended_at=clock.now())
                restored.send(Clinic, at=at)
                files, missing = _files(tar, manifest["files"], written)
                closed = _closed()
                known = ledger.erased()
                for key, then in told.items():
                    if key not in known:
                        ledger.add(key, then)
        except BaseException:
            for blob in written:
                blobs.remove(blob)
            raise
    belonging.join()
    return Restored(manifest["rows"], files, again, closed, missing, _problem(), at)


@contextmanager
def _room_for(source: Path) -> Iterator[None]:
    """Raises Failed where the disk has no room for the files, before anything is written, or fills up meanwhile."""
    with suppress(OSError):  # a file that is not there is told of when it is opened
        needed, free = source.stat().st_size, shutil.disk_usage(store.work()).free
        if needed > free:
            raise Failed(
                f"the disk has too little room for this backup: it needs {needed >> 20} MiB, {free >> 20} MiB are free",
                hint="Make room, or restore to a larger disk: KINDAO_HOME=FOLDER",
            )
    try:
        yield
    except DatabaseError as error:
        if not blobs.is_full(error):
            raise
        raise _full() from error
    except OSError as error:
        if error.errno not in blobs.FULL:
            raise Failed(f"the backup can't be brought back: {os.strerror(error.errno or 0)}") from error
        raise _full() from error


def _full() -> Failed:
    return Failed(
        "the disk filled up; nothing was restored",
        hint="Make room, or restore to a larger disk: KINDAO_HOME=FOLDER",
    )


def _erasures(other: Path | None, *, nothing_erased: bool) -> dict[UUID, datetime]:
    try:
        given = ledger.read(other.read_bytes()) if other else {}
    except OSError as error:
        raise BadInput(f"--erased: the file can't be read: {os.strerror(error.errno or 0)}") from error
    if not (other or nothing_erased or ledger.path().exists()):
        raise BadInput(
            "the list of what was erased since the backup is not here",
            hint="Put erased.jsonl of the old installation into this one, or name it with --erased; --nothing-erased "
            "says that nothing was",
        )
    return ledger.erased() | given


@contextmanager
def _opened(source: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(source, "r:") as tar:
            yield tar
    except (tarfile.TarError, EOFError) as error:
        raise _damaged() from error
    except OSError as error:
        if error.errno in blobs.FULL:  # of what was being written meanwhile
            raise
        raise BadInput(f"the file can't be read: {os.strerror(error.errno or 0)}") from error


def _damaged() -> BadInput:
    return BadInput("this is not a backup of Kindao, or it is damaged", hint="Take another backup")


def _member(tar: tarfile.TarFile, name: str) -> BinaryIO:
    try:
        found = tar.extractfile(name)
    except KeyError as error:
        raise _damaged() from error
    if found is None:
        raise _damaged()
    return found  # type: ignore[return-value]


def _manifest(tar: tarfile.TarFile) -> dict[str, Any]:
    try:
        told = json.loads(_member(tar, "manifest.json").read(LARGEST_MANIFEST))
        right = (
            told["kind"] == backup.KIND
            and isinstance(told["rows"], int)
            and isinstance(told["migrations"], list)
            and datetime.fromisoformat(told["at"]).tzinfo is not None
            and all(re.fullmatch("[0-9a-f]{32}", name) for name in told["files"])
        )
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged() from error
    if not right:
        raise _damaged()
    assert isinstance(told, dict)
    return told


def _of_this_version(manifest: dict[str, Any]) -> None:
    if manifest["migrations"] != backup.migrations():
        raise BadInput(
            f"the backup is of version {manifest['version']}, whose database was another",
            hint="Restore it with that version, then install this one",
        )


def _copied(tar: tarfile.TarFile, name: str, digest: str, out: BinaryIO) -> None:
    """Raises BadInput where it is not what the manifest says."""
    hashed = hashlib.sha256()
    source = _member(tar, name)
    while piece := source.read(PIECE):
        hashed.update(piece)
        out.write(piece)
    if hashed.hexdigest() != digest:
        raise _damaged()


def _load(rows: Path) -> None:
    try:
        call_command("loaddata", str(rows), verbosity=0)
    except (DeserializationError, DatabaseError, ValueError) as error:
        if blobs.is_full(error):
            raise _full() from error
        raise _damaged() from error


def _erase_again(told: dict[UUID, datetime]) -> int:
    back = DataKey.objects.filter(pk__in=told, erased_at=None)
    count = 0
    for key in back:
        keys.destroy(key, by=None, at=told[key.pk])
        count += 1
    return count


def _files(tar: tarfile.TarFile, digests: dict[str, str], written: list[UUID]) -> tuple[int, int]:
    """(files that came back, files that did not)."""
    missing = 0
    for blob in StoredFile.objects.filter(erased_at=None).values_list("blob", flat=True).iterator():
        if blob.hex not in digests:
            missing += 1
            continue
        blobs.clear(blob)
        with blobs.writing(blob) as out:
            written.append(blob)
            _copied(tar, f"vault/{blob.hex}", digests[blob.hex], out)
    return len(written), missing


def _closed() -> int:
    def opens(key: DataKey) -> bool:
        try:
            keys.opened(key)
        except KindaoError:
            return False
        return True

    return sum(not opens(key) for key in DataKey.objects.filter(erased_at=None).iterator())


def _problem() -> str:
    for log in Log.objects.all():
        try:
            verdict = verifying.verify(log)
        except KindaoError as error:
            return str(error)
        if verdict.problem:
            return verdict.problem.words.en
    return ""
