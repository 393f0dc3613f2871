"""What goes into the vault comes out as it was, or not at all."""

import hashlib
import io
import os
import stat
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from desk import a_clinic
from kindao.engine.errors import BadInput, Erased, Failed, Missing
from kindao.web import vault
from kindao.web.vault import blobs, ciphers, keys, store
from kindao.web.vault.models import DataKey, StoredFile

pytestmark = pytest.mark.django_db
PHOTO = b"\xff\xd8 a photograph" * 100


def a_photo(content: bytes = PHOTO, media_type: str = "image/jpeg") -> StoredFile:
    clinic = a_clinic()
    return store.put(content, key=keys.new_key(clinic), clinic=clinic, media_type=media_type, name="Bùi A.jpg")


@pytest.mark.parametrize("media_type", ["image/jpeg", "video/mp4", "application/dicom"])
@pytest.mark.parametrize("size", [1, 1000, ciphers.PART - 1, ciphers.PART, ciphers.PART + 1, 2 * ciphers.PART + 5])
def test_what_was_put_is_read(size: int, media_type: str) -> None:
    content = os.urandom(size)
    file = StoredFile.objects.get(pk=a_photo(content, media_type).pk)
    assert store.read(file) == content
    assert file.size == size and file.digest == f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert store.name(file) == "Bùi A.jpg"


def test_nothing_of_it_lies_open_on_the_disk_or_in_the_database() -> None:
    file = StoredFile.objects.get(pk=a_photo().pk)
    assert b"photograph" not in blobs.path(file.blob).read_bytes()
    assert "Bùi".encode() not in bytes(file.name)
    assert stat.S_IMODE(blobs.path(file.blob).stat().st_mode) == 0o600


def test_a_stream_that_gives_little_at_a_time_is_stored_whole() -> None:
    class Slow(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(min(size or 7, 7) if size and size > 0 else 7)

    clinic = a_clinic()
    content = os.urandom(1001)
    for media_type in ("image/png", "video/mp4"):
        file = store.put(Slow(content), key=keys.new_key(clinic), clinic=clinic, media_type=media_type)
        assert store.read(file) == content


def test_an_empty_file_is_refused_and_leaves_nothing() -> None:
    before = set(settings.HOME.vault.rglob("*"))
    with pytest.raises(BadInput, match="empty"):
        a_photo(b"")
    assert set(settings.HOME.vault.rglob("*")) == before and not StoredFile.objects.exists()


@effort(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_film_seeks(data: st.DataObject) -> None:
    content = test_a_film_seeks.content  # type: ignore[attr-defined]
    if not (file := StoredFile.objects.filter(size=len(content)).first()):
        file = a_photo(content, "video/mp4")
    start = data.draw(st.integers(0, len(content) + 5) | st.sampled_from([ciphers.PART - 1, ciphers.PART]))
    length = data.draw(st.integers(0, 2**16))
    with store.open(file) as stream:
        stream.seek(start)
        assert stream.read(length) == content[start : start + length]
        assert stream.seek(-3, io.SEEK_END) == len(content) - 3 and stream.read() == content[-3:]


test_a_film_seeks.content = os.urandom(2 * ciphers.PART + 12345)  # type: ignore[attr-defined]


def test_the_engine_gets_a_plain_file_of_which_nothing_stays(tmp_path: Path) -> None:
    file = a_photo()
    with pytest.raises(RuntimeError), store.materialise(file, tmp_path) as path:
        assert path.read_bytes() == PHOTO and path.suffix == ".jpg"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        raise RuntimeError
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("media_type", ["image/jpeg", "video/mp4"])
def test_what_was_erased_cannot_be_read_and_says_since_when(
    media_type: str, django_capture_on_commit_callbacks: object
) -> None:
    file = a_photo(media_type=media_type)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        vault.erase(file.key, by=None)
    first = DataKey.objects.get(pk=file.key_id).erased_at
    assert first
    vault.erase(DataKey.objects.get(pk=file.key_id), by=None)
    key = DataKey.objects.get(pk=file.key_id)
    assert key.erased_at == first and key.wrapped is None
    assert not blobs.path(file.blob).exists()
    gone = StoredFile.objects.get(pk=file.pk)
    with pytest.raises(Erased, match=r"erased on \d{1,2} [A-Z][a-z]{2} \d{4}"):
        store.read(gone)
    with pytest.raises(Erased):
        store.read(file)  # as somebody still holds it
    with pytest.raises(Erased):
        store.put(b"more", key=key, clinic=key.clinic, media_type="image/png")


def test_without_the_master_key_everything_stays_closed_and_no_new_one_is_made() -> None:
    file = a_photo()
    (master,) = settings.HOME.keys.glob(f"master-{file.clinic_id}-*")
    secret = master.read_bytes()
    assert stat.S_IMODE(master.stat().st_mode) == 0o600
    master.unlink()
    with pytest.raises(Missing):
        store.read(file)
    with pytest.raises(Missing):
        keys.new_key(file.clinic)
    assert not list(settings.HOME.keys.glob(f"master-{file.clinic_id}-*"))
    master.write_bytes(secret[:-1] + bytes([secret[-1] ^ 1]))
    with pytest.raises(Failed, match="does not open"):
        store.read(file)
    master.write_bytes(secret)
    assert store.read(file) == PHOTO
