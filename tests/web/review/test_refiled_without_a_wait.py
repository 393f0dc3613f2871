"""A long film takes minutes to encrypt for another patient: nobody waits for that, and a crash leaves nothing half."""

from typing import Any

import pytest
from django.db import connection

from builders import a_member, a_patient, an_original
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.web import vault
from kindao.web.cases import refiling, signals
from kindao.web.cases.models import Original, Patient
from kindao.web.cases.refiling import refile
from kindao.web.clinics.models import Membership, Role
from kindao.web.review.models import SafeCopy
from kindao.web.vault import blobs, keys, store, sweeping
from kindao.web.vault.models import DataKey, StoredFile
from permits import a_lawful_use

WHY = "Ảnh chụp nhầm hồ sơ"


@pytest.fixture
def officer() -> Membership:
    return a_member(Role.OFFICER)


def heard(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Of each file that is encrypted from now on: whether a transaction was open."""
    told: list[bool] = []
    encrypt = store._encrypt

    def asked(*of: Any) -> None:
        told.append(connection.in_atomic_block)
        encrypt(*of)

    monkeypatch.setattr(store, "_encrypt", asked)
    return told


@pytest.mark.django_db(transaction=True)
def test_no_transaction_waits_for_what_is_encrypted(officer: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = a_patient(officer), a_patient(officer)
    use = a_lawful_use(officer, first)
    theirs, before = an_original(officer, second), store.read(use.original.file)
    Original.objects.filter(pk=theirs.pk).update(digest=use.original.digest)
    told = heard(monkeypatch)
    third = a_patient(officer)
    lies = refile(officer, use.original, first, third, reason=WHY)
    assert told == [False, False], "the original and its copy"
    assert store.read(lies.file) == before and {lies.file.key, SafeCopy.objects.get().file.key} == {third.key}
    assert refile(officer, lies, third, second, reason=WHY) == theirs  # the same bytes lie there: the copy alone
    content = store.read(theirs.file)
    assert refile(officer, theirs, second, third, reason=WHY) == lies  # into the row that was emptied
    assert told == [False] * 5 and store.read(Original.objects.get(pk=lies.pk).file) == content


@pytest.mark.django_db
def test_who_is_erased_meanwhile_gets_nothing(officer: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong, right = a_patient(officer), a_patient(officer)
    original, encrypt = an_original(officer, wrong), store._encrypt

    def slowly(*of: Any) -> None:
        encrypt(*of)
        vault.erase(DataKey.objects.get(pk=right.key_id), by=None)

    monkeypatch.setattr(store, "_encrypt", slowly)
    there = set(blobs.stored())
    with pytest.raises(BadInput, match="the data of this patient were erased"):
        refile(officer, original, wrong, Patient.objects.get(pk=right.pk), reason=WHY)
    assert Original.objects.get(pk=original.pk).patient == wrong and store.read(original.file)
    assert set(blobs.stored()) == there


@pytest.mark.django_db
def test_of_a_picture_that_is_erased_meanwhile_nothing_is_left(
    officer: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its patient was told that it is destroyed: it lies under no other key either."""
    wrong, right = a_patient(officer), a_patient(officer)
    original, encrypt, there = an_original(officer, wrong), store._encrypt, set(blobs.stored())

    def slowly(*of: Any) -> None:
        encrypt(*of)
        vault.erase(DataKey.objects.get(pk=wrong.key_id), by=None)

    monkeypatch.setattr(store, "_encrypt", slowly)
    with pytest.raises(BadInput, match="this was erased"):
        refile(officer, original, wrong, right, reason=WHY)
    assert set(blobs.stored()) <= there


@pytest.mark.django_db
def test_a_form_that_comes_too_late_leaves_no_second_file(officer: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two tap at once: both encrypt, one is taken."""
    wrong, right = a_patient(officer), a_patient(officer)
    original, asked = an_original(officer, wrong), refiling._encrypted_there
    before = set(blobs.stored())

    def overtaken(*of: Any) -> Any:
        made = asked(*of)
        with monkeypatch.context() as first:
            first.setattr(refiling, "_encrypted_there", asked)
            refile(officer, original, wrong, right, reason=WHY)
        return made

    monkeypatch.setattr(refiling, "_encrypted_there", overtaken)
    with pytest.raises(BadInput, match="this patient is not in it"):
        refile(officer, original, wrong, right, reason=WHY)
    named = set(StoredFile.objects.values_list("blob", flat=True))
    assert set(blobs.stored()) <= named | before and store.read(Original.objects.get(pk=original.pk).file)


@pytest.mark.django_db
def test_nor_where_it_went_into_a_row_that_was_emptied(officer: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = a_patient(officer), a_patient(officer)
    original, there = an_original(officer, first), an_original(officer, second)
    Original.objects.filter(pk=there.pk).update(digest=original.digest)
    refile(officer, original, first, second, reason=WHY)  # the same bytes lie there: this row is emptied
    before = set(blobs.stored())

    def fails(*_: Any) -> None:
        raise BadInput("too late")

    monkeypatch.setattr(refiling, "_moved", fails)
    with pytest.raises(BadInput, match="too late"):
        refile(officer, there, second, first, reason=WHY)
    assert set(StoredFile.objects.filter(erased_at=None).values_list("blob", flat=True)) <= before


@pytest.mark.django_db
def test_a_crash_in_between_leaves_it_as_it_was_and_what_was_encrypted_is_swept(
    officer: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong, right = a_patient(officer), a_patient(officer)
    original, there = an_original(officer, wrong), set(blobs.stored())

    def crashes(**_: Any) -> None:
        raise RuntimeError("the power fails")

    signals.refiled.connect(crashes)
    try:
        with pytest.raises(RuntimeError), monkeypatch.context() as gone:
            gone.setattr(blobs, "remove", lambda blob: None)  # nobody is there to do it
            refile(officer, original, wrong, right, reason=WHY)
    finally:
        signals.refiled.disconnect(crashes)
    now = Original.objects.get(pk=original.pk)
    assert now.patient == wrong and store.read(now.file) == store.read(original.file)
    (left,) = set(blobs.stored()) - there
    assert sweeping.sweep(clock.now() + 2 * sweeping.GRACE).orphans >= 1
    assert not blobs.path(left).exists() and store.read(now.file)


@pytest.mark.django_db
def test_what_was_moved_meanwhile_is_encrypted_once_more(officer: Membership) -> None:
    clinic = officer.clinic
    one, other = keys.new_key(clinic), keys.new_key(clinic)
    file = store.put(b"x" * 1000, key=keys.shared_key(clinic), clinic=clinic, media_type="video/mp4", name="A.mp4")
    with store.ahead([file], one):
        ready = set(blobs.stored())
        store.move(StoredFile.objects.get(pk=file.pk), other)
        store.move(StoredFile.objects.get(pk=file.pk), one)
    moved = StoredFile.objects.get(pk=file.pk)
    assert moved.key == one and store.read(moved) == b"x" * 1000 and store.name(moved) == "A.mp4"
    assert moved.blob not in ready
