"""TikTok: its rules about pieces, who may post, what it says later, and that nobody but a person deletes there."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import a_member
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.vocabulary import Destination
from kindao.web.releases import accounts
from kindao.web.releases.connectors import connector
from kindao.web.releases.connectors.base import ByHand, Later, NoRight, Refused, Unsure
from kindao.web.releases.connectors.tiktok import api
from platforms.registry import How, When
from platforms.tiktok import MB, TikTokPlatform


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[TikTokPlatform]:
    one = TikTokPlatform(tmp_path)
    yield one
    one.close()


@given(st.integers(1, 4_000 * MB))
def test_pieces_keep_the_rules_of_the_media_transfer_guide(size: int) -> None:
    piece, parts = api.pieces(size)
    assert parts[0][0] == 0 and parts[-1][1] == size
    assert all(one[1] == other[0] for one, other in pairwise(parts))
    if size < 5 * MB:
        assert piece == size and len(parts) == 1
    elif size > 64 * MB:
        assert len(parts) == size // piece
    assert len(parts) <= 1000
    assert all(end - start == piece for start, end in parts[:-1])
    assert piece <= 64 * MB and (piece >= 5 * MB or len(parts) == 1)
    assert parts[-1][1] - parts[-1][0] <= 128 * MB


def test_a_long_film_goes_in_pieces_and_arrives_whole(platform: TikTokPlatform) -> None:
    item = platform.item()
    film = item.file.read_bytes() + bytes(64 * MB + 123)  # a free box of zeros after the film's own
    item.file.write_bytes(film)
    platform.connector.publish(platform.access, item)
    (post,) = platform.posts.values()
    assert post.count == len(film) // api.PIECE == post.pieces and post.film == film


def test_it_is_posted_for_everybody_and_nobody_cuts_it_into_theirs(platform: TikTokPlatform) -> None:
    item = platform.item("Sau ba tháng")
    platform.connector.publish(platform.access, item)
    (post,) = platform.posts.values()
    assert post.told == {
        "title": "Sau ba tháng",
        "privacy_level": "PUBLIC_TO_EVERYONE",
        "disable_duet": True,
        "disable_stitch": True,
        "disable_comment": True,
        "brand_organic_toggle": True,
        "brand_content_toggle": False,
        "is_aigc": False,
    }


def test_an_application_that_is_not_audited_may_not_publish(platform: TikTokPlatform) -> None:
    platform.audited = False
    with pytest.raises(NoRight, match="has not audited"):
        platform.connector.test(platform.access)
    with pytest.raises(NoRight, match="has not audited"):
        platform.connector.publish(platform.access, platform.item())
    assert not platform.posts


def test_a_private_account_may_not_publish(platform: TikTokPlatform) -> None:
    platform.private = True
    with pytest.raises(NoRight, match="is private"):
        platform.connector.test(platform.access)


def test_the_access_to_another_account_is_none(platform: TikTokPlatform) -> None:
    told = dict(platform.access.told, username="bacsikhac")
    with pytest.raises(NoRight, match="another TikTok account"):
        platform.connector.publish(replace(platform.access, told=told, keep=told.update), platform.item())
    assert not platform.posts


def test_a_film_longer_than_this_account_may_post_is_refused_before_it_is_sent(platform: TikTokPlatform) -> None:
    platform.longest = 60
    with pytest.raises(Refused, match="60 seconds"):
        platform.connector.publish(platform.access, replace(platform.item(), seconds=61.0))
    assert not platform.posts


def test_a_caption_is_counted_as_tiktok_counts(platform: TikTokPlatform) -> None:
    with pytest.raises(Refused, match="caption is longer"):
        platform.connector.publish(platform.access, platform.item("👃" * 1101))
    platform.connector.publish(platform.access, platform.item("👃" * 1100))


def test_the_cap_of_the_day_is_waited_for(platform: TikTokPlatform) -> None:
    platform.cap = 0
    with pytest.raises(Later) as caught:
        platform.connector.publish(platform.access, platform.item())
    assert caught.value.after is not None and caught.value.after >= timedelta(hours=1)


@pytest.mark.parametrize(
    ("why", "error"),
    [
        ("file_format_check_failed", Refused),
        ("duration_check_failed", Refused),
        ("spam_risk_text", Refused),
        ("auth_removed", NoRight),
        ("spam_risk_user_banned_from_posting", NoRight),
        ("internal", Later),
        ("<b>hỏng</b>", Refused),
    ],
)
def test_a_film_that_tiktok_fails_is_not_out(platform: TikTokPlatform, why: str, error: type[Exception]) -> None:
    platform.fails = why
    item = platform.item()
    with pytest.raises(error) as caught:
        platform.connector.publish(platform.access, item)
    assert "<b>" not in str(caught.value)
    assert platform.connector.find(platform.access, item, clock.now()) is None


def test_a_film_under_review_is_out_and_gets_its_address_later(platform: TikTokPlatform) -> None:
    platform.reviews = 20
    item = platform.item()
    published = platform.connector.publish(platform.access, item)
    assert published.found == ()
    assert platform.connector.addresses(platform.access, published.ref, item.mark) == ()
    platform.reviews = 0
    (found,) = platform.connector.addresses(platform.access, published.ref, item.mark)
    assert {found.address} == platform.public()


def test_while_tiktok_works_nobody_says_that_it_is_out_or_not(platform: TikTokPlatform) -> None:
    platform.works = 1000
    item = platform.item()
    with pytest.raises(Unsure):
        platform.connector.publish(platform.access, item)
    with pytest.raises(Later) as caught:
        platform.connector.find(platform.access, item, clock.now())
    assert caught.value.after
    platform.works = 0
    found = platform.connector.find(platform.access, item, clock.now())
    assert found is not None and {one.address for one in found.found} == platform.public()


def test_a_film_that_arrived_in_part_is_given_up_once_no_more_is_taken(platform: TikTokPlatform) -> None:
    since, item = clock.now(), platform.item()
    platform.trouble(4, When.BEFORE, How.CLOSES)  # its only piece, after token, account and beginning
    with pytest.raises(Unsure):
        platform.connector.publish(platform.access, item)
    platform.calm()
    with pytest.raises(Later):
        platform.connector.find(platform.access, item, since)
    assert platform.connector.find(platform.access, item, since - timedelta(hours=2)) is None
    assert platform.public() == set()


def test_a_post_that_tiktok_does_not_know_is_for_a_person(platform: TikTokPlatform) -> None:
    item = platform.item()
    platform.access.keep({"sent": json.dumps({item.mark: "v_pub_file~of-long-ago"})})
    with pytest.raises(Unsure):
        platform.connector.find(platform.access, item, clock.now())


def test_a_person_is_told_what_to_tap(platform: TikTokPlatform) -> None:
    with pytest.raises(ByHand) as caught:
        platform.connector.delete(platform.access, "7400000000000000001", "0" * 24)
    assert "Delete" in str(caught.value) and "chạm Xóa" in caught.value.vi


@pytest.mark.django_db
def test_an_account_needs_somebody_who_deletes(platform: TikTokPlatform, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connector("tiktok"), "base", platform.address)
    by = a_member()
    with pytest.raises(BadInput, match="lets no program delete"):
        accounts.open_account(by, "tiktok", Destination.TIKTOK, title="TikTok", told=platform.access.told)
    assert platform.steps == 0
    account = accounts.open_account(
        by, "tiktok", Destination.TIKTOK, title="TikTok", told=platform.access.told, deleter=by.user
    )
    assert accounts.is_ready(account) and not account.may_delete and account.who == "@phongkhamlan"
    platform.audited = False
    assert not accounts.test(account)
    assert "audit" in account.trouble_en and "chưa duyệt" in account.trouble_vi


def test_pictures_are_not_offered(platform: TikTokPlatform) -> None:
    assert not [one for one in platform.connector.limits.media_types if one.startswith("image/")]
    with pytest.raises(Refused, match="films alone"):
        platform.connector.publish(platform.access, platform.an_item("image/jpeg"))
    assert platform.steps == 0
