"""Whoever is told to call, write to or tell the clinic reads there how. What was signed keeps what was read."""

from typing import Any

import pytest
from django.test import Client

from asked import a_question
from builders import a_member
from desk import a_clinic, signed_in
from kindao.web.asking import record, warning
from kindao.web.audit.models import AuditEvent
from kindao.web.clinics import actions
from kindao.web.clinics.models import Clinic, Membership, Role
from kindao.web.door import links
from patients import AtHome, at_home
from visitors import a_link

pytestmark = pytest.mark.django_db

PHONE, EMAIL, ADDRESS = "028 3822 0000", "hoi@hoasen.example", "12 Đường Ví Dụ, Quận 1"
REACHED = {"phone": PHONE, "email": EMAIL, "address": ADDRESS}
FALLBACK = "chưa ghi ở đây cách liên hệ"


@pytest.fixture
def me() -> AtHome:
    return at_home()


def reached(clinic: Clinic, by: Membership, **other: str) -> None:
    actions.change_contact(clinic, **(REACHED | other), by=by.user)


def page(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def tells(said: str) -> bool:
    linked = 'href="tel:02838220000"' in said and f"mailto:{EMAIL}" in said
    return linked and all(one in said for one in REACHED.values())


@pytest.mark.parametrize("role", [Role.ADMIN, Role.OFFICER])
def test_the_administrator_and_the_officer_write_it_down_and_it_is_in_the_audit(role: Role) -> None:
    by = a_member(role)
    client = signed_in(by.user)
    client.cookies["django_language"] = "vi"
    assert "/clinic/contact/" in page(client, "/"), "the front page asks for it"
    assert client.post("/clinic/contact/", REACHED).status_code == 302
    clinic = Clinic.objects.get(pk=by.clinic_id)
    assert (clinic.phone, clinic.email, clinic.address) == (PHONE, EMAIL, ADDRESS)
    event = AuditEvent.objects.get(log=clinic.pk, verb="clinic.contact-changed")
    assert event.facts == {"phone": True, "email": True, "address": True}, "which of them, and not what"
    client.post("/clinic/contact/", REACHED)
    assert AuditEvent.objects.filter(verb="clinic.contact-changed").count() == 1, "a second tap changes nothing"
    assert "Người bệnh được bảo gọi" not in page(client, "/")
    assert client.post("/clinic/contact/", {"phone": "", "email": "", "address": ""}).status_code == 302


@pytest.mark.parametrize(
    ("field", "bad"),
    [
        ("phone", "hỏi lễ tân"),
        ("phone", "12"),
        ("phone", "028 3822 0000 - 0900 000 789"),
        ("phone", "0900\u202e 000 789"),
        ("phone", "javascript:0900000789"),
        ("email", "hoi@"),
        ("address", "12 \u202eĐường"),
        ("address", "x" * 301),
    ],
)
def test_what_is_no_number_e_mail_or_line_is_refused_and_kept_in_the_form(field: str, bad: str) -> None:
    by = a_member(Role.OFFICER)
    answer = signed_in(by.user).post("/clinic/contact/", REACHED | {field: bad})
    assert answer.status_code == 422
    assert 'class="errorlist' in answer.content.decode()
    assert not Clinic.objects.exclude(phone="", email="", address="").exists()


@pytest.mark.parametrize(
    ("written", "dialled"),
    [("(028) 3822-0000", "02838220000"), ("+84 (0)28 3822 0000", "+842838220000"), ("1900 1234", "19001234")],
)
def test_a_number_is_dialled_as_it_is_meant(written: str, dialled: str) -> None:
    by = a_member(Role.ADMIN)
    assert signed_in(by.user).post("/clinic/contact/", {"phone": written}).status_code == 302
    assert Clinic.objects.get().dialled == dialled


def test_every_page_of_a_patient_says_it(me: AtHome) -> None:
    paths = (me.at(), me.at("ask/complain/"), me.at("is-this-me/"), f"/p/{me.made.token}/own/withdraw/")
    for path in paths:
        assert FALLBACK in page(me.client, path), path
    reached(me.by.clinic, me.by)
    for path in (*paths, "/your-rights/"):
        said = page(me.client, path)
        assert tells(said) and FALLBACK not in said, path
    door = page(Client(), f"/p/{a_link(me.by).token}/")
    assert tells(door)


def test_a_link_that_leads_nowhere_says_it_where_one_clinic_alone_is_here(me: AtHome) -> None:
    links.revoke(me.made.link, by=me.by)
    reached(me.by.clinic, me.by)
    for path in (me.at(), "/p/nobody-ever-made-this-one/"):
        said = page(Client(), path)
        assert tells(said) and me.by.clinic.name in said, path


def test_of_several_clinics_a_dead_link_names_none_but_to_who_was_in_by_it(me: AtHome) -> None:
    reached(me.by.clinic, me.by)
    other = a_clinic("Phòng khám khác")
    reached(other, me.by, phone="0900 000 111")
    links.revoke(me.made.link, by=me.by)
    stranger, nobody = page(Client(), me.at()), page(Client(), "/p/nobody-ever-made-this-one/")
    for said in (stranger, nobody):
        assert me.by.clinic.name not in said and other.name not in said and "tel:" not in said
        assert "số mà bạn biết" in said, "what to do all the same"
    told = page(me.client, me.at())
    assert tells(told) and me.by.clinic.name in told and other.name not in told


def test_the_rights_page_tells_of_the_clinic_that_its_poster_and_own_page_name(me: AtHome) -> None:
    reached(me.by.clinic, me.by)
    a_clinic("Phòng khám khác")
    assert me.by.clinic.name not in page(Client(), "/your-rights/")
    address = f"/your-rights/?clinic={me.by.clinic_id}"
    assert tells(page(Client(), address)) and address in page(me.client, me.at())
    for wrong in ("nothing", "0", "11111111-1111-4111-8111-111111111111"):
        answer = Client().get(f"/your-rights/?clinic={wrong}")
        assert answer.status_code == 200 and "tel:" not in answer.content.decode()
    poster = page(signed_in(me.by.user), "/rights/poster/")
    assert all(one in poster for one in REACHED.values())


def test_a_patient_astray_reads_how_to_ask_for_the_link(me: AtHome) -> None:
    reached(me.by.clinic, me.by)
    assert tells(page(Client(), "/nowhere/"))


def test_who_had_the_old_number_reads_where_to_call(me: AtHome) -> None:
    assert warning.text(me.patient).count("028") == 0
    reached(me.by.clinic, me.by)
    me.patient.clinic.refresh_from_db()
    for line in warning.text(me.patient).splitlines():
        assert line.endswith(f": {PHONE}."), "within the sentence"
    for told, others in (({"phone": ""}, EMAIL), ({"phone": "", "email": ""}, ADDRESS)):
        reached(me.by.clinic, me.by, **told)
        me.patient.clinic.refresh_from_db()
        assert all(line.endswith(f": {others}.") for line in warning.text(me.patient).splitlines())


def test_what_was_read_stays_when_the_clinic_is_reached_otherwise() -> None:
    by: Any = a_member()
    reached(by.clinic, by)
    question = a_question(by)
    ask = question.asks.get()
    before = str(ask.statement)
    assert PHONE in before and EMAIL in before
    reached(by.clinic, by, phone="0900 000 111")
    ask.refresh_from_db()
    assert str(ask.statement) == before
    question.clinic.refresh_from_db()
    assert "0900 000 111" in record.contact(question).vi
