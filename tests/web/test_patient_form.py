"""The patient's form: who comes second is told what has changed; marketing is not asked about diseases."""

import re
from datetime import date

import pytest
from django.test import Client

from builders import a_member, a_patient, signed_in
from kindao.web.cases import actions
from kindao.web.cases.models import Patient
from kindao.web.clinics.models import Membership, Role

pytestmark = pytest.mark.django_db


def english(by: Membership) -> Client:
    client = signed_in(by.user)
    client.cookies["django_language"] = "en"
    return client


def as_shown(page: str) -> dict[str, list[str]]:
    """What a browser would send of this page's form, unchanged."""
    form = page[page.index('<form class="card stack"') :]
    data: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        told = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if told["name"] != "csrfmiddlewaretoken" and (told["type"] != "checkbox" or " checked" in tag):
            data.setdefault(told["name"], []).append(told.get("value", "on" if told["type"] == "checkbox" else ""))
    for name, options in re.findall(r'<select name="(\w+)".*?>(.*?)</select>', form, re.DOTALL):
        data[name] = re.findall(r'value="([^"]*)" selected', options)
    return data


def test_of_two_who_correct_a_patient_the_second_is_told_and_nothing_is_lost() -> None:
    by = a_member()
    patient = a_patient(by, name="Lưu Thị Một", statuses=["hiv"])
    address = f"/patients/{patient.pk}/edit/"
    client = english(by)
    shown = as_shown(client.get(address).content.decode())
    actions.change_patient(by, patient, alive=False, birth_date=date(1990, 1, 2), statuses=[])
    answer = client.post(address, shown | {"name": "Lưu Thị Hai"})
    page = answer.content.decode()
    assert answer.status_code == 409
    told = page[page.index('role="alert"') : page.index('<form class="card stack"')]
    assert "The patient is alive: no" in told and "Birth date: " in told and "Lưu Thị Hai" in told
    assert "What the law protects more: —" in told
    patient.refresh_from_db()
    assert (patient.name, patient.alive, patient.birth_date) == ("Lưu Thị Một", False, date(1990, 1, 2))
    assert client.post(address, as_shown(page) | {"name": "Lưu Thị Hai"}).status_code == 302
    patient.refresh_from_db()
    assert (patient.name, patient.alive, patient.birth_date) == ("Lưu Thị Hai", False, date(1990, 1, 2))


def test_a_form_that_nobody_overtook_changes_what_was_changed() -> None:
    by = a_member()
    patient = a_patient(by, statuses=["hiv", "donor"])
    address = f"/patients/{patient.pk}/edit/"
    shown = as_shown(english(by).get(address).content.decode())
    assert english(by).post(address, shown | {"statuses": ["hiv"], "phone": "0912345678"}).status_code == 302
    patient.refresh_from_db()
    assert (patient.statuses, patient.phone, patient.alive) == (["hiv"], "0912345678", True)
    assert english(by).post(address, {"record_number": "X", "name": "Y", "capacity": "full"}).status_code == 409


def test_marketing_neither_sees_nor_changes_what_the_law_protects_more() -> None:
    doctor = a_member()
    marketer = a_member(Role.MARKETER, doctor.clinic)
    patient = a_patient(doctor, statuses=["hiv"])
    for address in (f"/patients/{patient.pk}/edit/", "/patients/new/"):
        assert 'name="statuses"' in english(doctor).get(address).content.decode()
        page = re.sub(r'value="\w{64}"', "", english(marketer).get(address).content.decode())  # tokens spell anything
        assert "HIV" not in page and "statuses" not in page and 'name="capacity"' not in page
    address = f"/patients/{patient.pk}/edit/"
    shown = as_shown(english(marketer).get(address).content.decode())
    answer = english(marketer).post(address, shown | {"name": "Lưu Thị Mới", "statuses": [], "capacity": "none"})
    assert answer.status_code == 302
    patient.refresh_from_db()
    assert (patient.name, patient.statuses, patient.capacity) == ("Lưu Thị Mới", ["hiv"], "full")
    new = {"record_number": "BA-9", "name": "Đỗ Thị Mới", "alive": "on"}
    assert english(marketer).post("/patients/new/", new).status_code == 302
    assert Patient.objects.get(record_number="BA-9").capacity == "full"
