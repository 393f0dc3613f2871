"""What may be posted, or is out, of somebody who never said yes to it: the first box of their page tells it, and offers
what stops it."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from builders import a_consent, a_member, a_use, an_original
from kindao import clock
from kindao.engine.vocabulary import Destination, Purpose
from kindao.web.cases.models import Patient
from kindao.web.clinics.models import Membership
from kindao.web.releases import actions as releases
from kindao.web.releases.models import Stage
from kindao.web.review.models import Use
from permits import a_lawful_use, permit
from visitors import a_link, a_reached_patient, came_in

pytestmark = pytest.mark.django_db
NONE = "không được phép đăng ảnh nào của bạn"
UNASKED = "mà không dựa vào sự đồng ý của bạn"


@pytest.fixture
def by() -> Membership:
    cache.clear()
    return a_member()


def text_of(page: bytes) -> str:
    return " ".join(re.sub("<[^>]+>", " ", page.decode()).split())


def a_permitted_story(by: Membership, patient: Patient) -> Use:
    """De-identified: the officer said yes, and nobody asked the patient."""
    original = an_original(by, patient)
    use = a_use(by, original, purpose=Purpose.AWARENESS, destination=Destination.WEBSITE, body_area="", caption="Sau.")
    permit(use, clock.today(), by_officer=True)
    return use


def home(by: Membership, patient: Patient) -> tuple[str, Client, str]:
    made = a_link(by, patient)
    phone, path = came_in(made), f"/p/{made.token}/own/"
    return text_of(phone.get(path).content), phone, path


def test_what_an_officer_permitted_is_told_before_it_goes_out_and_an_objection_stops_it(by: Membership) -> None:
    patient = a_reached_patient(by)
    assert NONE in home(by, patient)[0], "nothing is permitted"
    use = a_permitted_story(by, patient)
    text, phone, path = home(by, patient)
    assert NONE not in text and UNASKED in text and "Rút lại tất cả" not in text
    release = releases.release_by_hand(by, use)
    text = text_of(phone.get(path).content)
    assert "Bạn phản đối thì không bao giờ đăng nữa" in text and "Bạn rút lại thì" not in text
    with releases.handed_out(by, release):
        pass
    text = text_of(phone.get(path).content)
    assert NONE not in text and UNASKED in text
    phone.post(f"{path}ask/object/", {"words": ""})
    release.refresh_from_db()
    assert release.stage == Stage.COMING_DOWN
    text = text_of(phone.get(path).content)
    assert UNASKED not in text and "Đã phản đối: phòng khám không được phép đăng" in text


def test_beside_a_yes_to_something_else_it_is_told_as_well(by: Membership) -> None:
    patient = a_reached_patient(by)
    a_consent(by, patient)
    assert UNASKED not in home(by, patient)[0]
    a_permitted_story(by, patient)
    text, phone, path = home(by, patient)
    assert UNASKED in text and "Rút lại tất cả" in text
    said = text_of(phone.post(f"{path}withdraw/", follow=True).content)
    assert "không được đăng gì thêm dựa vào sự đồng ý đó" in said, "no more than that"


def test_where_there_is_a_yes_taking_it_back_is_what_helps(by: Membership) -> None:
    patient = a_reached_patient(by)
    use = a_lawful_use(by, patient)
    releases.release_by_hand(by, use)
    text = home(by, patient)[0]
    assert "Bạn rút lại thì không bao giờ đăng nữa" in text and UNASKED not in text and "phản đối thì" not in text
