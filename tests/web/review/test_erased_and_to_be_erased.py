"""Of what was erased a page says so and no more; while a deletion is asked for, whoever works on the record knows."""

import pytest

from builders import a_member, a_patient, a_use, an_original, worked
from desk import signed_in
from kindao.web import vault
from kindao.web.cases.models import Original, Patient
from kindao.web.clinics.models import Membership, Role
from kindao.web.consent.models import Who
from kindao.web.rights import actions as rights
from kindao.web.rights.models import Kind

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Membership:
    return a_member()


@pytest.fixture
def patient(by: Membership) -> Patient:
    return a_patient(by)


def page(by: Membership, path: str) -> str:
    client = signed_in(by.user)
    client.cookies["django_language"] = "en"
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.text


def test_a_use_of_an_erased_film_offers_no_way_and_no_player(by: Membership, patient: Patient) -> None:
    use = worked(a_use(by, an_original(by, patient)))
    Original.objects.update(kind=Original.Kind.FILM)
    before = page(by, f"/uses/{use.pk}/")
    assert "No copy of this film may go out as asked" in before and "this picture may go" not in before
    assert "The way to yes" in before and "<video" in before and "<h2>The picture</h2>" not in before
    vault.erase(patient.key, by=None)
    for told in (page(by, f"/uses/{use.pk}/"), page(by, f"/originals/{use.original_id}/")):
        assert "Erased for good on" in told
        for wrong in (
            "Waiting for its turn",
            "data-poll",
            "stays in the clinic",
            "The way to yes",
            "<video",
            "No copy was made",
            "Another day",
            "Caption",
        ):
            assert wrong not in told, wrong


def test_while_a_deletion_is_asked_for_no_other_day_is_offered_and_the_record_says_so(
    by: Membership, patient: Patient
) -> None:
    original = an_original(by, patient)
    assert "The patient asked on" not in page(by, f"/patients/{patient.pk}/")
    asked = rights.ask(patient, Kind.DELETE, who=Who.PATIENT)
    use = worked(a_use(by, original))
    assert "Choose another day" not in page(by, f"/uses/{use.pk}/")
    for path in (f"/patients/{patient.pk}/", f"/patients/{patient.pk}/capture/"):
        told = page(by, path)
        assert "That the pictures are deleted" in told and "take no more pictures" in told
        assert f"/rights/requests/{asked.pk}/" not in told
    assert 'class="button primary" href="/patients/' not in page(by, f"/patients/{patient.pk}/")
    assert f"/rights/requests/{asked.pk}/" in page(a_member(Role.OFFICER, by.clinic), f"/patients/{patient.pk}/")
