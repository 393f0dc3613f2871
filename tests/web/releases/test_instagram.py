"""An Instagram account, played by tests/platforms/graph.py: no real account was tried."""

import json
import warnings
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from facebook_business.adobjects.igmedia import IGMedia
from facebook_business.adobjects.iguser import IGUser
from facebook_business.api import FacebookAdsApi

from builders import a_member, a_patient
from kindao import clock
from kindao.engine.vocabulary import Destination
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Consent, Who
from kindao.web.releases import accounts, actions
from kindao.web.releases.connectors import instagram as module
from kindao.web.releases.connectors import meta
from kindao.web.releases.connectors.base import Access, ByHand, Gone, Later, NoRight, Place, Refused, Unsure
from kindao.web.releases.connectors.instagram import Instagram
from kindao.web.releases.models import CopyState, Stage, Takedown
from permits import a_lawful_use
from platforms.graph import APP, INSTAGRAM, OTHER_PAGE, SECRET, TOKEN, Meta, Told, refused
from platforms.items import CAPTION, MARK, a_film, a_picture, an_access, another_picture
from platforms.serving import Answer, served
from released import Site, looked_again, worked_off

MEDIA, PUBLISH = (rf"/v26\.0/{INSTAGRAM}/{edge}" for edge in ("media", "media_publish"))
UPLOAD = r"/ig-api-upload/v26\.0/\d+"


@pytest.fixture(scope="module")
def played() -> Iterator[Meta]:
    meta = Meta()
    with served(meta):
        yield meta


@pytest.fixture
def graph(played: Meta, monkeypatch: pytest.MonkeyPatch) -> Meta:
    played.begin()
    for name in ("graph", "uploads"):
        monkeypatch.setattr(Instagram, name, played.address)
    monkeypatch.setattr(Instagram, "between", 0.0)
    return played


def the_access(site: Site | None = None, /, **other: str) -> Access:
    told = {"account": INSTAGRAM, "app": APP, "secret": SECRET, "token": TOKEN}
    if site:
        told |= {"folder": str(site.folder), "site": site.address}
    return an_access(**(told | other))


def test_a_film_goes_out_without_any_public_address(graph: Meta, tmp_path: Path) -> None:
    item = a_film(tmp_path)
    published = Instagram().publish(the_access(), item)
    (post,) = graph.of("media")
    assert published.ref == post.id and post.data == item.file.read_bytes()
    assert post.fields["caption"] == CAPTION
    assert [one.place for one in published.found] == [Place.POST, Place.PAGE]
    assert {httpx.get(one.address).status_code for one in published.found} == {200}


def test_a_picture_lies_on_the_clinics_site_for_no_longer_than_it_is_fetched(
    graph: Meta, site: Site, tmp_path: Path
) -> None:
    item = a_picture(tmp_path)
    published = Instagram().publish(the_access(site), item)
    (post,) = graph.of("media")
    assert post.data == item.file.read_bytes() and published.ref == post.id
    assert list(site.folder.iterdir()) == []
    assert [one.fields["alt"] for one in graph.of("container")] == [item.alt]


def test_a_picture_without_a_site_is_refused_before_anything_is_sent(graph: Meta, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="public address") as no:
        Instagram().publish(the_access(), a_picture(tmp_path))
    assert no.value.vi and graph.asked == []


@pytest.mark.parametrize("answer", [None, refused(9004, sub=2207052), refused(190)])
def test_whatever_goes_wrong_no_picture_stays_on_the_site(
    graph: Meta, site: Site, tmp_path: Path, answer: Answer | None
) -> None:
    graph.goes_wrong("POST", MEDIA, answer)
    with pytest.raises((Later, Refused, NoRight)):
        Instagram().publish(the_access(site), a_picture(tmp_path))
    assert list(site.folder.iterdir()) == [] and graph.of("media") == []


