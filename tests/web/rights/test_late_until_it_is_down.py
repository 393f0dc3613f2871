"""To stop at once is done when nothing of the person is on its way down any more, whichever button is pressed."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from builders import a_member, signed_in
from kindao import clock
from kindao.web.clinics.models import Role
from kindao.web.consent.models import Who
from kindao.web.releases import actions as releases
from kindao.web.releases.models import Release, Stage, Takedown
from kindao.web.rights import actions
from kindao.web.rights.clocks import STOP, Term
from kindao.web.rights.models import Kind, RightsRequest, Step
from kindao.web.rights.running import open_of, told
from patients import AtHome, at_home
from permits import permit

pytestmark = pytest.mark.django_db
STOPPED = "Đã dừng những gì phải dừng; bắt đầu làm"
HELPED = "Đã giúp rút lại; bắt đầu làm"


@pytest.fixture
def me() -> AtHome:
    cache.clear()
    return at_home()


def posted(me: AtHome) -> Release:
    permit(me.use, clock.today())
    release = releases.release_by_hand(me.by, me.use)
    with releases.handed_out(me.by, release):
        pass
    release.refresh_from_db()
    return release


def tomorrow(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = clock.now() + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: moment)
    monkeypatch.setattr(clock, "today", moment.date)


def stop_of(request: RightsRequest) -> Term:
    request.refresh_from_db()
    return next(term for term in told([request])[0].terms if term.id == STOP)


@pytest.mark.parametrize("kind", [Kind.WITHDRAW, Kind.RESTRICT, Kind.OBJECT, Kind.WITHDRAW_HELP])
def test_a_button_does_not_stop_what_is_still_out(me: AtHome, monkeypatch: pytest.MonkeyPatch, kind: Kind) -> None:
    release = posted(me)
    if kind != Kind.WITHDRAW:
        request = actions.ask(me.patient, kind, who=Who.PATIENT)
    if kind in (Kind.WITHDRAW, Kind.WITHDRAW_HELP):
        actions.withdraw_all(me.patient, who=Who.PATIENT)
    if kind == Kind.WITHDRAW:
        request = RightsRequest.objects.get(kind=kind)
    release.refresh_from_db()
    assert release.stage == Stage.COMING_DOWN
    tomorrow(monkeypatch)
    officer = a_member(Role.OFFICER, me.by.clinic)
    phone = signed_in(officer.user)
    page = phone.get(f"/rights/requests/{request.pk}/").content.decode()
    begins = HELPED if kind == Kind.WITHDRAW_HELP else "Bắt đầu làm; những gì đang đăng còn phải gỡ"
    assert STOPPED not in page and begins in page
    assert phone.post(f"/rights/requests/{request.pk}/act/", {"do": "begin", "third_party": "no"}).status_code == 302
    assert stop_of(request).late and not stop_of(request).over and request.state == Step.ACTING
    assert next(one for one in open_of(officer) if one.request == request).late
    Takedown.objects.filter(release=release).update(over_at=clock.now())
    Release.objects.filter(pk=release.pk).update(stage=Stage.GONE)
    assert stop_of(request).over and not stop_of(request).late


def test_of_help_whoever_begins_says_that_it_was_stopped(me: AtHome) -> None:
    officer = a_member(Role.OFFICER, me.by.clinic)
    request = actions.ask(me.patient, Kind.WITHDRAW_HELP, who=Who.PATIENT)
    assert not stop_of(request).over, "nobody has helped them yet"
    assert HELPED in signed_in(officer.user).get(f"/rights/requests/{request.pk}/").content.decode()
    actions.begin(officer, request)
    assert stop_of(request).over
