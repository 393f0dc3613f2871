"""Zalo: an article is hidden until its name is kept, a picture goes by the clinic's site, both come down."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kindao import clock
from kindao.web.releases.connectors.base import Later, NoRight, Place, Refused, Unsure
from platforms.registry import How, When, an_access
from platforms.sites import SftpPlatform
from platforms.zalo import ZaloPlatform


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[ZaloPlatform]:
    one = ZaloPlatform(tmp_path / "zalo")
    yield one
    one.close()


@pytest.fixture
def site(platform: ZaloPlatform, tmp_path: Path) -> Iterator[SftpPlatform]:
    """The clinic's own, told to the account."""
    one = SftpPlatform(tmp_path / "site")
    told = {f"site_{name}": value for name, value in one.access.told.items()}
    platform.access = an_access({**platform.access.told, "site_address": one.site.address, **told})
    yield one
    one.close()


def test_a_film_becomes_an_article_without_comments(platform: ZaloPlatform) -> None:
    published = platform.connector.publish(platform.access, platform.item("Sau <ba> tháng\n\nChăm sóc"))
    article = platform.articles[published.ref]
    assert article["status"] == "show" and article["comment"] == "hide"
    assert article["title"] == "Sau <ba> tháng" and article["description"] == "Sau <ba> tháng Chăm sóc"
    assert article["body"] == [
        {"type": "text", "content": "Sau &lt;ba&gt; tháng"},
        {"type": "text", "content": "Chăm sóc"},
    ]
    assert article["cover"]["cover_view"] == "vertical"  # as the film is


def test_a_picture_goes_by_the_clinics_site_and_comes_down_with_the_article(
    platform: ZaloPlatform, site: SftpPlatform
) -> None:
    item = platform.an_item("image/jpeg", "")
    published = platform.connector.publish(platform.access, item)
    assert site.public() == {f"{site.site.address}/{item.name}"}
    assert platform.articles[published.ref]["cover"]["photo_url"] == f"{site.site.address}/{item.name}"
    assert platform.articles[published.ref]["title"] == "Phòng khám Lan"  # without a caption: whose it is
    assert {one.place for one in published.found} == {Place.POST, Place.SIZE, Place.FILE}
    assert site.public() | platform.public() <= {one.address for one in published.found}
    (file,) = (one for one in published.found if one.place is Place.FILE)
    platform.connector.delete(platform.access, file.ref, item.mark)
    assert site.public() == set() and platform.public() != set()
    platform.connector.delete(platform.access, published.ref, item.mark)
    assert platform.public() == set()


def test_an_article_comes_down_also_where_the_site_does_not_answer(platform: ZaloPlatform, site: SftpPlatform) -> None:
    item = platform.an_item("image/jpeg", "Sau ba tháng")
    published = platform.connector.publish(platform.access, item)
    site.trouble(0, When.BEFORE, How.CLOSES)
    with pytest.raises(Later):
        platform.connector.delete(platform.access, published.ref, item.mark)
    assert platform.public() == set()


def test_a_picture_does_not_stay_on_the_site_without_its_article(platform: ZaloPlatform, site: SftpPlatform) -> None:
    platform.packaged = False
    item = platform.an_item("image/jpeg", "Sau ba tháng")
    with pytest.raises(NoRight, match="package"):
        platform.connector.publish(platform.access, item)
    assert site.public() == set()


def test_a_picture_that_may_have_stayed_on_the_site_is_looked_for(platform: ZaloPlatform, site: SftpPlatform) -> None:
    """Zalo takes no article, and the site breaks over each message in turn, those that take the picture away among
    them."""
    platform.packaged, said = False, set()
    for step in range(1, 14):
        item = platform.an_item("image/jpeg", "Sau ba tháng")
        site.trouble(step, When.BEFORE, How.CLOSES)
        with pytest.raises((NoRight, Later, Unsure)) as caught:
            platform.connector.publish(platform.access, item)
        site.calm()
        said.add(caught.type)
        assert caught.type is Unsure or site.public() == set()
        assert platform.connector.find(platform.access, item, clock.now()) is None
        assert site.public() == set()
    assert said == {NoRight, Later, Unsure}


def test_pictures_need_the_site_and_one_megabyte(platform: ZaloPlatform, site: SftpPlatform) -> None:
    alone = replace(platform.access, told={**platform.access.told, "site_address": ""})
    with pytest.raises(Refused, match="public address"):
        platform.connector.publish(alone, platform.an_item("image/jpeg"))
    item = platform.an_item("image/jpeg")
    item.file.write_bytes(item.file.read_bytes() + bytes(1_000_000))
    with pytest.raises(Refused, match="1 MB"):
        platform.connector.publish(platform.access, item)
    assert (platform.steps, site.steps) == (0, 0)


def test_a_draft_that_was_left_hidden_is_taken_away(platform: ZaloPlatform) -> None:
    item = platform.item()
    made = platform.connector.publish(platform.access, item)
    platform.articles[made.ref]["status"] = "hide"  # as if the step that shows it had never arrived
    assert platform.connector.find(platform.access, item, clock.now()) is None
    assert platform.articles == {}


def test_what_lingers_in_the_list_is_told_until_it_is_gone(platform: ZaloPlatform) -> None:
    item = platform.item()
    published = platform.connector.publish(platform.access, item)
    platform.lingers = 2
    platform.connector.delete(platform.access, published.ref, item.mark)
    assert platform.connector.addresses(platform.access, published.ref, item.mark)
    with pytest.raises(Refused):  # asked again, Zalo says no while it is still there
        platform.connector.delete(platform.access, published.ref, item.mark)
    assert platform.connector.addresses(platform.access, published.ref, item.mark) == ()


def test_it_is_found_behind_many_others(platform: ZaloPlatform) -> None:
    item = platform.item()
    published = platform.connector.publish(platform.access, item)
    for n in range(24):
        platform.articles[f"other{n}"] = {**platform.articles[published.ref], "id": f"other{n}"}
    assert platform.connector.find(platform.access, item, clock.now()) == published


def test_the_access_to_another_account_is_none(platform: ZaloPlatform) -> None:
    told = {**platform.access.told, "oa_id": "1"}
    other = replace(platform.access, told=told, keep=told.update)
    for way in (
        lambda: platform.connector.test(other),
        lambda: platform.connector.publish(other, platform.item()),
    ):
        with pytest.raises(NoRight, match="another Zalo account"):
            way()
    assert platform.articles == {}


def test_the_months_articles_are_waited_for(platform: ZaloPlatform) -> None:
    platform.cap = 0
    with pytest.raises(Later) as caught:
        platform.connector.publish(platform.access, platform.item())
    assert caught.value.after and caught.value.after >= timedelta(hours=1)


@pytest.mark.parametrize("state", [2, 4, 5])
def test_a_film_that_zalo_can_not_use_is_refused(platform: ZaloPlatform, state: int) -> None:
    platform.film = state
    with pytest.raises(Refused):
        platform.connector.publish(platform.access, platform.item())
    assert platform.articles == {}
