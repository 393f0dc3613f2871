"""Any byte that changed, on the disk or in a row, is noticed; a crash at any point loses nothing and leaves nothing."""

import errno
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from builders import a_session
from desk import a_clinic, a_member
from kindao import clock
from kindao.engine.errors import Failed, KindaoError
from kindao.web import vault
from kindao.web.cases.models import Upload
from kindao.web.vault import blobs, keys, ledger, store, sweeping
from kindao.web.vault.ciphers import PART
from kindao.web.vault.models import DataKey, StoredFile

pytestmark = pytest.mark.django_db
REPEATED = effort(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
CONTENT = {"image/jpeg": os.urandom(500), "video/mp4": os.urandom(2 * PART + 77)}
LATER = timedelta(days=2)


@pytest.fixture(params=CONTENT)
def file(request: pytest.FixtureRequest) -> StoredFile:
    clinic = a_clinic()
    media_type = str(request.param)
    key = keys.new_key(clinic)
    put = store.put(CONTENT[media_type], key=key, clinic=clinic, media_type=media_type, name="A.jpg")
    return StoredFile.objects.get(pk=put.pk)


def claimed(file: StoredFile) -> None:
    """Somebody's row names it: what none names is swept."""
    by = a_member(clinic=file.clinic)
    Upload.objects.create(
        session=a_session(by), by=by.user, size=file.size, received="upload", began_at=clock.now(), file=file
    )


@REPEATED
@given(at=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_a_flipped_bit_on_the_disk_is_noticed(file: StoredFile, at: float, bit: int) -> None:
    path = blobs.path(file.blob)
    place = int(at * path.stat().st_size)
    with path.open("r+b") as out:
        out.seek(place)
        (byte,) = out.read(1)
        out.seek(place)
        out.write(bytes([byte ^ 1 << bit]))
        try:
            out.flush()
            with pytest.raises(Failed, match="altered"):
                store.read(file)
        finally:
            out.seek(place)
            out.write(bytes([byte]))


@REPEATED
@given(data=st.data())
def test_a_cut_or_grown_file_is_noticed(file: StoredFile, data: st.DataObject) -> None:
    path = blobs.path(file.blob)
    size = path.stat().st_size
    sizes = st.integers(0, size - 1) | st.sampled_from([0, size - 1, size // 2, size + 1, min(size - 1, 8 * 2**20)])
    other = data.draw(sizes)
    kept = path.read_bytes()
    try:
        os.truncate(path, other)
        with pytest.raises(Failed, match="altered"):
            store.read(file)
    finally:
        path.write_bytes(kept)
    assert store.read(file) == CONTENT[file.media_type]


def test_parts_that_changed_places_are_noticed() -> None:
    clinic = a_clinic()
    film = store.put(CONTENT["video/mp4"], key=keys.new_key(clinic), clinic=clinic, media_type="video/mp4")
    path = blobs.path(film.blob)
    kept, part = path.read_bytes(), 8 * 2**20
    path.write_bytes(kept[part : 2 * part] + kept[:part] + kept[2 * part :])
    with pytest.raises(Failed, match="altered"):
        store.read(film)


def test_a_file_in_anothers_place_is_noticed(file: StoredFile) -> None:
    twin = store.put(CONTENT[file.media_type], key=file.key, clinic=file.clinic, media_type=file.media_type)
    blobs.path(file.blob).write_bytes(blobs.path(twin.blob).read_bytes())
    with pytest.raises(Failed, match="altered"):
        store.read(file)


@REPEATED
@given(data=st.data())
def test_an_altered_row_is_noticed(file: StoredFile, data: st.DataObject) -> None:
    other = store.put(b"other", key=keys.new_key(file.clinic), clinic=file.clinic, media_type="image/png")
    values: dict[str, Any] = {
        "digest": "sha256:" + data.draw(st.from_regex("[0-9a-f]{64}", fullmatch=True)),
        "size": data.draw(st.integers(1, 2**40).filter(lambda size: size != file.size)),
        "media_type": "text/html",
        "created_at": data.draw(st.datetimes(datetime(2000, 1, 1), timezones=st.just(UTC))),
        "cipher": next(one for one in StoredFile.Cipher if one != file.cipher),
        "blob": uuid4(),
        "key": other.key,
        "clinic": a_clinic("Other"),
        "name": _flipped(file.name, data),
        "seal": _flipped(file.seal, data),
    }
    column = data.draw(st.sampled_from(sorted(values)))
    with transaction.atomic():
        StoredFile.objects.filter(pk=file.pk).update(**{column: values[column]})
        with pytest.raises(Failed):
            store.read(StoredFile.objects.get(pk=file.pk))
        transaction.set_rollback(True)


@REPEATED
@given(data=st.data())
def test_an_altered_data_key_is_noticed(file: StoredFile, data: st.DataObject) -> None:
    other = keys.new_key(file.clinic)
    values: dict[str, Any] = {
        "wrapped": data.draw(st.just(other.wrapped) | st.just(_flipped(file.key.wrapped, data))),
        "created_at": clock.now(),
        "master": data.draw(st.sampled_from(["file:2", "file:0", "file:x", "", "../../etc"])),
        "clinic": a_clinic("Other"),
    }
    column = data.draw(st.sampled_from(sorted(values)))
    with transaction.atomic():
        DataKey.objects.filter(pk=file.key_id).update(**{column: values[column]})
        with pytest.raises(KindaoError):
            store.read(StoredFile.objects.get(pk=file.pk))
        transaction.set_rollback(True)


def _flipped(value: Any, data: st.DataObject) -> bytes:
    kept = bytearray(value)
    kept[data.draw(st.integers(0, len(kept) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    return bytes(kept)


def everything() -> set[Path]:
    return {path for path in settings.HOME.vault.rglob("*") if path.is_file()}


@pytest.mark.parametrize("media_type", CONTENT)
def test_a_full_disk_loses_nothing_and_leaves_nothing(media_type: str) -> None:
    """A process that may write no file larger than 256 bytes, and then one that may."""
    resource = pytest.importorskip("resource")
    signal = pytest.importorskip("signal")
    clinic = a_clinic()
    key = keys.new_key(clinic)
    before = everything()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (256, limits[1]))
        with pytest.raises(Failed, match="disk is full"):
            store.put(CONTENT[media_type], key=key, clinic=clinic, media_type=media_type)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert everything() == before and not StoredFile.objects.exists()
    assert store.read(store.put(b"x", key=key, clinic=clinic, media_type=media_type)) == b"x"


def test_a_disk_without_room_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    clinic = a_clinic()
    key = keys.new_key(clinic)
    before = everything()

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Failed, match="disk is full"):
        store.put(b"photo", key=key, clinic=clinic, media_type="image/png")
    assert everything() == before


def test_a_missing_file_is_told_and_found_by_the_sweep(file: StoredFile) -> None:
    assert sweeping.sweep().all_well
    blobs.remove(file.blob)
    with pytest.raises(Failed, match="missing from the disk"):
        store.read(file)
    assert sweeping.sweep().missing == (file.pk,)
    assert [one for one, _ in sweeping.broken([file])] == [file]


def test_a_file_whose_row_never_came_is_swept_a_day_later(file: StoredFile) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        lost = store.put(b"photo", key=file.key, clinic=file.clinic, media_type="image/png")
        raise RuntimeError
    half = blobs.path(lost.blob).with_name(f"{blobs.NEW}{uuid4().hex}")
    half.write_bytes(b"half")
    claimed(file)
    swept = sweeping.sweep()
    assert blobs.path(lost.blob).exists() and half.exists() and not swept.unfinished
    swept = sweeping.sweep(clock.now() + LATER)
    assert swept.unfinished >= 1 and swept.orphans >= 1 and swept.all_well
    assert not blobs.path(lost.blob).exists() and not half.exists()
    assert store.read(file) == CONTENT[file.media_type]


KILLED = """
import os, django; django.setup()
from kindao.web.vault import blobs, keys, store
from kindao.web.clinics.models import Clinic
if {point!r} == "written":
    blobs.os.fsync = lambda _: os._exit(9)
else:
    store.StoredFile.save = lambda *_, **__: os._exit(9)
clinic = Clinic(name="x")
key = keys.DataKey(clinic=clinic)
keys.opened = lambda _: bytes(32)
store.put(b"photo" * 100, key=key, clinic=clinic, media_type="image/png")
"""


@pytest.mark.parametrize(("point", "kind"), [("written", "unfinished"), ("renamed", "orphans")])
def test_a_worker_killed_between_file_and_row_leaves_what_the_sweep_takes(point: str, kind: str) -> None:
    sweeping.sweep(clock.now() + LATER)
    before = everything()
    environment = os.environ | {"KINDAO_HOME": str(settings.HOME.folder), "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", KILLED.format(point=point)], env=environment, check=False)
    assert done.returncode == 9 and len(everything() - before) == 1
    assert getattr(sweeping.sweep(clock.now() + LATER), kind) == 1
    assert {path.parent.name for path in everything() - before} == ({"aside"} if kind == "orphans" else set())


def test_an_erasure_that_crashed_after_its_commit_is_ended_by_the_sweep(file: StoredFile) -> None:
    vault.erase(file.key, by=None)  # the test's transaction never commits: its end does not run
    assert blobs.path(file.blob).exists() and file.key_id not in ledger.erased()
    swept = sweeping.sweep()
    assert swept.noted == 1 and not blobs.path(file.blob).exists() and file.key_id in ledger.erased()
    assert sweeping.sweep().noted == 0


def test_what_the_engine_left_behind_is_swept() -> None:
    left = store.work() / f"{store.PLAIN}left"
    left.mkdir(parents=True)
    (left / "file.jpg").write_bytes(b"plain")
    assert sweeping.sweep().plain == 0 and left.exists()
    assert sweeping.sweep(clock.now() + LATER).plain == 1 and not left.exists()


def test_what_belonged_to_nobody_goes_under_the_patients_key(file: StoredFile) -> None:
    patient = keys.new_key(file.clinic)
    old, before = file.blob, file.key
    store.move(file, patient)
    claimed(file)
    moved = StoredFile.objects.get(pk=file.pk)
    assert store.read(moved) == CONTENT[file.media_type] and store.name(moved) == "A.jpg"
    sweeping.sweep(clock.now() + LATER)
    assert not blobs.path(old).exists()
    vault.erase(before, by=None)
    assert store.read(StoredFile.objects.get(pk=file.pk)) == CONTENT[file.media_type]
