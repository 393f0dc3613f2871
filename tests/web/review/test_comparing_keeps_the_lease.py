"""A worker that compares pictures, which takes a while, keeps the lease meanwhile."""

import threading

import pytest

from builders import a_member, a_patient, a_use, an_original
from kindao.web.review import asking, leases, running
from kindao.web.review.models import Check, Use
from kindao.web.review.running import COUNTED_ANEW

pytestmark = pytest.mark.django_db


def test_its_heart_beats_while_pictures_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    by = a_member()
    use = a_use(by, an_original(by, a_patient(by)))
    beats: list[bool] = []

    def compares(use: Use, *, look: bool = False) -> object:
        beats.append(look and any(thread.name == "lease" for thread in threading.enumerate()))
        return COUNTED_ANEW

    monkeypatch.setattr(asking, "held", compares)
    lease = leases.take(Check, use.checks.get().pk)
    assert lease is not None
    running.check(lease, use.checks.get())
    assert beats == [True]
