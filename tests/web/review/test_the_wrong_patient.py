"""A picture that was filed under the wrong patient: an officer says whom it shows, and nothing goes out by that."""

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from builders import a_consent, a_member, a_patient, a_session, an_original, nose, signed_in
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.vocabulary import Destination
from kindao.web import vault
from kindao.web.audit.models import AuditEvent
from kindao.web.cases import actions as cases
from kindao.web.cases.models import Original, Patient
from kindao.web.cases.refiling import refile
from kindao.web.clinics.models import Membership, Role
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Who
from kindao.web.releases import actions as releases
from kindao.web.releases.models import Release, Stage, Takedown
from kindao.web.review import elsewhere
from kindao.web.review.models import Use, UseState
from kindao.web.rights.seeing import everything
from kindao.web.vault import store
from permits import a_lawful_use, a_permitted_use, an_officer_read_the_terms
from released import Site, a_folder_account, a_site, worked_off

pytestmark = pytest.mark.django_db
WHY = "Ảnh chụp nhầm hồ sơ: vết sẹo và ngày chụp là của người kia"


@pytest.fixture
def by() -> Membership:
    return a_member()


@pytest.fixture
def officer(by: Membership) -> Membership:
    return a_member(Role.OFFICER, by.clinic)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with a_site(tmp_path / "site") as made:
        yield made


@pytest.fixture
def another(tmp_path: Path) -> Iterator[Site]:
    with a_site(tmp_path / "another") as made:
        yield made


def _again(by: Membership, patient: Patient, original: Original) -> Original:
    """The same bytes, in another record."""
    return cases.take_in(by, a_session(by, patient), io.BytesIO(nose()), received=Original.Received.UPLOAD)


def test_it_goes_to_the_right_record_and_under_that_patients_key(by: Membership, officer: Membership) -> None:
    wrong, right = a_patient(by), a_patient(by)
    use = a_lawful_use(by, wrong)
    refile(officer, use.original, wrong, right, reason=WHY)
    use.refresh_from_db()
    now = Original.objects.get(pk=use.original_id)
    assert now.patient == right and now.session.patient == right
    assert now.session.at == use.original.session.at
    assert [row.patient for row in now.appearances.all()] == [right]
    copy = use.copies.get()
    assert {now.file.key_id, copy.file.key_id} == {right.key_id}
    assert store.read(now.file) == store.read(copy.file)  # of the builder: the same picture, readable as before
    assert use.patient == right and use.state == UseState.LAPSED
    assert not everything(wrong) and len(everything(right)) == 1
    event = AuditEvent.objects.get(verb="original.refiled")
    assert event.facts == {"from": str(wrong.pk), "to": str(right.pk)} and WHY not in str(event.facts)
    assert now.refilings.get().reason == WHY


def test_erasing_the_wrong_patient_later_takes_nothing_of_it(by: Membership, officer: Membership) -> None:
    wrong, right = a_patient(by), a_patient(by)
    use = a_lawful_use(by, wrong)
    refile(officer, use.original, wrong, right, reason=WHY)
    vault.erase(wrong.key, by=None)
    assert store.read(Original.objects.get(pk=use.original_id).file)
    assert store.read(use.copies.get().file)


def test_the_no_of_the_wrong_patient_stays_theirs_and_holds_nobody_else(by: Membership, officer: Membership) -> None:
    wrong, right = a_patient(by), a_patient(by)
    theirs = a_lawful_use(by, wrong)
    consents.withdraw(theirs.patient.consents.get(), who=Who.PATIENT)
    use = a_lawful_use(by, right)
    Original.objects.filter(pk=theirs.original_id).update(digest=use.original.digest)  # the same picture in two records
    assert elsewhere.named(use) == {wrong.pk}
    before = Original.objects.get(pk=theirs.original_id)
    lies = refile(officer, before, wrong, right, reason=WHY)
    assert lies == use.original
    assert not elsewhere.named(use)
    assert wrong.consents.get().scopes.get().state == "withdrawn"
    before.refresh_from_db()
    assert before.file.erased_at and not before.appearances.exists()
    use.refresh_from_db()
    theirs.refresh_from_db()
    assert theirs.original == use.original and {theirs.state, use.state} == {UseState.LAPSED}


