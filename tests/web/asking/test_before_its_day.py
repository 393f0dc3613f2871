"""What is permitted for a later day stays in the clinic until that day, whatever day somebody writes into the use."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache

from answering import say_yes
from asked import a_question, ask_of
from builders import a_consent, a_member, a_use, an_original, signed_in
from kindao import clock
from kindao.web.asking import putting
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Consent, Scope, Who
from kindao.web.door.models import Purpose as LinkPurpose
from kindao.web.review import actions as review
from kindao.web.review import standing
from kindao.web.review.models import Use, UseState
from permits import permit
from visitors import a_link, a_reached_patient, came_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreed() -> Any:
    """A marketer's use, and the patient's yes of a minute ago."""
    cache.clear()
    by = a_member()
    patient = a_reached_patient(by)
    use = a_use(by, an_original(by, patient), caption="Mũi sau ba tháng.", body_area="")
    question = a_question(by, use)
    made = putting.make_link(by, ask_of(question))
    assert say_yes(came_in(made), made).status_code == 302
    starts = Consent.objects.get().scopes.get().starts
    assert starts is not None and starts > clock.today()
    return by, use, starts


def test_what_an_older_paper_permits_is_not_called_impossible() -> None:
    cache.clear()
    by = a_member()
    patient = a_reached_patient(by)
    original = an_original(by, patient)
    a_consent(by, patient)
    question = a_question(by, a_use(by, original, caption="Mũi sau ba tháng."))
    made = putting.make_link(by, ask_of(question))
    phone = came_in(made)
    assert say_yes(phone, made).status_code == 302
    done = phone.get(f"/p/{made.token}/ask/done/").content.decode()
    assert "Trong thời gian đó lời đồng ý cũ vẫn được tính" in done
    Scope.objects.filter(starts=None).update(ends=clock.today() - timedelta(days=1))
    assert "lời đồng ý cũ" not in phone.get(f"/p/{made.token}/ask/done/").content.decode()


def later(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    then = clock.now() + timedelta(days=days)
    monkeypatch.setattr(clock, "now", lambda: then)


def test_a_later_day_hands_out_nothing_before_it(agreed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    by, use, starts = agreed
    review.change(by, use, on=starts)
    permit(use, starts)
    desk = signed_in(by.user)
    assert desk.get(f"/uses/{use.pk}/safe-copy/").status_code == 404
    page = desk.get(f"/uses/{use.pk}/", headers={"Accept-Language": "vi"}).content.decode()
    day = f"{starts:%d/%m/%Y}"
    assert f"Được đăng từ ngày {day}" in page and "safe-copy" not in page
    assert f"Được đăng từ ngày {day}" in desk.get("/uses/", headers={"Accept-Language": "vi"}).content.decode()
    own = a_link(by, use.patient, purpose=LinkPurpose.OWN)
    theirs = came_in(own).get(f"/p/{own.token}/own/").content.decode()
    assert f"từ ngày {day}" in theirs and "phòng khám có thể đăng bản này" not in theirs
    later(monkeypatch, (starts - clock.today()).days)
    assert desk.get(f"/uses/{use.pk}/safe-copy/").status_code in (200, 302)
    assert standing.copy_of(use) is not None


def test_no_day_that_somebody_writes_helps(agreed: Any) -> None:
    """Also one in the past, for which the law would have said yes: it is asked for today."""
    _, use, starts = agreed
    permit(use, starts)
    for on in (clock.today(), clock.today() - timedelta(days=3)):
        Use.objects.filter(pk=use.pk).update(on=on)
        use.refresh_from_db()
        assert use.from_day is None and standing.copy_of(use) is None, on


def test_what_was_permitted_and_has_ended_since_stays_here(agreed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    by, use, starts = agreed
    permit(use, starts)
    later(monkeypatch, 20)
    assert standing.copy_of(use) is not None
    ends = Consent.objects.get().scopes.get().ends
    assert ends is not None
    later(monkeypatch, (ends - clock.today()).days + 1)
    assert use.state == UseState.PERMITTED and standing.copy_of(use) is None
    page = signed_in(by.user).get(f"/uses/{use.pk}/", headers={"Accept-Language": "vi"}).content.decode()
    assert "Hôm nay không được đăng" in page and "safe-copy" not in page


def test_a_withdrawal_before_the_day_keeps_it_here(agreed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    _, use, starts = agreed
    permit(use, starts)
    consents.withdraw(Consent.objects.get(), who=Who.PATIENT)
    use.refresh_from_db()
    later(monkeypatch, 3)
    assert standing.copy_of(use) is None
