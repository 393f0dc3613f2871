"""A Facebook Page, played by tests/platforms/graph.py: no real Page was tried."""

import json
import time
import warnings
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from facebook_business.adobjects.advideo import AdVideo
from facebook_business.adobjects.page import Page
from facebook_business.adobjects.pagepost import PagePost
from facebook_business.adobjects.photo import Photo
from facebook_business.api import FacebookAdsApi

from builders import a_member, a_patient
from kindao import clock
from kindao.engine.errors import KindaoError
from kindao.engine.vocabulary import Destination
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Consent, Who
from kindao.web.releases import accounts, actions
from kindao.web.releases.connectors import facebook as module
from kindao.web.releases.connectors import meta
from kindao.web.releases.connectors.base import (
    Access,
    ByHand,
    Gone,
    Later,
    NoRight,
    Place,
    Refused,
    Unsure,
)
from kindao.web.releases.connectors.facebook import Facebook
from kindao.web.releases.models import CopyState, Stage, Takedown
from permits import a_lawful_use
from platforms.graph import APP, OTHER_PAGE, PAGE, SECRET, TOKEN, Meta, Told, refused
from platforms.items import CAPTION, MARK, a_film, a_picture, an_access, another_picture
from platforms.serving import Answer, served
from released import looked_again, worked_off

FEED, PHOTOS, VIDEOS = (rf"/v26\.0/{PAGE}/{edge}" for edge in ("feed", "photos", "videos"))


@pytest.fixture(scope="module")
def played() -> Iterator[Meta]:
    meta = Meta()
    with served(meta):
        yield meta


@pytest.fixture
def graph(played: Meta, monkeypatch: pytest.MonkeyPatch) -> Meta:
    played.begin()
    for name in ("graph", "films", "web"):
        monkeypatch.setattr(Facebook, name, played.address)
    return played


def the_access(**other: str) -> Access:
    return an_access(**({"page": PAGE, "app": APP, "secret": SECRET, "token": TOKEN} | other))


def test_a_picture_goes_out_with_its_words_and_its_alternative_text(graph: Meta, tmp_path: Path) -> None:
    item = a_picture(tmp_path)
    published = Facebook().publish(the_access(), item)
    (post,), (photo,) = graph.of("post"), graph.of("photo")
    assert published.ref == post.id
    assert post.fields["message"] == CAPTION and photo.fields["alt"] == item.alt
    assert photo.data == item.file.read_bytes()
    assert {one.ref for one in published.found} == {post.id, photo.id}
    assert {one.place for one in published.found} == {Place.POST, Place.PAGE}


def test_a_film_goes_out_in_pieces_with_its_mark_where_nobody_sees_it(graph: Meta, tmp_path: Path) -> None:
    item = a_film(tmp_path)
    published = Facebook().publish(the_access(), item)
    (film,) = graph.of("film")
    assert published.ref == film.id and film.data == item.file.read_bytes()
    assert film.fields["custom_labels"] == [MARK] and film.fields["description"] == CAPTION
    assert len(graph.calls("POST", VIDEOS)) > 4
    (post,) = graph.of("post")
    assert {one.ref for one in published.found} == {film.id, post.id}


@pytest.mark.parametrize("make", [a_picture, a_film])
def test_every_address_is_open_to_a_stranger_until_it_is_deleted(graph: Meta, tmp_path: Path, make: Any) -> None:
    published = Facebook().publish(the_access(), make(tmp_path))
    assert len(published.found) == 3
    assert {httpx.get(one.address).status_code for one in published.found} == {200}
    for ref in dict.fromkeys([published.ref, *(one.ref for one in published.found)]):
        assert Facebook().delete(the_access(), ref, MARK) is Gone.GONE
    assert {httpx.get(one.address).status_code for one in published.found} == {404}
    assert Facebook().addresses(the_access(), published.ref, MARK) == ()


