"""What is posted by hand is said to be where it was permitted: a look at any other address would find nothing, and call
it gone."""

import pytest

from builders import a_member, a_patient
from kindao.engine.errors import BadInput
from kindao.engine.vocabulary import Destination
from kindao.web.clinics.models import Role
from kindao.web.releases import accounts, actions, unrecorded
from kindao.web.releases.addresses import is_at, is_front, may_be_front, page_of, platform_of
from kindao.web.releases.connectors.base import Place
from kindao.web.releases.models import Release, Stage
from permits import a_lawful_use

F, W, Y, Z = Destination.FACEBOOK, Destination.WEBSITE, Destination.YOUTUBE, Destination.ZALO


@pytest.mark.parametrize(
    ("address", "place", "own", "there"),
    [
        ("https://www.facebook.com/pk/posts/1", F, "", True),
        ("https://m.facebook.com/story.php?story_fbid=1&id=2", F, "", True),
        ("https://fb.watch/abc/", F, "", True),
        ("https://facebook.com.example/pk/posts/1", F, "", False),
        ("https://notfacebook.com/pk", F, "", False),
        ("https://clinic.example/facebook.com", F, "https://clinic.example", False),
        ("https://youtu.be/abc", Y, "", True),
        ("https://vt.tiktok.com/abc", Destination.TIKTOK, "", True),
        ("https://oa.zalo.me/abc", Z, "", True),
        ("https://www.clinic.example/a", W, "https://clinic.example/tin", True),
        ("https://clinic.example/a", W, "https://www.clinic.example", True),
        ("https://other.example/a", W, "https://clinic.example", False),
        ("https://other.example/a", W, "", True),
        ("https://journal.example/a", Destination.JOURNAL, "", True),
    ],
)
def test_which_addresses_are_at_a_place(address: str, place: Destination, own: str, there: bool) -> None:
    assert is_at(address, place, own) is there


