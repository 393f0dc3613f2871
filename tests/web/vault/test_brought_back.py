"""What a backup brings back may have been taken back since: nothing goes out until the officer has seen to that."""

from datetime import timedelta

import pytest
from django.test import Client

from builders import a_member, a_patient, a_use, an_original, last_of, signed_in, worked
from calling import a_token
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.vocabulary import Destination, Purpose
from kindao.web.api import hooks
from kindao.web.api.models import Event
from kindao.web.clinics.models import Clinic, Role
from kindao.web.releases import accounts, actions
from kindao.web.releases.models import Stage
from kindao.web.review import actions as review
from kindao.web.review.models import UseState
from kindao.web.vault.signals import restored
from permits import a_lawful_use
from visitors import a_link, a_reached_patient

pytestmark = pytest.mark.django_db


def _restore() -> None:
    """What vault.restore does with the rows, once they are there."""
    at = clock.now()
    Clinic.objects.update(restored_from=at)
    restored.send(Clinic, at=at)


def test_nothing_of_a_backup_goes_out_before_the_officer_says_so() -> None:
    by = a_member()
    officer = a_member(Role.OFFICER, by.clinic)
    use = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE)
    account = accounts.open_account(officer, "manual", Destination.WEBSITE, title="Tự tay", deleter=by.user)
    waiting = actions.release(by, use, account, at=clock.now() + timedelta(days=3))
    admin = a_member(Role.ADMIN, by.clinic)
    endpoint, _ = hooks.open_endpoint(admin, address="https://his.example/hook", events=[Event.DECIDED])
    link, (token, _) = a_link(by, a_reached_patient(by)), a_token(by.clinic)
    _restore()
    use = worked(use)
    assert use.state == UseState.REFUSED and "backup" in last_of(use).refused_en
    waiting.refresh_from_db()
    assert waiting.stage == Stage.CANCELLED
    token.refresh_from_db()
    assert not token.stands and Client().get(link.address.split("//")[1].partition("/")[2]).status_code == 404
    anew = worked(a_use(by, an_original(by), purpose=Purpose.TEACHING, destination=Destination.LECTURE, body_area=""))
    assert anew.state == UseState.REFUSED, "nor what is asked now"
    kept = worked(a_use(by, an_original(by), purpose=Purpose.RECORD, destination=Destination.INTERNAL, body_area=""))
    assert kept.state == UseState.PERMITTED, "the record itself is worked with"

    endpoint.refresh_from_db()
    assert endpoint.ended_at, "it may have been closed since: nothing is told there"
    away = signed_in(by.user).get("/patients/")
    assert away.status_code == 503 and "khôi phục" in away.content.decode(), "who has left may be back in the rows"
    with pytest.raises(BadInput, match="only the privacy officer"):
        review.entered_again(by)
    assert signed_in(by.user).post("/officer/entered-again/").status_code == 404
    assert signed_in(admin.user).get("/clinic/people/").status_code == 200
    page = signed_in(officer.user)
    overview = page.get("/officer/").content.decode()
    assert "chưa có gì được đăng" in overview and "nghi ngờ" in overview and "đã từ chối" in overview
    assert page.post("/officer/entered-again/").status_code == 302
    assert "chưa có gì được đăng" not in page.get("/officer/").content.decode()
    assert signed_in(by.user).get("/patients/").status_code == 200
    use.refresh_from_db()
    assert use.state == UseState.INSPECTING, "asked anew, of what the records say by now"
    assert worked(anew).state == UseState.NEEDS_EYES
    assert review.entered_again(officer) == 0
