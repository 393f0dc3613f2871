"""What a patient meets where something fails: a way back to their own pages, never the staff's sign-in."""

import re

import pytest
from django.test import Client

from kindao.engine.errors import Missing
from kindao.web.rights import own
from visitors import a_link, came_in

pytestmark = pytest.mark.django_db
SIGN_IN = re.compile(r'href="(/|/accounts/[^"]*)"')


def test_no_error_leads_a_patient_to_where_staff_signs_in(monkeypatch: pytest.MonkeyPatch) -> None:
    made = a_link()
    begins = f"/p/{made.token}/"
    client = came_in(made, Client(raise_request_exception=False, headers={"accept-language": "en"}))
    strict = Client(enforce_csrf_checks=True)

    def missing(*_: object) -> None:
        raise Missing("nothing is set up", hint="Set it up")

    def broken(*_: object) -> None:
        raise RuntimeError

    answers = [
        (404, client.get(f"{begins}own/nothing/")),
        (404, client.get(f"{begins}own/ask/nothing/")),
        (413, client.post(f"{begins}own/ask/complain/", {"words": "x" * 2**21})),
        (403, strict.post(f"{begins}code/")),
        (404, client.get("/your-rights/nothing/")),
    ]
    for raised, status in ((missing, 503), (broken, 500)):
        monkeypatch.setattr(own, "consents", raised)
        answers.append((status, client.get(f"{begins}own/")))
    for status, answer in answers:
        page = answer.content.decode()
        assert answer.status_code == status and 'lang="vi"' in page
        assert not SIGN_IN.search(page) and re.search(r'href="(/p/[^"]+/|/your-rights/)"', page)


def test_an_address_of_nobody_offers_no_sign_in_either() -> None:
    page = Client().get("/nothing/")
    assert page.status_code == 404 and not SIGN_IN.search(page.content.decode())
    assert "Bạn là người bệnh?" in page.content.decode()
