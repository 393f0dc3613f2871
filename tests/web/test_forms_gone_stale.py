"""A form that was open too long, for another clinic, or about what is gone by now: not taken, and told."""

import re
import time
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django import forms
from django.test import Client

from builders import a_member, a_patient, a_use, an_original, nose, signed_in, worked
from kindao.engine.errors import BadInput
from kindao.engine.vocabulary import Destination, Purpose
from kindao.web import vault
from kindao.web.asking.forms import PutForm
from kindao.web.cases.models import Original, Patient
from kindao.web.clinics.access import FRESH_FOR
from kindao.web.clinics.models import Membership, Role
from kindao.web.inbox import actions as inbox
from kindao.web.inbox.forms import BindForm
from kindao.web.officer import figures
from kindao.web.releases import accounts, actions
from kindao.web.review import actions as review
from kindao.web.review.forms import RefileForm
from kindao.web.review.models import UseState
from kindao.web.ui.choices import GONE
from permits import a_lawful_use

pytestmark = pytest.mark.django_db


def test_a_form_opened_for_one_clinic_is_not_taken_in_another() -> None:
    by = a_member()
    other = Membership.objects.create(user=by.user, clinic=a_member().clinic, role=Role.DOCTOR)
    browser = signed_in(by.user)
    browser.handler.enforce_csrf_checks = True
    page = browser.get("/patients/new/").content.decode()
    (token,) = set(re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)) or {""}
    assert browser.post("/clinic/switch/", {"clinic": other.clinic_id, "csrfmiddlewaretoken": token}).status_code == 302
    told = {"record_number": "BA-7", "name": "Lê Thị Mẫu", "csrfmiddlewaretoken": token}
    answer = browser.post("/patients/new/", told)
    assert answer.status_code == 403
    assert not Patient.objects.filter(record_number="BA-7").exists()


def test_what_was_sent_too_late_is_not_taken_and_one_comes_back_to_its_page(monkeypatch: pytest.MonkeyPatch) -> None:
    by = a_member()
    original = an_original(by)
    browser = signed_in(by.user)
    later = time.time() + FRESH_FOR + 1
    monkeypatch.setattr(time, "time", lambda: later)
    path = f"/originals/{original.pk}/"
    answer = browser.post(path, {"caption": "x"}, headers={"Referer": f"http://testserver{path}"})
    assert answer.status_code == 302 and answer.headers["Location"].endswith(f"next={path.replace('/', '%2F')}")
    assert "chưa được nhận" in browser.get(answer.headers["Location"]).content.decode()
    foreign = browser.post(path, {"caption": "x"}, headers={"Referer": "https://elsewhere.example/originals/"})
    assert foreign.headers["Location"].endswith("next=%2F")


def test_who_is_signed_out_comes_back_to_a_page_that_can_be_opened() -> None:
    use = a_use(by := a_member(), an_original(by))
    answer = Client().post(
        f"/uses/{use.pk}/change/", {"caption": "x"}, headers={"Referer": f"http://testserver/uses/{use.pk}/"}
    )
    assert answer.status_code == 302 and answer.headers["Location"].endswith(f"next=/uses/{use.pk}/")


def test_of_what_was_erased_nothing_is_asked() -> None:
    by = a_member()
    use = a_use(by, an_original(by))
    original = use.original
    vault.erase(original.file.key, by=None)
    original.refresh_from_db()
    page = signed_in(by.user).get(f"/originals/{original.pk}/").content.decode()
    assert "Đã xóa vĩnh viễn" in page and "data-caption-check" not in page
    original.file.refresh_from_db()
    with pytest.raises(BadInput, match="was erased"):
        a_use(by, original)
    assert worked(use).state == UseState.REFUSED, "what was on its way is answered, not tried for ever"


def test_the_caption_as_it_is_typed_is_doubted_as_the_gate_will() -> None:
    by = a_member()
    original = an_original(by)
    browser = signed_in(by.user)
    told = browser.post(f"/originals/{original.pk}/caption/", {"caption": "Hoa Lê, mũi mới sau ba tháng"}).content
    assert "có thể là tên" in told.decode() and "Hoa Lê" in told.decode() and "Không thấy gì" not in told.decode()


def test_a_copy_that_was_handed_out_is_counted_where_it_counts() -> None:
    by = a_member()
    officer = a_member(Role.OFFICER, by.clinic)
    account = accounts.open_account(officer, "manual", Destination.WEBSITE, title="Tự tay", deleter=by.user)
    release = actions.release(by, a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE), account)
    assert figures.released(officer).live == 0
    with actions.handed_out(by, release):
        pass
    assert figures.released(officer).live == 1
    assert str(release.pk) in signed_in(officer.user).get("/releases/?shown=live").content.decode()


def test_twice_at_once_is_one_question() -> None:
    by = a_member()
    original = an_original(by)
    told: dict[str, Any] = {"purpose": Purpose.ADVERTISING, "destination": Destination.WEBSITE, "body_area": ""}
    told |= {"caption": "", "on": None, "traits": [], "handed_to": [], "illustration": False}
    first, second = (review.asked_once(by, original, **told) for _ in range(2))
    assert first == second


def test_what_a_restore_makes_is_its_owners_alone(tmp_path: Path) -> None:
    import os

    from kindao.cli.desk import desk

    before = os.umask(0o022)
    try:
        with desk(tmp_path, new=True):
            (tmp_path / "made").write_text("x")
        assert (tmp_path / "made").stat().st_mode & 0o077 == 0
    finally:
        os.umask(before)


def test_a_file_that_was_filed_in_another_window_is_told_of_in_words() -> None:
    by = a_member()
    first, second = a_patient(by), a_patient(by)
    arrival = inbox.arrive(by.clinic, BytesIO(nose()), by=by, received=Original.Received.SHARE)
    browser = signed_in(by.user)
    told = {"arrivals": [str(arrival.pk)], "specialty": "", "care_recording": ""}
    assert browser.post("/inbox/", told | {"patient": str(first.pk)}).status_code == 302
    answer = browser.post("/inbox/", told | {"patient": str(second.pk)})
    page = answer.content.decode()
    assert answer.status_code == 422 and "trong lúc đó đã có người xử lý hoặc thay đổi" in page
    assert "không phải là một trong" not in page and second.originals.count() == 0


def test_no_field_names_which_row_was_sent() -> None:
    class Anything(forms.Form):
        row = forms.ModelChoiceField(Patient.objects.none())
        rows = forms.ModelMultipleChoiceField(Patient.objects.none())

    sent = str(uuid4())
    form = Anything({"row": sent, "rows": [sent]})
    assert {str(one) for errors in form.errors.values() for one in errors} == {str(GONE)} and len(form.errors) == 2
    for field in (RefileForm.base_fields["wrong"], PutForm.base_fields["others"], BindForm.base_fields["arrivals"]):
        assert field.error_messages["invalid_choice"] == GONE  # loaded with the apps
