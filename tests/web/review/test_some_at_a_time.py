"""What is done now and then about many rows holds no lock for all of them: each is kept by itself."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from builders import a_consent, a_member, a_patient
from kindao import clock
from kindao.engine.policy.pack import load_pack
from kindao.web.consent import actions as consents
from kindao.web.consent import signals
from kindao.web.consent.models import Consent, Scope, State
from kindao.web.review import actions, jobs
from kindao.web.review.models import Check, Use, UseState
from kindao.web.review.signals import lapsed
from kindao.web.rounds import Broke
from permits import a_permitted_use

pytestmark = pytest.mark.django_db


class Broken(Exception):
    """What comes in between."""


def test_consents_end_each_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    by = a_member()
    for _ in range(2):
        a_consent(by, a_patient(by))
    tomorrow = max(one.ends for one in Scope.objects.all() if one.ends) + timedelta(days=1)
    monkeypatch.setattr(clock, "today", lambda: tomorrow)
    heard: list[Consent] = []

    def second_breaks(consent: Consent, **_: Any) -> None:
        heard.append(consent)
        if len(heard) == 2:
            raise Broken

    signals.changed.connect(second_breaks)
    try:
        with pytest.raises(Broke):
            consents.expire()
    finally:
        signals.changed.disconnect(second_breaks)
    states = dict(Scope.objects.values_list("consent", "state"))
    assert [states[one.pk] for one in heard] == [State.EXPIRED, State.GIVEN], "the first is kept"
    assert consents.expire() == 1


def test_uses_are_asked_again_some_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    by = a_member()
    for _ in range(2):
        a_permitted_use(by, a_patient(by))
    other = replace(load_pack("vn"), digest="sha256:another")
    monkeypatch.setattr(actions, "load_pack", lambda *_, **__: other)
    monkeypatch.setattr(actions, "AT_ONCE", 1)
    start, done = jobs.start_all, list[Use]()

    def second_breaks(checks: Sequence[Check]) -> None:
        done.extend(check.use for check in checks)
        if len(done) == 2:
            raise Broken
        start(checks)

    monkeypatch.setattr(jobs, "start_all", second_breaks)
    with pytest.raises(Broke):
        actions.new_law()
    states = dict(Use.objects.values_list("pk", "state"))
    assert [states[one.pk] for one in done] == [UseState.INSPECTING, UseState.PERMITTED], "the first is kept"
    monkeypatch.setattr(jobs, "start_all", start)
    assert actions.new_law() == 1


def test_what_nobody_used_lapses_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    by = a_member()
    uses = [a_permitted_use(by, a_patient(by)) for _ in range(2)]
    last = max(use.on for use in uses)
    monkeypatch.setattr(clock, "today", lambda: last + actions.LAPSES + timedelta(days=1))
    heard: list[Use] = []

    def second_breaks(use: Use, **_: Any) -> None:
        heard.append(use)
        if len(heard) == 2:
            raise Broken

    lapsed.connect(second_breaks)
    try:
        with pytest.raises(Broke):
            actions.lapse_old()
    finally:
        lapsed.disconnect(second_breaks)
    states = dict(Use.objects.values_list("pk", "state"))
    assert [states[one.pk] for one in heard] == [UseState.LAPSED, UseState.PERMITTED], "the first is kept"
    assert actions.lapse_old() == 1
