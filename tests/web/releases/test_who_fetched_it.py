"""Who downloaded the copy of what is posted by hand knows where it is: they say that it was not posted, they take it
down."""

import pytest

from builders import a_member, a_patient, signed_in
from calling import a_system
from kindao.engine.errors import BadInput
from kindao.engine.vocabulary import Destination
from kindao.web.clinics.models import Membership, Role
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Consent, Who
from kindao.web.releases import actions, taking_down
from kindao.web.releases.connectors.base import Place
from kindao.web.releases.models import CopyState, PublicCopy, Release, Stage, Takedown
from outside import a_manual_account, a_use_to_post
from permits import a_lawful_use
from released import worked_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def doctor() -> Membership:
    return a_member()


@pytest.fixture
def marketer(doctor: Membership) -> Membership:
    return a_member(Role.MARKETER, doctor.clinic)


def fetched(by: Membership, release: Release) -> Release:
    with actions.handed_out(by, release) as stream:
        stream.read()
    release.refresh_from_db()
    return release


def test_nobody_else_says_that_it_was_not_posted(doctor: Membership, marketer: Membership) -> None:
    release = fetched(doctor, actions.release_by_hand(doctor, a_use_to_post(doctor)))
    theirs, own = signed_in(marketer.user), signed_in(doctor.user)
    where = f"/releases/{release.pk}/"
    assert f"{where}not-posted/" not in theirs.get(where).content.decode()
    page = own.get(where).content.decode()
    assert f"{where}not-posted/" in page and doctor.user.name in page
    said = theirs.post(f"{where}not-posted/", {"reason": "không biết"}, follow=True).content.decode()
    assert "chỉ người đã tải bản sao" in said
    with pytest.raises(BadInput, match="only whoever fetched it"):
        actions.never_posted(marketer, release, reason="không biết")
    release.refresh_from_db()
    assert release.stage == Stage.BY_HAND
    consents.withdraw(Consent.objects.get(), who=Who.PATIENT)
    worked_off(Takedown.objects.open().get())
    task = PublicCopy.objects.by_hand().get()
    assert task.person == doctor.user and not task.address, "the doctor is asked where their copy is"


def test_whoever_fetched_it_says_so_and_the_officer(doctor: Membership) -> None:
    officer = a_member(Role.OFFICER, doctor.clinic)
    for by in (doctor, officer):
        release = fetched(doctor, actions.release_by_hand(doctor, a_use_to_post(doctor)))
        actions.never_posted(by, release, reason="Khách đổi ý")
        release.refresh_from_db()
        assert release.stage == Stage.REFUSED and release.not_posted_by == by.user


def test_a_system_says_so_of_what_it_fetched_alone(doctor: Membership) -> None:
    system, account = a_system(doctor.clinic), a_manual_account(doctor)
    release = fetched(doctor, actions.release(doctor, a_use_to_post(doctor), account))
    no = system("POST", f"/releases/{release.pk}/not-posted", {"reason": "x"})
    assert no.status_code == 422 and "whoever fetched it" in no.json()["detail"]
    own = actions.release(doctor, a_use_to_post(doctor), account)
    b"".join(system("POST", f"/releases/{own.pk}/copy").streaming_content)
    own.refresh_from_db()
    assert taking_down.whoever_deletes(own) == doctor.user, "a system deletes nothing by hand"
    assert system("POST", f"/releases/{own.pk}/not-posted", {"reason": "x"}).json()["stage"] == "refused"


def test_who_posted_it_by_hand_takes_it_down_though_another_did_before(
    doctor: Membership, marketer: Membership
) -> None:
    actions.release_by_hand(doctor, a_lawful_use(doctor, a_patient(doctor), destination=Destination.FACEBOOK))
    use = a_lawful_use(marketer, a_patient(marketer), destination=Destination.FACEBOOK)
    page = signed_in(marketer.user).get(f"/uses/{use.pk}/post/").content.decode()
    assert "Tôi tự tay đăng, và sẽ tự tay gỡ khi cần" in page
    release = fetched(marketer, actions.release_by_hand(marketer, use))
    assert release.account.deleter == doctor.user, "one account for all that is posted by hand there"
    where = [("https://facebook.com/rieng/1", Place.POST)]
    actions.posted(marketer, release, where)
    told = signed_in(doctor.user).get(f"/releases/{release.pk}/").content.decode()
    assert f"Người tải về</dt><dd>{marketer.user.name}" in told, "also once it is told where it is"
    consents.withdraw(Consent.objects.get(patient=use.patient), who=Who.PATIENT)
    worked_off(Takedown.objects.open().get())
    task = PublicCopy.objects.get(release=release)
    assert task.state == CopyState.BY_HAND and task.person == marketer.user
    Membership.objects.filter(pk=marketer.pk).update(ended_at=release.created_at)
    release.refresh_from_db()
    assert taking_down.whoever_deletes(release) == doctor.user, "who has left deletes nothing"
