"""A vault and its database are one installation's: beside another one's, or none, not a file is touched."""

import os
import shutil
from pathlib import Path
from uuid import uuid4

import pytest

import tables
from builders import a_member
from installation import Installation
from kindao import clock
from kindao.web.vault import blobs, keys, store, sweeping
from kindao.web.vault.models import StoredFile

PUT = "put(b'one'); put(b'two')\n"
STARTS = "from kindao.web import serving; serving.prepare()"
SWEPT = """
sweeping._unclaimed = lambda _: 0  # these tests' files belong to no picture
from kindao.web.vault import jobs
try:
    print(jobs.sweep.func())
except Exception as error:
    print(error)
"""


def files(one: Installation) -> set[str]:
    return {path.name for path in (one.folder / "vault").rglob("*") if path.is_file()}


def old(one: Installation) -> None:
    """As after three days."""
    for path in (one.folder / "vault").rglob("*"):
        os.utime(path, (1, 1))


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two installations."""
    first, second = (Installation(tmp_path_factory.mktemp("desk"), sqlite=True).migrate() for _ in range(2))
    for one in (first, second):
        one.python(PUT + STARTS)
    return first.folder, second.folder


@pytest.fixture
def desk(begun: tuple[Path, Path], tmp_path: Path) -> Installation:
    shutil.copytree(begun[0], tmp_path / "desk")
    desk = Installation(tmp_path / "desk", sqlite=True)
    old(desk)
    return desk


def test_a_start_against_an_empty_database_or_none_takes_no_file(desk: Installation, tmp_path: Path) -> None:
    kept, database, away = files(desk), desk.folder / "kindao.sqlite3", tmp_path / "away.sqlite3"
    assert len(kept) == 3 and "installation" in kept
    database.rename(away)
    for empty in (False, True):
        if empty:
            database.touch(0o600)
        done = desk.kindao("serve", "--let-in", "a@b.example")
        assert done.returncode == 1 and "names none of them" in done.stderr, done
        assert not database.exists() or database.stat().st_size == 0, "what was written last may lie beside it"
        assert files(desk) == kept
    tables.of_sqlite(database)  # tables, and nothing in them
    for words in (["worker"], ["inbox", str(tmp_path)], ["backup", "x.tar"]):
        done = desk.kindao(*words)
        assert done.returncode == 1 and "names none of them" in done.stderr, done
    assert "names none of them" in desk.python(SWEPT)
    assert files(desk) == kept
    away.rename(database)
    assert "'missing': 0" in desk.python(SWEPT) and files(desk) == kept


def test_a_vault_of_another_installation_is_refused_and_one_that_is_away_too(
    desk: Installation, begun: tuple[Path, Path], tmp_path: Path
) -> None:
    vault, aside = desk.folder / "vault", tmp_path / "vault"
    vault.rename(aside)
    shutil.copytree(begun[1] / "vault", vault)
    kept = files(desk)
    old(desk)
    for words in (["worker"], ["audit", "sign"]):
        done = desk.kindao(*words)
        assert done.returncode == 1 and "of another installation" in done.stderr, done
    assert "of another installation" in desk.python(SWEPT) and files(desk) == kept
    shutil.rmtree(vault)
    done = desk.kindao("worker")
    assert done.returncode == 1 and "the database names 2 files, and the vault holds none" in done.stderr
    vault.rmdir()
    aside.rename(vault)
    assert "'missing': 0" in desk.python(SWEPT)


def test_what_no_row_names_is_set_aside_and_comes_back_when_a_row_does(desk: Installation, tmp_path: Path) -> None:
    """A staging desk's database, a copy of some time ago, beside the vault of today."""
    database, today = desk.folder / "kindao.sqlite3", tmp_path / "today.sqlite3"
    shutil.copy(database, today)
    desk.python("put(b'three')")
    new = desk.python("print(StoredFile.objects.latest('created_at').blob.hex)").strip()
    old(desk)
    database.rename(tmp_path / "newest.sqlite3")
    shutil.copy(today, database)
    assert "'orphans': 1" in desk.python(SWEPT)
    assert (desk.folder / "vault" / "aside" / new).exists()
    (tmp_path / "newest.sqlite3").rename(database)
    read = "print(store.read(StoredFile.objects.latest('created_at')))"
    assert desk.python(read).strip() == "b'three'", "at once"
    assert not (desk.folder / "vault" / "aside" / new).exists()


@pytest.mark.django_db
def test_what_was_set_aside_goes_after_a_month_and_with_an_erasure_at_once() -> None:
    blob, then = uuid4(), clock.now() + 2 * sweeping.GRACE
    with blobs.writing(blob) as out:
        out.write(b"left by a crash")
    sweeping.sweep(then)
    assert not blobs.path(blob).exists() and blobs.aside(blob).exists()
    sweeping.sweep(clock.now() + sweeping.KEPT - sweeping.GRACE)
    assert blobs.aside(blob).exists()
    sweeping.sweep(clock.now() + sweeping.KEPT + sweeping.GRACE)
    assert not blobs.aside(blob).exists()
    by = a_member()
    key = keys.new_key(by.clinic)
    file = store.put(b"x", key=key, clinic=by.clinic, media_type="image/png")
    blobs.aside(file.blob).parent.mkdir(exist_ok=True)
    blobs.path(file.blob).rename(blobs.aside(file.blob))
    blobs.remove(file.blob)
    assert not blobs.aside(file.blob).exists()


@pytest.mark.django_db
def test_the_bytes_under_the_key_before_go_with_that_key_or_a_day_later() -> None:
    by = a_member()
    file = store.put(b"x", key=keys.shared_key(by.clinic), clinic=by.clinic, media_type="image/png", name="A.png")
    before, theirs = file.blob, file.key
    store.move(file, keys.new_key(by.clinic))
    left = StoredFile.objects.get(blob=before)
    assert left.key == theirs and left.name == b"" and blobs.path(before).exists()
    sweeping.sweep(clock.now() + 2 * sweeping.GRACE)
    assert not blobs.path(before).exists() and not blobs.aside(before).exists()


def test_doctor_compares_rows_with_files(desk: Installation) -> None:
    assert "'missing': 0" in desk.python(SWEPT)
    told = "from kindao.web import serving; print(serving.files_here())"
    assert desk.python(told).strip() == "None"
    desk.python("blobs.remove(StoredFile.objects.first().blob)")
    assert "names 1 files that the vault does not hold" in desk.python(told)
    desk.python("[blobs.remove(one.blob) for one in StoredFile.objects.all()]")
    desk.python(STARTS)  # the id is there: who lost every picture still has the rows
    said = desk.python("from kindao.cli.doctor import _desk; print([one.says for one in _desk()])")
    assert "names 2 files" in said and "here" in said