@pytest.mark.parametrize(
    ("address", "place", "own", "front"),
    [
        ("https://www.facebook.com/", F, "", True),
        ("https://www.facebook.com/?ref=home#", F, "", True),
        ("https://www.facebook.com/phongkham/", F, "https://facebook.com/phongkham", True),
        ("https://www.facebook.com/phongkham/posts/1", F, "https://facebook.com/phongkham", False),
        ("https://www.facebook.com/story.php?story_fbid=1&id=2", F, "", False),
        ("https://www.facebook.com/profile.php?id=100064", F, "", True),
        ("https://www.facebook.com/profile.php?id=100064&sk=photos", F, "", True),
        ("https://www.facebook.com/people/Phong-kham/61550000000000/?mibextid=ZbWKwL", F, "", True),
        ("https://www.facebook.com/phongkham?mibextid=ZbWKwL", F, "https://facebook.com/phongkham", True),
        ("https://www.facebook.com/phongkham?locale=vi_VN", F, "https://facebook.com/phongkham", True),
        ("https://www.facebook.com/index.php?story_fbid=1&id=2", F, "", False),
        ("https://www.facebook.com/permalink.php?story_fbid=1&id=2", F, "", False),
        ("https://www.facebook.com/photo/?fbid=1&set=a.2", F, "", False),
        ("https://www.facebook.com/watch/?v=1", F, "", False),
        ("https://www.facebook.com/hoasen", F, "", True),
        ("https://m.facebook.com/hoasen/photos", F, "", True),
        ("https://www.facebook.com/hoasen/photos_by/", F, "", True),
        ("https://www.facebook.com/groups/hoasen/", F, "", True),
        ("https://www.facebook.com/groups/hoasen/posts/1", F, "", False),
        ("https://www.facebook.com/groups/hoasen/?multi_permalinks=1", F, "", False),
        ("https://www.facebook.com/hoasen/photos/1", F, "", False),
        ("https://www.facebook.com/photo.php?fbid=1", F, "", False),
        ("https://www.facebook.com/reel/1", F, "", False),
        ("https://www.facebook.com/share/p/1AbC/", F, "", False),
        ("https://www.facebook.com/100064_1", F, "", False),
        ("https://m.facebook.com/groups/1?view=permalink&id=2", F, "", False),
        ("https://m.facebook.com/groups/1?view=info", F, "", True),
        ("https://www.facebook.com/hoasen?v=timeline", F, "", True),
        ("https://www.facebook.com/hoasen?story_fbid=", F, "", True),
        ("https://www.facebook.com/hoasen#/", F, "", True),
        ("https://www.youtube.com/channel/UC1/community?lb=Ugk1", Y, "", False),
        ("https://www.youtube.com/channel/UC1/community", Y, "", True),
        ("https://zalo.me/g/abc123", Z, "", True),
        ("https://fb.com/hoasen", F, "", True),
        ("https://fb.watch/abc/", F, "", False),
        ("https://forum.example/hoasen", F, "", False),
        ("https://www.instagram.com/hoasen/", Destination.INSTAGRAM, "", True),
        ("https://www.instagram.com/hoasen/reels/", Destination.INSTAGRAM, "", True),
        ("https://www.instagram.com/p/abc/", Destination.INSTAGRAM, "", False),
        ("https://www.instagram.com/reel/abc/?igsh=1", Destination.INSTAGRAM, "", False),
        ("https://www.tiktok.com/@hoasen", Destination.TIKTOK, "", True),
        ("https://www.tiktok.com/@hoasen/video/1", Destination.TIKTOK, "", False),
        ("https://vt.tiktok.com/abc", Destination.TIKTOK, "", False),
        ("https://www.youtube.com/@hoasen/shorts", Y, "", True),
        ("https://www.youtube.com/channel/UC1", Y, "", True),
        ("https://www.youtube.com/shorts/abc", Y, "", False),
        ("https://zalo.me/1234", Z, "", True),
        ("https://rd.zapps.vn/detail/1?id=2&pageId=1", Z, "", False),
        ("https://www.youtube.com/watch?v=abc&utm_source=zalo", Y, "", False),
        ("https://www.youtube.com/?utm_source=zalo", Y, "", True),
        ("https://youtu.be/abc", Y, "", False),
        ("https://clinic.example/?zarsrc=30&utm_source=zalo&utm_medium=zalo", W, "https://clinic.example", True),
        ("https://clinic.example/?FBCLID=a&gad_source=1&gclid=b", W, "", True),
        ("https://clinic.example/?page_id=12&zarsrc=30", W, "", False),
        ("http://clinic.example:8617", W, "", True),
        ("https://clinic.example/index.html#top", W, "", True),
        ("https://clinic.example/tin/", W, "https://www.clinic.example/tin", True),
        ("https://clinic.example/?p=12", W, "https://clinic.example", False),
        ("https://clinic.example/?fbclid=a&utm_source=b", W, "https://clinic.example", True),
        ("https://clinic.example/?p=12&fbclid=a", W, "https://clinic.example", False),
        ("https://clinic.example/#/tin/12", W, "", False),
        ("https://clinic.example/a.jpg", W, "https://clinic.example", False),
        ("https://journal.example/", Destination.JOURNAL, "", True),
    ],
)
def test_which_addresses_are_front_pages(address: str, place: Destination, own: str, front: bool) -> None:
    assert is_front(address, place, own) is front


@pytest.mark.parametrize(
    ("address", "place", "may_be"),
    [
        ("https://clinic.example/?p=5", W, True),
        ("https://clinic.example/index.php?x#/y", W, True),
        ("https://clinic.example/tin?x", W, True),
        ("https://clinic.example/tin/mui?x", W, False),
        ("https://www.facebook.com/?x", F, False),
    ],
)
def test_which_addresses_may_be_front_pages_by_what_follows(address: str, place: Destination, may_be: bool) -> None:
    assert may_be_front(address, place, "https://clinic.example/tin") is may_be


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("https://m.facebook.com/hoasen", F),
        ("https://youtu.be/abc", Y),
        ("https://facebook.com.example/", None),
        ("trang facebook.com của phòng khám", None),
    ],
)
def test_at_whose_hosts_an_address_is(address: str, place: Destination | None) -> None:
    assert platform_of(address) is place


