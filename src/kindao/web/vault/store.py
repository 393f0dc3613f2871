"""Files go into the vault and come out of it. Nothing else reads or writes its folder."""

import hashlib
import hmac
import io
import json
import mimetypes
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC
from pathlib import Path
from typing import BinaryIO
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction

from kindao import clock
from kindao.engine.errors import BadInput
from kindao.web.clinics.models import Clinic
from kindao.web.vault import blobs, ciphers, keys
from kindao.web.vault.models import DataKey, StoredFile

WHOLE_AT_MOST = 64 * 2**20  # bytes; what is larger is stored in parts
Cipher = StoredFile.Cipher


def put(content: BinaryIO | bytes, *, key: DataKey, clinic: Clinic, media_type: str, name: str = "") -> StoredFile:
    """Encrypt and keep it. The file is on the disk before the row is; the row commits with the caller's transaction.

    Raises BadInput where there is nothing in it, Erased, Missing, Failed: nothing is stored then."""
    if key.clinic_id != clinic.pk:
        raise ValueError("the data key is another clinic's")
    source = io.BytesIO(content) if isinstance(content, bytes) else content
    file = StoredFile(clinic=clinic, key=key, media_type=media_type, created_at=clock.now())
    _encrypt(file, keys.opened(key), source, name)
    file.save()
    return file


