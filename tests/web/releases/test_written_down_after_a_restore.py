"""After a restore nothing goes out until the officer has entered what was taken back since; what is out by then and was
permitted as far as is known stays for the officer to decide. What a known rule denies comes down at once, and says by
which."""

import secrets
from datetime import timedelta

import pytest
from django.urls import reverse

from builders import a_member, a_patient, a_use, an_original, nose, worked
from desk import signed_in
from kindao import clock
from kindao.engine.vocabulary import Destination, Outcome, Purpose
from kindao.web.cases import signals as cases
from kindao.web.cases.models import Original
from kindao.web.clinics.models import Clinic, Membership, Role
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Consent, Who
from kindao.web.releases import actions, unrecorded
from kindao.web.releases.models import Release, Stage, Takedown, Why
from kindao.web.review import asking, standing
from kindao.web.review.models import Use
from kindao.web.vault.signals import restored
from permits import a_lawful_use
from released import Site, a_folder_account, worked_off

pytestmark = pytest.mark.django_db
WATCHED = "Từ nay Kindao theo dõi nơi này từ bên ngoài"


@pytest.fixture
def by() -> Membership:
    return a_member(role=Role.OFFICER)


@pytest.fixture
def use(by: Membership) -> Use:
    doctor = a_member(clinic=by.clinic)
    return a_lawful_use(doctor, a_patient(doctor), destination=Destination.WEBSITE)


def _restore() -> None:
    """What vault.restore does with the rows, once they are there."""
    at = clock.now()
    Clinic.objects.update(restored_from=at)
    restored.send(Clinic, at=at)


def _planted(site: Site, name: str = "") -> str:
    name = name or f"{secrets.token_hex(12)}.jpg"
    (site.folder / name).write_bytes(nose())
    return f"{site.address}/{name}"


def _read(by: Membership, row: Release) -> str:
    return signed_in(by.user).get(reverse("releases:release", args=[row.pk])).content.decode()


@pytest.mark.parametrize("asked_again", [False, True], ids=["it waits to be asked again", "a worker has asked again"])
def test_what_was_permitted_is_for_the_officer(by: Membership, site: Site, use: Use, asked_again: bool) -> None:
    row = actions.release(by, use, a_folder_account(by, site), at=clock.now() + timedelta(hours=1))
    _restore()
    if asked_again:
        worked(use)
    page = reverse("releases:unrecorded", args=[use.pk])
    desk = signed_in(by.user)
    assert "bị lệnh gỡ ngay khi ghi lại" not in desk.get(page).content.decode()
    sent = {"account": str(row.account_id), "address": _planted(site, row.file_name)}
    answer = desk.post(page, sent, follow=True).content.decode()
    row.refresh_from_db()
    assert row.stage == Stage.OUT and not row.takedowns.exists()
    assert WATCHED in answer


def test_what_no_row_tells_of_is_for_the_officer_too(by: Membership, site: Site, use: Use) -> None:
    _restore()
    worked(use)
    row = unrecorded.write_down(by, use, a_folder_account(by, site), _planted(site))
    assert row.stage == Stage.OUT and not Takedown.objects.exists()


@pytest.mark.parametrize("asked_again", [False, True])
def test_what_was_withdrawn_comes_down_and_says_why(by: Membership, site: Site, use: Use, asked_again: bool) -> None:
    _restore()
    consents.withdraw(Consent.objects.get(), who=Who.PATIENT)
    if asked_again:
        worked(use)
    account, desk = a_folder_account(by, site), signed_in(by.user)
    page = reverse("releases:unrecorded", args=[use.pk])
    assert "bị lệnh gỡ ngay khi ghi lại" in desk.get(page).content.decode(), "said before it is written down"
    answer = desk.post(page, {"account": str(account.pk), "address": _planted(site)}, follow=True).content.decode()
    row = Release.objects.get()
    order = row.takedowns.get()
    assert row.stage == Stage.COMING_DOWN and order.why == Why.LEAK
    assert order.because_en and order.because_en != asking.RESTORED.en
    assert order.because_vi in answer, "the rule is named"
    assert WATCHED not in answer and "đang được gỡ" in answer


def test_what_nothing_permits_comes_down_but_after_a_restore_that_may_be_lost(by: Membership, site: Site) -> None:
    account = a_folder_account(by, site)
    asked = a_use(by, an_original(by), destination=Destination.WEBSITE)
    row = unrecorded.write_down(by, asked, account, _planted(site))
    assert row.stage == Stage.COMING_DOWN and row.takedowns.get().because_en == actions.NOT_ANSWERED.en
    _restore()
    asked.clinic.refresh_from_db()
    assert unrecorded.write_down(by, asked, account, _planted(site)).stage == Stage.OUT


def test_a_fact_that_is_entered_after_a_restore_takes_nothing_down(by: Membership, site: Site, use: Use) -> None:
    row = worked_off(actions.release(by, use, a_folder_account(by, site)))
    _restore()
    cases.changed.send(Original, patients=[use.patient_id], originals=[])
    row.refresh_from_db()
    assert row.stage == Stage.OUT
    consents.withdraw(Consent.objects.get(), who=Who.PATIENT)
    row.refresh_from_db()
    assert row.stage == Stage.COMING_DOWN and row.takedowns.get().why == Why.WITHDRAWN


def test_nothing_leaves_all_the_same(by: Membership, use: Use) -> None:
    _restore()
    use.refresh_from_db()
    now = standing.judged(use.decisions.latest("number"), use)
    assert now.outcome is Outcome.INDETERMINATE and now.why == asking.RESTORED and not now.permits


@pytest.mark.parametrize("before", [True, False], ids=["taken back first", "written down first"])
@pytest.mark.parametrize("answered", ["never", "to another question"])
def test_what_was_taken_back_comes_down_though_no_answer_was_kept(
    by: Membership, site: Site, use: Use, before: bool, answered: str
) -> None:
    """The backup was made before it was permitted."""
    if answered == "never":
        use = a_use(by, use.original, purpose=Purpose(use.purpose), destination=Destination.WEBSITE)
    else:
        Use.objects.filter(pk=use.pk).update(answers_before=use.decisions.latest("number").number)
    _restore()
    use.refresh_from_db()
    account, address = a_folder_account(by, site), _planted(site)
    if before:
        consents.withdraw(Consent.objects.get(), who=Who.PATIENT)
        row = unrecorded.write_down(by, use, account, address)
    else:
        row = unrecorded.write_down(by, use, account, address)
        assert row.stage == Stage.OUT, "nobody said no as far as is known"
        consents.withdraw(Consent.objects.get(), who=Who.PATIENT)
    row.refresh_from_db()
    assert row.stage == Stage.COMING_DOWN and row.takedowns.get().because_en == standing.WITHDRAWN.en