@pytest.mark.django_db
def test_a_facebook_post_is_on_facebook_and_may_be_met_anywhere_afterwards() -> None:
    by = a_member()
    use = a_lawful_use(by, a_patient(by), destination=F)
    account = accounts.open_account(by, "manual", F, title="Facebook", deleter=by.user)
    release = actions.release(by, use, account)
    with actions.handed_out(by, release):
        pass
    with pytest.raises(BadInput, match="not at the place"):
        actions.posted(by, release, [("https://clinic.example/a", Place.POST)])
    for front in ("https://www.facebook.com/", "https://www.facebook.com/hoasen", "https://fb.com/hoasen/photos"):
        with pytest.raises(BadInput, match="front page of the platform or of an account"):
            actions.posted(by, release, [(front, Place.POST)])
    release.refresh_from_db()
    assert release.stage == Stage.BY_HAND and not release.public_copies.filter(address__gt="").exists()
    actions.posted(by, release, [("https://www.facebook.com/pk/posts/1", Place.POST)])
    assert Release.objects.get().stage == Stage.OUT
    actions.posted(by, release, [("https://forum.example/met-again", Place.POST)])
    assert release.public_copies.filter(address__gt="").count() == 2
    actions.posted(by, release, [("https://forum.example/", Place.POST)])
    assert release.public_copies.filter(address__gt="").count() == 3, "a front page may well show it, too"


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("https://clinic.example", "https://clinic.example/"),
        ("https://Clinic.example/#anh", "https://clinic.example/"),
        ("https://clinic.example/?fbclid=x&utm_source=fb", "https://clinic.example/"),
        ("https://clinic.example/?p=12&fbclid=x#anh", "https://clinic.example/?p=12"),
        ("https://clinic.example/#/post/12", "https://clinic.example/#/post/12"),
        ("https://clinic.example/index.php", "https://clinic.example/index.php"),
        ("http://clinic.example/a/", "http://clinic.example/a/"),
        ("https://[", "https://["),
    ],
)
def test_what_is_the_address_of_a_page_however_it_is_written(address: str, page: str) -> None:
    """A server may show something else at what looks like another name of its front page."""
    assert page_of(address) == page and page_of(page) == page


@pytest.mark.django_db
def test_a_page_that_is_told_in_another_writing_is_the_one_that_is_known() -> None:
    by = a_member()
    use = a_lawful_use(by, a_patient(by), destination=W)
    account = accounts.open_account(
        by, "manual", W, title="Trang web", address="https://clinic.example", deleter=by.user
    )
    row: Release = actions.release_by_hand(by, use)
    assert row.account == account
    known = actions.found(row, "https://clinic.example/", Place.PAGE, by="site")
    for told in ("https://clinic.example", "https://clinic.example/#anh", "https://clinic.example/?fbclid=x"):
        assert actions.found(row, told, Place.ELSEWHERE, by="person") == known
    assert actions.found(row, "https://clinic.example/index.php", Place.PAGE, by="person") != known
    assert actions.found(row, "https://clinic.example/?kindao", Place.PAGE, by="person") != known
    assert row.public_copies.count() == 3


@pytest.mark.parametrize("place", [F, W])
@pytest.mark.django_db
def test_a_front_page_of_a_platform_is_asked_back_also_where_it_is_seen_at_another_address(place: Destination) -> None:
    """Nobody could delete it there."""
    by = a_member()
    use = a_lawful_use(by, a_patient(by), destination=place)
    release = actions.release_by_hand(by, use)
    with actions.handed_out(by, release):
        pass
    post = "https://www.facebook.com/hoasen/posts/1" if place is F else "https://clinic.example/tin/1"
    actions.posted(by, release, [(post, Place.POST)])
    for front in (
        "https://www.facebook.com/",
        "https://www.facebook.com/?x",
        "https://facebook.com/profile.php?id=100",
        "https://www.facebook.com/hoasen/photos",
        "https://www.instagram.com/hoasen/",
    ):
        with pytest.raises(BadInput, match="front page of the platform or of an account") as caught:
            actions.posted(by, release, [(front, Place.POST)])
        assert "Open the post" in caught.value.hint and "trang của một tài khoản" in caught.value.vi
        assert "say in words" in caught.value.hint and "ghi bằng lời" in caught.value.vi
    assert release.public_copies.filter(address__gt="").count() == 1
    actions.posted(by, release, [("https://www.instagram.com/p/abc/", Place.POST), ("Nhóm kín", Place.ELSEWHERE)])
    assert release.public_copies.filter(address__gt="").count() == 3


@pytest.mark.parametrize("place", [F, W])
@pytest.mark.django_db
def test_a_front_page_of_a_platform_is_not_written_down_where_no_release_knows_of_it(place: Destination) -> None:
    """Neither as a post of the clinic's own site, of which no address was told."""
    doctor = a_member()
    by, use = a_member(Role.OFFICER, doctor.clinic), a_lawful_use(doctor, a_patient(doctor), destination=place)
    account = accounts.open_by_hand(by, place)
    for front in ("https://www.facebook.com/hoasen", "https://m.facebook.com/", "https://facebook.com/groups/1"):
        with pytest.raises(BadInput, match="front page of the platform or of an account"):
            unrecorded.write_down(by, use, account, front)
    assert not Release.objects.exists()
