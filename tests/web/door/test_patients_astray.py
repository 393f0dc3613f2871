"""What a patient meets where something fails: a way back to their own pages, never the staff's sign-in."""

import re
from collections.abc import Iterator

import pytest
from django.db import OperationalError
from django.test import Client

from builders import a_member
from kindao.engine.errors import Missing
from kindao.web.clinics.models import Clinic, Membership
from kindao.web.door.links import Made
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


def reached_by(name: str, phone: str) -> Membership:
    by = a_member()
    Clinic.objects.filter(pk=by.clinic_id).update(name=name, phone=phone)
    by.clinic.refresh_from_db()
    return by


def failures(client: Client, made: Made, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Pages of this link on which something went wrong, each in another way."""
    begins = f"/p/{made.token}/"

    def broken(*_: object) -> None:
        raise RuntimeError

    def missing(*_: object) -> None:
        raise Missing("nothing is set up", hint="Set it up")

    yield client.get(f"{begins}own/nothing/").content.decode()
    yield client.post(f"{begins}own/ask/complain/", {"words": "x" * 2**21}).content.decode()
    for raised in (broken, missing):
        with monkeypatch.context() as patched:
            patched.setattr(own, "consents", raised)
            yield client.get(f"{begins}own/").content.decode()


def test_where_something_failed_the_patient_reads_how_the_clinic_is_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    by, other = reached_by("Hoa Sen", "028 3822 0000"), reached_by("Bạch Mai", "024 3333 4444")
    made = a_link(by)
    client = came_in(made, Client(raise_request_exception=False))
    for page in failures(client, made, monkeypatch):
        assert 'href="tel:02838220000"' in page and "Hoa Sen" in page, page
        assert "Bạch Mai" not in page
    page = client.get(f"/your-rights/nothing/?clinic={other.clinic_id}").content.decode()
    assert "Bạch Mai" in page and "Hoa Sen" not in page


def test_who_is_astray_may_read_it_in_the_other_language() -> None:
    client, made = Client(), a_link(reached_by("Hoa Sen", "028 3822 0000"))
    address = f"/p/{made.token}/own/nothing/"
    assert ">English<" in client.get(address).content.decode()
    client = Client(enforce_csrf_checks=True)
    page = client.get(address).content.decode()
    token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    told = {"language": "en", "next": address, "csrfmiddlewaretoken": token}
    answer = client.post("/i18n/setlang/", told)
    assert answer.status_code == 302 and answer.headers["Location"] == address
    assert "There is no such page" in client.get(address).content.decode()
    lost = client.post(address, {"csrfmiddlewaretoken": token}).content.decode()
    assert "There is no such page" in lost and "Tiếng Việt" not in lost, "what was sent would be lost"


def test_whoever_only_has_the_link_learns_of_no_clinic() -> None:
    by, other = reached_by("Hoa Sen", "028 3822 0000"), reached_by("Bạch Mai", "024 3333 4444")
    made, theirs = a_link(by), a_link(other)
    strangers = Client(raise_request_exception=False)
    elsewhere = came_in(theirs, Client(raise_request_exception=False))
    for client in (strangers, elsewhere):
        for address in (f"/p/{made.token}/own/nothing/", "/p/nothing/own/nothing/", "/your-rights/nothing/"):
            page = client.get(address).content.decode()
            assert "Không có trang này" in page and "Hoa Sen" not in page and "Bạch Mai" not in page, address


def test_the_only_clinic_is_named_to_everybody() -> None:
    made = a_link(reached_by("Hoa Sen", "028 3822 0000"))
    for address in (f"/p/{made.token}/own/nothing/", "/p/nothing/own/nothing/", "/your-rights/nothing/", "/nothing/"):
        assert "028 3822 0000" in Client().get(address).content.decode(), address


def test_what_went_wrong_is_said_also_where_the_database_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object) -> None:
        raise OperationalError

    client = Client(raise_request_exception=False)
    monkeypatch.setattr(Clinic.objects, "order_by", gone)
    many = "&".join(f"a{n}=1" for n in range(2000))
    for address, status in (("/nothing/", 404), ("/your-rights/nothing/", 404), (f"/your-rights/?{many}", 413)):
        answer = client.get(address)
        assert answer.status_code == status, address[:40]
