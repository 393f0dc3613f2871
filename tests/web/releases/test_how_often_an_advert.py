"""How often an advert goes out is agreed to: for another use of the picture there an officer reads the terms."""

from datetime import timedelta

import pytest

from builders import a_member, a_patient, an_original, nose
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.vocabulary import Destination, Purpose
from kindao.web.clinics.models import Membership, Role
from kindao.web.releases import actions
from kindao.web.releases.models import Release, Stage
from kindao.web.review.models import Confirmation, Use, UseState
from outside import a_manual_account, gone
from permits import a_lawful_use, a_permitted_use, an_officer_read_the_terms
from released import Site, a_folder_account, looked_again, worked_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Membership:
    return a_member()


def used_twice(by: Membership) -> tuple[Use, Use]:
    one = a_permitted_use(by, a_patient(by), destination=Destination.WEBSITE)
    return one, a_permitted_use(by, one.patient, one.original, destination=Destination.WEBSITE)


def test_another_use_of_the_advert_waits_for_an_officers_yes(by: Membership, site: Site) -> None:
    one, two = used_twice(by)
    assert one.purpose == Purpose.ADVERTISING
    account = a_folder_account(by, site)
    first = actions.release(by, one, account)
    with pytest.raises(BadInput, match="how often"):
        actions.release(by, two, account)
    decision = two.decisions.latest("number")
    officer = a_member(Role.OFFICER, by.clinic)
    Confirmation.objects.create(
        use=two, decision=decision, copy=decision.copy, by=officer.user, says="yes", reason="Hai bài", at=clock.now()
    )
    assert actions.release(by, two, account)
    assert first.pk != Release.objects.latest("created_at").pk


def test_filed_under_somebody_else_it_is_the_same_advert(by: Membership, site: Site) -> None:
    one = a_permitted_use(by, a_patient(by), destination=Destination.WEBSITE)
    again = an_original(by, a_patient(by), nose())
    assert again.digest == one.original.digest
    two = a_permitted_use(by, again.patient, again, destination=Destination.WEBSITE)
    account = a_folder_account(by, site)
    Use.objects.filter(pk=one.pk).update(state=UseState.PERMITTED)
    assert actions.release(by, one, account)
    with pytest.raises(BadInput, match="how often"):
        actions.release(by, two, account)


def test_what_never_went_out_and_what_is_no_advert_does_not_count(by: Membership, site: Site) -> None:
    one, two = used_twice(by)
    account = a_folder_account(by, site)
    assert actions.call_off(by, actions.release(by, one, account))
    assert actions.release(by, two, account)
    for use in used_twice(by):
        Use.objects.filter(pk=use.pk).update(purpose=Purpose.AWARENESS)
        assert actions.release(by, use, account)


def test_a_second_account_a_second_hand_and_anew_are_a_second_post(by: Membership, site: Site) -> None:
    use = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE)
    folder, hand = a_folder_account(by, site), a_manual_account(by)
    waits = actions.release(by, use, folder, at=clock.now() + timedelta(days=2))
    with pytest.raises(BadInput, match="how often"):
        actions.release(by, use, hand)
    with pytest.raises(BadInput, match="how often"):
        actions.release_by_hand(a_member(clinic=by.clinic), use)
    an_officer_read_the_terms(by, use)
    first = actions.release_by_hand(by, use)
    assert actions.release_by_hand(by, use) == first, "a double click is no second post"
    assert actions.call_off(by, first)
    out = worked_off(actions.release(by, use, hand))  # the officer's yes was used by nothing
    assert actions.call_off(by, waits)
    with actions.handed_out(by, out) as stream:
        stream.read()
    with pytest.raises(BadInput, match="how often"):
        actions.release(by, use, folder)
    actions.never_posted(by, out, reason="Đã đổi ý, đã xóa bản tải về")
    again = worked_off(actions.release(by, use, folder))
    looked_again(again)
    gone(again)
    again.refresh_from_db()
    assert again.stage == Stage.GONE
    with pytest.raises(BadInput, match="how often"):
        actions.release(by, use, folder)
    an_officer_read_the_terms(by, use)
    assert actions.release(by, use, folder)


def test_what_it_was_asked_for_is_not_forgotten_by_changing_it(by: Membership, site: Site) -> None:
    one, two = used_twice(by)
    account = a_folder_account(by, site)
    actions.release(by, one, account)
    Use.objects.filter(pk=one.pk).update(purpose=Purpose.AWARENESS, destination=Destination.FACEBOOK)
    with pytest.raises(BadInput, match="how often"):
        actions.release(by, two, account)
