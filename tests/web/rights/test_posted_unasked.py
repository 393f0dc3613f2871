"""What may go out without a yes is not called impossible on the patient's page."""

import pytest
from django.core.cache import cache

from builders import a_member, a_use, an_original
from kindao import clock
from kindao.engine.vocabulary import Destination, Purpose
from kindao.web.clinics.models import Membership
from kindao.web.consent.models import Who
from kindao.web.rights import actions
from kindao.web.rights.models import Kind
from permits import permit
from visitors import a_link, a_reached_patient, came_in

pytestmark = pytest.mark.django_db
NEVER = "không được phép đăng ảnh nào của bạn"


@pytest.fixture
def by() -> Membership:
    cache.clear()
    return a_member()


def test_the_top_of_the_page_says_what_may_be_posted_unasked(by: Membership) -> None:
    patient = a_reached_patient(by)
    link = a_link(by, patient)
    phone = came_in(link)
    assert NEVER in phone.get(f"/p/{link.token}/own/").content.decode()
    told = {"purpose": Purpose.AWARENESS, "destination": Destination.WEBSITE, "body_area": "", "caption": "Sau."}
    use = a_use(by, an_original(by, patient), **told)
    permit(use, clock.today(), by_officer=True)
    page = phone.get(f"/p/{link.token}/own/").content.decode()
    assert NEVER not in page and "mà không dựa vào sự đồng ý của bạn" in page
    actions.ask(patient, Kind.OBJECT, who=Who.PATIENT)
    page = phone.get(f"/p/{link.token}/own/").content.decode()
    assert NEVER in page and "mà không dựa vào sự đồng ý của bạn" not in page