def test_what_is_sent_is_what_the_client_of_meta_knows(graph: Meta, tmp_path: Path) -> None:
    """Each parameter of each call has the name and kind that facebook-business 26.0.3 lists for it, and each field that
    is asked for exists."""
    Facebook().publish(the_access(), a_picture(tmp_path))
    Facebook().publish(the_access(), a_film(tmp_path))
    page = Page(PAGE, api=FacebookAdsApi(None, "v26.0"))
    makers = {PHOTOS: page.create_photo, VIDEOS: page.create_video, FEED: page.create_feed}
    not_listed = {"access_token", "appsecret_proof"}
    for path, make in makers.items():
        for call in graph.calls("POST", path):
            params = {name: value for name, value in call.told.items() if name not in not_listed}
            decoded = {name: _decoded(value) for name, value in params.items()}
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                request = make(params=decoded, pending=True)
            assert all(request._param_checker.is_valid_key(name) for name in params), params
    known = {PagePost: module.POST_FIELDS, AdVideo: module.FILM_FIELDS, Photo: "id,can_delete"}
    for kind, fields in known.items():
        flat = fields.partition("attachments")[0].strip(",").split(",")
        assert set(flat) <= set(vars(kind.Field).values()), kind
    assert hasattr(PagePost, "get_attachments")


def _decoded(value: str) -> Any:
    return json.loads(value) if value[:1] in "[{" or value in ("true", "false") else value


def test_a_lost_answer_is_no_second_post(graph: Meta, tmp_path: Path) -> None:
    began, item = clock.now(), a_picture(tmp_path)
    graph.goes_wrong("POST", FEED, done=True)
    with pytest.raises(Unsure):
        Facebook().publish(the_access(), item)
    found = Facebook().find(the_access(), item, began)
    assert found is not None and found.ref == graph.of("post")[0].id
    assert len(graph.of("post")) == 1


def test_a_film_whose_answer_was_lost_is_found_by_its_mark(graph: Meta, tmp_path: Path) -> None:
    began, item = clock.now(), a_film(tmp_path)
    Facebook().publish(the_access(), replace(item, name="0123456789abcdef01234567.mp4"))
    graph.goes_wrong("POST", VIDEOS, done=True, when=lambda asked: asked.told["upload_phase"] == "finish")
    with pytest.raises(Unsure):
        Facebook().publish(the_access(), item)
    found = Facebook().find(the_access(), item, began)
    assert found is not None
    assert graph.things[found.ref].fields["custom_labels"] == [MARK]


@pytest.mark.parametrize(("make", "where"), [(a_picture, PHOTOS), (a_film, VIDEOS)])
def test_what_breaks_before_the_last_call_left_nothing_public(
    graph: Meta, tmp_path: Path, make: Any, where: str
) -> None:
    graph.goes_wrong("POST", where)
    with pytest.raises(Later):
        Facebook().publish(the_access(), make(tmp_path))
    assert graph.of("post") == [] and graph.of("film") == []


def test_a_post_that_is_refused_leaves_no_picture_behind(graph: Meta, tmp_path: Path) -> None:
    graph.goes_wrong("POST", FEED, refused(368, "The action attempted has been deemed abusive"))
    with pytest.raises(Refused):
        Facebook().publish(the_access(), a_picture(tmp_path))
    assert graph.of("photo") == []


def test_nothing_is_found_of_another_picture_with_the_same_words(graph: Meta, tmp_path: Path) -> None:
    Facebook().publish(the_access(), another_picture(tmp_path))
    long_ago = clock.now() - timedelta(minutes=4)
    assert Facebook().find(the_access(), a_picture(tmp_path), long_ago) is None


def test_without_words_the_picture_itself_is_known_again(graph: Meta, tmp_path: Path) -> None:
    item = a_picture(tmp_path, caption="")
    Facebook().publish(the_access(), replace(another_picture(tmp_path), caption=""))
    ref = Facebook().publish(the_access(), item).ref
    found = Facebook().find(the_access(), item, clock.now() - timedelta(minutes=4))
    assert found is not None and found.ref == ref


def test_two_that_look_the_same_are_not_told_apart(graph: Meta, tmp_path: Path) -> None:
    for _ in range(2):
        Facebook().publish(the_access(), a_picture(tmp_path))
    with pytest.raises(Unsure):
        Facebook().find(the_access(), a_picture(tmp_path), clock.now() - timedelta(minutes=4))


def test_a_listing_that_may_not_know_it_yet_is_asked_again(graph: Meta, tmp_path: Path) -> None:
    graph.lag = 3600.0
    Facebook().publish(the_access(), a_picture(tmp_path))
    with pytest.raises(Later):
        Facebook().find(the_access(), a_picture(tmp_path), clock.now())


