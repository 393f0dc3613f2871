"""What a platform is known to refuse is said when somebody wants it out there, not at the hour it should go out."""

import pytest

from builders import a_member
from kindao.engine.errors import BadInput
from kindao.engine.vocabulary import Destination
from kindao.web.releases import accounts, actions
from kindao.web.releases.connectors import installed
from kindao.web.releases.connectors.base import Access, Offer, Particular, Refused
from kindao.web.releases.models import Account
from kindao.web.vault import keys

FOLDER = Access("", {"folder": "/srv/www"})
FILM, PICTURE = "video/mp4", "image/jpeg"


@pytest.mark.parametrize(
    ("name", "offer", "says"),
    [
        ("youtube", Offer(FILM, 10, "ế" * 2600), "written in bytes"),
        ("youtube", Offer(FILM, 10, "Trước\nsau < ba tháng"), "no <"),
        ("tiktok", Offer(FILM, 10, "😀" * 1500), "longer than TikTok"),
        ("tiktok", Offer(FILM, 10, "", 601), "longer than TikTok"),
        ("instagram", Offer(FILM, 10, "#sẹo " * 40), "hashtags"),
        ("instagram", Offer(FILM, 10, "", 2.0), "three seconds"),
        ("instagram", Offer(PICTURE, 9 * 10**6, ""), "larger than"),
        ("facebook", Offer(PICTURE, 5 * 10**6, ""), "larger than"),
        ("zalo", Offer(PICTURE, 2 * 10**6, ""), "public address"),
        ("zalo", Offer(FILM, 60 * 10**6, ""), "larger than"),
    ],
)
def test_each_connector_knows_before_it_is_asked_to_publish(name: str, offer: Offer, says: str) -> None:
    kind = installed()[name]
    assert isinstance(kind, Particular)
    with pytest.raises(Refused, match=says):
        kind.takes(FOLDER, offer)


@pytest.mark.parametrize(
    ("name", "offer"),
    [
        ("youtube", Offer(FILM, 10, "ế" * 1600)),
        ("tiktok", Offer(FILM, 10, "😀" * 1000)),
        ("instagram", Offer(FILM, 10, "#sẹo " * 30, 3.0)),
        ("instagram", Offer(PICTURE, 10, "")),
        ("facebook", Offer(PICTURE, 10, "")),
        ("zalo", Offer(FILM, 10, "")),
    ],
)
def test_what_it_takes_is_not_refused(name: str, offer: Offer) -> None:
    kind = installed()[name]
    assert isinstance(kind, Particular)
    kind.takes(FOLDER, offer)


def test_an_instagram_account_without_a_folder_takes_no_picture() -> None:
    kind = installed()["instagram"]
    assert isinstance(kind, Particular)
    with pytest.raises(Refused, match="names no folder"):
        kind.takes(Access("", {}), Offer(PICTURE, 10, ""))


@pytest.mark.django_db
def test_it_is_said_when_somebody_wants_it_out() -> None:
    by = a_member()
    account = Account(
        clinic=by.clinic,
        connector="youtube",
        destination=Destination.YOUTUBE,
        name="Kênh",
        key=keys.shared_key(by.clinic),
        opened_by=by.user,
        opened_at=by.began_at,
    )
    account.sealed = accounts._sealed(account.pk.bytes, keys.opened(account.key), {})
    account.save()
    with pytest.raises(BadInput, match="written in bytes") as no:
        actions.fits(account, Offer(FILM, 10, "ế" * 2600))
    assert "byte" in no.value.vi
    actions.fits(account, Offer(FILM, 10, "Sau ba tháng"))