def test_a_picture_that_strangers_don_t_get_is_not_announced(graph: Meta, site: Site, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    with pytest.raises(Later, match="not at the address"):
        Instagram().publish(the_access(site, folder=str(tmp_path / "elsewhere")), a_picture(tmp_path))
    assert graph.asked == []


def test_what_a_killed_worker_left_on_the_site_is_seen_and_taken_away(graph: Meta, site: Site, tmp_path: Path) -> None:
    ref = Instagram().publish(the_access(site), a_picture(tmp_path)).ref
    left = site.folder / f"{MARK}.jpg"
    left.write_bytes(b"left")
    places = {one.place: one.address for one in Instagram().addresses(the_access(site), ref, MARK)}
    assert httpx.get(places[Place.FILE]).status_code == 200
    Instagram().delete(the_access(site), ref, MARK)
    assert httpx.get(places[Place.FILE]).status_code == 404
    left.write_bytes(b"left again")
    Instagram().find(the_access(site), a_picture(tmp_path), clock.now() - timedelta(hours=1))
    assert not left.exists()


def test_what_is_sent_is_what_the_client_of_meta_knows(graph: Meta, site: Site, tmp_path: Path) -> None:
    """Each parameter has the name and kind that facebook-business 26.0.3 lists for it, each field exists."""
    Instagram().publish(the_access(site), a_picture(tmp_path))
    Instagram().publish(the_access(), a_film(tmp_path))
    account = IGUser(INSTAGRAM, api=FacebookAdsApi(None, "v26.0"))
    for path, make in ((MEDIA, account.create_media), (PUBLISH, account.create_media_publish)):
        calls = graph.calls("POST", path)
        assert len(calls) == 2
        for call in calls:
            params = {name: _decoded(value) for name, value in call.told.items() if name[:3] not in ("acc", "app")}
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                request = make(params=params, pending=True)
            assert all(request._param_checker.is_valid_key(name) for name in params), params
    assert set(module.ROW_FIELDS.split(",")) <= set(vars(IGMedia.Field).values())
    assert hasattr(IGMedia, "api_delete")


def _decoded(value: str) -> Any:
    return json.loads(value) if value in ("true", "false") else value


@pytest.mark.parametrize("make", [a_picture, a_film])
def test_a_lost_answer_is_no_second_post(graph: Meta, site: Site, tmp_path: Path, make: Any) -> None:
    began, item = clock.now(), make(tmp_path)
    graph.goes_wrong("POST", PUBLISH, done=True)
    with pytest.raises(Unsure):
        Instagram().publish(the_access(site), item)
    found = Instagram().find(the_access(site), item, began)
    assert found is not None and [found.ref] == [one.id for one in graph.of("media")]
    assert len(found.found) == 2


def test_a_post_whose_address_was_not_told_is_asked_for_again(graph: Meta, tmp_path: Path) -> None:
    began = clock.now()
    graph.goes_wrong("GET", r"/v26\.0/\d+", refused(2), when=lambda asked: "permalink" in asked.told["fields"])
    with pytest.raises(Unsure):
        Instagram().publish(the_access(), a_film(tmp_path))
    found = Instagram().find(the_access(), a_film(tmp_path), began)
    assert found is not None and found.found


@pytest.mark.parametrize("where", [MEDIA, UPLOAD])
def test_what_breaks_before_the_last_call_left_nothing_public(graph: Meta, tmp_path: Path, where: str) -> None:
    graph.goes_wrong("POST", where)
    with pytest.raises(Later):
        Instagram().publish(the_access(), a_film(tmp_path))
    assert graph.of("media") == []
    assert Instagram().find(the_access(), a_film(tmp_path), clock.now() - timedelta(minutes=3)) is None


def test_another_picture_with_the_same_words_is_not_taken_for_it(graph: Meta, site: Site, tmp_path: Path) -> None:
    Instagram().publish(the_access(site), another_picture(tmp_path))
    ago = clock.now() - timedelta(minutes=3)
    assert Instagram().find(the_access(site), a_picture(tmp_path), ago) is None


def test_two_films_with_no_words_are_not_told_apart(graph: Meta, tmp_path: Path) -> None:
    film = a_film(tmp_path, caption="")
    Instagram().publish(the_access(), film)
    with pytest.raises(Unsure):
        Instagram().find(the_access(), film, clock.now())


def test_a_name_that_instagram_hides_is_no_other_caption(graph: Meta, tmp_path: Path) -> None:
    film = a_film(tmp_path, caption="Cùng @phongkham.kiemthu")
    ref = Instagram().publish(the_access(), film).ref
    graph.things[ref].fields["caption"] = "Cùng phongkham.kiemthu"
    found = Instagram().find(the_access(), film, clock.now())
    assert found is not None and found.ref == ref


def test_a_film_that_meta_can_t_work_through_is_refused(graph: Meta, tmp_path: Path) -> None:
    graph.film_works = False
    with pytest.raises(Refused, match="2207026"):
        Instagram().publish(the_access(), a_film(tmp_path))


def test_a_film_that_is_worked_through_for_too_long_is_sent_again_later(
    graph: Meta, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Instagram, "patience", 0.0)
    graph.goes_wrong("GET", r"/v26\.0/\d+", Answer(200, {"id": "1", "status_code": "IN_PROGRESS"}), times=9)
    with pytest.raises(Later):
        Instagram().publish(the_access(), a_film(tmp_path))


def test_the_posts_of_a_day_are_used_up(graph: Meta, tmp_path: Path) -> None:
    graph.posts_left = 0
    with pytest.raises(Later) as later:
        Instagram().publish(the_access(), a_film(tmp_path))
    assert later.value.after == timedelta(days=1)


def test_what_is_too_much_is_not_sent(graph: Meta, site: Site, tmp_path: Path) -> None:
    film = a_film(tmp_path)
    for item in (
        replace(film, caption="a" * 2201),
        replace(film, caption="#mũi " * 31),
        replace(film, seconds=15 * 60 + 1.0),
        replace(film, seconds=2.0),
        replace(a_picture(tmp_path), media_type="image/png"),
    ):
        with pytest.raises(Refused) as no:
            Instagram().publish(the_access(site), item)
        assert no.value.vi
    assert graph.asked == []


def test_an_account_tells_whose_it_is_and_whether_it_may_delete(graph: Meta, site: Site) -> None:
    health = Instagram().test(the_access(site))
    assert (health.publish, health.delete, health.who) == (True, True, "phongkham.kiemthu")
    graph.tokens[TOKEN] = Told(scopes=("instagram_basic", "instagram_content_publish"))
    health = Instagram().test(the_access(site))
    assert health.publish and not health.delete


@pytest.mark.parametrize(
    ("told", "other", "says"),
    [
        (Told(scopes=("pages_show_list",)), {}, "Correct the id of the account"),
        (Told(), {"account": "17841400000000999"}, "Correct the id of the account"),
        (Told(app="4999"), {}, "Correct the app id"),
        (Told(valid=False), {}, "Make a new one"),
    ],
)
def test_a_wrong_account_names_the_field(graph: Meta, told: Told, other: dict[str, str], says: str) -> None:
    graph.tokens[TOKEN] = told
    with pytest.raises(NoRight) as no:
        Instagram().test(the_access(**other))
    assert says in str(no.value) and no.value.vi


def test_what_is_deleted_is_gone_and_so_is_what_was(graph: Meta, tmp_path: Path) -> None:
    published = Instagram().publish(the_access(), a_film(tmp_path))
    assert [Instagram().delete(the_access(), published.ref, MARK) for _ in range(2)] == [Gone.GONE, Gone.GONE]
    assert {httpx.get(one.address).status_code for one in published.found} == {404}
    assert Instagram().addresses(the_access(), published.ref, MARK) == ()


def test_a_deletion_that_happens_later_is_not_taken_for_done(graph: Meta, tmp_path: Path) -> None:
    ref = Instagram().publish(the_access(), a_film(tmp_path)).ref
    graph.eventual = 3600.0
    assert Instagram().delete(the_access(), ref, MARK) is Gone.SOON


def test_a_deletion_that_meta_can_t_carry_out_is_a_person_s(graph: Meta, tmp_path: Path) -> None:
    ref = Instagram().publish(the_access(), a_film(tmp_path)).ref
    graph.goes_wrong("DELETE", ".*", refused(1, "Fatal", meta.STUCK))
    with pytest.raises(ByHand):
        Instagram().delete(the_access(), ref, MARK)


@pytest.mark.parametrize(
    "told", [Told(scopes=("instagram_basic", "instagram_content_publish")), Told(valid=False), Told(profile=OTHER_PAGE)]
)
def test_without_the_right_to_delete_nothing_is_taken_for_gone(graph: Meta, tmp_path: Path, told: Told) -> None:
    ref = Instagram().publish(the_access(), a_film(tmp_path)).ref
    graph.tokens[TOKEN] = told
    for ask in (Instagram().delete, Instagram().addresses):
        with pytest.raises(NoRight):
            ask(the_access(), "17899999999999999", MARK)
    with pytest.raises(NoRight):
        Instagram().delete(the_access(), ref, MARK)
    assert len(graph.of("media")) == 1


@pytest.mark.django_db
def test_from_a_permitted_use_to_instagram_and_back(graph: Meta, site: Site) -> None:
    by = a_member()
    use = a_lawful_use(by, a_patient(by), destination=Destination.INSTAGRAM, caption=CAPTION)
    told = dict(the_access(site).told)
    account = accounts.open_account(by, "instagram", Destination.INSTAGRAM, title="Instagram", told=told)
    graph.goes_wrong("POST", PUBLISH, done=True)  # the answer is lost on the way
    release = worked_off(actions.release(by, use, account))
    assert release.stage == Stage.SENDING, release.why_en
    release = worked_off(release)
    assert release.stage == Stage.OUT, release.why_en
    assert [release.ref] == [one.id for one in graph.of("media")]
    consents.withdraw(Consent.objects.get(), who=Who.PATIENT)
    order = worked_off(Takedown.objects.get())
    assert graph.of("media") == []
    looked_again(release)
    worked_off(order)
    release.refresh_from_db()
    assert release.stage == Stage.GONE
    assert {copy.state for copy in release.public_copies.all()} == {CopyState.VERIFIED_GONE}