def _encrypt(file: StoredFile, secret: bytes, source: BinaryIO, name: str) -> None:
    """Write the file's blob, under a new name, and set what its row tells of it."""
    first = _read(source, ciphers.PART)
    if not first:
        raise BadInput("the file is empty")
    whole = not file.media_type.startswith(("video/", "audio/"))
    if whole and len(first) == ciphers.PART:
        first += _read(source, WHOLE_AT_MOST + 1 - ciphers.PART)
        whole = len(first) <= WHOLE_AT_MOST
    file.blob, file.cipher = uuid4(), Cipher.WHOLE if whole else Cipher.PARTS
    hashed = hashlib.sha256()
    file.size = 0

    def counted(pieces: Iterator[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            hashed.update(piece)
            file.size += len(piece)
            yield piece

    with blobs.writing(file.blob) as out:
        if whole:
            (data,) = counted(iter([first]))
            out.write(ciphers.encrypt(secret, data, _id(file)))
        else:
            pieces = _pieces(source, first)
            ciphers.Parts(secret, _id(file)).encrypt(counted(pieces), out)
    file.digest = f"sha256:{hashed.hexdigest()}"
    file.name = ciphers.encrypt(secret, name.encode(), _id(file), "name")
    file.seal = _seal(file, secret)


def _read(source: BinaryIO, size: int) -> bytes:
    """That many bytes, or all that are left: a stream may give fewer at a time."""
    kept = bytearray()
    while len(kept) < size and (more := source.read(size - len(kept))):
        kept += more
    return bytes(kept)


def _pieces(source: BinaryIO, first: bytes) -> Iterator[bytes]:
    """Of PART bytes each, but the last."""
    for start in range(0, len(first) - ciphers.PART, ciphers.PART):
        yield first[start : start + ciphers.PART]
    rest = first[(len(first) - 1) // ciphers.PART * ciphers.PART :]
    rest += _read(source, ciphers.PART - len(rest))
    while rest:
        yield rest
        rest = _read(source, ciphers.PART)


def _id(file: StoredFile) -> bytes:
    return str(file.pk).encode()


def _seal(file: StoredFile, secret: bytes) -> bytes:
    told = [str(file.pk), str(file.clinic_id), str(file.key_id), str(file.blob), file.cipher, file.digest, file.size]
    told += [file.media_type, bytes(file.name).hex(), file.created_at.astimezone(UTC).isoformat()]
    return ciphers.mac(secret, json.dumps(told).encode())


def _opened(file: StoredFile) -> bytes:
    """The data key of a file whose row is as it was written. Raises Erased, Missing, Failed."""
    if file.erased_at is not None:
        raise keys.erased(file.erased_at)
    secret = keys.opened(file.key)
    if not hmac.compare_digest(bytes(file.seal), _seal(file, secret)):
        raise ciphers.tampered()
    return secret


def read(file: StoredFile) -> bytes:
    """All of it, with its digest checked. Raises Erased, Missing, Failed."""
    with open(file) as stream:
        data = stream.read()
    if f"sha256:{hashlib.sha256(data).hexdigest()}" != file.digest:
        raise ciphers.tampered()
    return data


def read_through(file: StoredFile) -> None:
    """Check all of it and keep nothing. Raises Erased, Missing, Failed."""
    hashed = hashlib.sha256()
    with open(file) as stream:
        while piece := stream.read(ciphers.PART):
            hashed.update(piece)
    if f"sha256:{hashed.hexdigest()}" != file.digest:
        raise ciphers.tampered()


def open(file: StoredFile) -> BinaryIO:
    """To read and seek in; every byte that it gives was authenticated. Raises Erased, Missing, Failed."""
    secret = _opened(file)
    source = blobs.reading(file.blob)
    if file.cipher == Cipher.PARTS:
        last, rest = divmod(file.size - 1, ciphers.PART)
        within = rest + 1 + ciphers.HEADER
        segments = -(-within // (ciphers.SEGMENT - ciphers.TAG_BYTES))
        if os.fstat(source.fileno()).st_size != last * ciphers.STORED_PART + within + segments * ciphers.TAG_BYTES:
            source.close()
            raise ciphers.tampered()
        return io.BufferedReader(ciphers.Film(ciphers.Parts(secret, _id(file)), source, file.size))
    with source:
        return io.BytesIO(ciphers.decrypt(secret, source.read(), _id(file)))


def name(file: StoredFile) -> str:
    """What it was called where it came from: for the page of who may see it, nowhere else."""
    return ciphers.decrypt(_opened(file), bytes(file.name), _id(file), "name").decode()


@contextmanager
def materialise(file: StoredFile, folder: Path | None = None) -> Iterator[Path]:
    """The plain file for as long as the block lasts, for its owner alone, with its digest checked: for the engine,
    which reads paths. In `folder`, or one of the installation. Raises Erased, Missing, Failed."""
    place = work() if folder is None else folder
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        within = Path(tempfile.mkdtemp(prefix=PLAIN, dir=place))  # 0700
    except OSError as error:
        raise blobs.unwritable(error) from error
    try:
        yield _written(file, within / f"file{mimetypes.guess_extension(file.media_type) or ''}")
    finally:
        shutil.rmtree(within, ignore_errors=True)


PLAIN = "plain-"


def work() -> Path:
    """The installation's own folder for what is open for a while; its owner's alone."""
    folder: Path = settings.HOME.folder / "work"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _written(file: StoredFile, path: Path) -> Path:
    hashed = hashlib.sha256()
    try:
        with open(file) as stream, os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            while piece := stream.read(ciphers.PART):
                hashed.update(piece)
                out.write(piece)
    except OSError as error:
        raise blobs.unwritable(error) from error
    if f"sha256:{hashed.hexdigest()}" != file.digest:
        raise ciphers.tampered()
    return path


@transaction.atomic
def move(file: StoredFile, key: DataKey) -> None:
    """Encrypt it with another key of its clinic: what belonged to nobody now belongs to a patient, or to another one.
    The old bytes are swept a day later, as a file that nothing names: a backup that began before still finds them."""
    if key.clinic_id != file.clinic_id:
        raise ValueError("the data key is another clinic's")
    old = StoredFile.objects.select_related("key").get(pk=file.pk)
    _opened(old)
    if ready := _ready.get({}).get((bytes(old.seal), key.pk)):
        keys.opened(key)
        for field in MOVED:
            setattr(file, field, getattr(ready, field))
        file.key = key
    else:
        _encrypt_anew(file, key)
    file.save(update_fields=["key", *MOVED])
    old.pk, old.created_at, old.name = uuid4(), clock.now(), b""
    old.save(force_insert=True)


MOVED = ("blob", "cipher", "digest", "size", "name", "seal")
_ready: ContextVar[dict[tuple[bytes, UUID], StoredFile]] = ContextVar("ready")


@contextmanager
def ahead(files: Iterable[StoredFile], key: DataKey) -> Iterator[None]:
    """For whoever moves them to this key within a transaction: what takes long is done here, before it begins, for on
    SQLite everybody who writes waits for its end. `move` exchanges the rows, where they are still as they were here.
    What it does not take is removed at the end; what a crash leaves, no row names, and it is swept. Raises Erased,
    Missing, Failed."""
    made: dict[tuple[bytes, UUID], StoredFile] = {}
    told = _ready.set(made)
    try:
        for file in files:
            moved = StoredFile.objects.select_related("key").get(pk=file.pk)
            seal = bytes(moved.seal)
            _encrypt_anew(moved, key)
            made[seal, key.pk] = moved
        yield
    finally:
        _ready.reset(told)
        for moved in made.values():
            if not StoredFile.objects.filter(blob=moved.blob).exists():
                blobs.remove(moved.blob)


def _encrypt_anew(file: StoredFile, key: DataKey) -> None:
    called = name(file)
    with open(file) as stream:
        file.key = key
        _encrypt(file, keys.opened(key), stream, called)
