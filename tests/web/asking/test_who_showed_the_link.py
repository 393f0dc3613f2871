"""The clinic's network is that from which it was asked, and that of whoever showed or sent the link."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from answering import choose, say_yes
from asked import a_question, ask_of
from builders import a_member, signed_in
from kindao.web.asking.flags import Flag
from kindao.web.asking.models import Ask, Question
from kindao.web.clinics.models import Clinic, Membership
from kindao.web.consent.models import Consent, Evidence
from kindao.web.door.links import Made
from kindao.web.door.models import Link
from visitors import came_in

pytestmark = pytest.mark.django_db
ELSEWHERE, CLINIC, PHONE = "192.0.2.9", "192.0.2.20", "192.0.2.77"


@pytest.fixture
def by() -> Membership:
    cache.clear()
    return a_member()


@pytest.fixture
def question(by: Membership) -> Question:
    return a_question(by, address=ELSEWHERE)


def shown(by: Membership, ask: Ask, *, at: str) -> Made:
    """The QR code, on a screen there."""
    page = signed_in(by.user).post(reverse("asking:link", args=[ask.pk]), REMOTE_ADDR=at)
    assert page.status_code == 200
    made: Made = page.context["made"]
    return made


def noted(link: Made, *, at: str) -> list[str]:
    assert say_yes(came_in(link, Client(REMOTE_ADDR=at)), link).status_code == 302
    return list(Evidence.objects.get(kind=Evidence.Kind.ANSWERS).facts["flags"])


def test_where_the_qr_code_was_shown_is_the_clinics(by: Membership, question: Question) -> None:
    link = shown(by, ask_of(question), at=CLINIC)
    phone = came_in(link, Client(REMOTE_ADDR=CLINIC))
    assert choose(phone, link, facebook="given").status_code == 422
    assert "máy hoặc mạng của phòng khám" in phone.get(f"/p/{link.token}/ask/").content.decode()
    assert not Consent.objects.exists()


def test_where_it_may_be_said_there_the_officer_looks(by: Membership, question: Question) -> None:
    Clinic.objects.update(own_device=True)
    link = shown(by, ask_of(question), at=CLINIC)
    assert Flag.SAME_NETWORK in noted(link, at=CLINIC)


def test_so_is_where_an_older_link_was_shown_or_the_newer_one_sent(by: Membership, question: Question) -> None:
    Clinic.objects.update(own_device=True)
    ask = ask_of(question)
    signed_in(by.user).post(reverse("asking:send", args=[ask.pk]), REMOTE_ADDR=CLINIC)
    assert Flag.SAME_NETWORK in noted(shown(by, ask, at=ELSEWHERE), at=CLINIC)


def test_at_home_nothing_is_noted(by: Membership, question: Question) -> None:
    assert Flag.SAME_NETWORK not in noted(shown(by, ask_of(question), at=CLINIC), at=PHONE)
    assert all(PHONE not in one and CLINIC not in one for one in Link.objects.values_list("from_address", flat=True))
