"""What the backup held as not out yet, and what went out after it, is brought out by its random name; a name counts as
Kindao's own only where the file's, or the post's, begins with it."""

import secrets

import pytest
from django.urls import reverse

from builders import a_member, a_patient, nose, signed_in
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.vocabulary import Destination
from kindao.web.clinics.models import Clinic, Membership, Role
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Consent, Who
from kindao.web.releases import actions, unrecorded
from kindao.web.releases.models import Release, Stage, Why
from kindao.web.review import actions as review
from kindao.web.review import asking, jobs
from kindao.web.review.models import Check, Use, Work
from permits import a_lawful_use
from released import Site, a_folder_account, looked_again, worked_off


@pytest.fixture
def by(db: None) -> Membership:
    return a_member(role=Role.OFFICER)


@pytest.fixture
def use(by: Membership) -> Use:
    return a_use(by)


def a_use(by: Membership) -> Use:
    doctor = a_member(clinic=by.clinic)
    return a_lawful_use(doctor, a_patient(doctor), destination=Destination.WEBSITE)


def scheduled_and_out(by: Membership, site: Site, use: Use) -> tuple[Release, str]:
    """As a restore finds it: the release waits for its time, its file is out."""
    row = actions.release(by, use, a_folder_account(by, site))
    (site.folder / row.file_name).write_bytes(nose())
    return row, f"{site.address}/{row.file_name}"


@pytest.mark.parametrize("is_restored", [True, False])
def test_what_was_called_off_by_the_restore_is_out_and_comes_down(
    by: Membership, site: Site, use: Use, is_restored: bool
) -> None:
    row, address = scheduled_and_out(by, site, use)
    if is_restored:
        assert actions.brought_back() == 1
    row.refresh_from_db()
    assert row.stage == (Stage.CANCELLED if is_restored else Stage.SCHEDULED)
    met = unrecorded.write_down(by, use, row.account, address)
    assert met.pk == row.pk and met.stage == Stage.OUT and met.sent_at and met.digest and met.phash
    assert met.file_name == row.file_name and not met.permits.alive().exists()
    with pytest.raises(BadInput, match="knows this address already"):
        unrecorded.write_down(by, use, row.account, address)
    with pytest.raises(BadInput, match="knows this address already"):  # its page has a form for others now
        unrecorded.write_down(by, use, row.account, f"{address}?anew")
    looked_again(met)
    order = actions.take_down(met, Why.OFFICER)
    assert order is not None
    for _ in range(3):
        worked_off(order)
        looked_again(met)
    worked_off(order)
    met.refresh_from_db()
    assert met.stage == Stage.GONE and site.files() == []


def test_a_name_of_another_question_is_said_to_be_so(by: Membership, site: Site, use: Use) -> None:
    row, address = scheduled_and_out(by, site, use)
    actions.brought_back()
    with pytest.raises(BadInput, match="of another question"):
        unrecorded.write_down(by, a_use(by), row.account, address)
    assert Release.objects.get().stage == Stage.CANCELLED


def test_another_clinics_release_is_not_told_of(by: Membership, site: Site, use: Use) -> None:
    other = a_member(role=Role.OFFICER)
    account = a_folder_account(by, site)
    theirs = a_use(other)
    Release.objects.create(
        clinic=other.clinic,
        use=theirs,
        account=account,
        stage=Stage.CANCELLED,
        due_at=theirs.asked_at,
        created_at=theirs.asked_at,
        file_name=f"{secrets.token_hex(12)}.jpg",
        asked_by=other.user,
    )
    name = Release.objects.get().file_name
    (site.folder / name).write_bytes(nose())
    row = unrecorded.write_down(by, use, account, f"{site.address}/{name}")
    assert row.clinic == by.clinic and row.file_name != name and row.stage == Stage.OUT


@pytest.mark.parametrize(
    ("address", "is_ours"),
    [
        ("https://a.example/{}.jpg", True),
        ("https://a.example/2026/{}-300x200.jpg?v=1", True),
        ("https://a.example/{}/", True),
        ("https://a.example/{}-2/", True),
        ("https://a.example/{}/hinh.jpg", False),
        ("https://a.example/hinh.jpg?of={}", False),
        ("https://a.example/hinh-{}.jpg", False),
        ("https://a.example/{}0.jpg", False),
        ("https://a.example/#{}", False),
    ],
)
def test_a_name_counts_where_the_last_part_begins_with_it(address: str, is_ours: bool) -> None:
    mark = "507f1f77bcf86cd799439011"  # as a MongoDB writes its numbers
    assert unrecorded._mark_in(address.format(mark)) == (mark if is_ours else "")


def restored(by: Membership) -> None:
    """As a desk is before the officer has entered what was taken back since the backup, each use answered anew."""
    Clinic.objects.update(restored_from=clock.now())
    review.brought_back()
    actions.brought_back()
    for row in Check.objects.filter(state=Work.State.WAITING):
        jobs.work("check", row.pk)


def test_what_is_written_down_after_a_restore_stays_out_as_what_the_backup_knew(
    by: Membership, site: Site, use: Use
) -> None:
    row, address = scheduled_and_out(by, site, use)
    restored(by)
    last = use.decisions.latest("number")
    assert last.refused_en == asking.RESTORED.en
    client = signed_in(by.user)
    client.cookies["django_language"] = "en"
    page = client.post(
        reverse("releases:unrecorded", args=[use.pk]), {"account": str(row.account_id), "address": address}, follow=True
    ).content.decode()
    row.refresh_from_db()
    assert row.stage == Stage.OUT and not row.takedowns.exists()
    assert "Kindao looks at it from outside from now on" in page
    consents.withdraw(Consent.objects.get(), who=Who.PATIENT)
    row.refresh_from_db()
    assert row.stage == Stage.COMING_DOWN, "entered, it counts"


def test_what_was_taken_back_comes_down_as_it_is_written_down_and_says_why(
    by: Membership, site: Site, use: Use
) -> None:
    row, address = scheduled_and_out(by, site, use)
    restored(by)
    consents.withdraw(Consent.objects.get(), who=Who.PATIENT)
    client = signed_in(by.user)
    client.cookies["django_language"] = "en"
    page = client.post(
        reverse("releases:unrecorded", args=[use.pk]), {"account": str(row.account_id), "address": address}, follow=True
    ).content.decode()
    row.refresh_from_db()
    assert row.stage == Stage.COMING_DOWN
    assert "Written down. It may not be there: it comes down now." in page
    assert "looks at it from outside from now on" not in page
