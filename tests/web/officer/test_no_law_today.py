"""On the day after the law pack's last day: what can't be asked says so, and all else is there."""

from datetime import timedelta

import pytest

from builders import a_consent, a_member, a_patient, a_use, an_original, signed_in
from kindao import clock
from kindao.engine.policy.pack import load_pack
from kindao.engine.vocabulary import Destination
from kindao.web.clinics.models import Role
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Who
from kindao.web.officer import clocks
from kindao.web.releases import actions as releases
from kindao.web.releases import replaying
from kindao.web.releases.models import Stage
from kindao.web.review import jobs
from kindao.web.review.models import Check, UseState, Work
from permits import a_lawful_use
from released import Site, a_folder_account, worked_off

pytestmark = pytest.mark.django_db


def after_its_last_day(monkeypatch: pytest.MonkeyPatch, days: int = 1) -> None:
    now = clock.now()
    then = now + (load_pack("vn").valid_until - clock.today()) + timedelta(days=days)
    monkeypatch.setattr(clock, "now", lambda: then)


def test_overview_and_clocks_open_and_say_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    by = a_member()
    officer = a_member(Role.OFFICER, by.clinic)
    after_its_last_day(monkeypatch, days=-1)
    consents.withdraw(a_consent(by, a_patient(by)), who=Who.STAFF, by=by.user)
    told = clocks.running(officer)
    assert told.open and not told.untold
    late = a_consent(by, a_patient(by))
    after_its_last_day(monkeypatch, days=3)
    still = clocks.running(officer)
    assert [one.running for one in still.open] == [one.running for one in told.open], "they run on"
    consents.withdraw(late, who=Who.STAFF, by=by.user)
    assert clocks.running(officer).untold == 1
    client = signed_in(officer.user)
    for path in ("/officer/", "/officer/clocks/"):
        page = client.get(path)
        text = page.content.decode()
        assert page.status_code == 200 and "chỉ dùng được đến 30/06/2027" in text, path
        assert text.count('role="alert"') == 1 and str(told.open[0].running.clock.words.vi) in text


def test_what_waits_for_a_law_says_so_and_goes_on_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    by = a_member()
    patient = a_patient(by)
    use = a_use(by, an_original(by, patient))
    check = Check.objects.get(use=use)
    today = clock.now()
    after_its_last_day(monkeypatch)
    for _ in range(7):
        Check.objects.update(not_before=None)
        jobs.work("check", check.pk)
    check.refresh_from_db()
    use.refresh_from_db()
    assert (check.state, check.failure, use.state) == (Work.State.WAITING, Check.NO_LAW, UseState.INSPECTING)
    page = signed_in(by.user, ago=0).get(f"/uses/{use.pk}/").content.decode()
    assert "không có gói luật" in page and "Chờ đến lượt" not in page
    monkeypatch.setattr(clock, "now", lambda: today + timedelta(minutes=11))
    jobs.work("check", check.pk)
    check.refresh_from_db()
    assert check.state == Work.State.DONE


def test_what_was_not_judged_today_is_not_called_permitted(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    by = a_member()
    client = signed_in(a_member(Role.OFFICER, by.clinic).user)
    permitted, unknown, nothing = "vẫn được phép", "chưa biết", "Không có gì đang công khai"
    assert nothing in client.get("/releases/replay/").content.decode()
    use = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE)
    assert worked_off(releases.release(by, use, a_folder_account(by, site))).stage == Stage.OUT
    page = client.get("/releases/replay/").content.decode()
    assert unknown in page and permitted not in page
    replaying.replay_where_changed()
    page = client.get("/releases/replay/").content.decode()
    assert permitted in page and unknown not in page
    today = clock.now()
    monkeypatch.setattr(clock, "now", lambda: today + timedelta(days=1))
    assert unknown in client.get("/releases/replay/").content.decode()
    replaying.replay(by.clinic)
    monkeypatch.setattr(clock, "now", lambda: today)
    assert replaying.last(by.clinic) and replaying.replay_where_changed() == 0, "one of a clock that stood ahead"
