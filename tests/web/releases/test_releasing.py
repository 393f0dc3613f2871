"""From a permitted use to a real site, and back: on a folder that a real server serves."""

import hashlib
from datetime import timedelta

import pytest

from builders import a_member, a_patient
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.vocabulary import Destination
from kindao.web.clinics.models import Membership
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Consent, Who
from kindao.web.releases import actions, permits
from kindao.web.releases.models import CopyState, Permit, Release, Stage, Takedown, Why
from kindao.web.review.models import Use, UseState
from permits import a_lawful_use
from released import Site, a_folder_account, looked_again, worked_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Membership:
    return a_member()


def a_release(by: Membership, site: Site) -> Release:
    use = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE)
    return worked_off(actions.release(by, use, a_folder_account(by, site)))


def test_what_is_permitted_goes_out_under_a_random_name(by: Membership, site: Site) -> None:
    release = a_release(by, site)
    assert release.stage == Stage.OUT, release.why_en
    (file,) = site.files()
    assert file.name == release.file_name
    copy = release.use.decisions.latest("number").copy
    permit = Permit.objects.get(release=release)
    assert copy is not None and permit.digest == copy.digest and permit.spent_at is not None
    assert release.digest == f"sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}"
    (seen,) = release.public_copies.all()
    assert seen.address == f"{site.address}/{file.name}" and seen.state == CopyState.LIVE


def test_a_withdrawal_takes_it_down_and_proves_it(by: Membership, site: Site) -> None:
    release = a_release(by, site)
    looked_again(release)
    consents.withdraw(Consent.objects.get(), who=Who.PATIENT)
    release.refresh_from_db()
    assert release.stage == Stage.COMING_DOWN
    order = Takedown.objects.get(release=release)
    worked_off(order)
    assert site.files() == []
    looked_again(release)
    worked_off(order)
    release.refresh_from_db()
    assert release.stage == Stage.GONE
    copy = release.public_copies.get()
    assert copy.state == CopyState.VERIFIED_GONE and copy.probes.filter(seen="gone").count() == 2


def test_one_look_proves_nothing(by: Membership, site: Site) -> None:
    release = a_release(by, site)
    order = actions.take_down(release, Why.OFFICER, by=by.user)
    assert order is not None
    worked_off(order)
    release.refresh_from_db()
    assert release.stage == Stage.COMING_DOWN
    assert release.public_copies.get().state == CopyState.PLATFORM_GONE


def test_what_comes_back_is_noticed_and_taken_down_again(by: Membership, site: Site) -> None:
    release = a_release(by, site)
    kept = (site.folder / release.file_name).read_bytes()
    order = actions.take_down(release, Why.OFFICER, by=by.user)
    assert order is not None
    worked_off(order)
    looked_again(release)
    worked_off(order)
    assert Release.objects.get().stage == Stage.GONE
    (site.folder / release.file_name).write_bytes(kept)
    looked_again(release)
    assert release.public_copies.get().state == CopyState.CAME_BACK
    again = Takedown.objects.open().get()
    worked_off(again)
    assert not (site.folder / release.file_name).exists()


def test_consent_withdrawn_between_decision_and_upload_sends_nothing(by: Membership, site: Site) -> None:
    use = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE)
    release = actions.release(by, use, a_folder_account(by, site))
    permit = permits.issue(release)
    consents.withdraw(Consent.objects.get(), who=Who.PATIENT)
    with pytest.raises(permits.NotAllowed):
        permits.spend(permit, digest=permit.digest)
    assert site.files() == []
    assert Permit.objects.get().died_at is not None


@pytest.mark.parametrize("wrong", ["digest", "caption", "late", "early", "state", "twice"])
def test_a_permit_is_for_these_bytes_these_words_once_and_soon(
    by: Membership, site: Site, wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    use = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE, caption="Sau ba tháng")
    release = actions.release(by, use, a_folder_account(by, site))
    permit = permits.issue(release)
    digest, now = permit.digest, clock.now()
    match wrong:
        case "digest":
            digest = "sha256:" + "0" * 64
        case "caption":
            Use.objects.filter(pk=use.pk).update(caption="Sau bốn tháng")
        case "late":
            monkeypatch.setattr(clock, "now", lambda: now + permits.LASTS)
        case "early":
            monkeypatch.setattr(clock, "now", lambda: now - timedelta(hours=1))
        case "state":
            Use.objects.filter(pk=use.pk).update(state=UseState.NEEDS_EYES)
        case "twice":
            permits.spend(permit, digest=digest)
    with pytest.raises(permits.NotAllowed):
        permits.spend(permit, digest=digest)


def test_what_waits_for_its_day_is_called_off_by_a_withdrawal(by: Membership, site: Site) -> None:
    use = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE)
    release = actions.release(by, use, a_folder_account(by, site), at=clock.now() + timedelta(days=3))
    consents.withdraw(Consent.objects.get(), who=Who.PATIENT)
    release.refresh_from_db()
    assert release.stage == Stage.CANCELLED


def test_what_is_permitted_for_a_later_day_does_not_leave_before(by: Membership, site: Site) -> None:
    use, account = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE), a_folder_account(by, site)
    release = actions.release(by, use, account)
    later = clock.today() + timedelta(days=2)
    Use.objects.filter(pk=use.pk).update(on=later)
    release = worked_off(release)
    assert release.stage == Stage.REFUSED and not site.files()
    with pytest.raises(BadInput):
        actions.release(by, use, account)
    actions.release(by, use, account, at=clock.now() + timedelta(days=3))
