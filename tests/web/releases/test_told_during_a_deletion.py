"""What somebody tells while a deletion is under way was not asked for by it: nothing says of it that it is gone."""

from typing import Any

import pytest

from builders import a_member, a_patient
from kindao.engine.vocabulary import Destination
from kindao.web.clinics.models import Role
from kindao.web.releases import actions
from kindao.web.releases.connectors import installed
from kindao.web.releases.connectors.base import Access, Gone, Place
from kindao.web.releases.models import CopyState, Release, Stage, Why
from kindao.web.review.models import Use
from permits import a_lawful_use
from released import Site, a_folder_account, looked_again, worked_off

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("by_whom", ["person", "platform"])
def test_an_address_told_during_the_deletion_is_not_called_gone(
    site: Site, monkeypatch: pytest.MonkeyPatch, by_whom: str
) -> None:
    by = a_member(role=Role.OFFICER)
    doctor = a_member(clinic=by.clinic)
    use: Use = a_lawful_use(doctor, a_patient(doctor), destination=Destination.WEBSITE)
    row: Release = worked_off(actions.release(by, use, a_folder_account(by, site)))
    looked_again(row)
    (site.folder / "saved.jpg").write_bytes((site.folder / row.file_name).read_bytes())
    (site.folder / "old-page.html").write_text('<img src="saved.jpg">', encoding="utf-8")
    address = f"{site.address}/old-page.html"
    kind: Any = installed()["folder"]
    delete = kind.delete

    def slow(access: Access, ref: str, mark: str) -> Gone:
        """Somebody tells of another address meanwhile."""
        if by_whom == "person":
            actions.posted(by, row, [(address, Place.POST)])
        else:
            actions.found(row, address, Place.PAGE, by="platform", ref="saved.jpg")
        done: Gone = delete(access, ref, mark)
        return done

    order = actions.take_down(row, Why.OFFICER)
    assert order is not None
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(kind, "delete", slow)
        worked_off(order)
    told = row.public_copies.get(address=address)
    assert told.state == CopyState.LIVE and told.asked_at is None, "nobody was asked for it"
    if by_whom == "person":
        worked_off(order)
        told.refresh_from_db()
        assert told.state == CopyState.BY_HAND and told.person is not None and told.due_at
    for _ in range(3):
        looked_again(row)
        worked_off(order)
    row.refresh_from_db()
    assert row.stage == Stage.COMING_DOWN
