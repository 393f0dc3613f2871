"""That the database is away for a moment is no failed try of what was being done."""

import pytest
from django.db import OperationalError

from builders import a_member, a_use, an_original
from kindao.web.review import jobs, running
from kindao.web.review.models import Check, Work


@pytest.mark.django_db
def test_it_costs_no_attempt(monkeypatch: pytest.MonkeyPatch) -> None:
    by = a_member()
    check = Check.objects.get(use=a_use(by, an_original(by)))

    def cut(*_: object) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setitem(jobs.KINDS, "check", (Check, cut))
    for _ in range(7):
        Check.objects.update(not_before=None)
        jobs.work("check", check.pk)
        check.refresh_from_db()
        assert (check.state, check.attempts) == (Work.State.WAITING, 0)
    monkeypatch.setitem(jobs.KINDS, "check", (Check, running.check))
