"""Where two must look and one privacy officer works: the page says why the button is missing, and who changes that."""

import pytest
from django.test import Client

from builders import a_member, a_patient, signed_in
from kindao.web.clinics import actions as clinics
from kindao.web.clinics.models import Membership, Role
from kindao.web.review import actions
from kindao.web.review.models import Use, UseState
from permits import a_permitted_use

pytestmark = pytest.mark.django_db
BUTTON, ALONE = "I answer for this copy", "No other privacy officer works here"


def english(by: Membership) -> Client:
    client = signed_in(by.user)
    client.cookies["django_language"] = "en"
    return client


def waiting(use: Use) -> Use:
    Use.objects.filter(pk=use.pk).update(state=UseState.NEEDS_EYES)
    use.refresh_from_db()
    return use


@pytest.mark.parametrize("hers", ["asked", "changed"])
def test_the_only_officer_reads_why_she_cannot_confirm_and_what_helps(hers: str) -> None:
    officer = a_member(Role.OFFICER)
    clinic = officer.clinic
    clinics.change_clinic(clinic, name=clinic.name, two_person=True, by=officer.user)
    asks = officer if hers == "asked" else a_member(Role.DOCTOR, clinic)
    use = a_permitted_use(asks, a_patient(asks))
    if hers == "changed":
        actions.change(officer, use, caption="Một buổi khám.")
    use, client = waiting(use), english(officer)
    address = f"/officer/queue/{use.pk}/"
    page = client.get(address).text
    assert BUTTON not in page and "another officer must confirm it" in page
    assert ALONE in page and "ends the two-person rule under Clinic settings" in page
    assert "không có người phụ trách bảo vệ dữ liệu nào khác" in signed_in(officer.user).get(address).text
    said = {"answered": 1, "reason": "x"}
    assert client.post(f"{address}confirm/", said).status_code == 422
    colleague = english(a_member(Role.OFFICER, clinic))
    assert ALONE not in client.get(address).text and BUTTON not in client.get(address).text
    assert BUTTON in colleague.get(address).text and ALONE not in colleague.get(address).text


def test_where_the_rule_was_ended_the_only_officer_confirms() -> None:
    officer = a_member(Role.OFFICER)
    use = waiting(a_permitted_use(officer, a_patient(officer)))
    clinics.change_clinic(officer.clinic, name=officer.clinic.name, two_person=False, by=officer.user)
    page = english(officer).get(f"/officer/queue/{use.pk}/").text
    assert BUTTON in page and ALONE not in page


def test_who_stated_an_illustration_is_told_so_whatever_the_rule() -> None:
    officer = a_member(Role.OFFICER)
    use = waiting(a_permitted_use(officer, a_patient(officer)))
    Use.objects.filter(pk=use.pk).update(illustration_by=officer.user)
    clinics.change_clinic(officer.clinic, name=officer.clinic.name, two_person=False, by=officer.user)
    page = english(officer).get(f"/officer/queue/{use.pk}/").text
    assert BUTTON not in page and "You stated that it shows no real person" in page
    assert ALONE in page and "ends the two-person rule" not in page