def test_a_film_that_no_listing_knows_is_for_a_person_to_look_for(graph: Meta, tmp_path: Path) -> None:
    with pytest.raises(Unsure):
        Facebook().find(the_access(), a_film(tmp_path), clock.now() - timedelta(hours=1))


def test_a_listing_is_read_to_its_end(graph: Meta, tmp_path: Path) -> None:
    ref = Facebook().publish(the_access(), a_picture(tmp_path)).ref
    for number in range(120):
        graph.made("post", f"{PAGE}_", message=f"Bài {number}", photos=[])
    graph.things[ref].at -= 60
    found = Facebook().find(the_access(), a_picture(tmp_path), clock.now() - timedelta(minutes=3))
    assert found is not None and found.ref == ref
    assert len(graph.calls("GET", rf"/v26\.0/{PAGE}/published_posts")) == 3


def test_an_account_tells_whose_it_is_and_how_long(graph: Meta) -> None:
    ends = int(time.time()) + 3600
    graph.tokens[TOKEN] = Told(data_expires=ends)
    health = Facebook().test(the_access())
    assert (health.publish, health.delete, health.who) == (True, True, "Phòng khám Kiểm Thử")
    assert health.ends is not None and health.ends.timestamp() == ends


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (Told(profile=OTHER_PAGE), "Correct the id of the Page"),
        (Told(app="4999"), "Correct the app id"),
        (Told(valid=False), "Make a new one"),
        (Told(expires=1_700_000_000), "Make a new one"),
    ],
)
def test_a_wrong_account_names_the_field(graph: Meta, told: Told, says: str) -> None:
    graph.tokens[TOKEN] = told
    with pytest.raises(NoRight) as no:
        Facebook().test(the_access())
    assert says in str(no.value) and no.value.vi


def test_a_wrong_secret_names_the_field(graph: Meta) -> None:
    with pytest.raises(NoRight, match="app secret"):
        Facebook().test(the_access(secret="another"))


@pytest.mark.parametrize(
    "told",
    [
        Told(scopes=("pages_read_engagement", "pages_show_list")),
        Told(targets={"pages_manage_posts": [OTHER_PAGE]}),
    ],
)
def test_without_the_right_to_delete_nothing_may_go_out(graph: Meta, told: Told) -> None:
    graph.tokens[TOKEN] = told
    health = Facebook().test(the_access())
    assert not health.publish and not health.delete


def test_a_picture_that_can_t_be_deleted_is_seen_before_anything_goes_out(graph: Meta, tmp_path: Path) -> None:
    Facebook().publish(the_access(), a_picture(tmp_path))
    graph.can_delete = False
    health = Facebook().test(the_access())
    assert health.publish and not health.delete


def test_too_long_a_caption_or_film_and_too_large_a_picture_are_not_sent(graph: Meta, tmp_path: Path) -> None:
    (tmp_path / "large").mkdir()
    large = a_picture(tmp_path / "large")
    large.file.write_bytes(b"\xff\xd8" + bytes(module.PICTURE_SIZE))
    for item in (
        large,
        replace(a_film(tmp_path), caption="a" * 63_207),
        replace(a_film(tmp_path), seconds=240 * 60 + 1.0),
        replace(a_film(tmp_path), media_type="video/x-matroska"),
    ):
        with pytest.raises(Refused):
            Facebook().publish(the_access(), item)
    assert graph.asked == []


@pytest.mark.parametrize(
    ("answer", "before", "after"),
    [
        (refused(190, sub=463), NoRight, NoRight),
        (refused(200, status=403), NoRight, NoRight),
        (refused(10), NoRight, NoRight),
        (refused(4), Later, Later),
        (refused(613), Later, Later),
        (refused(80001), Later, Later),
        (refused(1), Later, Unsure),
        (refused(2, status=500), Later, Unsure),
        (refused(5000, is_transient=True), Later, Unsure),
        (refused(506), Refused, Refused),
        (Answer(503, "Service Unavailable"), Later, Unsure),
        (Answer(502, "<html>an error of a gateway, no success</html>"), Later, Unsure),
        (Answer(500, "<html>Sorry</html>"), Later, Unsure),
        (Answer(200, "[1, 2]"), Later, Unsure),
        (Answer(200, {"nothing": "that is known"}), Later, Unsure),
        (None, Later, Unsure),
    ],
)
def test_what_meta_says_becomes_one_of_five_words(
    graph: Meta, tmp_path: Path, answer: Answer | None, before: type[Exception], after: type[Exception]
) -> None:
    for path, kind in ((PHOTOS, before), (FEED, after)):
        graph.goes_wrong("POST", path, answer)
        with pytest.raises(kind) as said:
            Facebook().publish(the_access(), a_picture(tmp_path))
        assert TOKEN not in str(said.value) and CAPTION not in str(said.value)
        assert isinstance(said.value, KindaoError) and said.value.vi
        assert said.value.__context__ is None or said.value.__suppress_context__


