"""An address that somebody tells of while the platform is asked to delete: it was not asked about that one."""

import pytest

from builders import a_member, a_patient
from kindao.engine.vocabulary import Destination
from kindao.web.clinics.models import Membership, Role
from kindao.web.releases import actions
from kindao.web.releases.connectors.base import Gone, Place
from kindao.web.releases.connectors.folder import Folder
from kindao.web.releases.models import CopyState, PublicCopy, Release, Stage, Why
from permits import a_lawful_use
from released import Site, a_folder_account, looked_again, worked_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Membership:
    return a_member(Role.OFFICER)


def a_release(by: Membership, site: Site) -> Release:
    use = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE)
    release = worked_off(actions.release(by, use, a_folder_account(by, site)))
    looked_again(release)
    return release


def told(site: Site) -> str:
    (site.folder / "old-page.html").write_text("<img src=saved.jpg>")
    return f"{site.address}/old-page.html"


def test_of_what_is_gone(by: Membership, site: Site) -> None:
    release = a_release(by, site)
    order = actions.take_down(release, Why.OFFICER, by=by.user)
    assert order is not None
    for _ in range(3):
        worked_off(order)
        looked_again(release)
    worked_off(order)
    release.refresh_from_db()
    assert release.stage == Stage.GONE
    where = told(site)
    actions.posted(by, release, [(where, Place.PAGE)])
    worked_off(release.takedowns.open().get())
    assert PublicCopy.objects.get(address=where).state == CopyState.BY_HAND


def test_told_at_that_very_moment(by: Membership, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    release, where, delete = a_release(by, site), told(site), Folder.delete
    order = actions.take_down(release, Why.OFFICER, by=by.user)
    assert order is not None

    def meanwhile(self: Folder, *asked: object) -> Gone:
        actions.posted(by, release, [(where, Place.PAGE)])
        return delete(self, *asked)  # type: ignore[arg-type]

    monkeypatch.setattr(Folder, "delete", meanwhile)
    worked_off(order)
    monkeypatch.undo()
    assert PublicCopy.objects.get(address=where).state == CopyState.LIVE
    worked_off(order)
    row = PublicCopy.objects.get(address=where)
    assert (row.state, row.asked_at) == (CopyState.BY_HAND, None) and row.person
