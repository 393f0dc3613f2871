"""A clinic that was renamed: papers signed under its old name are taken, up to the day on which it was called so."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from builders import a_clinic, a_member, a_patient, a_record, a_scan, sent, signed_in, written
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.web.audit.models import AuditEvent
from kindao.web.clinics import actions
from kindao.web.clinics.models import FormerName, Membership, Role
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Consent

pytestmark = pytest.mark.django_db
OLD, NEW = "Phòng khám Một", "Viện Thẩm mỹ Hai"


@pytest.fixture
def admin() -> Membership:
    return a_member(Role.ADMIN, a_clinic(OLD))


def renamed(admin: Membership) -> Membership:
    actions.change_clinic(admin.clinic, name=NEW, two_person=True, by=admin.user)
    return a_member(Role.DOCTOR, type(admin.clinic).objects.get(pk=admin.clinic_id))


def days_ago(days: int) -> datetime:
    return clock.now() - timedelta(days=days)


def test_papers_from_before_a_new_name_are_taken(admin: Membership) -> None:
    by = renamed(admin)
    record = replace(a_record(controller=OLD), signed_at=days_ago(3))
    assert consents.enter(by, a_patient(by), record, scan=a_scan()).pk
    for name in (NEW, OLD):
        assert consents.enter(by, a_patient(by), a_record(controller=name), scan=a_scan()).pk
    with pytest.raises(BadInput, match="another clinic"):
        consents.enter(by, a_patient(by), a_record(controller="Phòng khám Ba"), scan=a_scan())


def test_what_is_signed_under_a_name_that_is_no_longer_is_refused(
    admin: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = renamed(admin)
    day, later = clock.today(), clock.now() + timedelta(days=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    late = replace(a_record(controller=OLD), signed_at=later - timedelta(hours=1))
    with pytest.raises(BadInput, match="not called so that day"):
        consents.enter(by, a_patient(by), late, scan=a_scan())
    assert [str(one.until) for one in admin.clinic.former_names.all()] == [day.isoformat()]
    assert consents.enter(by, a_patient(by), replace(late, signed_at=later - timedelta(days=2)), scan=a_scan()).pk


def test_the_administrator_writes_down_an_older_name_and_takes_it_back(admin: Membership) -> None:
    browser, doctor = signed_in(admin.user), a_member(Role.DOCTOR, admin.clinic)
    until = clock.today() - timedelta(days=30)
    answer = browser.post("/clinic/former-names/", {"former": "Phòng khám Cũ", "until": until.isoformat()}, follow=True)
    assert "Phòng khám Cũ" in answer.content.decode()
    (former,) = FormerName.objects.all()
    told = AuditEvent.objects.get(verb="former-name.added")
    assert (told.target, told.facts) == (str(former.pk), {"until": until.isoformat()})
    signed = {day: replace(a_record(controller="PHÒNG KHÁM CŨ"), signed_at=days_ago(day)) for day in (29, 30, 40)}
    desk, patient = signed_in(doctor.user), a_patient(doctor)
    assert [sent(desk, patient, written(signed[day])).status_code for day in (29, 30, 40)] == [422, 302, 302]
    browser.post(f"/clinic/former-names/{former.pk}/end/")
    assert AuditEvent.objects.filter(verb="former-name.removed").count() == 1
    assert "Phòng khám Cũ" not in browser.get("/clinic/settings/").content.decode()
    assert sent(desk, a_patient(doctor), written(signed[40])).status_code == 422
    assert Consent.objects.count() == 2, "what was entered stays"


def test_what_is_no_former_name_is_not_kept(admin: Membership) -> None:
    browser, tomorrow = signed_in(admin.user), clock.today() + timedelta(days=1)
    for former, until in (("Cũ", tomorrow.isoformat()), ("", "2020-01-01"), (" ", "2020-01-01"), ("Cũ", "x")):
        answer = browser.post("/clinic/former-names/", {"former": former, "until": until})
        assert answer.status_code == 422 and 'name="two_person"' in answer.content.decode()
    assert not FormerName.objects.exists()
    for _ in range(2):
        browser.post("/clinic/former-names/", {"former": "Cũ", "until": "2020-01-01"})
    assert admin.clinic.former_names.filter(ended_at=None).count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        FormerName.objects.create(
            clinic=admin.clinic, name="Cũ", until=clock.today(), made_by=admin.user, made_at=clock.now()
        )


def test_nobody_elses_former_name_is_there(admin: Membership) -> None:
    other = a_member(Role.ADMIN)
    former = actions.add_former_name(other.clinic, name="Khác", until=clock.today(), by=other.user)
    assert signed_in(admin.user).post(f"/clinic/former-names/{former.pk}/end/").status_code == 404
    doctor = signed_in(a_member(Role.DOCTOR, other.clinic).user)
    assert doctor.post("/clinic/former-names/", {"former": "x", "until": "2020-01-01"}).status_code == 404
    with pytest.raises(BadInput, match="another clinic"):
        by = a_member(Role.DOCTOR, admin.clinic)
        consents.enter(by, a_patient(by), a_record(controller="Khác"), scan=a_scan())
