"""A backup: one tar of the database's rows and the vault's encrypted files, taken while the desk runs. Never a key:
they lie in the folder keys and are kept apart, or whoever finds the backup could read it.

The rows are written as JSON, a line each, so that a backup of SQLite can be restored to PostgreSQL and back."""

import hashlib
import io
import json
import os
import secrets
import tarfile
import tempfile
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, BinaryIO

from django.apps import apps
from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.media.writing import in_words
from kindao.web.vault import blobs, ledger, store
from kindao.web.vault.models import StoredFile

KIND = "kindao-backup/1"
LEFT_OUT = {"sessions.session", "contenttypes.contenttype", "auth.permission", "vault.installation"}
"""Made anew, or worth nothing elsewhere."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What was written."""

    rows: int
    files: int
    size: int  # bytes of the whole


class Exact(DjangoJSONEncoder):
    """Django's cuts moments to milliseconds; seals and leaves are over the whole of them."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def _rows() -> Generator[Model]:
    """Every row of every table that is kept, those first that others point to."""
    for model in serializers.sort_dependencies([(one, None) for one in apps.get_app_configs()]):
        if model._meta.managed and not model._meta.proxy and model._meta.label_lower not in LEFT_OUT:
            yield from model._base_manager.order_by("pk").iterator(chunk_size=2000)


def migrations() -> list[str]:
    """The schema, as the migrations that made it."""
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied)


def backup(out: Path, *, force: bool = False) -> Backup:
    """Write the backup. Raises BadInput where `out` exists (but for `force`) or the folder is not
    there, Failed; nothing half written is left."""
    if out.exists() and not force:
        raise BadInput("the output exists already", hint="Choose another name, or add --force")
    temporary = out.with_name(f".{out.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
            rows, files = _written(target)
            target.flush()
            os.fsync(target.fileno())
        temporary.rename(out)
        blobs.sync(out.parent)
    except OSError as error:
        raise in_words(error, out.parent) from error
    finally:
        temporary.unlink(missing_ok=True)
    return Backup(rows, files, out.stat().st_size)


def _written(target: BinaryIO) -> tuple[int, int]:
    """(rows, files). The rows first, as of one moment; the vault keeps for a day what they name."""
    manifest: dict[str, Any] = {"kind": KIND, "at": clock.now().isoformat(), "version": version("kindao")}
    with tempfile.TemporaryDirectory(dir=store.work()) as folder:
        database = Path(folder) / "database.jsonl"
        with _one_moment():
            manifest["migrations"] = migrations()
            with database.open("w", encoding="utf-8") as out, closing(_rows()) as rows:
                serializers.serialize("jsonl", rows, stream=out, cls=Exact)
            stored = list(StoredFile.objects.filter(erased_at=None).values_list("blob", flat=True))
        with tarfile.open(fileobj=target, mode="w") as tar:
            digests = {}
            for blob in stored:
                if data := _bytes(tar, f"vault/{blob.hex}", blobs.found(blob)):
                    digests[blob.hex] = data
            manifest["files"] = digests
            manifest["database"] = _bytes(tar, "database.jsonl", database)
            with database.open("rb") as lines:
                manifest["rows"] = sum(1 for _ in lines)
            _text(tar, "erased.jsonl", ledger.path().read_bytes() if ledger.path().exists() else b"")
            _text(tar, "manifest.json", json.dumps(manifest, indent=1).encode())
    return manifest["rows"], len(digests)


def _bytes(tar: tarfile.TarFile, name: str, path: Path) -> str:
    """Add a file; its SHA-256; "" where it was erased meanwhile."""
    try:
        source = path.open("rb")
    except FileNotFoundError:
        return ""
    with source:
        hashed = hashlib.file_digest(source, "sha256").hexdigest()
        info = tarfile.TarInfo(name)
        info.size, info.mode = source.tell(), 0o600
        source.seek(0)
        tar.addfile(info, source)
    return hashed


def _text(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(data), 0o600
    tar.addfile(info, io.BytesIO(data))


@contextmanager
def _one_moment() -> Iterator[None]:
    """All reads see one state, and nobody waits: neither for who writes, nor who writes for this."""
    begin = {
        "sqlite": "BEGIN DEFERRED",
        "postgresql": "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(begin)
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")
