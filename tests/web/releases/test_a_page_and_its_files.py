"""A page that shows something else instead proves nothing by a file that another server answers for."""

from datetime import timedelta

import pytest

from builders import a_member
from kindao import clock
from kindao.engine.vocabulary import Destination
from kindao.web.releases import actions, probing
from kindao.web.releases.connectors.base import Place
from kindao.web.releases.models import Account, CopyState, PublicCopy, Release, Seen, Why
from outside import a_use_to_post
from released import Site, a_folder_account, worked_off

SITE, PLATFORM = Destination.WEBSITE, Destination.ZALO


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("destination", "place", "address", "ref", "proves"),
    [
        (SITE, Place.FILE, "https://phong-kham.vn/a.jpg", "", True),
        (SITE, Place.FILE, "https://www.phong-kham.vn/a.jpg", "", True),
        (SITE, Place.FILE, "https://cdn.example/a.jpg", "", False),
        (PLATFORM, Place.FILE, "https://phong-kham.vn/a.jpg", "site/a.jpg", False),  # of an article, on the clinic's
        (PLATFORM, Place.SIZE, "https://anh.example/thumb.jpg", "", False),
        (PLATFORM, Place.SIZE, "https://anh.example/thumb.jpg", "7", True),  # of the article itself
    ],
)
def test_a_page_is_gone_by_files_of_its_own_alone(
    site: Site, destination: Destination, place: Place, address: str, ref: str, proves: bool
) -> None:
    by = a_member()
    release = worked_off(actions.release(by, a_use_to_post(by), a_folder_account(by, site)))
    release.public_copies.all().delete()
    Account.objects.update(destination=destination.value)
    release = Release.objects.get()
    page = actions.found(release, "https://phong-kham.vn/bai/", Place.POST, by="platform", ref="7")
    file = actions.found(release, address, place, by="platform", ref=ref)
    seen(page, Seen.THERE, 0)
    seen(file, Seen.THERE, 0)
    actions.take_down(release, Why.OFFICER)
    for n in (1, 2):
        seen(file, Seen.GONE, n)
        seen(page, Seen.OTHER, n)
    page.refresh_from_db()
    assert (page.state == CopyState.VERIFIED_GONE) is proves


def seen(copy: PublicCopy, what: Seen, minute: int) -> None:
    at = clock.now() + timedelta(minutes=minute)
    probing.keep(copy, probing.Look(what, 200, as_browser=minute == 2), at=at)
