"""How often an advert goes out is agreed to: for another use of the picture there an officer reads the terms."""

import pytest

from builders import a_member, a_patient, an_original, nose
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.vocabulary import Destination, Purpose
from kindao.web.clinics.models import Membership, Role
from kindao.web.releases import actions
from kindao.web.releases.models import Release
from kindao.web.review.models import Confirmation, Use, UseState
from permits import a_permitted_use
from released import Site, a_folder_account

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
