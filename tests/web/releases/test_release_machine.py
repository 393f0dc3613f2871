"""All that may happen to releases, in any order, on a platform that breaks at will: nothing leaves without a permit or
after a withdrawal, nothing is posted twice, nothing is called gone that a stranger could see."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run

from builders import a_member, a_patient
from fragile import Fragile
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.vocabulary import Destination
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Consent, Who
from kindao.web.releases import accounts, actions, connectors, probing
from kindao.web.releases.connectors.base import Later, NoRight
from kindao.web.releases.models import MAY_BE_OUT, Permit, PublicCopy, Release, Stage, Takedown, Why
from kindao.web.review import jobs
from kindao.web.review.models import Use, UseState, Work
from permits import a_lawful_use, an_officer_read_the_terms
from released import Site
from support import examples

pytestmark = pytest.mark.django_db
BREAKS = ("", "", "", "dies before", "dies after", "lost before", "lost after", "later", "refuses", "no right")


class Releases(RuleBasedStateMachine):
    """One permitted use, one account, and everybody who may touch a release."""

    site: ClassVar[Site]
    platform: ClassVar[Fragile]
    began: ClassVar[datetime]
    now: ClassVar[datetime]

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.savepoint()
        self.withdrawn_after: int | None = None  # posts that there were
        self.put_back: set[str] = set()

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.savepoint)
        for file in self.site.files():
            file.unlink()

    @initialize(begun=st.integers(0, 3))
    def a_clinic(self, begun: int) -> None:
        """begun: 0 nothing, 1 wanted, 2 out, 3 and seen there."""
        self.platform.__init__()  # type: ignore[misc]
        type(self).now = self.began
        self.doctor = a_member()
        self.use = a_lawful_use(self.doctor, a_patient(self.doctor), destination=Destination.WEBSITE)
        self.account = accounts.open_account(
            self.doctor,
            "fragile",
            Destination.WEBSITE,
            title="Trang",
            address=self.site.address,
            told={"folder": str(self.site.folder)},
        )
        if begun:
            self.somebody_wants_it_out(None)
        for _ in range(begun - 1):
            self.time_passes(1)

    @rule(breaks=st.sampled_from(BREAKS), blind=st.booleans(), keeps=st.booleans())
    def the_platform_changes(self, breaks: Any, blind: bool, keeps: bool) -> None:
        self.platform.breaks, self.platform.blind, self.platform.keeps = breaks, blind, keeps

    @rule(error=st.sampled_from([None, None, Later("maintenance"), NoRight("revoked"), RuntimeError()]))
    def deleting_changes(self, error: Exception | None) -> None:
        self.platform.delete_breaks = error

    @rule(days=st.sampled_from([None, 3]))
    def somebody_wants_it_out(self, days: int | None) -> None:
        an_officer_read_the_terms(self.doctor, self.use)
        try:
            actions.release(
                self.doctor, self.use, self.account, at=clock.now() + timedelta(days=days) if days else None
            )
        except BadInput:
            return

    @rule(minutes=st.sampled_from([1, 12, 70, 60 * 24 * 2]))
    def time_passes(self, minutes: int) -> None:
        """And workers work."""
        type(self).now += timedelta(minutes=minutes)
        for kind, name in ((Release, "release"), (Takedown, "takedown")):
            for row in kind._default_manager.filter(state=Work.State.WAITING):
                jobs.work(name, row.pk)
        for copy in PublicCopy.objects.filter(look_after__lte=clock.now()):
            probing.look(copy.release, clock.now())

    @precondition(lambda self: self.withdrawn_after is None)
    @rule(meant=st.integers(0, 3), then=st.integers(0, 4))
    def the_patient_withdraws(self, meant: int, then: int) -> None:
        if not meant:
            return
        consents.withdraw(Consent.objects.get(), who=Who.PATIENT)
        self.withdrawn_after = self.platform.posts
        for _ in range(then):
            self.time_passes(1)

    @rule(then=st.integers(0, 4))
    def the_officer_orders_it_down(self, then: int) -> None:
        for release in Release.objects.out():
            actions.take_down(release, Why.OFFICER, by=self.doctor.user)
        for _ in range(then):
            self.time_passes(1)

    @rule()
    def a_cache_brings_it_back(self) -> None:
        for release in Release.objects.filter(stage=Stage.GONE):
            (self.site.folder / release.file_name).write_bytes(b"page " + release.mark.encode())
            self.put_back.add(release.file_name)

    @rule()
    def somebody_who_looked_says_it_is_not_out(self) -> None:
        for release in Release.objects.unread():
            if not (self.site.folder / release.file_name).exists():
                actions.never_posted(self.doctor, release, reason="không thấy trên trang")

    @invariant()
    def nothing_leaves_without_a_permit(self) -> None:
        for file in self.site.files():
            assert Permit.objects.filter(release__file_name=file.name).exclude(spent_at=None).exists()

    @invariant()
    def nothing_is_posted_twice(self) -> None:
        assert not [name for name, times in Counter(self.platform.posted).items() if times > 1]

    @invariant()
    def after_a_withdrawal_nothing_leaves(self) -> None:
        if self.withdrawn_after is not None:
            assert self.platform.posts == self.withdrawn_after
            assert not Permit.objects.alive().exists()
            assert not Release.objects.filter(stage__in=(Stage.OUT, Stage.BY_HAND)).exists()

    @invariant()
    def what_a_stranger_sees_is_known_to_be_out(self) -> None:
        seen = {file.name for file in self.site.files()} - self.put_back
        known = Release.objects.filter(stage__in=MAY_BE_OUT, file_name__in=seen)
        assert known.count() == len(seen)

    @invariant()
    def the_use_is_not_permitted_after_a_withdrawal(self) -> None:
        if self.withdrawn_after is not None:
            assert Use.objects.get(pk=self.use.pk).state != UseState.PERMITTED


@pytest.fixture
def ready(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    Releases.site, Releases.platform, Releases.began = site, Fragile(), clock.now()
    Releases.now = Releases.began
    monkeypatch.setitem(connectors.installed(), "fragile", Releases.platform)
    monkeypatch.setattr(clock, "now", lambda: Releases.now)
    monkeypatch.setattr(probing, "BETWEEN_TWO", 0.0)
    yield


@pytest.mark.usefixtures("ready")
def test_releases_in_any_order() -> None:
    run(
        Releases,
        settings=settings(
            max_examples=examples(25),
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