def test_who_was_erased_was_not_in_it_after_all(by: Membership, officer: Membership) -> None:
    wrong, right = a_patient(by), a_patient(by)
    first = an_original(by, wrong, nose())
    vault.erase(wrong.key, by=None)
    first.refresh_from_db()
    with pytest.raises(BadInput, match="this was erased"):  # its bytes are nowhere
        refile(officer, first, wrong, right, reason=WHY)
    again = _again(by, right, first)
    assert refile(officer, first, wrong, right, reason=WHY) == again
    assert [row.patient for row in again.appearances.all()] == [right, right]
    use = a_permitted_use(by, right, again)
    assert not elsewhere.named(use)


def test_of_who_was_only_named_in_anothers_picture_the_picture_stays(by: Membership, officer: Membership) -> None:
    owner, wrong, right = a_patient(by), a_patient(by), a_patient(by)
    original = an_original(by, owner)
    row = original.appearances.get()
    cases.say_who(officer, row, row.As.PATIENT, patient=wrong)
    vault.erase(wrong.key, by=None)
    assert refile(officer, original, wrong, right, reason=WHY) == original
    original.refresh_from_db()
    assert original.patient == owner and [row.patient for row in original.appearances.all()] == [right]


def test_nothing_is_released_by_it_and_what_is_out_comes_down(
    by: Membership, officer: Membership, site: Site, another: Site
) -> None:
    wrong, right = a_patient(by), a_patient(by)
    use = a_lawful_use(by, wrong, destination=Destination.WEBSITE)
    account = a_folder_account(by, site)
    out = worked_off(releases.release(by, use, account))
    other = a_folder_account(by, another)
    an_officer_read_the_terms(by, use)
    waits = releases.release(by, use, other, at=clock.now() + timedelta(hours=1))
    assert out.stage == Stage.OUT and waits.stage == Stage.SCHEDULED
    a_consent(by, right)
    refile(officer, use.original, wrong, right, reason=WHY)
    assert {use.state for use in Use.objects.all()} == {UseState.LAPSED}
    assert Takedown.objects.get().release == out  # the yes was another's
    waits.refresh_from_db()
    assert waits.stage == Stage.CANCELLED and Release.objects.count() == 2


def test_only_an_officer_with_a_reason_to_another_who_is_there(by: Membership, officer: Membership) -> None:
    wrong, right, third = a_patient(by), a_patient(by), a_patient(by)
    original = an_original(by, wrong)
    for who, other, to, why, told in (
        (by, wrong, right, WHY, "only the privacy officer"),
        (officer, wrong, right, "  ", "a reason is missing"),
        (officer, wrong, wrong, WHY, "under whom it lies"),
        (officer, third, right, WHY, "is not in it"),
    ):
        with pytest.raises(BadInput, match=told):
            refile(who, original, other, to, reason=why)
    vault.erase(right.key, by=None)
    right.key.refresh_from_db()
    with pytest.raises(BadInput, match="were erased"):
        refile(officer, original, wrong, right, reason=WHY)
    assert Original.objects.get().patient == wrong


def test_where_two_must_look_who_said_so_confirms_nothing_of_it(by: Membership, officer: Membership) -> None:
    wrong, right = a_patient(by), a_patient(by)
    use = a_lawful_use(by, wrong)
    use.clinic.two_person = True
    assert not use.needs_another_than(officer.user)
    refile(officer, use.original, wrong, right, reason=WHY)
    assert use.needs_another_than(officer.user)


def test_on_the_page_of_a_picture_with_one_face(by: Membership, officer: Membership) -> None:
    wrong, right = a_patient(by), a_patient(by)
    original = an_original(by, wrong)
    page = f"/originals/{original.pk}/"
    assert 'id="refile"' not in signed_in(by.user).get(page).content.decode()
    assert signed_in(by.user).post(f"{page}refile/").status_code == 404  # not theirs
    browser = signed_in(officer.user)
    assert 'id="refile"' in browser.get(page).content.decode()
    told = {"wrong": str(wrong.pk), "number": "BA-none", "reason": WHY}
    answer = browser.post(f"{page}refile/", told)
    assert answer.status_code == 422 and WHY in answer.content.decode()
    assert "Không có người bệnh nào mang số hồ sơ này" in answer.content.decode()
    answer = browser.post(f"{page}refile/", told | {"number": right.record_number.lower()}, follow=True)
    said = answer.content.decode()
    assert f"Không phải {wrong.record_number} mà là {right.record_number}" in said and WHY in said
    assert Original.objects.get(pk=original.pk).patient == right
