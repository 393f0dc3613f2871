"""How often an advert goes out is agreed to: the same use at a second account there is once more."""

import pytest

from builders import a_member, a_patient
from kindao.engine.errors import BadInput
from kindao.engine.vocabulary import Destination
from kindao.web.releases import actions
from permits import a_permitted_use
from released import Site, a_folder_account

pytestmark = pytest.mark.django_db


def test_the_same_advert_once_more_is_an_officers(site: Site) -> None:
    by = a_member()
    use = a_permitted_use(by, a_patient(by), destination=Destination.WEBSITE)
    account = a_folder_account(by, site)
    assert actions.release(by, use, account)
    with pytest.raises(BadInput, match="how often"):
        actions.release_by_hand(by, use)
