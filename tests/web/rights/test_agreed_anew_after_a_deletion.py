"""A yes that comes after the request for deletion counts: the officer who is about to erase is told."""

import pytest
from django.core.cache import cache

from answering import say_yes
from asked import a_question, ask_of
from builders import a_member, signed_in
from kindao.web.asking import putting
from kindao.web.clinics.models import Role
from kindao.web.consent.models import Who
from kindao.web.rights import actions
from kindao.web.rights.models import Kind
from visitors import a_reached_patient, came_in

pytestmark = pytest.mark.django_db
ANEW = "họ đã đồng ý lại một điều"


def test_the_officer_reads_that_they_agreed_anew_before_erasing() -> None:
    cache.clear()
    by = a_member()
    patient = a_reached_patient(by)
    link = putting.make_link(by, ask_of(a_question(by, patient=patient)))
    request = actions.ask(patient, Kind.DELETE, who=Who.PATIENT)
    officer = a_member(Role.OFFICER, by.clinic)
    desk, address = signed_in(officer.user), f"/rights/requests/{request.pk}/"
    page = desk.get(address).content.decode()
    assert "Mọi sự đồng ý trước đó đã hết hiệu lực" in page and ANEW not in page
    assert say_yes(came_in(link), link).status_code == 302
    page = desk.get(address).content.decode()
    assert ANEW in page and "Mọi sự đồng ý đã hết hiệu lực" not in page
    desk.post(f"{address}act/", {"do": "erase", "sure": "on", "answer": "Đã xóa theo ý họ"})
    request.refresh_from_db()
    assert request.closed and ANEW not in desk.get(address).content.decode()
