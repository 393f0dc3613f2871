"""A picture that the vault did not give once is compared the next time; what is no picture never is."""

import pytest

from builders import a_member, a_patient, an_original, nose
from kindao.engine.errors import Failed, Unreadable
from kindao.web.rights import same
from kindao.web.rights.models import PictureHash
from kindao.web.vault import store

pytestmark = pytest.mark.django_db


def test_a_read_that_breaks_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    by = a_member()
    original, again = (an_original(by, a_patient(by), nose(n)) for n in range(2))
    with monkeypatch.context() as broken:

        def breaks(file: object) -> bytes:
            raise Failed("the disk does not answer")

        broken.setattr(store, "read", breaks)
        assert not same.twins(original, [again.digest], True) and not PictureHash.objects.exists()
        assert same._hashes([original.file]) == ({}, False), "not all was compared"
    assert same.twins(original, [again.digest], True) == {again.digest}
    assert same._hashes([original.file])[1]


def test_what_is_no_picture_is_opened_once(monkeypatch: pytest.MonkeyPatch) -> None:
    original = an_original(a_member())
    opened = []

    def torn(data: bytes) -> None:
        opened.append(data)
        raise Unreadable("torn")

    monkeypatch.setattr(same, "open_picture", torn)
    for _ in range(2):
        assert same._hashes([original.file]) == ({original.file_id: ""}, True)
    assert len(opened) == 1


def test_a_worker_compares_all_of_them_at_once() -> None:
    by = a_member()
    patient = a_patient(by)
    original, *others = (an_original(by, patient, nose(n)) for n in range(same.NEW_AT_ONCE + 3))
    digests = {one.digest for one in others}
    assert same.twins(original, digests, False) == frozenset() and not PictureHash.objects.exists()
    assert same.twins(original, digests, True) == digests == same.twins(original, digests, False)