def test_a_limit_tells_how_long_it_lasts(graph: Meta, tmp_path: Path) -> None:
    usage = '{"1": [{"type": "pages", "call_count": 100, "estimated_time_to_regain_access": 17}]}'
    graph.goes_wrong("POST", PHOTOS, replace(refused(80001), headers={"X-Business-Use-Case-Usage": usage}))
    with pytest.raises(Later) as later:
        Facebook().publish(the_access(), a_picture(tmp_path))
    assert later.value.after == timedelta(minutes=17)


def test_where_nobody_listens_surely_nothing_is_out(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Later):
        meta.Graph("http://127.0.0.1:9", TOKEN).post("1", "feed", changes=True)


def test_what_is_gone_already_is_gone(graph: Meta, tmp_path: Path) -> None:
    ref = Facebook().publish(the_access(), a_picture(tmp_path)).ref
    assert [Facebook().delete(the_access(), ref, MARK) for _ in range(2)] == [Gone.GONE, Gone.GONE]
    assert Facebook().delete(the_access(), f"{PAGE}_1", MARK) is Gone.GONE


def test_what_the_token_may_not_see_is_not_taken_for_gone(graph: Meta, tmp_path: Path) -> None:
    ref = Facebook().publish(the_access(), a_picture(tmp_path)).ref
    graph.tokens[TOKEN] = Told(profile=OTHER_PAGE)
    with pytest.raises(NoRight):
        Facebook().delete(the_access(), ref, MARK)
    with pytest.raises(NoRight):
        Facebook().addresses(the_access(), ref, MARK)
    assert len(graph.of("post")) == 1


def test_a_token_that_is_dead_at_takedown_is_said(graph: Meta, tmp_path: Path) -> None:
    ref = Facebook().publish(the_access(), a_picture(tmp_path)).ref
    graph.tokens[TOKEN].valid = False
    with pytest.raises(NoRight):
        Facebook().delete(the_access(), ref, MARK)


def test_a_deletion_that_happens_later_is_not_taken_for_done(graph: Meta, tmp_path: Path) -> None:
    ref = Facebook().publish(the_access(), a_picture(tmp_path)).ref
    graph.eventual = 3600.0
    assert Facebook().delete(the_access(), ref, MARK) is Gone.SOON


def test_a_deletion_that_meta_can_t_carry_out_is_a_person_s(graph: Meta, tmp_path: Path) -> None:
    ref = Facebook().publish(the_access(), a_picture(tmp_path)).ref
    graph.goes_wrong("DELETE", ".*", refused(1, "Fatal", meta.STUCK))
    with pytest.raises(ByHand):
        Facebook().delete(the_access(), ref, MARK)


@pytest.mark.django_db
def test_from_a_permitted_use_to_the_page_and_back(graph: Meta) -> None:
    by = a_member()
    use = a_lawful_use(by, a_patient(by), caption=CAPTION)
    told = {"page": PAGE, "app": APP, "secret": SECRET, "token": TOKEN}
    account = accounts.open_account(by, "facebook", Destination.FACEBOOK, title="Trang Facebook", told=told)
    graph.goes_wrong("POST", FEED, done=True)  # the answer is lost on the way
    release = worked_off(actions.release(by, use, account))
    assert release.stage == Stage.SENDING
    release = worked_off(release)
    assert release.stage == Stage.OUT, release.why_en
    (post,) = graph.of("post")
    assert release.ref == post.id and release.public_copies.count() == 3
    consents.withdraw(Consent.objects.get(), who=Who.PATIENT)
    order = worked_off(Takedown.objects.get())
    assert graph.of("post") == [] and graph.of("photo") == []
    looked_again(release)
    worked_off(order)
    release.refresh_from_db()
    assert release.stage == Stage.GONE
    assert {copy.state for copy in release.public_copies.all()} == {CopyState.VERIFIED_GONE}
