"""A picture that was filed under another patient and back again: its last bytes are never let go."""

import io

import pytest

from builders import a_member, a_patient, a_session, a_use, nose, signed_in
from kindao.engine.errors import BadInput
from kindao.web import vault
from kindao.web.cases import actions as cases
from kindao.web.cases.models import Appearance, Original, Patient
from kindao.web.cases.refiling import refile
from kindao.web.clinics.models import Membership, Role
from kindao.web.review.models import Inspection
from kindao.web.vault import store

pytestmark = pytest.mark.django_db
WHY = "Ảnh chụp nhầm hồ sơ"


@pytest.fixture
def officer() -> Membership:
    return a_member(Role.OFFICER)


def taken_in(by: Membership, patient: Patient) -> Original:
    return cases.take_in(by, a_session(by, patient), io.BytesIO(nose()), received=Original.Received.UPLOAD)


def test_putting_a_wrong_refiling_right_keeps_the_bytes(officer: Membership) -> None:
    first, second = a_patient(officer), a_patient(officer)
    mine, theirs = taken_in(officer, first), taken_in(officer, second)
    Appearance.objects.create(original=theirs, found_by_machine=True)
    assert refile(officer, mine, first, second, reason=WHY) == theirs
    assert not mine.inspections.exists() and not Original.objects.kept().filter(pk=mine.pk).exists()
    assert refile(officer, theirs, second, first, reason=WHY) == mine
    back = Original.objects.get(pk=mine.pk)
    assert store.read(back.file) == nose() and back.file.key == first.key
    assert list(Original.objects.kept()) == [back]
    assert back.appearances.filter(role=Appearance.As.UNKNOWN).count() == 1, "nobody said who that is"
    assert [one.original for one in Inspection.objects.all()] == [back], "looked at anew"
    again = refile(officer, back, first, second, reason=WHY)
    assert again == theirs and store.read(Original.objects.get(pk=theirs.pk).file) == nose()


def test_what_was_filed_elsewhere_can_be_taken_in_again(officer: Membership) -> None:
    first, second = a_patient(officer), a_patient(officer)
    mine = taken_in(officer, first)
    taken_in(officer, second)
    refile(officer, mine, first, second, reason=WHY)
    again = taken_in(officer, first)
    assert again == mine and store.read(again.file) == nose()
    assert [row.patient for row in again.appearances.all()] == [first]
    assert again.inspections.filter(state="waiting").exists() and taken_in(officer, first) == again
    assert Original.objects.kept().count() == 2


def test_where_the_bytes_are_nowhere_nothing_changes(officer: Membership) -> None:
    first, second = a_patient(officer), a_patient(officer)
    mine, theirs = taken_in(officer, first), taken_in(officer, second)
    refile(officer, mine, first, second, reason=WHY)
    vault.erase(second.key, by=None)
    with pytest.raises(BadInput, match="this was erased"):
        refile(officer, theirs, second, first, reason=WHY)
    assert theirs.appearances.filter(patient=second).exists()


def test_its_page_says_where_it_went_and_who_filed_it_confirms_none_of_it(officer: Membership) -> None:
    first, second = a_patient(officer), a_patient(officer)
    mine, theirs = taken_in(officer, first), taken_in(officer, second)
    refile(officer, mine, first, second, reason=WHY)
    page = signed_in(officer.user).get(f"/originals/{mine.pk}/").content.decode()
    assert "chuyển sang hồ sơ của một người bệnh khác" in page and "vĩnh viễn" not in page
    use = a_use(officer, theirs)
    third = taken_in(officer, a_patient(officer))
    use.clinic.two_person = True
    use.asked_by = a_member(Role.OFFICER, officer.clinic).user
    assert use.needs_another_than(officer.user)
    assert a_use(officer, third).original.refilings.count() == 0
    other = a_use(officer, third)
    other.clinic.two_person, other.asked_by = True, use.asked_by
    assert other.needs_another_than(officer.user), "the same bytes"
